"""What the paper of a packet says: what is there, what is not, and of whom."""

import io
from datetime import date, timedelta

import pdfplumber
import pytest

from apps.billing.models import Claim
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider, User
from apps.reports.checklist import Asked, checklist
from apps.reports.packet_pdf import packet_pdf
from apps.reports.packets import claims_for_packets, materials
from apps.reports.packing import packets
from apps.reports.verify_packet import PAPER, archive_problems, unzipped
from apps.timelog.operations.merging import merge_patients
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close


def test_the_cover_says_what_no_document_proves(packet: bytes) -> None:
    with pdfplumber.open(io.BytesIO(dict(unzipped(packet))[PAPER])) as paper:
        cover = " ".join(paper.pages[0].extract_text().split())
    assert "3 Jan 2026 (no document attached) Plan of care" in cover
    assert cover.count("(no document attached)") == 2, "the plan, and the visit"


@pytest.fixture
def rosas(hilltop: Practice, dr_rivera: Provider, jane: Patient) -> Claim:
    """The claim of a patient under chronic care management, of June."""
    charges(hilltop)
    rosa = make.chronic_care_patient(dr_rivera, jane.coverages.get().payer, last_name="Alvarez")
    make.logged(rosa, dr_rivera, date(2026, 4, 14), 40)
    close(hilltop)
    return Claim.objects.get(patient=rosa)


def test_a_visit_after_the_period_did_not_begin_it(rosas: Claim, otto_acts: Actor) -> None:
    def visit() -> Asked:
        (material,) = materials(otto_acts, list(claims_for_packets(otto_acts, [rosas.pk])))
        return next(each for each in checklist(material) if each.name == "Visit that began it")

    assert visit().proof == "20 Feb 2026"
    rosas.patient.face_to_face_visits.update(occurred_on=rosas.period_ends_on + timedelta(days=1))
    assert visit().proof == ""


def test_the_paper_says_nothing_of_codes_that_would_have_paid_more(rosas: Claim, otto_acts: Actor) -> None:
    (material,) = materials(otto_acts, list(claims_for_packets(otto_acts, [rosas.pk])))
    assert [each.kind for each in material.said].count("alternative") == 1
    paper = packet_pdf(material, actor=otto_acts, now=NOW, manifest_hash="0" * 64)
    with pdfplumber.open(io.BytesIO(paper)) as pages:
        assert not any("Better:" in page.extract_text() for page in pages.pages)


def test_a_claim_of_a_record_that_was_merged_shows_the_facts_that_moved_with_it(
    paid: Claim, jane: Patient, ada: User, otto_acts: Actor
) -> None:
    def now_asked() -> dict[str, str]:
        (material,) = materials(otto_acts, list(claims_for_packets(otto_acts, [paid.pk])))
        return {each.name: each.proof for each in checklist(material)}

    before = now_asked()
    kept = make.patient(paid.practice, last_name="Doe", first_name="Jane", medical_record_number="H-9")
    boss = make.actor(ada, paid.practice)
    merge_patients(boss, kept=kept, merged=jane, reason="Entered twice", now=NOW, today=JUNE)
    assert not jane.face_to_face_visits.exists()
    assert now_asked() == before
    (made,) = packets(otto_acts, list(claims_for_packets(otto_acts, [paid.pk])), now=NOW)
    assert list(archive_problems(made)) == []
    with pdfplumber.open(io.BytesIO(dict(unzipped(made))[PAPER])) as paper:
        assert f"Merged with record no. {kept.pk}" in paper.pages[0].extract_text()


def test_a_claim_that_no_form_has_room_for_stands_in_its_packet_as_a_list(
    mark: Patient, paid: Claim, otto_acts: Actor
) -> None:
    mark.last_name = "Roe-Llewellyn-Featherstonehaugh-Cholmondeley"
    mark.save()
    draft = Claim.objects.get(patient=mark, period_ends_on__month=5)
    (made,) = packets(otto_acts, list(claims_for_packets(otto_acts, [draft.pk])), now=NOW)
    assert list(archive_problems(made)) == []
    with pdfplumber.open(io.BytesIO(dict(unzipped(made))[PAPER])) as paper:
        text = " ".join(" ".join(page.extract_text() for page in paper.pages[-2:]).split())
    assert "its items stand here in full. Item Says" in text
    assert "2 patient name ROE-LLEWELLYN-FEATHERSTONEHAUGH-CHOLMONDELEY, MARK" in text
