"""The refused rows of a file in its own layout, each with why it was refused, to be corrected and chosen again."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from apps.patients.domain.fhir_bundle import Bundle, read_bundle
from apps.patients.domain.roster_columns import REASON, is_reason
from apps.patients.domain.roster_csv import look_at_table, raw_rows
from apps.patients.imports.kinds import kind_of
from apps.patients.models import RosterImport
from apps.practice.domain.sheets import Column, Sheet
from apps.practice.domain.sheets import written as marked
from apps.practice.workbooks import write_workbook

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "bundle": "application/fhir+json",
    "ndjson": "application/fhir+ndjson",
}
EXTENSIONS = {"csv": "csv", "xlsx": "xlsx", "bundle": "json", "ndjson": "ndjson"}

Reasons = dict[int, str]


def error_file(roster: RosterImport, *, made_at: datetime) -> bytes:
    """Return the refused rows with a last column that says why; a FHIR file has an OperationOutcome behind each."""
    reasons = {
        line: " ".join(
            f"{each['field']}: {each['message']}" if each["field"] else each["message"] for each in problems
        )
        for line, problems in roster.rows.filter(state="refused").values_list("line", "problems")
    }
    if roster.layout in ("bundle", "ndjson"):
        return _fhir(roster, reasons)
    rows = _rows(roster, reasons)
    if roster.layout == "xlsx":
        written = io.BytesIO()
        head = next(rows)
        write_workbook(written, [Sheet("Refused", [Column(name) for name in head], rows)], made_at=made_at)
        return written.getvalue()
    return _csv(roster, rows)


def _rows(roster: RosterImport, reasons: Reasons) -> Iterator[list[str]]:
    """Yield the header and the refused rows; the reasons of the time before make room for those of now."""
    table = kind_of(roster.kind).table
    earlier: list[int] = []
    for line, cells in raw_rows(bytes(roster.content), kind=table, matches=roster.matches):
        if line == 0:
            earlier = [place for place, name in enumerate(cells) if is_reason(name)]
        elif line not in reasons:
            continue
        kept = [cell for place, cell in enumerate(cells) if place not in earlier]
        yield [*kept, reasons[line] if line else REASON]


def _csv(roster: RosterImport, rows: Iterator[Sequence[str]]) -> bytes:
    """Write the rows with the separator of the file, so that they can be chosen again as they are.

    What a spreadsheet would calculate is marked as text; reading takes the mark off again.
    """
    looked = look_at_table(bytes(roster.content), kind=kind_of(roster.kind).table, matches=roster.matches)
    separator = "," if isinstance(looked, list) else looked.separator
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\r\n").writerows(
        [marked(cell) for cell in row] for row in rows
    )
    return "\ufeff".encode() + written.getvalue().encode()


def _fhir(roster: RosterImport, reasons: Reasons) -> bytes:
    bundle = read_bundle(bytes(roster.content))
    entries = bundle.entries if isinstance(bundle, Bundle) else {}
    resources: list[Any] = []
    for line, reason in sorted(reasons.items()):
        if line in entries:
            resources.append(entries[line])
        issue = {"severity": "error", "code": "invalid", "diagnostics": reason}
        resources.append({"resourceType": "OperationOutcome", "issue": [issue]})
    if roster.layout == "ndjson":
        return _bytes("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in resources))
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": each} for each in resources],
    }
    return _bytes(json.dumps(whole, ensure_ascii=False, indent=1))


def _bytes(text: str) -> bytes:
    """Return JSON as UTF-8; half a letter, which only JSON can write, goes back as JSON writes it."""
    return text.encode("utf-8", "backslashreplace")
