"""What stands against an export before a row of it is put back: its ZIP, its hashes, its manifest."""

import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from typing import IO, Any

from apps.practice.exporting import FORMAT, HASHES, MANIFEST, migrations
from apps.practice.owned import tables
from apps.problems import Problem, Refused

# More than any export has: a list that is larger was made to fill a memory.
LARGEST_LIST = 256 << 20
# What is raised over a ZIP that was cut off, damaged, locked by a password or packed in an unknown way.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
AGAIN = "Fetch it again."


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Open an export; refuses what is no whole ZIP."""
    try:
        return zipfile.ZipFile(file)
    except DAMAGED as error:
        said = f"The file is no whole ZIP ({error}). Fetch the export again."
        raise Refused(Problem("not_an_export", said)) from error


def check_export(archive: zipfile.ZipFile) -> list[Problem]:
    """Return what stands against an export, all that can be said at once."""
    names = Counter(archive.namelist())
    if not {MANIFEST, HASHES} <= set(names):
        said = "This ZIP is no export of Careminutes: its manifest or its hashes are missing."
        return [Problem("not_an_export", said)]
    if twice := sorted(name for name, count in names.items() if count > 1):
        return [
            Problem("export_changed", f"Names stand twice in the export: {', '.join(twice[:5])}. {AGAIN}")
        ]
    if changed := list(islice(_changed(archive, set(names)), 5)):
        said = f"The export was changed since it was made: {', '.join(changed)}. {AGAIN}"
        return [Problem("export_changed", said)]
    return _against(_loaded(archive))


def _changed(archive: zipfile.ZipFile, names: set[str]) -> Iterator[str]:
    """Yield the members whose bytes are not those of the list of hashes, and those that it does not have or lacks."""
    if archive.getinfo(HASHES).file_size > LARGEST_LIST:
        yield HASHES
        return
    try:
        lines = archive.read(HASHES).decode().splitlines()
        listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except DAMAGED:
        yield HASHES
        return
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
    except DAMAGED:
        return ""
    return digest.hexdigest()


def _loaded(archive: zipfile.ZipFile) -> Any:
    try:
        return json.loads(archive.read(MANIFEST))
    except (ValueError, RecursionError):
        return None


def _against(said: Any) -> list[Problem]:
    """Return what stands against a manifest: another format or version, and other tables than it should have."""
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        found = said.get("format") if isinstance(said, dict) else "no manifest"
        return [Problem("other_format", f"This is “{found}”; “{FORMAT}” can be put back.")]
    made_with = said.get("migrations")
    if not isinstance(made_with, list) or made_with != migrations():
        other = sorted(set(map(str, made_with if isinstance(made_with, list) else [])) ^ set(migrations()))
        which = other[0] if other else "in another order"
        said_so = f"The export was made by another version of the product ({which}). Use the same version."
        return [Problem("other_version", said_so)]
    return [
        Problem("manifest_wrong", f"{MANIFEST} {wrong}. {AGAIN}") for wrong in islice(_wrong(said), 5)
    ]  # fmt: skip


def _wrong(said: dict[str, Any]) -> Iterator[str]:
    practice, listed = said.get("practice"), said.get("tables")
    if not isinstance(practice, dict) or type(practice.get("id")) is not int:
        yield "names no practice"
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        yield "lists no tables"
        return
    found = Counter(str(each.get("table")) for each in listed)
    wanted = {table.name for table in tables()}
    for name in sorted(wanted - set(found)):
        yield f"lacks the table {name}"
    for name in sorted(name for name, count in found.items() if name not in wanted or count > 1):
        yield f"lists {name} twice" if name in wanted else f"lists {name}, which is no table of a practice"
    for each in listed:
        if each.get("file") != f"tables/{each.get('table')}.ndjson" or type(each.get("rows")) is not int:
            yield f"does not say where the rows of {each.get('table')} are, and how many"
