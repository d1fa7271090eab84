"""Records of one person for other programs: those that may be, merged, told apart, and told apart again."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.models import Patient, PatientMerge
from apps.patients.operations_merging import tell_apart
from apps.patients.selectors_duplicates import duplicates
from apps.patients.serializers import PatientNameSerializer
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.serializers import IdField, NamedSerializer, Strict
from apps.timelog.operations.merging import merge_patients, undo_merge

Gated = Mapping[str, tuple[Action, ...]]
CHANGES: Gated = {"POST": (Action.CORRECT_TIME,)}


class PairSerializer(serializers.Serializer[Any]):
    """Two records that may be of one person, and why; the older one comes first."""

    one = PatientNameSerializer()
    other = PatientNameSerializer()
    why = serializers.CharField()


class PairsSerializer(serializers.Serializer[Any]):
    """At most two hundred pairs that nobody has merged or told apart."""

    results = PairSerializer(many=True)


class MergeSerializer(serializers.ModelSerializer[PatientMerge]):
    """A merge of two records."""

    kept = PatientNameSerializer()
    merged = PatientNameSerializer()
    merged_by = NamedSerializer(allow_null=True)

    class Meta:
        model = PatientMerge
        fields = ("id", "kept", "merged", "reason", "merged_by", "merged_at", "undone_at")


class MergeShape(Strict):
    """The record that goes into another, and why."""

    merged = IdField()
    reason = serializers.CharField(default="", allow_blank=True, max_length=200)


class ApartShape(Strict):
    """The record of another person."""

    other = IdField()


class ToldApartSerializer(serializers.Serializer[Any]):
    """Two records of two people."""

    one = serializers.IntegerField()
    other = serializers.IntegerField()


class Duplicates(Endpoint):
    """Records that may be of one person."""

    actions: ClassVar[Gated] = {"GET": (Action.CORRECT_TIME,)}

    @extend_schema(operation_id="duplicates", responses=PairsSerializer, tags=["patients"])
    def get(self, request: Request) -> Response:
        """List pairs of records with the same name and birth date, or the same member id."""
        found = duplicates(self.actor)
        self.listed("patients.listed", [person for pair in found for person in (pair.one, pair.other)])
        return Response(PairsSerializer({"results": found}).data)


class Merge(Endpoint):
    """Two records that become one."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(
        operation_id="merge_patients", request=MergeShape, responses=MergeSerializer, tags=["patients"]
    )
    @once
    def post(self, request: Request, patient_id: int) -> Response:
        """Let everything of another record belong to this one that nobody has closed; it can be undone exactly."""
        kept, said = one_of(self.actor, Patient, patient_id), self.sent(MergeShape)
        merge = merge_patients(
            self.actor,
            kept=kept,
            merged=one_of(self.actor, Patient, said["merged"]),
            reason=said["reason"],
            now=timezone.now(),
            today=self.actor.today,
        )
        return Response(MergeSerializer(merge).data)


class TellApart(Endpoint):
    """Two records of two people."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(
        operation_id="tell_patients_apart",
        request=ApartShape,
        responses=ToldApartSerializer,
        tags=["patients"],
    )
    @once
    def post(self, request: Request, patient_id: int) -> Response:
        """Say that another record is of another person: the pair is not listed any more."""
        one = one_of(self.actor, Patient, patient_id)
        other = one_of(self.actor, Patient, self.sent(ApartShape)["other"])
        tell_apart(self.actor, one=one, other=other, now=timezone.now())
        return Response(ToldApartSerializer({"one": one.pk, "other": other.pk}).data)


class UndoMerge(Endpoint):
    """A merge that is undone."""

    actions: ClassVar[Gated] = CHANGES

    @extend_schema(operation_id="undo_merge", request=None, responses=MergeSerializer, tags=["patients"])
    @once
    def post(self, request: Request, merge_id: int) -> Response:
        """Tell two merged records apart again: rows and open time are where they were."""
        merge = one_of(self.actor, PatientMerge, merge_id)
        return Response(MergeSerializer(undo_merge(self.actor, merge=merge, now=timezone.now())).data)
