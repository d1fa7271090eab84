"""Everything a practice owns as one ZIP: a line of JSON a row, its files, what each column is, all hashes."""

import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from typing import IO, Any
from uuid import UUID

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, ExpressionWrapper, Field, Q
from django.db.models import BooleanField as Yes

from apps.practice.models import Practice
from apps.practice.owned import COLUMNS_OF_PEOPLE, Table, is_people, rows_owned, tables

FORMAT = "careminutes export, version 1"
MANIFEST, HASHES, FORMATS = "manifest.json", "SHA256SUMS", "FORMATS.md"
# A ZIP knows no time before 1980; every member has this one, so that the same rows give the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
ROWS_AT_ONCE = 500
INTRODUCTION = """# What is in this export

`tables/` has a file for each table, a line of JSON for each row, in the order of their keys. Dates and instants are ISO
8601 (instants in UTC), amounts are text, times of work are whole seconds. A column with bytes names its file under
`files/`. `SHA256SUMS` has the SHA-256 of every member: `sha256sum -c SHA256SUMS`. Passwords, second factors and
sessions are not in it. Tables marked as shared hold what several practices may have under the same hash of its content.
"""
Seen = Callable[[int], None]


def _nobody(_rows: int) -> None:
    """Listen to nothing."""


def rows_in_all(practice: Practice) -> int:
    """Return how many rows a practice owns."""
    return sum(rows_owned(table, practice).count() for table in tables())


def write_export(practice: Practice, to: IO[bytes], *, now: datetime, seen: Seen = _nobody) -> str:
    """Write the export of a practice and return the SHA-256 of its list of hashes; `seen` hears how far it is.

    All of it is read at one moment. Rows keep their keys, because chains and decisions are sealed over them.
    """
    with _one_moment(), zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        writer = _Writer(archive)
        listed = [_write_table(writer, table, practice, seen) for table in tables()]
        for table in tables():
            _write_files(writer, table, practice)
        said = {
            "format": FORMAT,
            "practice": {"id": practice.pk, "name": practice.name},
            "made_at": now.isoformat(),
            "migrations": migrations(),
            "tables": listed,
        }
        writer.add(MANIFEST, _json(said, indent=1).encode())
        writer.add(FORMATS, "\n".join(_formats()).encode())
        hashes = "".join(f"{digest}  {name}\n" for name, digest in sorted(writer.hashes.items())).encode()
        writer.add(HASHES, hashes)
    return sha256(hashes).hexdigest()


def migrations() -> list[str]:
    """Return the migrations of the product that the database has: rows fit only the same tables."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(
        f"{app}.{name}" for app, name in applied if app in {table.model._meta.app_label for table in tables()}
    )


def columns_of(table: Table) -> list["Field[Any, Any]"]:
    """Return the columns of a table that go along; of people only who they are."""
    fields = list(table.model._meta.concrete_fields)
    return [each for each in fields if each.attname in COLUMNS_OF_PEOPLE] if is_people(table) else fields


def files_of(table: Table) -> list["Field[Any, Any]"]:
    """Return the columns of a table that hold the bytes of files."""
    return [each for each in columns_of(table) if isinstance(each, BinaryField)]


def file_name(table: Table, pk: object, field: "Field[Any, Any]") -> str:
    """Return the name in the ZIP of the bytes of one column of one row."""
    return f"files/{table.name}/{pk}.{field.attname}"


class _Writer:
    """A ZIP that is written member by member, with the hash of each."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.hashes: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """Add one member whole."""
        self._archive.writestr(_member(name), content)
        self.hashes[name] = sha256(content).hexdigest()

    def add_lines(self, name: str, lines: Iterator[bytes]) -> int:
        """Add one member line by line; return how many there were."""
        digest, count = sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as file:
            for line in lines:
                file.write(line)
                digest.update(line)
                count += 1
        self.hashes[name] = digest.hexdigest()
        return count


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, MOMENT)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _write_table(writer: _Writer, table: Table, practice: Practice, seen: Seen) -> dict[str, Any]:
    name = f"tables/{table.name}.ndjson"
    count = writer.add_lines(name, _lines(table, practice, seen))
    return {"table": table.name, "file": name, "rows": count, "shared": table.is_shared}


def _lines(table: Table, practice: Practice, seen: Seen) -> Iterator[bytes]:
    fields = columns_of(table)
    kept_apart = files_of(table)
    rows = rows_owned(table, practice)
    for field in kept_apart:
        there = ExpressionWrapper(Q(**{f"{field.attname}__isnull": False}), output_field=Yes())
        rows = rows.annotate(**{f"has_{field.attname}": there})
    names = [f"has_{each.attname}" if each in kept_apart else each.attname for each in fields]
    pk = names.index(str(table.model._meta.pk.attname))
    for values in rows.values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
        said = {
            field.attname: _apart(table, values[pk], field, there=value)
            if field in kept_apart
            else _plain(value)
            for field, value in zip(fields, values, strict=True)
        }
        yield _json(said).encode() + b"\n"
        seen(1)


def _apart(table: Table, pk: object, field: "Field[Any, Any]", *, there: bool) -> dict[str, str] | None:
    return {"file": file_name(table, pk, field)} if there else None


def _write_files(writer: _Writer, table: Table, practice: Practice) -> None:
    for field in files_of(table):
        rows = rows_owned(table, practice).filter(**{f"{field.attname}__isnull": False})
        # one at a time, as each can be as large as an upload may be; a database that sorts would hold all of them
        for pk in rows.values_list("pk", flat=True).iterator(chunk_size=ROWS_AT_ONCE):
            content = table.model._default_manager.values_list(field.attname, flat=True).get(pk=pk)
            writer.add(file_name(table, pk, field), bytes(content))


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: dates and instants as ISO text, amounts and ids as text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def _json(value: Any, *, indent: int | None = None) -> str:
    separators = None if indent else (",", ":")
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, indent=indent, separators=separators, default=_plain
    )


def _formats() -> Iterator[str]:
    """Yield what each table and column is, from the tables themselves."""
    yield INTRODUCTION
    for table in tables():
        said = (table.model.__doc__ or "").strip().split("\n\n")[0]
        yield f"## {table.name}{' (shared)' if table.is_shared else ''}\n"
        yield (
            f"{' '.join(said.split())}\n"
            if not table.model._meta.auto_created
            else "Which row goes with which.\n"
        )
        for field in columns_of(table):
            kind = (
                f"to {field.related_model._meta.label_lower}" if field.related_model else type(field).__name__
            )
            yield f"- `{field.attname}`: {kind}{', may be empty' if field.null else ''}{_help(field)}"
        yield ""


def _help(field: "Field[Any, Any]") -> str:
    return f". {field.help_text}" if field.help_text else ""


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it stood at one moment, without keeping anybody from writing."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "BEGIN"
        )  # deferred: a reader's snapshot; Django's own transactions would lock out writers
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
