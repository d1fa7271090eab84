"""A report as a file: CSV, a workbook or a PDF with exactly the figures that the page shows."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from django.http import HttpResponse
from django.utils import timezone
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from apps.practice.access import Actor
from apps.practice.domain import sheets
from apps.practice.domain.sheets import Kind, Sheet, csv_lines
from apps.practice.sheet_files import TYPES
from apps.practice.workbooks import write_workbook
from apps.reports.domain.report import Chart, Column, Figure, Report, Row, Section, Segment, Table, Unit
from apps.reports.domain.written import HEADS, difference, head_in_file, in_file, moved, written
from apps.reports.drawing import CHART_HEIGHT, draw_bar, draw_chart
from apps.reports.paper import (
    BAR,
    BOLD,
    LEADING,
    LEFT,
    MUTED,
    PLAIN,
    RIGHT,
    SIZE,
    SMALL,
    SMALL_LEADING,
    Bar,
    Paper,
)
from apps.reports.wrapping import wrapped

FORMATS = ("csv", "xlsx", "pdf")
KINDS = {
    Unit.MINUTES: Kind.NUMBER, Unit.COUNT: Kind.NUMBER, Unit.DAYS: Kind.NUMBER, Unit.MONEY: Kind.MONEY,
    Unit.RATE: Kind.MONEY, Unit.SHARE: Kind.MONEY,
}  # fmt: skip
LABEL_WIDTH, WIDEST, NARROW, GAP = 120.0, 130.0, 40.0, 9.0
STEP = "   "  # how far a line stands in that belongs to the one above it
ROOM = RIGHT - LEFT - LABEL_WIDTH  # beside the labels


def file_of(report: Report, kind: str, *, actor: Actor) -> HttpResponse:
    """Return the report as a download that no cache keeps."""
    name = f"{report.name}-{actor.today.isoformat()}"
    local = timezone.localtime()
    if kind == "pdf":
        answer = HttpResponse(as_pdf(report, actor=actor), content_type="application/pdf")
    elif kind == "xlsx":
        book = io.BytesIO()
        write_workbook(book, list(sheets_of(report, actor=actor)), made_at=local)
        answer = HttpResponse(book.getvalue(), content_type=TYPES["xlsx"])
    else:
        answer = HttpResponse(b"".join(as_csv(report, actor=actor)), content_type=TYPES["csv"])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def sheets_of(report: Report, *, actor: Actor) -> Iterator[Sheet]:
    """Give what it is, the headlines and every table as sheets, their totals as the page has them."""
    yield _about(report, actor)
    if report.figures:
        yield _headlines(report)
    for number, table in enumerate(report.tables, start=1):
        columns = [sheets.Column(table.label)]
        for place, column in enumerate(table.columns):
            columns += [sheet_column(column), *(_columns_beside(column) if table.is_compared(place) else ())]
        rows = [[row.label, *_cells(row, table)] for row in table.rows]
        yield Sheet(f"{number} {_sheet_name(table.caption)}", columns, rows)


def _cells(row: Row, table: Table) -> Iterator[int | Decimal | date | str | None]:
    """Give the values of a row; behind each that stands beside the period before, that and the difference."""
    for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
        yield in_file(cell.value, column.unit)
        if table.is_compared(place):
            yield in_file(cell.before, column.unit)
            yield difference(cell.value, cell.before, column.unit) if cell.has_before else None


def _columns_beside(column: Column) -> Iterator[sheets.Column]:
    kind = KINDS.get(column.unit, Kind.TEXT)
    yield sheets.Column(head_in_file(f"{column.head}, before", column.unit), kind)
    if column.unit is Unit.SHARE:
        yield sheets.Column(f"{column.head}, difference (points)", kind)
    else:
        yield sheets.Column(head_in_file(f"{column.head}, difference", column.unit), kind)


def _about(report: Report, actor: Actor) -> Sheet:
    """Say what a file is of, so that it stands alone: whose, of when, beside which dates, narrowed to what."""
    notes = [*(each.empty for each in report.sections), *report.notes]
    rows: list[sheets.Row] = [
        ("Practice", actor.practice.name),
        ("As of", actor.today),
        ("Dates", report.dates),
        ("Before", report.before),
        *report.narrowed,
        ("Says", report.lede),
        *(("Note", each) for each in notes),
        *((each.title, said) for each in report.sections for said in (each.lede, *each.notes)),
    ]
    columns = [sheets.Column("Report"), sheets.Column(report.title)]
    return Sheet("This report", columns, [row for row in rows if row[1]])


def _headlines(report: Report) -> Sheet:
    beside = [f"Before: {report.before}", "Difference"] if report.before else []
    columns = map(sheets.Column, ("Figure", "Unit", report.dates or "Value", *beside))
    return Sheet(
        "Headlines", list(columns), [list(_headline(each, is_beside=bool(beside))) for each in report.figures]
    )


def _headline(figure: Figure, *, is_beside: bool) -> Iterator[sheets.Cell]:
    yield _label(figure)
    yield HEADS.get(figure.unit, "")
    yield in_file(figure.value, figure.unit)
    if is_beside:
        yield in_file(figure.before, figure.unit)
        yield difference(figure.value, figure.before, figure.unit) if figure.has_before else None


def _label(figure: Figure) -> str:
    return figure.label[0].upper() + figure.label[1:]


def sheet_column(column: Column) -> sheets.Column:
    """Return a column as a sheet has it: its head with the unit that the bare numbers below are in."""
    return sheets.Column(head_in_file(column.head, column.unit), KINDS.get(column.unit, Kind.TEXT))


def _sheet_name(caption: str) -> str:
    return "".join(each for each in caption if each not in "[]:*?/\\")


def as_csv(report: Report, *, actor: Actor) -> Iterator[bytes]:
    """Yield the sheets one below the other, each under its name, an empty line between two."""
    for number, sheet in enumerate(sheets_of(report, actor=actor)):
        lines = csv_lines(sheet)
        mark = next(lines)
        yield mark if number == 0 else b"\r\n"
        yield f'"{sheet.title}"\r\n'.encode()
        yield from lines


def as_pdf(report: Report, *, actor: Actor) -> bytes:
    """Return the headlines and tables on pages."""
    said = f"{actor.practice.name}, {report.title}"
    paper = Paper(name=said, title=said)
    paper.title(report.title, f"{actor.practice.name}, as of {actor.today:%-d %b %Y}")
    paper.text(report.lede)
    paper.facts(report.narrowed)
    paper.facts([(_label(each), _in_paper(each)) for each in report.figures])
    for section in report.sections:
        if section.title:
            paper.heading(section.title, needs=_room_for(section))
        for text in (section.lede, section.empty):
            if text:
                paper.text(text)
        if section.chart:
            paper.drawing(CHART_HEIGHT, partial(_chart, section.chart))
        if section.table and section.table.rows:
            _write_table(paper, section.table)
        for note in section.notes:
            paper.text(note, muted=True)
    for note in report.notes:
        paper.text(note, muted=True)
    return paper.finished()


def _room_for(section: Section) -> float:
    """Return the points from a heading through its sentence and its chart, or the first row of its table."""
    if section.chart:
        return CHART_HEIGHT + 40
    if not section.table or not section.table.rows:
        return 60
    heads = max(len(wrapped(column.head, BOLD, SMALL, NARROW)) for column in section.table.columns)
    lede = len(wrapped(section.lede, PLAIN, SIZE, RIGHT - LEFT)) if section.lede else 0
    return 120 + LEADING * lede + SMALL_LEADING * heads


def _in_paper(figure: Figure) -> str:
    value = written(figure.value, figure.unit)
    before = written(figure.before, figure.unit)
    return f"{value} ({before} in the period before)" if figure.has_before else value


def _write_table(paper: Paper, table: Table) -> None:
    """Write a table; columns that do not fit beside each other come below, with the labels again."""
    lines_of = [line for row in table.rows for line in _lines(row, table.columns)]
    widths = _widths(table.columns, [cells for _, cells, _ in lines_of])
    if table.key and table.is_drawn:
        paper.drawing(SMALL, partial(_key, table))
    is_figures = all(column.unit is not Unit.TEXT for column in table.columns)
    for number, part in enumerate(_parts(widths)):
        label = RIGHT - LEFT - sum(widths[place] for place in part)
        heads = [table.label, *(table.columns[place].head for place in part)]
        lines = [[name, *(cells[place] for place in part)] for name, cells, _ in lines_of]
        sizes = [label, *(widths[place] for place in part)]
        is_drawn = number == 0 and table.is_drawn
        bars = [_bar(row) if row and is_drawn else None for _, _, row in lines_of]
        quiet = {place for place, (_, _, row) in enumerate(lines_of) if row is None}
        paper.table(heads, sizes, lines, under=bars.__getitem__, right=is_figures, quiet=quiet)


def _lines(row: Row, columns: Sequence[Column]) -> Iterator[tuple[str, list[str], Row | None]]:
    """Give a row as it is printed; beside the period before, that and the difference are lines of their own."""
    both = list(zip(row.cells, columns, strict=True))
    indent = STEP if row.is_step else ""
    yield indent + row.label, [written(cell.value, column.unit) for cell, column in both], row
    if row.has_before:
        yield (
            f"{indent}{STEP}before",
            [written(cell.before, column.unit) if cell.has_before else "" for cell, column in both],
            None,
        )
        said = [
            moved(cell.value, cell.before, column.unit) if cell.has_before else "" for cell, column in both
        ]
        yield f"{indent}{STEP}difference", said, None


def _chart(chart: Chart, canvas: Canvas, left: float, bottom: float, width: float) -> None:
    draw_chart(canvas, chart, left=left, bottom=bottom, width=width)


def _bar(row: Row) -> Bar | None:
    if not row.segments:
        return None

    def draw(canvas: Canvas, left: float, bottom: float, width: float) -> None:
        draw_bar(canvas, row.segments, left=left, bottom=bottom, width=width, height=BAR)

    return draw


def _key(table: Table, canvas: Canvas, left: float, bottom: float, width: float) -> None:
    """Write what the colours of the bars mean, one beside the other."""
    canvas.setFont(PLAIN, SMALL)
    for tone, word in table.key:
        draw_bar(canvas, [Segment(0, 100, tone)], left=left, bottom=bottom + 1, width=12, height=BAR)
        canvas.setFillColor(MUTED)
        canvas.drawString(left + 16, bottom, word)
        left += 16 + stringWidth(word, PLAIN, SMALL) + 14


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[float]:
    """Return how wide each column is: sentences take more lines where all columns then fit side by side."""
    wanted, least = [], []
    for place, column in enumerate(columns):
        cells = [row[place] for row in rows]
        wanted.append(min(WIDEST, _needed(column.head, cells)))
        is_text = column.unit is Unit.TEXT
        least.append(
            min(wanted[-1], _needed(column.head, " ".join(cells).split())) if is_text else wanted[-1]
        )
    over, spare = sum(wanted) - ROOM, sum(wanted) - sum(least)
    if not 0 < over <= spare:
        return wanted
    return [wide - over * (wide - narrow) / spare for wide, narrow in zip(wanted, least, strict=True)]


def _needed(head: str, cells: Iterable[str]) -> float:
    """Return the points that no figure and no word of the head is broken in."""
    words = [stringWidth(word, BOLD, SMALL) for word in head.split()]
    return float(max([*words, *(stringWidth(cell, PLAIN, SMALL) for cell in cells)], default=0.0)) + GAP


def _parts(widths: Sequence[float]) -> Iterator[list[int]]:
    part: list[int] = []
    for place, width in enumerate(widths):
        if part and sum(widths[each] for each in part) + width > ROOM + 0.01:
            yield part
            part = []
        part.append(place)
    if part:
        yield part
