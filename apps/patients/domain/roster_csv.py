"""Reads a roster table: text with commas, semicolons, tabs or bars between the cells."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from apps.patients.domain.checks import Values
from apps.patients.domain.roster import (
    AgencyReference,
    CoverageRow,
    EnrollmentRow,
    EpisodeRow,
    Identifier,
    RosterFile,
    RosterRow,
    check_row,
    problem_in_words,
)
from apps.patients.domain.roster_cells import Cell, read_cell
from apps.patients.domain.roster_columns import Header, header_of
from apps.problems import Problem

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SEP_LINE = "sep="  # some spreadsheets write their separator into a first line of its own

Found = dict[str, Cell]


def read_table(content: bytes, *, today: date) -> RosterFile | list[Problem]:
    """Return the checked rows of a table, or what is wrong with the file as a whole."""
    decoded = _encoding(content)
    if isinstance(decoded, Problem):
        return [decoded]
    encoding, finding = decoded
    separator, skipped, header = _layout(content, encoding)
    if header.problems:
        return list(header.problems)
    findings = [f"Cells separated by {SEPARATORS[separator]}."] if separator != "," else []
    findings += [finding] if finding else []
    if header.ignored:
        findings.append(
            f"These columns mean nothing to the import and are left out: {', '.join(header.ignored)}."
        )
    table = _Table(
        content, encoding=encoding, separator=separator, skipped=skipped, header=header, today=today
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


def _layout(content: bytes, encoding: str) -> tuple[str, int, Header]:
    """Return the separator, how many lines precede the header, and the header.

    The separator that makes the most known columns of the first row is the one.
    """
    skipped, line = 0, ""
    for raw in _lines(content, encoding):
        if raw.strip() and not raw.startswith(_SEP_LINE):
            line = raw
            break
        skipped += 1
    candidates = [(separator, header_of(_cells(line, separator))) for separator in SEPARATORS]
    separator, header = max(
        candidates, key=lambda pair: sum(column is not None for column in pair[1].columns)
    )
    return separator, skipped, header


def _lines(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


class _Table:
    """The rows of a table, read anew from the bytes at every pass; one row is in memory at a time."""

    def __init__(
        self, content: bytes, *, encoding: str, separator: str, skipped: int, header: Header, today: date
    ) -> None:
        self.content = content
        self.encoding = encoding
        self.separator = separator
        self.skipped = skipped
        self.header = header
        self.today = today

    def __iter__(self) -> Iterator[RosterRow]:
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
                yield self._row(line, cells)

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

    def _row(self, line: int, cells: Sequence[str]) -> RosterRow:
        expected = len(self.header.columns)
        if len(cells) < expected or any(cell.strip() for cell in cells[expected:]):
            return self._with_wrong_length(line, cells)
        found, problems = self._read(cells)
        row = _row_of(line, found)
        unreadable = {problem.field for problem in problems}
        checked = (
            problem_in_words(each, self.header.names_of_fields) for each in check_row(row, today=self.today)
        )
        problems += [each for each in checked if each.field not in unreadable]
        return replace(row, problems=(*row.problems, *problems)) if problems else row

    def _with_wrong_length(self, line: int, cells: Sequence[str]) -> RosterRow:
        expected = len(self.header.columns)
        found, _ = self._read([*cells, *[""] * expected][:expected])
        remedy = (
            "The file may be cut off here: export it again."
            if len(cells) < expected
            else "A cell may hold a separator without quotation marks around it: quote the cell."
        )
        message = f"The row has {len(cells)} cells, the first row has {expected}. {remedy}"
        problem = Problem("cells_miscounted", message, f"line {line}")
        return RosterRow(line, _part(found, "patient"), problems=(problem,))

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


def _row_of(line: int, found: Found) -> RosterRow:
    identifier = _part(found, "identifier")
    codes = found.get("diagnosis.code", ())
    seen_on = found.get("face_to_face.occurred_on")
    provider_npi = str(found.get("enrollment.provider_npi", ""))
    return RosterRow(
        line,
        _part(found, "patient"),
        identifiers=(
            (Identifier(str(identifier.get("system", "")), str(identifier.get("value", ""))),)
            if identifier
            else ()
        ),
        coverages=_coverages(_part(found, "coverage")),
        episodes=_episodes(_part(found, "episode")),
        enrollments=_enrollments(_part(found, "enrollment")),
        diagnoses=tuple({"code": code} for code in codes) if isinstance(codes, tuple) else (),
        face_to_face=(seen_on,) if isinstance(seen_on, date) else (),
        facts=_part(found, "facts"),
        provider_npi=provider_npi,
    )


def _part(found: Found, part: str) -> Values:
    prefix = f"{part}."
    return {name.removeprefix(prefix): value for name, value in found.items() if name.startswith(prefix)}


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def _coverages(values: Values) -> tuple[CoverageRow, ...]:
    return (CoverageRow(str(values.get("payer", "")), _without(values, "payer")),) if values else ()


def _episodes(values: Values) -> tuple[EpisodeRow, ...]:
    if not values:
        return ()
    agency = AgencyReference(npi=str(values.get("agency_npi", "")), name=str(values.get("agency", "")))
    signer = str(values.get("signer_npi", ""))
    return (EpisodeRow(agency, _without(values, "agency", "agency_npi", "signer_npi"), signer),)


def _enrollments(values: Mapping[str, object]) -> tuple[EnrollmentRow, ...]:
    """A provider alone enrolls nobody: there is no first day."""
    given = _without(values, "provider_npi")
    if not given:
        return ()
    return (EnrollmentRow(str(values.get("provider_npi", "")), {"program": "cpo", **given}),)
