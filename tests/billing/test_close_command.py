"""`manage.py close_periods` and the task of the schedule."""

from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command

from apps.billing.models import Claim, CloseRun, ServicePeriod
from apps.billing.tasks import close_due_periods
from apps.patients.models import Patient, Payer
from apps.practice.models import Practice, Provider
from tests import builders as make


def test_the_command_closes_as_of_a_day_and_prints_what_it_did(
    jane: Patient, dr_rivera: Provider, prices: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 30)
    call_command("close_periods", "--today", "2026-06-01")
    assert Claim.objects.filter(patient=jane).count() == 1
    assert "Hilltop Senior Care, 1 Jun 2026: 5 closed; 1 billable, 0 blocked, 4 not billable; 0 failed." in (
        capsys.readouterr().out
    )
    assert CloseRun.objects.get().trigger == "command"


def test_the_command_names_what_failed_and_exits_with_an_error(
    mark: Patient, buckeye: Payer, capsys: pytest.CaptureFixture[str]
) -> None:
    Payer.objects.filter(pk=buckeye.pk).update(profile="no_such_profile")
    with pytest.raises(CommandError, match="tried again"):
        call_command("close_periods", "--today", "2026-06-01")
    assert "no_such_profile" in capsys.readouterr().out


def test_the_command_can_be_held_to_one_practice(jane: Patient, lena: Patient) -> None:
    call_command("close_periods", "--today", "2026-06-01", "--practice", str(lena.practice_id))
    assert not ServicePeriod.objects.filter(patient=jane).exists()
    assert ServicePeriod.objects.filter(patient=lena, state="closed").exists()
    with pytest.raises(CommandError, match="no practice 999"):
        call_command("close_periods", "--practice", "999")


@pytest.mark.parametrize(
    ("moment", "is_closed"),
    [
        pytest.param("2026-06-01T03:59:59Z", False, id="a second before midnight in New York"),
        pytest.param("2026-06-01T04:00:00Z", True, id="midnight in New York"),
    ],
)
def test_the_schedule_closes_by_the_local_date_of_the_practice(
    moment: str, is_closed: bool, jane: Patient
) -> None:
    with time_machine.travel(moment, tick=False):
        close_due_periods()
    may = ServicePeriod.objects.get(patient=jane, starts_on=date(2026, 5, 1))
    assert (may.state == "closed") == is_closed


def test_each_practice_has_its_own_midnight(jane: Patient, lena: Patient) -> None:
    Practice.objects.filter(pk=lena.practice_id).update(time_zone="America/Los_Angeles")
    with time_machine.travel("2026-06-01T04:10:00Z", tick=False):
        close_due_periods()
    states = ServicePeriod.objects.filter(starts_on=date(2026, 5, 1)).values_list(
        "patient__last_name", "state"
    )
    assert dict(states) == {"Doe": "closed", "Quist": "open"}
