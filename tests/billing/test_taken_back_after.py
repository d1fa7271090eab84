"""What a payer takes back of a claim after its replacement or void was taken: posted where it is certain."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum

from apps.billing.domain.lifecycle import Move
from apps.billing.domain.posting import Standing, takes_back_exactly
from apps.billing.models import Claim, ClaimPayment, Correction, Posting
from apps.billing.operations.matching import undo_posting
from apps.billing.operations.money_audit import audit_money
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import NOW, close
from tests.billing.payers_answers import Answer, an_835, denial, post
from tests.billing.test_after_the_close import SENT, advanced
from tests.billing.test_standing_again import corrected


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def sent(mark: Patient, dr_rivera: Provider, prices: None, mia: User) -> Claim:
    """Mark's claim for May, with a payer that takes replacements and voids."""
    make.logged(mark, dr_rivera, mark.enrollments.get().starts_on.replace(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.order_by("pk").get()
    advanced(mia, claim, *SENT)
    return claim


def paid(claim: Claim, number: str = "ICN0001") -> Answer:
    reasons = (("PR", "2", "23.60"),)
    return Answer(
        claim.patient_control_number,
        charge="118.00",
        paid="94.40",
        owed="23.60",
        reasons=reasons,
        payer_number=number,
    )


def net(claim: Claim) -> Decimal:
    total = Posting.objects.filter(claim=claim).aggregate(sum=Sum("paid"))["sum"]
    return Decimal(total).quantize(Decimal("0.01"))


def waits() -> list[str]:
    return list(ClaimPayment.objects.filter(state="waiting").values_list("reason", flat=True))


@pytest.mark.parametrize(
    ("path", "state"), [(Correction.Path.REPLACEMENT, "replaced"), (Correction.Path.VOID, "voided")]
)
def test_what_the_payer_takes_back_of_the_claim_before_is_posted(
    sent: Claim, mia: User, manager: Actor, path: Correction.Path, state: str
) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, path)
    advanced(mia, new, Move.ACCEPT)

    post(manager, an_835(paid(sent).reversal, trace="EFT2", given="0"))

    sent.refresh_from_db()
    assert (sent.state, waits(), net(sent)) == (state, [], Decimal(0))
    last = Posting.objects.order_by("pk").last()
    assert last is not None
    assert (last.paid, last.move, last.state_before, last.state_after) == (
        Decimal("-94.40"),
        "",
        state,
        state,
    )
    assert audit_money(manager, now=NOW).disagreements == []


def test_one_file_takes_back_the_old_payment_and_pays_the_replacement(
    sent: Claim, mia: User, manager: Actor
) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)

    post(manager, an_835(paid(new, "ICN0002"), paid(sent).reversal, trace="EFT2"))

    new.refresh_from_db()
    assert (waits(), net(sent), net(new), new.state) == ([], Decimal(0), Decimal("94.40"), "paid")


def test_a_denial_taken_back_after_the_replacement_is_posted(sent: Claim, mia: User, manager: Actor) -> None:
    refused = replace(denial(sent.patient_control_number), charge="118", reasons=(("CO", "16", "118"),))
    post(manager, an_835(refused))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)
    post(manager, an_835(refused.reversal, trace="EFT2"))
    assert (waits(), Posting.objects.count()) == ([], 2)


@pytest.mark.parametrize(
    "other",
    [
        {"payer_number": "ICN0009"},
        {"payer_number": ""},
        {"paid": "-90.40", "reasons": (("PR", "2", "-27.60"),)},
        {"charge": "-94.40", "reasons": ()},
        {"owed": "-20.00"},
    ],
    ids=["another number", "no number", "a part of the payment", "another charge", "another patient's part"],
)
def test_what_is_not_exactly_the_payment_posted_waits_for_a_person(
    sent: Claim, mia: User, manager: Actor, other: dict[str, Any]
) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)
    post(manager, an_835(replace(paid(sent).reversal, **other), trace="EFT2"))
    assert (waits(), net(sent)) == (["claim_finished"], Decimal("94.40"))


def test_a_second_taking_back_waits(sent: Claim, mia: User, manager: Actor) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)
    for trace in ("EFT2", "EFT3"):
        post(manager, an_835(paid(sent).reversal, trace=trace))
    assert (waits(), net(sent)) == (["nothing_to_reverse"], Decimal(0))


def test_money_that_the_practice_paid_back_itself_waits(sent: Claim, mia: User, manager: Actor) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    advanced(mia, sent, Move.REFUND)
    post(manager, an_835(paid(sent).reversal, trace="EFT2"))
    assert waits() == ["claim_finished"]


def test_a_claim_whose_payment_was_taken_back_stands_again_without_it(
    sent: Claim, mia: User, manager: Actor
) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)
    post(manager, an_835(paid(sent).reversal, trace="EFT2"))
    advanced(mia, new, Move.REJECT)
    sent.refresh_from_db()
    assert (sent.state, net(sent)) == ("accepted", Decimal(0))


def test_undoing_the_taking_back_leaves_the_replaced_claim_where_it_is(
    sent: Claim, mia: User, manager: Actor
) -> None:
    post(manager, an_835(paid(sent)))
    sent.refresh_from_db()
    _, new = corrected(sent, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)
    post(manager, an_835(paid(sent).reversal, trace="EFT2"))
    row = ClaimPayment.objects.get(claim_status_code="22")
    undo_posting(manager, payment_id=row.pk, reason="Wrong claim", now=NOW)
    advanced(mia, new, Move.REJECT)
    sent.refresh_from_db()
    assert (sent.state, net(sent), waits()) == ("paid", Decimal("94.40"), ["undone"])
    assert audit_money(manager, now=NOW).disagreements == []


ONCE = Standing("1", Decimal(118), Decimal(90), "ICN1")
BACK = Standing("22", Decimal(-118), Decimal(-90), "ICN1")
MORE = Standing("1", Decimal(118), Decimal(95), "ICN1")


@pytest.mark.parametrize(
    ("stands", "is_certain"),
    [
        ([ONCE], True),
        ([], False),
        ([ONCE, BACK], False),
        ([MORE, replace(BACK, paid=Decimal(-95)), ONCE], True),
        ([ONCE, MORE], False),
        ([ONCE, replace(BACK, paid=Decimal(-80))], False),
        ([replace(ONCE, charge=None)], False),
        ([replace(ONCE, payer_claim_control_number="ICN2")], False),
    ],
    ids=[
        "one",
        "none",
        "taken back",
        "decided anew",
        "two",
        "a part taken back",
        "no charge",
        "another number",
    ],
)
def test_only_the_one_decision_that_stands_is_certain(stands: list[Standing], *, is_certain: bool) -> None:
    assert takes_back_exactly(BACK, stands) is is_certain
