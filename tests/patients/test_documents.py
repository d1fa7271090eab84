"""Documents attached as proof: known by their content, handed out through the gate, removed with a reason."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.patients.document_files import pages_in
from apps.patients.domain.documents import LARGEST_BYTES, check_document, shown_name
from apps.patients.fact_kinds import BY_WORD
from apps.patients.models import Consent, Document, Patient
from apps.patients.operations_documents import Upload, attach_document
from apps.patients.selectors_documents import PROVABLE, contents_of, documents_behind, documents_of
from apps.practice.domain.dates import Span
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import NOW
from tests.papers import a_pdf, a_picture, locked_pdf


def named(content: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        pytest.param(a_pdf("one", "two"), 2, id="pdf"),
        pytest.param(a_picture("PNG"), 1, id="png"),
        pytest.param(a_picture("JPEG"), 1, id="jpeg"),
        pytest.param(a_picture("TIFF", pages=3), 3, id="fax"),
    ],
)
def test_a_paper_is_known_by_its_content(content: bytes, pages: int) -> None:
    assert check_document(content) == []
    assert pages_in(content) == pages


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "file_empty", id="empty"),
        pytest.param(b"<html><script>alert(1)</script>", "file_kind_wrong", id="a web page called pdf"),
        pytest.param(b"PK\x03\x04 word", "file_kind_wrong", id="a word file"),
        pytest.param(b"%PDF-1.7\n" + b" " * LARGEST_BYTES, "file_too_large", id="one byte too many"),
        pytest.param(a_pdf()[:200], "file_unreadable", id="cut off"),
        pytest.param(locked_pdf(), "file_unreadable", id="behind a password"),
        pytest.param(a_picture("JPEG")[:60], "file_unreadable", id="half a picture"),
        pytest.param(a_picture("PNG", size=(9000, 9000)), "picture_too_large", id="a picture that fills the memory"),
        pytest.param(a_picture("TIFF", size=(2, 2), pages=301), "file_too_long", id="too many pages"),
    ],
)  # fmt: skip
def test_what_is_no_paper_is_refused_in_words(content: bytes, code: str) -> None:
    found = check_document(content) or pages_in(content)
    assert isinstance(found, list)
    assert [each.code for each in found] == [code]


def test_a_name_is_shown_without_folders_tricks_and_length() -> None:
    assert shown_name("C:\\scans\\plan\u202efdp.exe\x00 a.pdf") == "planfdp.exe a.pdf"
    assert shown_name("") == "document"
    assert shown_name("x" * 200 + ".pdf") == "x" * 115 + "….pdf"


def test_documents_prove_episodes_and_every_kind_of_fact() -> None:
    assert {word: kind.model for word, kind in BY_WORD.items()} == {
        word: model for word, model in PROVABLE.items() if word != "episode"
    }


@pytest.mark.django_db
def test_a_paper_comes_with_its_fact_is_fetched_through_the_gate_and_removed(
    client: Client, mia: User, otto: User, carol: User, jane: Patient
) -> None:
    client.force_login(mia)
    content = a_pdf("I agree")
    add = reverse("patients:fact_add", args=[jane.pk, "consent"])
    values = {"given_on": "2026-01-05", "document-kind": "consent", "document-dated_on": "2026-01-05"}
    refused = client.post(add, {**values, "document-file": named(b"<svg/>")})
    assert refused.status_code == 422 and b"Save or scan it as a PDF" in refused.content
    assert not Consent.objects.exists() and not Document.objects.exists()
    assert client.post(add, {**values, "document-file": named(content)}).status_code == 302
    row = Document.objects.get()
    consent = Consent.objects.get()
    assert (row.proves, row.proves_id, row.kind, row.uploaded_by) == ("consent", consent.pk, "consent", mia)
    assert contents_of([row]) == {row.pk: content}
    fetch = reverse("patients:document", args=[row.pk])
    for page in (
        reverse("billing:facts", args=[jane.pk]),
        reverse("patients:record", args=[jane.pk]),
        reverse("patients:fact_edit", args=["consent", consent.pk]),
    ):
        assert fetch in client.get(page).content.decode()
    answer = client.get(fetch)
    assert (answer.content, answer["Content-Type"]) == (content, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="document-{row.pk}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.filter(action="document.viewed", subject_id=row.pk, actor=mia).count() == 1
    client.force_login(carol)
    assert client.get(fetch).status_code == 404

    client.force_login(mia)
    remove = reverse("patients:document_remove", args=[row.pk])
    assert client.post(remove, {"reason": " "}).status_code == 422
    assert client.post(remove, {"reason": "Other patient"}).status_code == 302
    assert client.post(remove, {"reason": "Again"}).status_code == 422
    assert client.get(fetch).status_code == 404  # it may be somebody else's paper
    assert fetch not in client.get(reverse("billing:facts", args=[jane.pk])).content.decode()
    assert "removed: Other patient" in client.get(reverse("patients:record", args=[jane.pk])).content.decode()
    client.force_login(otto)
    assert client.get(fetch).status_code == 200
    events = {event.action: event for event in AuditEvent.objects.filter(subject_id=row.pk)}
    assert events["document.attached"].new and events["document.removed"].old
    assert events["document.removed"].new == {"removed_because": "Other patient"}


@pytest.mark.django_db
def test_a_paper_by_itself_says_what_it_proves(
    client: Client, mia: User, jane: Patient, mark: Patient
) -> None:
    client.force_login(mia)
    episode = jane.episodes.get()
    theirs = mark.episodes.get()
    add = reverse("patients:document_add", args=[jane.pk])
    assert client.get(add).status_code == 200
    for wrong in (f"episode-{theirs.pk}", "episode-x", "payer-1"):
        answer = client.post(add, {"file": named(a_pdf()), "kind": "certification", "proves": wrong})
        assert answer.status_code == 422
    assert client.post(add, {"kind": "certification"}).status_code == 422
    sent = {"kind": "certification", "proves": f"episode-{episode.pk}"}
    assert client.post(add, {"file": named(a_pdf()), **sent}).status_code == 302
    again = client.post(add, {"file": named(a_pdf(), "other.pdf"), **sent})
    assert b"attached already, byte for byte" in again.content
    edit = reverse("patients:episode_edit", args=[episode.pk])
    assert b"Attached already" in client.get(edit).content


@pytest.mark.django_db
def test_time_rests_on_the_papers_of_its_days_and_on_no_others(
    hilltop: Practice, mia: User, jane: Patient, dr_rivera: Provider
) -> None:
    actor = make.actor(mia, hilltop)
    facts: dict[str, Any] = {
        "this episode": jane.episodes.get(),
        "visit before": make.face_to_face(jane, date(2026, 1, 20), dr_rivera),
        "old visit": make.face_to_face(jane, date(2025, 3, 1), dr_rivera),
        "consent": make.consent(jane, date(2026, 1, 5)),
        "old plan": make.care_plan(jane, dr_rivera, date(2025, 1, 10), ends_on=date(2025, 12, 31)),
        "status after": make.status(jane, "dual_eligible", date(2026, 6, 3)),
    }
    for number, (name, fact) in enumerate(facts.items()):
        upload = Upload(f"{name}.png", a_picture(size=(4, 4 + number)))
        attach_document(actor, patient=jane, upload=upload, proves=fact, now=NOW)
    attach_document(actor, patient=jane, upload=Upload("letter.pdf", a_pdf("letter")), now=NOW)
    span = Span(date(2026, 5, 1), date(2026, 5, 31))
    found = documents_behind(actor, patient_id=jane.pk, span=span)
    assert {each.file_name for each in found} == {"this episode.png", "visit before.png", "consent.png"}
    assert len(documents_of(actor, patient=jane)) == 7
    assert [each.file_name for each in documents_of(actor, fact=facts["consent"])] == ["consent.png"]
    other = make.patient(hilltop, last_name="Other", medical_record_number="H-77")
    with pytest.raises(Refused, match="somebody else"):
        attach_document(
            actor, patient=other, upload=Upload("x.pdf", a_pdf()), proves=facts["consent"], now=NOW
        )
