"""Changes after a close and corrections by other programs: read, answered, settled, given up."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.billing.models import Claim, Correction
from apps.patients.models import Patient
from apps.practice.models import User
from tests.billing.closing import JUNE
from tests.billing.test_after_the_close import late, may_of, voided
from tests.billing.test_correction_pages import changed, owed, paid

__all__ = ["changed", "paid"]


@pytest.fixture
def program(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


def get(client: Client, name: str, **query: str) -> Any:
    return client.get(reverse(f"api:{name}"), query).json()


def post(client: Client, name: str, *args: int, **said: Any) -> tuple[int, Any]:
    answer = client.post(reverse(f"api:{name}", args=args), said, content_type="application/json")
    return answer.status_code, answer.json()


def codes(answer: Any) -> list[str]:
    return [problem["code"] for problem in answer["problems"]]


def test_a_changed_period_is_read_and_closed_again(changed: Patient, program: Client) -> None:
    [row] = get(program, "changed_periods")["results"]
    assert (row["change"]["before"]["codes"], row["change"]["after"]["codes"]) == ([], ["G0181"])
    assert row["last_day"] == "2026-06-14"
    said = {"answer": "close_again", "based_on": row["length"], "reason": "The phone log proves it"}
    status, answer = post(program, "answer_change", row["period"], **said)
    assert (status, answer["kind"], answer["decision_number"]) == (200, "closed_again", 2)
    assert Claim.objects.get().state == "draft"
    assert get(program, "changed_periods")["results"] == []


def test_an_answer_to_what_was_not_looked_at_is_refused(changed: Patient, program: Client) -> None:
    said = {"answer": "leave", "based_on": 1, "reason": "No proof"}
    status, answer = post(program, "answer_change", may_of(changed).pk, **said)
    assert (status, codes(answer)) == (422, ["changed_meanwhile"])


def test_only_a_period_without_a_change_is_taken_off(
    changed: Patient, dr_rivera: Any, program: Client
) -> None:
    period = may_of(changed).pk
    status, answer = post(program, "take_off", period)
    assert (status, codes(answer)) == (422, ["still_changed"])
    for entry in changed.time_entries.filter(current_version__is_late=True):
        voided(entry, dr_rivera)
    voided(late(changed, dr_rivera, 2), dr_rivera)
    assert post(program, "take_off", period) == (200, {"period": period})
    assert get(program, "changed_periods")["results"] == []


def test_a_refund_is_begun_with_its_clock_and_settled(paid: Claim, program: Client) -> None:
    said = {"claim": paid.pk, "path": "refund", "reason": "Billed twice", "amount": "109.89"}
    status, case = post(program, "corrections", **said)
    assert (status, case["state"], case["amount"]) == (201, "open", "109.89")
    assert case["due_on"] > case["identified_on"]
    assert [row["id"] for row in get(program, "corrections", state="open")["results"]] == [case["id"]]
    less = {"amount": "50.00", "on": case["identified_on"], "reference": "4711"}
    assert codes(post(program, "refund", case["id"], **less)[1]) == ["less_than_owed"]
    status, done = post(program, "refund", case["id"], **{**less, "amount": "109.89"})
    assert (status, done["state"], done["settled_reference"]) == (200, "settled", "4711")
    assert get(program, "corrections", state="open")["results"] == []


@pytest.mark.parametrize(("was_granted", "state"), [(True, "accepted"), (False, "paid")])
def test_the_answer_to_a_reopening_moves_the_claim_only_when_granted(
    paid: Claim, program: Client, was_granted: bool, state: str
) -> None:
    _, case = post(program, "corrections", claim=paid.pk, path="reopening", reason="Units mistyped")
    said = {"was_granted": was_granted, "answered_on": JUNE.isoformat(), "reference": "R-1"}
    status, done = post(program, "reopening", case["id"], **said)
    paid.refresh_from_db()
    assert (status, done["state"], paid.state) == (200, "settled", state)
    assert codes(post(program, "reopening", case["id"], **said)[1]) == ["correction_over"]


def test_a_correction_is_given_up_with_a_reason(paid: Claim, mia: User, program: Client) -> None:
    case = owed(paid, mia)
    assert codes(post(program, "withdrawal", case.pk, reason=" ")[1]) != []
    status, done = post(program, "withdrawal", case.pk, reason="It was ours")
    assert (status, done["state"], done["ended_reason"]) == (200, "withdrawn", "It was ours")


def test_another_practice_knows_none_of_it(paid: Claim, mia: User, carol: User, client: Client) -> None:
    case = owed(paid, mia)
    client.force_login(carol)
    assert get(client, "corrections")["results"] == get(client, "changed_periods")["results"] == []
    for name, pk in (("refund", case.pk), ("reopening", case.pk), ("withdrawal", case.pk)):
        assert post(client, name, pk)[0] == 404
    assert post(client, "take_off", paid.period_id)[0] == 404


def test_the_admin_shows_answers_and_corrections_and_changes_none(
    paid: Claim, mia: User, client: Client
) -> None:
    case = owed(paid, mia)
    mia.is_staff = True
    mia.save()
    client.force_login(mia)
    page = client.get(reverse("admin:billing_correction_changelist")).content.decode()
    assert paid.patient_control_number in page
    address = reverse("admin:billing_correction_change", args=[case.pk])
    assert "Billed twice" in client.get(address).content.decode()
    client.post(address, {"reason": "Changed", "state": "settled"})
    case.refresh_from_db()
    assert (case.reason, case.state) == ("Billed twice", "open")
    assert client.get(reverse("admin:billing_changeanswer_changelist")).status_code == 200
    assert Correction.objects.count() == 1
