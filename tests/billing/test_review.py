"""Review: drafts move by the table, approval freezes what goes out."""

from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.billing.domain.claim_json import from_json
from apps.billing.models import Charge, Claim, ClaimEvent
from apps.billing.operations import review
from apps.billing.operations.approval import check_incomplete
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, drafted


@pytest.fixture
def draft(jane: Patient, dr_rivera: Provider, prices: None) -> Claim:
    return drafted(jane, dr_rivera)


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


def approve(actor: Actor, *claims: Claim) -> review.Moved:
    return review.approve(actor, claim_ids=[claim.pk for claim in claims], now=NOW, today=JUNE)


def codes(moved: review.Moved) -> list[str]:
    return [problem.code for problem in moved.problems]


def test_approval_freezes_the_document_that_will_go_out(draft: Claim, manager: Actor, mia: User) -> None:
    moved = approve(manager, draft)
    assert (moved.claim_ids, moved.left_out) == ((draft.pk,), ())
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by, draft.approved_at) == ("approved", mia, NOW)
    assert draft.document_hash == sha256(draft.document.encode()).hexdigest()
    document = from_json(draft.document)
    assert document.patient_control_number == draft.patient_control_number
    assert document.care_plan_oversight_number == make.HOME_HEALTH_NPI
    assert [(line.procedure_code, line.charge) for line in document.lines] == [("G0181", Decimal("125.50"))]
    assert (document.diagnosis_codes, document.lines[0].diagnosis_pointers) == (("I5022", "E119"), (1,))
    assert document.signed_on == JUNE


def test_what_was_approved_does_not_change_with_its_rows(draft: Claim, manager: Actor, jane: Patient) -> None:
    approve(manager, draft)
    frozen = Claim.objects.get(pk=draft.pk).document
    Patient.objects.filter(pk=jane.pk).update(last_name="Smith")
    review.check_again(manager, today=JUNE)
    assert Claim.objects.get(pk=draft.pk).document == frozen


def test_a_draft_with_problems_is_left_out_with_all_of_them(
    draft: Claim, manager: Actor, jane: Patient, hilltop: Practice
) -> None:
    Patient.objects.filter(pk=jane.pk).update(street="", zip_code="")
    Practice.objects.filter(pk=hilltop.pk).update(npi="1234567890")
    moved = approve(manager, draft)
    assert moved.claim_ids == ()
    assert len(moved.left_out[0].problems) >= 3
    draft.refresh_from_db()
    assert (draft.state, draft.document) == ("draft", "")
    assert [each["code"] for each in draft.problems] == codes(moved)


def test_of_many_the_good_ones_are_approved_and_the_others_named(
    jane: Patient, mark: Patient, dr_rivera: Provider, prices: None, manager: Actor
) -> None:
    make.logged(mark, dr_rivera, date(2026, 2, 20), 16)
    good = drafted(jane, dr_rivera)
    bad = Claim.objects.get(patient=mark)
    Patient.objects.filter(pk=mark.pk).update(city="")
    moved = approve(manager, good, bad)
    assert moved.claim_ids == (good.pk,)
    assert [each.patient_control_number for each in moved.left_out] == [bad.patient_control_number]


def test_nobody_approves_time_they_logged_themselves(
    draft: Claim, ana: User, dr_rivera: Provider, hilltop: Practice
) -> None:
    make.member(ana, hilltop, Role.BILLING_MANAGER)
    moved = approve(make.actor(ana), draft)
    assert codes(moved) == ["own_time"]
    Practice.objects.filter(pk=hilltop.pk).update(allows_own_approval=True)
    assert approve(make.actor(ana), draft).claim_ids == (draft.pk,)


def test_a_charge_that_changed_since_the_check_is_shown_before_it_is_approved(
    draft: Claim, manager: Actor
) -> None:
    Charge.objects.filter(procedure_code="G0181").update(amount=Decimal("150"))
    assert codes(approve(manager, draft)) == ["charge_changed"]
    draft.refresh_from_db()
    assert draft.total_charge == Decimal("150")
    assert approve(manager, draft).claim_ids == (draft.pk,)


def test_a_charge_entered_later_makes_a_draft_ready(
    jane: Patient, dr_rivera: Provider, hilltop: Practice, manager: Actor
) -> None:
    claim = drafted(jane, dr_rivera)
    make.charge(hilltop, "G0181", "125.50")
    assert review.check_again(manager, today=JUNE) == 1
    claim.refresh_from_db()
    assert (claim.problems, claim.total_charge) == ([], Decimal("125.50"))
    assert review.check_again(manager, today=JUNE) == 0


def test_a_physician_may_not_review(draft: Claim, ben: User, dr_okafor: Provider) -> None:
    with pytest.raises(PermissionDenied):
        approve(make.actor(ben), draft)
    with pytest.raises(PermissionDenied):
        review.hold(make.actor(ben), claim_ids=[draft.pk], reason="Wait", now=NOW)


def test_a_claim_of_another_practice_is_unknown(draft: Claim, carol: User, dr_whitfield: Provider) -> None:
    moved = approve(make.actor(carol), draft)
    assert codes(moved) == ["claim_unknown"]
    assert moved.left_out[0].patient_control_number == ""
    assert Claim.objects.get(pk=draft.pk).state == "draft"


@pytest.mark.parametrize("reason", ["", "   "])
def test_holding_and_returning_need_a_reason(reason: str, draft: Claim, manager: Actor) -> None:
    for move in (review.hold, review.return_):
        moved = move(manager, claim_ids=[draft.pk], reason=reason, now=NOW)
        assert codes(moved) == ["claim_move_needs_reason"]


def test_a_claim_is_held_released_returned_and_taken_up_again_with_its_history(
    draft: Claim, manager: Actor, mia: User
) -> None:
    ids = [draft.pk]
    review.hold(manager, claim_ids=ids, reason="Ask the agency", now=NOW)
    assert codes(approve(manager, draft)) == ["claim_move_not_allowed"]
    review.release(manager, claim_ids=ids, now=NOW)
    review.return_(manager, claim_ids=ids, reason="The note says nothing", now=NOW)
    review.resume(manager, claim_ids=ids, now=NOW)
    history = ClaimEvent.objects.filter(claim=draft).exclude(move="draft")
    assert [(row.move, row.to_state, row.reason, row.actor) for row in history] == [
        ("hold", "held", "Ask the agency", mia),
        ("release", "draft", "", mia),
        ("return", "returned", "The note says nothing", mia),
        ("resume", "draft", "", mia),
    ]
    trail = AuditEvent.objects.filter(subject_id=draft.pk, actor=mia).order_by("pk")
    assert [row.action for row in trail] == ["claim.hold", "claim.release", "claim.return", "claim.resume"]


def test_an_approval_is_withdrawn_with_a_reason_and_nothing_stays_frozen(
    draft: Claim, manager: Actor
) -> None:
    approve(manager, draft)
    refused = review.withdraw_approval(manager, claim_ids=[draft.pk], reason="", now=NOW, today=JUNE)
    assert codes(refused) == ["claim_move_needs_reason"]
    review.withdraw_approval(manager, claim_ids=[draft.pk], reason="Wrong signer", now=NOW, today=JUNE)
    draft.refresh_from_db()
    assert (draft.state, draft.document, draft.document_hash, draft.approved_by) == ("draft", "", "", None)


def test_a_voided_claim_stays_and_an_approved_one_cannot_be_given_up(draft: Claim, manager: Actor) -> None:
    approve(manager, draft)
    assert (
        codes(review.void(manager, claim_ids=[draft.pk], reason="Twice", now=NOW))
        == ["claim_move_not_allowed"] * 2
    )
    review.withdraw_approval(manager, claim_ids=[draft.pk], reason="Twice", now=NOW, today=JUNE)
    assert review.void(manager, claim_ids=[draft.pk], reason="Twice", now=NOW).claim_ids == (draft.pk,)
    assert Claim.objects.get(pk=draft.pk).state == "voided"


def test_an_authorization_number_goes_on_the_claim_and_an_overlong_one_is_refused(
    mark: Patient, dr_rivera: Provider, prices: None, manager: Actor
) -> None:
    make.logged(mark, dr_rivera, date(2026, 2, 20), 16)
    close(mark.practice)
    claim = Claim.objects.get(patient=mark)
    with pytest.raises(Refused, match="30 characters"):
        review.set_prior_authorization(manager, claim_id=claim.pk, number="A" * 30, now=NOW)
    review.set_prior_authorization(manager, claim_id=claim.pk, number=" AUTH-1 ", now=NOW)
    assert approve(manager, claim).claim_ids == (claim.pk,)
    assert from_json(Claim.objects.get(pk=claim.pk).document).prior_authorization_number == "AUTH-1"
    with pytest.raises(Refused, match="Only a draft"):
        review.set_prior_authorization(manager, claim_id=claim.pk, number="AUTH-2", now=NOW)


def test_many_claims_are_approved_with_as_many_queries_as_few(
    jane: Patient,
    mark: Patient,
    dr_rivera: Provider,
    prices: None,
    manager: Actor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for month in (2, 3, 4, 5):
        make.logged(jane, dr_rivera, date(2026, month, 20), 30)
        make.logged(mark, dr_rivera, date(2026, month, 20), 16)
    close(jane.practice)
    claims = list(Claim.objects.all())
    assert len(claims) > 6
    # PostgreSQL takes the ids of the history, and the months' lock, in queries of their own: two more than SQLite
    with django_assert_max_num_queries(25):
        assert len(approve(manager, *claims).claim_ids) == len(claims)


def test_a_draft_becomes_ready_once_its_fact_is_there(draft: Claim, manager: Actor) -> None:
    Charge.objects.all().delete()
    review.check_again(manager, today=JUNE)
    assert Claim.objects.get(pk=draft.pk).problems
    assert check_incomplete(manager, today=JUNE) == 0
    make.charge(draft.practice, "G0181", "125.50")
    assert check_incomplete(manager, today=JUNE) == 1
    assert Claim.objects.get(pk=draft.pk).problems == []


def test_the_bar_of_a_decided_period_tells_of_no_day_that_is_left(
    draft: Claim, client: Client, mia: User
) -> None:
    client.force_login(mia)
    page = client.get(reverse("billing:claim", args=[draft.pk])).text
    assert ("ended 31 May 2026" in page, "last day" in page) == (True, False)
