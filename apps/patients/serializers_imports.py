"""What imports say to other programs and take from them."""

from typing import Any

from rest_framework import serializers

from apps.patients.import_selectors import TO_COMPLETE
from apps.patients.imports.rosters import ROW_STATES
from apps.patients.models import RosterImport, RosterImportRow
from apps.practice.serializers import BytesField, IdField, NamedSerializer, Strict


class ImportSerializer(serializers.ModelSerializer[RosterImport]):
    """A file that was brought in: what it would do, or did. `problem` says why the background gave it back."""

    uploaded_by = NamedSerializer(allow_null=True)
    counts = serializers.SerializerMethodField()

    class Meta:
        model = RosterImport
        fields = (
            "id", "kind", "layout", "file_name", "sha256", "state", "counts", "problem", "uploaded_by", "created_at",
            "finished_at",
        )  # fmt: skip

    def get_counts(self, roster: RosterImport) -> dict[str, int]:
        """Return how many rows are in each state, and how many have something to complete."""
        return {state: int(roster.counts.get(state, 0)) for state in (*ROW_STATES, TO_COMPLETE)}


class ImportPageSerializer(serializers.Serializer[Any]):
    """Some imports, the newest first; `next` is the address of the next page."""

    results = ImportSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class ImportRowSerializer(serializers.ModelSerializer[RosterImportRow]):
    """A row of a file as it was judged: what would change, or why it is refused."""

    problems = serializers.ListField(child=serializers.JSONField())
    changes = serializers.ListField(child=serializers.JSONField())
    to_complete = serializers.ListField(child=serializers.JSONField())

    class Meta:
        model = RosterImportRow
        fields = ("id", "line", "label", "state", "changes", "problems", "to_complete")


class ImportRowPageSerializer(serializers.Serializer[Any]):
    """Some rows, the last first; `next` is the address of the next page."""

    results = ImportRowSerializer(many=True)
    next = serializers.URLField(allow_null=True)


class ImportFilterShape(Strict):
    """Which page."""

    after = IdField(required=False, help_text="The last id of the page before.")


class ImportRowFilterShape(ImportFilterShape):
    """Which rows."""

    state = serializers.ChoiceField([(state, state) for state in ROW_STATES], required=False)


class NewImportShape(Strict):
    """A file as it was written: CSV, XLSX, a FHIR bundle or NDJSON."""

    kind = serializers.CharField(max_length=20, default="patients")
    file_name = serializers.CharField(max_length=200)
    content = BytesField(help_text="The bytes of the file in base64.")


class ImportColumnSerializer(serializers.Serializer[Any]):
    """A column of the file: which of ours it is so far ("": none), and its first cells."""

    name = serializers.CharField()
    matched = serializers.CharField(allow_blank=True)
    samples = serializers.ListField(child=serializers.CharField(allow_blank=True))


class OfferedColumnSerializer(serializers.Serializer[Any]):
    """A column of ours that a column of the file may be."""

    name = serializers.CharField()
    meaning = serializers.CharField()
    is_required = serializers.BooleanField()


class ImportColumnsSerializer(serializers.Serializer[Any]):
    """The columns of a table, those of ours, and what keeps the rows from being judged so far."""

    columns = ImportColumnSerializer(many=True)
    offered = OfferedColumnSerializer(many=True)
    problems = serializers.ListField(child=serializers.JSONField())


class MatchShape(Strict):
    """Which of our columns some of the file's columns are, by their names; "" leaves one out."""

    matches = serializers.DictField(child=serializers.CharField(max_length=60, allow_blank=True))


class CommitShape(Strict):
    """Whether the good rows come in although others are refused."""

    accept_good_rows = serializers.BooleanField(default=False)
