"""What a claim lacks, put right where it is missed; and the claim as 837P, segment by segment."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.evidence import outgoing
from apps.billing.inline_facts import Place, form_at, place_of
from apps.billing.models import Claim
from apps.billing.operations.approval import check_again
from apps.billing.operations.holding import let_go
from apps.billing.shown_837p import segments_of
from apps.billing.views.review import claim_again
from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import tell_followers
from apps.practice.form_fields import RosterForm
from apps.practice.form_pages import UNPROCESSABLE, next_of
from apps.problems import Problem, Refused


@require_POST
@may(Action.REVIEW_CLAIMS)
def put_right(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Save the missing fact, decide again what it decides, and check the claim again."""
    actor = request.actor
    claim = one_of(actor, Claim.objects.select_related("practice", "decision__episode__agency"), claim_id)
    place = place_of(actor, request.POST.get("place", ""))
    form = form_at(place, claim, actor=actor, sent=request.POST) if place else None
    if place is None or form is None:
        said = (
            "This fact is not filled in here, or not by you. Follow the link beside what stands in the way."
        )
        return claim_again(request, claim.pk, problems=(Problem("fact_not_here", said),))
    if not form.is_valid():
        return _again(request, claim, place, form)
    try:
        place.save(form.instance, actor=actor, today=actor.today)
    except Refused as refused:
        form.refuse(refused.problems)
        return _again(request, claim, place, form)
    messages.success(request, f"{place.title}: saved.")
    tell_followers(request, place.changed(claim))
    check_again(actor, claim_ids=[claim.pk], today=actor.today)
    let_go(actor, now=timezone.now(), today=actor.today, patient_ids=[claim.patient_id])
    return redirect(next_of(request) or reverse("billing:claim", args=[claim.pk]))


def _again(request: MemberRequest, claim: Claim, place: Place, form: RosterForm) -> HttpResponse:
    """Show the form on a page of its own with everything that is wrong; nothing typed is lost."""
    back = next_of(request) or reverse("billing:claim", args=[claim.pk])
    ctx = {"claim": claim, "place": place, "form": form, "back": back}
    return render(request, "billing/claim_fact.html", ctx, status=UNPROCESSABLE)


@require_GET
@may(Action.SEE_CLAIMS)
def as_837p(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Show a claim as it stands, or would stand today, in an 837P file."""
    actor = request.actor
    row = one_of(actor, Claim, claim_id)
    audit.record(actor, "claim.viewed", row, patient_id=row.patient_id, new={"as": "837P"})
    found = outgoing(row, today=actor.today)
    ctx = {
        "claim": row,
        "is_frozen": found.is_frozen,
        "problems": found.problems,
        "segments": segments_of(actor, found.document, now=timezone.now()) if found.document else None,
    }
    return render(request, "billing/claim_837p.html", ctx)
