"""The timer in a real browser: actions and seconds counted, windows that follow, idle time, title and icon."""

import re
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from apps.patients.models import Patient
from apps.practice.models import Practice, User
from apps.timelog.domain.entries import NEEDED
from apps.timelog.models import EntryVersion, Timer
from tests.browser.axe import findings, sideways
from tests.browser.test_pages_axe import signs_in
from tests.browsing import sized, still

__all__ = ["signs_in"]

SignsIn = Callable[[Page, str], None]


@pytest.fixture
def at_work(browser_page: Page, ana: User, jane: Patient, mark: Patient, signs_in: SignsIn) -> Page:
    """Ana's browser on the list of her patients."""
    signs_in(browser_page, "ana")
    browser_page.goto("/patients/")
    return browser_page


BUSY = 4  # a machine that runs two browsers and a server beside may take so many times as long
A_PAGE = 0.5  # seconds in which the list opens where nothing else runs; where it needs more, everything does


class Actions:
    """Counts what a person does and takes the time of it, on a machine that shows first how quick it is."""

    def __init__(self, page: Page) -> None:
        began = time.monotonic()
        page.reload()
        still(page)
        self.slowness = max(BUSY, BUSY * (time.monotonic() - began) / A_PAGE)
        self.count, self.began = 0, time.monotonic()

    def __call__(self, action: Callable[[], object]) -> None:
        action()
        self.count += 1

    def needed_at_most(self, *, actions: int, seconds: float) -> bool:
        """Print what was needed, and say whether it keeps to the limits, the time with room for a busy machine."""
        took = time.monotonic() - self.began
        sys.stdout.write(f"{self.count} actions of {actions}, {took:.1f} s of {seconds:g}\n")
        return self.count <= actions and took < seconds * self.slowness


def test_from_the_list_to_a_running_timer_in_three_actions_and_three_seconds(at_work: Page) -> None:
    act = Actions(at_work)
    act(lambda: at_work.get_by_role("button", name="Start timer for Doe").click())
    expect(at_work.get_by_role("timer").first).to_be_visible()

    assert Timer.objects.get().patient.last_name == "Doe"
    assert act.needed_at_most(actions=3, seconds=3)


def test_from_the_list_to_a_finished_entry_in_ten_seconds(at_work: Page) -> None:
    act = Actions(at_work)
    act(lambda: at_work.get_by_role("link", name="Log minutes for Doe").click())
    act(lambda: at_work.get_by_label("Activity").select_option("documentation"))
    act(lambda: at_work.get_by_label("Minutes", exact=True).fill("12"))
    still(at_work)
    act(lambda: at_work.keyboard.press("Control+Enter"))
    expect(at_work.get_by_text("12 min logged")).to_be_visible()

    assert EntryVersion.objects.get().seconds == 720
    assert act.needed_at_most(actions=6, seconds=10)


def test_the_same_as_last_is_logged_without_leaving_the_keyboard(at_work: Page) -> None:
    row = at_work.get_by_role("link", name="Log minutes for Doe")
    row.click()
    at_work.get_by_label("Activity").select_option("documentation")
    at_work.get_by_label("Minutes", exact=True).fill("12")
    still(at_work)
    at_work.keyboard.press("Control+Enter")
    expect(at_work.get_by_text("12 min logged")).to_be_visible()
    at_work.goto("/patients/")
    row.focus()
    at_work.keyboard.press("Enter")
    expect(at_work.get_by_role("link", name="Same as last")).to_be_visible()
    still(at_work)
    at_work.keyboard.press("l")
    expect(at_work.get_by_label("Minutes", exact=True)).to_be_focused()
    at_work.keyboard.type("7")
    at_work.keyboard.press("Control+Enter")
    expect(at_work.get_by_text("7 min logged")).to_be_visible()
    assert set(EntryVersion.objects.values_list("activity", "seconds")) == {
        ("documentation", 720),
        ("documentation", 420),
    }


def test_the_log_form_begins_one_tab_before_its_first_field(at_work: Page) -> None:
    at_work.get_by_role("link", name="Log minutes for Doe").focus()
    at_work.keyboard.press("Enter")
    expect(at_work.get_by_role("group", name="What was done")).to_be_focused()
    still(at_work)
    assert findings(at_work) == []
    at_work.keyboard.press("?")
    expect(at_work.get_by_role("dialog", name="Keyboard")).to_be_visible()
    at_work.keyboard.press("Escape")
    expect(at_work.get_by_role("group", name="What was done")).to_be_focused()
    at_work.keyboard.press("Tab")
    expect(at_work.get_by_label("Activity")).to_be_focused()
    at_work.keyboard.type("Doc")
    at_work.keyboard.press("Control+Enter")
    expect(at_work.get_by_text("Not saved yet")).to_be_visible()
    expect(at_work.locator("[data-problems]")).to_be_focused()


def test_a_field_is_optional_only_for_activities_that_do_without_it(at_work: Page) -> None:
    at_work.get_by_role("link", name="Log minutes for Doe").click()
    form = at_work.locator("form.form")
    for activity in ("documentation", *NEEDED):
        form.get_by_label("Activity").select_option(activity)
        for field, label in (("counterpart", "With whom"), ("channel", "How"), ("note", "Note")):
            said = label if field in NEEDED.get(activity, ()) else f"{label} (optional)"
            expect(form.locator(f"[name={field}]")).to_have_accessible_name(said)


def test_the_title_and_icon_show_minutes_and_no_name(at_work: Page) -> None:
    plain = at_work.locator("link[rel=icon]").get_attribute("href")
    at_work.get_by_role("button", name="Start timer for Doe").click()
    expect(at_work).to_have_title(re.compile("^0 min JD · "))
    assert "Doe" not in at_work.title()
    drawn = at_work.locator("link[rel=icon]").get_attribute("href") or ""
    assert drawn.startswith("data:image/svg+xml")
    assert drawn != plain


def a_strange_answer(page: Page) -> None:
    """Let a network that wants a sign-in of its own answer once where the server was asked about the timer."""
    address = f"**{page.locator('[data-timer]').get_attribute('data-state-url')}"
    page.route(address, lambda route: route.fulfill(body="<p>Welcome, guest</p>", content_type="text/html"))
    with page.expect_response(address) as answer:
        pass
    assert answer.value.text() == "<p>Welcome, guest</p>"
    page.unroute(address)


def test_another_tab_and_another_device_follow_soon(at_work: Page, signs_in: SignsIn) -> None:
    tab = at_work.context.new_page()
    tab.goto("/reports/")
    device = at_work.context.browser.new_context(base_url=at_work.url.split("/patients")[0])  # type: ignore[union-attr]
    other = device.new_page()
    signs_in(other, "ana")
    other.goto("/today/")
    a_strange_answer(other)
    at_work.bring_to_front()
    at_work.get_by_role("button", name="Start timer for Doe").click()
    expect(at_work.get_by_label("Running timer")).to_be_visible()
    for window in (tab, other):
        expect(window.get_by_label("Running timer")).to_be_visible()
    other.get_by_role("button", name="Pause").click()
    expect(other.get_by_label("Paused timer")).to_be_visible()
    expect(at_work.get_by_label("Paused timer")).to_be_visible()
    other.get_by_role("button", name="Stop").click()
    expect(at_work.get_by_label("Paused timer")).to_be_hidden()
    device.close()


def test_idle_time_is_asked_about_beside_the_page_and_not_over_what_is_typed(
    at_work: Page, jane: Patient
) -> None:
    at_work.get_by_role("button", name="Start timer for Doe").click()
    expect(at_work.get_by_label("Running timer")).to_be_visible()
    minutes_ago(at_work, 5)
    at_work.goto(f"/time/patients/{jane.pk}/")
    asks = at_work.get_by_role("region", name="Still at work on this?")
    expect(asks).to_contain_text("for 5 min")
    at_work.get_by_role("textbox", name="Note").press_sequentially("still typing")
    expect(at_work.get_by_role("textbox", name="Note")).to_have_value("still typing")
    assert findings(at_work) == []
    sized(at_work, 360, 740)
    assert (findings(at_work), sideways(at_work)) == ([], 0)
    asks.get_by_role("button", name="Keep it").click()
    expect(asks).to_be_hidden()
    assert Timer.objects.get().idles[0][2] == "keep"


def test_stop_stands_under_the_thumb_and_nothing_scrolls_sideways(at_work: Page) -> None:
    at_work.get_by_role("button", name="Start timer for Doe").click()
    expect(at_work.get_by_label("Running timer")).to_be_visible()
    sized(at_work, 360, 740)
    at_work.goto("/today/")
    still(at_work)
    stop = at_work.get_by_role("button", name="Stop").bounding_box()
    assert stop is not None
    assert stop["y"] > 740 * 0.75
    assert stop["x"] > 360 / 2
    assert (stop["height"] >= 40, stop["width"] >= 44) == (True, True)
    for width in (360, 320):
        sized(at_work, width, 740)
        assert sideways(at_work) == 0, width


def minutes_ago(page: Page, minutes: int) -> None:
    """Let the timer have begun, and the last sign of life have been, some minutes ago."""
    page.goto("/healthz")  # a page with the timer on it would give a sign of life meanwhile
    timer = Timer.objects.get()
    began = timer.started_at - timedelta(minutes=minutes)
    Timer.objects.update(started_at=began, running_since=began, seen_at=began)
    page.evaluate("localStorage.removeItem('careminutes-active')")


@pytest.mark.parametrize("width", [768, 1024, 1200])
def test_with_a_timer_the_line_on_top_keeps_its_menu_on_every_screen(
    at_work: Page, jane: Patient, width: int
) -> None:
    Practice.objects.filter(pk=jane.practice_id).update(is_sample=True)
    at_work.get_by_role("button", name="Start timer for Doe").click()
    expect(at_work.get_by_role("region", name="Running timer")).to_be_visible()
    at_work.set_viewport_size({"width": width, "height": 800})
    menu = at_work.get_by_role("button", name="Menu").bounding_box()
    assert menu is not None
    assert (menu["x"] + menu["width"] <= width, sideways(at_work)) == (True, 0)
