"""Time entries and the timer for other programs: the operations of the pages."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Goal, Patient
from apps.practice.access import Actor, one_of, rows_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused
from apps.timelog import answers
from apps.timelog.entry_selectors import EntryFilter, filtered_entries, with_history, with_words
from apps.timelog.models import Capture, TimeEntry
from apps.timelog.operations import (
    amend_entry,
    confirm_entry,
    discard_timer,
    log_time,
    start_timer,
    stop_timer,
    undo_entry,
    void_entry,
)
from apps.timelog.selectors import running_timer
from apps.timelog.serializers import (
    AmendShape,
    EntryDetailSerializer,
    EntryFilterShape,
    EntryPageSerializer,
    MadeSerializer,
    NewEntryShape,
    ReasonShape,
    StartShape,
    StopShape,
    TimerSerializer,
    TimerStateSerializer,
    VoidShape,
    draft_from,
)
from apps.timelog.serializers_inbox import UndoShape

Gated = Mapping[str, tuple[Action, ...]]


class Entries(Endpoint):
    """The practice's time entries."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,), "POST": (Action.LOG_TIME,)}
    begins_late: ClassVar[bool] = True

    @extend_schema(
        operation_id="time_entries",
        parameters=[EntryFilterShape],
        responses=EntryPageSerializer,
        tags=["time entries"],
    )
    def get(self, request: Request) -> Response:
        """List entries by patient, provider and dates, 50 a page, the newest first; void ones are marked."""
        wanted = self.asked(EntryFilterShape)
        after = wanted.pop("after", None)
        rows, following = self.page(filtered_entries(self.actor, EntryFilter(**wanted)), after=after)
        self.listed("entries.listed", rows)
        return Response(EntryPageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="log_time", request=NewEntryShape, responses={201: MadeSerializer}, tags=["time entries"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Log your own time for a patient; one entry for each local date it touches."""
        said = self.sent(NewEntryShape)
        made = log_time(
            draft_from(said),
            actor=self.actor,
            patient=_patient(self.actor, said["patient"]),
            now=timezone.now(),
            capture=Capture.API,
            client_id=said["client_id"],
            goals=_goals(self.actor, said["goals"]),
        )
        return _made(self.actor, made, goals=said["goals"])


class OneEntry(Endpoint):
    """One time entry."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    @extend_schema(operation_id="time_entry", responses=EntryDetailSerializer, tags=["time entries"])
    def get(self, request: Request, entry_id: int) -> Response:
        """Return an entry with everything it ever said, the newest version first."""
        entry = one_of(self.actor, TimeEntry, entry_id)
        self.viewed(entry, "entry.viewed", patient_id=entry.patient_id)
        return _entry(self.actor, entry)


class Amend(Endpoint):
    """Correct an entry."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME, Action.CORRECT_TIME)}

    @extend_schema(
        operation_id="amend_time_entry",
        request=AmendShape,
        responses=EntryDetailSerializer,
        tags=["time entries"],
    )
    @once
    def post(self, request: Request, entry_id: int) -> Response:
        """Correct an entry, for a reason, and tell its owner; the old version stays readable."""
        entry, said = one_of(self.actor, TimeEntry, entry_id), self.sent(AmendShape)
        goals = _goals(self.actor, said["goals"]) if said["goals"] is not None else None
        amend_entry(
            entry,
            actor=self.actor,
            draft=draft_from(said),
            now=timezone.now(),
            based_on=said["based_on"],
            goals=goals,
        )
        return _entry(self.actor, entry)


class Void(Endpoint):
    """Void an entry."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME, Action.CORRECT_TIME)}

    @extend_schema(
        operation_id="void_time_entry",
        request=VoidShape,
        responses=EntryDetailSerializer,
        tags=["time entries"],
    )
    @once
    def post(self, request: Request, entry_id: int) -> Response:
        """Take an entry out of every total, for a reason, and tell its owner; what it said stays readable."""
        entry, said = one_of(self.actor, TimeEntry, entry_id), self.sent(VoidShape)
        void_entry(
            entry,
            actor=self.actor,
            reason=said["reason"],
            now=timezone.now(),
            based_on=said["based_on"],
        )
        return _entry(self.actor, entry)


class Confirm(Endpoint):
    """Confirm an entry."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="confirm_time_entry",
        request=VoidShape,
        responses=EntryDetailSerializer,
        tags=["time entries"],
    )
    @once
    def post(self, request: Request, entry_id: int) -> Response:
        """Say of your own entry that its doubtful length is right, for a reason; from now on it counts."""
        entry, said = one_of(self.actor, TimeEntry, entry_id), self.sent(VoidShape)
        confirm_entry(
            entry,
            actor=self.actor,
            reason=said["reason"],
            now=timezone.now(),
            based_on=said["based_on"],
        )
        return _entry(self.actor, entry)


class UndoEntry(Endpoint):
    """Take back what you did a moment ago."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME, Action.CORRECT_TIME)}

    @extend_schema(
        operation_id="undo_time_entry",
        request=UndoShape,
        responses=EntryDetailSerializer,
        tags=["time entries"],
    )
    @once
    def post(self, request: Request, entry_id: int) -> Response:
        """Take back your own last act on an entry within ten seconds; it and what it took back stay readable."""
        entry, said = one_of(self.actor, TimeEntry, entry_id), self.sent(UndoShape)
        undo_entry(entry, actor=self.actor, now=timezone.now(), based_on=said["based_on"])
        return _entry(self.actor, entry)


class RunningTimer(Endpoint):
    """Your timer."""

    actions: ClassVar[Gated] = {"GET": (Action.LOG_TIME,)}

    @extend_schema(operation_id="timer", responses=TimerStateSerializer, tags=["timer"])
    def get(self, request: Request) -> Response:
        """Return your running timer, null without one."""
        timer = running_timer(self.actor)
        if timer is not None:
            self.viewed(timer.patient, "patient.viewed", patient_id=timer.patient_id)
        return Response(TimerStateSerializer({"timer": timer}).data)


class StartTimer(Endpoint):
    """Start the timer."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}
    begins_late: ClassVar[bool] = True

    @extend_schema(
        operation_id="start_timer", request=StartShape, responses={201: TimerSerializer}, tags=["timer"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Start your timer for a patient; you have one at most."""
        said = self.sent(StartShape)
        patient = one_of(self.actor, Patient, said.pop("patient"))
        timer = start_timer(patient, actor=self.actor, now=timezone.now(), **said)
        return Response(answers.timer(timer), status=201)


class StopTimer(Endpoint):
    """Stop the timer."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}
    begins_late: ClassVar[bool] = True

    @extend_schema(
        operation_id="stop_timer", request=StopShape, responses={201: MadeSerializer}, tags=["timer"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Stop your timer and log its time."""
        said = self.sent(StopShape)
        made = stop_timer(
            self.actor,
            now=timezone.now(),
            changed={
                name: said[name] for name in ("activity", "counterpart", "channel", "note") if name in said
            },
            confirmed_seconds=said["minutes"] * 60 if said["minutes"] is not None else None,
            reason=said["reason"],
            goals=_goals(self.actor, said["goals"]),
        )
        return _made(self.actor, made, goals=said["goals"])


class DiscardTimer(Endpoint):
    """Discard the timer."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="discard_timer", request=ReasonShape, responses=TimerStateSerializer, tags=["timer"]
    )
    @once
    def post(self, request: Request) -> Response:
        """Throw your timer away without logging its time, for a reason."""
        discard_timer(self.actor, reason=self.sent(ReasonShape)["reason"], now=timezone.now())
        return Response(TimerStateSerializer({"timer": None}).data)


def _patient(actor: Actor, patient_id: int | None) -> Patient | None:
    return one_of(actor, Patient, patient_id) if patient_id is not None else None


def _goals(actor: Actor, ids: Collection[int]) -> list[Goal]:
    if not ids:
        return []
    found = list(rows_of(actor, Goal).filter(pk__in=ids))
    missing = sorted(set(ids) - {goal.pk for goal in found})
    if missing:
        named = ", ".join(str(pk) for pk in missing[:10])
        raise Refused(
            Problem("goal_unknown", f"There is no goal {named}. Look at the patient's goals.", "goals")
        )
    return found


def _entry(actor: Actor, entry: TimeEntry) -> Response:
    row = with_history(rows_of(actor, TimeEntry)).get(pk=entry.pk)
    return Response(EntryDetailSerializer(row).data)


def _made(actor: Actor, made: list[TimeEntry], *, goals: Collection[int]) -> Response:
    """Answer with the entries: from the rows in hand; those with goals or of an earlier request are read."""
    if not goals and all(answers.is_in_hand(entry) for entry in made):
        return Response(answers.made(made), status=201)
    rows: Any = (
        with_words(rows_of(actor, TimeEntry)).filter(pk__in=[entry.pk for entry in made]).order_by("pk")
    )
    return Response(MadeSerializer({"entries": rows}).data, status=201)
