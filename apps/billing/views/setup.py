"""From an empty practice to a first valid claim: the checklist, and a rehearsed claim."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.billing.operations.rehearsing import Rehearsal, rehearse_claim
from apps.billing.remedies import Fix, fix_of
from apps.billing.shown_setup import checklist
from apps.practice.access import MemberRequest, may
from apps.practice.domain.roles import Action

# How each step is called, in the order in which a claim takes them.
STEPS = {
    "choose": "A patient is chosen",
    "decide": "The rules decide",
    "assemble": "The claim is assembled and checked",
    "write": "The 837P is written",
    "check": "pyx12 reads the file",
}


@require_GET
@may(Action.SEE_PRACTICE)
def setup_check(request: MemberRequest) -> HttpResponse:
    """Show what is there and what is missing before the first claim."""
    return _page(request, None)


@require_POST
@may(Action.CLOSE_PERIODS)
def rehearse(request: MemberRequest) -> HttpResponse:
    """Rehearse a claim with the practice's own rows, and show what came of it."""
    return _page(request, rehearse_claim(request.actor, today=request.actor.today, now=timezone.now()))


def _page(request: MemberRequest, rehearsal: Rehearsal | None) -> HttpResponse:
    checks = checklist(request.actor, today=request.actor.today)
    context = {
        "checks": checks,
        "done": sum(check.holds for check in checks),
        "rehearsal": rehearsal,
        "steps": _steps(rehearsal),
        "fixes": _fixes(request, rehearsal),
        "content": rehearsal.content.decode("ascii", "replace") if rehearsal else "",
        "may_rehearse": request.actor.may(Action.CLOSE_PERIODS),
    }
    return render(request, "billing/setup_check.html", context)


def _steps(rehearsal: Rehearsal | None) -> list[dict[str, str]]:
    if rehearsal is None:
        return []
    keys = list(STEPS)
    stopped = keys.index(rehearsal.step) if rehearsal.step else len(keys)
    verdicts = ["yes"] * stopped + ["no"] + ["open"] * len(keys)
    return [
        {"sentence": STEPS[key], "verdict": verdict} for key, verdict in zip(keys, verdicts, strict=False)
    ]


def _fixes(request: MemberRequest, rehearsal: Rehearsal | None) -> list[Fix]:
    if rehearsal is None or rehearsal.patient is None:
        return []
    found = (
        fix_of(
            reason,
            actor=request.actor,
            patient_id=rehearsal.patient.pk,
            episode_key=rehearsal.episode_key,
            back=reverse("billing:setup_check"),
        )
        for reason in rehearsal.reasons
    )
    return list(dict.fromkeys(fix for fix in found if fix is not None))
