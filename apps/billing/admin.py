"""The review of claims and what surrounds it in the Django admin: the same operations, refusals and history."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.billing import admin_back as admin_back  # registers what came back
from apps.billing import admin_corrections as admin_corrections  # registers what is put right
from apps.billing import models
from apps.billing.admin_frozen import FrozenAdmin
from apps.billing.domain.lifecycle import ClaimState, Move, rule_of
from apps.billing.evidence import evidence_of, outgoing
from apps.billing.forms import ChargeForm
from apps.billing.operations.acts import Wanted
from apps.billing.operations.acts import act as make_act
from apps.billing.operations.charges import save_charge
from apps.patients.models import OwnRule
from apps.practice.access import schedule_of
from apps.practice.admin_site import OwnRowsFilter, RosterAdmin
from apps.practice.domain.roles import Action


class ReasonActionForm(ActionForm):
    """The action to take, with its reason."""

    reason = forms.CharField(required=False, max_length=300, label="Reason")


class ReadyFilter(admin.SimpleListFilter):
    """Drafts by whether anything stands against them."""

    title = "ready"
    parameter_name = "ready"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Return the two kinds of drafts."""
        return [("yes", "Nothing stands in the way"), ("no", "Something is missing")]

    def queryset(self, request: Any, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Narrow the claims to the drafts asked for."""
        drafts = queryset.filter(state=ClaimState.DRAFT)
        if self.value() == "yes":
            return drafts.filter(problem_count=0)
        return drafts.filter(problem_count__gt=0) if self.value() == "no" else queryset


def _action(move: Move) -> Callable[[Any, HttpRequest, "QuerySet[models.Claim]"], None]:
    rule = rule_of(move)

    def act(modeladmin: "ClaimAdmin", request: HttpRequest, queryset: "QuerySet[models.Claim]") -> None:
        actor = modeladmin.actor(request)
        done = make_act(
            actor,
            Wanted(move, request.POST.get("reason", "")),
            claim_ids=list(queryset.values_list("pk", flat=True)),
            now=timezone.now(),
            today=actor.today,
        )
        moved = done.moved
        if moved.claim_ids:
            messages.success(request, f"{rule.done}: {len(moved.claim_ids)}.")
        for each in moved.left_out:
            for problem in each.problems:
                messages.error(request, f"{each.patient_control_number}: {problem.message}")

    act.__name__ = str(move)
    return admin.action(description=f"{rule.label}{' (give a reason)' if rule.needs_reason else ''}")(act)


@admin.register(models.Claim)
class ClaimAdmin(FrozenAdmin):
    """Claims with their evidence, and the moves of review as actions."""

    action_form = ReasonActionForm
    actions = (
        _action(Move.APPROVE),
        _action(Move.HOLD),
        _action(Move.RELEASE),
        _action(Move.RETURN),
        _action(Move.RESUME),
        _action(Move.WITHDRAW_APPROVAL),
        _action(Move.VOID),
    )
    list_display = (
        "patient_control_number", "patient", "payer", "codes", "minutes", "total_charge", "state", "obstacles",
    )  # fmt: skip
    list_filter = ("state", ReadyFilter, ("payer", OwnRowsFilter))
    list_select_related = ("patient", "payer", "decision", "practice")
    search_fields = ("=patient_control_number", "patient__last_name__istartswith", "=coverage__member_id")
    fields = (
        "patient_control_number", "patient", "payer", "rendering_provider", "state", "state_reason",
        "period_starts_on", "starts_on", "ends_on", "codes", "total_charge", "why", "time_behind_it",
        "stands_in_the_way", "as_it_goes_out", "approved_by", "approved_at", "submission",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Return the practice's claims with their lines."""
        return super().get_queryset(request).prefetch_related("lines")

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer the moves of review to those who review."""
        return super().get_actions(request) if self.actor(request).may(Action.REVIEW_CLAIMS) else {}

    @admin.display(description="codes")
    def codes(self, claim: models.Claim) -> str:
        """Return the codes billed."""
        return ", ".join(
            "-".join((line.procedure_code, *line.modifiers)) + (f" × {line.units}" if line.units > 1 else "")
            for line in claim.lines.all()
        )

    @admin.display(description="minutes")
    def minutes(self, claim: models.Claim) -> int:
        """Return the minutes counted."""
        return claim.decision.minutes

    @admin.display(description="stands in the way")
    def obstacles(self, claim: models.Claim) -> str:
        """Return what stood against a draft at its last check."""
        return " ".join(problem["message"] for problem in claim.problems)

    @admin.display(description="why")
    def why(self, claim: models.Claim) -> SafeString:
        """Return the decision in words, each sentence with its source."""
        said = evidence_of(claim.decision).said
        return format_html_join(
            "", "<p>{} <small>{}</small></p>", ((each.text, each.source) for each in said)
        )

    @admin.display(description="time behind it")
    def time_behind_it(self, claim: models.Claim) -> SafeString:
        """Return the entries looked at, with what counted."""
        entries = evidence_of(claim.decision).entries
        rows = (
            (
                f"{entry.version.performed_on:%-d %b %Y}",
                entry.version.get_activity_display(),
                entry.version.provider,
                f"{entry.counted_seconds // 60} min {entry.counted_seconds % 60} s counted",
                entry.because,
            )
            for entry in entries
        )
        return format_html_join("", "<p>{}, {}, {}: {}. {}</p>", rows)

    @admin.display(description="stands in the way today")
    def stands_in_the_way(self, claim: models.Claim) -> SafeString:
        """Return all problems of a draft, found anew."""
        found = outgoing(claim, today=schedule_of(claim.practice).today)
        sentences = ((problem.message,) for problem in found.problems)
        return format_html_join("", "<p>{}</p>", sentences) or SafeString("Nothing")

    @admin.display(description="as it goes out")
    def as_it_goes_out(self, claim: models.Claim) -> SafeString:
        """Return links to the claim on paper and to its page."""
        paper = reverse("billing:paper", args=[claim.pk, "drawn_form"])
        return format_html(
            '<a href="{}">CMS-1500</a> · <a href="{}">The claim with its evidence</a>',
            paper,
            reverse("billing:claim", args=[claim.pk]),
        )


@admin.register(models.ServicePeriod)
class ServicePeriodAdmin(FrozenAdmin):
    """Service periods, open and closed."""

    list_display = ("patient", "window_starts_on", "window_ends_on", "due_on", "state", "last_error")
    list_filter = ("state",)
    list_select_related = ("patient",)
    search_fields = ("patient__last_name__istartswith",)
    fields = (
        "patient", "enrollment", "coverage", "window_starts_on", "window_ends_on", "starts_on", "ends_on", "due_on",
        "state", "closed_at", "run", "last_error",
    )  # fmt: skip


@admin.register(models.Decision)
class DecisionAdmin(FrozenAdmin):
    """What the rules said."""

    list_display = ("patient", "period", "outcome", "minutes", "procedure_code", "decided_at", "is_current")
    list_filter = ("outcome", "is_current")
    list_select_related = ("patient", "period")
    search_fields = ("patient__last_name__istartswith",)
    fields = (
        "patient", "period", "stretch", "number", "is_current", "outcome", "minutes", "counted_seconds",
        "excluded_seconds", "procedure_code", "expected_amount", "reasons", "facts", "result", "rule_set", "decided_at",
    )  # fmt: skip


@admin.register(models.CloseRun)
class CloseRunAdmin(FrozenAdmin):
    """Runs that closed periods."""

    see = Action.SEE_RUNS
    list_display = ("started_at", "trigger", "closed", "billable", "blocked", "not_billable", "failed")
    fields = (
        "trigger", "started_by", "today", "started_at", "finished_at", "closed", "billable", "blocked", "not_billable",
        "failed",
    )  # fmt: skip


@admin.register(models.Submission)
class SubmissionAdmin(FrozenAdmin):
    """Files made of claims."""

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
        "sha256", "findings", "checked_at", "made_by", "made_at", "sent_by", "sent_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Leave the bytes of the files where they are."""
        return super().get_queryset(request).defer("content")


@admin.register(models.Charge)
class ChargeAdmin(RosterAdmin):
    """What the practice charges."""

    change = Action.CHANGE_CHARGES
    form = ChargeForm
    operation: ClassVar[Callable[..., Any]] = staticmethod(save_charge)
    list_display = ("procedure_code", "amount", "starts_on", "ends_on")
    search_fields = ("=procedure_code",)


@admin.register(OwnRule)
class OwnRuleAdmin(FrozenAdmin):
    """The practice's own rules with every version; they are changed under Practice, Rules."""

    see = Action.SEE_PRACTICE
    list_display = ("table", "key", "starts_on", "ends_on", "state", "made_by", "applied_by")
    list_filter = ("table", "state")
    list_select_related = ("made_by", "applied_by")
    search_fields = ("key",)
    fields = (
        "table", "key", "content", "starts_on", "ends_on", "state", "made_by", "made_at", "applied_by", "applied_at",
    )  # fmt: skip
