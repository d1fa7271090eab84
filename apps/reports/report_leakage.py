"""Where the minutes of closed periods go, step by step from the log to the payment."""

from collections.abc import Sequence

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import PAID, steps, waterfall
from apps.reports.domain.report import Column, Figure, Report, Section, Table, Tone, Unit
from apps.reports.domain.slices import Source
from apps.reports.sums import groups, in_words


def leakage(actor: Actor, asked: Asked) -> Report:
    """Return where the minutes of closed periods went, step by step: two sums."""
    base = asked.slice(Source.TIMES)
    found = steps(_flow(actor, asked), base, words=in_words)
    rows = waterfall(found, base)
    looked_at = sum(step.seconds for step in found)
    parts = _parts(found)
    tables = Table(
        "Minutes of closed periods, from the log to the payment",
        "Step",
        (Column("Minutes", Unit.MINUTES), Column("Of all", Unit.SHARE)),
        rows,
    )
    figures = tuple(
        Figure(label, parts[name], Unit.MINUTES, rows_)
        for name, label, rows_ in (
            ("looked_at", "looked at", base),
            ("left_out", "do not count", base.narrowed(left_out="1")),
            ("lost", "lost", base.narrowed(end="lost")),
            ("open", "still open", base.narrowed(end="open")),
            ("paid", "paid for", base.narrowed(left_out="0", outcome="billable", stage=PAID)),
        )
    )
    empty = "" if looked_at else "No period that ended on these dates has been closed with time in it."
    return Report(
        "leakage",
        "Where the minutes go",
        f"Service periods that ended {asked.words}, closed. Every minute is in exactly one place.",
        figures=figures,
        sections=(Section("From the log to the payment", table=tables if rows else None, empty=empty),),
        notes=(
            "Time in periods that still run, and time for a programme, is logged and not looked at here.",
            (
                "A minute that two programmes look at, such as oversight and chronic care, is looked at "
                "twice here and once in the log."
            ),
        ),
    )


def _flow(actor: Actor, asked: Asked) -> list[tuple[dict[str, object], int]]:
    """What does not count by its reason, what counts by what its period became: each minute read once."""
    left_out = groups(actor, asked.slice(Source.TIMES).narrowed(left_out="1"), "reason")
    decided = groups(
        actor, asked.slice(Source.PERIODS), "outcome", "obstacle", "stage", measures=("counted",)
    )
    return [
        *((dict(group.keys), int(group["seconds"])) for group in left_out),
        *((dict(group.keys), int(group["counted"])) for group in decided),
    ]


def _parts(found: Sequence[object]) -> dict[str, int]:
    tones = {
        Tone.MUTED: "left_out",
        Tone.LOST: "lost",
        Tone.OPEN: "open",
        Tone.PAID: "paid",
        Tone.APART: "apart",
    }
    sums = {"looked_at": 0, "left_out": 0, "lost": 0, "open": 0, "paid": 0, "apart": 0}
    for step in found:
        sums["looked_at"] += step.seconds  # type: ignore[attr-defined]
        sums[tones[step.tone]] += step.seconds  # type: ignore[attr-defined]
    return sums
