"""Asking the rules before anything is changed: what a change would alter, what closing today would bring."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing import tasks
from apps.billing.evidence import names_in, payer_of
from apps.billing.kept_rules import earlier_rule_sets, kept_rule_set
from apps.billing.models import Trial
from apps.billing.operations import own_rules, trials
from apps.billing.shown_rules import ShownAnswer, shown_answers
from apps.billing.what_if import Foreseen, look, open_periods_of, unconfirmed_in
from apps.patients.models import OwnRule, Patient
from apps.patients.rule_sets import rules_in_force
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import chosen_ids
from apps.problems import Problem, Refused
from apps.rules.ruleset import RuleSet

ROWS = 50


@require_POST
@may(Action.CLOSE_PERIODS)
def ask(request: MemberRequest) -> HttpResponse:
    """Ask a question of the whole practice; a big one is answered in the background."""
    asked = request.POST.get("question", "")
    if asked not in Trial.Question.values:
        messages.error(request, f"“{asked[:40]}” is no question. Choose one of those on this page.")
        return redirect("billing:rules")
    rule_ids = chosen_ids(request, "own_rule")
    try:
        trial = trials.ask(
            request.actor,
            question=Trial.Question(asked),
            own_rule_id=rule_ids[0] if rule_ids else None,
            version=request.POST.get("version", ""),
            now=timezone.now(),
        )
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("billing:rules")
    if trial.total <= trials.AT_ONCE:
        trials.run_trial(trial.pk, now=timezone.now())
    else:
        tasks.run_trial.delay(trial.pk)
    return redirect("billing:trial", trial.pk)


@require_GET
@may(Action.SEE_CLAIMS)
def trial(request: MemberRequest, trial_id: int) -> HttpResponse:
    """Show what would come out differently, old beside new, with money and difference."""
    row = one_of(request.actor, Trial.objects.select_related("own_rule", "rule_set"), trial_id)
    found = row.rows.select_related("period", "patient").order_by("pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    if len(page):
        audit.record(request.actor, "periods.listed", new={"rows": [each.period_id for each in page]})
    ctx = {
        "trial": row,
        "page": page,
        "difference": row.difference,
        "is_draft": row.own_rule is not None and row.own_rule.state == OwnRule.State.DRAFT,
        "may_change": request.actor.may(Action.CHANGE_CHARGES),
        "may_ask": request.actor.may(Action.CLOSE_PERIODS),
        "closed_differing": len(trials.alters(row)) if row.finished_at else 0,
    }
    return render(request, "billing/rules/trial.html", ctx)


@require_GET
@may(Action.SEE_CLAIMS)
def progress(request: MemberRequest, trial_id: int) -> HttpResponse:
    """Say how far the answer has come, for the bar that asks again by itself."""
    row = one_of(request.actor, Trial, trial_id)
    return render(request, "billing/rules/_progress.html", {"trial": row})


@require_POST
@may(Action.CHANGE_CHARGES)
def apply(request: MemberRequest, trial_id: int) -> HttpResponse:
    """Apply what was tried, and decide the closed periods that come out differently again where that was ticked."""
    row = one_of(request.actor, Trial, trial_id)
    if not row.is_applicable:
        messages.error(request, "This question is about no change, so there is nothing to apply.")
        return redirect("billing:trial", trial_id)
    period_ids = trials.alters(row) if request.POST.get("decide_again") else []
    try:
        if row.question == Trial.Question.SHIPPED:
            own_rules.take_shipped_rules(request.actor)
        elif row.question == Trial.Question.OWN_RULE and row.own_rule_id is not None:
            own_rules.apply_own_rule(
                request.actor, rule_id=row.own_rule_id, now=timezone.now(), today=request.actor.today
            )
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
        return redirect("billing:trial", trial_id)
    if period_ids and request.actor.may(Action.CLOSE_PERIODS):
        tasks.decide_again.delay(request.actor.practice.pk, period_ids)
        messages.success(request, f"Applied. {len(period_ids)} closed periods are being decided again.")
    else:
        messages.success(request, "Applied. What is closed stands.")
    return redirect("billing:rules")


@require_GET
@may(Action.SEE_CLAIMS)
def patient(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Show what closing today would say of a patient's open periods, as it stands or as it is asked.

    `rules` is a draft or the version of kept rules to go by, `entry` the unconfirmed entries to take as confirmed.
    """
    row = one_of(request.actor, Patient, patient_id)
    practice = request.actor.practice
    periods = open_periods_of(request.actor, row)
    drafts = list(rows_of(request.actor, OwnRule).filter(state=OwnRule.State.DRAFT))
    asked = request.GET.get("rules", "")
    chosen = next((each for each in drafts if str(each.pk) == asked), None)
    rule_set, problems = _rules_asked(request, asked, chosen)
    taken = {each for each in request.GET.getlist("entry") if each.isascii() and each.isdigit()}
    unconfirmed = unconfirmed_in(periods)
    confirmed = {each.pk for each in unconfirmed if str(each.pk) in taken}
    audit.record(request.actor, "patient.viewed", row, patient_id=row.pk)
    found = look(periods, practice=practice, rule_set=rule_set, confirmed=confirmed)
    names = names_in(practice.pk)
    ctx = {
        "patient": row,
        "drafts": drafts,
        "chosen": chosen,
        "kept": earlier_rule_sets(practice),
        "version": rule_set.content_hash if rule_set and not chosen else "",
        "problems": problems,
        "unconfirmed": [(each, each.pk in confirmed) for each in unconfirmed],
        "look": found,
        "periods": [
            (each.period, _in_words(each, rule_set, names, request), each.problems, each.period.due_on)
            for each in found.found
        ],
    }
    return render(request, "billing/rules/patient.html", ctx)


def _rules_asked(
    request: MemberRequest, asked: str, chosen: OwnRule | None
) -> tuple[RuleSet | None, list[Problem]]:
    """The rules to go by: with a draft, or kept ones; those in force with a sentence where they cannot be had."""
    try:
        if chosen is not None:
            return own_rules.rules_with(chosen), []
        return (kept_rule_set(request.actor.practice, asked), []) if asked else (None, [])
    except Refused as refused:
        return None, list(refused.problems)


def _in_words(
    each: Foreseen, rule_set: RuleSet | None, names: dict[str, str], request: MemberRequest
) -> list[ShownAnswer]:
    actor = request.actor
    mine = {**names, **payer_of(each.period)}
    return shown_answers(each.answers, rule_set or rules_in_force(actor.practice), mine, today=actor.today)
