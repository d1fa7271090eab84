"""What processes that run for long do about their memory."""

import gc
from collections.abc import Iterator

import pytest

from config.memory import leave_what_is_loaded, look_seldom_while_loading


@pytest.fixture
def as_before() -> Iterator[None]:
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    yield
    leave_what_is_loaded()  # as every test finds it


def test_a_page_of_some_thousand_rows_is_made_without_a_look_for_rings(as_before: None) -> None:
    leave_what_is_loaded()
    looks = [each["collections"] for each in gc.get_stats()]
    rows = [[number] for number in range(5_000)]
    assert [each["collections"] for each in gc.get_stats()] == looks
    assert gc.get_freeze_count() > len(rows)


def test_what_a_start_loads_is_looked_through_seldom(as_before: None) -> None:
    look_seldom_while_loading()
    looks = [each["collections"] for each in gc.get_stats()]
    loaded = [[number] for number in range(20_000)]
    assert [each["collections"] for each in gc.get_stats()] == looks
    assert loaded
