"""The gate from a person to a practice."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.patients.models import Patient
from apps.practice.access import MemberRequest, actor_for, actor_of, may, one_of, rows_of, schedule_of
from apps.practice.domain.roles import Action, Role
from apps.practice.models import Practice, Provider, User
from tests import builders as make


@may(Action.REVIEW_CLAIMS)
def review(request: MemberRequest) -> HttpResponse:
    return HttpResponse(request.actor.practice.name)


def request_by(user: User, **session: object) -> HttpRequest:
    request = RequestFactory().get("/review/")
    request.user = user
    request.session = session  # type: ignore[assignment]
    return request


def test_a_member_with_the_role_passes(mia: User) -> None:
    assert review(request_by(mia)).content == b"Hilltop Senior Care"


def test_a_member_without_the_role_is_refused(ana: User) -> None:
    with pytest.raises(PermissionDenied):
        review(request_by(ana))


def test_somebody_without_a_practice_is_refused(db: None) -> None:
    with pytest.raises(PermissionDenied):
        review(request_by(make.user("nobody@elsewhere.example")))


def test_several_roles_add_up(carol: User, lakeside: Practice) -> None:
    actor = make.actor(carol)
    assert actor.roles == {Role.PHYSICIAN, Role.BILLING_MANAGER, Role.ADMINISTRATOR}
    assert actor.may(Action.LOG_TIME)
    assert actor.may(Action.CHANGE_PEOPLE)


def test_the_actor_carries_the_providers_row_of_that_practice(ana: User, dr_rivera: Provider) -> None:
    assert make.actor(ana).provider == dr_rivera


def test_a_deactivated_user_acts_nowhere(ana: User) -> None:
    ana.is_active = False
    ana.save()
    assert actor_for(ana) is None


@pytest.mark.parametrize(
    ("at", "is_member"),
    [
        pytest.param(datetime(2026, 6, 30, 12, tzinfo=UTC), True, id="the last day"),
        pytest.param(datetime(2026, 7, 1, 3, 59, tzinfo=UTC), True, id="still the last day in New York"),
        pytest.param(datetime(2026, 7, 1, 4, 0, tzinfo=UTC), False, id="the day after began in New York"),
    ],
)
def test_a_membership_counts_through_its_last_local_day(
    hilltop: Practice, at: datetime, is_member: bool
) -> None:
    guest = make.member(make.user("guest@audit.example"), hilltop, Role.AUDITOR, ends_on=date(2026, 6, 30))
    with time_machine.travel(at, tick=False):
        assert (actor_for(guest) is not None) is is_member


def test_the_session_chooses_among_several_practices(
    ana: User, hilltop: Practice, lakeside: Practice
) -> None:
    make.member(ana, lakeside, Role.AUDITOR)
    actor = actor_of(request_by(ana, practice_id=lakeside.pk))
    assert actor is not None
    assert (actor.practice, actor.roles) == (lakeside, frozenset({Role.AUDITOR}))


def test_a_page_shows_another_practice_when_the_chosen_one_is_not_theirs(
    ana: User, hilltop: Practice, lakeside: Practice
) -> None:
    request = request_by(ana, practice_id=lakeside.pk)
    actor = actor_of(request)
    assert actor is not None
    assert actor.practice == hilltop
    assert request.session["practice_id"] == hilltop.pk


def test_nothing_is_changed_in_a_practice_that_was_not_chosen(
    ana: User, hilltop: Practice, lakeside: Practice
) -> None:
    request = request_by(ana, practice_id=lakeside.pk)
    request.method = "POST"
    assert actor_of(request) is None


def test_rows_are_those_of_the_practice(mia: User, jane: Patient, lena: Patient) -> None:
    assert list(rows_of(make.actor(mia), Patient)) == [jane]


def test_a_row_of_another_practice_is_not_found(mia: User, lena: Patient) -> None:
    with pytest.raises(Http404):
        one_of(make.actor(mia), Patient, lena.pk)


def test_a_queryset_is_narrowed_to_the_practice(carol: User, jane: Patient) -> None:
    with pytest.raises(Http404):
        one_of(make.actor(carol), Patient.objects.all(), jane.pk)


def test_the_schedule_may_do_everything_in_its_practice(hilltop: Practice) -> None:
    assert all(schedule_of(hilltop).may(action) for action in Action)


def test_an_auditor_changes_nothing(otto: User) -> None:
    reads = {
        Action.SEE_PATIENTS,
        Action.SEE_REPORTS,
        Action.SEE_CLAIMS,
        Action.SEE_RUNS,
        Action.SEE_PRACTICE,
        Action.SEE_AUDIT,
    }
    assert make.actor(otto).actions == reads


@pytest.mark.parametrize(
    "path",
    [
        "/patients/?q=a%00b",
        "/patients/?%00=1",
        "/admin/patients/patient/?sex__exact=%00",
        "/admin/autocomplete/?app_label=patients&model_name=coverage&field_name=patient&term=%00",
    ],
)
def test_an_address_with_a_null_character_is_refused(client: Client, ada: User, path: str) -> None:
    client.force_login(ada)
    answer = client.get(path)
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()
