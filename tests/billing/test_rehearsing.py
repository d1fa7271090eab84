"""Rehearsing a claim and the checklist before the first one: what is said, and that nothing of it stays."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.billing.models import Receiver
from apps.billing.operations.rehearsing import Rehearsal, rehearse_claim
from apps.billing.shown_setup import Check, checklist
from apps.patients.models import Agency, Patient, Payer
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Practice, Provider, User
from tests import builders as make
from tests.billing.closing import charges
from tests.billing.reader_837p import read_claims

NOON = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_may() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ready(hilltop: Practice, jane: Patient, ana: User, mia: User) -> Practice:
    charges(hilltop)
    make.receiver(hilltop)
    return hilltop


def rehearsed(by: User) -> Rehearsal:
    actor = make.actor(by)
    return rehearse_claim(actor, today=actor.today, now=NOON)


def checks(by: User) -> dict[str, Check]:
    actor = make.actor(by)
    return {check.key: check for check in checklist(actor, today=actor.today)}


def rows_kept() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the trail."""
    kept: list[type[models.Model]] = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("practice", "patients", "timelog", "billing")
    ]
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values_list())
        for model in kept
        if model is not AuditEvent
    }


def test_a_complete_practice_rehearses_a_valid_claim_and_keeps_nothing(
    ready: Practice, jane: Patient, ada: User
) -> None:
    before = rows_kept()
    found = rehearsed(ada)
    assert (found.passed, found.problems, found.code) == (True, (), "G0181")
    assert len(read_claims(found.content)) == 1
    assert b"CLM*REHEARSAL00001" in found.content
    assert rows_kept() == before
    event = AuditEvent.objects.get(action="claim.rehearsed")
    assert (event.patient_id, event.actor) == (jane.pk, ada)
    assert all(check.holds for check in checks(ada).values())


def test_what_stands_in_the_way_is_said_step_by_step(ready: Practice, jane: Patient, mia: User) -> None:
    Receiver.objects.update(contact_name="")
    Receiver.objects.all().delete()
    assert rehearsed(mia).step == "write"
    jane.coverages.update(member_id="")
    found = rehearsed(mia)
    assert (found.step, "Medicare number is missing" in found.problems[0].message) == ("assemble", True)
    jane.episodes.update(complexity_statement="")
    found = rehearsed(mia)
    assert (found.step, found.reasons) == ("decide", ("no_complexity_statement",))
    jane.enrollments.update(ends_on=jane.enrollments.get().starts_on)
    assert rehearsed(mia).step == "choose"


def test_a_reason_names_what_the_rules_found(ready: Practice, jane: Patient, mia: User) -> None:
    jane.face_to_face_visits.all().delete()
    [problem] = rehearsed(mia).problems
    assert (problem.code, "visit (none) is not within 6 months" in problem.message) == (
        "no_recent_face_to_face",
        True,
    )
    assert "{" not in problem.message


def test_an_empty_practice_is_told_what_comes_first(db: None) -> None:
    empty = Practice.objects.create(name="New Practice")
    boss = make.member(make.user("boss@new.example", "Bea Boss"), empty, Role.ADMINISTRATOR)
    found = checks(boss)
    assert [key for key, check in found.items() if check.holds] == []
    said = {key: [each.text for each in check.missing] for key, check in found.items()}
    assert "NPI is missing." in said["practice"]
    assert said["providers"] == ["Nobody is here who may bill. Add a provider."]
    assert len(said["people"]) == 2
    assert (
        found["practice"].missing[0].url == "/practice/details/?next=%2Fpractice%2Fgetting-started%2F#id_npi"
    )
    assert "Billing manager" in said["receiver"][0]


def test_wrong_digits_and_missing_ids_are_named_with_their_form(
    ready: Practice, dr_rivera: Provider, medicare: Payer, sunrise: Agency, ada: User
) -> None:
    Practice.objects.update(npi="1555000103")
    Provider.objects.update(npi="1555000111")
    Payer.objects.update(electronic_payer_id="")
    Agency.objects.update(npi="1555000202")
    ready.charges.all().delete()
    found = checks(ada)
    wrong = {key: [each.text for each in check.missing] for key, check in found.items() if not check.holds}
    assert set(wrong) == {"practice", "providers", "payers", "agencies", "charges"}
    assert wrong["charges"] == ["There is no charge for G0181 today."]
    assert f"/practice/providers/{dr_rivera.pk}/" in found["providers"].missing[0].url
    assert f"/patients/payers/{medicare.pk}/" in found["payers"].missing[0].url
    assert f"/patients/agencies/{sunrise.pk}/" in found["agencies"].missing[0].url
    assert "procedure_code=G0181" in found["charges"].missing[0].url


@pytest.mark.parametrize("more", [0, 12])
def test_the_checklist_asks_as_often_whatever_the_practice(
    ready: Practice, dr_rivera: Provider, medicare: Payer, sunrise: Agency, ada: User, more: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for number in range(more):
        make.homebound_patient(dr_rivera, medicare, sunrise, last_name=f"Doe{number}")
        make.agency(ready, name=f"Agency {number}")
    actor = make.actor(ada)
    checklist(actor, today=actor.today)
    with django_assert_num_queries(11):
        checklist(actor, today=actor.today)


def test_the_page_shows_the_file_and_the_way_to_what_is_missing(
    ready: Practice, jane: Patient, ada: User
) -> None:
    browser = Client()
    browser.force_login(ada)
    assert "All 8 checks hold" in browser.get("/practice/getting-started/").content.decode()
    page = browser.post("/practice/getting-started/rehearse/").content.decode()
    assert "A valid claim came out." in page
    assert "CLM*REHEARSAL00001" in page
    jane.episodes.update(complexity_statement="")
    page = browser.post("/practice/getting-started/rehearse/").content.decode()
    assert "This stands in the way" in page
    assert f"/patients/episodes/{jane.episodes.get().pk}/" in page
