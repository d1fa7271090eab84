"""The letter about a denial: the practice's words, and behind them everything the claim rests on."""

import io
from datetime import date

import pdfplumber
import pytest

from apps.billing.domain.latin import latin
from apps.billing.models import ClaimTask
from apps.billing.operations.claim_tasks import write_letter
from apps.patients.models import Patient
from apps.patients.operations_documents import Upload, attach_document
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import NOW, drafted
from tests.billing.payers_answers import JULY, an_835, denial, post, send
from tests.papers import a_pdf, a_picture


def test_a_letter_brings_rules_time_claim_and_documents_that_the_claim_rests_on(
    jane: Patient, dr_rivera: Provider, mia: User, prices: None
) -> None:
    manager, claim = make.actor(mia), drafted(jane, dr_rivera)
    episode, later = jane.episodes.get(), make.consent(jane, date(2026, 6, 15))
    for proves, content in ((episode, a_pdf("The plan as signed")), (later, a_picture("PNG"))):
        attach_document(manager, patient=jane, upload=Upload("Doe Jane.x", content), proves=proves, now=NOW)
    send(manager, claim)
    post(manager, an_835(denial(claim.patient_control_number)))
    task = ClaimTask.objects.get()
    made = write_letter(manager, task_id=task.pk, text="Please look at Łucja’s claim.", now=NOW, today=JULY)
    assert made.attachments[:3] == ["Decision", "Time log", "CMS-1500"]
    assert [each.partition(" (")[0] for each in made.attachments[3:]] == ["Plan of care"]
    with pdfplumber.open(io.BytesIO(bytes(made.content))) as paper:
        pages = [page.extract_text() for page in paper.pages]
    assert made.pages == len(pages)
    assert "Please look at Lucja’s claim." in pages[0]
    assert (
        f"Attached: the decision with its rules, the time log, the claim (CMS-1500), {made.attachments[3]}."
        in (pages[0].replace("\n", " "))
    )
    behind = "".join(pages[1:-2])
    assert "Rule Facts Source" in behind
    assert "Time log" in behind
    assert claim.patient_control_number in pages[-2]
    assert "The plan as signed" in pages[-1]


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zoë O’Brien – 7½", "Zoë O’Brien – 7½"),
        ("Łucja Ćwiklińska", "Lucja Cwiklinska"),
        ("Al-Ḥasan", "Al-Hasan"),
        ("e\u0301lan ﬁt", "élan fit"),
        ("李 Ng", "? Ng"),
    ],
)
def test_letters_that_the_typeface_lacks_are_written_with_their_likeness(text: str, written: str) -> None:
    assert latin(text) == written
