"""A team conference in a real browser: patients are found and added by keyboard alone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from tests.browser.test_pages_axe import signs_in
from tests.browsing import still

__all__ = ["signs_in"]


def test_enter_after_a_name_finds_the_patient_and_logs_nothing(
    browser_page: Page,
    ana: User,
    dr_rivera: Provider,
    jane: Patient,
    signs_in: Callable[[Page, str], None],
) -> None:
    signs_in(browser_page, "ana")
    browser_page.goto("/time/conference/")
    browser_page.get_by_label("Who took part").fill("Kelly RN")
    browser_page.get_by_label("Add a patient").fill("Doe")
    expect(browser_page.get_by_text("1 found.")).to_be_visible()  # what typing finds comes a moment later
    with browser_page.expect_response(lambda answer: answer.request.method == "POST"):
        browser_page.keyboard.press("Enter")
    still(browser_page)
    expect(browser_page.get_by_text("Not saved yet")).to_be_hidden()
    browser_page.get_by_role("button", name="Add Doe").press("Enter")
    expect(browser_page.get_by_role("button", name="Remove Doe")).to_be_visible()
