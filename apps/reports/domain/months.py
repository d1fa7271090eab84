"""Months as rows and as the marks of a chart; of the one that is not over, both say so."""

from collections.abc import Sequence
from datetime import date

from apps.reports.domain.asked import Asked, month_name, month_of
from apps.reports.domain.report import Chart, Row, Series, Unit

SO_FAR = " so far"


def month_label(first: date, asked: Asked) -> str:
    """Return a month as tables head it."""
    is_open = asked.is_open and first == month_of(asked.today)
    return month_name(first) + (SO_FAR if is_open else "")


def from_the_first(rows: Sequence[Row], asked: Asked) -> list[Row]:
    """Leave out the months before the first that says anything, and those without anything that have not begun.

    There is a row for each month asked for. Where none says anything, none is left.
    """
    said = [place for place, row in enumerate(rows) if any(cell.value for cell in row.cells)]
    return list(rows[said[0] : max(asked.begun, said[-1] + 1)]) if said else []


def over_months(label: str, rows: Sequence[Row], series: Sequence[Series], unit: Unit) -> Chart | None:
    """Return the chart of these months; of a single one the table says all."""
    if len(rows) < 2:
        return None
    marks = tuple(row.label.removesuffix(SO_FAR) for row in rows)
    return Chart(label, marks, tuple(series), unit, is_open=rows[-1].label.endswith(SO_FAR))
