"""A report as a value: what a page, a CSV, a workbook and a PDF show alike, each figure with the rows behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from apps.reports.domain.slices import Slice

Value: TypeAlias = int | Decimal | date | str | None


class Unit(StrEnum):
    """What a value is. Minutes are kept in whole seconds and floored once, where they are written."""

    MINUTES = "minutes"
    MONEY = "money"
    RATE = "rate"
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    TEXT = "text"


class Tone(StrEnum):
    """What a colour means, the same everywhere; the word stands beside it."""

    LOGGED = "logged"
    COUNTED = "counted"
    BILLED = "billed"
    PAID = "paid"
    OPEN = "open"
    LOST = "lost"
    MUTED = "muted"
    APART = "apart"
    AGE_1 = "age-1"
    AGE_2 = "age-2"
    AGE_3 = "age-3"
    AGE_4 = "age-4"
    AGE_5 = "age-5"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure, and the rows it was added up from; None where a figure has no rows of its own.

    `is_derived`: worked out from the rows, as a share or a middle, and not their number or sum. `url` leads elsewhere,
    to the list or the rule that the figure is of. `before` is what it was in the period before, where that was asked,
    from the `rows_before`.
    """

    value: Value
    rows: Slice | None = None
    is_derived: bool = False
    url: str = ""
    before: Value = None
    has_before: bool = False
    rows_before: Slice | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of a column are. `is_dated`: they go by the dates of the report, and have a period before."""

    head: str
    unit: Unit = Unit.TEXT
    is_dated: bool = True


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, in percent of the width of the drawing."""

    start: float
    width: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; `segments` draw it, `is_total` sets it apart. `label` may lead to rows or to another page."""

    label: str
    cells: tuple[Cell, ...]
    segments: tuple[Segment, ...] = ()
    is_total: bool = False
    is_step: bool = False
    url: str = ""

    @property
    def has_before(self) -> bool:
        """Say whether it stands beside the period before."""
        return any(cell.has_before for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; the first column holds the labels. `recurs`: the period before can have the same rows."""

    caption: str
    label: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: tuple[tuple[Tone, str], ...] = ()
    recurs: bool = True

    @property
    def is_drawn(self) -> bool:
        """Say whether any row has a bar."""
        return any(row.segments for row in self.rows)

    def is_compared(self, place: int) -> bool:
        """Say whether a column stands beside the period before."""
        return any(row.cells[place].has_before for row in self.rows)


@dataclass(frozen=True, slots=True)
class Series:
    """A line or a band over the marks of a chart; None is a gap."""

    name: str
    tone: Tone
    values: tuple[float | None, ...]
    kind: str = "line"


@dataclass(frozen=True, slots=True)
class Chart:
    """Values over months. The table of the same section says the same in figures. `is_open`: the last is not over."""

    label: str
    marks: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    is_open: bool = False

    def as_json(self) -> dict[str, object]:
        """Return what the script draws."""
        return {
            "unit": self.unit.value,
            "isOpen": self.is_open,
            "marks": list(self.marks),
            "series": [
                {"name": each.name, "tone": each.tone.value, "kind": each.kind, "values": list(each.values)}
                for each in self.series
            ],
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline: a value, what it was in the period before where that was asked, and its rows.

    `is_dated`: goes by the dates of the report; what stands as of today has no period before.
    """

    label: str
    value: Value
    unit: Unit
    rows: Slice | None = None
    before: Value = None
    has_before: bool = False
    is_derived: bool = False
    is_dated: bool = True
    url: str = ""
    rows_before: Slice | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a sentence, a chart and the table behind it; `notes` say what is uncertain."""

    title: str
    table: Table | None = None
    chart: Chart | None = None
    lede: str = ""
    notes: tuple[str, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one report says.

    In words: the `dates` it goes by, those of the period `before` if it stands beside one, what it is `narrowed` to.
    """

    name: str
    title: str
    lede: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = field(default=())
    dates: str = ""
    before: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()

    @property
    def tables(self) -> list[Table]:
        """Every table, in the order of the page."""
        return [section.table for section in self.sections if section.table and section.table.rows]


def with_bars(rows: Sequence[Row], *, tones: Sequence[Tone], columns: Sequence[int]) -> tuple[Row, ...]:
    """Draw the cells of `columns` of each row one behind the other, all rows on one scale that starts at zero."""
    plain = [row for row in rows if not row.is_total]
    widest = max((sum(_size(row, column) for column in columns) for row in plain), default=0.0)
    if not widest:
        return tuple(rows)
    return tuple(row if row.is_total else _drawn(row, tones, columns, widest) for row in rows)


def _drawn(row: Row, tones: Sequence[Tone], columns: Sequence[int], widest: float) -> Row:
    segments, start = [], 0.0
    for tone, column in zip(tones, columns, strict=True):
        width = 100 * _size(row, column) / widest
        if width:
            segments.append(Segment(round(start, 3), round(width, 3), tone))
        start += width
    return Row(row.label, row.cells, tuple(segments), row.is_total, row.is_step, row.url)


def _size(row: Row, column: int) -> float:
    value = row.cells[column].value
    return float(value) if isinstance(value, int | Decimal) and value > 0 else 0.0


def share(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """Return part of whole as a share of one to four places; None of nothing."""
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else None


def total_of(values: Iterable[Value]) -> Value:
    """Add up what can be added; None where nothing can."""
    found = [value for value in values if isinstance(value, int | Decimal)]
    return sum(found[1:], found[0]) if found else None
