"""What the time being typed would be worth."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.timelog.models import Activity
from apps.timelog.progress import progress_of
from apps.timelog.verdicts import verdict_for


@require_GET
@may(Action.LOG_TIME)
def verdict(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Show whether the time being typed would count, as part of the form."""
    actor = request.actor
    patient = one_of(actor, Patient, patient_id)
    progress = progress_of(actor, [patient], today=actor.today).get(patient.pk)
    activity, counterpart = request.GET.get("activity", ""), request.GET.get("counterpart", "")
    asks_with_whom = activity == Activity.COMMUNICATION and not counterpart
    found = None
    if progress is not None and actor.provider is not None and not asks_with_whom:
        found = verdict_for(
            progress,
            activity=activity,
            counterpart=counterpart,
            channel=request.GET.get("channel", ""),
            provider=actor.provider,
            on=actor.today,
        )
    audit.record(actor, "patient.verdict_viewed", patient, patient_id=patient.pk)
    return render(request, "timelog/_verdict.html", {"verdict": found, "asks_with_whom": asks_with_whom})
