"""Records that may be of one person: looked at side by side, merged, told apart, and told apart again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.patients.forms_merging import MergeForm
from apps.patients.models import Patient, PatientMerge
from apps.patients.operations_merging import tell_apart
from apps.patients.selectors import record_of
from apps.patients.selectors_duplicates import duplicates as pairs_of
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Refused
from apps.timelog.operations.merging import merge_patients, undo_merge
from apps.timelog.patient_facts import time_held


@require_GET
@may(Action.CORRECT_TIME)
def duplicates(request: MemberRequest) -> HttpResponse:
    """List records that may be of one person."""
    pairs = pairs_of(request.actor)
    shown = sorted({pk for pair in pairs for pk in (pair.one.pk, pair.other.pk)})
    audit.record(request.actor, "patients.listed", new={"patients": shown})
    return render(request, "timelog/duplicates.html", {"pairs": pairs})


@require_http_methods(["GET", "POST"])
@may(Action.CORRECT_TIME)
def merge(request: MemberRequest, kept_id: int, merged_id: int) -> HttpResponse:
    """Show two records side by side; merge the second into the first."""
    actor = request.actor
    kept, merged = one_of(actor, Patient, kept_id), one_of(actor, Patient, merged_id)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            merge_patients(
                actor, kept=kept, merged=merged, reason=form.cleaned_data["reason"], now=timezone.now(),
                today=actor.today,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, "Merged. It can be undone on the Record tab of either record.")
            tell_followers(request, Changed(patients=[kept.pk, merged.pk]))
            return redirect(reverse("patients:record", args=[kept.pk]))
    for patient in (kept, merged):
        audit.record(actor, "patient.viewed", patient, patient_id=patient.pk)
    sides = [(record_of(each, today=actor.today), time_held(each)) for each in (kept, merged)]
    context = {"form": form, "kept": kept, "merged": merged, "sides": sides}
    return render(request, "timelog/merge.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_POST
@may(Action.CORRECT_TIME)
def apart(request: MemberRequest, kept_id: int, merged_id: int) -> HttpResponse:
    """Say that two records are of two people."""
    actor = request.actor
    one, other = one_of(actor, Patient, kept_id), one_of(actor, Patient, merged_id)
    try:
        tell_apart(actor, one=one, other=other, now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return redirect("patients:duplicates")


@require_POST
@may(Action.CORRECT_TIME)
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell two merged records apart again."""
    row = one_of(request.actor, PatientMerge.objects.select_related("kept", "merged"), pk)
    try:
        undo_merge(request.actor, merge=row, now=timezone.now())
    except Refused as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, "The two records stand by themselves again, with what they had.")
        tell_followers(request, Changed(patients=[row.kept_id, row.merged_id]))
    return redirect("patients:record", row.merged_id)
