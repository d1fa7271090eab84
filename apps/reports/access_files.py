"""The access report as files, and in words what the trail cannot say."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from apps.practice.access import Actor
from apps.practice.domain.dates import in_words
from apps.practice.domain.sheets import Column, Sheet, csv_lines
from apps.reports.access_report import Asked, Line, Report
from apps.reports.paper import Paper

HEADS = ("When", "Who", "Did", "What", "Patient", "Values")


def unnamed_in_words(count: int) -> str:
    """Say that lists were seen or taken out of which the trail does not know whom they held; "" for none."""
    if not count:
        return ""
    lists = "1 list was" if count == 1 else f"{count:,} lists were"
    return f"{lists} seen or taken out on these dates without a record of whom. This patient may have been on it."


def as_csv(report: Report, *, actor: Actor) -> bytes:
    """Return the lines as CSV; a cell that a spreadsheet would calculate is marked as text."""
    columns = [Column(head) for head in HEADS]
    cells = _cells(report.lines, actor)
    said = unnamed_in_words(report.unnamed)
    more = [("", "", "", "", "", said)] if said else []
    return b"".join(csv_lines(Sheet("Access report", columns, chain(cells, more))))


def as_pdf(report: Report, *, actor: Actor, asked: Asked) -> bytes:
    """Return the lines as a printed report."""
    lines, said = report.lines, unnamed_in_words(report.unnamed)
    paper = Paper(name=f"Access report, {actor.practice.name}", title="Access report")
    paper.title("Access report", f"{actor.practice.name}. Times are those of {actor.practice.zone_in_words}.")
    paper.facts(
        [
            ("Dates", f"{in_words(asked.starts_on)} to {in_words(asked.ends_on)}"),
            ("Patient", asked.patient.display_name if asked.patient else "everybody"),
            ("Person", str(asked.person) if asked.person else "everybody"),
            ("What", asked.kind or "saw, changed and took out"),
            ("Events", f"{len(lines):,}"),
            *([("Not named", said)] if said else []),
        ]
    )
    paper.table(HEADS, (84, 78, 46, 104, 84, 108), _cells(lines, actor))
    return paper.finished()


def _cells(lines: Iterable[Line], actor: Actor) -> Iterator[Sequence[str]]:
    for line in lines:
        at = line.at.astimezone(actor.time_zone)
        yield (
            f"{in_words(at.date())}, {at:%H:%M:%S}",
            line.who,
            line.kind.value,
            line.what,
            line.patient,
            line.values,
        )
