"""The plain parts of reports: dates, where minutes end, forecasts, middles, and how values are written."""

from datetime import date
from decimal import Decimal

import pytest

from apps.reports.domain.asked import Asked, named_dates
from apps.reports.domain.beside import beside
from apps.reports.domain.flow import Step, steps, waterfall
from apps.reports.domain.months import from_the_first, month_label, over_months
from apps.reports.domain.report import Cell, Column, Report, Row, Section, Table, Tone, Unit, Value
from apps.reports.domain.slices import Slice, Source, slice_of
from apps.reports.domain.spread import forecast, median, off_by, slowest_tenth
from apps.reports.domain.written import change, difference, in_file, moved, written

TODAY = date(2026, 5, 20)


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        pytest.param(
            date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28)), id="a month"
        ),
        pytest.param(
            date(2026, 1, 1), date(2026, 3, 31), (date(2025, 10, 1), date(2025, 12, 31)), id="a quarter"
        ),
        pytest.param(
            date(2026, 3, 2), date(2026, 3, 8), (date(2026, 2, 23), date(2026, 3, 1)), id="some days"
        ),
    ],
)
def test_the_period_before_has_as_many_months_or_days(
    first: date, last: date, before: tuple[date, date]
) -> None:
    found = Asked(starts_on=first, ends_on=last, today=TODAY).before()
    assert (found.starts_on, found.ends_on) == before


def test_usual_dates_move_on_with_the_day() -> None:
    named = named_dates(TODAY)
    assert named["last-quarter"] == (date(2026, 1, 1), date(2026, 3, 31))
    assert named["twelve-months"] == (date(2025, 6, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("first", "last", "labels", "is_open"),
    [
        pytest.param(
            date(2026, 1, 1), date(2026, 4, 30), ["Mar 2026", "Apr 2026"], False, id="months that are over"
        ),
        pytest.param(
            date(2026, 3, 1),
            date(2026, 5, 31),
            ["Mar 2026", "Apr 2026", "May 2026 so far"],
            True,
            id="this month",
        ),
        pytest.param(
            date(2026, 4, 1),
            date(2026, 9, 30),
            ["Apr 2026", "May 2026 so far"],
            True,
            id="months that have not begun",
        ),
        pytest.param(date(2026, 4, 1), date(2026, 4, 30), ["Apr 2026"], None, id="a month alone is no chart"),
        pytest.param(date(2026, 6, 1), date(2026, 9, 30), [], None, id="nothing yet"),
    ],
)
def test_months_go_from_the_first_that_says_something_to_the_one_that_is_not_over(
    first: date, last: date, labels: list[str], is_open: bool | None
) -> None:
    asked = Asked(starts_on=first, ends_on=last, today=TODAY)
    logged = {date(2026, 3, 1), date(2026, 4, 1)}
    rows = from_the_first(
        [Row(month_label(each, asked), (Cell(int(each in logged)),)) for each in asked.months], asked
    )
    assert [row.label for row in rows] == labels
    chart = over_months("Minutes", rows, (), Unit.MINUTES)
    assert (chart.is_open if chart else None) is is_open
    assert chart is None or chart.marks == tuple(label.removesuffix(" so far") for label in labels)


def test_every_minute_ends_in_one_place_and_the_waterfall_adds_up() -> None:
    def keys(
        outcome: str, obstacle: str = "", stage: str | None = None, reason: str = ""
    ) -> dict[str, object]:
        return {"outcome": outcome, "obstacle": obstacle, "stage": stage, "reason": reason}

    groups = [
        (keys("billable", stage="paid"), 600),
        (keys("billable", stage="denied"), 300),
        (keys("billable"), 120),
        (keys("blocked", "no_consent"), 60),
        (keys("not_billable", "below_threshold"), 240),
        (keys("not_billable", "capitated"), 30),
        (keys("not_billable", "setting_not_covered"), 15),
        (keys("billable", stage="paid", reason="travel"), 90),
    ]
    base = Slice(Source.TIMES)
    rows = waterfall(steps(groups, base, words=lambda code: code), base)
    said = {row.label: row.cells[0].value for row in rows}
    assert said["Looked at by closed periods"] == 1455
    assert said["Counted"] == 1455 - 90
    assert said["Paid"] == 600
    assert sum(int(str(row.cells[0].value)) for row in rows if row.is_step) == 1455 - 600
    ends = [segment.start for row in rows if row.is_step for segment in row.segments]
    assert ends == sorted(ends, reverse=True), "each step begins where the one before it ended"


@pytest.mark.parametrize(
    ("logged", "between", "starts"),
    [
        pytest.param(1000, ("In periods of other dates, or changed since", 150), [0, 90, 75, 0], id="down"),
        pytest.param(
            800, ("Added: in two programmes, or worked before these dates", 50), [0, 87.5, 87.5, 0], id="up"
        ),
        pytest.param(850, None, [0, 88.235, 0], id="even"),
    ],
)
def test_what_lies_between_the_log_and_closed_periods_is_a_step(
    logged: int, between: tuple[str, int] | None, starts: list[float]
) -> None:
    base, entries = Slice(Source.TIMES), Slice(Source.ENTRIES)
    log = [Step("Logged", logged, Tone.LOGGED, entries), Step("Programme time", 100, Tone.APART, entries)]
    paid = Step("Paid", 750, Tone.PAID, base)
    rows = waterfall([paid], base, log)
    said = {row.label: row.cells[0].value for row in rows}
    steps_between = {} if between is None else dict([between])
    assert said == {
        "Logged": logged, "Programme time": 100, **steps_between,
        "Looked at by closed periods": 750, "Counted": 750, "Paid": 750,
    }  # fmt: skip
    assert [row.segments[0].start for row in rows[: len(starts)]] == starts


def test_a_forecast_needs_three_months_and_takes_their_median() -> None:
    past = [(100, 200), (100, 300), (100, 400)]
    found = forecast(50, past)
    assert found is not None
    assert [int(each) for each in (found.low, found.middle, found.high)] == [100, 150, 200]
    assert forecast(50, past[:2]) is None
    assert forecast(0, past) is None
    assert forecast(50, [(0, 9), *past[1:]]) is None, "a month without time by that day says nothing"
    assert off_by(Decimal(150), 200) == Decimal("-0.25")
    assert off_by(Decimal(150), 0) is None


def test_middles_of_counted_days() -> None:
    assert median({}) is None
    assert (median({3: 1, 9: 1, 5: 1}), median({3: 2, 9: 2})) == (5, 3)
    assert slowest_tenth({1: 9, 40: 1}) == 1
    assert slowest_tenth({1: 8, 40: 2}) == 40


def test_values_are_floored_and_rounded_once() -> None:
    assert written(3599, Unit.MINUTES) == "59 min"
    assert written(Decimal("-448.24"), Unit.MONEY) == "−$448.24"
    assert written(Decimal("0.0005"), Unit.SHARE) == "0.1%"
    assert written(None, Unit.MONEY) == "–"
    assert in_file(3599, Unit.MINUTES) == 59
    assert change(150, 100, Unit.COUNT) == "100 before, +50%"
    assert change(150, 0, Unit.COUNT) == "0 before"
    assert change(50, 100, Unit.COUNT) == "100 before, −50%"
    assert [str(difference(Decimal("0.00"), each, Unit.MONEY)) for each in (Decimal("0.00"), None)] == [
        "0.00"
    ] * 2


@pytest.mark.parametrize(
    ("value", "before", "unit", "said"),
    [
        pytest.param(7259, 119, Unit.MINUTES, "+119 min", id="between the minutes as they are written"),
        pytest.param(120, 179, Unit.MINUTES, "same", id="no other minute"),
        pytest.param(None, 3600, Unit.MINUTES, "−60 min", id="no such row any more is nothing of it"),
        pytest.param(Decimal("10.00"), None, Unit.MONEY, "+$10.00", id="no such row before was nothing"),
        pytest.param(
            Decimal("0.5"), Decimal("0.4326"), Unit.SHARE, "+6.7 points", id="shares move by points"
        ),
        pytest.param(Decimal("0.5"), None, Unit.SHARE, "–", id="a share of nothing is unknown"),
        pytest.param(4, 5, Unit.DAYS, "−1 day", id="days"),
        pytest.param(None, None, Unit.COUNT, "–", id="unknown in both"),
    ],
)
def test_a_difference_is_that_of_the_figures_as_they_are_written(
    value: Value, before: Value, unit: Unit, said: str
) -> None:
    assert moved(value, before, unit) == said


def test_rows_of_one_name_keep_apart_beside_the_period_before_and_new_ones_stand_beside_nothing() -> None:
    times = Slice(Source.TIMES)

    def report(*rows: tuple[int, int]) -> Report:
        lees = [Row("Lee, Ann", (Cell(value, times.narrowed(provider=pk)),)) for pk, value in rows]
        total = Row("Together", (Cell(sum(value for _, value in rows), times),), is_total=True)
        table = Table("Minutes", "Provider", (Column("Counted", Unit.MINUTES),), (*lees, total))
        return Report("x", "X", "", sections=(Section("", table=table if rows else None),))

    def said(now: Report, before: Report) -> list[tuple[Value, Value, bool]]:
        (table,) = beside(now, before, words="May 2026").tables
        return [(cell.value, cell.before, cell.has_before) for row in table.rows for cell in row.cells]

    months = report((1, 60), (2, 120)), report((1, 600), (2, 1200), (3, 60))
    assert said(*months) == [(60, 600, True), (120, 1200, True), (0, 60, True), (180, 1860, True)]
    assert said(report((1, 60)), report()) == [(60, 0, True), (60, 0, True)]
    assert said(report(), report((1, 60))) == [(0, 60, True), (0, 60, True)], "nothing now, and that before"


def test_equal_slices_have_one_address() -> None:
    one = Slice(Source.CLAIMS).narrowed(state=("sent", "accepted"), payer=None, since=TODAY)
    other = slice_of(Source.CLAIMS, [("since", "2026-05-20"), ("payer", "none"), ("state", "accepted,sent")])
    assert one == other
    assert one.query == "payer=none&since=2026-05-20&state=accepted%2Csent"
