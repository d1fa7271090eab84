"""What an act did to the rows, what the audit trail says of it, and what a form sends that nobody fills in by hand."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.apps import apps
from django.db import connection, models

from apps.practice.models import AuditEvent

OUR_APPS = ("practice", "patients", "timelog", "billing")
# Rows that are no facts: the trail itself, answers to programs, rules by their hash, where somebody is signed in.
UNRECORDED = {"auditevent", "idempotencykey", "rulesetversion"}
# Columns that say the same again: where the book stands, what has to be worked out anew.
DERIVED = {
    "token_hash",
    "last_used_at",
    "last_seen_at",
    "current_version_id",
    "length",
    "head",
    "periods_are_cut",
    "looked_at",
}
# Events that say that somebody looked.
LOOKS = (".viewed", ".listed", ".downloaded")

GUESSES: dict[str, Any] = {
    "first_name": "Iris", "last_name": "Vale", "name": "Something New", "email": "iris@new.example", "amount": "77.00",
    "statement": "Walk to the gate", "reason": "Found in the chart", "sex": "F", "born_on": "1940-02-15",
    "description": "Heart failure", "starts_on": "2026-05-20", "text": "Thank you", "note": "Called the payer",
}  # fmt: skip


@dataclass
class Change:
    """What an act did to the rows: by table and number, the columns before and after."""

    made: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    altered: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.made or self.gone or self.altered)


Rows = dict[tuple[str, Any], dict[str, Any]]


def tables() -> dict[str, type[models.Model]]:
    """Our tables, by name."""
    found = (
        model
        for label in OUR_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    )
    return {model._meta.db_table: model for model in found if model._meta.model_name not in UNRECORDED}


def rows(of: Collection[str]) -> Rows:
    """Every row of these tables."""
    return {
        (name, row[model._meta.pk.attname]): row
        for name, model in tables().items()
        if name in of
        for row in model._default_manager.values()
    }


class Writes:
    """Notes which tables are written while it watches."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if written := re.match(r'(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"', sql):
            self.tables.add(written[1])
        return execute(sql, params, many, context)


def difference(before: Rows, after: Rows) -> Change:
    change = Change()
    for key in after.keys() - before.keys():
        change.made.append(f"{key[0]} {key[1]}")
    for key in before.keys() - after.keys():
        change.gone.append(f"{key[0]} {key[1]}")
    for key in after.keys() & before.keys():
        for column, value in after[key].items():
            if value != before[key][column] and column not in DERIVED:
                change.altered.append((key[0], column, before[key][column], value))
    return change


def filled(form: Any) -> dict[str, Any]:
    """What a form would send as it stands, with everything that is missing guessed."""
    sent: dict[str, Any] = {}
    is_altered = False
    for name, field_ in form.fields.items():
        value, name = form[name].value(), form.add_prefix(name)
        if isinstance(field_, forms.FileField):
            continue
        if isinstance(field_, forms.BooleanField):
            if value:
                sent[name] = "on"
            continue
        if value in (None, "", []):
            value = guessed(name, field_)
        elif type(field_) is forms.CharField and not is_altered and not name.endswith(("reason", "code")):
            value, is_altered = f"{value} B", True
        if value not in (None, "", []):
            sent[name] = value
    return sent


def guessed(name: str, field_: forms.Field) -> Any:
    known = next((value for end, value in GUESSES.items() if name.endswith(end)), None)
    if known is not None:
        return known
    if isinstance(field_, forms.ModelChoiceField):
        first = field_.queryset.first() if field_.queryset is not None else None
        return first.pk if field_.required and first else None
    if isinstance(field_, forms.ChoiceField):
        offered = [value for value, _ in flat(field_.choices) if value not in ("", None)]
        return offered[0] if field_.required and offered else None
    if isinstance(field_, forms.DateField):
        return "2026-05-20" if field_.required else None
    if isinstance(field_, (forms.IntegerField, forms.DecimalField)):
        return 5 if field_.required else None
    return "Some words" if field_.required else None


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from flat(label)
        else:
            yield value, label


def text_of(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, default=str).strip('"')


def is_told(change: Change, events: list[AuditEvent]) -> bool:
    """Whether an event says a value before and after, for what has both; what was made has no value before."""
    facts = [
        (column.removesuffix("_id"), before, after)
        for _, column, before, after in change.altered
        if before not in (None, "", [], {})
        and not isinstance(after, datetime)
        and not isinstance(before, datetime)
    ]
    if not facts:
        return any(event.new or event.old for event in events)
    for event in events:
        said, says = event.old or {}, event.new or {}
        old, new = json.dumps(said, default=str), json.dumps(says, default=str)
        for column, before, after in facts if said and says else ():
            # A row that is pointed at is told by its name, under the name of the column.
            is_named = column in said and column in says
            if is_named or (text_of(before) in old and text_of(after) in new):
                return True
    return False


Rest = Callable[[], Any]


@dataclass
class Watched:
    """An answer, what the act changed, and the events of the trail that are no looks."""

    answer: Any
    change: Change
    events: list[AuditEvent]


def watched(act: Rest, *, before: Rows | None = None) -> Watched:
    """Perform an act and find out what it did; `before` are all rows as they stand, where they are known already."""
    known, writes = before if before is not None else rows(tables()), Writes()
    mark = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.execute_wrapper(writes):
        answer = act()
    seen = {key: row for key, row in known.items() if key[0] in writes.tables}
    change = difference(seen, rows(writes.tables))
    events = [event for event in AuditEvent.objects.filter(pk__gt=mark) if not event.action.endswith(LOOKS)]
    return Watched(answer, change, events)


def fault_in_trail(seen: Watched) -> str:
    """Say what the trail does not tell of an act; empty when it tells all."""
    if not seen.events:
        return f"not in the trail: {seen.change.made[:3]} {seen.change.altered[:3]} {seen.change.gone[:3]}"
    if not is_told(seen.change, seen.events):
        said = [(event.action, event.old, event.new) for event in seen.events]
        return f"old and new are not said: {seen.change.altered[:4]} told as {said[:3]}"
    return ""
