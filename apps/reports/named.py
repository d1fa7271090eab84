"""Providers, payers and agencies as a report names them, and offers them to narrow it to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.expressions import Combinable

from apps.patients.models import Agency, Enrollment, Payer, Setting
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.models.providers import full_name
from apps.practice.prepared import Question, Slot
from apps.timelog.models import Activity

_NAMED: Mapping[str, Any] = {"provider": Provider, "payer": Payer, "agency": Agency}
_CHOICES: Mapping[str, Any] = {"setting": Setting, "activity": Activity, "program": Enrollment.Program}
_COLUMNS = ("dimension", "lead", "follows", "letters", "number")
_NOTHING = Value("", CharField())


@dataclass(slots=True)
class Named:
    """A provider, payer or agency by its name alone: a page needs no more of the fifty that it offers."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


# Those of a practice, by dimension; empty until they are read. What a page offers it also shows.
Known = dict[str, list[Named]]


def rows_named(actor: Actor, dimension: str, known: Known) -> list[Named]:
    """Return all providers, payers or agencies of the practice as they are ordered: one query for all three."""
    if not known:
        known |= {of: [] for of in _NAMED}
        for of, last, first, credentials, number in _ALL.all(practice=actor.practice.pk):
            known[of].append(Named(number, full_name(first, last, credentials)))
    return known[dimension]


def names_of(actor: Actor, dimension: str, known: Known | None = None) -> Mapping[Any, str]:
    """Return the names of what a report divides by; at most one query, none for what is known."""
    if dimension in _NAMED:
        return {row.pk: row.name for row in rows_named(actor, dimension, {} if known is None else known)}
    return dict(_CHOICES[dimension].choices) if dimension in _CHOICES else {}


def _every_name() -> QuerySet[Any, Any]:
    providers = _rows("provider", F("last_name"), F("first_name"), F("credentials"))
    others = [_rows(dimension, F("name"), _NOTHING, _NOTHING) for dimension in ("payer", "agency")]
    every: QuerySet[Any, Any] = providers.union(*others, all=True)
    return every.order_by(*_COLUMNS[:3], "number")


def _rows(dimension: str, *parts: Combinable) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = _NAMED[dimension].objects.filter(practice=Slot("practice")).order_by()
    said = dict(zip(_COLUMNS, (Value(dimension, CharField()), *parts, F("id")), strict=True))
    named: QuerySet[Any, Any] = rows.annotate(**said).values_list(*_COLUMNS)
    return named


_ALL = Question(_every_name)
