"""Put an export back: every row under its own key, or nothing at all."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import BinaryField, CharField, Field, JSONField, Model, TextField

from apps.practice.export_checks import AGAIN, DAMAGED, check_export, opened
from apps.practice.exporting import HASHES, MANIFEST, columns_of, files_of
from apps.practice.models import Practice, User
from apps.practice.owned import Table, is_people, rows_owned, tables
from apps.problems import Problem, Refused, refuse_any

ROWS_AT_ONCE = 500
# Files are put back with their rows; so many bytes of them are in memory at most, and one file more.
BYTES_AT_ONCE = 8 << 20

# What reading a row raises that is no row.
UNREADABLE = (KeyError, TypeError, AttributeError, RecursionError, ValidationError, ArithmeticError, *DAMAGED)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: the practice, its rows, and the hash of the list of hashes it came with."""

    practice: Practice
    rows: int
    hash: str


def restore_export(file: IO[bytes]) -> Restored:
    """Put back everything of an export: all of it, or nothing where anything stands against it.

    Refused when a byte differs from its hash, when the tables are of another version, when a row is not the practice's
    own, and when a key is taken: rows
    keep their keys, because chains and decisions are sealed over them, so the instance has to be empty of them. People
    get in with a new password; somebody who has an account here under the same key and address keeps it.
    """
    with opened(file) as archive:
        refuse_any(check_export(archive))
        said = json.loads(archive.read(MANIFEST))
        try:
            with transaction.atomic():
                practice, rows = _all_put_back(archive, said)
        except (DatabaseError, OverflowError) as error:
            raise Refused(_not_taken(error)) from error
        return Restored(practice, rows, sha256(archive.read(HASHES)).hexdigest())


def _all_put_back(archive: zipfile.ZipFile, said: dict[str, Any]) -> tuple[Practice, int]:
    known = {table.name: table for table in tables()}
    counts = {each["table"]: _put_back(archive, known[each["table"]], each) for each in said["tables"]}
    practice = Practice.objects.filter(pk=said["practice"]["id"]).first()
    if practice is None:
        message = f"The export has no row of its practice {said['practice']['id']}. {AGAIN}"
        raise Refused(Problem("practice_missing", message))
    refuse_any(_not_its_own(practice, counts))
    _count_on([table.model for table in tables()])
    return practice, sum(counts.values())


def _not_taken(error: Exception) -> Problem:
    said = f"The database does not take the rows of this export: {error}. {AGAIN}"
    return Problem("rows_not_taken", " ".join(said.split()))


def _put_back(archive: zipfile.ZipFile, table: Table, said: dict[str, Any]) -> int:
    count = 0
    for rows in _some_rows(archive, table, said):
        there = _there(table, rows)
        new = [row for row in rows if row.pk not in there]
        try:
            table.model._default_manager.bulk_create(new, batch_size=ROWS_AT_ONCE)
        except (DatabaseError, OverflowError, ValueError) as error:
            message = f"{said['file']} has rows that the database does not take: {error}. {AGAIN}"
            raise Refused(Problem("rows_not_taken", " ".join(message.split()))) from error
        count += len(rows)
    if count != said["rows"]:
        message = f"{said['file']} has {count:,} rows, the manifest says {said['rows']:,}. {AGAIN}"
        raise Refused(Problem("rows_missing", message))
    return count


def _some_rows(archive: zipfile.ZipFile, table: Table, said: dict[str, Any]) -> Iterator[list[Model]]:
    """Yield the rows of a table, not more at once than memory has room for."""
    rows: list[Model] = []
    size = 0
    columns, files = columns_of(table), files_of(table)
    with archive.open(said["file"]) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                row = _row(archive, table, columns, json.loads(line))
            except UNREADABLE as error:
                message = (
                    f"{said['file']}, line {number}, is no row of the table: {_in_words(error)}. {AGAIN}"
                )
                raise Refused(Problem("row_unreadable", message)) from error
            rows.append(row)
            size += sum(len(getattr(row, each.attname) or b"") for each in files)
            if len(rows) == ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def _row(archive: zipfile.ZipFile, table: Table, columns: "list[Field[Any, Any]]", said: Any) -> Model:
    names = {field.attname for field in columns}
    if not isinstance(said, dict) or set(said) != names:
        other = sorted(names ^ set(said)) if isinstance(said, dict) else ["no columns"]
        raise ValueError(f"it differs in {', '.join(other[:5])}")
    values = {field.attname: _value(archive, field, said[field.attname]) for field in columns}
    row = table.model(**values)
    if isinstance(row, User):
        row.set_unusable_password()
    return row


def _value(archive: zipfile.ZipFile, field: "Field[Any, Any]", value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return archive.read(value["file"])
    if isinstance(field, CharField | TextField):
        return _text(field, value)
    target = field.target_field if field.related_model else field  # type: ignore[attr-defined]
    return target.to_python(value)


def _text(field: "Field[Any, Any]", value: Any) -> str:
    """Return a text that fits its column: not every database looks at its length."""
    if not isinstance(value, str):
        raise TypeError(f"{field.attname} is {value!r}, which is no text")
    if field.max_length is not None and len(value) > field.max_length:
        said = f"{value[:40]}… has {len(value):,} letters, {field.max_length} fit"
        raise ValueError(f"{field.attname} {said}")
    return value


def _in_words(error: Exception) -> str:
    said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return said.rstrip(".")


def _there(table: Table, rows: list[Model]) -> set[Any]:
    """Return the keys that are there already and may be; refuses those that may not."""
    found = table.model._default_manager.in_bulk([row.pk for row in rows])
    if not found:
        return set()
    if table.is_shared and all(_is_same(table, row, found[row.pk]) for row in rows if row.pk in found):
        return set(found)
    said = f"{len(found)} keys of {table.name} are taken here, the first is {next(iter(found))}."
    raise Refused(
        Problem(
            "key_taken", f"{said} Restore into an instance without them, before the first person signs up."
        )
    )


def _is_same(table: Table, row: Model, there: Model) -> bool:
    """Say whether a shared row says the same here: a person by address, everything else by its content."""
    if is_people(table):
        return str(getattr(row, "email", "")) == getattr(there, "email", None)
    names = [field.attname for field in columns_of(table) if not field.attname.endswith("_at")]
    return all(getattr(row, name) == getattr(there, name) for name in names)


def _not_its_own(practice: Practice, counts: dict[str, int]) -> list[Problem]:
    """Return the tables with rows that would be another practice's: an export can be rewritten with its hashes."""
    return [
        Problem("not_its_own", f"The export has rows of {table.name} that are not of {practice.name}.")
        for table in tables()
        if counts.get(table.name, 0) != rows_owned(table, practice).count()
    ]


def _count_on(models: list[type[Model]]) -> None:
    """Let new rows get keys after those that were put back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
