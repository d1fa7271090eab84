"""What people at the desk say of claims: who looks after them, notes, tags."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.billing.forms_desk import ME, people_of
from apps.billing.models import Claim
from apps.billing.operations.desk import assign_claims, note_claim, tag_claims, untag_claims
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import chosen_ids, next_of
from apps.practice.models import User
from apps.problems import Problem, Refused, refuse_any

LEFT = Problem(
    "not_a_member",
    "Whoever was chosen sees no claims of this practice today. Choose somebody who does.",
    "person",
)


@require_POST
@may(Action.REVIEW_CLAIMS)
def assign(request: MemberRequest) -> HttpResponse:
    """Let somebody look after the claims chosen, or nobody."""
    said = request.POST.get("person", "")
    person = _person(request, said)

    def work() -> str:
        refuse_any([LEFT] if said and person is None else [])
        count = assign_claims(
            request.actor, claim_ids=chosen_ids(request, "claim"), person=person, now=timezone.now()
        )
        return (
            f"{person or 'Nobody'} looks after {count:,} claim{'' if count == 1 else 's'} now."
            if count
            else ""
        )

    return _done(request, work)


def _person(request: MemberRequest, said: str) -> User | None:
    if said == ME:
        return request.actor.user
    return next((user for user in people_of(request.actor) if str(user.pk) == said), None)


@require_POST
@may(Action.REVIEW_CLAIMS)
def tag(request: MemberRequest) -> HttpResponse:
    """Put a word on the claims chosen, or take one off (`remove`)."""
    claim_ids, sent = chosen_ids(request, "claim"), request.POST

    def work() -> str:
        now = timezone.now()
        if "remove" in sent:
            untag_claims(request.actor, claim_ids=claim_ids, name=sent["remove"], now=now)
            return "Taken off."
        count = tag_claims(request.actor, claim_ids=claim_ids, name=sent.get("tag", ""), now=now)
        return f"Tagged: {count:,} claim{'' if count == 1 else 's'}."

    return _done(request, work)


@require_POST
@may(Action.REVIEW_CLAIMS)
def note(request: MemberRequest, claim_id: int) -> HttpResponse:
    """Write a note on a claim."""
    row = one_of(request.actor, Claim, claim_id)

    def work() -> str:
        note_claim(request.actor, claim_id=row.pk, text=request.POST.get("text", ""), now=timezone.now())
        return "Noted."

    return _done(request, work)


def _done(request: MemberRequest, work: Callable[[], str]) -> HttpResponse:
    """Say what was done, or everything that was refused, and go back."""
    try:
        said = work()
    except Refused as refused:
        _say(request, refused.problems)
    else:
        if said:
            messages.success(request, said)
    return redirect(next_of(request) or reverse("billing:review"))


def _say(request: MemberRequest, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        messages.error(request, problem.message)
