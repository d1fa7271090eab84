"""The quick log in a browser: opened by a key, typed, chosen by a number, logged, undone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from apps.patients.models import Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.models import EntryVersion
from apps.timelog.operations import undoing
from tests import builders as make
from tests.browser.axe import findings, sideways
from tests.browser.test_pages_axe import signs_in
from tests.browsing import sized, still

__all__ = ["signs_in"]
LINE = "12m call w/ Sunrise HHA re wound care, Doe, yesterday 14:05"
SIGHTS = (("light", 1440, 900), ("dark", 360, 740))


@pytest.mark.parametrize("sight", SIGHTS, ids=["light desk", "dark phone"])
def test_a_line_is_typed_chosen_by_number_logged_and_undone(
    browser_page: Page,
    hilltop: Practice,
    ana: User,
    dr_rivera: Provider,
    jane: Patient,
    sight: tuple[str, int, int],
    signs_in: Callable[[Page, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(undoing, "UNDO_WINDOW", timedelta(minutes=5))  # a busy machine is given the time
    other = make.patient(hilltop, last_name="Doe", first_name="Zoe")
    make.enrollment(other, dr_rivera, starts_on=date(2026, 1, 1))
    page, (theme, width, height) = browser_page, sight
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    sized(page, width, height)
    signs_in(page, "ana")
    page.goto("/quick-log/")
    page.get_by_role("textbox", name="One line").fill("12m call, Zabriskie")
    page.get_by_text("No patient of this practice is called “Zabriskie”").wait_for()
    page.goto("/today/")
    still(page)
    if theme == "dark":  # the phone
        page.get_by_role("navigation", name="Places, at hand").get_by_role("link", name="Log").click()
    else:
        page.keyboard.press("/")
        page.keyboard.press("Escape")
        page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="One line").fill(LINE)
    page.locator("#quick-reading fieldset").first.wait_for()
    faults = findings(page)
    page.keyboard.press("Enter")
    page.locator("#quick-reading input[type=radio]:focus").wait_for(state="attached")
    page.keyboard.press("1")
    assert faults == []
    assert sideways(page) == 0
    page.locator("[data-quick-save]:focus").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone. The entry stays readable and counts nowhere.")).to_be_visible()
    assert [said.is_void for said in EntryVersion.objects.order_by("number")] == [False, True]
