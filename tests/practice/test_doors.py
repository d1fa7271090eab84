"""The doors: set-up, invitation, sample sign-in, and where work begins."""

from datetime import UTC, date, datetime

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.practice.domain.roles import Role
from apps.practice.models import Practice, User
from apps.practice.operations_people import Guest, invite
from tests import builders as make

STRONG = "four quiet walnut drawers"
FIRST = {
    "practice_name": "Hilltop",
    "time_zone": "America/New_York",
    "full_name": "Ada Novak",
    "email": "ada@hilltop.example",
    "password": STRONG,
}


@pytest.fixture
def link(ada: User) -> str:
    guest = Guest("ida@new.example", "Ida Berg", frozenset({Role.PHYSICIAN}))
    _, secret = invite(guest, actor=make.actor(ada), now=timezone.now(), today=date(2026, 3, 2))
    return reverse("invitation", args=[secret])


def test_set_up_makes_the_practice_and_signs_in(client: Client, db: None) -> None:
    assert client.get("/")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200
    answer = client.post("/setup/", FIRST, follow=True)
    assert answer.status_code == 200
    assert "Hilltop" in answer.content.decode()
    assert Practice.objects.get().name == "Hilltop"


def test_set_up_keeps_what_was_typed(client: Client, db: None) -> None:
    answer = client.post("/setup/", {**FIRST, "practice_name": "", "email": "ada"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "ada is not an e-mail address" in page
    assert 'value="Ada Novak"' in page
    assert STRONG not in page


def test_there_is_no_set_up_once_somebody_has_an_account(client: Client, ada: User) -> None:
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", FIRST).status_code == 404
    assert client.get("/")["Location"] == "/accounts/login/"


def test_an_invited_person_sets_name_and_password_and_is_in(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    assert 'value="Ida Berg"' in page
    answer = client.post(link, {"full_name": "Ida Berg", "password": STRONG}, follow=True)
    assert answer.status_code == 200
    assert answer.wsgi_request.user.get_username() == "ida@new.example"
    assert "accepted already" in client.get(link).content.decode()


def test_a_weak_password_keeps_the_name(client: Client, link: str) -> None:
    answer = client.post(link, {"full_name": "Ida B. Berg", "password": "short"})
    assert answer.status_code == 422
    assert 'value="Ida B. Berg"' in answer.content.decode()


def test_a_link_that_nobody_sent_does_not_exist(client: Client, db: None) -> None:
    assert client.get(reverse("invitation", args=["made-up"])).status_code == 404


def test_somebody_with_an_account_signs_in_first(client: Client, ada: User, carol: User) -> None:
    guest = Guest(carol.email, "", frozenset({Role.PHYSICIAN}))
    _, secret = invite(guest, actor=make.actor(ada), now=timezone.now(), today=date(2026, 3, 2))
    url = reverse("invitation", args=[secret])
    assert "Sign in with it" in client.get(url).content.decode()
    assert client.post(url, {"full_name": "x", "password": STRONG}).status_code == 403
    client.force_login(carol)
    assert client.post(url).status_code == 302
    assert carol.memberships.filter(practice__name="Hilltop Senior Care").exists()


@pytest.fixture
def sample_practice(hilltop: Practice, ana: User, ada: User) -> Practice:
    hilltop.is_sample = True
    hilltop.save()
    return hilltop


def test_one_click_signs_in_as_somebody_of_the_sample_practice(
    client: Client, sample_practice: Practice, settings: LazySettings
) -> None:
    settings.IS_SAMPLE = True
    assert client.get("/")["Location"] == "/sample/"
    page = client.get("/sample/").content.decode()
    assert "Ana Rivera" in page
    answer = client.post("/sample/physician/")
    assert answer.status_code == 302
    assert client.get("/")["Location"] == "/today/"
    assert client.post("/sample/auditor/").status_code == 404
    assert client.post("/sample/king/").status_code == 404
    assert client.get("/sample/physician/").status_code == 405


def test_there_is_no_sample_sign_in_on_a_real_deployment(client: Client, sample_practice: Practice) -> None:
    assert client.get("/sample/").status_code == 404
    assert client.post("/sample/physician/").status_code == 404


def test_there_is_no_sample_sign_in_to_a_real_practice(
    client: Client, hilltop: Practice, ana: User, settings: LazySettings
) -> None:
    settings.IS_SAMPLE = True
    assert client.get("/sample/").status_code == 404
    assert client.post("/sample/physician/").status_code == 404


def test_somebody_without_a_practice_has_nowhere_to_begin(client: Client, db: None) -> None:
    client.force_login(make.user("alone@nowhere.example"))
    assert client.get("/").status_code == 403


def test_an_auditor_is_out_after_the_last_day(client: Client, hilltop: Practice) -> None:
    olga = make.user("olga@audit.example")
    make.member(olga, hilltop, Role.AUDITOR, ends_on=datetime.now(UTC).date().replace(year=2020))
    client.force_login(olga)
    assert client.get(reverse("practice:overview")).status_code == 403
