"""The roster pages of a patient: each works, refuses the wrong role, hides what is another's, knows its methods."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.patients.models import (
    Agency,
    AgencyRole,
    CareEpisode,
    Coverage,
    Diagnosis,
    Patient,
    Payer,
)
from apps.patients.selectors_duplicates import duplicates
from apps.practice.models import AuditEvent, Practice, Provider, User
from tests import builders as make

pytestmark = pytest.mark.django_db

LISTS = ["add", "payers", "payer_add", "agencies", "agency_add"]
OF_A_PATIENT = [
    "record",
    "edit",
    "coverage_add",
    "enrollment_add",
    "episode_add",
    "diagnosis_add",
]
ROWS = ["coverage", "enrollment", "episode", "diagnosis"]
JANE = {"last_name": "Doe", "first_name": "Jane", "born_on": "1940-02-15", "sex": "F"}


def path(name: str, *args: Any) -> str:
    return reverse(f"patients:{name}", args=args)


def row_of(patient: Patient, kind: str) -> Any:
    """Return one row of the patient of each kind; the builder of the patient made most of them."""
    related: dict[str, Any] = {
        "coverage": patient.coverages,
        "enrollment": patient.enrollments,
        "episode": patient.episodes,
        "diagnosis": patient.diagnoses,
    }
    return related[kind].first()


@pytest.fixture
def as_mia(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


@pytest.mark.parametrize("name", LISTS)
def test_every_page_opens_for_a_billing_manager(as_mia: Client, name: str) -> None:
    assert as_mia.get(path(name)).status_code == 200
    assert as_mia.delete(path(name)).status_code == 405


@pytest.mark.parametrize("name", OF_A_PATIENT)
def test_every_page_of_a_patient_opens_and_the_look_is_recorded(
    as_mia: Client, jane: Patient, name: str
) -> None:
    assert as_mia.get(path(name, jane.pk)).status_code == 200
    assert AuditEvent.objects.filter(action="patient.viewed", patient_id=jane.pk).count() == 1
    assert as_mia.delete(path(name, jane.pk)).status_code == 405


@pytest.mark.parametrize("kind", ROWS)
def test_every_row_opens_for_a_billing_manager(as_mia: Client, jane: Patient, kind: str) -> None:
    assert as_mia.get(path(f"{kind}_edit", row_of(jane, kind).pk)).status_code == 200


@pytest.mark.parametrize("kind", ROWS)
def test_rows_of_another_practice_do_not_exist(as_mia: Client, lena: Patient, kind: str) -> None:
    url = path(f"{kind}_edit", row_of(lena, kind).pk)
    assert as_mia.get(url).status_code == 404
    assert as_mia.post(url, {}).status_code == 404
    assert as_mia.get(path(f"{kind}_add", lena.pk)).status_code == 404


@pytest.mark.parametrize("name", OF_A_PATIENT)
def test_patients_of_another_practice_do_not_exist(as_mia: Client, lena: Patient, name: str) -> None:
    assert as_mia.get(path(name, lena.pk)).status_code == 404


def test_a_physician_sees_the_record_and_changes_nothing(client: Client, ben: User, jane: Patient) -> None:
    client.force_login(ben)
    page = client.get(path("record", jane.pk)).content.decode()
    assert "Medicare Part B" in page
    assert path("coverage_add", jane.pk) not in page
    for name in OF_A_PATIENT[1:]:
        assert client.get(path(name, jane.pk)).status_code == 403, name
    for name in LISTS:
        assert client.get(path(name)).status_code == 403, name
    for kind in ROWS:
        assert client.post(path(f"{kind}_edit", row_of(jane, kind).pk), {}).status_code == 403, kind


def test_an_auditor_sees_payers_and_changes_nothing(client: Client, otto: User, medicare: Payer) -> None:
    client.force_login(otto)
    assert client.get(path("payers")).status_code == 200
    assert client.get(path("payer_edit", medicare.pk)).status_code == 403


def test_long_lists_of_partners_are_searched_and_paged(
    client: Client, otto: User, hilltop: Practice, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make.payer(hilltop, name=f"Payer {number:02} of Ohio", electronic_payer_id=f"E{number:03}")
        make.agency(hilltop, name=f"Agency {number:02}", city="Dayton", npi="")
        make.provider(hilltop, first_name=f"P{number:02}", last_name="Quill", npi="")
    client.force_login(otto)
    lists = {path("payers"): "E044", path("agencies"): "Agency 44", reverse("practice:providers"): "P44"}
    for address, words in lists.items():
        with django_assert_max_num_queries(14):
            first = client.get(address)
        assert len(first.context["page"]) == 50
        assert len(client.get(address, {"page": 2}).context["page"]) >= 10
        assert len(client.get(address, {"q": words}).context["page"]) == 1
        assert "Nothing here has all of these words" in client.get(address, {"q": "zzz"}).content.decode()


def test_doubled_records_are_found_with_as_many_queries_for_one_as_for_many(
    hilltop: Practice, otto: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        for name in ("Iris", "IRIS"):
            make.patient(hilltop, first_name=name, last_name=f"Vale{number}")
    actor = make.actor(otto)
    with django_assert_max_num_queries(6):
        pairs = duplicates(actor)
    assert len(pairs) == 30


def test_rows_of_partners_are_hidden_from_other_practices(
    as_mia: Client, lena: Patient, dr_whitfield: Provider
) -> None:
    agency, payer = Agency.objects.get(practice=lena.practice), Payer.objects.get(practice=lena.practice)
    role = AgencyRole.objects.create(
        practice=lena.practice,
        agency=agency,
        provider=dr_whitfield,
        role="employee",
        starts_on=date(2026, 1, 1),
    )
    for url in (
        path("agency_edit", agency.pk),
        path("payer_edit", payer.pk),
        path("agency_role_add", agency.pk),
        path("agency_role_edit", role.pk),
    ):
        assert as_mia.get(url).status_code == 404, url


def test_a_patient_is_added_and_the_record_shows_what_follows(as_mia: Client) -> None:
    answer = as_mia.post(path("add"), JANE, follow=True)
    assert answer.redirect_chain[-1][0] == path("record", Patient.objects.get().pk)
    assert "No insurance is known" in answer.content.decode()


def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(as_mia: Client) -> None:
    wrong = {**JANE, "last_name": "", "born_on": "2026-02-30", "zip_code": "432", "phone": "12"}
    answer = as_mia.post(path("add"), wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Last name is missing" in page
    assert "2026-02-30 is not a date" in page
    assert "The ZIP code 432 must be five or nine digits" in page
    assert "The phone number 12 is not ten digits" in page
    assert 'value="432"' in page
    assert 'value="Jane"' in page


def test_a_coverage_is_corrected_on_the_way_from_a_claim(
    as_mia: Client, jane: Patient, medicare: Payer
) -> None:
    coverage = jane.coverages.get()
    typed = {"payer": medicare.pk, "member_id": "1EG4-TE5-MK72", "relationship": "18", "subscriber_sex": "U"}
    answer = as_mia.post(path("coverage_edit", coverage.pk), {**typed, "next": "/claims/7/"})
    assert answer["Location"] == "/claims/7/"
    coverage.refresh_from_db()
    assert coverage.member_id == "1EG4TE5MK72"


def test_the_record_carries_the_way_back_to_every_form(as_mia: Client, jane: Patient) -> None:
    page = as_mia.get(path("record", jane.pk), {"next": "/claims/7/?a=1"}).content.decode()
    assert f'{path("coverage_edit", jane.coverages.get().pk)}?next=%2Fclaims%2F7%2F%3Fa%3D1"' in page
    assert "evil" not in as_mia.get(path("record", jane.pk), {"next": "//evil.example"}).content.decode()


def test_a_payer_of_another_practice_cannot_be_chosen(as_mia: Client, jane: Patient, lena: Patient) -> None:
    theirs = Payer.objects.get(practice=lena.practice)
    answer = as_mia.post(
        path("coverage_add", jane.pk), {"payer": theirs.pk, "member_id": "1", "relationship": "18"}
    )
    assert answer.status_code == 422
    assert Coverage.objects.filter(patient=jane).count() == 1


def test_the_signature_of_a_plan_is_recorded(as_mia: Client, jane: Patient, dr_rivera: Provider) -> None:
    episode = jane.episodes.get()
    CareEpisode.objects.filter(pk=episode.pk).update(plan_signer=None, plan_signed_on=None)
    typed = {
        "setting": "home_health",
        "agency": episode.agency_id,
        "starts_on": "2026-01-02",
        "plan_signer": dr_rivera.pk,
        "plan_signed_on": "2026-01-03",
    }
    assert as_mia.post(path("episode_edit", episode.pk), typed).status_code == 302
    page = as_mia.get(path("record", jane.pk)).content.decode()
    assert "signed by Ana Rivera MD, 3 Jan 2026" in page
    assert "Changed episode" in page


def test_an_unknown_diagnosis_is_kept_with_a_warning(as_mia: Client, jane: Patient) -> None:
    answer = as_mia.post(path("diagnosis_add", jane.pk), {"code": "I50", "rank": "3"}, follow=True)
    assert Diagnosis.objects.filter(patient=jane, code="I50").exists()
    assert "I50 is a heading, not a billable code" in answer.content.decode()


def test_a_diagnosis_with_its_point_keeps_the_point_on_the_page(as_mia: Client, jane: Patient) -> None:
    as_mia.post(path("diagnosis_add", jane.pk), {"code": "J44.9", "rank": "3"})
    page = as_mia.get(path("record", jane.pk)).content.decode()
    assert "J44.9" in page


def test_the_payer_page_says_what_each_profile_means(as_mia: Client, medicare: Payer) -> None:
    page = as_mia.get(path("payer_edit", medicare.pk)).content.decode()
    assert "30-day windows, counted from the first day of the enrollment" in page
    assert "G0181 from 30 min" in page


def test_the_record_takes_the_same_number_of_queries_however_much_it_holds(
    as_mia: Client, jane: Patient, django_assert_max_num_queries: Any
) -> None:
    for rank in range(3, 12):
        make.diagnosis(jane, f"E1{rank:02}", rank=rank)
        make.face_to_face(jane, date(2025, 1, rank))
    with django_assert_max_num_queries(25):
        as_mia.get(path("record", jane.pk))
