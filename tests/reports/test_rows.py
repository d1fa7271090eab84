"""The rows behind a figure: as a file, and why somebody is among them."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from apps.billing.models import Claim
from apps.patients.models import Agency, Patient
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.reports import rows_files
from apps.reports.access_report import Asked, access_report
from tests import builders as make

MAY = "since=2026-05-01&until=2026-05-31"


@pytest.fixture
def as_mia(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


def csv_of(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return b"".join(answer).decode("utf-8-sig").splitlines()


def test_a_file_has_all_the_rows_with_their_sum(
    paid: Claim, as_mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_files, "AT_ONCE", 3)
    heads, *rows = csv_of(as_mia, f"/reports/rows/entries/csv/?{MAY}")
    assert heads == "Patient,Performed,Provider,Activity,Late,Minutes (min)"
    assert (
        sum(int(row.rpartition(",")[2]) for row in rows) == 74 and len(rows) == 4
    )  # of two patients 33 and 4 each
    [sheet] = load_workbook(io.BytesIO(b"".join(as_mia.get(f"/reports/rows/entries/xlsx/?{MAY}")))).worksheets
    assert [row[0].value for row in list(sheet.rows)[1:]] == [row.split('"')[1] for row in rows]


def test_the_access_report_knows_who_took_out_a_patients_rows(
    paid: Claim, as_mia: Client, mia: User, hilltop: Practice
) -> None:
    csv_of(as_mia, f"/reports/rows/claims/csv/?{MAY}&state=paid")
    today = make.actor(mia, hilltop).today
    lines = access_report(make.actor(mia, hilltop), Asked(today, today, paid.patient, None, "took out")).lines
    assert len(lines) == 1 and lines[0].who == "Mia Castillo"


def test_more_rows_than_a_file_holds_are_refused_with_their_number(
    paid: Claim, as_mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_files, "MOST_ROWS", 3)
    page = as_mia.get(f"/reports/rows/entries/csv/?{MAY}", follow=True)
    assert page.redirect_chain == [(f"/reports/rows/entries/?{MAY}", 302)]
    assert "4 rows are more than a file of them holds (3)" in page.content.decode()
    assert not AuditEvent.objects.filter(action="entries.exported").exists()


def test_a_physicians_file_has_own_claims_alone(
    paid: Claim, client: Client, ana: User, hilltop: Practice
) -> None:
    client.force_login(ana)
    assert len(csv_of(client, f"/reports/rows/claims/csv/?{MAY}")) == 3
    other = make.provider(hilltop, last_name="Okafor", npi=make.OKAFOR_NPI)
    Claim.objects.filter(pk=paid.pk).update(rendering_provider=other)
    assert len(csv_of(client, f"/reports/rows/claims/csv/?{MAY}")) == 2
    assert client.get("/reports/rows/patients/csv/?billed=2026-05-01~2026-05-31").status_code == 403


@pytest.fixture
def worth_a_look(hilltop: Practice, dr_rivera: Provider, sunrise: Agency) -> Patient:
    """Somebody in no programme, under an agency, with conditions that last and a record that she is eligible."""
    patient = make.patient(hilltop, last_name="Abbott", medical_record_number="A7")
    make.episode(patient, sunrise, dr_rivera, starts_on=date(2026, 1, 5))
    make.diagnosis(patient, "I5022", description="Heart failure")
    make.diagnosis(patient, "E119", description="Diabetes", rank=2)
    make.status(patient, "chronic_care_eligible", date(2026, 2, 3))
    return patient


def test_a_record_that_was_merged_is_nobody_who_could_be_enrolled(
    worth_a_look: Patient, as_mia: Client, hilltop: Practice
) -> None:
    kept = make.patient(hilltop, last_name="Abbott", medical_record_number="A8")
    Patient.objects.filter(pk=worth_a_look.pk).update(merged_into=kept)
    for program in ("cpo", "ccm"):
        assert csv_of(as_mia, f"/reports/rows/patients/csv/?could={program}") == ["Patient,Why,Born"]


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("cpo", "Home health: Sunrise Home Health since 5 Jan 2026"),
        ("ccm", "recorded as eligible since 3 Feb 2026; 2 chronic conditions: Heart failure, Diabetes"),
    ],
)
def test_who_could_be_enrolled_is_listed_with_the_reason(
    program: str, why: str, worth_a_look: Patient, as_mia: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(17):
        page = as_mia.get(f"/reports/rows/patients/?could={program}").content.decode()
    assert why in page
    assert [row for row in csv_of(as_mia, f"/reports/rows/patients/csv/?could={program}") if why in row]
    assert "Why" not in as_mia.get("/reports/rows/patients/?enrolled=any").content.decode()
