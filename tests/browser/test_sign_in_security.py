"""Second factors and passkeys, set up and used in a real browser."""

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from apps.practice.models import Practice, User
from tests.browser.axe import findings
from tests.browsing import still
from tests.builders import PASSWORD


@pytest.fixture
def at_the_door(browser_page: Page, hilltop: Practice, ana: User) -> Page:
    """The sign-in page, with an account of Ana Rivera behind it."""
    browser_page.goto("/accounts/login/?next=/keys/")
    return browser_page


def sign_in(page: Page, who: User) -> None:
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="Keyboard", level=1)).to_be_visible()


def sign_out(page: Page) -> None:
    still(page)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def confirm_that_it_is_me(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def code_of(secret: str) -> str:
    """What an authenticator app would show now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_an_authenticator_app_is_set_up_and_asked_for(at_the_door: Page, ana: User) -> None:
    page = at_the_door
    sign_in(page, ana)
    is_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_that_it_is_me(page)
    secret = page.get_by_label("Or type this secret into the app").input_value()
    page.get_by_label("code").fill(code_of(secret))
    page.get_by_role("button", name="Use this app from now on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert findings(page) == []

    page.goto("/accounts/2fa/")
    assert findings(page) == []
    recovery = _first_recovery_code(page)
    sign_out(page)
    page.goto("/accounts/login/?next=/keys/")
    sign_in(page, ana)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()

    is_in(page)


def _first_recovery_code(page: Page) -> str:
    page.goto("/accounts/2fa/recovery-codes/")
    return page.get_by_label("Unused codes").inner_text().split()[0]


def test_a_passkey_is_added_and_signs_in_without_typing(at_the_door: Page, ana: User) -> None:
    page = at_the_door
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, ana)
    is_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_that_it_is_me(page)
    page.get_by_label("Name").fill("Desk computer")
    still(page)
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The key is added.")).to_be_visible()
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Desk computer")).to_be_visible()
    assert findings(page) == []

    sign_out(page)
    page.goto("/accounts/login/?next=/keys/")
    page.get_by_role("button", name="Use a passkey").click()

    is_in(page)
