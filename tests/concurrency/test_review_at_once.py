"""Approving, sending and marking at once, on a real PostgreSQL: everything happens once."""

from collections import Counter
from datetime import date

import pytest

from apps.billing.models import Claim, ClaimEvent, Receiver, Submission
from apps.billing.operations import checking, review, sending
from apps.billing.operations.deciding import decide_again
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

X12 = Submission.Format.X12_837P


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def claims(transactional_db: None, jane: Patient, dr_rivera: Provider, prices: None) -> list[int]:
    """Four drafts of Jane's, February to May."""
    for month in (2, 3, 4, 5):
        make.logged(jane, dr_rivera, date(2026, month, 20), 30)
    close(jane.practice)
    return list(Claim.objects.order_by("pk").values_list("pk", flat=True))


def send(actor: Actor, receiver: Receiver, *claim_ids: int) -> Submission:
    made = sending.make_submission(
        actor, claim_ids=claim_ids, format=X12, receiver=receiver, now=NOW, today=JUNE
    )
    checking.check_submission(actor, submission_id=made.pk, clock=lambda: NOW)
    return made


def test_two_who_approve_the_same_claims_at_once_approve_each_once(claims: list[int], manager: Actor) -> None:
    backwards = claims[::-1]
    found = at_once(
        lambda: review.approve(manager, claim_ids=claims, now=NOW, today=JUNE),
        lambda: review.approve(manager, claim_ids=backwards, now=NOW, today=JUNE),
    )
    assert sorted(pk for moved in found for pk in moved.claim_ids) == claims
    assert ClaimEvent.objects.filter(move="approve").count() == len(claims)


def test_receivers_with_one_id_never_give_a_number_twice_not_even_after_an_undo(
    claims: list[int], manager: Actor, hilltop: Practice
) -> None:
    review.approve(manager, claim_ids=claims, now=NOW, today=JUNE)
    one, other = make.receiver(hilltop), make.receiver(hilltop, name="The same, for tests")
    first = send(manager, one, claims[0])
    sending.undo_submission(manager, submission_id=first.pk, reason="Wrong one", now=NOW)
    made = at_once(
        *[
            lambda pk=pk, to=to: send(manager, to, pk)
            for pk, to in zip(claims, (one, other, other, one), strict=True)
        ]
    )
    assert sorted(each.interchange_control_number for each in made) == [2, 3, 4, 5]


def test_a_file_is_checked_by_one_of_two_workers(
    claims: list[int], manager: Actor, hilltop: Practice
) -> None:
    review.approve(manager, claim_ids=claims, now=NOW, today=JUNE)
    made = sending.make_submission(
        manager, claim_ids=claims, format=X12, receiver=make.receiver(hilltop), now=NOW, today=JUNE
    )
    look = lambda: checking.check_submission(manager, submission_id=made.pk, clock=lambda: NOW)  # noqa: E731
    assert sum(found is not None for found in at_once(look, look)) == 1
    assert AuditEvent.objects.filter(action="submission.checked").count() == 1


def test_taking_a_claim_out_and_marking_sent_at_once_leaves_one_of_both(
    claims: list[int], manager: Actor, hilltop: Practice
) -> None:
    review.approve(manager, claim_ids=claims, now=NOW, today=JUNE)
    made = send(manager, make.receiver(hilltop), *claims)

    def take_out() -> object:
        return sending.make_again_without(
            manager, submission_id=made.pk, claim_ids=claims[:1], reason="Waits", now=NOW, today=JUNE
        )

    def refused(work: object) -> bool:
        try:
            work()  # type: ignore[operator]
        except Refused:
            return True
        return False

    found = at_once(
        lambda: refused(take_out),
        lambda: refused(lambda: sending.mark_sent(manager, submission_id=made.pk, now=NOW)),
    )
    assert sorted(found) == [False, True]
    states = Counter(Claim.objects.values_list("state", flat=True))
    assert states in (Counter(sent=4), Counter(batched=3, approved=1))


def test_files_made_at_once_have_numbers_of_their_own(
    claims: list[int], manager: Actor, hilltop: Practice
) -> None:
    review.approve(manager, claim_ids=claims, now=NOW, today=JUNE)
    receiver = make.receiver(hilltop)
    made = at_once(*[lambda pk=pk: send(manager, receiver, pk) for pk in claims])
    assert sorted(each.interchange_control_number for each in made) == [1, 2, 3, 4]
    assert Receiver.objects.get().next_control_number == 5


def test_a_claim_put_in_two_files_at_once_goes_into_one(
    claims: list[int], manager: Actor, hilltop: Practice
) -> None:
    review.approve(manager, claim_ids=claims, now=NOW, today=JUNE)
    receiver = make.receiver(hilltop)
    found = at_once(*[lambda: send(manager, receiver, *claims)] * 2)
    assert Counter(type(each) for each in found) == {Submission: 1, Refused: 1}
    assert Submission.objects.get().claims.count() == len(claims)


def test_a_file_marked_sent_twice_at_once_is_sent_once(
    claims: list[int], manager: Actor, hilltop: Practice
) -> None:
    review.approve(manager, claim_ids=claims, now=NOW, today=JUNE)
    made = send(manager, make.receiver(hilltop), *claims)
    found = at_once(*[lambda: sending.mark_sent(manager, submission_id=made.pk, now=NOW)] * 2)
    assert Counter(type(each) for each in found) == {Submission: 1, Refused: 1}
    assert ClaimEvent.objects.filter(move="send").count() == len(claims)


def test_an_approval_and_a_new_decision_at_once_leave_a_claim_that_agrees_with_itself(
    claims: list[int], manager: Actor, jane: Patient
) -> None:
    jane.episodes.update(plan_signed_on=None)
    periods = list(Claim.objects.values_list("period", flat=True))
    at_once(
        lambda: review.approve(manager, claim_ids=claims, now=NOW, today=JUNE),
        lambda: decide_again(manager, period_ids=periods, now=NOW, today=JUNE),
    )
    for claim in Claim.objects.select_related("decision"):
        assert (claim.state, claim.decision.is_current) in {("approved", True), ("voided", False)}
