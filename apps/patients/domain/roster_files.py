"""Tells what kind of roster file somebody chose, by its content, and reads it."""

from collections.abc import Mapping
from datetime import date

from apps.patients.domain.fhir import read_fhir
from apps.patients.domain.roster import RosterFile
from apps.patients.domain.roster_csv import read_table
from apps.patients.domain.roster_rows import PATIENTS, TableKind
from apps.problems import Problem

LARGEST_MEGABYTES = 32
LARGEST_BYTES = LARGEST_MEGABYTES * 1024 * 1024

_SAVE_AS = "Save it as CSV UTF-8 and choose that file."
_NOT_TEXT: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive and no Excel workbook", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", _SAVE_AS),
    (b"%PDF", "a PDF", "Export the roster as CSV or as a FHIR bundle."),
    (b"\x1f\x8b", "a compressed file", "Unpack it first."),
    (b"\xff\xfe", "UTF-16 text", _SAVE_AS),
    (b"\xfe\xff", "UTF-16 text", _SAVE_AS),
)


def read_roster(
    content: bytes, *, today: date, kind: TableKind = PATIENTS, matches: Mapping[str, str] | None = None
) -> RosterFile | list[Problem]:
    """Return the checked rows of a table or FHIR file, or what is wrong with the file as a whole."""
    problems = check_file(content)
    if problems:
        return problems
    if not is_fhir(content):
        return read_table(content, today=today, kind=kind, matches=matches)
    if kind is PATIENTS:
        return read_fhir(content, today=today)
    message = (
        "FHIR files bring patients with their coverage, episodes and conditions. Choose the kind Patients."
    )
    return [Problem("fhir_brings_patients", message, "file")]


def is_fhir(content: bytes) -> bool:
    """Say whether a file is FHIR as JSON, by its first character."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def is_workbook(content: bytes) -> bool:
    """Say whether a file may be an Excel workbook (or another zip archive)."""
    return content.startswith(b"PK\x03\x04")


def check_file(content: bytes) -> list[Problem]:
    """Return why a file cannot be a roster at all: empty, too large, or no text."""
    if not content.removeprefix(b"\xef\xbb\xbf").strip():
        return [Problem("file_empty", "The file is empty. Export the roster again.", "file")]
    if len(content) > LARGEST_BYTES:
        return [too_large(len(content))]
    for beginning, name, remedy in _NOT_TEXT:
        if content.startswith(beginning):
            return [
                Problem(
                    "file_kind_wrong", f"The file is {name}, which the import does not read. {remedy}", "file"
                )
            ]
    if b"\x00" in content[:4096]:
        message = "The file is not text. Choose a roster as CSV, or a FHIR R4 bundle as JSON."
        return [Problem("file_kind_wrong", message, "file")]
    return []


def too_large(size: int) -> Problem:
    """Return the problem of a file of `size` bytes that exceeds the limit."""
    message = (
        f"The file has {size / 1024 / 1024:.0f} MB; the import takes {LARGEST_MEGABYTES} MB at once. "
        "Split it by patients."
    )
    return Problem("file_too_large", message, "file")
