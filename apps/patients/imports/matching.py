"""Finds the patient whom a row is about: by other systems' identifiers, chart number, member id, then by name."""

from collections.abc import Sequence

from apps.patients.domain.checks import is_medicare_number, text
from apps.patients.domain.identifiers import bare_member_id
from apps.patients.domain.roster import RosterRow, name_key
from apps.patients.imports.stored import Dossier, Stored
from apps.problems import Problem

UNKNOWN_SEX = "U"
BY_HAND = "Correct the row, or enter the patient by hand."


def patient_of_row(row: RosterRow, stored: Stored) -> Dossier | list[Problem] | None:
    """Return whom the row is about, None for somebody new, or why that cannot be told."""
    numbered = _by_numbers(row, stored)
    if isinstance(numbered, Problem):
        return [numbered]
    if len(numbered) > 1:
        message = (
            f"The identifiers, chart number and member id of this row belong to {len(numbered)} different patients. "
            "Correct them so that they belong to one."
        )
        return [Problem("patient_ambiguous", message, "patient.last_name")]
    if numbered:
        dossier = numbered[0]
        return _unless(dossier, [*_another_person(row, dossier), *_other_numbers(row, dossier)])
    return _by_name(row, stored)


def _unless(dossier: Dossier, problems: Sequence[Problem]) -> Dossier | list[Problem]:
    return list(problems) or dossier


def _by_numbers(row: RosterRow, stored: Stored) -> list[Dossier] | Problem:
    ids = {stored.by_identifier[each] for each in row.identifiers if each in stored.by_identifier}
    number = text(row.patient, "medical_record_number")
    if number in stored.by_number:
        ids.add(stored.by_number[number])
    for coverage in row.coverages:
        member_id = bare_member_id(text(coverage.values, "member_id"))
        for pk in stored.by_member_id.get(member_id, ()):
            dossier = stored.dossiers.get(pk)
            if dossier is not None and _is_same_member(row, dossier, member_id):
                ids.add(pk)
            elif dossier is not None and is_medicare_number(member_id):
                message = (
                    f"The Medicare number {member_id} belongs to a patient on the roster with another name or date of "
                    f"birth. {BY_HAND}"
                )
                return Problem("member_id_of_another", message, "coverage.member_id")
    return [stored.dossiers[pk] for pk in sorted(ids) if pk in stored.dossiers]


def _is_same_member(row: RosterRow, dossier: Dossier, member_id: str) -> bool:
    """A Medicare number is one person's; other member ids are shared by families, so the given name must agree."""
    is_born_alike = row.born_on == dossier.patient.born_on
    if is_medicare_number(member_id):
        return is_born_alike or row.name_key == _name_key(dossier)
    return is_born_alike and row.name_key[1] == _name_key(dossier)[1]


def _name_key(dossier: Dossier) -> tuple[str, str]:
    return name_key(dossier.patient.last_name, dossier.patient.first_name)


def _another_person(row: RosterRow, dossier: Dossier) -> list[Problem]:
    agrees = [row.born_on == dossier.patient.born_on] if row.born_on else []
    agrees += [row.name_key == _name_key(dossier)] if any(row.name_key) else []
    if any(agrees) or not agrees:
        return []
    message = f"Its numbers belong to a patient with another name and another date of birth. {BY_HAND}"
    return [Problem("patient_differs", message, "patient.last_name")]


def _other_numbers(row: RosterRow, dossier: Dossier) -> list[Problem]:
    """Numbers by which the patient is known already are never replaced by an import."""
    given, kept = text(row.patient, "medical_record_number"), dossier.patient.medical_record_number
    problems = []
    if given and kept and given != kept:
        message = f"The patient is on the roster with the chart number {kept}, not {given}. {BY_HAND}"
        problems.append(Problem("chart_number_differs", message, "patient.medical_record_number"))
    kept_values = {each.system: each.value for each in dossier.identifiers}
    for each in row.identifiers:
        if kept_values.get(each.system, each.value) != each.value and each not in dossier.identifiers:
            message = (
                f"{each.system} calls the patient {kept_values[each.system]}, not {each.value}. {BY_HAND}"
            )
            problems.append(Problem("identifier_differs", message, "identifier.value"))
    return problems


def _by_name(row: RosterRow, stored: Stored) -> Dossier | list[Problem] | None:
    if row.born_on is None:
        return None
    ids = stored.by_name.get((*row.name_key, row.born_on.isoformat()), set())
    alike = [stored.dossiers[pk] for pk in sorted(ids) if pk in stored.dossiers]
    if not alike:
        return None
    if len(alike) > 1:
        message = (
            f"{len(alike)} patients on the roster have this name and date of birth. Add the chart number of the one "
            "who is meant."
        )
        return [Problem("patient_ambiguous", message, "patient.last_name")]
    return _unless(alike[0], [*_other_sex(row, alike[0]), *_other_numbers(row, alike[0])])


def _other_sex(row: RosterRow, dossier: Dossier) -> list[Problem]:
    given, kept = text(row.patient, "sex") or UNKNOWN_SEX, dossier.patient.sex
    if UNKNOWN_SEX in (given, kept) or given == kept:
        return []
    message = f"A patient of this name and date of birth is on the roster with the sex {kept}, not {given}. {BY_HAND}"
    return [Problem("sex_differs", message, "patient.sex")]
