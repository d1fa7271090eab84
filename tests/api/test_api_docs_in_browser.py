"""The page that describes the interface, under the same strict policy as every page."""

from typing import TYPE_CHECKING

from django.test import Client

from apps.practice.domain.roles import Role
from tests import builders as make

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_description_is_readable_in_a_browser(browser_page: "Page") -> None:
    user = make.member(make.user("ana@hilltop.example"), make.practice(), Role.PHYSICIAN)
    client = Client()
    client.force_login(user)
    cookie = client.cookies["careminutes_session"].value
    browser_page.goto("/healthz")
    browser_page.context.add_cookies(
        [{"name": "careminutes_session", "value": cookie, "url": browser_page.url}]
    )
    answer = browser_page.goto("/api/docs/")
    assert answer is not None
    assert "unsafe" not in answer.headers["content-security-policy"]
    browser_page.get_by_text("/time-entries/{entry_id}/amend/", exact=False).first.wait_for()
