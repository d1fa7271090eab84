"""Midnights, summer time, shares of a conference: durations come from UTC instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.problems import Problem
from apps.timelog.domain.clock import (
    Piece,
    in_words,
    instant_on,
    overlaps,
    share_conference,
    split_at_midnight,
)

NEW_YORK, CHICAGO = ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")
BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 3 * 365 * 86_400).map(lambda seconds: BEGINNING + timedelta(seconds=seconds))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(pieces: list[Piece]) -> list[tuple[date, int]]:
    return [(piece.performed_on, piece.seconds) for piece in pieces]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2026-04-30T23:50-04:00", "2026-05-01T00:15-04:00",
                     [(date(2026, 4, 30), 600), (date(2026, 5, 1), 900)], id="over the end of a month"),
        pytest.param("2026-04-30T23:50-04:00", "2026-05-01T00:00-04:00",
                     [(date(2026, 4, 30), 600)], id="up to midnight"),
        pytest.param("2026-05-01T00:00-04:00", "2026-05-01T00:01-04:00",
                     [(date(2026, 5, 1), 60)], id="from midnight"),
        pytest.param("2026-03-08T01:50-05:00", "2026-03-08T03:10-04:00",
                     [(date(2026, 3, 8), 1200)], id="summer time begins"),
        pytest.param("2026-11-01T01:50-04:00", "2026-11-01T01:10-05:00",
                     [(date(2026, 11, 1), 1200)], id="summer time ends"),
        pytest.param("2026-03-07T23:30-05:00", "2026-03-09T00:15-04:00",
                     [(date(2026, 3, 7), 1800), (date(2026, 3, 8), 82800), (date(2026, 3, 9), 900)],
                     id="around a day of 23 hours"),
        pytest.param("2026-05-01T10:00-04:00", "2026-05-01T10:00-04:00", [], id="nothing"),
    ],
)  # fmt: skip
def test_time_is_cut_at_local_midnight(start: str, end: str, expected: list[tuple[date, int]]) -> None:
    assert days(split_at_midnight(at(start), at(end), time_zone=NEW_YORK)) == expected


def test_the_practices_zone_decides_the_date() -> None:
    late = split_at_midnight(at("2026-05-01T04:30+00:00"), at("2026-05-01T04:50+00:00"), time_zone=CHICAGO)
    assert days(late) == [(date(2026, 4, 30), 1200)]


@given(INSTANTS, st.integers(1, 90_000), st.sampled_from([NEW_YORK, CHICAGO, ZoneInfo("Pacific/Auckland")]))
def test_pieces_follow_each_other_and_lose_no_second(start: datetime, seconds: int, zone: ZoneInfo) -> None:
    end = start + timedelta(seconds=seconds)
    pieces = split_at_midnight(start, end, time_zone=zone)
    assert sum(piece.seconds for piece in pieces) == seconds
    assert [piece.started_at for piece in pieces] == [start, *[piece.ended_at for piece in pieces[:-1]]]
    assert pieces[-1].ended_at == end
    for piece in pieces:
        assert piece.started_at is not None
        assert piece.ended_at is not None
        last = piece.ended_at - timedelta(seconds=1)
        assert {piece.started_at.astimezone(zone).date(), last.astimezone(zone).date()} == {
            piece.performed_on
        }


def test_thirty_one_minutes_over_three_patients_are_eleven_ten_and_ten() -> None:
    start = at("2026-03-10T14:00:00+00:00")
    parts = share_conference(Piece(date(2026, 3, 10), 31 * 60, start, start + timedelta(minutes=31)), among=3)
    assert [part.seconds // 60 for part in parts] == [11, 10, 10]
    assert [part.started_at for part in parts[1:]] == [part.ended_at for part in parts[:-1]]
    assert parts[-1].ended_at == start + timedelta(minutes=31)


@given(st.integers(1, 86_400), st.integers(1, 40))
def test_the_parts_of_a_conference_add_up(seconds: int, among: int) -> None:
    whole = Piece(date(2026, 3, 10), seconds)
    if seconds < among:
        with pytest.raises(ValueError):
            share_conference(whole, among=among)
        return
    parts = [part.seconds for part in share_conference(whole, among=among)]
    assert (len(parts), sum(parts)) == (among, seconds)
    assert min(parts) > 0
    assert max(parts) - min(parts) < 120


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param((0, 5), (5, 10), False, id="touching"),
        pytest.param((0, 6), (5, 10), True, id="a second over"),
        pytest.param((5, 10), (0, 20), True, id="inside"),
        pytest.param((0, 5), (6, 10), False, id="apart"),
    ],
)
def test_half_open_stretches_overlap_only_when_they_share_an_instant(
    one: tuple[int, int], other: tuple[int, int], expected: bool
) -> None:
    base = at("2026-03-10T14:00:00+00:00")
    first, second = (tuple(base + timedelta(seconds=each) for each in pair) for pair in (one, other))
    assert overlaps((first[0], first[1]), (second[0], second[1])) is expected


def test_a_time_that_the_clocks_skip_does_not_exist() -> None:
    found = instant_on(date(2026, 3, 8), time(2, 30), time_zone=NEW_YORK)
    assert isinstance(found, Problem)
    assert "02:30 does not exist on 8 Mar 2026" in found.message


def test_a_time_shown_twice_is_the_one_after_the_start() -> None:
    start = instant_on(date(2026, 11, 1), time(1, 50), time_zone=NEW_YORK)
    assert start == at("2026-11-01T05:50+00:00")
    assert isinstance(start, datetime)
    end = instant_on(date(2026, 11, 1), time(1, 10), time_zone=NEW_YORK, after=start)
    assert end == at("2026-11-01T06:10+00:00")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(120_000, "2,000 min"), (750, "12 min 30 s"), (45, "45 s"), (0, "0 min"), (-60, "−1 min")],
)
def test_durations_are_written_with_their_odd_seconds(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
