"""What the rows of a table say: the values of their cells by field, and how a kind of table makes a row of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from apps.patients.domain.checks import Values
from apps.patients.domain.roster import (
    AgencyReference,
    CoverageRow,
    EnrollmentRow,
    EpisodeRow,
    Identifier,
    RosterRow,
    check_row,
)
from apps.patients.domain.roster_cells import Cell
from apps.patients.domain.roster_columns import COLUMNS, Column

Found = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class TableKind:
    """A kind of table: its columns, of which some must be there (one of `one_of` as well), and how a row is made.

    `read` turns the values of a row, by field, into a row with everything wrong with it.
    """

    word: str
    columns: tuple[Column, ...]
    read: Callable[[int, Found, date], Any]
    one_of: tuple[str, ...] = ()


def patient_row(line: int, found: Found, today: date) -> RosterRow:
    """Return what a row says about one patient, with everything wrong with it."""
    row = _row_of(line, found)
    return replace(row, problems=tuple(check_row(row, today=today)))


PATIENTS = TableKind("patients", COLUMNS, patient_row)


def _row_of(line: int, found: Found) -> RosterRow:
    identifier = part_of(found, "identifier")
    codes = found.get("diagnosis.code", ())
    seen_on = found.get("face_to_face.occurred_on")
    provider_npi = str(found.get("enrollment.provider_npi", ""))
    return RosterRow(
        line,
        part_of(found, "patient"),
        identifiers=(
            (Identifier(str(identifier.get("system", "")), str(identifier.get("value", ""))),)
            if identifier
            else ()
        ),
        coverages=coverages_in(part_of(found, "coverage")),
        episodes=episodes_in(part_of(found, "episode")),
        enrollments=_enrollments(part_of(found, "enrollment")),
        diagnoses=tuple({"code": code} for code in codes) if isinstance(codes, tuple) else (),
        face_to_face=(seen_on,) if isinstance(seen_on, date) else (),
        facts=part_of(found, "facts"),
        provider_npi=provider_npi,
    )


def part_of(found: Found, part: str) -> Values:
    """Return the values of one part of a row, by the names of its fields."""
    prefix = f"{part}."
    return {name.removeprefix(prefix): value for name, value in found.items() if name.startswith(prefix)}


def _without(values: Values, *names: str) -> Values:
    return {name: value for name, value in values.items() if name not in names}


def coverages_in(values: Values) -> tuple[CoverageRow, ...]:
    """Return the coverage that a row names, none when it names nothing of one."""
    return (CoverageRow(str(values.get("payer", "")), _without(values, "payer")),) if values else ()


def episodes_in(values: Values) -> tuple[EpisodeRow, ...]:
    """Return the episode that a row names, none when it names nothing of one."""
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
