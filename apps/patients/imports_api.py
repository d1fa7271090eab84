"""Imports of files for other programs: brought in, judged row by row, carried out, put away, taken back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.domain.roster_columns import is_reason
from apps.patients.domain.roster_csv import SAMPLES
from apps.patients.import_selectors import columns_of, imports_of, rows_shown, whom
from apps.patients.imports.background import stop_import
from apps.patients.imports.columns import match_columns
from apps.patients.imports.committing import ask_to_commit
from apps.patients.imports.kinds import kind_of, kinds, known_kind
from apps.patients.imports.rosters import discard_roster, receive_roster
from apps.patients.imports.undoing import ask_to_undo
from apps.patients.models import RosterImport
from apps.patients.serializers_imports import (
    CommitShape,
    ImportColumnsSerializer,
    ImportFilterShape,
    ImportPageSerializer,
    ImportRowFilterShape,
    ImportRowPageSerializer,
    ImportSerializer,
    MatchShape,
    NewImportShape,
)
from apps.patients.tasks import import_soon
from apps.practice import audit
from apps.practice.access import one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused

Gated = Mapping[str, tuple[Action, ...]]
IMPORTS: Gated = {"POST": (Action.IMPORT_ROSTER,)}


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

        Columns that nobody matched before wait to be matched (state "matching").
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
        audit.record(self.actor, "roster_import.viewed", row, new=whom(row, ()))
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
        audit.record(self.actor, "roster_import.viewed", roster, new={**whom(roster, rows), "through": "api"})
        return Response(ImportRowPageSerializer({"results": rows, "next": following}).data)


class ImportColumns(Endpoint):
    """The columns of a table, and which of ours they are."""

    actions: ClassVar[Gated] = {"GET": (Action.IMPORT_ROSTER,)}

    @extend_schema(operation_id="import_columns", responses=ImportColumnsSerializer, tags=["imports"])
    def get(self, request: Request, import_id: int) -> Response:
        """Return the columns of a table with some of their cells, and those of ours that they may be."""
        roster = one_of(self.actor, RosterImport, import_id)
        looked = columns_of(roster)
        seen = whom(roster, roster.rows.all()[:SAMPLES])
        audit.record(self.actor, "roster_import.viewed", roster, new={**seen, "through": "api"})
        answer = {
            "columns": [
                {
                    "name": name,
                    "matched": column.name if column else "",
                    "samples": [row[place] for row in looked.samples if place < len(row)],
                }
                for place, (name, column) in enumerate(
                    zip(looked.header.names, looked.header.columns, strict=True)
                )
                if name and not is_reason(name)
            ],
            "offered": kind_of(roster.kind).table.columns,
            "problems": [asdict(each) for each in looked.header.problems],
        }
        return Response(ImportColumnsSerializer(answer).data)


class MatchImport(Endpoint):
    """An import whose columns are matched."""

    actions: ClassVar[Gated] = IMPORTS

    @extend_schema(
        operation_id="match_import", request=MatchShape, responses=ImportSerializer, tags=["imports"]
    )
    @once
    def post(self, request: Request, import_id: int) -> Response:
        """Say which of our columns each column is, and let the background judge the rows; it is remembered."""
        roster = one_of(self.actor, imports_of(self.actor), import_id)
        matches = self.sent(MatchShape)["matches"]
        matched = match_columns(roster, actor=self.actor, matches=matches, now=timezone.now())
        import_soon(roster.pk)
        return Response(ImportSerializer(matched).data)


class StopImport(Endpoint):
    """An import that the background works on."""

    actions: ClassVar[Gated] = IMPORTS

    @extend_schema(operation_id="stop_import", request=None, responses=ImportSerializer, tags=["imports"])
    @once
    def post(self, request: Request, import_id: int) -> Response:
        """Stop what the background does with a file; nothing of that is kept. One that rests stays as it is."""
        roster = one_of(self.actor, imports_of(self.actor), import_id)
        stop_import(roster, actor=self.actor, now=timezone.now())
        roster.refresh_from_db(fields=["state", "problem", "finished_at"])
        return Response(ImportSerializer(roster).data)


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
