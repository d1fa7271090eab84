"""Who gets in: second factors by role, sign-ins ended, people kept out, and looking as another role."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from apps.patients.models import Patient
from apps.practice.access import actor_for
from apps.practice.domain.devices import device_in_words
from apps.practice.domain.roles import PERMISSIONS, READING, SENTENCES, Action, Role, roles_to_look_as
from apps.practice.models import ApiToken, AuditEvent, Practice, SignIn, User
from apps.practice.operations_access import deactivate, forget_over, reactivate
from apps.practice.operations_people import set_roles
from apps.practice.operations_tokens import make_token
from apps.problems import Refused
from tests import builders as make

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile/15E148 Safari/604.1"


def signed_in(person: User, agent: str = EDGE) -> Client:
    """A browser in which `person` signed in by the page."""
    client = Client(headers={"user-agent": agent})
    answer = client.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})
    assert answer.status_code == 302
    return client


def program(person: User) -> Client:
    actor = make.actor(person)
    _, secret = make_token("Scheduler", expires_on=None, actor=actor, today=actor.today)
    return Client(headers={"Authorization": f"Bearer {secret}"})


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_a_role_that_asks_for_a_second_factor_opens_nothing_without_one(
    hilltop: Practice, ada: User, ana: User
) -> None:
    browser, robot, others = signed_in(ana), program(ana), signed_in(ada)
    assert [browser.get("/today/").status_code, robot.get("/api/me/").status_code] == [200, 200]
    Practice.objects.update(second_factor_roles=["physician"])
    for path in ("/today/", "/patients/", "/practice/tokens/", "/admin/"):
        assert browser.get(path)["Location"] == "/practice/second-factor/", path
    assert (
        browser.post("/practice/switch/", {"practice": hilltop.pk})["Location"] == "/practice/second-factor/"
    )
    page = browser.get("/practice/second-factor/")
    assert "/accounts/2fa/totp/activate/" in page.content.decode()
    assert "Patients" not in page.content.decode()
    assert browser.get("/accounts/2fa/").status_code == 200
    for client in (browser, robot):
        answer = client.get("/api/me/")
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "second_factor_missing")
    assert others.get("/practice/").status_code == 200
    Authenticator.objects.create(user=ana, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert browser.get("/today/").status_code == 302
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert [browser.get("/today/").status_code, robot.get("/api/me/").status_code] == [200, 200]
    assert browser.get("/practice/second-factor/")["Location"] == "/"


def test_the_administrator_says_which_roles_need_a_second_factor(hilltop: Practice, ada: User) -> None:
    browser = signed_in(ada)
    page = browser.get("/practice/details/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert (
        browser.post("/practice/details/", {**sent, "second_factor_roles": ["physician"]}).status_code == 302
    )
    hilltop.refresh_from_db()
    assert hilltop.second_factor_roles == ["physician"]
    event = AuditEvent.objects.get(action="practice.changed")
    assert event.old is not None
    assert event.new is not None
    assert (event.old["second_factor_roles"], event.new["second_factor_roles"]) == ([], ["physician"])


def test_a_person_is_kept_out_at_once_and_comes_back_with_the_same_roles(
    hilltop: Practice, ada: User, ben: User
) -> None:
    browser, robot, actor = signed_in(ben), program(ben), make.actor(ada)
    browser.get("/today/")
    SignIn.objects.filter(user=ben).update(practice=hilltop)
    deactivate(ben, reason="Left on 1 March", actor=actor, now=timezone.now())
    assert browser.get("/today/").status_code == 302
    assert robot.get("/api/me/").status_code == 401
    assert actor_for(ben) is None
    assert not SignIn.objects.filter(user=ben).exists()
    with pytest.raises(Refused) as refused:
        set_roles(ben, frozenset({Role.AUDITOR}), ends_on=actor.today, actor=actor, today=actor.today)
    assert codes(refused) == {"deactivated"}
    assert signed_in(ben).get("/today/").status_code == 403
    reactivate(ben, actor=actor, now=timezone.now())
    assert signed_in(ben).get("/today/").status_code == 200
    assert robot.get("/api/me/").status_code == 401
    told = AuditEvent.objects.get(action="member.deactivated")
    assert (told.old, told.new) == (
        {"person": "Ben Okafor", "is_active": True},
        {"person": "Ben Okafor", "is_active": False, "reason": "Left on 1 March"},
    )


def test_nobody_keeps_out_without_a_reason_oneself_or_the_last_administrator(ada: User, ben: User) -> None:
    actor, now = make.actor(ada), timezone.now()
    for person, reason, expected in (
        (ben, " ", {"reason_missing"}),
        (ben, "x" * 201, {"reason_too_long"}),
        (ada, "Tired", {"deactivates_oneself", "last_administrator"}),
        (make.user("out@else.example"), "Why not", {"not_active"}),
    ):
        with pytest.raises(Refused) as refused:
            deactivate(person, reason=reason, actor=actor, now=now)
        assert codes(refused) == expected
    with pytest.raises(Refused) as refused:
        reactivate(ben, actor=actor, now=now)
    assert codes(refused) == {"not_deactivated"}


def test_sign_ins_are_listed_and_ended(hilltop: Practice, ada: User, ana: User) -> None:
    desk, phone, boss = signed_in(ana), signed_in(ana, IPHONE), signed_in(ada)
    page = desk.get("/practice/sign-ins/").content.decode()
    assert "Edge on Windows" in page
    assert "Safari on an iPhone" in page
    assert "127.0.0.1" in page
    on_phone = SignIn.objects.get(device=IPHONE)
    assert boss.post(f"/practice/sign-ins/{on_phone.pk}/end/").status_code == 404
    assert (
        boss.post(f"/practice/people/sign-ins/{on_phone.pk}/end/").status_code == 404
    )  # seen nowhere here yet
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        phone.get("/today/")
        on_phone.refresh_from_db()
        assert on_phone.practice == hilltop
        assert "Safari on an iPhone" in boss.get(f"/practice/people/{ana.pk}/").content.decode()
        assert boss.post(f"/practice/people/sign-ins/{on_phone.pk}/end/").status_code == 302
        assert phone.get("/today/")["Location"].startswith("/accounts/login/")
        assert desk.get("/today/").status_code == 200
    assert AuditEvent.objects.filter(
        action="sign_in.ended", actor=ada, old__device="Safari on an iPhone"
    ).exists()


def test_a_session_whose_sign_in_was_ended_is_over_even_when_it_was_kept(ana: User) -> None:
    browser = signed_in(ana)
    SignIn.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert browser.get("/today/")["Location"].startswith("/accounts/login/")


def test_a_new_password_ends_every_other_sign_in_and_every_token(hilltop: Practice, ana: User) -> None:
    desk, phone, robot = signed_in(ana), signed_in(ana, IPHONE), program(ana)
    new = "seven large herons wade"
    answer = desk.post(
        "/accounts/password/change/", {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert desk.get("/today/").status_code == 200
    assert phone.get("/today/")["Location"].startswith("/accounts/login/")
    assert robot.get("/api/me/").status_code == 401
    assert ApiToken.objects.get().revoked_at is not None
    page = desk.get("/practice/sign-ins/").content.decode()
    assert ("Edge on Windows" in page, "iPhone" in page) == (True, False)
    told = AuditEvent.objects.get(action="password.changed")
    assert told.new == {"person": "Ana Rivera", "other_sign_ins_ended": 1}


def test_sessions_that_are_over_are_forgotten(ana: User) -> None:
    signed_in(ana)
    assert forget_over(now=timezone.now()) == 0
    assert forget_over(now=timezone.now() + timedelta(days=1)) == 1
    assert not Session.objects.exists()


def test_looking_as_another_role_shows_its_places_and_changes_nothing(
    hilltop: Practice, ada: User, jane: Patient
) -> None:
    browser = signed_in(ada)
    assert browser.get("/today/").status_code == 403
    assert browser.post("/practice/look-as/physician/").status_code == 302
    page = browser.get("/today/").content.decode()
    assert "You look as: Physician" in page
    assert browser.get("/practice/people/").status_code == 403
    before = AuditEvent.objects.count()
    for path in (f"/timer/start/{jane.pk}/", "/log/", "/practice/switch/", "/admin/practice/provider/add/"):
        assert browser.post(path, {}).status_code in (403, 404), path
    assert browser.post("/api/time-entries/", {}, content_type="application/json").status_code == 403
    assert AuditEvent.objects.count() == before
    assert browser.post("/practice/look-as-oneself/").status_code == 302
    assert browser.get("/practice/people/").status_code == 200
    events = AuditEvent.objects.filter(action__startswith="looking.").order_by("pk")
    assert [(each.action, each.old, each.new) for each in events] == [
        ("looking.began", {"looks_as": []}, {"looks_as": ["physician"]}),
        ("looking.ended", {"looks_as": ["physician"]}, {"looks_as": []}),
    ]


def test_looking_hands_out_no_file_that_ones_own_roles_do_not_reach(hilltop: Practice, ada: User) -> None:
    browser = signed_in(ada)
    browser.post("/practice/look-as/billing_manager/")
    assert browser.get("/review/").status_code == 200
    assert browser.get("/api/claims/").status_code == 200
    assert browser.get("/api/timer/").status_code == 403


def test_who_is_no_administrator_looks_as_nobody(mia: User) -> None:
    browser = signed_in(mia)
    assert browser.post("/practice/look-as/physician/").status_code == 403


@pytest.mark.once
def test_looking_never_reads_more_than_ones_own_roles() -> None:
    for mine in Role:
        for role in roles_to_look_as(frozenset({mine})):
            assert PERMISSIONS[role] & READING <= PERMISSIONS[mine]
    assert set(roles_to_look_as(frozenset({Role.ADMINISTRATOR}))) == set(Role) - {Role.ADMINISTRATOR}
    assert [role for role in Role if roles_to_look_as(frozenset({role}))] == [Role.ADMINISTRATOR]


def test_the_grid_of_roles_is_the_table_itself(ada: User) -> None:
    page = signed_in(ada).get("/practice/roles/")
    rows = page.context["rows"]
    assert {row.action for row in rows} == set(Action) == set(SENTENCES)
    shown = {(cell.role, row.action) for row in rows for cell in row.cells if cell.may}
    assert shown == {(role, action) for role, actions in PERMISSIONS.items() for action in actions}


@pytest.mark.once
@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on an iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "A browser that does not say which"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert device_in_words(agent) == words


def test_an_auditors_reads_are_recorded_until_the_last_day(hilltop: Practice) -> None:
    vera = make.member(
        make.user("vera@audit.example", "Vera Lund"), hilltop, Role.AUDITOR, ends_on=date(2026, 6, 30)
    )
    with time_machine.travel(datetime(2026, 6, 30, 23, 0, tzinfo=UTC)):
        browser = signed_in(vera)
        assert browser.get("/claims/").status_code == 200
        assert (
            browser.get("/practice/roles/").status_code == 200
        )  # nothing of a patient, and on record all the same
        read = AuditEvent.objects.filter(actor=vera, action="page.viewed").order_by("pk")
        assert [event.new for event in read] == [{"page": "billing:claims"}, {"page": "practice:roles"}]
        assert browser.get("/admin/").status_code == 200
        assert read.last().new == {"page": "admin:index"}  # type: ignore[union-attr]
    with time_machine.travel(datetime(2026, 7, 1, 4, 1, tzinfo=UTC)):  # a minute after midnight in New York
        assert browser.get("/claims/").status_code == 403
