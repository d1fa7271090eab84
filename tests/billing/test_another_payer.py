"""What the wrong payer denied, or was paid and gave back, is billed to the payer that covers the days: once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from apps.billing.domain.lifecycle import Move
from apps.billing.models import Claim, ClaimTask, Correction, Decision, Posting, ServicePeriod
from apps.billing.operations.another_payer import bill_another_payer
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.following import follow_facts
from apps.billing.operations.money_audit import audit_money
from apps.billing.operations.month_end import lock_month
from apps.billing.operations.settling import PaidBack, record_refund, withdraw_correction
from apps.patients.models import Agency, Coverage, Patient, Payer
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.reports.domain.asked import Asked
from apps.reports.report_leakage import leakage
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, drafted
from tests.billing.payers_answers import Answer, an_835, denial, post, send
from tests.billing.sent import (
    ana,
    claim,
    dr_rivera,
    hilltop,
    jane,
    manager,
    mia,
    prices,
    sent_stands,
    sent_story,
    sunrise,
)
from tests.billing.test_after_the_close import advanced

__all__ = [
    "ana",
    "claim",
    "dr_rivera",
    "hilltop",
    "jane",
    "manager",
    "mia",
    "prices",
    "sent_stands",
    "sent_story",
    "sunrise",
]

JULY = date(2026, 7, 1)
APRIL_30, MAY_1, MAY_31 = date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31)


@pytest.fixture
def silverline(hilltop: Practice) -> Payer:
    return make.payer(
        hilltop, name="Silverline Advantage", profile="medicare_advantage", electronic_payer_id="SL001"
    )


@pytest.fixture
def sent(claim: Claim) -> Claim:
    return claim


@pytest.fixture
def denied(sent: Claim, manager: Actor) -> Claim:
    """Jane's claim for May, denied by Medicare because a plan covers the days."""
    post(manager, an_835(denial(sent.patient_control_number, code="109", remarks=("N418",))))
    sent.refresh_from_db()
    return sent


def moved_to(payer: Payer, patient: Patient, on: date = MAY_1) -> Coverage:
    patient.coverages.update(ends_on=date.fromordinal(on.toordinal() - 1))
    return make.coverage(patient, payer, member_id="SL778899", starts_on=on)


def bill(actor: Actor, claim: Claim, reason: str = "The plan took over in May") -> tuple[Claim, ...]:
    return bill_another_payer(actor, claim_id=claim.pk, reason=reason, now=NOW, today=JUNE).drafts


def refused(actor: Actor, claim: Claim, reason: str = "The plan took over") -> list[str]:
    before = (
        list(Claim.objects.values()),
        list(Decision.objects.values()),
        list(ServicePeriod.objects.values()),
    )
    with pytest.raises(Refused) as found:
        bill(actor, claim, reason)
    after = (
        list(Claim.objects.values()),
        list(Decision.objects.values()),
        list(ServicePeriod.objects.values()),
    )
    assert before == after
    return [problem.code for problem in found.value.problems]


def test_a_denied_claim_ends_and_its_days_are_billed_to_the_payer_that_covers_them(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    coverage = moved_to(silverline, jane)
    assert follow_facts(manager, patient_id=jane.pk, now=NOW, today=JUNE).answers == ()
    frozen = (
        denied.document,
        denied.document_hash,
        denied.submission_id,
        denied.payer_id,
        denied.coverage_id,
    )

    [new] = bill(manager, denied)

    denied.refresh_from_db()
    assert (new.payer, new.coverage, new.state, new.claim_frequency, new.corrects) == (
        silverline, coverage, "draft", "1", None,
    )  # fmt: skip
    assert (new.problems, new.stands, new.decision.minutes) == ([], True, 30)
    assert new.patient_control_number != denied.patient_control_number
    why = "Silverline Advantage covers these days: The plan took over in May"
    assert (denied.state, denied.state_reason) == ("voided", why)
    assert frozen == (
        denied.document, denied.document_hash, denied.submission_id, denied.payer_id, denied.coverage_id,
    )  # fmt: skip
    last = denied.events.order_by("pk").last()
    assert last is not None
    assert (last.move, last.from_state, last.reason, last.actor) == (
        "bill_another_payer", "denied", why, manager.user,
    )  # fmt: skip
    assert Posting.objects.filter(claim=denied).count() == 1
    period = ServicePeriod.objects.get(pk=denied.period_id)
    assert (period.coverage, period.state) == (coverage, "closed")
    rows = Decision.objects.filter(period=period).order_by("number")
    assert [(row.number, row.is_current, row.payer_id) for row in rows] == [
        (1, False, denied.payer_id),
        (2, True, silverline.pk),
    ]
    assert audit_money(manager, now=NOW).disagreements == []


def test_the_trail_says_who_ended_it_why_and_which_coverage_came_in(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    before, coverage = denied.coverage_id, moved_to(silverline, jane)
    bill(manager, denied)
    ended = AuditEvent.objects.get(action="claim.bill_another_payer")
    assert ended.actor == manager.user
    assert ended.old is not None
    assert ended.new is not None
    assert ended.old["state"] == "denied"
    assert ended.new["state"] == "voided"
    assert "The plan took over in May" in ended.new["reason"]
    again = AuditEvent.objects.get(action="period.decided_again")
    assert again.old is not None
    assert again.new is not None
    assert (again.old["coverage"], again.new["coverage"]) == (before, coverage.pk)
    task = ClaimTask.objects.get(claim=denied)
    assert (task.state, task.notes.get().text) == (
        "resolved",
        "Ended: Silverline Advantage is billed instead.",
    )


def test_a_payer_of_the_same_rules_gets_its_own_decision_and_draft(
    dr_rivera: Provider, hilltop: Practice, sunrise: Agency, silverline: Payer, prices: None, manager: Actor
) -> None:
    other = make.payer(hilltop, name="Golden Path", profile="medicare_advantage", electronic_payer_id="GP1")
    rose = make.homebound_patient(dr_rivera, other, sunrise, first_name="Rose", medical_record_number="H-3")
    claim = drafted(rose, dr_rivera)
    send(manager, claim)
    post(manager, an_835(denial(claim.patient_control_number, code="22")))
    rose.coverages.update(payer=silverline)  # put right in its own row: the rules see the same facts

    [new] = bill(manager, claim)

    assert (new.payer, new.decision.number, new.decision.payer_id) == (silverline, 2, silverline.pk)


def waterfall(actor: Actor) -> tuple[int, dict[str, int]]:
    report = leakage(actor, Asked(starts_on=MAY_1, ends_on=MAY_31, today=JULY))
    table = report.sections[0].table
    assert table is not None
    rows = {row.label: int(str(row.cells[0].value)) for row in table.rows}
    return rows["Looked at by closed periods"], {label: value for label, value in rows.items() if value}


def test_the_waterfall_counts_the_time_once(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    whole, ends = waterfall(manager)
    assert (whole, ends["Denied"]) == (1800, 1800)
    moved_to(silverline, jane)
    bill(manager, denied)
    whole, ends = waterfall(manager)
    assert (whole, ends["Claim in review"], "Denied" in ends) == (1800, 1800, False)
    counted = Decision.objects.filter(is_current=True).aggregate(sum=Sum("counted_seconds"))
    assert counted["sum"] == 1800


def test_what_was_paid_and_wholly_paid_back_can_be_billed_to_another(
    sent: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    post(manager, an_835(Answer(sent.patient_control_number)))
    moved_to(silverline, jane)
    assert refused(manager, sent) == ["money_not_back"]

    wanted = Wanted(Correction.Path.REFUND, "The plan pays", Decimal("100.40"), JUNE)
    case = open_correction(manager, claim_id=sent.pk, wanted=wanted, now=NOW, today=JUNE)
    assert refused(manager, sent) == ["correction_open", "money_not_back"]
    back = PaidBack(Decimal("100.40"), JUNE, "4711")
    record_refund(manager, correction_id=case.pk, paid_back=back, now=NOW, today=JUNE)
    sent.refresh_from_db()
    assert sent.state == "paid"

    [new] = bill(manager, sent)

    sent.refresh_from_db()
    assert (sent.state, new.payer) == ("voided", silverline)
    assert audit_money(manager, now=NOW).disagreements == []


def test_what_the_payer_takes_back_after_we_paid_it_back_waits_for_a_person(
    sent: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    paid = Answer(sent.patient_control_number)
    post(manager, an_835(paid))
    moved_to(silverline, jane)
    wanted = Wanted(Correction.Path.REFUND, "The plan pays", Decimal("100.40"), JUNE)
    case = open_correction(manager, claim_id=sent.pk, wanted=wanted, now=NOW, today=JUNE)
    back = PaidBack(Decimal("100.40"), JUNE, "4711")
    record_refund(manager, correction_id=case.pk, paid_back=back, now=NOW, today=JUNE)
    bill(manager, sent)

    file = post(manager, an_835(paid.reversal, trace="EFT2"))

    assert list(file.remittances.get().claims.values_list("state", "reason")) == [
        ("waiting", "claim_finished")
    ]


def test_a_settled_claim_without_a_refund_stands(
    sent: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    owed = Answer(sent.patient_control_number, paid="0", owed="125.50", reasons=(("PR", "1", "125.50"),))
    post(manager, an_835(owed))
    moved_to(silverline, jane)
    assert refused(manager, sent) == ["claim_settled"]


@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_a_claim_that_is_with_its_payer_is_not_ended(
    state: str, sent: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane)
    Claim.objects.filter(pk=sent.pk).update(state=state)
    assert refused(manager, sent) == ["claim_not_denied"]


def test_the_coverage_has_to_be_recorded_first(denied: Claim, jane: Patient, manager: Actor) -> None:
    assert refused(manager, denied) == ["coverage_first"]
    jane.coverages.update(ends_on=APRIL_30)
    assert refused(manager, denied) == ["coverage_first"]


def test_a_period_that_its_payer_covers_in_part_is_not_parted(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane, date(2026, 5, 15))
    with pytest.raises(Refused, match="covers 1 May to 14 May 2026 of 1 May to 31 May 2026"):
        bill(manager, denied)
    assert refused(manager, denied) == ["coverage_first"]


def test_a_payer_of_other_windows_is_said_plainly(
    denied: Claim, jane: Patient, buckeye: Payer, manager: Actor
) -> None:
    moved_to(buckeye, jane)
    with pytest.raises(
        Refused, match="Buckeye Mutual asks for 30-day windows, and this period was closed as"
    ):
        bill(manager, denied)
    assert refused(manager, denied) == ["period_does_not_fit_payer"]


def test_it_needs_a_reason_and_an_unlocked_month(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane)
    assert refused(manager, denied, " ") == ["reason_missing"]
    lock_month(manager, month=MAY_1, now=NOW, today=JULY)
    assert len(refused(manager, denied)) == 1


def test_it_is_done_once(denied: Claim, jane: Patient, silverline: Payer, manager: Actor) -> None:
    moved_to(silverline, jane)
    [new] = bill(manager, denied)
    assert refused(manager, denied) == ["claim_not_denied"]
    send(manager, new)
    assert Claim.objects.filter(period=denied.period_id).exclude(state="voided").count() == 1


def test_the_ended_claim_cannot_be_asked_for_what_stands_in_its_place(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane)
    [new] = bill(manager, denied)
    send(manager, new)
    post(manager, an_835(denial(new.patient_control_number), trace="EFT2"))
    assert refused(manager, denied) == ["claim_not_denied"]
    new.refresh_from_db()
    assert new.state == "denied"
    assert refused(manager, new) == ["coverage_first"]


def test_a_denied_correction_leaves_the_act_to_the_claim_that_it_corrects(
    mark: Patient, dr_rivera: Provider, hilltop: Practice, prices: None, manager: Actor
) -> None:
    mark.enrollments.update(starts_on=date(2026, 5, 2))
    make.logged(mark, dr_rivera, date(2026, 5, 4), 31)
    close(hilltop)
    claim = Claim.objects.get(patient=mark)
    send(manager, claim)
    post(manager, an_835(_denied(claim, "ICN1")))
    wanted = Wanted(Correction.Path.REPLACEMENT, "Wrong member id")
    case = open_correction(manager, claim_id=claim.pk, wanted=wanted, now=NOW, today=JUNE)
    assert case.new_claim is not None
    send(manager, case.new_claim)
    post(manager, an_835(_denied(case.new_claim, "ICN2"), trace="EFT2"))
    plan = make.commercial_payer(hilltop, name="Maumee Mutual", electronic_payer_id="MM1")
    moved_to(plan, mark)
    assert refused(manager, case.new_claim) == ["claim_not_denied", "correction_open"]
    assert refused(manager, claim) == ["correction_open", "claim_not_denied"]

    withdraw_correction(manager, correction_id=case.pk, reason="The plan pays", now=NOW, today=JUNE)
    [new] = bill(manager, claim)
    assert (new.payer, new.problems) == (plan, [])


def _denied(claim: Claim, payer_number: str) -> Answer:
    refused_ = denial(claim.patient_control_number, code="22")
    return replace(refused_, charge="118", reasons=(("CO", "22", "118"),), payer_number=payer_number)


def test_where_nothing_is_billable_for_the_other_payer_no_claim_is_drafted(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane, MAY_1)
    jane.episodes.update(ends_on=date(2026, 4, 1))
    assert bill(manager, denied) == ()
    assert Decision.objects.get(period=denied.period_id, is_current=True).outcome != "billable"


def test_time_on_days_that_the_other_payer_does_not_cover_does_not_count(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane)
    Coverage.objects.filter(payer=silverline).update(starts_on=date(2026, 5, 5))
    assert bill(manager, denied) == ()
    rows = Decision.objects.filter(period=denied.period_id, is_current=True).order_by("stretch")
    assert [(row.outcome, row.reasons, row.counted_seconds) for row in rows] == [
        ("not_billable", ["no_coverage"], 0),
        ("not_billable", ["below_threshold"], 0),
    ]


def test_a_denial_that_the_payer_takes_back_later_is_posted_and_its_payment_waits(
    denied: Claim, jane: Patient, silverline: Payer, manager: Actor
) -> None:
    moved_to(silverline, jane)
    bill(manager, denied)
    back = denial(denied.patient_control_number, code="109").reversal
    file = post(
        manager, an_835(replace(back, remarks=()), Answer(denied.patient_control_number), trace="EFT2")
    )
    found = file.remittances.get().claims.order_by("number").values_list("claim_status_code", "state")
    assert dict(found) == {"22": "posted", "1": "waiting"}
    denied.refresh_from_db()
    assert denied.state == "voided"


def test_only_those_who_review_claims_may(denied: Claim, jane: Patient, silverline: Payer, ana: User) -> None:
    moved_to(silverline, jane)
    with pytest.raises(PermissionDenied):
        bill(make.actor(ana), denied)


def page(client: Client, claim: Claim) -> str:
    return client.get(reverse("billing:claim", args=[claim.pk])).content.decode()


def test_the_page_says_what_to_record_first_then_offers_the_act(
    denied: Claim, jane: Patient, silverline: Payer, mia: User, client: Client
) -> None:
    client.force_login(mia)
    shown = page(client, denied)
    assert "By our record Medicare Part B still covers 1 May to 31 May 2026." in shown
    assert "End this claim and bill" not in shown
    task = client.get(reverse("billing:task", args=[ClaimTask.objects.get().pk])).content.decode()
    assert "“Bill another payer” on the claim" in task

    moved_to(silverline, jane)
    Coverage.objects.filter(payer=silverline).update(ends_on=date(2026, 5, 20))
    assert "Silverline Advantage covers 1 May to 20 May 2026." in page(client, denied)
    Coverage.objects.filter(payer=silverline).update(ends_on=None)
    assert "Silverline Advantage covers 1 May to 31 May 2026." in page(client, denied)
    assert "End this claim and bill Silverline Advantage" in page(client, denied)
    path = reverse("billing:another_payer", args=[denied.pk])
    assert client.post(path, {"reason": ""}).status_code == 422
    answer = client.post(path, {"reason": "The card says so"}, follow=True)
    new = Claim.objects.get(state="draft")
    assert answer.redirect_chain == [(reverse("billing:claim", args=[new.pk]), 302)]
    assert f"Ended: {denied.patient_control_number}." in answer.content.decode()
    old = page(client, denied)
    assert "Ended, another payer is billed" in old
    assert "Silverline Advantage covers these days: The card says so" in old
    assert "Bill another payer…" not in old


def test_another_denial_offers_it_only_where_another_payer_covers_the_days(
    sent: Claim, jane: Patient, silverline: Payer, buckeye: Payer, manager: Actor, mia: User, client: Client
) -> None:
    client.force_login(mia)
    post(manager, an_835(denial(sent.patient_control_number)))
    assert "Bill another payer" not in page(client, sent)
    moved_to(silverline, jane)
    assert "Bill another payer…" in page(client, sent)
    jane.coverages.filter(payer=silverline).update(payer=buckeye)
    shown = page(client, sent)
    assert "Buckeye Mutual asks for 30-day windows" in shown
    assert "Bill another payer…" not in shown
    answer = client.post(reverse("billing:another_payer", args=[sent.pk]), {"reason": "The card says so"})
    assert answer.status_code == 422


def test_a_claim_that_was_paid_back_because_nothing_supports_it_says_nothing_of_another_payer(
    sent: Claim, jane: Patient, mia: User, client: Client
) -> None:
    advanced(mia, sent, Move.PAY, Move.REFUND)
    client.force_login(mia)
    assert "Bill another payer" not in page(client, sent)


def test_another_program_does_the_same(
    denied: Claim, jane: Patient, silverline: Payer, mia: User, client: Client
) -> None:
    client.force_login(mia)
    path = reverse("api:another_payer", args=[denied.pk])
    first = client.post(path, {"reason": "The card says so"}, content_type="application/json")
    assert (first.status_code, [each["code"] for each in first.json()["problems"]]) == (
        422,
        ["coverage_first"],
    )
    moved_to(silverline, jane)
    done = client.post(path, {"reason": "The card says so"}, content_type="application/json")
    new = Claim.objects.get(state="draft")
    assert done.json() == {"ended": [denied.pk], "payer": silverline.pk, "drafts": [new.pk]}
