"""The practice's rules: payer profiles shipped and own, contracted amounts, factors, and their versions."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.billing.forms_capitation import CapitationForm
from apps.billing.forms_profiles import ProfileForm
from apps.billing.forms_rules import (
    BenchmarkForm,
    ContractedForm,
    EndForm,
    LocalityForm,
    OwnRuleForm,
    profiles_of,
)
from apps.billing.kept_rules import earlier_rule_sets
from apps.billing.models import Trial
from apps.billing.operations import own_rules
from apps.billing.selectors.assumptions import assumptions_of
from apps.billing.selectors.rulebook import rule_of
from apps.billing.selectors.rules import (
    listed_profiles,
    own_rows,
    row_behind,
    state_of,
    value_of,
)
from apps.billing.shown_rules import columns_in_words, compared, name_of
from apps.patients.models import OwnRule
from apps.patients.rule_sets import has_newer_rules, rules_in_force
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import form_page, typed
from apps.problems import Refused
from apps.rules.money import OWN_BENCHMARK

AMOUNTS = (
    OwnRule.Table.CONTRACTED, OwnRule.Table.CAPITATION, OwnRule.Table.LOCALITY, OwnRule.Table.BENCHMARK,
)  # fmt: skip
FORMS: dict[str, type[OwnRuleForm]] = {
    "profile": ProfileForm,
    "contracted": ContractedForm,
    "capitation": CapitationForm,
    "locality": LocalityForm,
    "benchmark": BenchmarkForm,
}


@require_GET
@may(Action.SEE_PRACTICE)
def rules(request: MemberRequest) -> HttpResponse:
    """List the payer profiles and the practice's own amounts, with what is in force."""
    actor = request.actor
    names = dict(profiles_of(rules_in_force(actor.practice)))
    amounts = [
        (row, name_of(row, names), state_of(row, actor), value_of(row)) for row in own_rows(actor, *AMOUNTS)
    ]
    ctx = {
        "profiles": listed_profiles(actor),
        "amounts": amounts,
        "assumptions": assumptions_of(actor.practice, on=actor.today),
        "may_change": actor.may(Action.CHANGE_CHARGES),
        "may_ask": actor.may(Action.CLOSE_PERIODS),
        "has_newer_rules": has_newer_rules(actor.practice),
        "version": rules_in_force(actor.practice).content_hash[:12],
        "trials": rows_of(actor, Trial).select_related("own_rule", "rule_set")[:5],
        "kept": earlier_rule_sets(actor.practice),
    }
    return render(request, "billing/rules/rules.html", ctx)


@require_GET
@may(Action.SEE_PRACTICE)
def profile(request: MemberRequest, named: str) -> HttpResponse:
    """Show a profile as it holds, shipped or own, with its versions."""
    rule_set = rules_in_force(request.actor.practice)
    row = rule_set.row("profile", named, on=request.actor.today) or rule_set.row("profile", named)
    versions = [
        (version, state_of(version, request.actor))
        for version in own_rows(request.actor, OwnRule.Table.PROFILE)
        if version.key == named
    ]
    if row is None and not versions:
        raise Http404
    ctx = {
        "key": named,
        "label": row["label"] if row else versions[-1][0].content["label"],
        "rule": rule_of(rule_set, "profile", row, is_own=bool(versions)) if row else None,
        "columns": _in_words(request, dict(row)) if row else [],
        "versions": versions,
        "may_change": request.actor.may(Action.CHANGE_CHARGES),
    }
    return render(request, "billing/rules/profile.html", ctx)


def _in_words(request: MemberRequest, row: dict[str, Any]) -> list[tuple[str, str]]:
    rule = OwnRule(practice=request.actor.practice, table=OwnRule.Table.PROFILE, content=row)
    return columns_in_words(ProfileForm(instance=rule, actor=request.actor))


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_CHARGES)
def profile_add(request: MemberRequest, named: str) -> HttpResponse:
    """Copy a shipped profile, or begin a new version of an own one."""
    rule_set = rules_in_force(request.actor.practice)
    row = rule_set.row("profile", named)
    if row is None:
        raise Http404
    is_own = rows_of(request.actor, OwnRule).filter(table="profile", key=named).exists()
    content = {
        name: value for name, value in row.items() if name not in ("id", "valid_from", "valid_through")
    }
    if not is_own:
        content |= {"label": f"{row['label']}, changed", "source": "practice_contract", "section": ""}
    rule = OwnRule(practice=request.actor.practice, table="profile", content=content)
    rule.key, rule.copied_from = (named, "") if is_own else ("", named)
    return _form(request, rule, {"from_label": row["label"], "is_copy": not is_own})


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_CHARGES)
def amount_add(request: MemberRequest, table: str) -> HttpResponse:
    """Add an amount, a capitation, the locality factor or a benchmark; `of` names what to begin with."""
    rule = OwnRule(practice=request.actor.practice, table=table)
    if table == OwnRule.Table.BENCHMARK:
        _begin_with(rule, request.GET.get("of", ""), on=request.actor.today)
    elif table == OwnRule.Table.CAPITATION:
        rule.content = {"payer": request.GET.get("of", "")}
    return _form(request, rule, {})


def _begin_with(rule: OwnRule, name: str, *, on: date) -> None:
    """Fill a new benchmark with the assumption in force, so that only the figure and its source are typed."""
    for each in assumptions_of(rule.practice, on=on):
        if each.name == name:
            rule.key = OWN_BENCHMARK + name
            rule.content = {"label": each.label, "value": f"{each.share:f}", "verified": False}


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_CHARGES)
def draft(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Change a draft."""
    return _form(request, one_of(request.actor, OwnRule, rule_id), {})


def _form(request: MemberRequest, rule: OwnRule, context: dict[str, Any]) -> HttpResponse:
    form = FORMS[rule.table](typed(request), instance=rule, actor=request.actor)
    return form_page(
        request,
        form,
        save=own_rules.save_own_rule,
        template="billing/rules/form.html",
        then=_page_of,
        context={"rule": rule, "back": reverse("billing:rules"), **context},
        done="Kept as a draft. It decides nothing before you apply it.",
    )


def _page_of(rule: Any) -> str:
    return reverse("billing:own_rule", args=[rule.pk])


@require_GET
@may(Action.SEE_PRACTICE)
def own_rule(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Show one version of an own rule: what it changes, what that would alter, and what can be done with it."""
    return _own_rule(request, one_of(request.actor, OwnRule, rule_id))


def _own_rule(request: MemberRequest, rule: OwnRule, form: EndForm | None = None) -> HttpResponse:
    before = row_behind(rule)
    columns = FORMS[rule.table](instance=rule, actor=request.actor)
    ctx = {
        "rule": rule,
        "name": name_of(rule, dict(profiles_of(columns.rule_set))),
        "state": state_of(rule, request.actor),
        "before": before,
        "changes": compared(columns, before),
        "trial": rows_of(request.actor, Trial).filter(own_rule=rule).first(),
        "form": form or EndForm(),
        "may_change": request.actor.may(Action.CHANGE_CHARGES),
        "may_ask": request.actor.may(Action.CLOSE_PERIODS),
    }
    return render(request, "billing/rules/own_rule.html", ctx, status=422 if form else 200)


@require_POST
@may(Action.CHANGE_CHARGES)
def apply(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Put a draft in force."""
    actor = request.actor
    try:
        rule = own_rules.apply_own_rule(actor, rule_id=rule_id, now=timezone.now(), today=actor.today)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("billing:own_rule", rule_id)
    messages.success(request, f"In force from {rule.starts_on:%-d %b %Y}. What is closed stands.")
    return redirect("billing:own_rule", rule_id)


@require_POST
@may(Action.CHANGE_CHARGES)
def drop(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Drop a draft."""
    try:
        own_rules.drop_own_rule(request.actor, rule_id=rule_id)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("billing:own_rule", rule_id)
    messages.success(request, "Dropped. It never decided anything.")
    return redirect("billing:rules")


@require_POST
@may(Action.CHANGE_CHARGES)
def end(request: MemberRequest, rule_id: int) -> HttpResponse:
    """Let a version in force end on a day."""
    rule = one_of(request.actor, OwnRule, rule_id)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            own_rules.end_own_rule(
                request.actor,
                rule_id=rule_id,
                ends_on=form.cleaned_data["ends_on"],
                today=request.actor.today,
            )
        except Refused as refused:
            for problem in refused.problems:
                form.add_error("ends_on", problem.message)
        else:
            messages.success(request, f"It ends on {form.cleaned_data['ends_on']:%-d %b %Y}.")
            return redirect("billing:own_rule", rule_id)
    return _own_rule(request, rule, form)


@require_POST
@may(Action.CHANGE_CHARGES)
def take_shipped(request: MemberRequest) -> HttpResponse:
    """Go by the rules that this version of the product ships."""
    try:
        own_rules.take_shipped_rules(request.actor)
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, "The practice goes by the rules of this version. What is closed stands.")
    return redirect("billing:rules")
