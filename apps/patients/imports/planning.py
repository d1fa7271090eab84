"""Works out what importing rows would do; reads a chunk at a time and writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from apps.patients.domain.checks import day, text
from apps.patients.domain.roster import RosterFile, RosterRow, match_keys, problem_in_words
from apps.patients.imports.asks import asks_of
from apps.patients.imports.draft import Draft, Write
from apps.patients.imports.fact_parts import plan_facts
from apps.patients.imports.known import Known
from apps.patients.imports.matching import patient_of_row
from apps.patients.imports.parts import (
    plan_coverage,
    plan_diagnosis,
    plan_enrollment,
    plan_episode,
    plan_visit,
)
from apps.patients.imports.stored import Dossier, Stored, stored_about
from apps.patients.models import Agency, Patient, PatientIdentifier, RosterImportRow
from apps.practice.access import Actor
from apps.practice.domain.dates import in_words
from apps.problems import Problem

CHUNK = 500
State = RosterImportRow.State


@dataclass(slots=True)
class RowPlan:
    """What importing one row would do; `changes` are label, old and new in words."""

    line: int
    label: str
    state: str
    changes: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    to_complete: list[Problem] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    patient: Patient | None = None

    @property
    def judgement(self) -> tuple[str, list[dict[str, str]]]:
        """What a person saw and agreed to in the preview."""
        return self.state, self.changes


class Planner:
    """Plans the rows of one file, in order; remembers whom earlier rows were about and which agencies they bring.

    `is_locked`: the plans are going to be written, so the patients are locked, and nobody reads what to complete.
    """

    def __init__(self, actor: Actor, file: RosterFile, *, today: date, is_locked: bool = False) -> None:
        self.actor = actor
        self.file = file
        self.today = today
        self.is_locked = is_locked
        self.known = Known(actor, today=today)
        self.added: set[int] = set()
        self._seen: dict[tuple[str, ...], int] = {}

    def chunks(self) -> Iterator[list[RowPlan]]:
        """Yield the plans of every row, some hundred at a time; few queries for each chunk."""
        rows = iter(self.file.rows)
        while chunk := list(islice(rows, CHUNK)):
            readable = [row for row in chunk if not row.problems]
            stored = stored_about(readable, actor=self.actor, is_locked=self.is_locked, but=self.added)
            yield [self._plan(row, stored) for row in chunk]

    def _plan(self, row: RosterRow, stored: Stored) -> RowPlan:
        problems = [*row.problems, *self._twins(row)]
        if problems:
            return self._refused(row, problems)
        found = patient_of_row(row, stored)
        if isinstance(found, list):
            return self._refused(row, found)
        whose = found or self._nobody(row)
        draft = Draft(row=row, dossier=whose, known=self.known, today=self.today, is_new=found is None)
        _plan_patient(draft)
        plan_parts(draft)
        if draft.problems:
            return self._refused(row, draft.problems, found)
        return self._accepted(draft)

    def _accepted(self, draft: Draft) -> RowPlan:
        row = draft.row
        for write in draft.writes:
            if isinstance(write.row, Agency):
                self.known.add(write.row)
        state = State.NEW if draft.is_new else State.CHANGED if draft.writes else State.SAME
        asked = () if self.is_locked else (*row.to_complete, *draft.to_complete, *asks_of(draft))
        asks = [problem_in_words(each, self.file.names) for each in asked]
        return RowPlan(
            row.line, row.label, state, draft.changes, [], asks, draft.writes, draft.dossier.patient
        )

    def _refused(self, row: RosterRow, problems: list[Problem], found: Dossier | None = None) -> RowPlan:
        return refused_plan(self.file, row, problems, patient=found.patient if found else None)

    def _nobody(self, row: RosterRow) -> Dossier:
        values: Mapping[str, Any] = row.patient
        return Dossier(Patient(practice=self.actor.practice, **values))

    def _twins(self, row: RosterRow) -> list[Problem]:
        """Refuse a second row about the same patient; which of the two is right, only a person can tell."""
        problems = []
        for key in match_keys(row):
            line = self._seen.setdefault(key, row.line)
            if line != row.line:
                message = (
                    f"Row {line} has the same {key[0]}. Keep one row for a patient, with everything in it."
                )
                problems.append(Problem("patient_twice", message, "patient.last_name"))
        return problems[:1]


def refused_plan(
    file: RosterFile, row: Any, problems: Iterable[Problem], *, patient: Patient | None = None
) -> RowPlan:
    """Return the plan of a row that is left out, with its problems as the file calls its columns."""
    named = [problem_in_words(each, file.names) for each in problems]
    return RowPlan(row.line, row.label, State.REFUSED, problems=named, patient=patient)


def _plan_patient(draft: Draft) -> None:
    patient, row = draft.dossier.patient, draft.row
    if draft.is_new:
        born = in_words(patient.born_on)
        draft.add(patient, noun="patient", part="Patient", summary=f"{patient.display_name}, born {born}")
    else:
        values = dict(row.patient)
        if text(values, "sex") == "U":  # says that it does not know
            values.pop("sex")
        draft.problems += _problems_with_death(draft)
        draft.change(patient, values, noun="patient")
    for each in row.identifiers:
        if each not in draft.dossier.identifiers:
            identifier = PatientIdentifier(
                practice=patient.practice, patient=patient, system=each.system, value=each.value
            )
            draft.add(
                identifier, noun="identifier", part="Identifier", summary=f"{each.value} ({each.system})"
            )


def _problems_with_death(draft: Draft) -> list[Problem]:
    died_on = day(draft.row.patient, "died_on")
    later = [each for each in draft.dossier.enrollments if died_on and each.starts_on > died_on]
    if died_on is None or not later:
        return []
    message = (
        f"The date of death {in_words(died_on)} is before the enrollment that begins on "
        f"{in_words(later[0].starts_on)}. Correct one of the two dates."
    )
    return [Problem("death_before_enrollment", message, "patient.died_on")]


def plan_parts(draft: Draft) -> None:
    """Plan everything that a row says beside who the patient is."""
    for coverage in draft.row.coverages:
        plan_coverage(draft, coverage)
    for episode in draft.row.episodes:
        plan_episode(draft, episode)
    for enrollment in draft.row.enrollments:
        plan_enrollment(draft, enrollment)
    for diagnosis in draft.row.diagnoses:
        plan_diagnosis(draft, diagnosis)
    for occurred_on in draft.row.face_to_face:
        plan_visit(draft, occurred_on)
    plan_facts(draft)
