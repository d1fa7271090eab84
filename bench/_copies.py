"""Makes a practice many times as large: everything about its patients and providers is copied inside the database.

A copy is somebody else: another birth date, record number and member id; its providers have numbers of their own. The
practice must be the only one in the database. Books of copies are sealed as their originals were.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models import Max

from apps.billing.models import Claim
from apps.patients.models import Coverage, Patient
from apps.practice.models import Provider
from apps.sample.loading import reset_sequences
from apps.sample.staff import npi
from apps.timelog.models import TimeEntry

Model = type[models.Model]
MBI_LETTERS = "ACDEFGHJMNPQRTUVWXY"  # without the letter that the originals have
MOST = len(MBI_LETTERS)


def multiply(copies: int) -> None:
    """Add copies of every patient and provider with all that is recorded of them."""
    if copies > MOST:
        raise SystemExit(f"A practice can be copied {MOST} times at most, not {copies}.")
    strides = {model: stride for model in _reached({Patient, Provider}) if (stride := _highest(model))}
    with _unchecked():
        for model in strides:
            for copy in range(1, copies + 1):
                _copy(model, copy, strides)
        _number_providers()
    reset_sequences(*strides)


def _reached(found: set[Model]) -> set[Model]:
    """Return the models with a way to one of `found`, by what they point at."""
    every = apps.get_models(include_auto_created=True)
    while more := {model for model in every if model not in found and found & set(_targets(model))}:
        found = found | more
    return found


def _targets(model: Model) -> Iterator[Any]:
    return (field.related_model for field in model._meta.concrete_fields if field.is_relation)


def _highest(model: Model) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def _copy(model: Model, copy: int, strides: dict[Model, int]) -> None:
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    names = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(_value(model, field, copy, strides) for field in fields)
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {key} <= {strides[model]}"
        )


def _value(model: Model, field: Any, copy: int, strides: dict[Model, int]) -> str:
    column = connection.ops.quote_name(field.column)
    own = _OTHERS.get((model, field.name))
    if own is not None:
        return own.format(column=column, copy=copy, letter=MBI_LETTERS[copy - 1], days=_days(column, copy))
    target = model if field.primary_key else field.related_model if field.is_relation else None
    return f"{column} + {copy * strides[target]}" if target in strides else column


# What a copy must not share with its original.
_OTHERS: dict[tuple[Model, str], str] = {
    (Patient, "born_on"): "{days}",
    (Patient, "medical_record_number"): "{column} || '-{copy}'",
    (Coverage, "member_id"): "substr({column}, 1, 8) || '{letter}' || substr({column}, 10)",
    (Claim, "patient_control_number"): "'{letter}' || id",
    (Provider, "npi"): "''",
    (Provider, "user"): "NULL",
    (TimeEntry, "client_id"): "NULL",
}


def _days(column: str, copy: int) -> str:
    return f"{column} - {copy}" if connection.vendor == "postgresql" else f"date({column}, '-{copy} days')"


def _number_providers() -> None:
    for number, provider in enumerate(Provider.objects.filter(npi="").exclude(kind="clinical_staff")):
        provider.npi = npi(f"1931{number:05d}")
        provider.save(update_fields=["npi"])


@contextmanager
def _unchecked() -> Iterator[None]:
    """Believe that the copies point at what is there, while they are written."""
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute("SET session_replication_role = replica")
        indexes = [] if is_postgres else list(_taken_away(cursor))
    with connection.constraint_checks_disabled():
        yield
    with connection.cursor() as cursor:
        if is_postgres:
            cursor.execute("RESET session_replication_role")
        for statement in indexes:
            cursor.execute(statement)


def _taken_away(cursor: Any) -> Iterable[str]:
    """Take the indexes of SQLite's tables away, and return how to make them again."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]
