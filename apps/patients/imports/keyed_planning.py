"""Works out what rows about patients of the roster would do: several may be about one patient, none adds a patient."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from apps.patients.domain.roster import RosterFile, RosterRow, problem_in_words
from apps.patients.imports.draft import Draft
from apps.patients.imports.known import Known
from apps.patients.imports.matching import patient_of_row
from apps.patients.imports.planning import CHUNK, RowPlan, State, plan_parts, refused_plan
from apps.patients.imports.single_facts import plan_fact
from apps.patients.imports.stored import Dossier, Stored, stored_about
from apps.patients.models import Agency
from apps.practice.access import Actor
from apps.problems import Problem


class KeyedPlanner:
    """Plans coverages, episodes or facts, row by row; what earlier rows of the file bring is known to later ones."""

    def __init__(self, actor: Actor, file: RosterFile, *, today: date, is_locked: bool = False) -> None:
        self.actor = actor
        self.file = file
        self.today = today
        self.is_locked = is_locked
        self.known = Known(actor, today=today)
        self.added: set[int] = set()
        self._touched: dict[int, Dossier] = {}

    def chunks(self) -> Iterator[list[RowPlan]]:
        """Yield the plans of every row, some hundred at a time; few queries for each chunk."""
        rows = iter(self.file.rows)
        while chunk := list(islice(rows, CHUNK)):
            readable = [row for row in chunk if not row.problems]
            stored = stored_about(readable, actor=self.actor, is_locked=self.is_locked, but=set())
            if not self.is_locked:  # nothing was written since: earlier rows are remembered
                stored.dossiers.update(
                    {pk: each for pk, each in self._touched.items() if pk in stored.dossiers}
                )
            yield [self._plan(row, stored) for row in chunk]

    def _plan(self, row: RosterRow, stored: Stored) -> RowPlan:
        if row.problems:
            return refused_plan(self.file, row, row.problems)
        found = patient_of_row(row, stored)
        if found is None:
            message = "Nobody on the roster is this patient. Correct the row, or import the patient first."
            found = [Problem("patient_unknown", message, "patient.medical_record_number")]
        if isinstance(found, list):
            return refused_plan(self.file, row, found)
        draft = Draft(row=row, dossier=found, known=self.known, today=self.today)
        plan_parts(draft)
        if "fact" in row.facts:
            plan_fact(draft)
        if draft.problems:
            return refused_plan(self.file, row, draft.problems, patient=found.patient)
        return self._accepted(draft)

    def _accepted(self, draft: Draft) -> RowPlan:
        patient = draft.dossier.patient
        for write in draft.writes:
            if isinstance(write.row, Agency):
                self.known.add(write.row)
        if draft.writes:
            self._touched[patient.pk] = draft.dossier
        state = State.CHANGED if draft.writes else State.SAME
        asked = [problem_in_words(each, self.file.names) for each in draft.to_complete]
        label = patient.display_name[:100]
        return RowPlan(draft.row.line, label, state, draft.changes, [], asked, draft.writes, patient)
