"""A forgotten password, start to end, in a real browser: the link of the mail page is followed."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.practice.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Page

FORGOTTEN, CHOSEN = "nine small otters swim", "seven large herons wade"


def test_the_mailed_link_sets_a_new_password(browser_page: "Page", mail_folder: Path) -> None:
    ana = User.objects.create_user("ana@hilltop.example", FORGOTTEN)
    browser_page.goto("/accounts/password/reset/")
    browser_page.locator("input[name=email]").fill(ana.email)
    browser_page.locator("input[name=email]").press("Enter")
    browser_page.wait_for_url("**/accounts/password/reset/done/")

    browser_page.goto("/mail/")
    browser_page.locator("a[href^='/mail/2']").first.click()
    browser_page.locator("a[href*='/accounts/password/reset/key/']").click()
    browser_page.locator("input[name=password1]").fill(CHOSEN)
    browser_page.locator("input[name=password2]").fill(CHOSEN)
    browser_page.locator("input[name=password2]").press("Enter")
    browser_page.wait_for_url("**/accounts/password/reset/key/done/")

    ana.refresh_from_db()
    assert ana.check_password(CHOSEN)
