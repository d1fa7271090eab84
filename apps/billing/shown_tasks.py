"""What the pages show of work on claims that came back."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localdate

from apps.billing.causes import causes_of, rows_behind
from apps.billing.domain.words import Table, clocks_of, row_of, words_for
from apps.billing.models import ClaimTask, TaskNote
from apps.billing.operations.denials import last_day
from apps.billing.shown import obstacle
from apps.billing.shown_back import answer_row
from apps.problems import Problem

ICONS = {
    "note": "pencil",
    "assigned": "user",
    "resolved": "check",
    "reopened": "rotate-ccw",
    "letter": "mail",
}
VERDICTS = {True: "no", False: "yes", None: "open"}


def reason_label(task: ClaimTask) -> str:
    """Return what a task is about, as CO-16 or 277CA A7:562:85."""
    if task.kind == ClaimTask.Kind.DENIAL:
        return f"{task.adjustment_group}-{task.reason_code}".strip("-")
    return f"{task.adjustment_group} {task.reason_code}".strip()


def reason_words(task: ClaimTask) -> str:
    """Return the first code of a task in our words."""
    if task.kind == ClaimTask.Kind.DENIAL:
        remarks = (row_of(Table.REMARKS, code) for code in task.codes)
        exact = next((row.words for row in remarks if row and row.cause), "")
        return exact or words_for(Table.REASONS, task.reason_code)
    answer = task.acknowledgement
    said = answer_row(answer)["words"] if answer else []
    return said[0]["words"] if said else "rejected"


def task_row(task: ClaimTask, *, today: date) -> dict[str, Any]:
    """Return a task as one line of a list."""
    return {
        "row": task,
        "label": reason_label(task),
        "words": reason_words(task),
        "left": (task.due_on - today).days if task.due_on else None,
    }


def reason_counters(
    reasons: Iterable[tuple[str, str, int, Decimal]], query: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the reasons of the work as counters that filter: how many claims, how much money."""
    others = {name: value for name, value in query.items() if name != "reason"}
    shown = []
    for group, code, count, amount in list(reasons)[:8]:
        reason = f"{group}-{code}"
        url = f"?{urlencode({**others, 'reason': reason})}"
        label = f"{reason} · ${amount:,.2f}"
        shown.append(
            {"count": count, "label": label, "url": url, "is_current": query.get("reason") == reason}
        )
    return shown


def task_page(task: ClaimTask, *, today: date) -> dict[str, Any]:
    """Return everything that the page of one piece of work shows."""
    is_denial = task.kind == ClaimTask.Kind.DENIAL
    answer = task.acknowledgement
    return {
        **task_row(task, today=today),
        "claim": task.claim,
        "codes": list(_codes(task)) if is_denial else [],
        "answer": answer_row(answer) if answer else None,
        "fields": list(_fields(task)),
        "causes": [
            {"sentence": each.sentence, "verdict": VERDICTS[each.is_likely], "source": ""}
            for each in causes_of(task)
        ]
        if is_denial
        else [],
        "to_do": list(dict.fromkeys(_to_do(task))),
        "clocks": list(_clocks(task, today)) if is_denial else [],
        "notes": [_note(each) for each in task.notes.select_related("author").order_by("-at", "-pk")],
        "letters": list(task.letters.defer("content").select_related("made_by")),
        "is_denial": is_denial,
    }


def _to_do(task: ClaimTask) -> Iterator[str]:
    if task.kind == ClaimTask.Kind.DENIAL:
        yield from (row.do for row in rows_behind(task) if row.do)
    elif elsewhere := _claims_at_fault(task) - {task.claim.patient_control_number}:
        told = ", ".join(sorted(elsewhere)[:5])
        yield (
            f"The whole file was rejected for claim {told}. Put that right; when nothing is said of this claim"
            " it only has to go out again."
        )


def _claims_at_fault(task: ClaimTask) -> set[str]:
    errors = task.acknowledgement.errors if task.acknowledgement else []
    return {error["claim"] for error in errors if error.get("claim")}


def _codes(task: ClaimTask) -> Iterator[dict[str, str]]:
    for code in task.codes:
        _, dash, reason = code.partition("-")
        row = row_of(Table.REASONS, reason) if dash else row_of(Table.REMARKS, code)
        words = row.words if row else "no words for it"
        yield {"label": code, "words": words, "source": f"{row.source} ({row.confidence})" if row else ""}


def _fields(task: ClaimTask) -> Iterator[Any]:
    """Yield where what is at fault is put right."""
    found: dict[str, str] = {}
    answer = task.acknowledgement
    if answer is not None:
        for error in answer.errors:
            if error.get("claim", "") not in ("", task.claim.patient_control_number):
                continue  # another claim of the same file
            row = row_of(Table.SEGMENT_FIELDS, error.get("loop", ""))
            if row and row.field:
                found.setdefault(row.field, f"{error['segment']} in the loop of the {row.words}")
        for code in answer.codes if answer.kind == "277CA" else ():
            _, status, entity = (*code.split(":"), "", "")[:3]
            row = row_of(Table.ENTITIES, entity) or row_of(Table.STATUSES, status)
            precise = row_of(Table.STATUSES, status)
            field = (row.field if row else "") or (precise.field if precise else "")
            if field:
                found.setdefault(field, words_for(Table.STATUSES, status))
        for code in answer.codes[1:] if answer.kind == "TA1" else ():
            row = row_of(Table.INTERCHANGE_NOTES, code)
            if row and row.field:
                found.setdefault(row.field, row.words)
    else:
        found = {each.field: each.sentence for each in causes_of(task) if each.field}
    for field, words in found.items():
        yield obstacle(Problem("at_fault", words, field), task.claim)


def _clocks(task: ClaimTask, today: date) -> Iterator[dict[str, Any]]:
    told_on = task.claim_payment.remittance.paid_on if task.claim_payment else None
    for clock in clocks_of(task.claim.payer.profile, task.claim.payer.appeal_days):
        ends_on = last_day(clock, told_on or localdate(task.opened_at))
        left = (ends_on - today).days
        said = f"{left} days left" if left >= 0 else f"ended {-left} days ago"
        yield {"label": clock.words, "value": f"until {ends_on:%-d %b %Y}, {said}. {clock.source}"}


def _note(note: TaskNote) -> dict[str, Any]:
    return {
        "icon": ICONS[note.kind],
        "text": f"{note.get_kind_display()}: {note.text}" if note.text else note.get_kind_display(),
        "who": str(note.author) if note.author else "the practice's schedule",
        "at": note.at,
    }
