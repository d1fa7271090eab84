"""What was logged and no closed period has looked at yet."""

from dataclasses import replace
from datetime import date

from apps.billing.models import Claim, ServicePeriod
from apps.billing.operations.cutting import cut_periods
from apps.patients.models import Enrollment, Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.reports.domain.asked import Asked
from apps.reports.domain.report import Cell
from apps.reports.report_leakage import leakage
from apps.reports.rows_shown import sums_of
from tests import builders as make

NOT_CLOSED, TODAY = "In periods not closed yet", date(2026, 5, 21)
MAY = Asked(date(2026, 5, 1), date(2026, 5, 31), TODAY)


def waterfall_of(actor: Actor) -> dict[str, Cell]:
    (section,) = leakage(actor, MAY).sections
    assert section.table is not None
    return {row.label: row.cells[0] for row in section.table.rows}


def test_shares_are_of_what_the_steps_begin_with(paid: Claim, mia: User) -> None:
    actor = make.actor(mia)
    for narrowed, head in (((), "Of logged"), ((("program", "cpo"),), "Of looked at")):
        (section,) = leakage(actor, replace(MAY, narrowed=narrowed)).sections
        assert section.table is not None
        assert section.table.columns[1].head == head


def test_the_first_minutes_of_somebody_new_are_in_a_period_not_closed_yet(
    mia: User, jane: Patient, dr_rivera: Provider
) -> None:
    actor = make.actor(mia)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 6)
    assert not ServicePeriod.objects.exists()
    before = waterfall_of(actor)
    assert list(before) == ["Logged", NOT_CLOSED, "Looked at by closed periods", "Counted", "Paid"]
    cut_periods(actor, today=TODAY)
    assert {label: cell.value for label, cell in waterfall_of(actor).items()} == {
        label: cell.value for label, cell in before.items()
    }
    for found in (before, waterfall_of(actor)):
        rows = found[NOT_CLOSED].rows
        assert rows is not None and sums_of(actor, rows) == {"count": 1, "sum_seconds": 360}


def test_minutes_that_a_closed_period_holds_stay_there_when_the_enrollment_ends_before_them(
    paid: Claim, mia: User
) -> None:
    actor = make.actor(mia)
    before = waterfall_of(actor)
    Enrollment.objects.update(ends_on=date(2026, 5, 1))
    assert {label: cell.value for label, cell in waterfall_of(actor).items()} == {
        label: cell.value for label, cell in before.items()
    }
