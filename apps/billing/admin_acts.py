"""What the actions of the admin do with claims and files: the operations of the pages, told in messages."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from apps.billing.domain.lifecycle import Move, rule_of
from apps.billing.models import Receiver, ReviewAct, Submission
from apps.billing.operations.acts import Wanted, act, undo
from apps.billing.operations.desk import assign_claims, note_claims, tag_claims, untag_claims
from apps.billing.operations.moves import Moved
from apps.billing.operations.sendable import payers_through
from apps.billing.operations.sending import make_submissions, mark_not_sent, mark_sent, undo_submission
from apps.billing.shown import REVIEW_MOVES
from apps.billing.tasks import check_soon
from apps.practice.access import Actor, rows_of
from apps.problems import Problem, Refused, refuse_any

if TYPE_CHECKING:
    from apps.practice.admin_site import GatedAdmin

X12, PAPER = Submission.Format.X12_837P, Submission.Format.CMS_1500
# Of what was left out, as many are named; the others are counted.
NAMED = 20

Row = TypeVar("Row")
Made = TypeVar("Made")
Act = Callable[["GatedAdmin", HttpRequest, "QuerySet[Any]"], None]


def _said(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def _ids(queryset: "QuerySet[Any]") -> list[int]:
    return list(queryset.values_list("pk", flat=True))


def _tell(request: HttpRequest, moved: Moved, done: str) -> None:
    if moved.claim_ids:
        messages.success(request, f"{done}: {len(moved.claim_ids):,}.")
    for each in moved.left_out[:NAMED]:
        for problem in each.problems:
            messages.error(request, f"{each.patient_control_number}: {problem.message}")
    if (more := len(moved.left_out) - NAMED) > 0:
        messages.error(request, f"And {more:,} more were left out. Choose them alone to read why.")


def _move(move: Move) -> Act:
    rule = rule_of(move)

    def made(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        actor = modeladmin.actor(request)
        wanted = Wanted(move, _said(request))
        done = act(actor, wanted, claim_ids=_ids(queryset), now=timezone.now(), today=actor.today)
        _tell(request, done.moved, rule.done)

    made.__name__ = str(move)
    words = f"{rule.label} (give a reason)" if rule.needs_reason else rule.label
    return admin.action(description=words, permissions=["review"])(made)


MOVES = tuple(_move(move) for move in REVIEW_MOVES)


@admin.action(description="Look after them myself", permissions=["review"])
def assign_to_me(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Let the actor look after the claims."""
    actor = modeladmin.actor(request)
    count = assign_claims(actor, claim_ids=_ids(queryset), person=actor.user, now=timezone.now())
    messages.success(request, f"{actor.user} looks after them: {count:,} changed.")


@admin.action(description="Let nobody look after them", permissions=["review"])
def assign_to_nobody(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Let nobody look after the claims any more."""
    count = assign_claims(
        modeladmin.actor(request), claim_ids=_ids(queryset), person=None, now=timezone.now()
    )
    messages.success(request, f"Nobody looks after them: {count:,} changed.")


@admin.action(description="Note on them (give the words)", permissions=["review"])
def note(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Write the same note on every claim."""
    actor = modeladmin.actor(request)
    notes = note_claims(actor, claim_ids=_ids(queryset), text=_said(request), now=timezone.now())
    messages.success(request, f"Noted: {len(notes):,}.")


@admin.action(description="Tag (give the word)", permissions=["review"])
def tag(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Put a word on the claims."""
    actor = modeladmin.actor(request)
    count = tag_claims(actor, claim_ids=_ids(queryset), name=_said(request), now=timezone.now())
    messages.success(request, f"Tagged: {count:,}.")


@admin.action(description="Take a tag off (give the word)", permissions=["review"])
def untag(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Take a word off the claims."""
    actor = modeladmin.actor(request)
    count = untag_claims(actor, claim_ids=_ids(queryset), name=_said(request), now=timezone.now())
    messages.success(request, f"Taken off: {count:,}.")


WORDS = (assign_to_me, assign_to_nobody, note, tag, untag)


@admin.action(description="Put in files (837P)", permissions=["submit"])
def put_in_files(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Make a file for each receiver of the payers."""
    actor = modeladmin.actor(request)
    parts = _each(
        _by_receiver(actor, queryset),
        lambda part: _files(actor, part[1], X12, part[0]),
        lambda part: f"The files for {part[0]}",
    )
    _tell_files(request, [each for files in parts for each in files])


def _by_receiver(actor: Actor, queryset: "QuerySet[Any]") -> list[tuple[Receiver, list[int]]]:
    """Return which claims go to which receiver; refuses all before any file is made where one goes to none."""
    receivers = list(rows_of(actor, Receiver).order_by("pk").prefetch_related("payers"))
    left, found = set(_ids(queryset)), []
    for receiver in receivers:
        ids = _ids(queryset.filter(pk__in=left, payer__in=payers_through(receiver, receivers)))
        left -= set(ids)
        found += [(receiver, ids)] if ids else []
    if left:
        said = f"No receiver takes the payers of {len(left):,} of them. Name the payers with a receiver."
        raise Refused(Problem("no_receiver", said, "receiver"))
    return found


@admin.action(description="Put on paper (CMS-1500)", permissions=["submit"])
def put_on_paper(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
    """Make a batch to be printed."""
    _tell_files(request, _files(modeladmin.actor(request), _ids(queryset), PAPER, None))


def _files(
    actor: Actor, claim_ids: list[int], format: Submission.Format, receiver: Receiver | None
) -> list[Submission]:
    return make_submissions(
        actor, claim_ids=claim_ids, format=format, receiver=receiver, now=timezone.now(), today=actor.today
    )


def _tell_files(request: HttpRequest, made: Iterable[Submission]) -> None:
    rows = list(made)
    check_soon(*(each.pk for each in rows if each.format == X12))
    for each in rows:
        messages.success(request, f"Made {each.file_name} of {each.claim_count:,} claims.")


FILES = (put_in_files, put_on_paper)


def _with_files(description: str, work: Callable[..., Submission], *, needs_reason: bool, done: str) -> Act:
    def made(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        actor, reason = modeladmin.actor(request), {"reason": _said(request)} if needs_reason else {}
        rows = _each(
            queryset.order_by("pk"),
            lambda row: work(actor, submission_id=row.pk, now=timezone.now(), **reason),
            lambda row: row.file_name,
        )
        for row in rows:
            messages.success(request, f"{row.file_name}: {done}")

    made.__name__ = work.__name__
    words = f"{description} (give a reason)" if needs_reason else description
    return admin.action(description=words, permissions=["submit"])(made)


SENDING = (
    _with_files("Mark sent", mark_sent, needs_reason=False, done="marked sent."),
    _with_files("Mark not sent", mark_not_sent, needs_reason=True, done="marked not sent."),
    _with_files("Undo", undo_submission, needs_reason=True, done="undone, its claims are approved again."),
)


@admin.action(description="Take back", permissions=["review"])
def undo_acts(modeladmin: "GatedAdmin", request: HttpRequest, queryset: "QuerySet[ReviewAct]") -> None:
    """Take acts back, the newest first: all of them or none, each with the claims that moved on left out and named."""
    actor, chosen = modeladmin.actor(request), list(queryset.order_by("-made_at", "-pk"))
    done = _each(
        chosen,
        lambda row: undo(actor, act_id=row.pk, now=timezone.now(), today=actor.today),
        lambda row: f"{rule_of(Move(row.move)).done}, {timezone.localtime(row.made_at):%-d %b %Y %H:%M}",
    )
    for row, moved in zip(chosen, done, strict=True):
        _tell(request, moved, f"“{rule_of(Move(row.move)).label}” taken back")


def _each(rows: Iterable[Row], work: Callable[[Row], Made], name: Callable[[Row], str]) -> list[Made]:
    """Do the work with every row; refuses all of them with whatever any of them was refused for.

    What was done until then goes with the action, which is one transaction.
    """
    chosen, made, problems = list(rows), list[Made](), list[Problem]()
    for row in chosen:
        try:
            made.append(work(row))
        except Refused as refused:
            said = ((each, f"{name(row)}: {each.message}") for each in refused.problems)
            problems += [Problem(each.code, words, each.field) for each, words in said]
    if problems and len(chosen) > 1:
        problems.append(Problem("nothing_done", "Nothing was done, with the other rows neither."))
    refuse_any(problems)
    return made
