"""Signing in: by invitation, with limits, and by one door for pages and admin."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, validate_totp_code
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.test import Client

from apps.practice.models import User

# allauth's pages; what they keep is of its own making.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "nine small otters swim"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ana@hilltop.example", PASSWORD, is_staff=True)


def sign_in(client: Client, password: str, login: str = "ana@hilltop.example") -> int:
    return client.post("/accounts/login/", {"login": login, "password": password}).status_code


def test_a_code_of_an_authenticator_app_may_arrive_one_step_late() -> None:
    shown_at = datetime(2026, 5, 4, 14, 0, 29, tzinfo=UTC)
    code = format_hotp_value(hotp_value(SECRET, int(shown_at.timestamp()) // 30))
    for late, holds in ((1, True), (30, True), (31, False)):
        with time_machine.travel(shown_at + timedelta(seconds=late), tick=False):
            assert validate_totp_code(SECRET, code) is holds, late


def test_an_invited_person_signs_in_with_address_and_password(client: Client, person: User) -> None:
    assert sign_in(client, PASSWORD) == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_case_of_the_address_does_not_matter(client: Client, person: User) -> None:
    assert sign_in(client, PASSWORD, login="Ana@Hilltop.Example") == 302


def test_a_wrong_password_is_refused(client: Client, person: User) -> None:
    assert sign_in(client, "wrong") == 200
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_the_right_one_is_refused_too(client: Client, person: User) -> None:
    assert [sign_in(client, "wrong") for _ in range(5)] == [200] * 5
    assert sign_in(client, PASSWORD) == 200
    assert "_auth_user_id" not in client.session


def test_after_four_wrong_passwords_the_right_one_is_taken(client: Client, person: User) -> None:
    assert [sign_in(client, "wrong") for _ in range(4)] == [200] * 4
    assert sign_in(client, PASSWORD) == 302


def test_somebody_switched_off_cannot_sign_in(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    sign_in(client, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client: Client) -> None:
    asked = {"email": "new@hilltop.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", asked)
    assert not User.objects.exists()


def test_the_admin_has_no_door_of_its_own(client: Client) -> None:
    answer = client.get("/admin/login/?next=/admin/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_an_unknown_address_is_not_told_apart_from_a_known_one(
    client: Client, person: User, mail_folder: Path
) -> None:
    known = client.post("/accounts/password/reset/", {"email": person.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@hilltop.example"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_a_short_password_is_refused(client: Client, person: User) -> None:
    client.force_login(person)
    asked = {"oldpassword": PASSWORD, "password1": "elevensigns", "password2": "elevensigns"}
    assert client.post("/accounts/password/change/", asked).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_second_factors_and_passkeys_are_offered(client: Client, person: User) -> None:
    sign_in(client, PASSWORD)
    page = client.get("/accounts/2fa/").content.decode()
    assert "/accounts/2fa/totp/activate/" in page
    assert "/accounts/2fa/webauthn/" in page


def test_sessions_end_with_the_browser_and_after_a_working_day(settings: LazySettings) -> None:
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE is True
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert settings.SESSION_COOKIE_HTTPONLY is True


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "5", '{"id": 1}', '{"id": "x", "rawId": "x", "response": []}']
)
def test_what_is_no_answer_of_a_passkey_is_refused(client: Client, answer: str) -> None:
    client.get("/accounts/2fa/webauthn/login/")
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": answer}).status_code < 500
    assert "_auth_user_id" not in client.session


def change_address(client: Client, address: str, action: str = "action_add") -> str:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = client.post("/accounts/email/", {action: "", "email": address}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_finds_a_browser_signed_in_moves_nobodys_address(
    client: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    sign_in(client, PASSWORD)
    asked = client.post("/accounts/email/", {"action_add": "", "email": "thief@elsewhere.example"})
    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")
    assert mailoutbox == []
    client.post("/accounts/reauthenticate/", {"password": "a guess of thieves", "next": "/accounts/email/"})
    assert mailoutbox == []
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    assert [letter.to for letter in mailoutbox] == [["thief@elsewhere.example"]]


def test_a_new_address_counts_only_once_its_link_was_followed(
    client: Client, person: User, mailoutbox: list[EmailMessage]
) -> None:
    client.force_login(person)
    for asked in ("typo@hilltop.example", "rivera@hilltop.example"):
        assert asked in change_address(client, asked)
        person.refresh_from_db()
        assert person.email == "ana@hilltop.example"
    link = re.search(r"/accounts/confirm-email/\S+", str(mailoutbox[-1].body))
    assert link
    client.post(link.group())
    person.refresh_from_db()
    assert person.email == "rivera@hilltop.example"


def test_the_present_address_cannot_be_taken_away(client: Client, person: User) -> None:
    client.force_login(person)
    client.get("/accounts/email/")
    change_address(client, person.email, "action_remove")
    person.refresh_from_db()
    assert person.email == "ana@hilltop.example"


def test_the_address_of_somebody_else_is_refused(client: Client, person: User) -> None:
    User.objects.create_user("ben@hilltop.example", PASSWORD)
    client.force_login(person)
    assert "in use already" in change_address(client, "Ben@hilltop.example")


def test_the_doors_call_the_address_what_every_other_page_calls_it(client: Client, person: User) -> None:
    client.force_login(person)
    change = client.get("/accounts/email/").content.decode()
    client.logout()
    wrong = client.post("/accounts/login/", {"login": person.email, "password": "wrong"}).content.decode()
    no_address = client.post("/accounts/password/reset/", {"email": "ana"}).content.decode()
    for page in (change, wrong, no_address):
        assert "E-mail address" in page
        assert not re.search(r"\bemail\b address|>\s*Email\b|\"Email", page)
    assert "This e-mail address and this password do not belong together" in wrong
    assert "This is no e-mail address" in no_address


def test_who_has_no_password_sets_one_on_a_page_in_our_words(client: Client) -> None:
    person = User.objects.create_user("new@hilltop.example")
    client.force_login(person)
    page = client.get("/accounts/password/set/").content.decode()
    assert "Set the password</button>" in page
    assert "Set Password" not in page
    client.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
