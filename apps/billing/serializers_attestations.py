"""Signatures under closed periods, as other programs read and make them."""

from typing import Any

from rest_framework import serializers

from apps.billing.models import Attestation
from apps.patients.serializers import PatientNameSerializer
from apps.practice.serializers import IdField, NamedSerializer, Strict

MOST_AT_ONCE = 100


class CoveredSerializer(serializers.Serializer[Any]):
    """A counted entry that a signature would cover."""

    entry = serializers.IntegerField(source="entry_id")
    performed_on = serializers.DateField()
    seconds = serializers.IntegerField()
    activity = serializers.CharField()
    provider = NamedSerializer()


class AwaitingSerializer(serializers.Serializer[Any]):
    """A closed period that waits for your signature; give `seen` back when you sign it."""

    period = serializers.IntegerField(source="period.pk")
    patient = PatientNameSerializer(source="period.patient")
    starts_on = serializers.DateField(source="period.starts_on")
    ends_on = serializers.DateField(source="period.ends_on")
    seen = serializers.CharField(help_text="The hash of what your signature would cover.")
    entries = CoveredSerializer(many=True)


class AwaitingPageSerializer(serializers.Serializer[Any]):
    """Some periods that wait, the newest first; `next` is the address of the next page."""

    statement = serializers.CharField(help_text="The words that you sign.")
    results = AwaitingSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class SeenShape(Strict):
    """A period, with the hash of what the signer looked at."""

    period = IdField()
    seen = serializers.CharField(max_length=64)


class SignShape(Strict):
    """The periods to sign."""

    periods = serializers.ListField(child=SeenShape(), max_length=MOST_AT_ONCE)


class AttestationSerializer(serializers.ModelSerializer[Attestation]):
    """A signature: who signed what words when, and the hash of what they cover."""

    signer = NamedSerializer()

    class Meta:
        model = Attestation
        fields = ("id", "period", "signer", "signed_at", "statement", "content_hash")


class LeftUnsignedSerializer(serializers.Serializer[Any]):
    """A period that was not signed, and why."""

    period = serializers.IntegerField()
    code = serializers.CharField()
    message = serializers.CharField()


class SignedSerializer(serializers.Serializer[Any]):
    """The signatures made, and what was left out."""

    made = AttestationSerializer(many=True)
    left_out = LeftUnsignedSerializer(many=True)
