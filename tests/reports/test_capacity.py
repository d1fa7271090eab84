"""How much room there is with somebody, by hand."""

from datetime import date

import pytest

from apps.reports.report_capacity import Carried, since_the_first

MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))
GIVEN = {MAY: 3000, JULY: 6001}  # 50 and 100 minutes, and nothing in June


@pytest.mark.parametrize(
    ("enrolled", "planned", "room", "room_for"),
    [
        pytest.param(10, 6000, 3000, 9, id="not quite ten more of 300.03 seconds"),
        pytest.param(10, 2701, -299, -1, id="one too many"),
        pytest.param(0, 6000, 3000, None, id="with no patients of their own nobody knows how many"),
        pytest.param(10, None, None, None, id="nothing planned"),
    ],
)
def test_room_is_what_is_planned_less_what_a_month_takes(
    enrolled: int, planned: int | None, room: int | None, room_for: int | None
) -> None:
    carried = Carried(GIVEN, 3, enrolled, planned)
    assert (carried.each_month, carried.busiest) == (3000, JULY)
    assert (carried.room, carried.room_for) == (room, room_for)


def test_who_gives_nothing_yet_has_all_that_is_planned_and_no_measure_of_a_patient() -> None:
    carried = Carried({}, 1, 4, 6000)
    assert (carried.busiest, carried.room, carried.room_for) == (None, 6000, None)


@pytest.mark.parametrize(("given", "count"), [([JUNE, JULY], 2), ([MAY], 3), ([], 1)])
def test_months_count_from_the_first_with_any_time(given: list[date], count: int) -> None:
    assert since_the_first(given, [MAY, JUNE, JULY]) == count
