from datetime import date
from decimal import Decimal

import pytest

from apps.reports.domain.figures import ClaimFigures, MonthFigures, bars, figures_of, months_back, total_of

MAY, APRIL = date(2026, 5, 1), date(2026, 4, 1)


def test_months_run_back_over_the_turn_of_the_year() -> None:
    assert months_back(date(2026, 2, 14), count=3) == [date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)]


def test_a_month_without_sums_has_zeros() -> None:
    (month,) = figures_of([MAY], logged={}, counted={}, billed={}, claims={})
    assert month == MonthFigures(month=MAY)
    assert month.sent.charge == Decimal("0.00")


def test_sums_land_in_their_month_and_stage() -> None:
    claims = {(APRIL, "sent"): ClaimFigures(2, Decimal("330.00"))}
    may, april = figures_of(
        [MAY, APRIL], logged={MAY: 90}, counted={APRIL: 60}, billed={APRIL: 30}, claims=claims
    )
    assert (may.logged_seconds, may.counted_seconds) == (90, 0)
    assert (april.counted_seconds, april.billed_seconds, april.sent.count) == (60, 30, 2)
    assert may.sent.count == 0


def test_the_total_adds_seconds_and_charges() -> None:
    total = total_of(
        [
            MonthFigures(MAY, logged_seconds=59, drafts=ClaimFigures(1, Decimal("98.50"))),
            MonthFigures(APRIL, logged_seconds=2, drafts=ClaimFigures(2, Decimal("1.50"))),
        ]
    )
    assert total == MonthFigures(APRIL, logged_seconds=61, drafts=ClaimFigures(3, Decimal("100.00")))


@pytest.mark.parametrize(
    ("logged", "counted", "widths"),
    [
        pytest.param(
            (100, 50), (25, 50), [(100.0, 25.0), (50.0, 50.0)], id="the fullest month is a hundred wide"
        ),
        pytest.param(
            (10, 0), (40, 0), [(25.0, 100.0), (0.0, 0.0)], id="counted can exceed logged in a month"
        ),
        pytest.param((0, 0), (0, 0), [(0.0, 0.0), (0.0, 0.0)], id="nothing at all"),
    ],
)
def test_bars_share_one_scale(
    logged: tuple[int, int], counted: tuple[int, int], widths: list[tuple[float, float]]
) -> None:
    months = [
        MonthFigures(month, logged_seconds=seconds, counted_seconds=counting)
        for month, seconds, counting in zip((MAY, APRIL), logged, counted, strict=True)
    ]
    assert [(bar.logged_width, bar.counted_width) for bar in bars(months)] == widths
