"""The pages of changes and corrections: seen, answered, settled; refused in words; nothing for strangers."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from apps.billing.domain.lifecycle import Move
from apps.billing.models import ChangeAnswer, Claim, Correction
from apps.billing.operations.correcting import Wanted, open_correction
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, closed_may
from tests.billing.test_after_the_close import PAID, SENT, advanced, delta_of, late, may_of, voided


@pytest.fixture
def changed(jane: Patient, dr_rivera: Provider, prices: None) -> Patient:
    """Jane, 28 minutes closed for May and 4 written down late."""
    closed_may(jane, dr_rivera, 28)
    late(jane, dr_rivera, 4)
    return jane


@pytest.fixture
def paid(jane: Patient, dr_rivera: Provider, prices: None, mia: User) -> Claim:
    """Jane's claim for May, paid by Medicare."""
    closed_may(jane, dr_rivera, 31)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    return claim


def owed(claim: Claim, person: User, **fields: Any) -> Correction:
    said = {"amount": Decimal("109.89"), "identified_on": JUNE, **fields}
    wanted = Wanted(Correction.Path.REFUND, "Billed twice", **said)
    return open_correction(make.actor(person), claim_id=claim.pk, wanted=wanted, now=NOW, today=JUNE)


def test_a_changed_period_is_listed_counted_and_shown_with_both_answers(
    changed: Patient, mia: User, client: Client
) -> None:
    client.force_login(mia)
    listed = client.get(reverse("billing:changed")).content.decode()
    assert "28 min, nothing" in listed
    assert "32 min, G0181" in listed
    assert "$109.89" in listed
    queue = client.get(reverse("billing:review")).content.decode()
    assert "changed after the close" in queue
    page = client.get(reverse("billing:period", args=[may_of(changed).pk])).content.decode()
    assert "Found in the phone log" in page
    assert "28 min 0 s" in page
    assert "32 min 0 s" in page
    assert (
        reverse("billing:period", args=[may_of(changed).pk])
        in client.get(reverse("billing:patient", args=[changed.pk])).content.decode()
    )


def test_a_person_closes_again_from_the_page(changed: Patient, mia: User, client: Client) -> None:
    client.force_login(mia)
    period = may_of(changed)
    answer = client.post(
        reverse("billing:close_again", args=[period.pk]),
        {"based_on": delta_of(changed).length, "reason": "The phone log proves it"},
    )
    assert answer.status_code == 302
    assert Claim.objects.get().state == "draft"
    page = client.get(answer["Location"]).content.decode()
    assert "Closed again: nothing before, G0181 since" in page
    assert "Earlier decisions" in page


def test_without_a_reason_the_page_comes_back_with_what_is_missing(
    changed: Patient, mia: User, client: Client
) -> None:
    client.force_login(mia)
    answer = client.post(
        reverse("billing:close_again", args=[may_of(changed).pk]), {"based_on": delta_of(changed).length}
    )
    assert answer.status_code == 422
    assert not ChangeAnswer.objects.exists()
    stale = client.post(
        reverse("billing:leave", args=[may_of(changed).pk]), {"based_on": 1, "reason": "No proof"}
    )
    assert "changed again meanwhile" in stale.content.decode()


def test_an_entry_added_and_voided_is_taken_off_the_list(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User, client: Client
) -> None:
    closed_may(jane, dr_rivera, 28)
    voided(late(jane, dr_rivera, 4), dr_rivera)
    client.force_login(mia)
    assert "Nothing is left of the change" in client.get(reverse("billing:changed")).content.decode()
    client.post(reverse("billing:take_off", args=[may_of(jane).pk]))
    assert "Nothing changed after a close" in client.get(reverse("billing:changed")).content.decode()


def test_a_claim_page_shows_the_change_and_the_chain_of_corrections_both_ways(
    mark: Patient, dr_rivera: Provider, prices: None, mia: User, client: Client
) -> None:
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *PAID)
    client.force_login(mia)
    begun = client.post(
        reverse("billing:correct", args=[claim.pk]), {"path": "replacement", "reason": "Wrong member id"}
    )
    assert begun.status_code == 302
    new = Correction.objects.get().new_claim
    assert new is not None
    old_page = client.get(reverse("billing:claim", args=[claim.pk])).content.decode()
    new_page = client.get(reverse("billing:claim", args=[new.pk])).content.decode()
    assert new.patient_control_number in old_page
    assert claim.patient_control_number in new_page
    assert "Replacement claim (7) begun" in old_page
    assert "Wrong member id" in old_page
    assert "Correct this claim" not in old_page


def test_the_clock_of_a_refund_is_on_the_claim_the_list_and_the_review_page(
    paid: Claim, mia: User, client: Client
) -> None:
    case = owed(paid, mia)
    client.force_login(mia)
    for address in (
        reverse("billing:claim", args=[paid.pk]),
        reverse("billing:corrections"),
        reverse("billing:correction", args=[case.pk]),
        reverse("billing:review"),
    ):
        page = client.get(address).content.decode()
        assert "overdue" in page or "left" in page, address
        assert "$109.89" in page, address
    assert case.due_on == JUNE + timedelta(days=60)


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"amount": "50.00", "on": "2026-06-10", "reference": "4711"}, "Pay back and enter the whole amount"),
        ({"amount": "109.89", "on": "2126-06-10", "reference": "4711"}, "is in the future"),
        ({"amount": "109.89", "on": "2026-05-10", "reference": "4711"}, "Correct the day"),
        ({"amount": "109.89", "on": "2026-06-10", "reference": ""}, "This field is required"),
    ],
)
def test_a_refund_that_does_not_settle_is_refused_in_words(
    paid: Claim, mia: User, client: Client, entered: dict[str, str], said: str
) -> None:
    case = owed(paid, mia)
    client.force_login(mia)
    answer = client.post(reverse("billing:refund", args=[case.pk]), entered)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "open"


def test_a_refund_of_a_claim_that_is_still_supported_leaves_it_paid(
    paid: Claim, mia: User, client: Client
) -> None:
    case = owed(paid, mia, amount=Decimal("20.00"))
    client.force_login(mia)
    client.post(
        reverse("billing:refund", args=[case.pk]),
        {"amount": "20.00", "on": "2026-06-10", "reference": "Check 4711"},
    )
    case.refresh_from_db()
    paid.refresh_from_db()
    assert (case.state, case.settled_reference, paid.state) == ("settled", "Check 4711", "paid")


def test_the_letter_names_claim_amount_and_last_day(paid: Claim, mia: User, client: Client) -> None:
    case = owed(paid, mia)
    client.force_login(mia)
    answer = client.get(reverse("billing:correction_letter", args=[case.pk]))
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    for part in (paid.patient_control_number, "$109.89", "July 31, 2026", "Medicare Part B", "Billed twice"):
        assert part in text


def test_a_reopening_that_is_granted_brings_the_claim_back_to_the_payer(
    paid: Claim, mia: User, client: Client
) -> None:
    client.force_login(mia)
    client.post(reverse("billing:correct", args=[paid.pk]), {"path": "reopening", "reason": "Units mistyped"})
    case = Correction.objects.get()
    client.post(
        reverse("billing:reopening", args=[case.pk]),
        {"was_granted": "yes", "answered_on": "2026-06-10", "reference": "R-1"},
    )
    paid.refresh_from_db()
    case.refresh_from_db()
    assert (paid.state, case.state) == ("accepted", "settled")


def test_a_withdrawn_replacement_gives_its_draft_up(
    mark: Patient, dr_rivera: Provider, prices: None, mia: User, client: Client
) -> None:
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claim = Claim.objects.get()
    advanced(mia, claim, *SENT, Move.ACCEPT)
    client.force_login(mia)
    client.post(reverse("billing:correct", args=[claim.pk]), {"path": "void", "reason": "Not ours"})
    case = Correction.objects.get()
    periods = client.get(reverse("billing:patient", args=[mark.pk])).content.decode()
    assert re.search(r">(\d{5})</a>, <a [^>]+>\1 corrected</a>", periods)
    client.post(reverse("billing:withdraw", args=[case.pk]), {"reason": "It was ours"})
    case.refresh_from_db()
    assert case.new_claim is not None
    assert (case.state, case.new_claim.state) == ("withdrawn", "voided")


def test_a_path_that_the_payer_does_not_take_is_not_offered(paid: Claim, mia: User, client: Client) -> None:
    client.force_login(mia)
    page = client.get(reverse("billing:claim", args=[paid.pk])).content.decode()
    assert "Replacement claim (7)" not in page
    answer = client.post(reverse("billing:correct", args=[paid.pk]), {"path": "replacement", "reason": "x"})
    assert answer.status_code == 422
    assert not Correction.objects.exists()


def test_another_practice_sees_nothing_of_it(paid: Claim, mia: User, carol: User, client: Client) -> None:
    case = owed(paid, mia)
    client.force_login(carol)
    for address in (
        reverse("billing:correction", args=[case.pk]),
        reverse("billing:period", args=[paid.period_id]),
        reverse("billing:correction_letter", args=[case.pk]),
    ):
        assert client.get(address).status_code == 404
    assert paid.patient.display_name not in client.get(reverse("billing:corrections")).content.decode()
