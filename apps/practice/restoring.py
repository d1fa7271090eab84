"""Put an export back: every row under its own key, or nothing at all."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import IO, Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import BinaryField, Field, JSONField, Model

from apps.practice.exporting import FORMAT, HASHES, MANIFEST, columns_of, files_of, migrations
from apps.practice.models import Practice, User
from apps.practice.owned import Table, is_people, rows_owned, tables
from apps.problems import Problem, Refused, refuse_any

ROWS_AT_ONCE = 500
# Files are put back with their rows; so many bytes of them are in memory at most, and one file more.
BYTES_AT_ONCE = 8 << 20


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
    with zipfile.ZipFile(file) as archive:
        refuse_any(_against(archive))
        said = json.loads(archive.read(MANIFEST))
        with transaction.atomic():
            known = {table.name: table for table in tables()}
            counts = {
                each["table"]: _put_back(archive, known[each["table"]], each) for each in said["tables"]
            }
            rows = sum(counts.values())
            practice = Practice.objects.get(pk=said["practice"]["id"])
            refuse_any(_not_its_own(practice, counts))
            _count_on([table.model for table in tables()])
        return Restored(practice, rows, sha256(archive.read(HASHES)).hexdigest())


def _against(archive: zipfile.ZipFile) -> list[Problem]:
    """Return what stands against an export before anything is written."""
    names = set(archive.namelist())
    if not {MANIFEST, HASHES} <= names:
        return [
            Problem(
                "not_an_export",
                "This ZIP is no export of Careminutes: its manifest or its hashes are missing.",
            )
        ]
    if changed := list(islice(_changed(archive, names), 5)):
        said = f"The export was changed since it was made: {', '.join(changed)}. Fetch it again."
        return [Problem("export_changed", said)]
    said = json.loads(archive.read(MANIFEST))
    if said.get("format") != FORMAT:
        return [Problem("other_format", f"This is “{said.get('format')}”; “{FORMAT}” can be put back.")]
    if said["migrations"] != migrations():
        other = sorted(set(said["migrations"]) ^ set(migrations()))
        said_so = f"The export was made by another version of the product ({other[0]}). Use the same version."
        return [Problem("other_version", said_so)]
    return []


def _changed(archive: zipfile.ZipFile, names: set[str]) -> Iterator[str]:
    """Yield the members whose bytes are not those of the list of hashes, and those that it does not have or lacks."""
    listed = dict(line.split("  ", 1)[::-1] for line in archive.read(HASHES).decode().splitlines())
    yield from sorted((names - {HASHES}) ^ set(listed))
    for name, wanted in listed.items():
        if name in names and _hash_of(archive, name) != wanted:
            yield name


def _hash_of(archive: zipfile.ZipFile, name: str) -> str:
    digest = sha256()
    try:
        with archive.open(name) as member:
            while part := member.read(1 << 20):
                digest.update(part)
    except zipfile.BadZipFile:
        return ""
    return digest.hexdigest()


def _put_back(archive: zipfile.ZipFile, table: Table, said: dict[str, Any]) -> int:
    count = 0
    for rows in _some_rows(archive, table, said):
        there = _there(table, rows)
        new = [row for row in rows if row.pk not in there]
        table.model._default_manager.bulk_create(new, batch_size=ROWS_AT_ONCE)
        count += len(rows)
    return count


def _some_rows(archive: zipfile.ZipFile, table: Table, said: dict[str, Any]) -> Iterator[list[Model]]:
    """Yield the rows of a table, not more at once than memory has room for."""
    rows: list[Model] = []
    size = 0
    columns, files = columns_of(table), files_of(table)
    with archive.open(said["file"]) as lines:
        for line in lines:
            row = _row(archive, table, columns, json.loads(line))
            rows.append(row)
            size += sum(len(getattr(row, each.attname) or b"") for each in files)
            if len(rows) == ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
                yield rows
                rows, size = [], 0
    if rows:
        yield rows


def _row(
    archive: zipfile.ZipFile, table: Table, columns: "list[Field[Any, Any]]", said: dict[str, Any]
) -> Model:
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
    target = field.target_field if field.related_model else field  # type: ignore[attr-defined]
    return target.to_python(value)


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
