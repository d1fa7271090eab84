"""What stands around the desk in the Django admin: notes, tags, signals, locked months, receivers."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from apps.billing import models
from apps.billing.admin_claims import ReasonActionForm
from apps.billing.admin_frozen import FrozenAdmin
from apps.billing.forms import ReceiverForm
from apps.billing.operations.month_end import lock_month, unlock_month
from apps.billing.operations.receivers import save_receiver
from apps.billing.operations.signals import review_signals
from apps.practice.admin_filters import by_whether
from apps.practice.admin_roster import RosterAdmin
from apps.practice.domain.roles import Action
from apps.problems import Problem, refuse_any
from apps.timelog.models import LockedMonth

if TYPE_CHECKING:
    LockedMonthForm = ModelForm[LockedMonth]
else:
    LockedMonthForm = ModelForm


@admin.register(models.ClaimNote)
class ClaimNoteAdmin(FrozenAdmin):
    """What was said about claims, as it was written; said with the action of the claims."""

    rank = 3
    list_display = ("claim", "text", "author", "at")
    list_select_related = ("claim", "author")
    search_fields = ("=claim__patient_control_number", "text__icontains")
    fields = ("claim", "text", "author", "at")


@admin.register(models.ClaimTag)
class ClaimTagAdmin(FrozenAdmin):
    """The words on claims; put on and taken off with the actions of the claims."""

    rank = 3
    list_display = ("name", "claim")
    list_select_related = ("claim",)
    search_fields = ("name__istartswith", "=claim__patient_control_number")
    fields = ("name", "claim")


@admin.action(description="Looked at (say what explains it)", permissions=["review"])
def looked_at(modeladmin: "SignalAdmin", request: HttpRequest, queryset: "QuerySet[models.Signal]") -> None:
    """Keep that somebody looked at signals, and what explains them."""
    rows = review_signals(
        modeladmin.actor(request),
        signal_ids=list(queryset.values_list("pk", flat=True)),
        note=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    messages.success(request, f"Looked at: {len(rows):,}.")


@admin.register(models.Signal)
class SignalAdmin(FrozenAdmin):
    """What a reviewer would ask about, and what somebody said who looked; never an accusation."""

    rank = 3
    action_form = ReasonActionForm
    actions = (looked_at,)
    list_display = ("patient", "kind", "sentence", "stands", "seen_at", "reviewed_by", "review_note")
    list_filter = (
        "kind",
        "stands",
        ("reviewed_at", by_whether("looked at", empty="Not looked at", filled="Looked at")),
    )
    list_select_related = ("patient", "reviewed_by")
    search_fields = ("patient__last_name__istartswith",)
    fields = (
        "patient", "period", "kind", "sentence", "stands", "seen_at", "reviewed_by", "reviewed_at", "review_note",
    )  # fmt: skip

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Offer to say that one looked to those who review."""
        return self.actor(request).may(Action.REVIEW_CLAIMS)


class LockForm(LockedMonthForm):
    """Which month to lock."""

    class Meta:
        model = LockedMonth
        fields = ("starts_on",)
        labels = {"starts_on": "Month"}
        help_texts = {"starts_on": "Any day of it. Its statement is made as things stand now."}
        widgets = {"starts_on": forms.DateInput(attrs={"type": "date"})}


@admin.action(description="Unlock (give a reason)", permissions=["close"])
def unlock(modeladmin: "LockedMonthAdmin", request: HttpRequest, queryset: "QuerySet[LockedMonth]") -> None:
    """Unlock months for a reason, all of them or none; their decisions and statements stay."""
    chosen = list(queryset.order_by("-starts_on", "-pk"))
    refuse_any(_unlocked_before(row) for row in chosen if row.unlocked_at is not None)
    actor, reason = modeladmin.actor(request), request.POST.get("reason", "")
    for row in chosen:
        unlock_month(actor, month=row.starts_on, reason=reason, now=timezone.now())
    messages.success(request, f"Unlocked: {', '.join(map(str, chosen))}.")


def _unlocked_before(row: LockedMonth) -> Problem:
    """Say that a row is of the past; its month may be locked again by another one, which nobody chose."""
    said = (
        f"{row} was unlocked before. Choose the row that still locks it, if there is one. Nothing was done."
    )
    return Problem("month_not_locked", said, "month")


@admin.register(LockedMonth)
class LockedMonthAdmin(FrozenAdmin):
    """Months that are finished with: locked by adding one, unlocked for a reason; nothing else of them changes."""

    rank = 4
    add = Action.CLOSE_PERIODS
    form = LockForm
    action_form = ReasonActionForm
    actions = (unlock,)
    list_display = ("month", "locked_by", "locked_at", "unlocked_by", "unlocked_at", "unlock_reason")
    list_filter = (("unlocked_at", by_whether("lock", empty="Locked", filled="Unlocked again")),)
    list_select_related = ("locked_by", "unlocked_by")
    fields = (
        "starts_on", "ends_on", "locked_by", "locked_at", "statement_hash", "statement", "unlocked_by", "unlocked_at",
        "unlock_reason",
    )  # fmt: skip

    @admin.display(description="month", ordering="starts_on")
    def month(self, row: LockedMonth) -> str:
        """Return the month in words."""
        return str(row)

    def has_close_permission(self, request: HttpRequest) -> bool:
        """Let those unlock who lock."""
        return self.actor(request).may(Action.CLOSE_PERIODS)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the month alone where one is locked."""
        return self.fields if obj is not None else ("starts_on",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return every field of a month that is locked."""
        return self.fields if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Lock the month."""
        actor = self.actor(request)
        locked = lock_month(actor, month=obj.starts_on, now=timezone.now(), today=actor.today)
        obj.pk, obj.starts_on = locked.pk, locked.starts_on


@admin.register(models.Receiver)
class ReceiverAdmin(RosterAdmin):
    """Where 837P files go: clearinghouses and payers with the ids of their enrollment."""

    change = Action.SUBMIT_CLAIMS
    form = ReceiverForm
    list_display = ("name", "receiver_id", "sender_id", "is_production", "next_control_number")
    list_filter = ("is_production",)
    search_fields = ("name__icontains", "=receiver_id")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Hand the row and its payers to the operation."""
        actor = self.actor(request)
        save_receiver(obj, payers=form.cleaned_data["payers"], actor=actor, today=actor.today)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Leave the payers to the operation, which has recorded them."""
