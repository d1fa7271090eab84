"""The facts of one patient: what is recorded, what was struck out, and what the programmes still need."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.billing.remedies import fix_of
from apps.billing.standings import Standing, standings_of
from apps.patients.facts_shown import fact_groups
from apps.patients.models import Patient
from apps.patients.shown import patient_tabs
from apps.practice import audit
from apps.practice.access import Actor, MemberRequest, may, one_of
from apps.practice.domain.roles import Action


@require_GET
@may(Action.SEE_PATIENTS)
def facts(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Show what is recorded of a patient, and what stands in the way of each running programme."""
    actor = request.actor
    patient = one_of(actor, Patient, patient_id)
    audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    standings = standings_of(actor, patient, today=actor.today)
    context = {
        "patient": patient,
        "tabs": patient_tabs(actor, patient, current="billing:facts"),
        "programs": [_program(standing, actor, patient) for standing in standings],
        "groups": fact_groups(patient, today=actor.today),
        "may_record": actor.may(Action.RECORD_FACTS),
    }
    return render(request, "billing/facts.html", context)


def _program(standing: Standing, actor: Actor, patient: Patient) -> dict[str, Any]:
    back = reverse("billing:facts", args=[patient.pk])
    episode = standing.answer.episode_key if standing.answer else ""
    return {
        "enrollment": standing.period.enrollment,
        "payer": standing.period.coverage.payer if standing.period.coverage else None,
        "problems": standing.problems,
        "uncounted": standing.uncounted,
        "missing": [
            {
                "text": text,
                "fix": fix_of(reason, actor=actor, patient_id=patient.pk, episode_key=episode, back=back),
            }
            for reason, text in standing.missing
        ],
    }
