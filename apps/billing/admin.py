"""What surrounds the review of claims in the Django admin: the same operations, refusals and history."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin

from apps.billing import admin_back as admin_back  # registers what came back
from apps.billing import admin_claims as admin_claims  # registers claims and acts on them
from apps.billing import admin_corrections as admin_corrections  # registers what is put right
from apps.billing import admin_desk as admin_desk  # registers notes, tags, signals, locked months, receivers
from apps.billing import admin_files as admin_files  # registers the files made of claims
from apps.billing import models
from apps.billing.admin_frozen import FrozenAdmin
from apps.billing.forms import ChargeForm
from apps.billing.operations.charges import save_charge
from apps.patients.models import OwnRule
from apps.practice.admin_roster import RosterAdmin
from apps.practice.admin_site import PRACTICE
from apps.practice.domain.roles import Action


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

    group = PRACTICE
    see = Action.SEE_PRACTICE
    list_display = ("table", "key", "starts_on", "ends_on", "state", "made_by", "applied_by")
    list_filter = ("table", "state")
    list_select_related = ("made_by", "applied_by")
    search_fields = ("key",)
    fields = (
        "table", "key", "content", "starts_on", "ends_on", "state", "made_by", "made_at", "applied_by", "applied_at",
    )  # fmt: skip
