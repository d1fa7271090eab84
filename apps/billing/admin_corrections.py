"""Changes after a close, corrections and signatures in the Django admin: looked at, never edited."""

from django.contrib import admin

from apps.billing import models
from apps.billing.admin_frozen import FrozenAdmin


@admin.register(models.Correction)
class CorrectionAdmin(FrozenAdmin):
    """Claims that are put right, with their clocks."""

    list_display = ("patient", "claim", "path", "state", "amount", "due_on", "settled_on")
    list_filter = ("state", "path")
    list_select_related = ("patient", "claim")
    search_fields = ("=claim__patient_control_number", "patient__last_name__istartswith")
    fields = (
        "patient", "claim", "new_claim", "path", "state", "amount", "identified_on", "due_on", "rule", "reason",
        "opened_by", "opened_at", "settled_on", "settled_amount", "settled_reference", "ended_reason", "ended_by",
        "ended_at",
    )  # fmt: skip


@admin.register(models.ChangeAnswer)
class ChangeAnswerAdmin(FrozenAdmin):
    """What people did about changes after a close."""

    list_display = ("patient", "period", "kind", "decision_number", "answered_by", "answered_at")
    list_filter = ("kind",)
    list_select_related = ("patient", "period", "answered_by")
    search_fields = ("patient__last_name__istartswith",)
    fields = (
        "patient", "period", "kind", "length", "decision_number", "change", "reason", "answered_by", "answered_at",
    )  # fmt: skip


@admin.register(models.Attestation)
class AttestationAdmin(FrozenAdmin):
    """Signatures under closed periods."""

    list_display = ("patient", "period", "provider", "signer", "signed_at", "statement_number")
    list_select_related = ("patient", "period", "provider", "signer")
    search_fields = ("patient__last_name__istartswith", "=content_hash")
    fields = (
        "patient", "period", "provider", "signer", "signed_at", "late_length", "statement", "statement_number",
        "content", "content_hash",
    )  # fmt: skip


@admin.register(models.PacketRun)
class PacketRunAdmin(FrozenAdmin):
    """Audit packets that were asked for."""

    list_display = ("asked_at", "asked_by", "total", "done", "finished_at")
    list_select_related = ("asked_by",)
    fields = ("asked_by", "asked_at", "total", "done", "finished_at")
