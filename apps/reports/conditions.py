"""The conditions that an address may have, by source: what each leaves of the rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.billing.models import Claim, Posting
from apps.patients.models import Coverage
from apps.practice.access import Actor, rows_of
from apps.reports.domain.flow import CAPITATED, PAID, REFUSED, REJECTED, SENT
from apps.reports.domain.slices import NONE, Source
from apps.reports.program_rows import (
    active_on,
    could_be_enrolled,
    dual_eligible,
    eligible_for_care,
    enrolled_on,
    followed_goals,
    worked_for_nobody_enrolled,
    worked_in_open_period,
)

LARGEST_ID = 2**63 - 1
LIVE = "live"
UNCLAIMED = "unclaimed"
Condition = Callable[[Actor, str], Q]


@dataclass(frozen=True, slots=True)
class Anyones:
    """A condition that says the same whoever asks.

    Where all it does with a value is to compare `path` with what `read` makes of it, a prepared statement has a place
    for that; `read` gives None for what it is not.
    """

    says: Callable[[str], Q]
    path: str = ""
    read: Callable[[str], Any] = lambda _: None

    def __call__(self, actor: Actor, value: str) -> Q:
        """Return what is left of the rows."""
        return self.says(value)


def _id(path: str) -> Condition:
    def condition(value: str) -> Q:
        some = [number_of(each) for each in value.split(",") if each != NONE]
        found = Q(**{f"{path}__in": some}) if len(some) > 1 else Q(**{path: some[0]}) if some else Q()
        return found | Q(**{f"{path}__isnull": True}) if NONE in value.split(",") else found

    return Anyones(condition, path, lambda value: int(value) if is_number(value) else None)


def _words(path: str) -> Condition:
    return Anyones(
        lambda said: Q(**{f"{path}__in": ["" if each == NONE else each for each in said.split(",")]})
    )


def _setting(path: str) -> Condition:
    """Choose by care setting; a stretch without one is decided as of none."""

    def condition(value: str) -> Q:
        return Q(**{f"{path}__in": [*value.split(","), *([""] if NONE in value.split(",") else [])]})

    return Anyones(condition)


def _bound(path: str) -> Condition:
    return Anyones(lambda value: Q(**{path: day_of(value)}), path, day_of)


def _since(path: str) -> Condition:
    """Compare a moment with the beginning of a local day."""

    def condition(actor: Actor, value: str) -> Q:
        return Q(**{f"{path}__gte": _midnight(actor, day_of(value))})

    return condition


def _until(path: str) -> Condition:
    def condition(actor: Actor, value: str) -> Q:
        day = day_of(value)
        if day == date.max:
            raise BadRequest(f"{value} has no day after it.")
        return Q(**{f"{path}__lt": _midnight(actor, day + timedelta(days=1))})

    return condition


def _midnight(actor: Actor, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=actor.time_zone)


def _flag(path: str) -> Condition:
    return Anyones(lambda value: Q(**{path: value == "1"}))


def _stage(path: str) -> Condition:
    """Choose by the state of the claim that bills a decision; `unclaimed` where none does."""

    def condition(value: str) -> Q:
        wanted = value.split(",")
        found = Q(**{f"{path}__state__in": [each for each in wanted if each != UNCLAIMED]})
        return found | Q(**{f"{path}__isnull": True}) if UNCLAIMED in wanted else found

    return Anyones(condition)


def _if(value: str, found: Q) -> Q:
    return found if value == "1" else ~found


def number_of(value: str) -> int:
    """Read the number of a row in an address."""
    if not is_number(value):
        raise BadRequest(f"{value} is no number of a row.")
    return int(value)


def is_number(value: str) -> bool:
    """Say whether a value can be the number of a row."""
    return value.isascii() and value.isdigit() and int(value) <= LARGEST_ID


# What takes a posting back again: the one with the next number for the same payment.
_UNDOING = Posting.objects.filter(claim_payment=OuterRef("claim_payment"), number=OuterRef("number") + 1)


def _end(value: str) -> Q:
    """Choose counted time that was lost, or that may still be paid."""
    billable = Q(decision__outcome="billable")
    refused = Q(live__state__in=REFUSED)
    if value == "lost":
        never = Q(decision__outcome="not_billable") & ~Q(decision__obstacle=CAPITATED)
        return Q(reason="") & (never | billable & refused)
    if value == "open":
        waits = Q(live__isnull=True) | ~Q(live__state__in=(*REFUSED, *PAID))
        return Q(reason="") & (Q(decision__outcome="blocked") | billable & waits)
    raise BadRequest(f"Time does not end as {value}.")


def _fate(value: str) -> Q:
    """Choose closed periods by what their money has become; see `report_mine`."""
    billable, unclaimed = Q(outcome="billable"), Q(live__isnull=True)
    rejected = Q(live__state=REJECTED)
    if value == "earned":
        return billable & ~unclaimed & ~Q(live__state__in=REFUSED)
    if value == "at_risk":
        return Q(outcome="blocked") | billable & (unclaimed | rejected)
    if value == "lost":
        never = Q(outcome="not_billable") & ~Q(obstacle=CAPITATED)
        return never | billable & Q(live__state__in=[each for each in REFUSED if each != REJECTED])
    raise BadRequest(f"Periods do not become {value}.")


def days_of(value: str) -> tuple[date, date]:
    """Read the dates of a stretch in an address."""
    first, _, last = value.partition("~")
    return day_of(first), day_of(last)


def sent_claims(actor: Actor, value: str) -> QuerySet[Claim]:
    """Return the claims sent and standing for periods that ended in a stretch."""
    first, last = days_of(value)
    return rows_of(actor, Claim).filter(
        stands=True, state__in=SENT, window_ends_on__gte=first, window_ends_on__lte=last
    )


def _active(actor: Actor, value: str) -> Q:
    return active_on(*days_of(value))


def _covered(actor: Actor, value: str) -> Q:
    """Choose patients whom a payer covered on any day of a stretch, as `7~2026-05-01~2026-05-31`."""
    payer, _, dates = value.partition("~")
    covers = rows_of(actor, Coverage).filter(_active(actor, dates), payer=number_of(payer))
    return Q(pk__in=covers.values("patient"))


def day_of(value: str) -> date:
    """Read a date of an address."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadRequest(f"{value} is no date.")


def _decided(path: str) -> dict[str, Condition]:
    """The conditions on a decision that is reached by `path`, or on what its claim repeats of it."""
    return {
        "since": _bound(f"{path}window_ends_on__gte"),
        "until": _bound(f"{path}window_ends_on__lte"),
        "setting": _setting(f"{path}setting"),
        "agency": _id(f"{path}episode__agency"),
    }


def _coded(path: str) -> dict[str, Condition]:
    """The conditions on what only a decision, reached by `path`, says."""
    return {"code": _words(f"{path}procedure_code"), "program": _words(f"{path}program")}


CONDITIONS: Mapping[Source, Mapping[str, Condition]] = {
    Source.ENTRIES: {
        "since": _bound("performed_on__gte"),
        "until": _bound("performed_on__lte"),
        "provider": _id("provider"),
        "activity": _words("activity"),
        "late": _flag("is_late"),
        "programme": _flag("patient__isnull"),
        "patient": _id("patient"),
        "unenrolled": lambda actor, value: worked_for_nobody_enrolled(actor, *days_of(value)),
        "open": lambda actor, value: worked_in_open_period(actor, day_of(value)),
    },
    Source.PERIODS: {
        **_decided(""),
        **_coded(""),
        "provider": _id("rendering_provider"),
        "payer": _id("payer"),
        "outcome": _words("outcome"),
        "obstacle": _words("obstacle"),
        "stage": _stage(LIVE),
        "fate": Anyones(_fate),
        "dual": lambda actor, value: _if(value, Q(patient__in=dual_eligible(actor))),
    },
    Source.TIMES: {
        **_decided("decision__"),
        **_coded("decision__"),
        "provider": _id("decision__rendering_provider"),
        "payer": _id("decision__payer"),
        "outcome": _words("decision__outcome"),
        "obstacle": _words("decision__obstacle"),
        "stage": _stage(LIVE),
        "activity": _words("activity"),
        "reason": _words("reason"),
        "left_out": Anyones(lambda value: _if(value, ~Q(reason=""))),
        "end": Anyones(_end),
    },
    Source.CLAIMS: {
        **_decided(""),
        **_coded("decision__"),
        "provider": _id("rendering_provider"),
        "payer": _id("payer"),
        "state": _words("state"),
        "sent_since": _since("submission__sent_at"),
        "sent_until": _until("submission__sent_at"),
        "sent": Anyones(lambda value: Q(submission__sent_at__isnull=value != "1")),
    },
    Source.PAYMENTS: {
        **_decided("claim__"),
        **_coded("claim__decision__"),
        "provider": _id("claim__rendering_provider"),
        "payer": _id("claim__payer"),
        "paid_since": _bound("claim_payment__remittance__paid_on__gte"),
        "paid_until": _bound("claim_payment__remittance__paid_on__lte"),
        "stands": Anyones(lambda _: Q(paid__gt=0) & Q(~Exists(_UNDOING))),
    },
    Source.DENIALS: {
        **_decided("claim__"),
        **_coded("claim__decision__"),
        "provider": _id("claim__rendering_provider"),
        "payer": _id("claim__payer"),
        "reason": _words("reason_code"),
        "group": _words("adjustment_group"),
        "task": _words("state"),
        "claim_state": _words("claim__state"),
    },
    Source.PATIENTS: {
        "enrolled": lambda actor, value: Q(pk__in=enrolled_on(actor, program=value)),
        "provider": lambda actor, value: Q(pk__in=enrolled_on(actor, provider=number_of(value))),
        "could": lambda actor, value: Q(pk__in=could_be_enrolled(actor, program=value)),
        "dual": lambda actor, _: Q(pk__in=dual_eligible(actor)),
        "eligible": lambda actor, value: _if(value, eligible_for_care(actor)),
        "billed": lambda actor, value: Q(pk__in=sent_claims(actor, value).values("patient")),
        "covered": _covered,
    },
    Source.PROVIDERS: {
        "provider": _id("pk"),
        "kind": _words("kind"),
        "active": _active,
        "billing": lambda actor, value: Q(pk__in=sent_claims(actor, value).values("rendering_provider")),
    },
    Source.GOALS: {
        "state": _words("state"),
        "since": _bound("stated_on__gte"),
        "until": _bound("stated_on__lte"),
        "followed": lambda actor, value: _if(value, Q(pk__in=followed_goals(actor))),
        "past": _bound("target_on__lt"),
        "provider": lambda actor, value: Q(patient__in=enrolled_on(actor, provider=number_of(value))),
    },
}
