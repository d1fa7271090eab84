"""Sending: files of approved claims, kept as they were made, sent once."""

from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from apps.billing.models import Claim, ClaimEvent, Receiver, Submission
from apps.billing.operations import checking, review, sending
from apps.patients.models import Patient, Payer
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, drafted

X12, PAPER = Submission.Format.X12_837P, Submission.Format.CMS_1500


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def receiver(hilltop: Practice) -> Receiver:
    return make.receiver(hilltop)


@pytest.fixture
def approved(jane: Patient, dr_rivera: Provider, prices: None, manager: Actor) -> Claim:
    claim = drafted(jane, dr_rivera)
    assert review.approve(manager, claim_ids=[claim.pk], now=NOW, today=JUNE).claim_ids == (claim.pk,)
    return claim


def send(
    actor: Actor,
    *claims: Claim,
    receiver: Receiver | None = None,
    format: Submission.Format = X12,
    today: date = JUNE,
) -> Submission:
    made = sending.make_submission(
        actor,
        claim_ids=[claim.pk for claim in claims],
        format=format,
        receiver=receiver,
        now=NOW,
        today=today,
    )
    checking.check_submission(actor, submission_id=made.pk, clock=lambda: NOW)
    return made


def state_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


def test_an_837p_is_kept_with_its_hash_and_its_number(
    approved: Claim, manager: Actor, receiver: Receiver
) -> None:
    made = send(manager, approved, receiver=receiver)
    kept = Submission.objects.get(pk=made.pk)
    content = bytes(kept.content)
    assert kept.sha256 == sha256(content).hexdigest()
    assert (kept.interchange_control_number, kept.claim_count, kept.findings) == (1, 1, [])
    assert kept.checked_at == NOW
    assert (kept.group_control_number, kept.transaction_set_control_number, kept.receiver_code) == (
        1,
        1,
        "15202",
    )
    assert approved.patient_control_number.encode() in content
    assert f"REF*1J*{make.HOME_HEALTH_NPI}~".encode() in content
    claim = Claim.objects.get(pk=approved.pk)
    assert (claim.state, claim.submission) == ("batched", kept)


def test_control_numbers_rise_and_an_undone_one_is_not_used_again(
    approved: Claim, manager: Actor, receiver: Receiver
) -> None:
    first = send(manager, approved, receiver=receiver)
    sending.undo_submission(manager, submission_id=first.pk, reason="Wrong receiver", now=NOW)
    assert (state_of(approved), Claim.objects.get(pk=approved.pk).submission) == ("approved", None)
    second = send(manager, approved, receiver=receiver)
    assert (first.interchange_control_number, second.interchange_control_number) == (1, 2)
    assert bytes(Submission.objects.get(pk=first.pk).content) == first.content


def test_a_claim_goes_into_one_file_only(approved: Claim, manager: Actor, receiver: Receiver) -> None:
    send(manager, approved, receiver=receiver)
    with pytest.raises(Refused) as refused:
        send(manager, approved, receiver=receiver)
    assert [problem.code for problem in refused.value.problems] == ["claim_move_not_allowed"]
    assert approved.patient_control_number in refused.value.problems[0].message
    assert Submission.objects.count() == 1
    assert Receiver.objects.get().next_control_number == 2


def test_one_claim_that_may_not_go_keeps_the_whole_file_here(
    approved: Claim, mark: Patient, dr_rivera: Provider, manager: Actor, receiver: Receiver
) -> None:
    make.logged(mark, dr_rivera, date(2026, 5, 20), 16)
    close(mark.practice, today=date(2026, 7, 1))
    draft = Claim.objects.get(patient=mark)
    with pytest.raises(Refused):
        send(manager, approved, draft, receiver=receiver)
    assert state_of(approved) == "approved"
    assert not Submission.objects.exists()


def test_a_medicare_claim_waits_for_the_end_of_its_period_and_is_refused_after_its_deadline(
    approved: Claim, manager: Actor, receiver: Receiver
) -> None:
    for today, code in ((date(2026, 5, 31), "period_not_ended"), (date(2027, 5, 5), "filed_too_late")):
        with pytest.raises(Refused) as refused:
            send(manager, approved, receiver=receiver, today=today)
        assert [problem.code for problem in refused.value.problems] == [code]
    assert send(manager, approved, receiver=receiver, today=date(2027, 5, 4)).claim_count == 1


def test_an_837p_needs_a_receiver_and_claims(manager: Actor, approved: Claim) -> None:
    with pytest.raises(Refused) as refused:
        sending.make_submission(manager, claim_ids=[], format=X12, receiver=None, now=NOW, today=JUNE)
    assert {problem.code for problem in refused.value.problems} == {"no_claims", "no_receiver"}


def test_a_receiver_gets_only_the_payers_it_forwards_to(
    approved: Claim, manager: Actor, receiver: Receiver, buckeye: Payer
) -> None:
    receiver.payers.add(buckeye)
    with pytest.raises(Refused, match="does not forward to Medicare"):
        send(manager, approved, receiver=receiver)


def test_a_receiver_of_another_practice_is_not_found(
    approved: Claim, manager: Actor, lakeside: Practice
) -> None:
    with pytest.raises(Receiver.DoesNotExist):
        send(manager, approved, receiver=make.receiver(lakeside))


def test_a_file_with_findings_cannot_be_sent_but_undone(
    approved: Claim, manager: Actor, receiver: Receiver
) -> None:
    made = send(manager, approved, receiver=receiver)
    Submission.objects.filter(pk=made.pk).update(findings=[{"segment_number": 9, "message": "Wrong"}])
    with pytest.raises(Refused, match="found 1 fault"):
        sending.mark_sent(manager, submission_id=made.pk, now=NOW)
    assert state_of(approved) == "batched"
    assert sending.undo_submission(manager, submission_id=made.pk, reason="Faults", now=NOW).state == "undone"


def test_sent_is_sent_once_and_stays_in_the_history(
    approved: Claim, manager: Actor, receiver: Receiver, mia: User
) -> None:
    made = send(manager, approved, receiver=receiver)
    sent = sending.mark_sent(manager, submission_id=made.pk, now=NOW)
    assert (sent.state, sent.sent_by, sent.sent_at, state_of(approved)) == ("sent", mia, NOW, "sent")
    with pytest.raises(Refused, match="this one is sent"):
        sending.mark_sent(manager, submission_id=made.pk, now=NOW)
    with pytest.raises(Refused, match="this one is sent"):
        sending.undo_submission(manager, submission_id=made.pk, reason="Too late", now=NOW)
    moves = ClaimEvent.objects.filter(claim=approved, submission=made).values_list("move", flat=True)
    assert list(moves) == ["batch", "send"]
    assert AuditEvent.objects.filter(action__startswith="submission.").count() == 3


def test_a_file_that_did_not_go_out_is_marked_so_with_a_reason(
    approved: Claim, manager: Actor, receiver: Receiver
) -> None:
    made = send(manager, approved, receiver=receiver)
    sending.mark_sent(manager, submission_id=made.pk, now=NOW)
    with pytest.raises(Refused, match="few words"):
        sending.mark_not_sent(manager, submission_id=made.pk, reason=" ", now=NOW)
    back = sending.mark_not_sent(manager, submission_id=made.pk, reason="Upload failed", now=NOW)
    assert (back.state, back.sent_at, state_of(approved)) == ("made", None, "batched")
    assert sending.mark_sent(manager, submission_id=made.pk, now=NOW).state == "sent"


def test_a_cms_1500_is_kept_as_the_data_that_is_printed(approved: Claim, manager: Actor) -> None:
    made = send(manager, approved, format=PAPER)
    (page,) = PdfReader(BytesIO(bytes(made.content))).pages
    text = page.extract_text()
    assert "G0181" in text
    assert approved.patient_control_number in text
    assert (made.interchange_control_number, made.receiver, made.findings) == (None, None, [])


def test_a_physician_may_not_send(approved: Claim, ana: User, receiver: Receiver) -> None:
    with pytest.raises(PermissionDenied):
        send(make.actor(ana), approved, receiver=receiver)


@time_machine.travel("2026-11-22T15:00:00Z")
def test_export_writes_the_file_of_every_receiver_into_the_folder(
    approved: Claim, receiver: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_claims", "--format", "837p", "--out", str(tmp_path / "out"))
    made = Submission.objects.get()
    assert (tmp_path / "out" / made.file_name).read_bytes() == bytes(made.content)
    assert "1 claims, 125.50 dollars" in capsys.readouterr().out
    call_command("export_claims", "--format", "837p", "--out", str(tmp_path / "out"))
    assert Submission.objects.count() == 1


@time_machine.travel("2026-11-22T15:00:00Z")
def test_export_leaves_out_what_may_not_go_and_says_so(
    approved: Claim,
    mark: Patient,
    dr_rivera: Provider,
    manager: Actor,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make.logged(mark, dr_rivera, date(2026, 2, 20), 16)
    close(mark.practice)
    late = Claim.objects.get(patient=mark)
    assert review.approve(manager, claim_ids=[late.pk], now=NOW, today=JUNE).claim_ids
    # 180 days after 20 February the commercial payer takes it no longer; Medicare has a year.
    with pytest.raises(CommandError):
        call_command("export_claims", "--format", "cms1500", "--out", str(tmp_path))
    assert Submission.objects.get().claims.get() == approved
    assert f"{late.patient_control_number}: Buckeye Mutual took this claim until" in capsys.readouterr().out


def test_export_of_an_unknown_practice_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="no practice 77"):
        call_command("export_claims", "--format", "837p", "--practice", "77")
