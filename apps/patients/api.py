"""The roster for other programs: a patient's record, and the payers."""

from collections.abc import Mapping
from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Patient, Payer
from apps.patients.selectors import record_of
from apps.patients.serializers import PayerSerializer, RecordSerializer
from apps.practice.access import one_of, rows_of
from apps.practice.api import Endpoint
from apps.practice.domain.roles import Action

Gated = Mapping[str, tuple[Action, ...]]


class Record(Endpoint):
    """What the roster knows of a patient."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    @extend_schema(operation_id="patient_record", responses=RecordSerializer, tags=["patients"])
    def get(self, request: Request, patient_id: int) -> Response:
        """Return coverages, enrollments, episodes of care, diagnoses, visits, consents and stays."""
        patient = one_of(self.actor, Patient, patient_id)
        self.viewed(patient, "patient.viewed", patient_id=patient.pk)
        return Response(RecordSerializer(record_of(patient, today=self.actor.today)).data)


class Payers(Endpoint):
    """Who pays."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PRACTICE,)}

    @extend_schema(operation_id="payers", responses=PayerSerializer(many=True), tags=["practice"])
    def get(self, request: Request) -> Response:
        """List the practice's payers by name."""
        return Response(PayerSerializer(rows_of(self.actor, Payer), many=True).data)
