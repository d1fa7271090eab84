"""Doors for people who are not signed in: the first set-up, an invitation, the people of the sample practice."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.practice import selectors
from apps.practice.access import SESSION_PRACTICE, actor_of
from apps.practice.domain.roles import Action, Role
from apps.practice.form_pages import show_form, typed
from apps.practice.forms import AccountForm, PlainForm, SetupForm
from apps.practice.models import Invitation, User
from apps.practice.operations_people import accept_as_member, accept_as_new
from apps.practice.operations_setup import FirstAdministrator, is_untouched, set_up
from apps.practice.presence import sign_in
from apps.problems import Refused

form_methods = require_http_methods(["GET", "POST"])


# Where somebody's work begins: the first that the role allows.
BEGINNINGS = (
    (Action.LOG_TIME, "timelog:today"),
    (Action.REVIEW_CLAIMS, "billing:review"),
    (Action.CHANGE_PEOPLE, "practice:overview"),
    (Action.SEE_REPORTS, "reports:overview"),
)


@require_GET
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Lead to where somebody's work begins; without a sign-in to the door that is open."""
    if not request.user.is_authenticated:
        return redirect("setup" if is_untouched() else "sample" if settings.IS_SAMPLE else "account_login")
    actor = actor_of(request)
    place = next((place for action, place in BEGINNINGS if actor and actor.may(action)), None)
    if place is None:
        raise PermissionDenied
    return redirect(place)


@form_methods
@never_cache
@sensitive_post_parameters("password")
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first practice and its administrator; there is no such page once anybody has an account."""
    if not is_untouched():
        raise Http404
    form = SetupForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            user = set_up(FirstAdministrator(**form.cleaned_data), now=timezone.now())
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            sign_in(request, user)
            return redirect("billing:setup_check")
    return show_form(request, form, template="practice/setup.html", back="")


@form_methods
@never_cache
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Let an invited person in: with a new account, or with the one that is signed in."""
    row = selectors.invitation_by_secret(secret)
    if row is None:
        raise Http404
    known = User.objects.filter(email=row.email).exists()
    form = (
        PlainForm(typed(request))
        if known
        else AccountForm(typed(request), initial={"full_name": row.full_name})
    )
    if form.is_bound and form.is_valid():
        try:
            return _admit(request, row, form.cleaned_data, is_known=known)
        except Refused as refused:
            form.refuse(refused.problems)
    context = {
        "invitation": row,
        "state": selectors.invitation_state(row, now=timezone.now()),
        "role_labels": [Role(role).label for role in row.roles],
        "is_known": known,
        "is_signed_in_as_invited": request.user.is_authenticated and request.user.get_username() == row.email,
    }
    return show_form(request, form, template="practice/invitation.html", back="", context=context)


def _admit(request: HttpRequest, row: Invitation, values: dict[str, str], *, is_known: bool) -> HttpResponse:
    now = timezone.now()
    today = now.astimezone(ZoneInfo(row.practice.time_zone)).date()
    if is_known:
        if not isinstance(request.user, User):
            raise PermissionDenied
        accept_as_member(row, user=request.user, now=now, today=today)
    else:
        user = accept_as_new(
            row, full_name=values["full_name"], password=values["password"], now=now, today=today
        )
        logout(request)
        sign_in(request, user)
    request.session[SESSION_PRACTICE] = row.practice_id
    messages.success(request, f"Welcome to {row.practice.name}.")
    return redirect("/")


@require_GET
@never_cache
def sample(request: HttpRequest) -> HttpResponse:
    """Offer the people of the sample practice, on the local product only."""
    return render(request, "practice/sample.html", {"people": _sample_people().items()})


@require_POST
@never_cache
def sample_sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as somebody of the sample practice, on the local product only."""
    user = _sample_people().get(Role(role)) if role in set(Role) else None
    if user is None:
        raise Http404
    logout(request)
    sign_in(request, user)
    return redirect("/")


def _sample_people() -> dict[Role, User]:
    people = selectors.sample_people() if settings.IS_SAMPLE else {}
    if not people:
        raise Http404
    return people
