"""The inbox: what others did to one's time, acknowledged or answered."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.practice import audit
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.alert_selectors import alerts_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE
from apps.problems import Problem, Refused
from apps.timelog.models import Notice
from apps.timelog.notice_selectors import inbox as notices
from apps.timelog.operations import acknowledge, answer
from apps.timelog.versions import steps_of

MOST_SHOWN = 100


@require_GET
@may(*Action)
def inbox(request: MemberRequest) -> HttpResponse:
    """Show what waits for one: the day's alerts, what others did to one's time, and what they answered."""
    return _inbox(request)


@require_POST
@may(Action.LOG_TIME, Action.CORRECT_TIME)
def read(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Acknowledge a notice."""
    notice = _own(request, notice_id)
    return _done(
        request, notice, lambda: acknowledge(notice, actor=request.actor, now=timezone.now()), "Acknowledged."
    )


@require_POST
@may(Action.LOG_TIME, Action.CORRECT_TIME)
def reply(request: MemberRequest, notice_id: int) -> HttpResponse:
    """Answer whoever made the change."""
    notice, text = _own(request, notice_id), request.POST.get("text", "")
    return _done(
        request,
        notice,
        lambda: answer(notice, actor=request.actor, text=text, now=timezone.now()),
        "Answered. It stands in their inbox.",
        text,
    )


def _own(request: MemberRequest, notice_id: int) -> Notice:
    return one_of(request.actor, Notice.objects.filter(recipient=request.actor.user), notice_id)


def _done(
    request: MemberRequest, notice: Notice, act: Callable[[], Notice], words: str, typed: str = ""
) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        return _inbox(request, refused.problems, answered=notice.pk, typed=typed)
    messages.success(request, words)
    return redirect("timelog:inbox")


def _inbox(
    request: MemberRequest, problems: tuple[Problem, ...] = (), *, answered: int = 0, typed: str = ""
) -> HttpResponse:
    actor = request.actor
    found = list(notices(actor).prefetch_related("version__entry__versions__recorded_by")[:MOST_SHOWN])
    if found:
        audit.record(actor, "notices.listed", new={"rows": [each.pk for each in found]})
    rows = [
        {"notice": each, "step": _step(each, request), "typed": typed if each.pk == answered else ""}
        for each in found
    ]
    alerts = alerts_of(actor, most=MOST_SHOWN)
    unread = sum(each.read_at is None for each in found) + sum(each.alert.read_at is None for each in alerts)
    context = {"rows": rows, "problems": problems, "alerts": alerts, "unread": unread}
    return render(request, "timelog/inbox.html", context, status=UNPROCESSABLE if problems else 200)


def _step(notice: Notice, request: MemberRequest) -> object:
    versions = sorted(notice.version.entry.versions.all(), key=lambda row: -row.number)
    steps = steps_of(versions, time_zone=request.actor.time_zone)
    return next(step for step in steps if step.version.pk == notice.version_id)
