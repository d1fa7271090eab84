"""Patients for other programs: the list with progress, and one of them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Goal, Patient
from apps.practice.access import one_of, rows_of
from apps.practice.api import Endpoint
from apps.practice.domain.roles import Action
from apps.timelog.patient_selectors import patients_page
from apps.timelog.progress import Progress, progress_of
from apps.timelog.serializers import (
    PatientDetailSerializer,
    PatientFilterShape,
    PatientPageSerializer,
    PatientRowSerializer,
)

Gated = Mapping[str, tuple[Action, ...]]


class Patients(Endpoint):
    """The practice's patients."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    @extend_schema(
        operation_id="patients",
        parameters=[PatientFilterShape],
        responses=PatientPageSerializer,
        tags=["patients"],
    )
    def get(self, request: Request) -> Response:
        """List patients by name, 25 a page, each with how far its minutes have come."""
        wanted = self.asked(PatientFilterShape)
        found = patients_page(
            self.actor,
            words=wanted.get("q", "").strip(),
            mine=wanted.get("mine", False),
            after=wanted.get("after"),
        )
        progress = progress_of(self.actor, found.patients, today=self.actor.today)
        self.listed("patients.listed", list(found.patients))
        rows = [_with(patient, progress.get(patient.pk)) for patient in found.patients]
        return Response(PatientPageSerializer({"results": rows, "next": self.next_page(found.after)}).data)


class OnePatient(Endpoint):
    """One patient."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    @extend_schema(operation_id="patient", responses=PatientDetailSerializer, tags=["patients"])
    def get(self, request: Request, patient_id: int) -> Response:
        """Return a patient with minutes so far, the next threshold, the days left, and the goals."""
        patient = one_of(self.actor, Patient, patient_id)
        progress = progress_of(self.actor, [patient], today=self.actor.today).get(patient.pk)
        self.viewed(patient, "patient.viewed", patient_id=patient.pk)
        row = _with(patient, progress)
        row["goals"] = rows_of(self.actor, Goal).filter(patient=patient)
        return Response(PatientDetailSerializer(row).data)


def _with(patient: Patient, progress: Progress | None) -> Any:
    own = {name: getattr(patient, name) for name in PatientRowSerializer.Meta.fields if name != "progress"}
    return {**own, "progress": progress}
