"""Spans and dates: the boundaries of every check, one day below, at and above."""

from datetime import date

import pytest

from apps.practice.domain.dates import (
    Span,
    check_birth,
    check_no_overlap,
    check_not_future,
    check_order,
    check_within_life,
    in_words,
)
from apps.practice.domain.identifiers import check_tax_id_length, shown_phone, shown_zip_code

TODAY = date(2026, 3, 2)
JANUARY = Span(date(2026, 1, 1), date(2026, 1, 31), "January")


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (Span(date(2025, 12, 1), date(2025, 12, 31)), False),
        (Span(date(2025, 12, 1), date(2026, 1, 1)), True),
        (Span(date(2026, 1, 31), None), True),
        (Span(date(2026, 2, 1), None), False),
        (Span(None, date(2025, 12, 31)), False),
        (Span(None, None), True),
        (Span(date(2026, 1, 10), date(2026, 1, 10)), True),
    ],
    ids=[
        "ends before",
        "ends on the first",
        "begins on the last",
        "begins after",
        "open, before",
        "always",
        "inside",
    ],
)
def test_spans_overlap_when_they_share_a_day(other: Span, overlaps: bool) -> None:
    assert JANUARY.overlaps(other) is overlaps
    assert other.overlaps(JANUARY) is overlaps


def test_an_overlap_names_the_other_span_and_the_remedy() -> None:
    [problem] = check_no_overlap(Span(date(2026, 1, 31), None), [JANUARY], what="This coverage")
    assert problem.message == (
        "This coverage from 31 Jan 2026 with no end overlaps January from 1 Jan 2026 through 31 Jan 2026. "
        "End that one the day before, or choose other dates."
    )


def test_a_span_that_is_out_of_order_is_refused_for_that_alone() -> None:
    backwards = Span(date(2026, 1, 20), date(2026, 1, 19))
    assert [problem.code for problem in check_order(backwards, what="The stay")] == ["dates_out_of_order"]
    assert check_no_overlap(backwards, [JANUARY], what="The stay") == []


def test_a_span_of_one_day_is_in_order() -> None:
    assert check_order(Span(TODAY, TODAY), what="The stay") == []


@pytest.mark.parametrize(
    ("day", "refused"),
    [(date(2026, 3, 1), False), (TODAY, False), (date(2026, 3, 3), True), (None, False)],
    ids=["yesterday", "today", "tomorrow", "no day"],
)
def test_what_has_happened_is_not_in_the_future(day: date | None, refused: bool) -> None:
    assert bool(check_not_future(day, today=TODAY, what="The visit", field="occurred_on")) is refused


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(1940, 2, 14), "before_birth"),
        (date(1940, 2, 15), None),
        (date(2026, 2, 1), None),
        (date(2026, 2, 2), "after_death"),
    ],
    ids=["day before birth", "day of birth", "day of death", "day after death"],
)
def test_a_day_lies_within_a_life(day: date, code: str | None) -> None:
    found = check_within_life(
        day, born_on=date(1940, 2, 15), died_on=date(2026, 2, 1), what="The visit", field="occurred_on"
    )
    assert [problem.code for problem in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("born_on", "code"),
    [
        (None, "born_on_missing"),
        (date(1900, 12, 31), "born_too_long_ago"),
        (date(1901, 1, 1), None),
        (TODAY, None),
        (date(2026, 3, 3), "date_in_future"),
    ],
    ids=["missing", "126 years ago", "125 years ago", "today", "tomorrow"],
)
def test_a_birth_is_in_living_memory(born_on: date | None, code: str | None) -> None:
    assert [problem.code for problem in check_birth(born_on, today=TODAY)] == ([code] if code else [])


def test_dates_are_written_without_doubt() -> None:
    assert in_words(date(2026, 3, 4)) == "4 Mar 2026"


def test_numbers_are_shown_as_people_write_them() -> None:
    assert (shown_phone("6145550100"), shown_zip_code("432151234")) == ("614 555 0100", "43215-1234")
    assert (shown_phone("12"), shown_zip_code("43215")) == ("12", "43215")


@pytest.mark.parametrize(
    ("tax_id", "refused"), [("98-765432", True), ("12-3456789", False), ("123-45-67890", True)]
)
def test_a_tax_id_has_nine_digits_and_is_not_repeated(tax_id: str, refused: bool) -> None:
    found = check_tax_id_length(tax_id)
    assert bool(found) is refused
    assert not any(tax_id in problem.message for problem in found)
