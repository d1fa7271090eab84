"""What makes an entry acceptable: each refusal names the value and the remedy, all at once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.problems import Problem
from apps.timelog.domain.dates import Span, Surroundings, check_enrolled
from apps.timelog.domain.entries import Draft, Words, check_entry, check_start, days_of

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
WORDS = Words(
    frozenset({"communication", "progress_tracking", "quality_improvement", "team_conference"}),
    frozenset({"agency_staff"}),
    frozenset({"phone"}),
)
AROUND = Surroundings(
    now=NOW, today=TODAY, enrolled_from=date(2026, 1, 15), born_on=date(1940, 2, 15), died_on=None
)
PLAIN = Draft(activity="progress_tracking", performed_on=TODAY, seconds=720)
CLOCK = Draft(
    activity="progress_tracking", started_at=NOW - timedelta(minutes=30), ended_at=NOW - timedelta(minutes=18)
)


def check(draft: Draft, around: Surroundings = AROUND) -> list[Problem]:
    return check_entry(draft, days=days_of(draft, time_zone=ZONE), around=around, words=WORDS)


@pytest.mark.parametrize(
    "draft", [PLAIN, CLOCK, replace(CLOCK, seconds=720)], ids=["minutes", "clock", "both agree"]
)
def test_an_ordinary_entry_has_no_problem(draft: Draft) -> None:
    assert check(draft) == []


@pytest.mark.parametrize(
    ("seconds", "codes"),
    [
        pytest.param(-60, ["minutes_not_positive"], id="below nothing"),
        pytest.param(0, ["minutes_not_positive"], id="nothing"),
        pytest.param(1, [], id="a second"),
        pytest.param(86_400, [], id="a whole day"),
        pytest.param(86_401, ["longer_than_a_day"], id="a second more"),
        pytest.param(120_000, ["longer_than_a_day"], id="two thousand minutes"),
        pytest.param(None, ["minutes_missing"], id="none given"),
    ],
)
def test_minutes_are_between_nothing_and_a_day(seconds: int | None, codes: list[str]) -> None:
    assert [problem.code for problem in check(replace(PLAIN, seconds=seconds))] == codes


@pytest.mark.parametrize(
    ("day", "around", "codes"),
    [
        pytest.param(date(2026, 3, 11), {}, ["in_the_future"], id="tomorrow"),
        pytest.param(TODAY, {}, [], id="today"),
        pytest.param(date(2026, 1, 15), {}, [], id="first day of the enrollment"),
        pytest.param(date(2026, 1, 14), {}, ["before_enrollment"], id="the day before the enrollment"),
        pytest.param(date(1940, 2, 14), {}, ["before_birth"], id="before birth"),
        pytest.param(date(2026, 3, 2), {"died_on": date(2026, 3, 2)}, [], id="the day of death"),
        pytest.param(date(2026, 3, 3), {"died_on": date(2026, 3, 2)}, ["after_death"], id="the day after"),
        pytest.param(
            date(2026, 3, 3), {"provider_dates": Span(date(2026, 3, 3))}, [], id="first day at work"
        ),
        pytest.param(
            date(2026, 3, 2),
            {"provider_dates": Span(date(2026, 3, 3))},
            ["provider_not_working_here"],
            id="before the first day at work",
        ),
        pytest.param(
            date(2026, 1, 14),
            {"has_patient": False, "enrolled_from": None, "born_on": None},
            [],
            id="programme time",
        ),
    ],
)
def test_dates_lie_in_the_life_the_enrollment_and_the_past(
    day: date, around: dict[str, object], codes: list[str]
) -> None:
    found = check(replace(PLAIN, performed_on=day), replace(AROUND, **around))  # type: ignore[arg-type]
    assert [problem.code for problem in found] == codes


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"ended_at": CLOCK.started_at}, "ends_before_start", id="end is start"),
        pytest.param({"ended_at": NOW - timedelta(hours=2)}, "ends_before_start", id="end before start"),
        pytest.param({"started_at": NOW - timedelta(hours=25)}, "longer_than_a_day", id="longer than a day"),
        pytest.param({"ended_at": NOW + timedelta(seconds=1)}, "in_the_future", id="ends after now"),
        pytest.param({"ended_at": None}, "clock_incomplete", id="no end"),
        pytest.param({"started_at": None}, "clock_incomplete", id="no start"),
        pytest.param({"seconds": 719}, "clock_and_minutes_differ", id="minutes say less"),
        pytest.param({"started_at": datetime(1, 1, 1, tzinfo=UTC)}, "date_out_of_range", id="year one"),
    ],
)
def test_clock_times_that_make_no_sense_are_refused(change: dict[str, object], code: str) -> None:
    assert [problem.code for problem in check(replace(CLOCK, **change))] == [code]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("draft", "fields"),
    [
        pytest.param(
            replace(PLAIN, activity="communication"), ["counterpart", "channel"], id="communication"
        ),
        pytest.param(replace(PLAIN, activity="team_conference"), ["note"], id="conference"),
        pytest.param(replace(PLAIN, activity="quality_improvement", note=" "), ["note"], id="improvement"),
        pytest.param(replace(PLAIN, activity=""), ["activity"], id="no activity"),
        pytest.param(replace(PLAIN, activity="gossip"), ["activity"], id="unknown activity"),
        pytest.param(replace(PLAIN, note="a\0b"), ["note"], id="a character that cannot be stored"),
        pytest.param(replace(PLAIN, reason="x" * 301), ["reason"], id="a reason too long"),
    ],
)
def test_an_activity_says_what_it_needs(draft: Draft, fields: list[str]) -> None:
    assert [problem.field for problem in check(draft)] == fields


def test_a_closed_date_asks_for_a_reason_with_its_period() -> None:
    around = replace(AROUND, closed=(Span(date(2026, 2, 1), date(2026, 2, 28)),))
    (problem,) = check(replace(PLAIN, performed_on=date(2026, 2, 28)), around)
    assert problem.message.startswith("The period 1 Feb 2026 – 28 Feb 2026 is closed.")
    assert check(replace(PLAIN, performed_on=date(2026, 2, 28), reason="Found it"), around) == []
    assert check(replace(PLAIN, performed_on=date(2026, 3, 1)), around) == []


def test_every_problem_comes_at_once() -> None:
    wrong = Draft(activity="communication", performed_on=date(2026, 1, 14), seconds=0)
    assert [problem.code for problem in check(wrong)] == [
        "counterpart_missing",
        "channel_missing",
        "minutes_not_positive",
        "before_enrollment",
    ]


def test_nobody_without_an_enrollment_has_time() -> None:
    assert [problem.code for problem in check_enrolled(replace(AROUND, enrolled_from=None))] == [
        "not_enrolled"
    ]


@pytest.mark.parametrize(
    ("since", "codes"),
    [
        pytest.param(NOW, [], id="now"),
        pytest.param(NOW + timedelta(seconds=1), ["in_the_future"], id="a second ahead"),
        pytest.param(NOW - timedelta(days=1), [], id="a day ago"),
        pytest.param(NOW - timedelta(days=1, seconds=1), ["started_too_long_ago"], id="a second longer"),
    ],
)
def test_a_timer_reaches_back_a_day(since: datetime, codes: list[str]) -> None:
    found = check_start(
        Draft("team_conference"), since=since, day=since.astimezone(ZONE).date(), around=AROUND, words=WORDS
    )
    assert [problem.code for problem in found] == codes
