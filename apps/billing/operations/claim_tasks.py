"""Work on claims that came back: who does it, what was said, when it is done, the letter to the payer."""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from apps.billing.domain.lifecycle import check_reason
from apps.billing.letters import letter_for
from apps.billing.models import ClaimLetter, ClaimTask, TaskNote
from apps.billing.operations.desk import check_person
from apps.billing.operations.remittances import permit
from apps.patients.selectors_documents import contents_of, documents_behind
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.dates import Span
from apps.practice.models import User
from apps.problems import Problem, Refused, refuse_any

Kind, State = TaskNote.Kind, ClaimTask.State


@transaction.atomic
def note_task(actor: Actor, *, task_id: int, text: str, now: datetime) -> ClaimTask:
    """Write a note down."""
    task = _locked(actor, task_id)
    refuse_any(_check_text(text, "Write what is to be said."))
    return _say(actor, task, Kind.NOTE, text, now=now)


@transaction.atomic
def assign_task(actor: Actor, *, task_id: int, person: User | None, now: datetime) -> ClaimTask:
    """Give the work to somebody who sees claims of the practice today, or to nobody."""
    task = _locked(actor, task_id)
    today = now.astimezone(actor.time_zone).date()
    refuse_any(check_person(actor, person, today=today) if person else [])
    old, new = {"assigned_to": _named(task.assigned_to)}, {"assigned_to": _named(person)}
    task.assigned_to = person
    task.save(update_fields=["assigned_to"])
    said = f"To {person}." if person else "To nobody."
    return _say(actor, task, Kind.ASSIGNED, said, now=now, old=old, new=new)


@transaction.atomic
def resolve_task(actor: Actor, *, task_id: int, text: str, now: datetime) -> ClaimTask:
    """Say that the work is done, and how."""
    task = _locked(actor, task_id, State.OPEN)
    refuse_any(_check_text(text, "Say in a few words how it was resolved."))
    task.state, task.resolved_by, task.resolved_at = State.RESOLVED, actor.user, now
    task.save(update_fields=["state", "resolved_by", "resolved_at"])
    return _say(
        actor, task, Kind.RESOLVED, text, now=now, old={"state": State.OPEN}, new={"state": State.RESOLVED}
    )


@transaction.atomic
def reopen_task(actor: Actor, *, task_id: int, text: str, now: datetime) -> ClaimTask:
    """Take work up again that was done; needs a reason."""
    task = _locked(actor, task_id, State.RESOLVED)
    refuse_any(_check_text(text, "Say in a few words why it is taken up again."))
    old = {
        "state": State.RESOLVED, "resolved_by": _named(task.resolved_by), "resolved_at": task.resolved_at,
    }  # fmt: skip
    task.state, task.resolved_by, task.resolved_at = State.OPEN, None, None
    task.save(update_fields=["state", "resolved_by", "resolved_at"])
    return _say(actor, task, Kind.REOPENED, text, now=now, old=old, new={"state": State.OPEN})


@transaction.atomic
def write_letter(actor: Actor, *, task_id: int, text: str, now: datetime, today: date) -> ClaimLetter:
    """Make the letter about a denial with its evidence as one PDF, and keep it as it was made."""
    task = _locked(actor, task_id)
    refuse_any(_check_text(text, "Write what the letter says."))
    claim = task.claim
    span = Span(claim.period_starts_on, claim.period_ends_on)
    proofs = documents_behind(actor, patient_id=claim.patient_id, span=span)
    contents = contents_of(proofs)
    made = letter_for(
        task,
        text=text,
        signed_by=str(actor.user or actor.practice),
        today=today,
        documents=[(each, contents[each.pk]) for each in proofs],
    )
    row = ClaimLetter.objects.create(
        practice=actor.practice,
        task=task,
        claim=task.claim,
        content=made.content,
        sha256=sha256(made.content).hexdigest(),
        pages=made.pages,
        attachments=list(made.attachments),
        made_by=actor.user,
        made_at=now,
    )
    _say(actor, task, Kind.LETTER, f"{made.pages} pages: letter, {', '.join(made.attachments)}.", now=now)
    return row


def _locked(actor: Actor, task_id: int, wanted: ClaimTask.State | None = None) -> ClaimTask:
    permit(actor)
    mine = ClaimTask.objects.filter(practice=actor.practice, pk=task_id)
    task = mine.select_for_update(of=("self",)).select_related("claim__payer", "claim__decision").first()
    if task is None:
        raise Refused(Problem("task_unknown", "There is no such work in this practice.", "task"))
    if wanted and task.state != wanted:
        said = f"This work is {task.get_state_display().lower()} already. Look at its history."
        raise Refused(Problem("task_state", said, "state"))
    return task


def _check_text(text: str, missing: str) -> list[Problem]:
    return check_reason(text) if text.strip() else [Problem("text_missing", missing, "text")]


def _named(person: User | None) -> str:
    return str(person) if person else "nobody"


def _say(
    actor: Actor,
    task: ClaimTask,
    kind: TaskNote.Kind,
    text: str,
    *,
    now: datetime,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> ClaimTask:
    said = text.strip()[:1000]
    TaskNote.objects.create(
        practice=actor.practice, task=task, kind=kind, text=said, author=actor.user, at=now
    )
    audit.record(
        actor, f"claim_task.{kind}", task, patient_id=task.claim.patient_id, old=old, new={**(new or {}), "text": said},
        at=now,
    )  # fmt: skip
    return task
