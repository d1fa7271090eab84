"""Providers, payers and agencies as a report names them, and offers them to narrow it to."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from apps.patients.models import Agency, Enrollment, Payer, Setting
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.prepared import Question, Slot
from apps.timelog.models import Activity

# Each with what its name is made of: a page needs no more of the fifty that it offers.
_TABLES: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "provider": (Provider, ("first_name", "last_name", "credentials")),
    "payer": (Payer, ("name",)),
    "agency": (Agency, ("name",)),
}
_CHOICES: Mapping[str, Any] = {"setting": Setting, "activity": Activity, "program": Enrollment.Program}
# What was read already, by dimension: what a page offers it also shows.
Known = dict[str, list[Any]]


def rows_named(actor: Actor, dimension: str, known: Known) -> list[Any]:
    """Return all providers, payers or agencies of the practice as they are ordered, with their names alone."""
    if dimension not in known:
        known[dimension] = _question(dimension).all(practice=actor.practice.pk)
    return known[dimension]


@cache
def _question(dimension: str) -> Question:
    model, fields = _TABLES[dimension]
    return Question(lambda: model.objects.filter(practice=Slot("practice")).only(*fields))


def names_of(actor: Actor, dimension: str, known: Known | None = None) -> Mapping[Any, str]:
    """Return the names of what a report divides by; at most one query, none for what is known."""
    if dimension in _TABLES:
        return {row.pk: str(row) for row in rows_named(actor, dimension, {} if known is None else known)}
    return dict(_CHOICES[dimension].choices) if dimension in _CHOICES else {}
