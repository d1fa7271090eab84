"""The day in a real browser: dragged and adjusted by keys, saved with a reason, refused in words, undone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.timelog.domain.entries import Draft
from apps.timelog.models import EntryVersion, TimeEntry
from apps.timelog.operations import log_time, undoing
from tests import builders as make
from tests.browser.axe import findings, sideways
from tests.browser.test_pages_axe import signs_in

__all__ = ["signs_in"]

NOON = datetime(2026, 5, 4, 16, 0, tzinfo=UTC)


def clocked(patient: Patient, by: User, start: int, end: int) -> TimeEntry:
    """An entry from `start` to `end`, minutes past noon of 4 May 2026 in New York."""
    draft = Draft(
        activity="communication",
        counterpart="agency_staff",
        channel="phone",
        started_at=NOON.replace(minute=start),
        ended_at=NOON.replace(minute=end),
    )
    return log_time(draft, actor=make.actor(by), patient=patient, now=NOON.replace(hour=18))[0]


@pytest.fixture
def first(ana: User, dr_rivera: Provider, jane: Patient) -> TimeEntry:
    return clocked(jane, ana, 0, 10)


@pytest.fixture
def day(
    browser_page: Page,
    first: TimeEntry,
    ana: User,
    mark: Patient,
    signs_in: Callable[[Page, str], None],
) -> Page:
    """Ana's page of a day with 12:00 to 12:10 and 12:20 to 12:30."""
    clocked(mark, ana, 20, 30)
    signs_in(browser_page, "ana")
    browser_page.goto("/time/day/?day=2026-05-04")
    return browser_page


def slot(day: Page, entry: TimeEntry) -> Locator:
    """The entry on the page."""
    return day.locator(f"[data-slot='{entry.pk}']")


def test_arrow_keys_adjust_and_a_reason_saves_it(
    day: Page, first: TimeEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "UNDO_WINDOW", timedelta(minutes=5))  # a busy machine is given the time
    row = slot(day, first)
    row.locator("summary").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowRight"):
        day.keyboard.press(key)
    expect(row.locator("[data-change]")).to_have_text("12:00 – 12:10 (10 min) → 12:02 – 12:13 (11 min)")
    assert (findings(day), sideways(day)) == ([], 0)

    row.get_by_label("Why it is adjusted").fill("The call began two minutes later")
    row.get_by_role("button", name="Save the adjustment").click()
    expect(day.get_by_text("Adjusted. The old times stay readable.")).to_be_visible()
    expect(slot(day, first).locator("time").first).to_have_text("12:02")
    day.get_by_role("button", name="Undo").click()
    expect(slot(day, first).locator("time").first).to_have_text("12:00")
    said = EntryVersion.objects.get(entry=first, number=2)
    assert (said.seconds, said.reason) == (660, "The call began two minutes later")
    assert EntryVersion.objects.filter(entry=first).count() == 3


def test_a_block_dragged_over_another_is_refused_in_words(
    day: Page, first: TimeEntry, console_errors: list[str]
) -> None:
    line, block = day.locator("[data-day-line]"), day.locator(f"[data-mark='{first.pk}']")
    across, box = line.bounding_box(), block.bounding_box()
    assert across is not None
    assert box is not None
    hours = 10
    quarter = across["width"] / hours / 4
    day.mouse.move(box["x"] + box["width"] / 2, box["y"] + 10)
    day.mouse.down()
    day.mouse.move(box["x"] + box["width"] / 2 + quarter, box["y"] + 10, steps=5)
    day.mouse.up()
    row = slot(day, first)
    expect(row.locator("[data-change]")).to_have_text("12:00 – 12:10 (10 min) → 12:15 – 12:25 (10 min)")
    reason = row.get_by_label("Why it is adjusted")
    expect(reason).to_be_focused()
    reason.fill("It was later")
    day.keyboard.press("Control+Enter")

    expect(day.get_by_text("Not adjusted")).to_be_visible()
    expect(slot(day, first).get_by_label("Why it is adjusted")).to_have_value("It was later")
    expect(slot(day, first).get_by_label("From")).to_have_value("12:15")
    expect(slot(day, first).locator(".problems")).to_contain_text("overlap")
    assert EntryVersion.objects.filter(entry=first).count() == 1
    console_errors[:] = [each for each in console_errors if "422" not in each]
