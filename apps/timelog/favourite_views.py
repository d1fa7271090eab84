"""The star of a patient."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.patients.models import Patient
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import next_of
from apps.problems import Refused
from apps.timelog.operations.favourites import add_favourite, remove_favourite


@require_POST
@may(Action.LOG_TIME)
def favourite(request: MemberRequest, patient_id: int) -> HttpResponse:
    """Give a patient one's star, or take it away when `off` is sent."""
    patient = one_of(request.actor, Patient, patient_id)
    change = remove_favourite if "off" in request.POST else add_favourite
    try:
        change(patient, actor=request.actor, now=timezone.now())
    except Refused as refused:
        messages.error(request, " ".join(problem.message for problem in refused.problems))
    return redirect(next_of(request) or reverse("patients:detail", args=(patient.pk,)))
