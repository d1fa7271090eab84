"""The audit trail as a file, streamed event by event, with the hash of all before it in its last line."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from io import StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import AuditEvent
from apps.practice.selectors import AuditFilter, audit_events

COLUMNS = ("id", "at", "who", "who_id", "action", "subject_type", "subject_id", "patient_id", "old", "new")
KINDS = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}
ROWS_AT_ONCE = 2000


def audit_lines(actor: Actor, wanted: AuditFilter, *, kind: str, now: datetime) -> Iterator[bytes]:
    """Yield the events that fit, the oldest first, as they stood when it began; then a line with their number and hash.

    The hash is over every byte before that line. That the file was made, and its hash, stands in the trail itself.
    """
    write = _csv_line if kind == "csv" else _json_line
    digest, count = sha256(), 0
    audit.record(actor, "audit.export_begun", patient_id=wanted.patient, new=_said(wanted, kind), at=now)
    if kind == "csv":
        head = _cells(COLUMNS)
        digest.update(head)
        yield head
    rows = audit_events(actor, wanted).filter(at__lt=now).order_by("at", "id")
    for event in rows.iterator(chunk_size=ROWS_AT_ONCE):
        line = write(event)
        digest.update(line)
        count += 1
        yield line
    end = {"rows": count, "sha256": digest.hexdigest()}
    audit.record(actor, "audit.exported", patient_id=wanted.patient, new={**_said(wanted, kind), **end})
    yield (
        _cells(("end", count, digest.hexdigest()))
        if kind == "csv"
        else f"{json.dumps({'end': end})}\n".encode()
    )


def _said(wanted: AuditFilter, kind: str) -> dict[str, Any]:
    asked = {
        "person": wanted.person, "noun": wanted.noun, "patient": wanted.patient,
        "starts_on": wanted.starts_on, "ends_on": wanted.ends_on,
    }  # fmt: skip
    return {"kind": kind, **{name: value for name, value in asked.items() if value not in (None, "")}}


def _values(event: AuditEvent) -> dict[str, Any]:
    return {
        "id": event.pk,
        "at": event.at.isoformat(),
        "who": str(event.actor) if event.actor else "the schedule",
        "who_id": event.actor_id,
        "action": event.action,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "patient_id": event.patient_id,
        "old": event.old,
        "new": event.new,
    }


def _json_line(event: AuditEvent) -> bytes:
    return f"{_json(_values(event))}\n".encode()


def _csv_line(event: AuditEvent) -> bytes:
    values = _values(event)
    cells = [_json(values[name]) if name in ("old", "new") else values[name] for name in COLUMNS]
    return _cells([_harmless(cell) for cell in cells])


def _harmless(cell: Any) -> Any:
    """Keep a spreadsheet from reading a name as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _cells(values: "tuple[Any, ...] | list[Any]") -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow("" if value is None else value for value in values)
    return text.getvalue().encode()


def _json(value: Any) -> str:
    return (
        "" if value is None else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)
    )
