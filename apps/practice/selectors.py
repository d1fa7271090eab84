"""Who works in a practice, what is missing of it, and what was done in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from apps.practice.access import Actor, actor_for, memberships_of, rows_of
from apps.practice.domain.roles import Role
from apps.practice.domain.secrets import hash_of
from apps.practice.models import (
    ApiToken,
    AuditEvent,
    Collaboration,
    Invitation,
    Membership,
    Practice,
    Provider,
    ServiceLocation,
    Supervision,
    User,
)

AUDIT_PAGE = 50
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class Waiting(NamedTuple):
    """An invitation that nobody accepted or revoked; `is_over` when its link no longer works."""

    invitation: Invitation
    role_labels: list[str]
    is_over: bool


def waiting_invitations(actor: Actor, *, now: datetime) -> list[Waiting]:
    """Return the invitations that nobody accepted or revoked, also those whose term is over."""
    rows = rows_of(actor, Invitation).filter(accepted_at__isnull=True, revoked_at__isnull=True)
    return [Waiting(row, [Role(role).label for role in row.roles], row.expires_at <= now) for row in rows]


def invitation_by_secret(secret: str) -> Invitation | None:
    """Return the invitation whose link holds `secret`."""
    return Invitation.objects.select_related("practice").filter(token_hash=hash_of(secret)).first()


def practices_of(user: User) -> list[Practice]:
    """Return the practices in which `user` holds a role, by name."""
    found = {row.practice for row in memberships_of(user) if actor_for(user, practice_id=row.practice_id)}
    return sorted(found, key=lambda practice: practice.name)


class Missing(NamedTuple):
    """Something that claims need and the practice has not said yet; `field` is where it is filled in."""

    label: str
    field: str


def missing_details(practice: Practice) -> list[Missing]:
    """Return what a claim will ask for and the practice lacks."""
    wanted = {
        "npi": "NPI",
        "tax_id": "Tax id",
        "taxonomy_code": "Taxonomy code",
        "street": "Street",
        "city": "City",
        "state": "State",
        "zip_code": "ZIP code",
        "phone": "Phone",
    }
    return [Missing(label, field) for field, label in wanted.items() if not getattr(practice, field)]


def invitation_state(invitation: Invitation, *, now: datetime) -> str:
    """Return open, accepted, revoked or expired."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "open" if invitation.expires_at > now else "expired"


def providers(actor: Actor) -> QuerySet[Provider]:
    """Return the practice's providers by name, with the account of each."""
    return rows_of(actor, Provider).select_related("user")


def service_locations(actor: Actor) -> QuerySet[ServiceLocation]:
    """Return where the practice sees patients besides its billing address, with how many providers work there."""
    return rows_of(actor, ServiceLocation).annotate(provider_count=Count("providers"))


def supervisions(provider: Provider) -> QuerySet[Supervision]:
    """Return who supervises a member of the staff, by date."""
    return Supervision.objects.filter(staff=provider).select_related("supervisor")


def collaborations(provider: Provider) -> QuerySet[Collaboration]:
    """Return the documented collaborations of a provider, by date."""
    return Collaboration.objects.filter(provider=provider).select_related("physician")


def tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the actor's own tokens in this practice, the newest first."""
    return rows_of(actor, ApiToken).filter(user=actor.user)


def sample_people() -> dict[Role, User]:
    """Return one person for each role of the sample practice; empty where there is none."""
    here = Membership.objects.filter(
        practice__is_sample=True, user__is_active=True, deactivated_at__isnull=True
    )
    rows = here.filter(ends_on__isnull=True)
    lasting = list(rows.select_related("user").order_by("practice_id", "user_id"))
    limited = here.filter(ends_on__isnull=False)
    found: dict[Role, User] = {}
    for row in [*lasting, *limited.select_related("user").order_by("practice_id", "-ends_on")]:
        found.setdefault(Role(row.role), row.user)
    return found


@dataclass(frozen=True)
class AuditFilter:
    """Which events to show; None and empty mean all. Dates are local dates of the practice, both inclusive."""

    person: int | None = None
    noun: str = ""
    patient: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class AuditPage:
    """Some events, the newest first; `older` is the mark for the next page, None at the end."""

    events: list[AuditEvent]
    older: int | None


def audit_events(actor: Actor, wanted: AuditFilter) -> QuerySet[AuditEvent]:
    """Return what was done in the practice that fits, in no order."""
    return rows_of(actor, AuditEvent).select_related("actor").filter(*_conditions(wanted, actor))


def audit_trail(actor: Actor, wanted: AuditFilter) -> AuditPage:
    """Return a page of what was done in the practice: a fixed number of rows, however long the trail."""
    rows = audit_events(actor, wanted).order_by("-at", "-id")
    if wanted.before is not None:
        mark = rows_of(actor, AuditEvent).filter(pk=wanted.before).first()
        if mark is not None:
            rows = rows.filter(Q(at__lt=mark.at) | Q(at=mark.at, pk__lt=mark.pk))
    found = list(rows[: AUDIT_PAGE + 1])
    shown = found[:AUDIT_PAGE]
    return AuditPage(shown, shown[-1].pk if len(found) > AUDIT_PAGE else None)


def _conditions(wanted: AuditFilter, actor: Actor) -> list[Q]:
    values: dict[str, Any] = {
        "actor_id": wanted.person,
        "action__startswith": f"{wanted.noun}." if wanted.noun else None,
        "patient_id": wanted.patient,
        "at__gte": _midnight(wanted.starts_on, actor) if wanted.starts_on else None,
        "at__lt": _midnight(min(wanted.ends_on, LATEST) + timedelta(days=1), actor)
        if wanted.ends_on
        else None,
    }
    return [Q(**{name: value}) for name, value in values.items() if value is not None]


def _midnight(day: date, actor: Actor) -> datetime:
    # not every zone's midnight at the ends of the calendar is an instant
    day = min(max(day, EARLIEST), LATEST)
    return datetime(day.year, day.month, day.day, tzinfo=actor.time_zone)


def changes_of(patient_id: int, *, actor: Actor, limit: int = 30) -> list[AuditEvent]:
    """Return the newest changes of a patient's data, without mere reads."""
    rows = rows_of(actor, AuditEvent).filter(patient_id=patient_id).exclude(action__endswith="viewed")
    return list(rows.select_related("actor").order_by("-at", "-id")[:limit])


def history_of(row: Any, *, actor: Actor) -> list[AuditEvent]:
    """Return what was done to one row, the newest first."""
    rows = rows_of(actor, AuditEvent).filter(subject_type=row._meta.label_lower, subject_id=row.pk)
    return list(rows.select_related("actor").order_by("-at", "-id"))
