"""Patients, what the roster knows of them, and their goals, as other programs read them."""

from typing import Any

from rest_framework import serializers

from apps.patients.models import (
    Agency,
    CareEpisode,
    Consent,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Goal,
    Patient,
    Payer,
    Stay,
)
from apps.practice.serializers import NamedSerializer, Shape


class PatientSerializer(serializers.ModelSerializer[Patient]):
    """Who the patient is."""

    class Meta:
        model = Patient
        fields = (
            "id", "last_name", "first_name", "middle_name", "suffix", "born_on", "died_on", "sex",
            "medical_record_number",
        )  # fmt: skip


class PatientNameSerializer(serializers.ModelSerializer[Patient]):
    """A patient where something else is the subject."""

    name = serializers.CharField(source="display_name")

    class Meta:
        model = Patient
        fields = ("id", "name", "born_on")


class PayerSerializer(serializers.ModelSerializer[Payer]):
    """An insurer and the profile of rules it follows."""

    class Meta:
        model = Payer
        fields = ("id", "name", "profile", "electronic_payer_id", "ends_on")


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """A home health agency, hospice or nursing facility."""

    class Meta:
        model = Agency
        fields = ("id", "kind", "name", "npi")


class GoalSerializer(serializers.ModelSerializer[Goal]):
    """A goal of the plan of care as it stands."""

    class Meta:
        model = Goal
        fields = ("id", "statement", "state", "stated_on", "target_on")


def RowsOf(shape: type[Shape]) -> "serializers.ListSerializer[Any]":  # noqa: N802 - reads as a field
    """Return the field for a list of dated rows."""

    class Dated(serializers.ListSerializer[Any]):
        def to_representation(self, data: Any) -> list[Any]:
            return super().to_representation([dated.row for dated in data])

    return Dated(child=shape())


class CoverageSerializer(serializers.ModelSerializer[Coverage]):
    """A coverage, both dates inclusive."""

    payer = NamedSerializer()

    class Meta:
        model = Coverage
        fields = (
            "id",
            "payer",
            "member_id",
            "group_number",
            "plan_name",
            "relationship",
            "starts_on",
            "ends_on",
        )


class EnrollmentSerializer(serializers.ModelSerializer[Enrollment]):
    """An enrollment in a programme, both dates inclusive."""

    rendering_provider = NamedSerializer()

    class Meta:
        model = Enrollment
        fields = ("id", "program", "rendering_provider", "starts_on", "ends_on")


class CareEpisodeSerializer(serializers.ModelSerializer[CareEpisode]):
    """A stretch under one plan of care, both dates inclusive."""

    agency = AgencySerializer(allow_null=True)
    plan_signer = NamedSerializer(allow_null=True)

    class Meta:
        model = CareEpisode
        fields = (
            "id", "setting", "agency", "plan_signer", "plan_signed_on", "complexity_statement", "starts_on", "ends_on",
        )  # fmt: skip


class DiagnosisSerializer(serializers.ModelSerializer[Diagnosis]):
    """A line of the problem list; `code` is ICD-10-CM without the point."""

    class Meta:
        model = Diagnosis
        fields = ("id", "code", "description", "is_chronic", "rank", "starts_on", "ends_on")


class FaceToFaceSerializer(serializers.ModelSerializer[FaceToFaceVisit]):
    """A visit with the patient."""

    provider = NamedSerializer(allow_null=True)

    class Meta:
        model = FaceToFaceVisit
        fields = ("id", "provider", "occurred_on", "is_initiating_visit", "note")


class ConsentSerializer(serializers.ModelSerializer[Consent]):
    """An agreement to chronic care management, until revoked."""

    class Meta:
        model = Consent
        fields = ("id", "given_on", "revoked_on", "is_written", "note")


class StaySerializer(serializers.ModelSerializer[Stay]):
    """A hospital or nursing stay, both dates inclusive."""

    class Meta:
        model = Stay
        fields = ("id", "kind", "starts_on", "ends_on")


class RecordSerializer(serializers.Serializer[Any]):
    """Everything the roster knows of one patient, each list with the newest first.

    A fact that was struck out is not part of it; with the other facts it is at `facts/`.
    """

    patient = PatientSerializer()
    coverages = RowsOf(CoverageSerializer)
    enrollments = RowsOf(EnrollmentSerializer)
    episodes = RowsOf(CareEpisodeSerializer)
    diagnoses = RowsOf(DiagnosisSerializer)
    visits = FaceToFaceSerializer(many=True)
    consents = RowsOf(ConsentSerializer)
    stays = RowsOf(StaySerializer)
