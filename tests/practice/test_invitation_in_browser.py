"""An invitation, start to end, in a real browser: set up, invite, follow the mailed link, join."""

from pathlib import Path
from typing import TYPE_CHECKING

from apps.practice.models import Membership, User

if TYPE_CHECKING:
    from playwright.sync_api import Page

STRONG, OTHER = "four quiet walnut drawers", "nine small otters swim"


def test_the_first_administrator_invites_a_physician_who_joins(
    browser_page: "Page", mail_folder: Path
) -> None:
    browser_page.goto("/")
    browser_page.wait_for_url("**/setup/")
    browser_page.fill("[name=practice_name]", "Hilltop Senior Care")
    browser_page.fill("[name=full_name]", "Ada Novak")
    browser_page.fill("[name=email]", "ada@hilltop.example")
    browser_page.fill("[name=password]", STRONG)
    browser_page.click("text=Set up and sign in")
    browser_page.wait_for_url("**/practice/getting-started/")
    browser_page.goto("/practice/")
    assert browser_page.locator("text=Claims cannot go out yet").is_visible()

    browser_page.goto("/practice/people/invite/")
    browser_page.fill("[name=email]", "ida@hilltop.example")
    browser_page.fill("[name=full_name]", "Ida Berg")
    browser_page.check("[name=roles][value=physician]")
    browser_page.click("text=Send invitation")
    browser_page.wait_for_url("**/practice/people/")

    browser_page.goto("/mail/")
    browser_page.locator("a[href^='/mail/2']").first.click()
    link = browser_page.locator("a[href*='/invitations/']").get_attribute("href")
    browser_page.context.clear_cookies()
    browser_page.goto(str(link))
    browser_page.fill("[name=password]", OTHER)
    browser_page.click("text=Join >> nth=-1")
    browser_page.wait_for_url("**/today/")

    ida = User.objects.get(email="ida@hilltop.example")
    assert ida.check_password(OTHER)
    assert Membership.objects.get(user=ida).role == "physician"
