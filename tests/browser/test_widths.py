"""What narrow and wide windows do with the same page: one line of tabs, room for a sentence, a timer to pause."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from tests.browser.axe import findings, sideways
from tests.browser.test_pages_axe import signs_in
from tests.browsing import sized, still

__all__ = ["signs_in"]

SignsIn = Callable[[Page, str], None]


def test_a_report_on_a_phone_takes_one_line_each_for_tabs_and_dates(
    browser_page: Page, mia: User, jane: Patient, signs_in: SignsIn
) -> None:
    sized(browser_page, 360, 740)
    signs_in(browser_page, "mia")
    browser_page.goto("/reports/year/")
    still(browser_page)
    for row in ("Reports", "Dates"):
        box = browser_page.get_by_role("navigation", name=row, exact=True).bounding_box()
        assert box is not None
        assert box["height"] < 48, row
        chosen = browser_page.get_by_role("navigation", name=row, exact=True).locator("[aria-current]")
        expect(chosen).to_be_in_viewport(ratio=1)
    assert findings(browser_page) == []
    assert sideways(browser_page) == 0


def test_what_remains_has_the_room_that_hidden_buttons_do_not_need(
    browser_page: Page, ana: User, dr_rivera: Provider, jane: Patient, signs_in: SignsIn
) -> None:
    signs_in(browser_page, "ana")
    sized(browser_page, 1440, 900)
    browser_page.goto("/patients/mine/")
    head = browser_page.get_by_role("columnheader", name="What remains").bounding_box()
    assert head is not None
    assert head["width"] > 340
    row = browser_page.get_by_role("row", name="Doe")
    row.hover()
    row.get_by_role("button", name="Start timer for").click()
    expect(browser_page.get_by_role("timer").first).to_be_visible()


@pytest.mark.parametrize("width", [768, 834, 900, 959])
def test_a_timer_is_paused_from_the_top_line_of_a_tablet(
    browser_page: Page, ana: User, dr_rivera: Provider, jane: Patient, signs_in: SignsIn, width: int
) -> None:
    signs_in(browser_page, "ana")
    browser_page.goto("/patients/")
    browser_page.get_by_role("button", name="Start timer for Doe").click()
    browser_page.goto("/today/")
    sized(browser_page, width, 900)
    assert sideways(browser_page) == 0
    browser_page.get_by_role("button", name="Pause").click()
    expect(browser_page.get_by_role("button", name="Resume")).to_be_visible()
    assert sideways(browser_page) == 0
