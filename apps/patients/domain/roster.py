"""What a roster file says about one patient, whatever the format of the file.

Values are kept under the names of the fields they belong to. A name that is absent says nothing: importing never
empties a field.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from apps.patients.domain import checks
from apps.patients.domain.checks import Values, day, text
from apps.patients.domain.identifiers import bare_member_id
from apps.practice.domain.dates import check_not_future, check_within_life
from apps.practice.domain.identifiers import check_npi
from apps.problems import Problem


@dataclass(frozen=True, slots=True)
class Identifier:
    """What another system calls the patient."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A coverage; `payer` is a name to be found among the practice's payers."""

    payer: str
    values: Values


@dataclass(frozen=True, slots=True)
class AgencyReference:
    """The agency of an episode, known by its NPI or its name; `address` is used when it is new to the roster."""

    npi: str = ""
    name: str = ""
    address: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An episode of care; `values` holds the setting and the dates."""

    agency: AgencyReference
    values: Values
    signer_npi: str = ""


@dataclass(frozen=True, slots=True)
class EnrollmentRow:
    """An enrollment under the provider with `provider_npi`."""

    provider_npi: str
    values: Values


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Everything a file says about one patient, and what is wrong with it.

    `line` is the line of a table or the number of the entry in a bundle. `problems` refuse the row; `to_complete`
    only asks for what the file does not have. `leaves_out_parts`: a part that cannot be kept (a coverage by a payer
    we do not know) is left out and asked for; otherwise it refuses the row.
    """

    line: int
    patient: Values
    identifiers: tuple[Identifier, ...] = ()
    coverages: tuple[CoverageRow, ...] = ()
    episodes: tuple[EpisodeRow, ...] = ()
    enrollments: tuple[EnrollmentRow, ...] = ()
    diagnoses: tuple[Values, ...] = ()
    face_to_face: tuple[date, ...] = ()
    facts: Values = field(default_factory=dict)
    provider_npi: str = ""
    leaves_out_parts: bool = False
    problems: tuple[Problem, ...] = ()
    to_complete: tuple[Problem, ...] = ()

    @property
    def label(self) -> str:
        """The name as a roster shows it, as far as the file gives one."""
        given = " ".join(filter(None, (text(self.patient, "first_name"), text(self.patient, "middle_name"))))
        return ", ".join(filter(None, (text(self.patient, "last_name"), given)))[:100] or "No name"

    @property
    def born_on(self) -> date | None:
        return day(self.patient, "born_on")

    @property
    def name_key(self) -> tuple[str, str]:
        return name_key(text(self.patient, "last_name"), text(self.patient, "first_name"))


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A readable file: its rows in order, read as they are asked for, and what was noticed about the whole.

    `names` tells how the file itself calls a field: "episode.starts_on" -> "SOC Date".
    """

    kind: str
    rows: Iterable[RosterRow]
    findings: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def name_key(last_name: str, first_name: str) -> tuple[str, str]:
    """Return a name for comparing: without regard to case, blanks, hyphens and apostrophes."""
    return _letters(last_name), _letters(first_name)


def _letters(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def check_row(row: RosterRow, *, today: date) -> list[Problem]:
    """Return everything wrong with a row that can be said without the practice's own tables.

    The fields of the problems are written "episode.starts_on": the part, then the field.
    """
    born_on, died_on = row.born_on, day(row.patient, "died_on")
    problems = _within("patient", checks.check_patient(row.patient, today=today))
    for identifier in row.identifiers:
        problems += _within("identifier", _check_identifier(identifier))
    for episode in row.episodes:
        found = checks.check_episode(episode.values, born_on=born_on, died_on=died_on, today=today)
        problems += _within("episode", found + _check_agency(episode.agency))
        if episode.signer_npi:
            signer = check_npi(episode.signer_npi, field="signer_npi", whose="The NPI of the plan's signer")
            problems += _within("episode", signer)
    for enrollment in row.enrollments:
        found = checks.check_enrollment(enrollment.values, born_on=born_on, died_on=died_on)
        whose = "The NPI of the rendering provider"
        found += check_npi(enrollment.provider_npi, field="provider_npi", whose=whose)
        problems += _within("enrollment", found)
    for diagnosis in row.diagnoses:
        problems += _within("diagnosis", checks.check_diagnosis(diagnosis, today=today))
    for occurred_on in row.face_to_face:
        what = "The face-to-face visit"
        found = check_not_future(occurred_on, today=today, what=what, field="occurred_on")
        found += check_within_life(
            occurred_on, born_on=born_on, died_on=died_on, what=what, field="occurred_on"
        )
        problems += _within("face_to_face", found)
    return problems + _within("facts", _check_facts(row, today=today))


# What the dates of facts are called where they cannot be right.
_FACTS = {
    "initiating_visit_on": "The initiating visit",
    "consent_on": "The consent",
    "plan_made_on": "The comprehensive plan",
    "plan_copy_given_on": "The copy of the plan",
    "dual_eligible_on": "The first day with Medicaid",
}


def _check_facts(row: RosterRow, *, today: date) -> list[Problem]:
    problems = []
    for name, what in _FACTS.items():
        given = day(row.facts, name)
        problems += check_not_future(given, today=today, what=what, field=name)
        if given is not None:
            died_on = day(row.patient, "died_on")
            problems += check_within_life(given, born_on=row.born_on, died_on=died_on, what=what, field=name)
    if ("plan_copy_given_on" in row.facts) != ("plan_copy_way" in row.facts):
        name = "plan_copy_way" if "plan_copy_given_on" in row.facts else "plan_copy_given_on"
        message = "A copy of the plan needs both the day and the way it was given. Fill in both, or neither."
        problems.append(Problem("plan_copy_incomplete", message, name))
    return problems


def _check_identifier(identifier: Identifier) -> list[Problem]:
    values = {"system": identifier.system, "value": identifier.value}
    problems = checks.check_texts(values, {"system": 200, "value": 100})
    problems += [
        Problem(
            "identifier_incomplete", f"The identifier has no {name}. Give system and value together.", name
        )
        for name, value in values.items()
        if not value
    ]
    return problems


def _check_agency(agency: AgencyReference) -> list[Problem]:
    problems = checks.check_texts({"agency": agency.name}, {"agency": 60})
    if agency.npi:
        problems += check_npi(agency.npi, field="agency_npi", whose="The agency's NPI")
    return problems


def _within(part: str, problems: Sequence[Problem]) -> list[Problem]:
    return [Problem(each.code, each.message, f"{part}.{each.field}") for each in problems]


def match_keys(row: RosterRow) -> list[tuple[str, ...]]:
    """Return by what a row says who it is about: two rows of one file must not share any of these."""
    keys: list[tuple[str, ...]] = [("identifier", each.system, each.value) for each in row.identifiers]
    number = text(row.patient, "medical_record_number")
    if number:
        keys.append(("medical record number", number))
    born_on = row.born_on.isoformat() if row.born_on else ""
    for coverage in row.coverages:
        member_id = bare_member_id(text(coverage.values, "member_id"))
        if checks.is_medicare_number(member_id):
            keys.append(("member id", member_id))
    if born_on:
        keys.append(("name and date of birth", *row.name_key, born_on))
    return keys


def problem_in_words(problem: Problem, columns: Mapping[str, str]) -> Problem:
    """Return `problem` with its field named as the file names it."""
    return Problem(problem.code, problem.message, columns.get(problem.field, problem.field))
