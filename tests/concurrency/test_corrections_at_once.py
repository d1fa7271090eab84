"""Closing again, writing late and approving at once, on a real PostgreSQL: one answer, and nothing twice."""

from collections import Counter
from datetime import date

import pytest

from apps.billing.models import ChangeAnswer, Claim, Correction, Decision
from apps.billing.operations import review
from apps.billing.operations.correcting import Wanted, open_correction
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, closed_may, drafted
from tests.billing.test_after_the_close import PAID, advanced, again, delta_of, late, may_of
from tests.billing.test_nothing_twice import forged
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def changed(transactional_db: None, jane: Patient, dr_rivera: Provider, prices: None) -> Patient:
    """Jane, 28 minutes closed for May and 4 written down late."""
    closed_may(jane, dr_rivera, 28)
    late(jane, dr_rivera, 4)
    return jane


def test_two_who_close_the_same_period_again_do_it_once(changed: Patient, mia: User) -> None:
    length = delta_of(changed).length
    found = at_once(*[lambda: again(mia, changed, based_on=length)] * 2)
    assert Counter(type(each) for each in found) == {ChangeAnswer: 1, Refused: 1}
    assert Claim.objects.count() == 1
    assert Decision.objects.filter(period=may_of(changed)).count() == 2


def test_time_written_down_while_a_period_is_closed_again_is_in_it_or_stays_a_change(
    changed: Patient, mia: User, dr_rivera: Provider
) -> None:
    length = delta_of(changed).length
    found = at_once(lambda: again(mia, changed, based_on=length), lambda: late(changed, dr_rivera, 3))
    period = may_of(changed)
    assert period.pin is not None
    if isinstance(found[0], Refused):
        assert delta_of(changed).after.minutes == 35
    else:
        assert period.pin.late_length is not None
        assert (delta_of(changed).before.minutes, delta_of(changed).after.minutes) == (32, 35)


def test_two_claims_that_exclude_each_other_approved_at_once_leave_one(
    transactional_db: None, jane: Patient, dr_rivera: Provider, dr_okafor: Provider, prices: None, mia: User
) -> None:
    first = drafted(jane, dr_rivera)
    second = forged(first, "G0181", by=dr_okafor, days=(2, 31))
    actor = make.actor(mia)
    review.check_again(actor, today=JUNE)
    at_once(
        *[
            lambda pk=pk: review.approve(actor, claim_ids=[pk], now=NOW, today=JUNE)
            for pk in (first.pk, second.pk)
        ]
    )
    assert Claim.objects.filter(state="approved").count() <= 1


def test_two_who_correct_the_same_claim_open_one_case(
    transactional_db: None, mark: Patient, dr_rivera: Provider, prices: None, mia: User
) -> None:
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    actor = make.actor(mia)
    found = at_once(
        *[
            lambda path=path: open_correction(
                actor, claim_id=claim.pk, wanted=Wanted(path, "Wrong"), now=NOW, today=JUNE
            )
            for path in (Correction.Path.REPLACEMENT, Correction.Path.VOID)
        ]
    )
    assert Counter(type(each) for each in found) == {Correction: 1, Refused: 1}
    assert Claim.objects.count() == 2
