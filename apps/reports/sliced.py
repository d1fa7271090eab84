"""A slice as rows: the conditions of an address become a queryset of the actor's practice, and nothing else."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import FilteredRelation, Q, QuerySet

from apps.billing.models import Claim, ClaimTask, DecidedTime, Decision, Posting
from apps.billing.models.claims import GONE
from apps.patients.models import Goal, Patient
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.reports.conditions import CONDITIONS
from apps.reports.domain.slices import Slice, Source
from apps.timelog.models import EntryVersion
from apps.timelog.standing import newest

Rows = QuerySet[Any]


def rows_behind(actor: Actor, wanted: Slice) -> Rows:
    """Return the rows of a slice; refuses (400) a condition that the source does not know."""
    known = CONDITIONS[wanted.source]
    for name, _ in wanted.where:
        if name not in known:
            raise BadRequest(f"{wanted.source} have no {name}.")
    return _ALL[wanted.source](actor).filter(*(known[name](actor, value) for name, value in wanted.where))


def knows(source: Source, wanted: Slice) -> bool:
    """Say whether the rows of a source can be chosen by these conditions."""
    return all(name in CONDITIONS[source] for name, _ in wanted.where)


def _entries(actor: Actor) -> Rows:
    """Give what stands in the books now: the newest version of each entry that is neither void nor unconfirmed."""
    standing = rows_of(actor, EntryVersion).filter(is_void=False, is_confirmed=True)
    return newest(standing, practice=actor.practice)


def _periods(actor: Actor) -> Rows:
    return rows_of(actor, Decision).filter(is_current=True).annotate(live=_live("claims"))


def _times(actor: Actor) -> Rows:
    current = DecidedTime.objects.filter(decision__practice=actor.practice, decision__is_current=True)
    return current.annotate(live=_live("decision__claims"))


def _live(path: str) -> FilteredRelation:
    """Join the one claim that bills what was decided, where there is one."""
    standing = Q(**{f"{path}__stands": True}) & ~Q(**{f"{path}__state__in": GONE})
    return FilteredRelation(path, condition=standing)


def _claims(actor: Actor) -> Rows:
    return rows_of(actor, Claim).filter(stands=True)


def _payments(actor: Actor) -> Rows:
    return _of_claims(actor, Posting)


def _denials(actor: Actor) -> Rows:
    return _of_claims(actor, ClaimTask).filter(kind=ClaimTask.Kind.DENIAL)


def _of_claims(actor: Actor, model: type[Posting] | type[ClaimTask]) -> Rows:
    """Give rows that hang on claims; the claims' practice is said too, with which their index by day begins."""
    return rows_of(actor, model).filter(claim__practice=actor.practice)


_ALL: Mapping[Source, Callable[[Actor], Rows]] = {
    Source.ENTRIES: _entries,
    Source.PERIODS: _periods,
    Source.TIMES: _times,
    Source.CLAIMS: _claims,
    Source.PAYMENTS: _payments,
    Source.DENIALS: _denials,
    Source.PATIENTS: lambda actor: rows_of(actor, Patient),
    Source.GOALS: lambda actor: rows_of(actor, Goal),
    Source.PROVIDERS: lambda actor: rows_of(actor, Provider),
}
