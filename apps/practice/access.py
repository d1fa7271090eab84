"""The only gate from a person to a practice and what is in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F, FilteredRelation, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from apps.practice.domain.roles import Action, Role, actions_of, roles_to_look_as
from apps.practice.models import AuditEvent, Membership, Practice, Provider, User
from apps.practice.prepared import Question, Slot
from apps.practice.presence import is_sealed_by, is_still_signed_in, person_of_session

SESSION_PRACTICE = "practice_id"
SESSION_LOOKS_AS = "looks_as"
# A method that changes nothing, of those that the product answers.
LOOKING = ("GET", "HEAD", "OPTIONS")
# On a shared computer the next person must not get it back, from the disk or with the button Back.
NOT_KEPT = "no-store"
# What a column of ids can hold.
IDS = range(2**63)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

M = TypeVar("M", bound=Model)
P = ParamSpec("P")


@dataclass(frozen=True)
class Actor:
    """Somebody acting in one practice: a signed-in member, or (`user` None) the practice's own schedule.

    `own_roles` None: acts in `roles`. Otherwise somebody who holds `own_roles` looks at the product as one of `roles`
    would, and changes nothing.
    """

    user: User | None
    practice: Practice
    roles: frozenset[Role]
    provider: Provider | None = None
    own_roles: frozenset[Role] | None = None

    @property
    def actions(self) -> frozenset[Action]:
        return actions_of(self.roles)

    def may(self, action: Action) -> bool:
        """Say whether this actor may do `action`; the schedule may do everything."""
        return self.user is None or action in self.actions

    @property
    def only_looks(self) -> bool:
        """Say whether this is somebody looking as another role."""
        return self.own_roles is not None

    def holds(self, *actions: Action) -> bool:
        """Say whether the person's own roles allow one of `actions`, whatever they look as."""
        own = actions_of(self.roles if self.own_roles is None else self.own_roles)
        return self.user is None or any(action in own for action in actions)

    @property
    def today(self) -> date:
        """Today's date where the practice is; read once at the door and passed on."""
        return timezone.now().astimezone(self.time_zone).date()

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.practice.time_zone)


class MemberRequest(HttpRequest):
    """A request that has passed the gate: it carries who acts, and where."""

    actor: Actor


def schedule_of(practice: Practice) -> Actor:
    """Return the actor in whose name scheduled work of `practice` is done."""
    return Actor(user=None, practice=practice, roles=frozenset())


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return all roles of an active `user` where nobody deactivated them, those that have ended included."""
    return _in_force().filter(user=user)


def _in_force() -> QuerySet[Membership]:
    rows = Membership.objects.filter(user__is_active=True, deactivated_at__isnull=True)
    return rows.select_related("practice")


def _with_people() -> QuerySet[Membership]:
    """Return memberships with whose they are, and the provider that the person is in the practice."""
    own = FilteredRelation("user__provider_rows", condition=Q(user__provider_rows__practice=F("practice")))
    rows = _in_force().annotate(own=own).filter(user=Slot("user"))
    return rows.select_related("practice", "user", "own")  # type: ignore[misc]  # annotated just now


# Asked at every request.
_MEMBERSHIPS = Question(_with_people)


def actor_for(
    user: User, *, practice_id: int | None = None, known: Sequence[Membership] | None = None
) -> Actor | None:
    """Return `user` acting in the practice asked for (or the first one); None when that is not theirs.

    A membership counts through its `ends_on`, a date of the practice's time zone. `known`: what was read already.
    """
    rows = _MEMBERSHIPS.all(user=user.pk) if known is None else known
    memberships = [row for row in rows if not _has_ended(row)]
    wanted = [row for row in memberships if practice_id in (None, row.practice_id)]
    if not wanted:
        return None
    practice: Practice = wanted[0].practice
    roles = frozenset(Role(row.role) for row in wanted if row.practice_id == practice.pk)
    return Actor(user=user, practice=practice, roles=roles, provider=getattr(wanted[0], "own", None))


def _has_ended(membership: Membership) -> bool:
    if membership.ends_on is None:
        return False
    today = timezone.now().astimezone(ZoneInfo(membership.practice.time_zone)).date()
    return membership.ends_on < today


def lacks_second_factor(actor: Actor) -> bool:
    """Say whether a role of the actor asks for a second factor and the person has none."""
    if not actor.roles.intersection(actor.practice.second_factor_roles):
        return False
    return not Authenticator.objects.filter(user=actor.user, type__in=SECOND_FACTORS).exists()


def may(
    *actions: Action,
    while_looking: bool = False,
) -> Callable[
    [Callable[Concatenate[MemberRequest, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Let only members through who may do one of `actions`; put the actor on the request.

    Nobody: to the sign-in page. Somebody without a practice or the role: 403. Somebody whose role asks for a second
    factor and who has none: to where one is set up. Who looks as another role changes nothing, but where
    `while_looking` says so.
    """

    def gate(
        view: Callable[Concatenate[MemberRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            refuse_null_characters(request)
            actor = actor_of(request)
            if needs_second_factor(request):
                return redirect("practice:second_factor")
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if actor is None or not any(actor.may(action) for action in actions):
                raise PermissionDenied
            if actor.only_looks and request.method not in LOOKING and not while_looking:
                raise PermissionDenied
            request.actor = actor  # type: ignore[attr-defined]
            with timezone.override(actor.time_zone):  # pages show times as the practice's clocks do
                answer = view(request, *args, **kwargs)  # type: ignore[arg-type]
            note_reading(request, actor, kwargs)
            answer.setdefault("Cache-Control", NOT_KEPT)
            return _only_pages(answer) if not actor.holds(*actions) else answer

        guarded.actions = actions  # type: ignore[attr-defined]
        return _recognizing(login_required(guarded))

    return gate


def _recognizing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find out who asks before Django looks for itself, which takes twice as many questions."""

    @wraps(view)
    def recognizing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if hasattr(request, "session") and not hasattr(request, "member"):
            recognize(request)
        return view(request, *args, **kwargs)

    return recognizing


def note_reading(request: HttpRequest, actor: Actor, parts: dict[str, Any]) -> None:
    """Keep which page an auditor opened, also one that shows no patient: an auditor's own reads are on record."""
    if Role.AUDITOR not in actor.roles or actor.only_looks:
        return
    match = request.resolver_match
    page = {"page": match.view_name if match else "", **{name: str(value) for name, value in parts.items()}}
    AuditEvent.objects.create(
        practice=actor.practice, actor=actor.user, action="page.viewed", new=page, at=timezone.now()
    )


def _only_pages(answer: HttpResponse) -> HttpResponse:
    """Hand out no file to somebody whose own roles do not reach it: looking as another role never widens rights."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        raise PermissionDenied
    return answer


def needs_second_factor(request: HttpRequest) -> bool:
    """Say whether who asks is held back until a second factor is set up."""
    actor_of(request)
    return getattr(request, "lacks_second_factor", False)


def refuse_null_characters(request: HttpRequest) -> None:
    """Answer 400 to an address with a null character, which no page sends and PostgreSQL takes nowhere."""
    if any("\0" in value for values in request.GET.lists() for value in (values[0], *values[1])):
        raise BadRequest("The address holds a null character.")


def actor_of(request: HttpRequest) -> Actor | None:
    """Return who acts in this request, worked out once; None for nobody and for people without a practice.

    When the practice chosen is no longer theirs, pages show another of theirs; nothing is changed there unseen.
    """
    if not hasattr(request, "member"):
        request.member = _member(request) if isinstance(request.user, User) else None  # type: ignore[attr-defined]
    return request.member  # type: ignore[attr-defined, no-any-return]


def recognize(request: HttpRequest) -> None:
    """Find out who asks and where they work in two questions; whatever is not plain is left to Django's own look."""
    person = person_of_session(request)
    rows: list[Membership] = _MEMBERSHIPS.all(user=person) if person is not None else []
    if rows and is_sealed_by(request, rows[0].user):
        request.user = rows[0].user
        request.memberships = rows  # type: ignore[attr-defined]


def _member(request: HttpRequest) -> Actor | None:
    assert isinstance(request.user, User)
    has_session = hasattr(request, "session")
    chosen = request.session.get(SESSION_PRACTICE) if has_session else None
    known = getattr(request, "memberships", None)
    found = actor_for(request.user, practice_id=chosen, known=known)
    if found is None and chosen is not None and request.method in ("GET", "HEAD"):
        found = actor_for(request.user, known=known)
        if found is not None:
            request.session[SESSION_PRACTICE] = found.practice.pk
    if has_session and not is_still_signed_in(request, found.practice if found else None):
        return None
    if found is not None and lacks_second_factor(found):
        request.lacks_second_factor = True  # type: ignore[attr-defined]
        return None
    return _looking(request, found) if has_session and found is not None else found


def _looking(request: HttpRequest, actor: Actor) -> Actor:
    """Return the actor as they look at the product: in another role when they chose one that they may look as."""
    chosen = request.session.get(SESSION_LOOKS_AS)
    if chosen is None:
        return actor
    if chosen not in roles_to_look_as(actor.roles):
        del request.session[SESSION_LOOKS_AS]
        return actor
    return replace(actor, roles=frozenset({Role(chosen)}), own_roles=actor.roles)


def rows_of(actor: Actor, model: type[M]) -> QuerySet[M]:
    """Return the rows of `model` that belong to the actor's practice."""
    return model._default_manager.filter(practice=actor.practice)


def one_of(actor: Actor, rows: type[M] | QuerySet[M], pk: Any) -> M:
    """Return the row `pk` of the actor's practice; 404 when it is not there or not theirs."""
    if isinstance(rows, QuerySet):
        row = rows.filter(Q(practice=actor.practice), pk=pk).first()
    else:
        row = _one(actor, rows, pk)
    if row is None:
        raise Http404
    return row


_ONE: dict[type[Model], Question] = {}


def _one(actor: Actor, model: type[M], pk: Any) -> M | None:
    if not isinstance(pk, int) or pk not in IDS:
        return rows_of(actor, model).filter(pk=pk).first()
    if model not in _ONE:
        _ONE[model] = Question(
            lambda: model._default_manager.filter(practice=Slot("practice"), pk=Slot("pk"))[:1]
        )
    found: M | None = _ONE[model].first(practice=actor.practice.pk, pk=pk)
    return found
