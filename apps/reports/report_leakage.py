"""Where the minutes go, step by step from the log through closed periods to the payment."""

from collections.abc import Sequence

from apps.practice.access import Actor
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import PAID, steps, waterfall
from apps.reports.domain.report import Column, Figure, Report, Section, Table, Tone, Unit
from apps.reports.domain.slices import Source
from apps.reports.logged import from_the_log
from apps.reports.sums import groups, in_words


def leakage(actor: Actor, asked: Asked) -> Report:
    """Return where the minutes went, step by step: seven queries, two where it is narrowed."""
    base = asked.slice(Source.TIMES)
    found = steps(_flow(actor, asked), base, words=in_words)
    log = from_the_log(actor, asked)
    rows = waterfall(found, base, log)
    parts = _parts(found)
    tables = Table(
        "Minutes from the log to the payment",
        "Step",
        (Column("Minutes", Unit.MINUTES), Column("Of logged" if log else "Of looked at", Unit.SHARE)),
        rows,
    )
    figures = (
        *(Figure("logged", step.seconds, Unit.MINUTES, step.rows) for step in log[:1]),
        *(
            Figure(label, parts[name], Unit.MINUTES, rows_)
            for name, label, rows_ in (
                ("looked_at", "looked at", base),
                ("left_out", "do not count", base.narrowed(left_out="1")),
                ("lost", "lost", base.narrowed(end="lost")),
                ("open", "blocked or on its way", base.narrowed(end="open")),
                ("paid", "paid for", base.narrowed(left_out="0", outcome="billable", stage=PAID)),
            )
        ),
    )
    empty = "" if rows else _nothing(asked)
    return Report(
        "leakage",
        "Where the minutes go",
        _lede(asked),
        figures=figures,
        sections=(Section("From the log to the payment", table=tables if rows else None, empty=empty),),
        notes=_notes(asked),
    )


def _lede(asked: Asked) -> str:
    if asked.narrowed:
        return f"Service periods that ended {asked.words}, closed. Every minute is in exactly one place."
    return (
        f"Logged {asked.words}, and what became of it in the service periods that ended on these dates. Below what "
        "they looked at, every minute is in exactly one place."
    )


def _nothing(asked: Asked) -> str:
    if asked.narrowed:
        return "No period that ended on these dates has been closed with time in it."
    return "Nothing was logged on these dates, and no period that ended on them has time in it."


def _notes(asked: Asked) -> tuple[str, ...]:
    if asked.narrowed:
        return (
            "Whose period a minute belongs to is known once it is closed: what is narrowed begins there.",
        )
    return (
        "Logged goes by the date of the work, all below by the day on which the service period ended.",
        (
            "A minute that two programmes look at, such as oversight and chronic care, is logged once and looked at"
            " twice: what that adds, and what periods of other dates hold or held, are one step together."
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
