"""Reads a roster table: text with commas, semicolons, tabs or bars between the cells."""

import contextlib
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from apps.patients.domain.roster import RosterFile, RosterRow, problem_in_words
from apps.patients.domain.roster_cells import read_cell
from apps.patients.domain.roster_columns import Header, header_of, is_reason
from apps.patients.domain.roster_rows import PATIENTS, Found, TableKind, part_of
from apps.practice.domain.sheets import as_meant
from apps.problems import Problem

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
NAMES_AT_MOST = 30
SAMPLES = 3  # rows that are shown while columns are matched
MOST_TITLES = 9  # lines above the one that names the columns
_EMPTY = ' \r\n"' + "".join(SEPARATORS)
_SEP_LINE = "sep="  # some spreadsheets write their separator into a first line of its own


@dataclass(frozen=True, slots=True)
class Looked:
    """A table before its rows are read: how its columns are understood so far, and its first rows as they stand."""

    header: Header
    separator: str
    samples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What separates the cells, the columns, how many lines stand above them, and how many of those say something."""

    separator: str
    header: Header
    skipped: int = 0
    titles: int = 0


def look_at_table(
    content: bytes, *, kind: TableKind, matches: Mapping[str, str] | None = None, samples: int = SAMPLES
) -> Looked | list[Problem]:
    """Return the columns of a table with its first rows, or why it cannot be read at all."""
    decoded = _encoding(content)
    if isinstance(decoded, Problem):
        return [decoded]
    layout = _layout(content, decoded[0], kind, matches)
    separator, header = layout.separator, layout.header
    lines = _lines(content, decoded[0])
    for _ in range(layout.skipped + 1):
        next(lines, None)
    rows: list[tuple[str, ...]] = []
    with contextlib.suppress(csv.Error):
        for cells in csv.reader(lines, delimiter=separator):
            if any(cell.strip() for cell in cells):
                rows.append(tuple(_meant(cells, header)))
            if len(rows) == samples:
                break
    return Looked(header, separator, tuple(rows))


def raw_rows(
    content: bytes, *, kind: TableKind, matches: Mapping[str, str] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table as they stand, each with its line; the header comes first, as line 0."""
    decoded = _encoding(content)
    assert not isinstance(decoded, Problem)  # it was read before
    layout = _layout(content, decoded[0], kind, matches)
    yield 0, list(layout.header.names)
    lines = _lines(content, decoded[0])
    for _ in range(layout.skipped + 1):
        next(lines, None)
    reader = csv.reader(lines, delimiter=layout.separator, strict=True)
    while True:
        line = layout.skipped + 1 + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            continue  # a row with unpaired quotation marks has no cells that could be given back
        yield line, _meant(cells, layout.header)


def _some(names: Sequence[str]) -> str:
    """Return names, and of very many how many more there are."""
    more = len(names) - NAMES_AT_MOST
    return ", ".join(names[:NAMES_AT_MOST]) + (f" and {more:,} more" if more > 0 else "")


def read_table(
    content: bytes, *, today: date, kind: TableKind = PATIENTS, matches: Mapping[str, str] | None = None
) -> RosterFile | list[Problem]:
    """Return the checked rows of a table, or what is wrong with the file as a whole."""
    decoded = _encoding(content)
    if isinstance(decoded, Problem):
        return [decoded]
    encoding, finding = decoded
    layout = _layout(content, encoding, kind, matches)
    separator, header = layout.separator, layout.header
    if header.problems:
        return list(header.problems)
    findings = [f"Cells separated by {SEPARATORS[separator]}."] if separator != "," else []
    findings += [finding] if finding else []
    if layout.titles:
        lines = "1 line" if layout.titles == 1 else f"{layout.titles} lines"
        findings.append(f"Left out above the names of the columns: {lines}.")
    if header.ignored:
        findings.append(
            f"These columns mean nothing to the import and are left out: {_some(header.ignored)}."
        )
    table = _Table(
        content,
        encoding=encoding,
        separator=separator,
        skipped=layout.skipped,
        header=header,
        today=today,
        kind=kind,
    )
    return RosterFile("CSV", table, tuple(findings), header.names_of_fields)


def _encoding(content: bytes) -> tuple[str, str] | Problem:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        try:
            content.decode("cp1252")
        except UnicodeDecodeError as second:
            line = content.count(b"\n", 0, second.start) + 1
            message = (
                f"Line {line} is neither UTF-8 nor Windows-1252 text. Save the table again as CSV UTF-8."
            )
            return Problem("encoding_unknown", message, "file")
        finding = f"Line {line} is not UTF-8; the file was read as Windows-1252. Look at names with accents."
        return "cp1252", finding
    return "utf-8-sig", ""


def _layout(content: bytes, encoding: str, kind: TableKind, matches: Mapping[str, str] | None) -> _Layout:
    """Return how a table is laid out: titles may stand above the row that names its columns.

    Where none of the first lines names what is needed, a person is asked about the one that knows most columns; of
    those alike about the first, or the first with more than the one cell of a title.
    """
    numbered = enumerate(_lines(content, encoding))
    said = (
        (number, line) for number, line in numbered if line.strip(_EMPTY) and not line.startswith(_SEP_LINE)
    )
    found = []
    for titles, (number, line) in enumerate(islice(said, MOST_TITLES + 1)):
        found.append(_Layout(*_named(line, kind, matches), skipped=number, titles=titles))
        if found[-1].header.names_rows:
            return found[-1]
    return max(found, key=_looks_like_names, default=_Layout(*_named("", kind, matches)))


def _looks_like_names(layout: _Layout) -> tuple[int, bool]:
    header = layout.header
    return sum(column is not None for column in header.columns), sum(map(bool, header.names)) > 1


def _named(line: str, kind: TableKind, matches: Mapping[str, str] | None) -> tuple[str, Header]:
    """Return the separator and the columns of a line, read as the one that names them.

    The separator that makes the most known columns is the one; of those alike, the most columns.
    """
    candidates = [
        (
            separator,
            header_of(_cells(line, separator), columns=kind.columns, one_of=kind.one_of, matches=matches),
        )
        for separator in SEPARATORS
    ]
    return max(
        candidates,
        key=lambda pair: (sum(column is not None for column in pair[1].columns), len(pair[1].columns)),
    )


def _lines(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _cells(line: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
    return [as_meant(cell) for cell in cells] if any(map(is_reason, cells)) else cells


def _meant(cells: Sequence[str], header: Header) -> list[str]:
    """Return the cells of a row as they were before we marked them; those of others' files begin as they begin."""
    return [as_meant(cell) for cell in cells] if header.is_ours else list(cells)


class _Table:
    """The rows of a table, read anew from the bytes at every pass; one row is in memory at a time."""

    def __init__(
        self,
        content: bytes,
        *,
        encoding: str,
        separator: str,
        skipped: int,
        header: Header,
        today: date,
        kind: TableKind,
    ) -> None:
        self.content = content
        self.encoding = encoding
        self.separator = separator
        self.skipped = skipped
        self.header = header
        self.today = today
        self.kind = kind

    def __iter__(self) -> Iterator[Any]:
        lines = _lines(self.content, self.encoding)
        above = self.skipped + 1  # the header is one line, read already
        for _ in range(above):
            next(lines, None)
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        while True:
            line = above + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._unreadable(line, above + reader.line_num, str(error))
                continue
            if any(cell.strip() for cell in cells):
                yield self._row(line, _meant(cells, self.header))

    def _unreadable(self, line: int, last_line: int, reason: str) -> RosterRow:
        where = f"line {line}" if last_line <= line else f"lines {line} to {last_line}"
        if "unexpected end" in reason:
            message = (
                f"The file ends inside a quoted cell that begins in line {line}: it was cut off, or a quotation "
                "mark is missing. Export the table again."
            )
        elif "field larger" in reason:
            longest = f"{csv.field_size_limit():,}"
            message = (
                f"A cell in {where} is longer than {longest} characters. Look for a missing quotation mark."
            )
        else:
            message = (
                f"The quotation marks in {where} do not pair up. Correct them, or export the table again."
            )
        return RosterRow(line, {}, problems=(Problem("quotes_unpaired", message, f"line {line}"),))

    def _row(self, line: int, cells: Sequence[str]) -> Any:
        expected = len(self.header.columns)
        if len(cells) < expected or any(cell.strip() for cell in cells[expected:]):
            return self._with_wrong_length(line, cells)
        found, problems = self._read(cells)
        row = self.kind.read(line, found, self.today)
        unreadable = {problem.field for problem in problems}
        checked = (problem_in_words(each, self.header.names_of_fields) for each in row.problems)
        problems += [each for each in checked if each.field not in unreadable]
        return replace(row, problems=tuple(problems))

    def _with_wrong_length(self, line: int, cells: Sequence[str]) -> RosterRow:
        expected = len(self.header.columns)
        found, _ = self._read([*cells, *[""] * expected][:expected])
        remedy = (
            "The file may be cut off here: export it again."
            if len(cells) < expected
            else "A cell may hold a separator without quotation marks around it: quote the cell."
        )
        message = f"The row has {len(cells)} cells, the row of names has {expected}. {remedy}"
        problem = Problem("cells_miscounted", message, f"line {line}")
        return RosterRow(line, part_of(found, "patient"), problems=(problem,))

    def _read(self, cells: Sequence[str]) -> tuple[Found, list[Problem]]:
        """Return the values of a row by field, and the problems with its cells."""
        found: Found = {}
        problems: list[Problem] = []
        for column, name, cell in zip(self.header.columns, self.header.names, cells, strict=False):
            if column is None or not cell:
                continue
            value, problem = read_cell(cell, kind=column.kind, column=name)
            if problem:
                problems.append(problem)
            elif value is not None:
                found[column.fills] = value
        return found, problems
