"""What files of other trackers brought already: each entry of a file has an id of its own, made of what it says."""

from functools import cached_property
from uuid import UUID, uuid5

from apps.patients.models import Patient, RosterImport, RosterImportRow
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.timelog.domain.entries import Draft
from apps.timelog.domain.time_tables import TIME
from apps.timelog.models import TimeEntry

NAMESPACE = UUID("6d2c0c0e-9d0b-4a7e-8f0e-0d6c5d1f6b11")


class Brought:
    """The entries that a practice's imports made; looked up row by row."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def free_id(self, draft: Draft, patient: Patient, provider: Provider) -> UUID | None:
        """Return the id for the entry of `draft`; None when an import brought it, whatever became of it since.

        What was taken back with its import comes in again, under the next id. What was brought for a record that is
        merged into `patient` by now is there.
        """
        for pk in (*self._merged_into(patient.pk), patient.pk):
            found = self._next_id(id_of(draft, pk, provider))
            if found is None:
                return None
        return found

    def _next_id(self, entry_id: UUID) -> UUID | None:
        rows = rows_of(self._actor, TimeEntry).select_related("current_version")
        while (there := rows.filter(client_id=entry_id).first()) is not None:
            said = there.current_version
            if said is None or not said.is_void or there.pk not in self._taken_back:
                return None
            entry_id = uuid5(NAMESPACE, str(entry_id))
        return entry_id

    def _merged_into(self, patient: int) -> list[int]:
        found: list[int] = []
        for pk in self._merged.get(patient, ()):
            found += [pk, *self._merged_into(pk)]
        return found

    @cached_property
    def _merged(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        rows = rows_of(self._actor, Patient).filter(merged_into__isnull=False)
        for pk, kept in rows.order_by("pk").values_list("pk", "merged_into_id"):
            found.setdefault(kept, []).append(pk)
        return found

    @cached_property
    def _taken_back(self) -> set[int]:
        """Return the entries that went with the imports that brought them."""
        undone = rows_of(self._actor, RosterImport).filter(kind=TIME.word, state=RosterImport.State.UNDONE)
        rows = RosterImportRow.objects.filter(roster_import__in=undone).exclude(writes=[])
        return {pk for writes in rows.values_list("writes", flat=True) for _, pk, _, _ in writes}


def id_of(draft: Draft, patient: int, provider: Provider) -> UUID:
    """Return the first id of what `draft` says of the patient with this row id."""
    when = (draft.started_at, draft.ended_at, draft.performed_on, draft.seconds)
    said = (patient, provider.pk, *when, draft.activity, draft.note)
    return uuid5(NAMESPACE, "|".join(str(each) for each in said))
