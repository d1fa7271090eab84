"""Time entries from other trackers as a kind of file: planned, logged to the second, voided when taken back."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.patients.domain.roster import RosterFile, problem_in_words
from apps.patients.domain.roster_columns import comparable as bare_name
from apps.patients.imports.draft import Write
from apps.patients.imports.kinds import ImportKind
from apps.patients.imports.matching import patient_of_row
from apps.patients.imports.planning import CHUNK, RowPlan, State, refused_plan
from apps.patients.imports.stored import Stored, stored_about
from apps.patients.imports.writing import cause_of
from apps.patients.models import Patient, RosterImport, RosterImportRow
from apps.practice import audit
from apps.practice.access import Actor, rows_of, schedule_of
from apps.practice.domain.dates import in_words
from apps.practice.models import Provider
from apps.problems import Problem, Refused
from apps.timelog.brought import Brought, id_of
from apps.timelog.domain.clock import Piece
from apps.timelog.domain.entries import Draft, pieces_of
from apps.timelog.domain.time_tables import TIME, TimeRow, WordsOfBook, draft_of_row
from apps.timelog.models import Activity, Capture, Channel, Counterpart, TimeEntry
from apps.timelog.operations.accepting import problems_of
from apps.timelog.operations.entries import log_time, void_entry
from apps.timelog.write_selectors import overlapping

REASON = "Brought in from another tracker"
WORDS = WordsOfBook(
    {
        name: {bare_name(str(each)): value for value, label in words.choices for each in (value, label)}
        for name, words in (("activity", Activity), ("counterpart", Counterpart), ("channel", Channel))
    }
)


class TimePlanner:
    """Plans time entries: whom and whose they are, what the book says to them, what they would overlap."""

    def __init__(self, actor: Actor, file: RosterFile, *, today: date, is_locked: bool = False) -> None:
        self.actor = actor
        self.file = file
        self.is_locked = is_locked
        self.now = timezone.now()
        self.added: set[int] = set()
        self._schedule = schedule_of(actor.practice)
        self._providers = list(rows_of(actor, Provider).select_related("user"))
        self._taken: dict[int, list[tuple[datetime, datetime, int]]] = {}
        self._brought = Brought(actor)
        self._seen: set[UUID] = set()

    def chunks(self) -> Iterator[list[RowPlan]]:
        """Yield the plans of every row, some hundred at a time."""
        rows: Iterator[Any] = iter(self.file.rows)
        while chunk := list(islice(rows, CHUNK)):
            readable = [row.whom for row in chunk if not row.problems]
            stored = stored_about(readable, actor=self.actor, is_locked=False, but=set())
            by_name = _by_name([row for row in chunk if not row.problems], self.actor)
            yield [self._plan(row, stored, by_name) for row in chunk]

    def _plan(self, row: TimeRow, stored: Stored, by_name: dict[tuple[str, str], list[Patient]]) -> RowPlan:
        if row.problems:
            return refused_plan(self.file, row, row.problems)
        patient = _patient(row, stored, by_name)
        provider = self._provider(row)
        draft = draft_of_row(row, zone=self.actor.time_zone, words=WORDS, reason=REASON)
        found = [each for each in (patient, provider) if isinstance(each, Problem)]
        found += draft if isinstance(draft, list) else []
        if (
            found
            or not isinstance(patient, Patient)
            or not isinstance(provider, Provider)
            or isinstance(draft, list)
        ):
            return refused_plan(
                self.file, row, found, patient=patient if isinstance(patient, Patient) else None
            )
        return self._judged(row, draft, patient, provider)

    def _judged(self, row: TimeRow, draft: Draft, patient: Patient, provider: Provider) -> RowPlan:
        said = id_of(draft, patient.pk, provider)
        if said in self._seen:
            return refused_plan(self.file, row, [_twice()], patient=patient)
        self._seen.add(said)
        label = patient.display_name[:100]
        entry_id = self._brought.free_id(draft, patient, provider)
        if entry_id is None:
            return RowPlan(row.line, label, State.SAME, patient=patient)
        problems = problems_of(draft, actor=self._schedule, patient=patient, provider=provider, now=self.now)
        pieces = pieces_of(draft, time_zone=self.actor.time_zone) if not problems else []
        problems += self._overlaps(pieces, provider, row.line)
        if problems:
            at = [replace(each, field=f"time.{_COLUMNS.get(each.field, each.field)}") for each in problems]
            return refused_plan(self.file, row, at, patient=patient)
        for piece in pieces:
            if piece.started_at and piece.ended_at:
                self._taken.setdefault(provider.pk, []).append((piece.started_at, piece.ended_at, row.line))
        planned = _Planned(draft, patient, provider, entry_id)
        change = {"label": "Time entry", "old": "", "new": _in_words(draft, pieces, provider, self.actor)}
        asked = [problem_in_words(each, self.file.names) for each in row.to_complete]
        plan = RowPlan(row.line, label, State.NEW, [change], [], asked, [], patient)
        plan.writes = [Write(planned, "time")]  # type: ignore[arg-type]  # written by `write_time`
        return plan

    def _overlaps(self, pieces: Sequence[Piece], provider: Provider, line: int) -> list[Problem]:
        zone = self.actor.time_zone
        for piece in pieces:
            if piece.started_at is None or piece.ended_at is None:
                continue
            for start, end, other in self._taken.get(provider.pk, ()):
                if start < piece.ended_at and piece.started_at < end:
                    message = (
                        f"It overlaps row {other}. Nobody can count a minute twice: correct one of the two."
                    )
                    return [Problem("overlaps", message, "started_at")]
            found = overlapping(provider, started_at=piece.started_at, ended_at=piece.ended_at)
            if found is not None:
                there = " to ".join(f"{at.astimezone(zone):%H:%M:%S}" for at in found)
                on = in_words(found[0].astimezone(zone).date())
                message = f"It overlaps an entry of {provider} on {on}, {there}. Correct one of the two."
                return [Problem("overlaps", message, "started_at")]
        return []

    def _provider(self, row: TimeRow) -> Provider | Problem:
        npi, email, name = (str(row.values.get(each, "")) for each in ("provider_npi", "email", "user"))
        for said, field, matches in (
            (npi, "provider_npi", lambda each: each.npi == npi),
            (email, "email", lambda each: each.user is not None and each.user.email == email.lower()),
            (name, "user", lambda each: bare_name(name) in _names(each)),
        ):
            if said:
                found = [each for each in self._providers if matches(each)]
                if len(found) == 1:
                    return found[0]
                many = "No provider" if not found else f"{len(found)} providers"
                message = (
                    f"{many} of the practice is meant by {said}. Give the NPI, or add the provider first."
                )
                return Problem("provider_unknown", message, f"time.{field}")
        message = "The row does not say whose time it is. Give NPI, e-mail address or name."
        return Problem("provider_missing", message, "time.user")


# Where a problem of the book stands in the table.
_COLUMNS = {
    "started_at": "start_time",
    "ended_at": "end_time",
    "performed_on": "start_date",
    "minutes": "duration",
}


class _Planned:
    """An entry to log; `row` of its write, until `write_time` logs it."""

    def __init__(self, draft: Draft, patient: Patient, provider: Provider, client_id: UUID) -> None:
        self.draft, self.patient, self.provider, self.client_id = draft, patient, provider, client_id
        self.entries: list[TimeEntry] = []


def _names(provider: Provider) -> set[str]:
    first, last = provider.first_name, provider.last_name
    said = {f"{first} {last}", f"{last} {first}", str(provider)}
    return {bare_name(each) for each in (*said, provider.user.full_name if provider.user else "") if each}


def _by_name(rows: Sequence[TimeRow], actor: Actor) -> dict[tuple[str, str], list[Patient]]:
    """Return the patients that rows name without a date of birth, by name."""
    wanted = {
        row.whom.name_key: row.whom.patient for row in rows if any(row.whom.name_key) and not row.whom.born_on
    }
    found: dict[tuple[str, str], list[Patient]] = {}
    names = {str(each.get("last_name", "")) for each in wanted.values()}
    for patient in rows_of(actor, Patient).filter(last_name__in=names) if names else ():
        key = (bare_name(patient.last_name), bare_name(patient.first_name))
        found.setdefault(key, []).append(patient)
    return found


def _patient(
    row: TimeRow, stored: Stored, by_name: dict[tuple[str, str], list[Patient]]
) -> Patient | Problem:
    found = patient_of_row(row.whom, stored)
    if isinstance(found, list):
        return replace(found[0], field="time.patient")
    if found is not None:
        return found.patient
    key = tuple(bare_name(str(row.whom.patient.get(each, ""))) for each in ("last_name", "first_name"))
    named = by_name.get((key[0], key[1]), [])
    if len(named) == 1 and not row.whom.born_on:
        return named[0]
    many = "Nobody" if not named else f"{len(named)} patients"
    message = f"{many} on the roster is called that. Give the chart number, or the date of birth as well."
    return Problem("patient_unknown", message, "time.patient")


def _twice() -> Problem:
    return Problem(
        "entry_twice", "An earlier row says exactly the same. Keep one of them.", "time.start_time"
    )


def _in_words(draft: Draft, pieces: Sequence[Piece], provider: Provider, actor: Actor) -> str:
    seconds = sum(piece.seconds for piece in pieces)
    when = in_words(pieces[0].performed_on)
    if pieces[0].started_at is not None:
        when = f"{when}, {pieces[0].started_at.astimezone(actor.time_zone):%H:%M:%S}"
    return f"{when}, {seconds // 60}:{seconds % 60:02} min, {Activity(draft.activity).label.lower()}, by {provider}"


def write_time(plans: Sequence[RowPlan], *, actor: Actor, now: datetime, source: RosterImport) -> set[int]:
    """Log the accepted entries in the name of the practice; who imported them stands in their capture detail.

    And in the trail of each patient: one event with their entries.
    """
    schedule = schedule_of(actor.practice)
    brought: dict[int, list[int]] = defaultdict(list)
    by = f"Imported from another tracker by {actor.user or 'the schedule'}"
    for plan in plans:
        for write in plan.writes:
            planned: Any = write.row
            planned.entries = log_time(
                planned.draft, actor=schedule, patient=planned.patient, now=now, provider=planned.provider,
                capture=Capture.IMPORTED, client_id=planned.client_id, detail=by, may_wait=True,
            )  # fmt: skip
            brought[planned.patient.pk] += [entry.pk for entry in planned.entries]
    audit.record_many(
        audit.event(actor, "time.imported", patient_id=pk, new={"entries": ids, **cause_of(source)}, at=now)
        for pk, ids in brought.items()
    )
    return set()


def written_time(plan: RowPlan) -> list[list[Any]]:
    """Return the entries that a row made."""
    return [
        [TimeEntry._meta.label_lower, entry.pk, None, {}]
        for write in plan.writes
        for entry in write.row.entries  # type: ignore[attr-defined]
    ]


def undo_time(actor: Actor, rows: Sequence[RosterImportRow], reason: str, now: datetime) -> list[Problem]:
    """Void the entries of rows; one that somebody corrected or confirmed since stands against it."""
    problems = []
    ids = [pk for row in rows for _, pk, _, _ in row.writes]
    stored = {
        each.pk: each
        for each in TimeEntry.objects.filter(pk__in=ids).select_related(
            "current_version", "patient", "provider"
        )
    }
    for row in rows:
        for _, pk, _, _ in row.writes:
            entry = stored[pk]
            assert entry.current_version is not None
            if entry.current_version.number > 1:
                message = f"Row {row.line}, {row.label}: its entry was changed since. Put it right by hand."
                problems.append(Problem("undo_stands_against", message, f"row {row.line}"))
                continue
            try:
                void_entry(entry, actor=actor, reason=reason, now=now)
            except Refused as refused:
                problems += [
                    replace(each, message=f"Row {row.line}: {each.message}") for each in refused.problems
                ]
    return problems


TIME_ENTRIES = ImportKind(
    TIME, "Time entries", "time entry", "One row an entry from Toggl, Clockify, Kimai, TimeTagger; to the second.",
    TimePlanner, write_time, written_time, undo_time,
)  # fmt: skip
