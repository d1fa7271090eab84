"""Who may ask: tokens, sessions, and answers to nobody."""

from datetime import UTC, datetime
from time import time

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.practice.domain.roles import Role
from apps.practice.models import ApiToken, Membership, Provider
from apps.practice.operations_tokens import make_token, revoke_token
from tests import builders as make
from tests.api.conftest import As, Program, codes
from tests.api.world import NOW, TODAY, Place

# Doors and headers: what they read, every request on every database reads.
pytestmark = pytest.mark.once


def test_a_token_tells_whose_it_is(as_: As) -> None:
    me = as_(Role.PHYSICIAN).get("me/").json()
    assert (me["full_name"], me["practice"]["name"], me["roles"]) == (
        "Ana Rivera", "Hilltop Senior Care", ["physician"],
    )  # fmt: skip
    assert me["today"] == "2026-06-02"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(None, id="no header"),
        pytest.param("Bearer cm_wrong", id="an unknown token"),
        pytest.param("Bearer ", id="an empty token"),
        pytest.param("Basic YTpi", id="another scheme"),
        pytest.param("Bearer \xff\xfe", id="bytes that are no text"),
    ],
)
def test_nobody_is_told_how_to_sign_in(hill: Place, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    answer = Client(headers=headers).get("/api/patients/")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Careminutes"'
    assert codes(answer) in (["not_authenticated"], ["token_unknown"])


def test_a_revoked_token_is_refused(hill: Place) -> None:
    person = hill.people[Role.PHYSICIAN]
    revoke_token(ApiToken.objects.get(pk=person.token), actor=make.actor(person.user), now=NOW)
    assert Program(person.secret).get("me/").status_code == 401


def test_a_token_works_through_its_last_day_where_the_practice_is(hill: Place) -> None:
    actor = make.actor(hill.people[Role.AUDITOR].user)
    _, secret = make_token("Short", expires_on=TODAY, actor=actor, today=TODAY)
    with time_machine.travel(datetime(2026, 6, 3, 3, 59, tzinfo=UTC)):
        assert Program(secret).get("me/").status_code == 200
    with time_machine.travel(datetime(2026, 6, 3, 4, 0, tzinfo=UTC)):
        assert Program(secret).get("me/").status_code == 401


def test_a_token_of_somebody_who_left_is_refused(hill: Place) -> None:
    person = hill.people[Role.PHYSICIAN]
    Membership.objects.filter(user=person.user).update(ends_on=TODAY.replace(day=1))
    assert Program(person.secret).get("me/").status_code == 403


def test_a_token_of_a_deactivated_account_is_refused(hill: Place) -> None:
    person = hill.people[Role.PHYSICIAN]
    person.user.is_active = False
    person.user.save()
    assert Program(person.secret).get("me/").status_code == 401


def test_a_token_is_good_for_its_practice_only(hill: Place, lake: Place) -> None:
    person = hill.people[Role.PHYSICIAN]
    make.member(person.user, lake.practice, Role.PHYSICIAN)
    client = Client(headers={"Authorization": f"Bearer {person.secret}"})
    assert client.get(f"/api/patients/{lake.ids['patient']}/").status_code == 404
    assert client.get("/api/me/").json()["practice"]["id"] == hill.practice.pk


def test_the_use_of_a_token_is_noted_to_the_minute(hill: Place) -> None:
    person = hill.people[Role.PHYSICIAN]
    Program(person.secret).get("me/")
    assert ApiToken.objects.get(pk=person.token).last_used_at == NOW


def test_a_session_may_ask_as_well(hill: Place, client: Client) -> None:
    user = hill.people[Role.BILLING_MANAGER].user
    client.force_login(user)
    assert client.get("/api/claims/").status_code == 200
    user.set_password("another one, chosen elsewhere")
    user.save()
    answer = client.get("/api/claims/")
    assert (answer.status_code, codes(answer)) == (401, ["not_authenticated"])
    assert not client.session.keys()  # the session of the old password is over
    client.force_login(user)
    user.is_active = False
    user.save()
    assert client.get("/api/claims/").status_code == 401


def test_a_session_tells_who_asks_and_where_in_two_questions(
    hill: Place, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(hill.people[Role.PHYSICIAN].user)
    with django_assert_num_queries(2):
        said = client.get("/api/me/").json()
    assert said["email"] == hill.people[Role.PHYSICIAN].user.email
    assert said["provider"]["id"] == Provider.objects.get(user__email=said["email"]).pk


def test_a_session_writes_only_with_its_csrf_token(hill: Place) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(hill.people[Role.PHYSICIAN].user)
    answer = client.post(
        "/api/timer/start/", {"patient": hill.ids["patient"]}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["problems"][0]["message"]


def test_a_token_writes_without_a_csrf_token(hill: Place) -> None:
    secret = hill.people[Role.PHYSICIAN].secret
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
    body = {"patient": hill.ids["patient"], "activity": "progress_tracking"}
    assert client.post("/api/timer/start/", body, content_type="application/json").status_code == 201


def test_the_wrong_role_is_refused_before_anything_is_looked_up(as_: As) -> None:
    answer = as_(Role.PHYSICIAN).get("claims/999999/")
    assert (answer.status_code, codes(answer)) == (403, ["permission_denied"])


def test_another_practice_has_nothing_here(as_: As, lake: Place) -> None:
    answer = as_(Role.BILLING_MANAGER).get(f"claims/{lake.ids['claim']}/")
    assert (answer.status_code, codes(answer)) == (404, ["not_found"])


def test_a_wrong_method_is_named(as_: As) -> None:
    answer = as_(Role.PHYSICIAN).client.delete("/api/patients/")
    assert (answer.status_code, codes(answer)) == (405, ["method_not_allowed"])


def test_who_asks_too_often_is_told_to_wait(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "apps.practice.api_gate.ReadRate.THROTTLE_RATES", {"read": "2/minute", "write": "9/m"}
    )
    program = as_(Role.PHYSICIAN)
    answers = [program.get("me/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert codes(answers[2]) == ["throttled"]


def test_processes_count_together_though_each_keeps_a_thirtieth_to_itself(
    as_: As, hill: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "apps.practice.api_gate.ReadRate.THROTTLE_RATES", {"read": "90/minute", "write": "9/m"}
    )
    program, told = as_(Role.PHYSICIAN), f"throttle_read_{hill.people[Role.PHYSICIAN].user.pk}"
    counted = []
    for _ in range(3):
        assert program.get("me/").status_code == 200
        counted.append(len(cache.get(told, [])))
    assert counted == [0, 0, 3]
    cache.set(told, [time()] * 89)  # another process told of more
    assert [program.get("me/").status_code for _ in range(2)] == [200, 429]
