"""Team conferences for other programs: the operations of the pages."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import Actor, one_of, rows_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused
from apps.timelog.conference_serializers import (
    ConferenceFilterShape,
    ConferencePageSerializer,
    ConferenceSerializer,
    NewConferenceShape,
)
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Conference
from apps.timelog.operations.conferences import Discussed, log_conference, void_conference
from apps.timelog.serializers import ReasonShape

Gated = Mapping[str, tuple[Action, ...]]
PARTS = ("parts__entry__current_version", "parts__entry__patient")


class Conferences(Endpoint):
    """The practice's team conferences."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,), "POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="conferences",
        parameters=[ConferenceFilterShape],
        responses=ConferencePageSerializer,
        tags=["conferences"],
    )
    def get(self, request: Request) -> Response:
        """List conferences with their parts, 50 a page, the newest first."""
        after = self.asked(ConferenceFilterShape).get("after")
        found = rows_of(self.actor, Conference).order_by("-pk").prefetch_related(*PARTS)
        rows, following = self.page(found, after=after)
        new = {"rows": [row.pk for row in rows], "patients": _patients_of(*rows), "through": "api"}
        audit.record(self.actor, "conferences.listed", new=new)
        return Response(ConferencePageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="log_conference",
        request=NewConferenceShape,
        responses={201: ConferenceSerializer},
        tags=["conferences"],
    )
    @once
    def post(self, request: Request) -> Response:
        """Log a conference: a time entry for each patient, whose seconds add up to the whole."""
        said = self.sent(NewConferenceShape)
        conference = log_conference(
            _draft(said),
            actor=self.actor,
            discussed=_discussed(self.actor, said["patients"]),
            attendees=said["attendees"],
            now=timezone.now(),
            client_id=said["client_id"],
        )
        return Response(_shown(self.actor, conference), status=201)


class OneConference(Endpoint):
    """One conference."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    @extend_schema(operation_id="conference", responses=ConferenceSerializer, tags=["conferences"])
    def get(self, request: Request, conference_id: int) -> Response:
        """Return a conference with what each part says now."""
        found = Conference.objects.prefetch_related(*PARTS)
        conference = one_of(self.actor, found, conference_id)
        new = {"patients": _patients_of(conference), "through": "api"}
        audit.record(self.actor, "conference.viewed", conference, new=new)
        return Response(ConferenceSerializer(conference).data)


class VoidConference(Endpoint):
    """Void a conference."""

    actions: ClassVar[Gated] = {"POST": (Action.LOG_TIME,)}

    @extend_schema(
        operation_id="void_conference",
        request=ReasonShape,
        responses=ConferenceSerializer,
        tags=["conferences"],
    )
    @once
    def post(self, request: Request, conference_id: int) -> Response:
        """Take every part of your own conference out of every total, for a reason."""
        conference = one_of(self.actor, Conference, conference_id)
        reason = self.sent(ReasonShape)["reason"]
        void_conference(conference, actor=self.actor, reason=reason, now=timezone.now())
        return Response(_shown(self.actor, conference))


def _draft(said: dict[str, Any]) -> Draft:
    return Draft(
        activity="",
        note=said["note"],
        performed_on=said["performed_on"],
        seconds=said["minutes"] * 60 if said["minutes"] is not None else None,
        started_at=said["started_at"],
        ended_at=said["ended_at"],
        reason=said["reason"],
        is_confirmed=said["is_confirmed"],
    )


def _discussed(actor: Actor, sent: list[dict[str, Any]]) -> list[Discussed]:
    """Return whom was spoken of; every unknown patient is named at once."""
    found = rows_of(actor, Patient).in_bulk([each["patient"] for each in sent])
    missing = [each["patient"] for each in sent if each["patient"] not in found]
    if missing:
        named = ", ".join(str(pk) for pk in missing[:10])
        raise Refused(
            Problem(
                "patient_unknown", f"There is no patient {named}. Look at the list of patients.", "patients"
            )
        )
    return [Discussed(found[each["patient"]], each["note"]) for each in sent]


def _shown(actor: Actor, conference: Conference) -> Any:
    row = rows_of(actor, Conference).prefetch_related(*PARTS).get(pk=conference.pk)
    return ConferenceSerializer(row).data


def _patients_of(*conferences: Conference) -> list[int]:
    """Return the patients that conferences were about."""
    return sorted(
        {part.entry.patient_id for each in conferences for part in each.parts.all() if part.entry.patient_id}
    )
