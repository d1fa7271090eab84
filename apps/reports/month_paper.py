"""The statement of a locked month on paper."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from apps.practice.domain.dates import in_words, local_day
from apps.reports.paper import Paper
from apps.timelog.models import LockedMonth


def month_pdf(row: LockedMonth) -> bytes:
    """Return the statement as it was kept, with its hash on every page."""
    said = json.loads(row.statement)
    paper = Paper(
        name=f"{row.starts_on:%B %Y} · {row.statement_hash[:16]}", title=f"Month end {row.starts_on:%B %Y}"
    )
    locked = f"Locked by {row.locked_by or 'the schedule'} on {_on(row.locked_at, row)}"
    paper.title(f"{row.starts_on:%B %Y}", f"{said['practice']['name']} · {locked}")
    if row.unlocked_at is not None:
        paper.text(
            f"Unlocked by {row.unlocked_by or 'the schedule'} on {_on(row.unlocked_at, row)}:"
            f" {row.unlock_reason}"
        )
    for heading, rows in _parts(said):
        paper.heading(heading)
        paper.facts(rows)
    paper.heading("Proof")
    paper.facts(_proof(said, row))
    paper.text(
        "The hash of the statement is the SHA-256 of its text as it is kept; the audit trail keeps it too. The hash of"
        " the books is over the number, length and head of every book in the order of their numbers; that of the"
        " decisions over the facts and the result of every decision of the month, the earlier ones included.",
        muted=True,
    )
    return paper.finished()


def _on(at: datetime, row: LockedMonth) -> str:
    return in_words(local_day(at, row.practice.time_zone))


def _parts(said: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    time, periods, money = said["time"], said["periods"], said["money"]
    yield (
        "Time",
        [
            (
                "Logged",
                f"{time['seconds'] // 60:,} min (entries: {time['entries']:,}; patients: {time['patients']:,})",
            ),
            ("Written down late", f"{time['late']:,} entries"),
            ("Not confirmed", f"{time['unconfirmed']:,} entries, which count nowhere"),
        ],
    )
    yield (
        "Periods",
        [
            *(
                (state.replace("_", " ").capitalize(), f"{count:,}")
                for state, count in periods["by_state"].items()
            ),
            *(
                (outcome.replace("_", " ").capitalize(), _outcome(each))
                for outcome, each in periods["by_outcome"].items()
            ),
        ]
        or [("Periods", "none")],
    )
    yield (
        "Claims",
        [
            (state.replace("_", " ").capitalize(), f"{each['claims']:,}, {_dollars(each['charged'])} charged")
            for state, each in said["claims"].items()
        ]
        or [("Claims", "none")],
    )
    yield (
        "Money",
        [
            ("Charged", _dollars(money["charged"])),
            ("Paid by payers", f"{_dollars(money['paid'])} in {money['payments']:,} payments"),
            ("Owed by patients", _dollars(money["patient_responsibility"])),
        ],
    )
    yield (
        "Steps with something left when it was locked",
        [(each["name"], f"{each['count']:,} left") for each in said["left"]]
        or [("None", "every step was done")],
    )


def _outcome(each: dict[str, Any]) -> str:
    minutes = (each["counted_seconds"] or 0) // 60
    return f"{each['decisions']:,} decisions, {minutes:,} min counted, {_dollars(each['expected'])} expected"


def _proof(said: dict[str, Any], row: LockedMonth) -> list[tuple[str, str]]:
    ledger, decisions = said["ledger"], said["decisions"]
    return [
        ("Hash of the statement", row.statement_hash),
        ("Books", f"{ledger['books']:,} with {ledger['versions']:,} versions"),
        ("Hash of the books", ledger["sha256"]),
        ("Last anchor", ledger["last_anchor"] or "none yet"),
        ("Decisions", f"{decisions['count']:,}"),
        ("Hash of the decisions", decisions["sha256"]),
    ]


def _dollars(amount: str | None) -> str:
    return "none" if amount is None else f"${Decimal(amount):,.2f}"
