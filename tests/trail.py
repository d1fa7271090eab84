"""What an act did to the rows, what the audit trail says of it, and what a form sends that nobody fills in by hand."""

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.apps import apps
from django.db import connection, models

from apps.practice.models import AuditEvent, User

OUR_APPS = ("practice", "patients", "timelog", "billing")
# Rows that are no facts: the trail itself, answers to programs, rules by their hash, what is known of a file's rows.
UNRECORDED = {"auditevent", "idempotencykey", "rulesetversion", "rosterimportrow"}
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
    "is_current",
    "answered_length",
    "late_length",
    "next_control_number",
    # by their hash: what a file and an approval held; who approved and when says the event of the approval
    "content",
    "document",
    "approved_at",
    "approved_by_id",
}
EMPTY: tuple[Any, ...] = (None, "", [], {}, ())
# How an event calls a column where it calls it by another name: "table.column".
NAMES: dict[str, tuple[str, ...]] = {
    "claim.state_reason": ("reason",),
    "claim.control_number_given": ("payer_claim_control_number",),
    "claimpayment.reason": ("waits_because",),
    "correction.settled_on": ("on",),
    "correction.settled_amount": ("amount",),
    "correction.settled_reference": ("reference",),
    "correction.ended_reason": ("reason",),
    "consent.struck_reason": ("struck_out_because",),
    "document.removed_reason": ("removed_because",),
    "invitation.expires_at": ("works_until",),
    "lockedmonth.unlock_reason": ("reason",),
}
# Rows and columns that the event of another row tells: of both patients, of the person, of the payment, of the list.
TOLD_BY_ANOTHER = {"patientmerge", "membership", "claim.control_number_given", "alert"}
A_MOMENT = timedelta(seconds=5)
# A label taken off is told by its claim; a question that was tried is replaced by the next one.
GONE_WITH_ANOTHER = {"billing.claimtag", "billing.trial"}
# Events that say that somebody looked.
LOOKS = (".viewed", ".listed", ".downloaded")

GUESSES: dict[str, Any] = {
    "first_name": "Iris", "last_name": "Vale", "name": "Something New", "email": "iris@new.example", "amount": "77.00",
    "statement": "Walk to the gate", "reason": "Found in the chart", "sex": "F", "born_on": "1940-02-15",
    "description": "Heart failure", "starts_on": "2026-05-20", "text": "Thank you", "note": "Called the payer",
}  # fmt: skip


class Altered(NamedTuple):
    """A column of a row before and after."""

    table: str
    pk: Any
    column: str
    before: Any
    after: Any


@dataclass
class Change:
    """What an act did to the rows: by table and number, the columns before and after."""

    made: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    altered: list[Altered] = field(default_factory=list)

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
                change.altered.append(Altered(*key, column, before[key][column], value))
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


def untold(change: Change, events: list[AuditEvent]) -> list[Altered]:
    """The columns whose value before and after no event says."""
    return [each for each in change.altered if not any(is_told(each, event) for event in events)]


def is_told(altered: Altered, event: AuditEvent) -> bool:
    """Whether an event says what a column held before and holds now, under its name or the one that `NAMES` gives it.

    What it held before need not be said where that was nothing. When it was done and by whom, every event says.
    """
    model, name = tables()[altered.table], field_of(altered).name
    is_subject = (event.subject_type, event.subject_id) == (model._meta.label_lower, altered.pk)
    of_model = model._meta.model_name or ""
    if not is_subject and TOLD_BY_ANOTHER.isdisjoint({of_model, f"{of_model}.{name}"}):
        return False
    if isinstance(altered.after, datetime) and abs(event.at - altered.after) < A_MOMENT:
        return True
    names = (name, *NAMES.get(f"{of_model}.{name}", ()))
    old, new = event.old or {}, event.new or {}
    by_whom = (
        altered.before is None and altered.after == event.actor_id and field_of(altered).related_model is User
    )
    return by_whom or any(
        says(old.get(name), altered.before, altered) and says(new.get(name), altered.after, altered)
        for name in names
    )


def field_of(altered: Altered) -> Any:
    fields = tables()[altered.table]._meta.concrete_fields
    return next(each for each in fields if each.attname == altered.column)


def says_what_is_gone(row: str, events: list[AuditEvent]) -> bool:
    """Whether an event keeps what a deleted row said."""
    table, pk = row.split()
    label = tables()[table]._meta.label_lower
    if label in GONE_WITH_ANOTHER:
        return True
    return any((event.subject_type, str(event.subject_id)) == (label, pk) and event.old for event in events)


def says(said: Any, value: Any, altered: Altered) -> bool:
    """Whether a value of an event is this value of a row; a row that is pointed at is told by its name or number."""
    if value in EMPTY:
        return said in (*EMPTY, "nobody")
    if said in EMPTY:
        return False
    other = field_of(altered).related_model
    if other is not None:
        return str(said) in (str(value), str(other._default_manager.filter(pk=value).first()))
    return text_of(field_of(altered).to_python(value)) == text_of(field_of(altered).to_python(said))


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
    if not any(event.new or event.old for event in seen.events):
        return f"no value is said: {[event.action for event in seen.events]}"
    if missing := untold(seen.change, seen.events):
        said = [(event.action, event.old, event.new) for event in seen.events]
        return f"old and new are not said of {missing} told as {said[:3]}"
    if lost := [each for each in seen.change.gone if not says_what_is_gone(each, seen.events)]:
        return f"what was deleted is not said: {lost} told as {[event.action for event in seen.events]}"
    return ""
