"""Documents kept as proof, for other programs: listed, attached, handed out, removed with a reason."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.patients.domain.documents import BY_NAME
from apps.patients.models import Document, Patient
from apps.patients.operations_documents import Upload, attach_document, record_fetched, remove_document
from apps.patients.selectors_documents import PROVABLE, contents_of, documents_of, provable_rows
from apps.practice.access import Actor, one_of
from apps.practice.api import Endpoint, once
from apps.practice.domain.roles import Action
from apps.practice.serializers import BytesField, IdField, NamedSerializer, Strict
from apps.problems import Problem, Refused

Gated = Mapping[str, tuple[Action, ...]]


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A paper that proves something about a patient, without its bytes; one that was removed proves nothing."""

    uploaded_by = NamedSerializer(allow_null=True)
    removed_by = NamedSerializer(allow_null=True)

    class Meta:
        model = Document
        fields = (
            "id", "kind", "proves", "proves_id", "dated_on", "file_name", "media_type", "size", "pages", "sha256",
            "uploaded_by", "uploaded_at", "removed_by", "removed_at", "removed_reason",
        )  # fmt: skip


class DocumentsSerializer(serializers.Serializer[Any]):
    """The documents of a patient, the newest first."""

    results = DocumentSerializer(many=True)


class NewDocumentShape(Strict):
    """A file and what it proves; a PDF, PNG, JPEG or TIFF."""

    file_name = serializers.CharField(max_length=120)
    content = BytesField(help_text="The bytes of the file in base64.")
    kind = serializers.ChoiceField(Document.Kind.choices, required=False)
    dated_on = serializers.DateField(allow_null=True, default=None)
    proves = serializers.ChoiceField([(word, word) for word in PROVABLE], required=False)
    proves_id = IdField(required=False, help_text="The row that it proves; with `proves`.")


class RemovalShape(Strict):
    """Why a document is removed."""

    reason = serializers.CharField(default="", allow_blank=True, max_length=200)


class Documents(Endpoint):
    """The documents of a patient."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,), "POST": (Action.RECORD_FACTS,)}

    @extend_schema(operation_id="documents", responses=DocumentsSerializer, tags=["documents"])
    def get(self, request: Request, patient_id: int) -> Response:
        """List the documents of a patient, the newest first, those that were removed as well."""
        patient = one_of(self.actor, Patient, patient_id)
        self.viewed(patient, "patient.viewed", patient_id=patient.pk)
        found = documents_of(self.actor, patient=patient, with_removed=True)
        return Response(DocumentsSerializer({"results": found}).data)

    @extend_schema(
        operation_id="attach_document",
        request=NewDocumentShape,
        responses={201: DocumentSerializer},
        tags=["documents"],
    )
    @once
    def post(self, request: Request, patient_id: int) -> Response:
        """Attach a document to a patient, and say which row it proves."""
        patient = one_of(self.actor, Patient, patient_id)
        said = self.sent(NewDocumentShape)
        upload = Upload(said["file_name"], said["content"], said.get("kind", ""), said["dated_on"])
        proves = _proven(self.actor, patient, said.get("proves", ""), said.get("proves_id"))
        row = attach_document(self.actor, patient=patient, upload=upload, proves=proves, now=timezone.now())
        return Response(DocumentSerializer(row).data, status=201)


def _proven(actor: Actor, patient: Patient, word: str, pk: int | None) -> Any:
    """Return the row that a document proves, None for none."""
    if not word and pk is None:
        return None
    row = provable_rows(actor, patient)[word].filter(pk=pk).first() if word and pk is not None else None
    if row is None:
        said = f"The patient has no {word or 'row'} with the id {pk}. Look at the record and send both again."
        raise Refused(Problem("proves_unknown", said, "proves_id"))
    return row


class DocumentContent(Endpoint):
    """The bytes of a document."""

    actions: ClassVar[Gated] = {"GET": (Action.SEE_PATIENTS,)}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:  # noqa: FBT001, FBT002
        """Give the file whatever is accepted; a refusal is JSON."""
        return JSONRenderer(), "application/json"

    @extend_schema(
        operation_id="document_content",
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in BY_NAME},
        tags=["documents"],
    )
    def get(self, request: Request, document_id: int) -> HttpResponse:
        """Return the very bytes; those of a document that was removed only to whoever sees the audit trail."""
        row = one_of(self.actor, Document, document_id)
        if row.is_removed and not self.actor.may(Action.SEE_AUDIT):
            raise Http404
        record_fetched(self.actor, row)
        answer = HttpResponse(contents_of([row])[row.pk], content_type=row.media_type)
        name = f"document-{row.pk}.{BY_NAME[row.media_type].extension}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "no-store"
        return answer


class RemoveDocument(Endpoint):
    """A document that was attached by mistake."""

    actions: ClassVar[Gated] = {"POST": (Action.RECORD_FACTS,)}

    @extend_schema(
        operation_id="remove_document", request=RemovalShape, responses=DocumentSerializer, tags=["documents"]
    )
    @once
    def post(self, request: Request, document_id: int) -> Response:
        """Remove a document with a reason: it stays on the list and proves nothing any more."""
        rows = Document.objects.select_related("patient", "uploaded_by")
        row = one_of(self.actor, rows, document_id)
        reason = self.sent(RemovalShape)["reason"]
        removed = remove_document(self.actor, document=row, reason=reason, now=timezone.now())
        return Response(DocumentSerializer(removed).data)
