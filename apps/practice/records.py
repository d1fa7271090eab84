"""Write one row of a practice together with what it was before: the last step of every roster operation."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Field, ForeignKey, Model

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import Practice
from apps.problems import Problem


def lock_practice(actor: Actor) -> None:
    """Let only one change of the practice's own lists happen at a time, so that a check stays true until the save.

    Rows that point at the practice may be inserted meanwhile: whoever does that holds other locks and must not wait.
    """
    Practice.objects.select_for_update(no_key=True).get(pk=actor.practice.pk)


def strangers(row: Model, *, actor: Actor) -> list[Problem]:
    """Return a problem for the row, and for everything it points at, that belongs to another practice."""
    found = []
    for field in _foreign_keys(row):
        if field.name == "practice" and row.practice_id != actor.practice.pk:  # type: ignore[attr-defined]
            found.append(
                Problem(
                    "not_of_this_practice",
                    "This row belongs to another practice. Start again from your own list.",
                )
            )
        elif _practice_of(row, field) not in (None, actor.practice.pk):
            found.append(_stranger(field))
    return found


def blanks(row: Model, sentences: Mapping[str, str]) -> list[Problem]:
    """Return a problem for each named field of `row` that is empty; `sentences` are by field name."""
    return [
        Problem(f"{name}_missing", sentence, name)
        for name, sentence in sentences.items()
        if _field_value(row, name) in (None, "")
    ]


def _field_value(row: Model, name: str) -> Any:
    return row._meta.get_field(name).value_from_object(row)  # type: ignore[union-attr]


def keep(row: Model, *, actor: Actor, noun: str, patient_id: int | None = None) -> bool:
    """Save `row`, new or changed, and record `noun`.added or `noun`.changed with the old and new values.

    Say whether anything was written: a row that says what is stored already is left alone, and nothing recorded.
    """
    stored = type(row)._default_manager.select_for_update().filter(pk=row.pk).first() if row.pk else None
    old = readable_values(stored) if stored is not None else {}
    new = readable_values(row)
    changed = [name for name, value in new.items() if old.get(name) != value]
    if stored is not None and not changed:
        return False
    row.save()
    if stored is None:
        audit.record(actor, f"{noun}.added", row, patient_id=patient_id, new=_filled(new))
    else:
        before, after = _only(old, changed), _only(new, changed)
        audit.record(actor, f"{noun}.changed", row, patient_id=patient_id, old=before, new=after)
    return True


def _only(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def plain_values(row: Model) -> dict[str, object]:
    """Return what `row` holds by field name, as Python values; what it points at by number."""
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}


def readable_values(row: Model) -> dict[str, Any]:
    """Return the editable values of `row`; what it points at by name and number, dates as written in ISO 8601."""
    return {field.name: _readable(row, field) for field in row._meta.concrete_fields if _is_recorded(field)}


def _is_recorded(field: "Field[Any, Any]") -> bool:
    return field.editable and not field.primary_key and field.name not in ("practice", "patient")


def _readable(row: Model, field: "Field[Any, Any]") -> Any:
    value = field.value_from_object(row)
    if isinstance(row, Practice) and field.name == "tax_id" and row.tax_id_kind == Practice.TaxIdKind.SSN:
        return f"a social security number ending in {value[-4:]}" if value else ""
    if isinstance(field, ForeignKey) and value is not None:
        return f"{getattr(row, field.name)} (no. {value})"
    return value.isoformat() if isinstance(value, date) else value


def _foreign_keys(row: Model) -> "list[ForeignKey[Any, Any]]":
    return [field for field in row._meta.concrete_fields if isinstance(field, ForeignKey)]


def _practice_of(row: Model, field: "ForeignKey[Any, Any]") -> int | None:
    """Return the practice of what `field` points at; None when it points nowhere or at something of no practice."""
    related = getattr(row, field.name) if getattr(row, field.attname) is not None else None
    return getattr(related, "practice_id", None)


def _stranger(field: "ForeignKey[Any, Any]") -> Problem:
    message = f"The {field.verbose_name} chosen is not one of this practice. Choose one from the list."
    return Problem("not_of_this_practice", message, field.name)
