"""What came back in the Django admin: only looked at, because nothing of it is ever edited."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from apps.billing import models
from apps.practice.admin_site import CAME_BACK, GatedAdmin
from apps.practice.domain.roles import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CameBackAdmin(GatedAdmin):
    """A table of what came back: frozen."""

    group = CAME_BACK
    see = Action.SEE_CLAIMS

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return every field shown."""
        return self.fields


class FileAdmin(CameBackAdmin):
    """A table of files."""

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Leave the bytes of the files where they are."""
        return super().get_queryset(request).defer("content")


@admin.register(models.RemittanceFile)
class RemittanceFileAdmin(FileAdmin):
    """Files with remittance advice."""

    list_display = ("file_name", "state", "claim_count", "claims_done", "received_at", "posted_at")
    list_filter = ("state",)
    fields = (
        "file_name", "sha256", "source", "state", "claim_count", "claims_done", "findings", "received_by",
        "received_at", "posted_at",
    )  # fmt: skip


@admin.register(models.RemittanceAdvice)
class RemittanceAdviceAdmin(CameBackAdmin):
    """Payments."""

    list_display = (
        "trace_number",
        "payer_name",
        "paid_on",
        "payment",
        "claim_count",
        "claims_paid",
        "balances",
    )
    list_select_related = ("file",)
    search_fields = ("=trace_number",)
    fields = (
        "file", "number", "trace_number", "payer", "payer_name", "payer_identifier", "payee_name", "payee_npi",
        "method", "paid_on", "payment", "claim_count", "claims_paid", "provider_adjusted", "patient_responsibility",
        "balances", "hold_reason", "segment_number",
    )  # fmt: skip


@admin.register(models.ClaimPayment)
class ClaimPaymentAdmin(CameBackAdmin):
    """Claims as payers processed them."""

    list_display = (
        "patient_control_number",
        "claim_status_code",
        "charge",
        "paid",
        "state",
        "reason",
        "claim",
    )
    list_filter = ("state", "reason")
    list_select_related = ("claim",)
    search_fields = ("=patient_control_number", "=payer_claim_control_number")
    fields = (
        "remittance", "number", "claim", "state", "reason", "patient_control_number", "claim_status_code", "charge",
        "paid", "patient_responsibility", "payer_claim_control_number", "patient_name", "member_id", "rendering_npi",
        "starts_on", "ends_on", "interest", "remark_codes", "adjudication", "balances", "segment_number",
    )  # fmt: skip


@admin.register(models.Posting)
class PostingAdmin(CameBackAdmin):
    """The book of the money."""

    list_display = ("claim", "claim_payment", "number", "paid", "matched_by", "move", "at")
    list_select_related = ("claim", "claim_payment")
    search_fields = ("=claim__patient_control_number",)
    fields = (
        "claim_payment", "claim", "number", "matched_by", "move", "paid", "patient_responsibility", "state_before",
        "state_after", "actor", "reason", "at",
    )  # fmt: skip


@admin.register(models.AcknowledgementFile)
class AcknowledgementFileAdmin(FileAdmin):
    """Files that acknowledge."""

    list_display = ("file_name", "received_at", "acknowledged", "unmatched", "rejected")
    fields = (
        "file_name", "sha256", "findings", "acknowledged", "unmatched", "rejected", "received_by", "received_at",
    )  # fmt: skip


@admin.register(models.Acknowledgement)
class AcknowledgementAdmin(CameBackAdmin):
    """Answers to files and claims."""

    list_display = ("kind", "level", "reference", "is_accepted", "claim", "submission", "at")
    list_filter = ("kind", "is_accepted")
    list_select_related = ("claim", "submission")
    search_fields = ("=reference",)
    fields = (
        "file", "number", "kind", "level", "reference", "is_accepted", "codes", "errors", "payer_claim_control_number",
        "submission", "claim", "segment", "segment_number", "at",
    )  # fmt: skip


@admin.register(models.ClaimTask)
class ClaimTaskAdmin(CameBackAdmin):
    """Work on claims that came back."""

    list_display = (
        "claim",
        "kind",
        "state",
        "adjustment_group",
        "reason_code",
        "amount",
        "due_on",
        "assigned_to",
    )
    list_filter = ("kind", "state")
    list_select_related = ("claim", "assigned_to")
    fields = (
        "claim", "kind", "state", "adjustment_group", "reason_code", "codes", "amount", "due_on", "assigned_to",
        "opened_at", "resolved_by", "resolved_at",
    )  # fmt: skip
