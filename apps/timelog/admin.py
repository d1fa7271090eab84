"""The time log's tables in the Django admin: looked at, never edited."""

from django.contrib import admin

from apps.practice.admin_site import GatedAdmin
from apps.practice.domain.roles import Action
from apps.timelog import models


@admin.register(models.Anchor)
class AnchorAdmin(GatedAdmin):
    """Daily anchors of the books."""

    see = Action.SEE_AUDIT
    list_display = ("anchored_on", "made_at", "books", "versions", "hash")
    readonly_fields = fields = (
        "anchored_on", "made_at", "books", "versions", "digest", "previous_hash", "hash",
    )  # fmt: skip


@admin.register(models.Notice)
class NoticeAdmin(GatedAdmin):
    """Who was told of a change to their time, and when they read it; the words stay between the two."""

    see = Action.SEE_AUDIT
    list_display = ("recipient", "made_by", "made_at", "read_at")
    list_select_related = ("recipient", "made_by")
    readonly_fields = fields = ("recipient", "made_by", "made_at", "read_at")
