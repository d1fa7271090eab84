"""Shapes that every endpoint shares: problems, strict input, instants, ids, words of a list."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from django.utils.timezone import is_naive
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Shape: TypeAlias = "serializers.Serializer[Any]"

LARGEST_ID = 2**63 - 1


@cache
def reader_of(shape: type[Shape]) -> Shape:
    """Return one reader for all requests: it keeps nothing of what it reads, and making one copies all its fields."""
    return shape()


class ProblemSerializer(serializers.Serializer[Any]):
    """One thing that stands in the way: a stable code, a sentence with the remedy, the field it is about."""

    code = serializers.CharField()
    message = serializers.CharField()
    field = serializers.CharField(allow_blank=True, help_text="Empty when it is about the whole request.")


class ProblemsSerializer(serializers.Serializer[Any]):
    """Every refusal: all its reasons at once."""

    problems = ProblemSerializer(many=True)


def _printable(name: str) -> str:
    """Return a name as an answer can carry it: half a character alone is no text."""
    return name.encode("utf-8", "replace").decode()


class Strict(serializers.Serializer[Any]):
    """Input that refuses what it does not know: a mistyped name must not be dropped silently."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values; name every unknown one."""
        if isinstance(data, Mapping):
            known = ", ".join(self.fields)
            unknown = {
                _printable(str(name)[:80]): [f"There is no such value. Use: {known or 'none'}."]
                for name in data
                if name not in self.fields
            }
            if unknown:
                raise serializers.ValidationError(unknown, code="unknown")
        return super().to_internal_value(data)


class InstantField(serializers.DateTimeField):
    """An instant with its offset from UTC: a time of day alone would mean another instant in every zone."""

    default_error_messages = {
        "no_offset": "The time has no offset from UTC. Write it as 2026-03-04T15:30:00Z."
    }

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse a time without an offset."""
        if is_naive(value):
            self.fail("no_offset")
        return super().enforce_timezone(value)


class IdField(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


def word_of(choices: Iterable[str], *, may_be_blank: bool = False) -> type[serializers.CharField]:
    """Return a field whose words are documented; whether one is known is for the operation to say, with all else."""
    known = [str(choice) for choice in choices]

    @extend_schema_field({"type": "string", "enum": ["", *known] if may_be_blank else known})
    class WordField(serializers.CharField):
        def __init__(self, **options: Any) -> None:
            super().__init__(max_length=60, allow_blank=may_be_blank, **options)

    return WordField


class BytesField(serializers.CharField):
    """The bytes of a file, written in base64."""

    default_error_messages = {
        "not_base64": "The content is not base64. Encode the bytes of the file and send them again."
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return the bytes."""
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError):
            self.fail("not_base64")


class NamedSerializer(serializers.Serializer[Any]):
    """Something pointed at: its id and its name."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="__str__")


class MeSerializer(serializers.Serializer[Any]):
    """Who is asking, where, and what that allows."""

    email = serializers.EmailField(source="user.email")
    full_name = serializers.CharField(source="user.full_name")
    practice = NamedSerializer()
    provider = NamedSerializer(allow_null=True)
    roles = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()
    time_zone = serializers.CharField(source="practice.time_zone")
    today = serializers.DateField(help_text="Today's date where the practice is.")

    def get_roles(self, actor: Any) -> list[str]:
        """Return the roles in alphabetical order."""
        return sorted(actor.roles)

    def get_actions(self, actor: Any) -> list[str]:
        """Return what the roles allow, in alphabetical order."""
        return sorted(actor.actions)
