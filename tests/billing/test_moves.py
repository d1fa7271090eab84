"""Moves of claims: what is kept of each, and how a correction takes the place of the claim it corrects."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import Claim, ClaimEvent
from apps.billing.operations import review
from apps.billing.operations.moves import NO_SOURCE, Moved, Source, move_claims
from apps.patients.models import Patient
from apps.practice.models import AuditEvent, Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, drafted


@pytest.fixture
def sent(jane: Patient, dr_rivera: Provider, prices: None, mia: User) -> Claim:
    """Jane's claim for May, approved and taken to the payer."""
    claim = drafted(jane, dr_rivera)
    review.approve(make.actor(mia), claim_ids=[claim.pk], now=NOW, today=JUNE)
    for step in (Move.BATCH, Move.SEND):
        moved(mia, step, claim)
    claim.refresh_from_db()
    return claim


def moved(person: User, move: Move, *claims: Claim, reason: str = "", source: Source | None = None) -> Moved:
    ids = [claim.pk for claim in claims]
    said_so = source or NO_SOURCE
    return move_claims(make.actor(person), move, claim_ids=ids, now=NOW, reason=reason, source=said_so)


def correction_of(claim: Claim, frequency: str, **fields: object) -> Claim:
    """Return a sent claim that corrects `claim`."""
    new = Claim.objects.get(pk=claim.pk)
    new.pk, new.corrects, new.claim_frequency, new.stands = None, claim, frequency, False
    new.patient_control_number = claim.patient_control_number[:-1] + "Z"
    new.state = ClaimState.SENT
    for name, value in fields.items():
        setattr(new, name, value)
    new.save()
    return new


def test_a_move_keeps_who_when_why_and_what_said_so(sent: Claim, mia: User) -> None:
    source = Source("277ca-0007.txt, segment 14", "acknowledgement", 7)
    moved(mia, Move.REJECT, sent, reason="Member not found", source=source)
    event = ClaimEvent.objects.filter(claim=sent).last()
    assert event is not None
    assert (event.move, event.from_state, event.to_state) == ("reject", "sent", "rejected")
    assert (event.actor, event.at, event.reason) == (mia, NOW, "Member not found")
    assert (event.source_document, event.source_kind, event.source_id) == (source.document, source.kind, 7)
    assert AuditEvent.objects.filter(action="claim.reject", patient_id=sent.patient_id).exists()


def test_a_move_that_the_table_does_not_allow_changes_nothing_and_says_why(sent: Claim, mia: User) -> None:
    found = moved(mia, Move.APPROVE, sent)
    assert found.claim_ids == ()
    assert [problem.code for problem in found.problems] == ["claim_move_not_allowed"]


def test_a_physician_may_not_post_a_payment(sent: Claim, ana: User) -> None:
    with pytest.raises(PermissionDenied):
        moved(ana, Move.PAY, sent)


def test_a_claim_of_another_practice_is_unknown(sent: Claim, carol: User) -> None:
    assert [problem.code for problem in moved(carol, Move.PAY, sent).problems] == ["claim_unknown"]


@pytest.mark.parametrize("taken", [Move.ACCEPT, Move.PAY, Move.PAY_PARTLY])
def test_a_replacement_takes_the_place_once_the_payer_takes_it(sent: Claim, mia: User, taken: Move) -> None:
    moved(mia, Move.PAY, sent)
    new = correction_of(sent, "7")
    moved(mia, taken, new)
    sent.refresh_from_db()
    new.refresh_from_db()
    assert (sent.state, sent.state_reason) == ("replaced", f"Replaced by claim {new.patient_control_number}.")
    assert new.stands


@pytest.mark.parametrize("refused", [Move.REJECT, Move.DENY])
def test_a_replacement_that_the_payer_does_not_take_leaves_the_old_claim_standing(
    sent: Claim, mia: User, refused: Move
) -> None:
    moved(mia, Move.PAY, sent)
    new = correction_of(sent, "7")
    moved(mia, refused, new, reason="Too late")
    sent.refresh_from_db()
    new.refresh_from_db()
    assert (sent.state, sent.stands, new.stands) == ("paid", True, False)


def test_a_void_that_the_payer_takes_leaves_nothing_standing(sent: Claim, mia: User) -> None:
    moved(mia, Move.PAY, sent)
    void = correction_of(sent, "8")
    moved(mia, Move.ACCEPT, void)
    sent.refresh_from_db()
    void.refresh_from_db()
    assert (sent.state, void.state, void.stands) == ("voided", "accepted", False)


def test_the_database_keeps_one_live_claim_and_one_correction_of_it(sent: Claim) -> None:
    correction_of(sent, "7")
    for fields in (
        {"patient_control_number": "C1"},
        {"patient_control_number": "C2", "corrects": None, "claim_frequency": "1", "stands": True},
        {"patient_control_number": "C3", "corrects": None},
        {"patient_control_number": "C4", "claim_frequency": "8", "stands": True},
        {"patient_control_number": "C5", "claim_frequency": "5"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            correction_of(sent, **{"frequency": "7", **fields})  # type: ignore[arg-type]


def test_an_undone_posting_goes_back_to_where_the_claim_was(sent: Claim, mia: User) -> None:
    moved(mia, Move.ACCEPT, sent)
    moved(mia, Move.PAY, sent)
    before = {sent.pk: ClaimState.ACCEPTED}
    found = move_claims(
        make.actor(mia), Move.UNDO_POSTING, claim_ids=[sent.pk], now=NOW, reason="Wrong file", back_to=before
    )
    sent.refresh_from_db()
    assert (found.claim_ids, sent.state) == ((sent.pk,), "accepted")
    assert sent.starts_on == date(2026, 5, 4)
