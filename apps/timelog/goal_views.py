"""Goals of a patient's plan: state, revise, met, drop."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from apps.patients.models import Goal, Patient
from apps.patients.operations_goals import drop_goal, meet_goal, revise_goal, state_goal
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import typed
from apps.timelog import pages
from apps.timelog.forms import GoalForm


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_GOALS)
def state(request: MemberRequest, patient_id: int) -> HttpResponse:
    """State a goal."""
    patient = one_of(request.actor, Patient, patient_id)
    form = GoalForm(typed(request))
    return _page(
        request,
        patient,
        form,
        save=lambda: state_goal(
            patient,
            actor=request.actor,
            statement=form.cleaned_data["statement"],
            target_on=form.cleaned_data["target_on"],
            now=timezone.now(),
        ),
        doing="state",
    )


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_GOALS)
def revise(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Let a goal say something else."""
    goal = one_of(request.actor, Goal.objects.select_related("patient"), goal_id)
    form = GoalForm(typed(request), initial={"statement": goal.statement})
    return _page(
        request,
        goal.patient,
        form,
        save=lambda: revise_goal(
            goal,
            actor=request.actor,
            statement=form.cleaned_data["statement"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
        doing="revise",
        goal=goal,
    )


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_GOALS)
def meet(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Record that a goal was met."""
    return _ended(request, goal_id, meet_goal, doing="meet")


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_GOALS)
def drop(request: MemberRequest, goal_id: int) -> HttpResponse:
    """Give a goal up."""
    return _ended(request, goal_id, drop_goal, doing="drop")


def _ended(request: MemberRequest, goal_id: int, end: Callable[..., Goal], *, doing: str) -> HttpResponse:
    goal = one_of(request.actor, Goal.objects.select_related("patient"), goal_id)
    form = GoalForm(typed(request))
    return _page(
        request,
        goal.patient,
        form,
        save=lambda: end(goal, actor=request.actor, reason=form.cleaned_data["reason"], now=timezone.now()),
        doing=doing,
        goal=goal,
    )


DONE = {"state": "Goal stated.", "revise": "Goal revised.", "meet": "Goal met.", "drop": "Goal dropped."}


def _page(
    request: MemberRequest,
    patient: Patient,
    form: GoalForm,
    *,
    save: Callable[[], Goal],
    doing: str,
    goal: Goal | None = None,
) -> HttpResponse:
    back = reverse("patients:detail", args=(patient.pk,)) + "#goals"
    if pages.accepted(form, save):
        messages.success(request, DONE[doing])
        return redirect(back)
    audit.record(request.actor, "patient.viewed", patient, patient_id=patient.pk)
    context = {"patient": patient, "goal": goal, "doing": doing, "back": back}
    return pages.page(request, "timelog/goal.html", form, context)
