"""The parts of a packet's paper about what came back, and what happened to the claim."""

from collections.abc import Sequence
from typing import Any

from apps.billing.domain.words import Table, words_for
from apps.billing.shown_back import answer_words, fault_words
from apps.practice.access import Actor
from apps.practice.domain.dates import in_words
from apps.reports.packets import Material
from apps.reports.paper import Paper


def came_back(paper: Paper, material: Material, actor: Actor) -> None:
    """Write what payers answered and paid."""
    paper.heading("What came back")
    answers = [
        (
            each.kind,
            "accepted" if each.is_accepted else "rejected",
            "; ".join([f"{said['code']}: {said['words']}" for said in answer_words(each)] + _faults(each)),
            each.file.file_name,
        )
        for each in material.acknowledgements
    ]
    if answers:
        paper.table(("Kind", "Answer", "Says", "File"), (44, 56, 284, 120), answers)
    else:
        paper.facts([("Acknowledgements", "")])
    if material.payments:
        heads = ("Paid on", "Trace", "Status", "Paid", "Why less, or remarks", "Stands")
        paper.table(heads, (54, 84, 104, 52, 160, 50), map(_payment, material.payments))
    else:
        paper.facts([("Remittance", "")])


def _faults(row: Any) -> list[str]:
    return [fault_words(each) for each in row.errors] if row.claim_id else []


def _payment(row: Any) -> Sequence[str]:
    reasons = {
        f"{each.adjustment_group}-{each.reason_code} ${each.amount}: {words_for(Table.REASONS, each.reason_code)}"
        for each in row.adjustments.all()
    }
    remarks = dict.fromkeys(
        [*row.remark_codes, *(code for service in row.services.all() for code in service.remark_codes)]
    )
    said = "; ".join([*sorted(reasons), *(f"{code}: {words_for(Table.REMARKS, code)}" for code in remarks)])
    paid_on = row.remittance.paid_on
    return (
        in_words(paid_on) if paid_on else "", row.remittance.trace_number,
        f"{row.claim_status_code} {words_for(Table.CLAIM_STATUSES, row.claim_status_code)}",
        f"${row.paid}" if row.paid is not None else "unreadable", said, row.get_state_display().lower(),
    )  # fmt: skip


def history(paper: Paper, material: Material, actor: Actor) -> None:
    """Write every move of the claim."""
    paper.heading("History of the claim")
    paper.table(
        ("When", "What", "By", "Why, and what said so"),
        (92, 122, 90, 200),
        (_moved(each, actor) for each in material.events),
    )


def _moved(event: Any, actor: Actor) -> Sequence[str]:
    at = event.at.astimezone(actor.time_zone)
    move = event.move.replace("_", " ")
    to = f"{move}: {event.from_state.replace('_', ' ') or 'new'} to {event.to_state.replace('_', ' ')}"
    file = event.submission.file_name if event.submission else ""
    why = "; ".join(filter(None, (event.reason, event.source_document, file)))
    return f"{in_words(at.date())}, {at:%H:%M:%S}", to, str(event.actor or "the schedule"), why
