"""The look in a real browser: nothing axe objects to, nothing the policy forbids, nothing that scrolls sideways.

`browser_page` fails a test whose page logs an error, and a broken Content-Security-Policy is logged as one.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from apps.practice.models import Practice, User
from tests.browser.axe import findings, sideways
from tests.browser.test_budget import KILOBYTE, weigh
from tests.browsing import sized
from tests.builders import PASSWORD

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 740}
MORNING = datetime(2026, 5, 4, 9, tzinfo=UTC)

Theme = Literal["light", "dark"]

DOORS = [
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/signup/",
]
ACCOUNT_PAGES = [
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/webauthn/",
    "/accounts/reauthenticate/",
    "/keys/",
]


@pytest.fixture
def signed_in(browser_page: Page, hilltop: Practice, ana: User) -> Page:
    """Ana Rivera, signed in through the page everybody uses."""
    browser_page.goto("/accounts/login/?next=/keys/")
    browser_page.get_by_label("E-mail address").fill(ana.email)
    browser_page.get_by_label("Password").fill(PASSWORD)
    browser_page.get_by_role("button", name="Sign in", exact=True).click()
    expect(browser_page.get_by_role("heading", name="Keyboard", level=1)).to_be_visible()
    return browser_page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_gallery_has_no_faults(browser_page: Page, theme: Theme, size: dict[str, int]) -> None:
    browser_page.emulate_media(color_scheme=theme)
    sized(browser_page, size["width"], size["height"])
    browser_page.goto("/look/")

    assert findings(browser_page) == []
    assert sideways(browser_page) == 0


def test_the_gallery_reflows_at_320_pixels(browser_page: Page) -> None:
    sized(browser_page, 320, 640)
    browser_page.goto("/look/")

    assert sideways(browser_page) == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("address", DOORS)
def test_pages_before_sign_in_have_no_faults(
    browser_page: Page, db: None, address: str, theme: Theme
) -> None:
    browser_page.emulate_media(color_scheme=theme)
    browser_page.goto(address)

    assert findings(browser_page) == []


def test_a_wrong_password_is_told_without_faults(browser_page: Page, ana: User) -> None:
    browser_page.goto("/accounts/login/")
    browser_page.get_by_label("E-mail address").fill(ana.email)
    browser_page.get_by_label("Password").fill("not the password")
    browser_page.get_by_role("button", name="Sign in", exact=True).click()

    expect(browser_page.get_by_role("alert")).to_contain_text("Not signed in")
    assert findings(browser_page) == []


def test_account_pages_have_no_faults(signed_in: Page) -> None:
    faults: list[str] = []
    for address in ACCOUNT_PAGES:
        signed_in.goto(address)
        faults += findings(signed_in)
        sized(signed_in, 360, 740)
        assert sideways(signed_in) == 0, address
        sized(signed_in, 1440, 900)

    assert faults == []


def test_a_question_mark_lists_the_keys(browser_page: Page) -> None:
    browser_page.goto("/look/")
    browser_page.keyboard.press("?")

    expect(browser_page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_single_keys_can_be_switched_off(browser_page: Page) -> None:
    browser_page.goto("/look/")
    browser_page.keyboard.press("?")
    browser_page.get_by_label("Single-key shortcuts are on").uncheck()
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("?")

    expect(browser_page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def stop_the_clock(page: Page) -> None:
    """Let no time pass in the browser but what a test lets pass."""
    page.clock.install(time=MORNING)
    page.clock.pause_at(MORNING + timedelta(hours=1))


def test_g_and_a_letter_go_to_a_place(browser_page: Page) -> None:
    stop_the_clock(browser_page)  # a letter that comes late is a key of its own
    browser_page.goto("/look/")
    browser_page.keyboard.press("g")
    browser_page.keyboard.press("c")

    expect(browser_page).to_have_url(re.compile("#claims$"))


def test_keys_that_are_typed_into_a_field_are_text(browser_page: Page) -> None:
    browser_page.goto("/look/")
    browser_page.get_by_label("Search").press_sequentially("jg?")

    expect(browser_page.get_by_label("Search")).to_have_value("jg?")
    expect(browser_page.get_by_role("dialog", name="Keyboard")).to_be_hidden()


def test_j_and_k_move_along_the_rows_and_x_chooses(browser_page: Page) -> None:
    browser_page.goto("/look/")
    browser_page.get_by_role("heading", level=1).click()
    for key in "jjkx":
        browser_page.keyboard.press(key)

    expect(browser_page.get_by_label("Choose Ortega, Miguel")).to_be_checked()
    expect(browser_page.locator("[data-selected]")).to_have_text("1")


def test_the_clock_ticks_and_the_title_names_nobody(browser_page: Page) -> None:
    stop_the_clock(browser_page)
    browser_page.goto("/look/")
    browser_page.clock.fast_forward("00:50")

    expect(browser_page.get_by_role("timer")).to_have_text("0:13:24")
    expect(browser_page).to_have_title(re.compile("^13 min MO · "))


def test_focus_is_never_covered_by_what_stays_in_place(browser_page: Page) -> None:
    sized(browser_page, 360, 740)
    browser_page.goto("/look/")
    covered = browser_page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main input, main select")].filter((thing) => {
          thing.focus();
          const box = thing.getBoundingClientRect();
          if (document.activeElement !== thing || !box.width) return false;
          const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return top !== null && top.closest(".bottom, .timer, .top") !== null;
        }).map((thing) => thing.outerHTML)"""
    )

    assert covered == []


def test_a_page_without_scripts_still_leads_everywhere(browser_page: Page, signed_in: Page) -> None:
    context = signed_in.context.browser.new_context(java_script_enabled=False, base_url=signed_in.url)  # type: ignore[union-attr]
    context.add_cookies(signed_in.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Keys").click()
    expect(page.get_by_role("heading", name="Keyboard", level=1)).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_a_page_weighs_little(browser_page: Page) -> None:
    everything, _ = weigh(browser_page, "/look/")

    # Not compressed here; a server sends text at about a third of this.
    assert everything < 350 * KILOBYTE
