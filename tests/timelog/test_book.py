"""The chain finds every changed, deleted, inserted, reordered and cut-off version."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.timelog.domain.book import Sealed, Version, seal, verify

AT = datetime(2026, 3, 10, 18, 0, 0, 123456, tzinfo=UTC)


def version(sequence: int, **fields: Any) -> Version:
    values: dict[str, Any] = {
        "practice": 1, "book": 7, "patient": 9, "entry": sequence, "number": 1, "sequence": sequence, "provider": 3,
        "performed_on": date(2026, 3, 10), "started_at": None, "ended_at": None, "seconds": 600 + sequence,
        "activity": "documentation", "counterpart": "", "channel": "", "note": "“Ü”", "capture": "manual",
        "is_void": False, "is_late": False, "reason": "", "recorded_by": 4, "recorded_at": AT,
    }  # fmt: skip
    return Version(**{**values, **fields})


def chain(length: int) -> list[Sealed]:
    rows: list[Sealed] = []
    for sequence in range(1, length + 1):
        previous = rows[-1].hash if rows else ""
        said = version(sequence)
        rows.append(Sealed(said, previous, seal(said, previous)))
    return rows


def test_an_untouched_chain_holds() -> None:
    rows = chain(5)
    pins = {0: frozenset({""}), 3: frozenset({rows[2].hash})}
    assert verify(rows, length=5, head=rows[-1].hash, pins=pins) is None
    assert verify([], length=0, head="") is None


CHANGES: dict[str, Any] = {
    "practice": 2, "book": 8, "patient": 10, "entry": 99, "number": 2, "provider": 5, "performed_on": date(2026, 3, 11),
    "started_at": AT, "ended_at": AT, "seconds": 60, "activity": "travel", "counterpart": "patient", "channel": "phone",
    "note": "", "capture": "timer", "is_void": True, "is_late": True, "reason": "x", "recorded_by": None,
    "recorded_at": AT + timedelta(microseconds=1), "capture_detail": "1 pause", "doubt": "long_day",
    "is_confirmed": False, "confirmed_by": 4,
}  # fmt: skip


@pytest.mark.parametrize("column", sorted(CHANGES))
def test_a_changed_column_is_found_where_it_is(column: str) -> None:
    rows = chain(4)
    rows[2] = rows[2]._replace(version=rows[2].version._replace(**{column: CHANGES[column]}))
    found = verify(rows, length=4, head=rows[-1].hash)
    assert found is not None
    assert found.sequence == 3


def test_every_column_but_the_sequence_has_a_case_above() -> None:
    assert set(CHANGES) | {"sequence"} == set(Version._fields)


def test_a_row_sealed_anew_breaks_the_next() -> None:
    rows = chain(4)
    said = rows[1].version._replace(seconds=1)
    rows[1] = Sealed(said, rows[0].hash, seal(said, rows[0].hash))
    found = verify(rows, length=4, head=rows[-1].hash)
    assert found is not None
    assert found.sequence == 3


@given(st.integers(2, 8), st.data())
def test_a_deleted_or_doubled_or_swapped_row_is_found(length: int, data: st.DataObject) -> None:
    rows = chain(length)
    place = data.draw(st.integers(0, length - 2))
    swapped = [*rows[:place], rows[place + 1], rows[place], *rows[place + 2 :]]
    without = rows[:place] + rows[place + 1 :]
    doubled = [*rows[: place + 1], rows[place], *rows[place + 1 :]]
    for wrong in (without, doubled, swapped):
        found = verify(wrong, length=length, head=rows[-1].hash)
        assert found is not None
        assert found.sequence in (place + 1, place + 2)


def test_a_removed_tail_is_found_through_the_head() -> None:
    rows = chain(4)
    found = verify(rows[:3], length=4, head=rows[-1].hash)
    assert found is not None
    assert found.sequence == 4


def test_a_tail_removed_together_with_the_head_is_found_through_a_pin() -> None:
    rows = chain(4)
    pins = {4: frozenset({rows[3].hash})}
    found = verify(rows[:3], length=3, head=rows[2].hash, pins=pins)
    assert found is not None
    assert found.sequence == 4


def test_a_chain_sealed_anew_altogether_is_found_through_a_pin() -> None:
    rows = chain(3)
    pins = {2: frozenset({"0" * 64})}
    found = verify(rows, length=3, head=rows[-1].hash, pins=pins)
    assert found is not None
    assert (found.sequence, "pinned" in found.message) == (2, True)


def test_the_seal_does_not_depend_on_the_zone_an_instant_is_written_in() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-5)))
    assert seal(version(1, recorded_at=elsewhere), "") == seal(version(1), "")


def test_the_seal_of_a_known_version_never_changes() -> None:
    assert seal(version(1), "") == "04e314d02b1794d9ca89e47dd93920eb32a4eefd51fdeeec5afca24ab66152cb"
