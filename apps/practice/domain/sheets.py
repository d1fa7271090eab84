"""A list as a sheet for spreadsheet programs: columns that know what they hold, rows, and the sums of what adds up."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | date | Decimal | None
Row: TypeAlias = Sequence[Cell]

# What a spreadsheet takes for a formula when a text begins with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
TOTAL = "Total"


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `is_summed` puts its sum in the row of totals. Dates are written as in ISO 8601."""

    label: str
    kind: Kind = Kind.TEXT
    is_summed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under a title; `rows` is read once, from first to last."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]

    def with_totals(self) -> Iterator[tuple[Row, bool]]:
        """Yield the rows, then that of totals (True) if a column is summed: sums are those of the very cells above."""
        sums = {place: Decimal(0) for place, column in enumerate(self.columns) if column.is_summed}
        for row in self.rows:
            for place in sums:
                value = row[place]
                if isinstance(value, int | Decimal):
                    sums[place] += value
            yield row, False
        if sums:
            yield [self._total(place, sums) for place in range(len(self.columns))], True

    def _total(self, place: int, sums: dict[int, Decimal]) -> Cell:
        if place in sums:
            return sums[place] if self.columns[place].kind is Kind.MONEY else int(sums[place])
        return TOTAL if place == 0 else None


def csv_lines(sheet: Sheet) -> Iterator[bytes]:
    """Yield the sheet as CSV in UTF-8 with a byte order mark, which spreadsheet programs want, line by line.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    yield "\ufeff".encode()
    yield _line([column.label for column in sheet.columns])
    for row, _is_total in sheet.with_totals():
        yield _line([written(cell) for cell in row])


def _line(cells: Sequence[str]) -> bytes:
    output = io.StringIO()
    csv.writer(output, lineterminator="\r\n").writerow(cells)
    return output.getvalue().encode()


def written(cell: Cell) -> str:
    """Return a cell as CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and _is_marked_for(text) else text


def as_meant(text: str) -> str:
    """Return a cell as it was before `written` marked it as text: of a CSV of ours alone, where it always did."""
    return text[1:] if text.startswith("'") and _is_marked_for(text) else text


def _is_marked_for(text: str) -> bool:
    """A formula, and what looks like one that is marked already: so that taking off one mark gives every text back."""
    return text.lstrip("'").startswith(_FORMULA)
