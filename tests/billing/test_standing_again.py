"""A replacement or a void that is undone gives its place back: the claim it corrected stands again, and says why."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from apps.billing.domain.lifecycle import Move
from apps.billing.models import Claim, ClaimPayment, Correction
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.matching import undo_posting
from apps.billing.operations.money_audit import audit_money
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.problems import Refused
from apps.reports.domain.asked import Asked
from apps.reports.report_months import months
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close
from tests.billing.payers_answers import Answer, an_835, post
from tests.billing.test_after_the_close import PAID, SENT, advanced

JULY = date(2026, 7, 1)


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def paid(mark: Patient, dr_rivera: Provider, prices: None, mia: User) -> Claim:
    """Mark's claim for May, paid by a payer that takes replacements and voids."""
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    Claim.objects.update(control_number_given="ICN0001")
    return claim


def corrected(claim: Claim, person: User, path: Correction.Path) -> tuple[Correction, Claim]:
    """A correction of the claim, sent to the payer."""
    case = open_correction(
        make.actor(person), claim_id=claim.pk, wanted=Wanted(path, "Wrong member id"), now=NOW, today=JUNE
    )
    new = case.new_claim
    assert new is not None
    advanced(person, new, *SENT)
    return case, new


def stood(*claims: Claim) -> list[tuple[str, bool]]:
    for claim in claims:
        claim.refresh_from_db()
    return [(claim.state, claim.stands) for claim in claims]


def test_undoing_the_payment_of_a_replacement_brings_the_replaced_claim_back(
    paid: Claim, mia: User, manager: Actor, client: Client
) -> None:
    case, new = corrected(paid, mia, Correction.Path.REPLACEMENT)
    answer = Answer(new.patient_control_number, charge="118", paid="94.40", reasons=(("PR", "2", "23.60"),))
    post(manager, an_835(answer))
    assert stood(paid, new) == [("replaced", True), ("paid", True)]

    undo_posting(manager, payment_id=ClaimPayment.objects.get().pk, reason="Posted in error", now=NOW)

    assert stood(paid, new) == [("paid", True), ("sent", False)]
    case.refresh_from_db()
    assert (case.state, case.ended_at, case.settled_on) == ("open", None, None)
    assert audit_money(manager, now=NOW).disagreements == []
    client.force_login(mia)
    page = client.get(reverse("billing:claim", args=[paid.pk])).content.decode()
    assert "Stands again" in page
    assert f"Claim {new.patient_control_number} no longer takes its place." in page
    moves = [event.move for event in paid.events.all()]
    assert moves[-2:] == ["replace", "stand_again"]


def test_the_payment_posted_again_replaces_it_again(paid: Claim, mia: User, manager: Actor) -> None:
    _, new = corrected(paid, mia, Correction.Path.REPLACEMENT)
    for move in (Move.PAY, Move.UNDO_POSTING, Move.PAY):
        advanced(mia, new, move)
    assert stood(paid, new) == [("replaced", True), ("paid", True)]
    assert Correction.objects.get().state == "settled"


def test_a_replacement_that_was_accepted_before_keeps_its_place_when_only_its_payment_is_undone(
    paid: Claim, mia: User, manager: Actor
) -> None:
    _, new = corrected(paid, mia, Correction.Path.REPLACEMENT)
    advanced(mia, new, Move.ACCEPT)
    answer = Answer(new.patient_control_number, charge="118", paid="94.40", reasons=(("PR", "2", "23.60"),))
    post(manager, an_835(answer))
    undo_posting(manager, payment_id=ClaimPayment.objects.get().pk, reason="Posted in error", now=NOW)
    assert stood(paid, new) == [("replaced", True), ("accepted", True)]


@pytest.mark.parametrize("path", [Correction.Path.REPLACEMENT, Correction.Path.VOID])
@pytest.mark.parametrize("undone", [Move.REJECT, Move.UNDO_POSTING])
def test_what_the_payer_does_not_take_after_all_gives_the_place_back(
    paid: Claim, mia: User, path: Correction.Path, undone: Move
) -> None:
    case, new = corrected(paid, mia, path)
    advanced(mia, new, Move.ACCEPT if undone is Move.REJECT else Move.PAY)
    assert stood(paid) == [({"replacement": "replaced", "void": "voided"}[path], True)]
    advanced(mia, new, undone)
    assert stood(paid, new) == [("paid", True), ({"reject": "rejected"}.get(undone, "sent"), False)]
    case.refresh_from_db()
    assert case.state == "open"


def test_nothing_comes_back_where_another_claim_bills_the_same_days_since(
    paid: Claim, dr_rivera: Provider, mia: User, manager: Actor
) -> None:
    _, void = corrected(paid, mia, Correction.Path.VOID)
    post(
        manager,
        an_835(
            Answer(void.patient_control_number, charge="118", paid="94.40", reasons=(("PR", "2", "23.60"),))
        ),
    )
    assert stood(paid) == [("voided", True)]
    other = Claim.objects.get(pk=paid.pk)
    other.pk, other.state, other.document, other.patient_control_number = None, "draft", "", "NEW1"
    other.approved_at = other.approved_by = None
    other.save()
    with pytest.raises(Refused, match="NEW1 was made since"):
        undo_posting(manager, payment_id=ClaimPayment.objects.get().pk, reason="Posted in error", now=NOW)
    assert stood(paid, void) == [("voided", True), ("paid", False)]
    assert ClaimPayment.objects.get().state == "posted"


def test_reports_count_a_service_once_through_its_corrections(paid: Claim, mia: User, manager: Actor) -> None:
    def sent() -> tuple[int, str, int]:
        asked = Asked(starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31), today=JULY)
        table = months(manager, asked).sections[0].table
        assert table is not None
        billed, count, charge = (table.rows[0].cells[place].value for place in (2, 4, 5))
        return int(str(count)), str(charge), int(str(billed))

    once = (1, "118.00", 31 * 60)
    assert sent() == once
    _, new = corrected(paid, mia, Correction.Path.REPLACEMENT)
    assert sent() == once
    advanced(mia, new, Move.ACCEPT)
    assert sent() == once
    Claim.objects.filter(pk=new.pk).update(control_number_given="ICN0002")
    new.refresh_from_db()
    _, void = corrected(new, mia, Correction.Path.VOID)
    assert sent() == once
    advanced(mia, void, Move.ACCEPT)
    assert sent() == (0, "0.00", 0)
