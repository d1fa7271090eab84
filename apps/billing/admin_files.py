"""The files made of claims in the Django admin: looked at, marked sent or not sent, undone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.billing import models
from apps.billing.admin_acts import SENDING
from apps.billing.admin_claims import ReasonActionForm
from apps.billing.admin_frozen import FrozenAdmin
from apps.practice.domain.roles import Action


@admin.register(models.Submission)
class SubmissionAdmin(FrozenAdmin):
    """Files made of claims."""

    rank = 2
    action_form = ReasonActionForm
    actions = SENDING
    list_display = (
        "file_name",
        "format",
        "receiver",
        "state",
        "claim_count",
        "total_charge",
        "made_at",
        "sent_at",
    )
    list_filter = ("state", "format")
    list_select_related = ("receiver",)
    fields = (
        "file_name", "format", "receiver", "state", "claim_count", "total_charge", "receiver_code",
        "interchange_control_number", "group_control_number", "transaction_set_control_number", "follows",
        "sha256", "findings", "checked_at", "made_by", "made_at", "sent_by", "sent_at", "page_of_it",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Leave the bytes of the files where they are."""
        return super().get_queryset(request).defer("content")

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Offer what is done with files to those who submit."""
        return self.actor(request).may(Action.SUBMIT_CLAIMS)

    @admin.display(description="its claims and bytes")
    def page_of_it(self, row: models.Submission) -> SafeString:
        """Lead to the page of the file, where it is downloaded and claims are taken out."""
        return format_html(
            '<a href="{}">The file with its claims</a>', reverse("billing:submission", args=[row.pk])
        )
