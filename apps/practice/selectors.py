"""Who works in a practice, what is missing of it, and what was done in it."""

import re
from collections.abc import Iterable
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
from apps.practice.page_words import page_words

AUDIT_PAGE = 50
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
# under this name an event keeps which file of many rows it comes from
CAUSE = "import"
# a value of the rules or of a choice, such as not_billable
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
HASH = re.compile(r"[0-9a-f]{64}")
NUMBERS = re.compile(r"\d+(, \d+){8,}")
# The moves of a claim are kept as what somebody does; a trail says what was done.
DONE = {
    "accept": "accepted", "approve": "approved", "batch": "batched", "deny": "denied", "hold": "held", "pay": "paid",
    "pay_partly": "partly paid", "refund": "refunded", "reject": "rejected", "release": "released",
    "reopen": "reopened", "replace": "replaced", "resume": "took up again", "return": "returned",
    "reverse": "reversed", "send": "sent", "stand_again": "let stand again", "unbatch": "took out of its file",
    "undo_posting": "undid posting of", "unsend": "took back as not sent", "void": "voided",
    "withdraw_approval": "withdrew approval of",
}  # fmt: skip


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


class Changed(NamedTuple):
    """A value before and after."""

    label: str
    old: Any
    new: Any

    @property
    def many(self) -> str:
        """What a long list of numbers is, by its count: "51 rows"; nothing for any other value."""
        return many(self.label, self.new)

    @property
    def shown(self) -> Any:
        """The new value as a page shows it: of a hash its beginning, of nothing that it is blank."""
        is_hash = isinstance(self.new, str) and HASH.fullmatch(self.new)
        return f"{self.new[:12]}…" if is_hash else "blank" if self.new is None else self.new


@dataclass(frozen=True)
class Told:
    """An event in words: what was done, by whom, when, and which values it changed."""

    text: str
    who: str
    at: datetime
    patient_id: int | None
    changes: list[Changed]


def many(label: str, listed: Any) -> str:
    """Say how many numbers a long list has: "51 rows"; nothing for a short one and for any other value."""
    return f"{listed.count(',') + 1} {label}" if isinstance(listed, str) and NUMBERS.fullmatch(listed) else ""


def told(events: Iterable[AuditEvent]) -> list[Told]:
    """Return events in words, in the same order."""
    return [_told(event) for event in events]


def _told(event: AuditEvent) -> Told:
    noun, _, verb = event.action.partition(".")
    words = f"{DONE.get(verb, verb)} {noun}".replace("_", " ").strip()
    old, new = event.old or {}, dict(event.new or {})
    words += _cause(new.pop(CAUSE, None))
    if event.action == "page.viewed" and (page := page_words(new.get("page", ""))):
        del new["page"]
        words += f": {page}"
    changes = [
        Changed(key.replace("_", " "), _shown(old.get(key)), _shown(new.get(key))) for key in {**old, **new}
    ]
    changes = [change for change in changes if {change.old, change.new} - {None, ""}]
    who = str(event.actor) if event.actor else "The schedule"
    return Told(words[:1].upper() + words[1:], who, event.at, event.patient_id, changes)


def _cause(source: Any) -> str:
    """Say which file of many rows an event comes from."""
    if not isinstance(source, dict):
        return ""
    by = "by undoing the import of" if source.get("is_undone") else "by import of"
    return f" {by} {source.get('file')}"


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(_shown(each)) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_shown(each)}" for key, each in value.items())
    is_code = isinstance(value, str) and CODE.fullmatch(value)
    return value.replace("_", " ") if is_code else value


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
