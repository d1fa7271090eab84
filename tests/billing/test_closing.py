"""Closing: what is due is decided and drafted, once, whatever happens."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from apps.billing.models import Claim, ClaimEvent, CloseRun, Decision, RuleSetVersion, ServicePeriod
from apps.billing.operations.closing import close_due_periods
from apps.patients.models import Agency, Patient, Payer
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, Provider
from apps.timelog.models import Book, ClosedSpan
from tests import builders as make

JUNE = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 4, 10, tzinfo=UTC)


def close(practice: Practice, *, today: date = JUNE, trigger: CloseRun.Trigger = CloseRun.Trigger.SCHEDULE) -> CloseRun:
    return close_due_periods(schedule_of(practice), today=today, now=NOW, trigger=trigger)


@pytest.fixture
def prices(hilltop: Practice) -> None:
    for code, amount in (("G0181", "125.50"), ("G0182", "124"), ("99374", "80"), ("99375", "118")):
        make.charge(hilltop, code, amount)


def may_of(patient: Patient) -> ServicePeriod:
    return ServicePeriod.objects.get(patient=patient, starts_on=date(2026, 5, 1))


def test_thirty_minutes_in_a_month_of_medicare_become_a_draft(jane: Patient, dr_rivera: Provider, prices: None) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 18)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 12)

    run = close(jane.practice)

    claim = Claim.objects.get(patient=jane)
    assert (claim.state, claim.code_family, claim.period_starts_on) == ("draft", "cpo", date(2026, 5, 1))
    assert (claim.starts_on, claim.ends_on) == (date(2026, 5, 20), date(2026, 5, 20))
    assert [(line.procedure_code, line.units, line.charge) for line in claim.lines.all()] == [
        ("G0181", 1, Decimal("125.50"))
    ]
    assert claim.problems == []
    assert claim.care_plan_oversight_number == make.HOME_HEALTH_NPI
    assert (run.closed, run.billable, run.not_billable, run.failed) == (5, 1, 4, 0)
