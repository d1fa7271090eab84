"""A patient's plan on one page, its PDF, and the strategies for goals."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from apps.patients.models import Goal, Patient, Strategy
from apps.patients.operations_goals import drop_strategy, state_strategy
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import typed
from apps.timelog import pages
from apps.timelog.forms import GoalForm
from apps.timelog.plan import plan_of
from apps.timelog.plan_pdf import plan_pdf


@require_GET
@may(Action.SEE_PATIENTS)
def plan(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Show the plan of a patient: statements, goals, strategies, progress, and whom copies went to."""
    patient = one_of(request.actor, Patient, patient_id)
    audit.record(request.actor, "plan.viewed", patient, patient_id=patient.pk)
    context = {
        "plan": plan_of(request.actor, patient, today=request.actor.today),
        "patient": patient,
        "may_change": request.actor.may(Action.CHANGE_GOALS),
    }
    return render(request, "timelog/plan.html", context)


@require_GET
@may(Action.SEE_PATIENTS)
def plan_paper(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Return the plan as one page to print."""
    actor = request.actor
    patient = one_of(actor, Patient, patient_id)
    audit.record(actor, "plan.printed", patient, patient_id=patient.pk)
    content = plan_pdf(plan_of(actor, patient, today=actor.today), practice=actor.practice.name)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="plan.pdf"'
    return answer


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_GOALS)
def strategy(request: MemberRequest, goal_id: int) -> HttpResponse:
    """State a strategy for a goal."""
    goal = one_of(request.actor, Goal.objects.select_related("patient"), goal_id)
    form = GoalForm(typed(request))
    done = pages.accepted(
        form,
        lambda: state_strategy(
            goal, actor=request.actor, statement=form.cleaned_data["statement"], now=timezone.now()
        ),
    )
    if done:
        messages.success(request, "Strategy stated.")
        return redirect(_plan_page(goal.patient))
    return _form(request, form, goal, doing="strategy")


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_GOALS)
def end_strategy(request: MemberRequest, strategy_id: int) -> HttpResponse:
    """Give a strategy up."""
    row = one_of(request.actor, Strategy.objects.select_related("goal__patient"), strategy_id)
    form = GoalForm(typed(request))
    done = pages.accepted(
        form,
        lambda: drop_strategy(
            row, actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now()
        ),
    )
    if done:
        messages.success(request, "Strategy dropped. It stays readable.")
        return redirect(_plan_page(row.goal.patient))
    return _form(request, form, row.goal, doing="end_strategy", strategy=row)


def _form(
    request: MemberRequest, form: GoalForm, goal: Goal, *, doing: str, strategy: Strategy | None = None
) -> HttpResponse:
    audit.record(request.actor, "patient.viewed", goal.patient, patient_id=goal.patient_id)
    context = {
        "patient": goal.patient, "goal": goal, "doing": doing, "strategy": strategy,
        "back": _plan_page(goal.patient),
    }  # fmt: skip
    return pages.page(request, "timelog/strategy.html", form, context)


def _plan_page(patient: Patient) -> str:
    return reverse("timelog:plan", args=(patient.pk,))
