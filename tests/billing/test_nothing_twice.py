"""Both patterns of the Inspector General are impossible to approve: one service twice, care that overlaps."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from apps.billing.domain.lifecycle import Move
from apps.billing.models import Claim, CloseRun, Correction, Decision, ServiceLine, ServicePeriod
from apps.billing.operations import review
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.moves import Moved, move_claims
from apps.patients.imports.rosters import preview_roster
from apps.patients.models import Agency, Coverage, Enrollment, Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, drafted
from tests.billing.payers_answers import Answer, an_835, post, send


def forged(
    claim: Claim, code: str, *, by: Provider | None = None, days: tuple[int, int] = (1, 31), **fields: Any
) -> Claim:
    """Write a draft past the engine: another enrollment's claim of Jane's for days of May, ready to be approved."""
    provider = by or claim.rendering_provider
    program = fields.get("code_family", claim.code_family)
    enrollment = Enrollment.objects.create(
        practice=claim.practice, patient=claim.patient, rendering_provider=provider, program=program,
        starts_on=date(2020, 1, 1 + Enrollment.objects.count()), ends_on=date(2020, 1, 1 + Enrollment.objects.count()),
        periods_are_cut=True,
    )  # fmt: skip
    period = ServicePeriod.objects.get(pk=claim.period_id)
    period.pk, period.enrollment, period.pin, period.state, period.closed_at = (
        None,
        enrollment,
        None,
        "open",
        None,
    )
    period.starts_on, period.ends_on = date(2026, 5, days[0]), date(2026, 5, days[1])
    period.save()
    decision = Decision.objects.get(pk=claim.decision_id)
    decision.pk, decision.period = None, period
    decision.save()
    new = Claim.objects.get(pk=claim.pk)
    new.pk, new.period, new.decision, new.rendering_provider = None, period, decision, provider
    new.state, new.document, new.document_hash, new.approved_at, new.approved_by = "draft", "", "", None, None
    new.period_starts_on, new.period_ends_on = period.starts_on, period.ends_on
    new.patient_control_number = f"F{Claim.objects.count():04d}"
    for name, value in fields.items():
        setattr(new, name, value)
    new.save()
    line = ServiceLine.objects.filter(claim=claim).first()
    assert line is not None
    line.pk, line.claim, line.procedure_code = None, new, code
    line.save()
    return new


@pytest.fixture
def approved(jane: Patient, dr_rivera: Provider, prices: None, mia: User) -> Claim:
    """Jane's oversight in May by Dr Rivera, approved."""
    claim = drafted(jane, dr_rivera)
    for code in ("99490", "99424"):
        make.charge(jane.practice, code, "100")
    assert approve(mia, claim).claim_ids
    claim.refresh_from_db()
    return claim


def approve(person: User, *claims: Claim) -> Moved:
    review.check_again(make.actor(person), today=JUNE)
    ids = [claim.pk for claim in claims]
    return review.approve(make.actor(person), claim_ids=ids, now=NOW, today=JUNE)


def second_payer(claim: Claim) -> dict[str, Any]:
    payer = Payer.objects.create(practice=claim.practice, name="Other Plan", profile="medicare_advantage")
    coverage = (
        make.coverage(claim.patient, payer, rank=2) if hasattr(claim.coverage, "rank") else claim.coverage
    )
    return {"payer": payer, "coverage": coverage}


ATTACKS = [
    pytest.param("G0181", False, {"days": (2, 31)}, id="the same service by the same provider in a second enrollment"),
    pytest.param("G0181", True, {"days": (2, 31)}, id="the same service by another provider"),
    pytest.param("G0182", True, {"days": (20, 31)}, id="the other code of the family on some of the days"),
    pytest.param("99490", False, {"code_family": "ccm"}, id="chronic care by the same provider"),
    pytest.param("99424", False, {"code_family": "pcm"}, id="principal care by the same provider"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "by_other", "fields"), ATTACKS)
def test_what_excludes_a_billed_service_is_never_approved(
    approved: Claim, mia: User, dr_okafor: Provider, code: str, by_other: bool, fields: dict[str, Any]
) -> None:
    claim = forged(approved, code, by=dr_okafor if by_other else None, **fields)
    [left] = approve(mia, claim).left_out
    assert "billed_beside" in [problem.code for problem in left.problems]
    said = next(problem.message for problem in left.problems if problem.code == "billed_beside")
    assert "{" not in said
    assert approved.patient_control_number in said
    assert "G0181" in said


@pytest.mark.parametrize("state", ["batched", "sent", "accepted", "paid", "partly_paid"])
def test_it_stays_impossible_wherever_the_first_claim_is(
    approved: Claim, mia: User, dr_okafor: Provider, state: str
) -> None:
    Claim.objects.filter(pk=approved.pk).update(state=state)
    claim = forged(approved, "G0181", by=dr_okafor, days=(2, 31))
    assert not approve(mia, claim).claim_ids


def test_of_two_drafts_approved_together_one_passes(approved: Claim, mia: User, dr_okafor: Provider) -> None:
    review.withdraw_approval(
        make.actor(mia), claim_ids=[approved.pk], reason="Look again", now=NOW, today=JUNE
    )
    claim = forged(approved, "G0181", by=dr_okafor, days=(2, 31))
    assert approve(mia, claim, approved).claim_ids == (approved.pk,)


def test_another_payer_does_not_help(approved: Claim, mia: User) -> None:
    claim = forged(approved, "G0181", days=(2, 31), **second_payer(approved))
    assert not approve(mia, claim).claim_ids


def test_neither_does_a_window_cut_in_two_for_one_payer(approved: Claim, mia: User) -> None:
    Claim.objects.filter(pk=approved.pk).update(period_ends_on=date(2026, 5, 15))
    claim = forged(approved, "G0181", days=(16, 31))
    assert not approve(mia, claim).claim_ids


def test_a_claim_that_no_longer_bills_is_in_nobodys_way(
    approved: Claim, mia: User, dr_okafor: Provider
) -> None:
    actor = make.actor(mia)
    for move in (Move.BATCH, Move.SEND, Move.DENY):
        move_claims(actor, move, claim_ids=[approved.pk], now=NOW, reason="Not covered")
    claim = forged(approved, "G0181", by=dr_okafor, days=(2, 31))
    [left] = approve(mia, claim).left_out or [None]
    assert left is None or "billed_beside" not in [problem.code for problem in left.problems]


def test_principal_care_by_somebody_else_may_stand_beside(
    approved: Claim, mia: User, dr_okafor: Provider
) -> None:
    claim = forged(approved, "99424", by=dr_okafor, code_family="pcm")
    problems = approve(mia, claim).problems
    assert "billed_beside" not in [problem.code for problem in problems]


def test_the_pages_the_api_and_the_admin_refuse_it_too(
    approved: Claim, mia: User, dr_okafor: Provider, client: Client
) -> None:
    claim = forged(approved, "G0181", by=dr_okafor, days=(2, 31))
    client.force_login(mia)
    asked = {"move": "approve", "claims": [claim.pk], "reason": ""}
    page = client.post(reverse("billing:move", args=["approve"]), {"claim": claim.pk})
    assert page.status_code == 422
    api = client.post(reverse("api:moves"), asked, content_type="application/json")
    assert api.status_code == 422
    mia.is_staff = True
    mia.save()
    client.post(
        reverse("admin:billing_claim_changelist"), {"action": "approve", "_selected_action": [claim.pk]}
    )
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_a_second_enrollment_cannot_even_be_drafted_by_the_close(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider, prices: None
) -> None:
    jane.episodes.update(plan_signed_on=date(2026, 1, 3))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 31)
    make.logged(jane, dr_okafor, date(2026, 5, 5), 31)
    close(jane.practice)
    assert Claim.objects.filter(period__window_ends_on=date(2026, 5, 31)).count() == 1


def test_somebody_entered_a_second_time_is_the_same_person(
    approved: Claim, dr_rivera: Provider, medicare: Payer, sunrise: Agency, mia: User
) -> None:
    twin = make.homebound_patient(
        dr_rivera, medicare, sunrise, last_name="DOE", first_name="J", medical_record_number="TWIN"
    )
    twin.coverages.update(member_id=make.MBI)
    make.logged(twin, dr_rivera, date(2026, 5, 11), 31)
    close(twin.practice, today=date(2026, 6, 2))
    claim = Claim.objects.get(patient=twin, period_starts_on=date(2026, 5, 1))
    [left] = approve(mia, claim).left_out
    assert [problem.code for problem in left.problems] == ["billed_beside"]


@pytest.mark.parametrize(
    ("born_on", "is_same"),
    [(date(1940, 2, 15), True), (date(1942, 7, 1), False)],
    ids=["one person", "a couple"],
)
def test_a_member_id_of_a_family_is_one_person_by_the_date_of_birth(
    mark: Patient, dr_rivera: Provider, buckeye: Payer, sunrise: Agency, prices: None, mia: User,
    born_on: date, is_same: bool,
) -> None:  # fmt: skip
    spouse = make.homebound_patient(
        dr_rivera, buckeye, sunrise, first_name="Ida", medical_record_number="H-3", born_on=born_on
    )
    Coverage.objects.update(member_id="BM-77")
    for whose in (mark, spouse):
        make.logged(whose, dr_rivera, date(2026, 5, 4), 31)
    close(mark.practice)
    claims = [Claim.objects.get(patient=whose) for whose in (mark, spouse)]
    assert len(approve(mia, *claims).claim_ids) == (1 if is_same else 2)


def test_a_new_member_id_in_the_middle_of_a_month_does_not_make_two_months_of_it(
    jane: Patient, dr_rivera: Provider, prices: None, mia: User, medicare: Payer
) -> None:
    Coverage.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.coverage(jane, medicare, starts_on=date(2026, 5, 16), member_id="1EG4TE5MK74")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 31)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 31)
    close(jane.practice)
    claims = list(Claim.objects.filter(patient=jane))
    assert len(approve(mia, *claims).claim_ids) == 1


def test_two_coverages_of_the_same_days_bill_nothing_until_one_is_primary(
    jane: Patient, dr_rivera: Provider, prices: None, buckeye: Payer
) -> None:
    make.coverage(jane, buckeye, starts_on=date(2026, 5, 1), member_id="BM-1")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 62)
    close(jane.practice, today=date(2026, 7, 1))
    assert not Claim.objects.exists()
    decisions = Decision.objects.filter(patient=jane, minutes__gte=30)
    assert {tuple(row.reasons) for row in decisions} == {("coverages_overlap",)}


def test_an_import_cannot_enter_a_patient_a_second_time_under_the_same_medicare_number(
    approved: Claim, ada: User
) -> None:
    rows = f"last_name,first_name,born_on,payer,member_id\nDow,Janet,1941-02-15,Medicare Part B,{make.MBI}\n"
    found = preview_roster(rows.encode(), actor=make.actor(ada), file_name="again.csv", now=NOW, today=JUNE)
    [row] = found.rows.all()
    assert "belongs to a patient on the roster" in str(row.problems)


# Exclusion constraints are PostgreSQL's; on SQLite writers wait for each other and the operation looks.
@pytest.mark.postgres
@pytest.mark.parametrize(("code", "by_other", "fields"), ATTACKS)
def test_the_database_refuses_it_whatever_the_program_does(
    approved: Claim, dr_okafor: Provider, code: str, by_other: bool, fields: dict[str, Any]
) -> None:
    claim = forged(approved, code, by=dr_okafor if by_other else None, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state="approved", document="{}")


def test_a_claim_that_was_voided_with_the_payer_keeps_nothing_else_from_being_billed(
    hilltop: Practice, dr_rivera: Provider, sunrise: Agency, prices: None, mia: User
) -> None:
    make.charge(hilltop, "99491", "100")
    rosa = make.chronic_care_patient(
        dr_rivera, make.payer(hilltop, name="Silverline Advantage", profile="medicare_advantage")
    )
    make.episode(rosa, sunrise, dr_rivera)
    Enrollment.objects.update(program="cpo")
    claim = drafted(rosa, dr_rivera, 31)
    manager, today = make.actor(mia), date(2026, 6, 10)
    send(manager, claim)
    post(manager, an_835(Answer(claim.patient_control_number)))
    wanted = Wanted(Correction.Path.VOID, "It was chronic care")
    case = open_correction(manager, claim_id=claim.pk, wanted=wanted, now=NOW, today=today)
    assert case.new_claim is not None
    send(manager, case.new_claim)
    move_claims(manager, Move.ACCEPT, claim_ids=[case.new_claim.pk], now=NOW, reason="As the payer said")
    claim.refresh_from_db()
    assert claim.state == "voided"

    make.enrollment(rosa, dr_rivera, program="ccm", starts_on=date(2026, 5, 1))
    close(hilltop, today=today, trigger=CloseRun.Trigger.PERSON)
    care = Claim.objects.get(patient=rosa, code_family="ccm")
    assert [line.procedure_code for line in care.lines.all()] == ["99491"]
