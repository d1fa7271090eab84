"""Invitations, roles and tokens: what the operations do and refuse."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.practice.access import actor_for
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Invitation, Practice, User
from apps.practice.operations_people import (
    Guest,
    accept_as_member,
    accept_as_new,
    invite,
    renew_invitation,
    revoke_invitation,
    set_roles,
)
from apps.practice.operations_setup import FirstAdministrator, set_up
from apps.practice.operations_tokens import make_token, revoke_token
from apps.practice.selectors import invitation_by_secret
from apps.problems import Refused
from tests import builders as make

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
IDA = Guest("ida@new.example", "Ida Berg", frozenset({Role.PHYSICIAN}))
STRONG = "four quiet walnut drawers"


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


@pytest.fixture
def invited(ada: User) -> tuple[Invitation, str]:
    return invite(IDA, actor=make.actor(ada), now=NOW, today=TODAY)


def test_an_invited_person_becomes_a_member(invited: tuple[Invitation, str], hilltop: Practice) -> None:
    found = invitation_by_secret(invited[1])
    assert found == invited[0]
    user = accept_as_new(invited[0], full_name="Ida Berg", password=STRONG, now=NOW, today=TODAY)
    assert user.check_password(STRONG)
    actor = actor_for(user)
    assert actor is not None
    assert (actor.practice, actor.roles) == (hilltop, frozenset({Role.PHYSICIAN}))


def test_the_secret_itself_is_not_kept(invited: tuple[Invitation, str]) -> None:
    assert invited[1] not in str(Invitation.objects.values())


def test_a_weak_password_and_a_missing_name_are_refused_together(invited: tuple[Invitation, str]) -> None:
    with pytest.raises(Refused) as refused:
        accept_as_new(invited[0], full_name=" ", password="secret", now=NOW, today=TODAY)
    assert codes(refused) == {"full_name_missing", "password_weak"}


def test_an_invitation_works_until_a_second_before_its_end(invited: tuple[Invitation, str]) -> None:
    now = NOW + timedelta(days=14) - timedelta(seconds=1)
    assert accept_as_new(invited[0], full_name="Ida Berg", password=STRONG, now=now, today=TODAY).is_active


def test_an_invitation_is_over_after_fourteen_days(invited: tuple[Invitation, str]) -> None:
    with pytest.raises(Refused) as refused:
        accept_as_new(
            invited[0], full_name="Ida Berg", password=STRONG, now=NOW + timedelta(days=14), today=TODAY
        )
    assert codes(refused) == {"invitation_expired"}
    assert "16 Mar 2026" in str(refused.value)


def test_an_invitation_that_ended_in_the_evening_names_the_day_of_the_practice(ada: User) -> None:
    evening = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)  # still 2 March in New York
    invitation, _ = invite(IDA, actor=make.actor(ada), now=evening, today=TODAY)
    with pytest.raises(Refused, match=r"ended on 16 Mar 2026\."):
        accept_as_new(
            invitation, full_name="Ida", password=STRONG, now=evening + timedelta(days=20), today=TODAY
        )


def test_a_link_works_once(invited: tuple[Invitation, str]) -> None:
    accept_as_new(invited[0], full_name="Ida Berg", password=STRONG, now=NOW, today=TODAY)
    with pytest.raises(Refused) as refused:
        accept_as_new(invited[0], full_name="Ida Berg", password=STRONG, now=NOW, today=TODAY)
    assert codes(refused) == {"invitation_accepted"}


def test_a_revoked_link_does_not_work(invited: tuple[Invitation, str], ada: User) -> None:
    revoke_invitation(invited[0], actor=make.actor(ada), now=NOW)
    with pytest.raises(Refused) as refused:
        accept_as_new(invited[0], full_name="Ida Berg", password=STRONG, now=NOW, today=TODAY)
    assert codes(refused) == {"invitation_revoked"}


def test_sending_again_makes_the_earlier_link_useless(invited: tuple[Invitation, str], ada: User) -> None:
    _, secret = renew_invitation(invited[0], actor=make.actor(ada), now=NOW)
    assert invitation_by_secret(invited[1]) is None
    assert invitation_by_secret(secret) == invited[0]


def test_somebody_with_an_account_accepts_signed_in(ada: User, carol: User, hilltop: Practice) -> None:
    guest = Guest(carol.email, "", frozenset({Role.AUDITOR}), date(2026, 6, 30))
    invitation, _ = invite(guest, actor=make.actor(ada), now=NOW, today=TODAY)
    with pytest.raises(Refused) as refused:
        accept_as_new(invitation, full_name="Carol", password=STRONG, now=NOW, today=TODAY)
    assert codes(refused) == {"account_exists"}
    with pytest.raises(Refused) as refused:
        accept_as_member(invitation, user=ada, now=NOW, today=TODAY)
    assert codes(refused) == {"invitation_of_another"}
    accept_as_member(invitation, user=carol, now=NOW, today=TODAY)
    membership = carol.memberships.get(practice=hilltop)
    assert (membership.role, membership.ends_on) == ("auditor", date(2026, 6, 30))


def test_nobody_is_invited_twice_or_as_a_member_already(
    invited: tuple[Invitation, str], ada: User, ben: User
) -> None:
    for guest, code in ((IDA, "invited_already"), (Guest(ben.email, "", IDA.roles), "member_already")):
        with pytest.raises(Refused) as refused:
            invite(guest, actor=make.actor(ada), now=NOW, today=TODAY)
        assert codes(refused) == {code}


@pytest.mark.parametrize(
    ("roles", "ends_on", "code"),
    [
        (frozenset(), None, "roles_missing"),
        (frozenset({Role.AUDITOR}), None, "auditor_without_end"),
        (frozenset({Role.PHYSICIAN}), TODAY - timedelta(days=1), "membership_ends_in_past"),
    ],
    ids=["no role", "an auditor for ever", "over already"],
)
def test_roles_that_make_no_sense_are_refused(
    ada: User, roles: frozenset[Role], ends_on: date | None, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        invite(Guest("x@y.example", "", roles, ends_on), actor=make.actor(ada), now=NOW, today=TODAY)
    assert code in codes(refused)


def test_taking_off_every_role_ends_access_at_once(ada: User, ben: User) -> None:
    today = make.actor(ada).today
    set_roles(ben, frozenset(), ends_on=None, actor=make.actor(ada), today=today)
    assert actor_for(ben) is None
    assert ben.memberships.get().ends_on == today - timedelta(days=1)
    assert AuditEvent.objects.filter(action="role.changed").exists()


def test_a_role_that_ended_is_given_again(ada: User, ben: User) -> None:
    actor = make.actor(ada)
    for roles in (frozenset[Role](), frozenset({Role.PHYSICIAN})):
        set_roles(ben, roles, ends_on=None, actor=actor, today=actor.today)
    assert ben.memberships.count() == 1
    assert actor_for(ben) is not None


def test_the_only_administrator_stays(ada: User, ben: User) -> None:
    actor = make.actor(ada)
    with pytest.raises(Refused) as refused:
        set_roles(ada, frozenset({Role.PHYSICIAN}), ends_on=None, actor=actor, today=actor.today)
    assert codes(refused) == {"last_administrator"}
    set_roles(ben, frozenset({Role.ADMINISTRATOR}), ends_on=None, actor=actor, today=actor.today)
    set_roles(ada, frozenset({Role.PHYSICIAN}), ends_on=None, actor=actor, today=actor.today)
    assert ada.memberships.get(role="administrator").ends_on is not None


def test_a_token_is_kept_as_a_hash_and_revoked_once(ada: User) -> None:
    actor = make.actor(ada)
    token, secret = make_token("Scheduler", expires_on=None, actor=actor, today=TODAY)
    assert secret not in (token.token_hash, token.hint)
    assert secret.endswith(token.hint)
    first = revoke_token(token, actor=actor, now=NOW).revoked_at
    assert revoke_token(token, actor=actor, now=NOW + timedelta(hours=1)).revoked_at == first


def test_a_token_needs_a_name_and_a_day_to_come(ada: User) -> None:
    with pytest.raises(Refused) as refused:
        make_token(" ", expires_on=TODAY - timedelta(days=1), actor=make.actor(ada), today=TODAY)
    assert codes(refused) == {"token_name_missing", "token_expired"}


def test_the_first_administrator_is_the_only_one_made_that_way(db: None) -> None:
    first = FirstAdministrator("Hilltop", "America/Chicago", "Ada Novak", "ada@hilltop.example", STRONG)
    user = set_up(first, now=NOW)
    actor = actor_for(user)
    assert actor is not None
    assert actor.roles == {Role.ADMINISTRATOR}
    with pytest.raises(Refused) as refused:
        set_up(first, now=NOW)
    assert "set_up_already" in codes(refused)


def test_one_person_alone_may_do_everything_and_the_trail_says_so(db: None, client: Client) -> None:
    first = FirstAdministrator("Hilltop", "America/Chicago", "Ada M Novak", "ada@hilltop.example", STRONG)
    user = set_up(replace(first, works_alone=True), now=NOW)
    actor = actor_for(user)
    assert actor is not None
    assert actor.roles == {Role.ADMINISTRATOR, Role.PHYSICIAN, Role.BILLING_MANAGER}
    assert actor.practice.allows_own_approval
    events = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(events) == ["practice.added", "role.given", "role.given", "role.given"]
    client.force_login(user)
    form = client.get(reverse("practice:provider_add")).context["form"]
    begins = {name: form[name].value() for name in ("kind", "user", "first_name", "last_name", "npi")}
    assert begins == {
        "kind": "physician", "user": user.pk, "first_name": "Ada M", "last_name": "Novak", "npi": ""
    }  # fmt: skip
    make.provider(actor.practice)
    assert client.get(reverse("practice:provider_add")).context["form"]["last_name"].value() == ""


def test_a_first_start_with_everything_wrong_says_so_at_once(db: None) -> None:
    with pytest.raises(Refused) as refused:
        set_up(FirstAdministrator("", "Mars/Base", "", "ada", "short"), now=NOW)
    assert codes(refused) == {
        "name_missing",
        "time_zone_unknown",
        "email_shape",
        "full_name_missing",
        "password_weak",
    }
