"""What importing one row would do, while it is being worked out: writes, changes in words, problems, questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Field, Model

from apps.patients.domain.roster import RosterRow
from apps.patients.imports.known import Known
from apps.patients.imports.stored import Dossier
from apps.practice.domain.dates import in_words
from apps.practice.domain.identifiers import bare
from apps.practice.records import plain_values, readable_values
from apps.problems import Problem

_WRITTEN_IN_SEVERAL_WAYS = frozenset({"zip_code", "phone"})


@dataclass(slots=True)
class Write:
    """A row to keep; `old` and `before` hold what it was, in words and as values, None when it is new."""

    row: Model
    noun: str
    old: dict[str, Any] | None = None
    before: dict[str, object] | None = None


@dataclass(slots=True, kw_only=True)
class Changes:
    """What comes of a row of a file."""

    row: Any
    writes: list[Write] = field(default_factory=list)
    changes: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    to_complete: list[Problem] = field(default_factory=list)

    def accepts(self, problems: Iterable[Problem]) -> bool:
        """Say whether a part of the row can be kept; otherwise refuse the row, or leave the part out and ask."""
        found = list(problems)
        if self.row.leaves_out_parts:
            self.to_complete += [
                Problem(each.code, f"Left out: {each.message}", each.field) for each in found
            ]
        else:
            self.problems += found
        return not found

    def add(self, row: Model, *, noun: str, part: str, summary: str) -> None:
        """Plan a new row; `summary` tells a person what it is."""
        self.writes.append(Write(row, noun))
        self.changes.append({"label": part, "old": "", "new": summary})

    def change(self, row: Model, values: Mapping[str, object], *, noun: str, part: str = "") -> None:
        """Plan the values that differ from those stored; nothing when all are the same."""
        different = {name: value for name, value in values.items() if not _is_same(row, name, value)}
        if not different:
            return
        self.writes.append(Write(row, noun, readable_values(row), plain_values(row)))
        for name, value in different.items():
            label = f"{part}: {_label(row, name).lower()}" if part else _label(row, name)
            before = shown(row, name)
            setattr(row, name, value)
            self.changes.append({"label": label, "old": before, "new": shown(row, name)})


@dataclass(slots=True, kw_only=True)
class Draft(Changes):
    """The row, what is stored about its patient (`is_new`: nothing), and what comes of it."""

    row: RosterRow
    dossier: Dossier
    known: Known
    today: date
    is_new: bool = False


def _is_same(row: Model, name: str, value: object) -> bool:
    stored = getattr(row, name)
    if name in _WRITTEN_IN_SEVERAL_WAYS and isinstance(value, str):
        return bare(stored) == bare(value)
    return bool(stored == value)


def _field(row: Model, name: str) -> "Field[Any, Any]":
    found = row._meta.get_field(name)
    assert isinstance(found, Field)
    return found


def _label(row: Model, name: str) -> str:
    words = str(_field(row, name).verbose_name)
    return words[:1].upper() + words[1:]


def shown(row: Model, name: str) -> str:
    """Return the value of a field as a person reads it."""
    value = getattr(row, name)
    choices = dict(_field(row, name).flatchoices)
    if value in (None, ""):
        return ""
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(choices.get(value, value)) if choices else str(value)


def span_in_words(starts_on: object, ends_on: object) -> str:
    """Return dates as "2 Jan 2026 to 3 Mar 2026"; empty when there is neither."""
    start = in_words(starts_on) if isinstance(starts_on, date) else ""
    if isinstance(ends_on, date):
        return f"{start} to {in_words(ends_on)}".strip()
    return f"from {start}" if start else ""
