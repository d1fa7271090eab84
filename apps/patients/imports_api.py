"""Imports of files for other programs: brought in, judged row by row, carried out, put away, taken back."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.import_selectors import TO_COMPLETE, imports_of, rows_shown, whom
from apps.patients.imports.kinds import kinds, known_kind
from apps.patients.imports.rosters import ROW_STATES, ask_to_commit, discard_roster, receive_roster
from apps.patients.imports.undoing import ask_to_undo
from apps.patients.models import RosterImport, RosterImportRow
from apps.patients.tasks import import_soon
from apps.practice import audit
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.serializers import BytesField, IdField, NamedSerializer, Strict
from apps.problems import Problem, Refused

Gated = Mapping[str, tuple[Action, ...]]
IMPORTS: Gated = {"POST": (Action.IMPORT_ROSTER,)}


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


class CommitShape(Strict):
    """Whether the good rows come in although others are refused."""

    accept_good_rows = serializers.BooleanField(default=False)


class Imports(Endpoint):
    """Files that were brought in."""

    actions: ClassVar[Gated] = {"GET": (Action.IMPORT_ROSTER,), "POST": (Action.IMPORT_ROSTER,)}

    @extend_schema(
        operation_id="imports",
        parameters=[ImportFilterShape],
        responses=ImportPageSerializer,
        tags=["imports"],
    )
    def get(self, request: Request) -> Response:
        """List imports, 50 a page, the newest first."""
        rows, following = self.page(imports_of(self.actor), after=self.asked(ImportFilterShape).get("after"))
        self.listed("roster_imports.listed", rows)
        return Response(ImportPageSerializer({"results": rows, "next": following}).data)

    @extend_schema(
        operation_id="bring_import",
        request=NewImportShape,
        responses={201: ImportSerializer},
        tags=["imports"],
    )
    @once
    def post(self, request: Request) -> Response:
        """Bring in a file to be judged row by row in the background; nothing is imported by it.

        Columns that nobody matched before are matched on the page of the import (state "matching").
        """
        said = self.sent(NewImportShape)
        if known_kind(said["kind"]) is None:
            offered = ", ".join(kind.word for kind in kinds())
            unknown = f"There is no kind “{said['kind']}”. Send one of: {offered}."
            raise Refused(Problem("kind_unknown", unknown, "kind"))
        roster = receive_roster(
            [(said["file_name"], said["content"])], actor=self.actor, kind=said["kind"], now=timezone.now()
        )
        import_soon(roster.pk)
        return Response(ImportSerializer(roster).data, status=201)


class OneImport(Endpoint):
    """One import."""

    actions: ClassVar[Gated] = {"GET": (Action.IMPORT_ROSTER,)}

    @extend_schema(operation_id="import", responses=ImportSerializer, tags=["imports"])
    def get(self, request: Request, import_id: int) -> Response:
        """Return an import with its counts."""
        row = one_of(self.actor, imports_of(self.actor), import_id)
        audit.record(self.actor, "roster_import.viewed", row, new=whom(()))
        return Response(ImportSerializer(row).data)


class ImportRows(Endpoint):
    """The rows of an import."""

    actions: ClassVar[Gated] = {"GET": (Action.IMPORT_ROSTER,)}

    @extend_schema(
        operation_id="import_rows",
        parameters=[ImportRowFilterShape],
        responses=ImportRowPageSerializer,
        tags=["imports"],
    )
    def get(self, request: Request, import_id: int) -> Response:
        """List the rows of an import with what was found about each, 50 a page."""
        roster = one_of(self.actor, imports_of(self.actor), import_id)
        asked = self.asked(ImportRowFilterShape)
        found = rows_shown(roster, show=asked.get("state", ""))
        rows, following = self.page(found, after=asked.get("after"))
        audit.record(self.actor, "roster_import.viewed", roster, new={**whom(rows), "through": "api"})
        return Response(ImportRowPageSerializer({"results": rows, "next": following}).data)


class CommitImport(Endpoint):
    """An import that is carried out."""

    actions: ClassVar[Gated] = IMPORTS

    @extend_schema(
        operation_id="commit_import", request=CommitShape, responses=ImportSerializer, tags=["imports"]
    )
    @once
    def post(self, request: Request, import_id: int) -> Response:
        """Carry an import out in the background, exactly as it was judged, all of it or nothing."""
        roster = one_of(self.actor, imports_of(self.actor), import_id)
        accepts = self.sent(CommitShape)["accept_good_rows"]
        asked = ask_to_commit(roster, actor=self.actor, accept_good_rows=accepts, now=timezone.now())
        import_soon(roster.pk)
        return Response(ImportSerializer(asked).data)


class UndoImport(Endpoint):
    """An import that is taken back."""

    actions: ClassVar[Gated] = IMPORTS

    @extend_schema(operation_id="undo_import", request=None, responses=ImportSerializer, tags=["imports"])
    @once
    def post(self, request: Request, import_id: int) -> Response:
        """Take a whole import back in the background; what stands against it is told in `problem`."""
        roster = one_of(self.actor, imports_of(self.actor), import_id)
        asked = ask_to_undo(roster, actor=self.actor, now=timezone.now())
        import_soon(roster.pk)
        return Response(ImportSerializer(asked).data)


class DiscardImport(Endpoint):
    """An import that is put away."""

    actions: ClassVar[Gated] = IMPORTS

    @extend_schema(operation_id="discard_import", request=None, responses=ImportSerializer, tags=["imports"])
    @once
    def post(self, request: Request, import_id: int) -> Response:
        """Put a file away of which nothing was imported."""
        roster = one_of(self.actor, imports_of(self.actor), import_id)
        return Response(ImportSerializer(discard_roster(roster, actor=self.actor, now=timezone.now())).data)
