"""Decisions of closed, unsent periods follow what is saved about staff, agencies and whole rosters, by themselves."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.billing.models import Claim, Decision
from apps.patients.models import Agency, Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import charges, close

MAY_4 = date(2026, 5, 4)
pytestmark = pytest.mark.django_db


def of_may(whose: Patient) -> Decision:
    return Decision.objects.get(patient=whose, period__starts_on=date(2026, 5, 1), is_current=True)


def test_a_supervision_that_is_written_down_late_decides_the_month_again(
    client: Client, mia: User, medicare: Payer, dr_rivera: Provider, nurse_lindqvist: Provider
) -> None:
    rosa = make.chronic_care_patient(dr_rivera, medicare, last_name="Alvarez")
    make.logged(rosa, nurse_lindqvist, MAY_4, 20, counterpart="patient")
    close(rosa.practice)
    assert of_may(rosa).reasons == ["no_general_supervision"]
    client.force_login(mia)
    sent = {"supervisor": dr_rivera.pk, "kind": "general", "is_incident_to": "on", "starts_on": "2026-01-01"}
    with time_machine.travel(datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("America/New_York")), tick=False):
        address = reverse("practice:supervision_add", args=[nurse_lindqvist.pk])
        page = client.post(address, sent, follow=True).content.decode()
    assert "Decided again: 1 closed period now with another answer." in page
    assert Claim.objects.get(patient=rosa).state == "draft"


def test_an_agency_number_put_right_decides_the_month_again(
    client: Client, mia: User, jane: Patient, dr_rivera: Provider, hilltop: Practice, sunrise: Agency
) -> None:
    charges(hilltop)
    Agency.objects.filter(pk=sunrise.pk).update(npi="")
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(hilltop)
    assert of_may(jane).outcome == "blocked"
    client.force_login(mia)
    sent = {"kind": "home_health", "name": sunrise.name, "npi": make.HOME_HEALTH_NPI}
    with time_machine.travel(datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("America/New_York")), tick=False):
        answer = client.post(reverse("patients:agency_edit", args=[sunrise.pk]), sent, follow=True)
    assert answer.status_code == 200, answer.context["form"].errors
    assert of_may(jane).outcome == "billable"


def test_a_fact_that_comes_with_a_roster_decides_the_month_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], jane: Patient, dr_rivera: Provider, hilltop: Practice
) -> None:
    charges(hilltop)
    jane.face_to_face_visits.all().delete()
    make.logged(jane, dr_rivera, MAY_4, 30)
    close(hilltop)
    assert of_may(jane).reasons == ["no_recent_face_to_face"]
    file = tmp_path / "roster.csv"
    head = "last_name,first_name,born_on,sex,medical_record_number,face_to_face_on,provider_npi"
    file.write_text(
        f"{head}\n{jane.last_name},{jane.first_name},{jane.born_on},{jane.sex},{jane.medical_record_number},"
        f"2026-04-20,{dr_rivera.npi}\n"
    )
    with time_machine.travel(datetime(2026, 6, 2, 9, tzinfo=ZoneInfo("America/New_York")), tick=False):
        call_command("import_roster", str(file))
    assert "Decided again" in capsys.readouterr().out
    assert of_may(jane).outcome == "billable"
