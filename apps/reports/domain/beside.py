"""A report beside the same report of the period before: its dated headlines, and each row that can be in both."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from apps.reports.domain.report import Cell, Column, Figure, Report, Row, Section, Table, Unit, Value
from apps.reports.domain.slices import Slice
from apps.reports.domain.written import nothing_of

# The conditions that say whose the figures of a row are.
WHOSE = ("provider", "payer", "agency")


def beside(report: Report, before: Report, *, words: str) -> Report:
    """Return the report with what the same report said of the period before; what stands as of today has none.

    `words` are the dates of that period: they stand with those of the report.
    """
    was = {each.label: each for each in before.figures}
    figures = tuple(
        _headline(each, was.get(each.label)) if each.is_dated else each for each in report.figures
    )
    tables = {table.caption: table for table in before.tables}
    sections = [_section(each, tables) for each in report.sections]
    _put_back_sections(sections, report, before)
    return replace(
        report,
        lede=f"{report.lede.removesuffix('.')}. Before is {words}." if figures else report.lede,
        before=words if figures else "",
        figures=figures,
        sections=tuple(sections),
    )


def _headline(figure: Figure, was: Figure | None) -> Figure:
    if was is None:
        return replace(figure, has_before=True)
    return replace(figure, before=was.value, has_before=True, rows_before=was.rows)


def _section(section: Section, before: Mapping[str, Table]) -> Section:
    """A table that the period before had nothing for is held against nothing."""
    table = section.table
    if table is None or not table.rows:
        return section
    was = before.get(table.caption) or replace(table, rows=())
    return replace(section, table=_table(table, was))


def _put_back_sections(sections: list[Section], report: Report, before: Report) -> None:
    """Add the tables that only the period before has: under their heading where that stands without one, else last."""
    there = {table.caption for table in report.tables}
    for section in before.sections:
        was = section.table
        if was is None or was.caption in there or not (gone := _gone(was)).rows:
            continue
        at = next((at for at, each in enumerate(sections) if _waits_for(each, section)), None)
        if at is None:
            sections.append(replace(section, table=gone, chart=None))
        else:
            sections[at] = replace(sections[at], table=gone)


def _waits_for(section: Section, was: Section) -> bool:
    return section.title == was.title and not (section.table and section.table.rows)


def _gone(was: Table) -> Table:
    """Return a table that nothing is left of: nothing now, what it was before."""
    places = [place if _is_compared(column) else None for place, column in enumerate(was.columns)]
    rows = [
        _nothing_now(row, was, places)
        for row in was.rows
        if (row.is_total or (was.recurs and _is_own(row))) and any(place is not None for place in places)
    ]
    return replace(was, rows=tuple(rows))


def _is_own(row: Row) -> bool:
    """A published figure has no rows of its own and no period before."""
    return any(cell.rows is not None for cell in row.cells)


def _nothing_now(row: Row, was: Table, places: Sequence[int | None]) -> Row:
    """Return a row that only the period before has; what adds up is nothing now."""
    cells = (
        Cell(None)
        if place is None
        else Cell(
            None if row.cells[place].value is None else nothing_of(was.columns[place].unit),
            before=row.cells[place].value,
            has_before=row.cells[place].value is not None,
            rows_before=row.cells[place].rows,
            is_derived=row.cells[place].is_derived,
        )
        for place in places
    )
    return Row(row.label, tuple(cells), is_total=row.is_total, is_step=row.is_step)


def _table(table: Table, was: Table) -> Table:
    """Put each row beside the one of its name. Months do not come again: of them only the sum is held beside."""
    places = _places(table, was)
    old = {_key(row): row for row in was.rows}
    rows = [
        _row(row, old.get(_key(row)), table, places) if row.is_total or table.recurs else row
        for row in table.rows
    ]
    if table.recurs:
        _put_back(rows, table, was, places)
    return replace(table, rows=tuple(rows))


def _places(table: Table, was: Table) -> list[int | None]:
    """Find each column that goes by the dates in the table before; None where it has no such one."""
    there: dict[tuple[str, Unit], int] = {(each.head, each.unit): at for at, each in enumerate(was.columns)}
    is_same = [each.head for each in table.columns] == [each.head for each in was.columns]
    return [
        None if not _is_compared(column) else place if is_same else there.get((column.head, column.unit))
        for place, column in enumerate(table.columns)
    ]


def _is_compared(column: Column) -> bool:
    return column.is_dated and column.unit is not Unit.TEXT


def _row(row: Row, was: Row | None, table: Table, places: list[int | None]) -> Row:
    cells = []
    for cell, place, column in zip(row.cells, places, table.columns, strict=True):
        before: Value = was.cells[place].value if was is not None and place is not None else None
        if was is None and cell.value is not None:
            before = nothing_of(column.unit)
        is_own = row.is_total or cell.rows is not None or bool(cell.url)
        has_any = cell.value is not None or before is not None
        cells.append(
            replace(cell, before=before, has_before=True, rows_before=_rows_of(was, place))
            if place is not None and is_own and has_any
            else cell
        )
    return replace(row, cells=tuple(cells))


def _rows_of(was: Row | None, place: int | None) -> Slice | None:
    return was.cells[place].rows if was is not None and place is not None else None


def _put_back(rows: list[Row], table: Table, was: Table, places: list[int | None]) -> None:
    """Add the rows that only the period before has, each behind the one it followed there."""
    behind = 0
    for row in was.rows:
        at = next((place for place, each in enumerate(rows) if _key(each) == _key(row)), None)
        if at is not None:
            behind = at + 1
        elif not row.is_total and _is_own(row):
            rows.insert(min(behind, _end(rows)), _nothing_now(row, was, places))
            behind += 1


def _key(row: Row) -> tuple[str, ...]:
    """Tell rows of one name apart, as two providers may have it, by whom their figures are of."""
    said = {name: value for cell in row.cells if cell.rows is not None for name, value in cell.rows.where}
    return (row.label, *(said.get(name, "") for name in WHOSE))


def _end(rows: list[Row]) -> int:
    """Where the sums begin."""
    return next((place for place, row in enumerate(rows) if row.is_total), len(rows))
