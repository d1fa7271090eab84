"""Money that comes back: matched exactly or waiting, never twice, never lost, every sum accounted for."""

# ruff: noqa: E501  (the table reads best with one case a line)

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from apps.billing.forms_back import AssignForm
from apps.billing.models import Claim, ClaimPayment, ClaimTask, Posting, RemittanceFile
from apps.billing.operations.claim_tasks import assign_task, resolve_task
from apps.billing.operations.matching import match_payment, post_held, put_aside, take_up, undo_posting
from apps.billing.operations.money_audit import audit_money
from apps.billing.selectors.money import sums_by_payer
from apps.patients.models import Patient, Payer
from apps.practice.access import Actor
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import NOW, drafted
from tests.billing.payers_answers import JULY, Answer, an_835, denial, post
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


def payments() -> list[tuple[str, str]]:
    return list(ClaimPayment.objects.order_by("pk").values_list("state", "reason"))


def net(claim: Claim) -> Decimal:
    return sum(claim.postings.values_list("paid", flat=True), Decimal(0))


def all_agrees(actor: Actor) -> bool:
    found = audit_money(actor, now=NOW).disagreements
    assert found == []
    return True


def state_of(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.state


def test_a_paid_claim_is_posted_by_its_number_with_line_and_reasons(claim: Claim, manager: Actor) -> None:
    number = claim.patient_control_number
    file = post(manager, an_835(Answer(number, line_id=f"{number}-1", payer_number="ICN7")))
    assert (file.state, file.claim_count, file.findings) == ("posted", 1, [])
    row = ClaimPayment.objects.get()
    assert (row.state, row.claim, row.paid) == ("posted", claim, Decimal("100.40"))
    (service,) = row.services.all()
    assert service.service_line == claim.lines.get()
    assert [(each.adjustment_group, each.reason_code, each.amount) for each in row.adjustments.all()] == [
        ("PR", "2", Decimal("25.10"))
    ]
    assert (state_of(claim), claim.control_number_given, net(claim)) == ("paid", "ICN7", Decimal("100.40"))
    assert all_agrees(manager)


def test_the_same_file_twice_changes_nothing(claim: Claim, manager: Actor) -> None:
    content = an_835(Answer(claim.patient_control_number))
    first, second = post(manager, content), post(manager, content, "again.835")
    assert first.pk == second.pk
    assert Posting.objects.count() == ClaimPayment.objects.count() == 1
    assert RemittanceFile.objects.count() == 1


def test_the_same_payment_in_another_file_waits(claim: Claim, manager: Actor) -> None:
    content = an_835(Answer(claim.patient_control_number))
    post(manager, content)
    post(manager, content.replace(b"\n", b""))
    assert payments() == [("posted", ""), ("waiting", "payment_seen_before")]
    assert net(claim) == Decimal("100.40")


def test_a_line_id_finds_the_claim_when_the_number_does_not(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer("TYPO", line_id=f"{claim.patient_control_number}-1")))
    assert Posting.objects.get().matched_by == "line id"
    assert state_of(claim) == "paid"


def test_a_claim_number_and_a_line_id_of_two_claims_wait(
    claim: Claim, mark: Patient, dr_rivera: Provider, manager: Actor
) -> None:
    other = drafted(mark, dr_rivera)
    post(manager, an_835(Answer(claim.patient_control_number, line_id=f"{other.patient_control_number}-1")))
    assert payments() == [("waiting", "numbers_disagree")]
    assert all_agrees(manager)


OUTCOMES = [
    pytest.param(Answer("", reasons=(("CO", "45", "25.10"),), owed=""), "paid", id="contractual rest"),
    pytest.param(Answer("", status="19"), "paid", id="paid and forwarded"),
    pytest.param(Answer("", paid="98.39", reasons=(("PR", "2", "25.10"), ("CO", "253", "2.01"))), "paid", id="sequestration"),
    pytest.param(Answer("", reasons=(("CO", "45", "20.10"), ("CO", "237", "5.00")), owed=""), "paid", id="a reduction by law"),
    pytest.param(Answer("", reasons=(("CO", "97", "25.10"),), owed=""), "partly_paid", id="a part refused"),
    pytest.param(Answer("", reasons=(("OA", "ZZZ", "25.10"),), owed=""), "partly_paid", id="a reason without words"),
    pytest.param(Answer("", paid="0", reasons=(("PR", "1", "125.50"),), owed="125.50"), "partly_paid", id="all deductible"),
    pytest.param(Answer("", paid="0", reasons=(("CO", "50", "125.50"),), owed=""), "denied", id="nothing paid, refused"),
    pytest.param(denial(""), "denied", id="denied"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "state"), OUTCOMES)
def test_what_a_payer_decided_moves_the_claim(
    answer: Answer, state: str, claim: Claim, manager: Actor
) -> None:
    post(manager, an_835(replace(answer, number=claim.patient_control_number)))
    assert state_of(claim) == state
    assert all_agrees(manager)


def test_an_estimate_is_noted_and_moves_nothing(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer(claim.patient_control_number, status="25")))
    assert payments() == [("noted", "")]
    assert (state_of(claim), net(claim)) == ("sent", Decimal(0))


def test_a_denial_opens_work_with_its_reason_and_its_last_day(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(denial(claim.patient_control_number)))
    task = ClaimTask.objects.get()
    assert (task.kind, task.adjustment_group, task.reason_code) == ("denial", "CO", "16")
    assert (task.codes, task.amount) == (["CO-16", "MA76"], Decimal("125.50"))
    assert task.due_on == date(2026, 10, 26)  # 120 days after 28 June
    claim.refresh_from_db()
    assert claim.state_reason == "CO-16"


def test_work_is_given_to_those_who_see_claims_today_and_the_trail_says_from_whom(
    claim: Claim, manager: Actor, mia: User, ada: User
) -> None:
    post(manager, an_835(denial(claim.patient_control_number)))
    task = ClaimTask.objects.get()
    left = make.member(
        make.user("left@hilltop.example"), manager.practice, Role.BILLING_MANAGER, ends_on=date(2026, 5, 31)
    )
    offered = AssignForm(actor=manager).fields["person"].queryset  # type: ignore[attr-defined]
    assert mia in offered and left not in offered
    with pytest.raises(Refused, match="sees no claims of this practice today"):
        assign_task(manager, task_id=task.pk, person=left, now=NOW)
    for person in (mia, ada):
        assign_task(manager, task_id=task.pk, person=person, now=NOW)
    resolve_task(manager, task_id=task.pk, text="Sent again", now=NOW)
    said = AuditEvent.objects.filter(subject_type="billing.claimtask", subject_id=task.pk).order_by("pk")
    assert [(event.old, event.new) for event in said][1:] == [
        ({"assigned_to": str(mia)}, {"assigned_to": str(ada), "text": f"To {ada}."}),
        ({"state": "open"}, {"state": "resolved", "text": "Sent again"}),
    ]


@pytest.mark.parametrize(
    ("profile", "days", "last"),
    [
        pytest.param("medicare_advantage", None, date(2026, 8, 27), id="Medicare Advantage, 60 days"),
        pytest.param("medicaid_mco_long_tier", None, date(2026, 8, 27), id="Medicaid plan, 60 days"),
        pytest.param("commercial_30_day", None, None, id="only the contract knows"),
        pytest.param("commercial_30_day", 90, date(2026, 9, 26), id="the contract, written down"),
        pytest.param("medicare_advantage", 180, date(2026, 12, 25), id="the contract before the rule"),
    ],
)
def test_how_long_there_is_depends_on_the_payer(
    profile: str, days: int | None, last: date | None, claim: Claim, manager: Actor
) -> None:
    Payer.objects.filter(pk=claim.payer_id).update(profile=profile, appeal_days=days)
    post(manager, an_835(denial(claim.patient_control_number)))
    assert ClaimTask.objects.get().due_on == last


def test_a_denial_that_is_paid_later_needs_no_more_work(claim: Claim, manager: Actor) -> None:
    number = claim.patient_control_number
    post(manager, an_835(denial(number)))
    post(manager, an_835(Answer(number), trace="EFT2", paid_on="20260701"))
    assert state_of(claim) == "paid"
    assert ClaimTask.objects.get().state == "resolved"


def test_the_refusal_of_a_duplicate_does_not_touch_a_paid_claim(claim: Claim, manager: Actor) -> None:
    number = claim.patient_control_number
    post(manager, an_835(Answer(number)))
    post(manager, an_835(denial(number, code="18", remarks=("N522",)), trace="EFT2"))
    assert (state_of(claim), net(claim)) == ("paid", Decimal("100.40"))
    assert all_agrees(manager)


def test_a_reversal_and_its_correction_in_any_order_leave_the_correction(
    claim: Claim, manager: Actor
) -> None:
    paid = Answer(claim.patient_control_number)
    corrected = Answer(
        claim.patient_control_number, paid="110.00", reasons=(("PR", "2", "15.50"),), owed="15.50"
    )
    post(manager, an_835(paid))
    post(manager, an_835(corrected, paid.reversal, trace="EFT2"))
    assert payments() == [("posted", ""), ("posted", ""), ("posted", "")]
    assert (state_of(claim), net(claim)) == ("paid", Decimal("110.00"))
    assert [event.move for event in claim.events.all()][-3:] == ["pay", "reverse", "pay"]
    assert all_agrees(manager)


def test_a_reversal_alone_leaves_the_claim_with_the_payer(claim: Claim, manager: Actor) -> None:
    paid = Answer(claim.patient_control_number)
    post(manager, an_835(paid))
    post(manager, an_835(paid.reversal, trace="EFT2"))
    assert (state_of(claim), net(claim)) == ("accepted", Decimal(0))
    assert all_agrees(manager)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(lambda n: an_835(Answer("NOBODYS")), "no_such_claim", id="number nobody has"),
        pytest.param(lambda n: an_835(Answer(n).reversal), "nothing_to_reverse", id="reversal of nothing"),
        pytest.param(lambda n: an_835(Answer(n, status="99")), "status_unknown", id="unknown status"),
        pytest.param(lambda n: an_835(Answer(n), payment="7"), "payment_unbalanced", id="payment does not balance"),
        pytest.param(lambda n: an_835(Answer(n, reasons=(("PR", "2", "25"),))), "does_not_balance", id="claim does not balance"),
        pytest.param(lambda n: an_835(Answer(n)).replace(b"*100.40*25", b"*1OO*25"), "payment_unbalanced", id="amount unreadable"),
    ],
)  # fmt: skip
def test_what_is_not_certain_waits_with_its_reason(
    content: object, reason: str, claim: Claim, manager: Actor
) -> None:
    post(manager, content(claim.patient_control_number))  # type: ignore[operator]
    assert payments() == [("waiting", reason)]
    assert state_of(claim) == "sent"
    assert not Posting.objects.exists()
    assert all_agrees(manager)


def test_money_for_a_claim_that_was_never_sent_waits(
    mark: Patient, dr_rivera: Provider, manager: Actor
) -> None:
    draft = drafted(mark, dr_rivera)
    post(manager, an_835(Answer(draft.patient_control_number)))
    assert payments() == [("waiting", "claim_not_sent")]


def test_the_same_payment_again_and_too_much_wait(claim: Claim, manager: Actor) -> None:
    paid = Answer(claim.patient_control_number)
    more = Answer(claim.patient_control_number, paid="60.00", reasons=(("CO", "45", "65.50"),), owed="")
    post(manager, an_835(paid))
    post(manager, an_835(paid, trace="EFT2"))
    post(manager, an_835(more, trace="EFT3"))
    assert payments()[1:] == [("waiting", "paid_before"), ("waiting", "more_than_charged")]


def test_a_take_back_outside_claims_is_kept_and_counts(claim: Claim, manager: Actor) -> None:
    number = claim.patient_control_number
    content = an_835(Answer(number), payment="90.40", plb=f"PLB*1*20261231*WO:{number}*10.00")
    file = post(manager, content)
    advice = file.remittances.get()
    assert (advice.claims_paid, advice.provider_adjusted, advice.payment) == (
        Decimal("100.40"),
        Decimal("10.00"),
        Decimal("90.40"),
    )
    assert advice.provider_adjustments.get().claim == claim
    assert all_agrees(manager)


def test_a_take_back_is_tied_to_its_claim_by_the_payers_number_too(claim: Claim, manager: Actor) -> None:
    number = claim.patient_control_number
    post(manager, an_835(Answer(number, payer_number="ICN7")))
    taken = "PLB*1*20261231*WO:ICN7*10.00*FB:ICN8*-10.00"
    file = post(manager, an_835(plb=taken, payment="0", trace="EFT2"))
    tied = file.remittances.get().provider_adjustments.values_list("reference", "claim")
    assert list(tied) == [("ICN7", claim.pk), ("ICN8", None)]


def test_the_sums_by_payer_are_what_is_posted(
    claim: Claim, mark: Patient, dr_rivera: Provider, manager: Actor
) -> None:
    post(manager, an_835(Answer(claim.patient_control_number), Answer("NOBODYS")))
    (found,) = sums_by_payer(manager)
    assert (found.name, found.claims) == ("Medicare Part B", 1)
    assert (found.paid, found.owed) == (Decimal("100.40"), Decimal("25.10"))


def test_a_person_matches_what_waits_and_answers_for_it(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer("TYPO")))
    row = ClaimPayment.objects.get()
    with pytest.raises(Refused, match="few words"):
        match_payment(manager, payment_id=row.pk, claim_id=claim.pk, reason=" ", now=NOW, today=JULY)
    match_payment(manager, payment_id=row.pk, claim_id=claim.pk, reason="Number misread", now=NOW, today=JULY)
    assert (state_of(claim), net(claim)) == ("paid", Decimal("100.40"))
    posting = Posting.objects.get()
    assert (posting.matched_by, posting.actor, posting.reason) == ("a person", manager.user, "Number misread")
    with pytest.raises(Refused, match="posted"):
        match_payment(manager, payment_id=row.pk, claim_id=claim.pk, reason="again", now=NOW, today=JULY)
    assert all_agrees(manager)


@pytest.mark.parametrize("answer", [Answer(""), denial("")], ids=["payment", "denial"])
def test_undoing_brings_the_claim_back_and_keeps_every_row(
    answer: Answer, claim: Claim, manager: Actor
) -> None:
    post(manager, an_835(replace(answer, number=claim.patient_control_number)))
    row = ClaimPayment.objects.get()
    undo_posting(manager, payment_id=row.pk, reason="Wrong claim", now=NOW)
    assert (state_of(claim), net(claim), payments()) == ("sent", Decimal(0), [("waiting", "undone")])
    assert list(row.postings.values_list("number", flat=True)) == [1, 2]
    assert not ClaimTask.objects.filter(state="open").exists()
    match_payment(
        manager, payment_id=row.pk, claim_id=claim.pk, reason="Right after all", now=NOW, today=JULY
    )
    assert row.postings.count() == 3
    assert state_of(claim) == ("paid" if row.paid else "denied")
    assert all_agrees(manager)


def test_undoing_an_earlier_payment_leaves_what_came_after(claim: Claim, manager: Actor) -> None:
    number = claim.patient_control_number
    post(manager, an_835(denial(number)))
    post(manager, an_835(Answer(number), trace="EFT2"))
    first, second = ClaimPayment.objects.order_by("pk")
    undo_posting(manager, payment_id=first.pk, reason="Not ours", now=NOW)
    assert (state_of(claim), net(claim)) == ("paid", Decimal("100.40"))
    undo_posting(manager, payment_id=second.pk, reason="Not ours either", now=NOW)
    assert (state_of(claim), net(claim)) == ("sent", Decimal(0))
    assert all_agrees(manager)


def test_a_held_payment_is_posted_as_it_stands_only_by_a_person(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer(claim.patient_control_number), Answer("NOBODYS"), payment="7"))
    remittance = ClaimPayment.objects.first().remittance  # type: ignore[union-attr]
    done = post_held(manager, remittance_id=remittance.pk, reason="The bank says so", now=NOW, today=JULY)
    assert done == 1
    assert payments() == [("posted", ""), ("waiting", "no_such_claim")]
    assert state_of(claim) == "paid"
    assert all_agrees(manager)


def test_money_of_somebody_else_is_put_aside_and_taken_up_again(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer("NOBODYS")))
    row = ClaimPayment.objects.get()
    put_aside(manager, payment_id=row.pk, reason="Of the old billing system", now=NOW)
    assert payments() == [("aside", "no_such_claim")]
    take_up(manager, payment_id=row.pk, reason="Look again", now=NOW)
    assert payments() == [("waiting", "taken_back")]


def test_a_changed_row_is_found_by_the_check(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer(claim.patient_control_number)))
    ClaimPayment.objects.update(paid=Decimal("100.41"))
    found = audit_money(manager, now=NOW).disagreements
    assert any("100.40 in the bytes, but 100.41 in the rows" in each for each in found)
    assert any("100.40 in the book, but 100.41" in each for each in found)


def test_only_who_posts_payments_may(claim: Claim, otto: User) -> None:
    with pytest.raises(PermissionDenied):
        post(make.actor(otto), an_835(Answer("X")))
