"""The review of claims in the Django admin: what the desk does with them as actions, each act taken back as one."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.billing import models
from apps.billing.admin_acts import FILES, MOVES, WORDS, undo_acts
from apps.billing.admin_frozen import FrozenAdmin
from apps.billing.domain.lifecycle import TAKES_BACK, ClaimState, Move, moves_from, rule_of
from apps.billing.evidence import evidence_of, outgoing
from apps.billing.shown import REVIEW_MOVES
from apps.practice.access import schedule_of
from apps.practice.admin_filters import by_whether
from apps.practice.admin_site import OwnRowsFilter
from apps.practice.domain.roles import Action


class ReasonActionForm(ActionForm):
    """The action to take, with its reason or words."""

    reason = forms.CharField(required=False, max_length=300, label="Reason or words")


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


@admin.register(models.Claim)
class ClaimAdmin(FrozenAdmin):
    """Claims with their evidence; what the desk does with them are actions, on the list and on the page of one."""

    rank = 0
    action_form = ReasonActionForm
    actions = (*MOVES, *FILES, *WORDS)
    change_form_template = "admin/claim.html"
    list_display = (
        "patient_control_number", "patient", "payer", "codes", "minutes", "total_charge", "state", "obstacles",
    )  # fmt: skip
    list_filter = ("state", ReadyFilter, ("payer", OwnRowsFilter))
    list_select_related = ("patient", "payer", "decision", "practice")
    search_fields = ("=patient_control_number", "patient__last_name__istartswith", "=coverage__member_id")
    fields = (
        "patient_control_number", "patient", "payer", "rendering_provider", "state", "state_reason",
        "period_starts_on", "starts_on", "ends_on", "codes", "total_charge", "why", "time_behind_it",
        "stands_in_the_way", "as_it_goes_out", "approved_by", "approved_at", "submission", "assigned_to",
        "said_about_it",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Return the practice's claims with their lines."""
        return super().get_queryset(request).prefetch_related("lines")

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Offer the moves and words of review to those who review."""
        return self.actor(request).may(Action.REVIEW_CLAIMS)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """Offer to make files to those who submit."""
        return self.actor(request).may(Action.SUBMIT_CLAIMS)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Show the claim with the moves that it can make now."""
        claim = self.get_object(request, object_id)
        moves = self._moves(request, claim) if claim is not None else ()
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "moves": moves})

    def _moves(self, request: HttpRequest, claim: models.Claim) -> Collection[Any]:
        if not self.has_review_permission(request):
            return ()
        possible = {rule.move for rule in moves_from(ClaimState(claim.state))}
        return [rule_of(move) for move in REVIEW_MOVES if move in possible]

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

    @admin.display(description="notes and tags")
    def said_about_it(self, claim: models.Claim) -> SafeString:
        """Return the tags of the claim, and what was said about it."""
        tags = ", ".join(claim.tags.values_list("name", flat=True))
        notes = claim.desk_notes.select_related("author")
        said = format_html_join(
            "", "<p>{}: {}</p>", ((note.author or "the practice", note.text) for note in notes)
        )
        return format_html("{}{}", format_html("<p>{}</p>", tags) if tags else "", said) or SafeString("None")


@admin.register(models.ReviewAct)
class ReviewActAdmin(FrozenAdmin):
    """What was done with claims, one act a row; an act is taken back as one."""

    rank = 1
    actions = (undo_acts,)
    list_display = ("made_at", "actor", "done", "claims", "left_out", "reason", "undone_at")
    list_filter = (("undone_at", by_whether("taken back", empty="Stands", filled="Taken back")),)
    list_select_related = ("actor",)
    fields = (
        "made_at",
        "actor",
        "done",
        "claims",
        "left_out",
        "reason",
        "claim_ids",
        "undone_at",
        "undone_by",
    )

    def has_review_permission(self, request: HttpRequest) -> bool:
        """Offer to take acts back to those who review."""
        return self.actor(request).may(Action.REVIEW_CLAIMS)

    @admin.display(description="act")
    def done(self, act: models.ReviewAct) -> str:
        """Return the act in words."""
        rule = rule_of(Move(act.move))
        return rule.done if rule.move in TAKES_BACK else f"{rule.done} (for good)"

    @admin.display(description="claims")
    def claims(self, act: models.ReviewAct) -> int:
        """Return how many claims it moved."""
        return len(act.claim_ids)
