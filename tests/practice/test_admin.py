"""The Django admin: the same gate, operations, refusals and history as the pages."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from apps.patients.models import Coverage, Patient, Payer
from apps.practice.models import AuditEvent, Practice, User
from tests import builders as make

# Django's own pages over the tables that other tests ask on every database.
pytestmark = pytest.mark.once

TABLES = [model._meta for model in admin.site._registry]


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def changelist(options: Any) -> str:
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")


def change(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def typed(coverage: Coverage, **values: Any) -> dict[str, Any]:
    return {
        "payer": coverage.payer_id,
        "member_id": coverage.member_id,
        "relationship": "18",
        "subscriber_sex": "U",
        **values,
    }


@pytest.mark.parametrize("options", TABLES, ids=lambda options: options.label)
def test_every_table_opens_without_rows_of_others(
    as_ada: Client, jane: Patient, lena: Patient, options: Any
) -> None:
    answer = as_ada.get(changelist(options))
    if answer.status_code == 403:  # tables of the billing manager
        return
    assert answer.status_code == 200
    assert "Quist" not in answer.content.decode()


def test_libraries_bring_no_tables_of_their_own() -> None:
    assert {options.app_label for options in TABLES} <= {"practice", "patients", "timelog", "billing"}


def test_a_member_without_the_role_and_a_member_of_none_are_refused(
    client: Client, ana: User, db: None
) -> None:
    for person in (ana, make.user("alone@nowhere.example", is_staff=True, is_superuser=True)):
        client.force_login(person)
        assert client.get(reverse("admin:index")).status_code == 403
        assert client.get(reverse("admin:patients_patient_changelist")).status_code == 403


def test_nobody_is_sent_to_the_sign_in_of_the_product(client: Client, db: None) -> None:
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/accounts/login/")


def test_rows_of_another_practice_do_not_exist(as_ada: Client, lena: Patient) -> None:
    for row in (lena, lena.coverages.get(), lena.enrollments.get()):
        assert as_ada.get(change(row)).status_code == 404
        assert as_ada.post(change(row), {}).status_code == 404
        assert as_ada.get(change(row).replace("change", "history")).status_code == 404


def test_a_change_goes_through_the_operation(as_ada: Client, ada: User, jane: Patient) -> None:
    jane.enrollments.update(periods_are_cut=True)
    coverage = jane.coverages.get()
    answer = as_ada.post(change(coverage), typed(coverage, member_id="1EG4-TE5-MK72"))
    assert answer.status_code == 302
    coverage.refresh_from_db()
    assert coverage.member_id == "1EG4TE5MK72"
    assert not jane.enrollments.get().periods_are_cut
    event = AuditEvent.objects.get(action="coverage.changed")
    assert (event.actor, event.old) == (ada, {"member_id": make.MBI})
    history = as_ada.get(change(coverage).replace("change", "history")).content.decode()
    assert "Changed coverage" in history


def test_the_refusals_are_those_of_the_pages(as_ada: Client, jane: Patient) -> None:
    coverage = jane.coverages.get()
    answer = as_ada.post(change(coverage), typed(coverage, member_id="1SG4TE5MK72", starts_on="1930-01-01"))
    page = answer.content.decode()
    assert "1SG4TE5MK72 is not a Medicare number" in page
    assert "before the birth" in page


def test_a_row_is_added_for_a_patient_who_is_found_by_typing(
    as_ada: Client, jane: Patient, buckeye: Payer
) -> None:
    found = as_ada.get(
        reverse("admin:autocomplete"),
        {"term": "do", "app_label": "patients", "model_name": "coverage", "field_name": "patient"},
    )
    assert found.json()["results"] == [{"id": str(jane.pk), "text": "Doe, Jane"}]
    jane.coverages.update(ends_on="2026-01-31")
    add = reverse("admin:patients_coverage_add")
    values = {"payer": buckeye.pk, "member_id": "B1", "relationship": "18", "subscriber_sex": "U"}
    assert "missing" in as_ada.post(add, values).content.decode()
    assert as_ada.post(add, {**values, "patient": jane.pk, "starts_on": "2026-02-01"}).status_code == 302
    assert jane.coverages.count() == 2


def test_nothing_is_ever_deleted(as_ada: Client, jane: Patient) -> None:
    url = change(jane).replace("change", "delete")
    assert as_ada.post(url, {"post": "yes"}).status_code == 403
    listing = as_ada.get(reverse("admin:patients_patient_changelist")).content.decode()
    assert "delete_selected" not in listing


def test_an_auditor_looks_and_changes_nothing(client: Client, otto: User, jane: Patient) -> None:
    client.force_login(otto)
    assert client.get(change(jane)).status_code == 200
    assert AuditEvent.objects.filter(action="patient.viewed", actor=otto, patient_id=jane.pk).exists()
    assert client.post(change(jane), {"last_name": "X"}).status_code == 403


def test_the_trail_is_frozen(as_ada: Client, jane: Patient) -> None:
    as_ada.get(change(jane))
    event = AuditEvent.objects.latest("pk")
    assert as_ada.get(change(event)).status_code == 200
    assert as_ada.post(change(event), {"action": "x"}).status_code == 403


def test_a_filter_offers_the_practices_own_rows_only(
    client: Client, mia: User, jane: Patient, lakeside: Practice
) -> None:
    for practice in (jane.practice, lakeside):
        make.payer(practice, name=f"First of {practice.name}")
        make.payer(practice, name=f"Second of {practice.name}")
    client.force_login(mia)
    text = client.get(reverse("admin:billing_claim_changelist")).content.decode()
    assert "First of Hilltop" in text
    assert "of Lakeside" not in text


def test_filters_say_what_they_look_for(as_ada: Client) -> None:
    page = as_ada.get("/admin/timelog/lockedmonth/?unlocked_at__isempty=1&_facets=True").text
    assert "Locked (0)" in page and "Unlocked again (0)" in page and "Not empty" not in page


def test_the_name_of_a_patient_is_in_no_title(as_ada: Client, jane: Patient) -> None:
    text = as_ada.get(change(jane)).content.decode()
    title = text.partition("<title>")[2].partition("</title>")[0]
    assert "Careminutes" in title
    assert "Doe" not in title


def test_whose_rows_a_list_shows_is_recorded(as_ada: Client, jane: Patient) -> None:
    as_ada.get(reverse("admin:patients_coverage_changelist"))
    assert AuditEvent.objects.get(action="patients.listed").new == {
        "patients": [jane.pk],
        "through": "admin, coverages",
    }


def test_looking_at_a_patients_history_is_recorded(as_ada: Client, jane: Patient, ada: User) -> None:
    as_ada.get(change(jane).replace("change", "history"))
    seen = AuditEvent.objects.get(action="patient.viewed", patient_id=jane.pk)
    assert seen.actor == ada


def test_patients_offered_while_typing_are_recorded(as_ada: Client, jane: Patient, lena: Patient) -> None:
    asked = {"app_label": "patients", "model_name": "coverage", "field_name": "patient", "term": "Do"}
    answer = as_ada.get(reverse("admin:autocomplete"), asked)
    assert [row["id"] for row in answer.json()["results"]] == [str(jane.pk)]
    assert AuditEvent.objects.get(action="patients.listed").new == {"patients": [str(jane.pk)]}
