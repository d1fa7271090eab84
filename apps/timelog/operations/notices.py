"""Tell people that somebody else changed their time; let them acknowledge it, or answer."""

from datetime import datetime

from django.db import transaction

from apps.practice import audit
from apps.practice.access import Actor
from apps.problems import Problem, Refused
from apps.timelog.models import EntryVersion, Notice

LONGEST_ANSWER = 500


def tell_owner(version: EntryVersion, *, actor: Actor, now: datetime) -> Notice | None:
    """Put a change of somebody's time into their inbox, unless they made it themselves; None when nobody is told."""
    owner = version.entry.provider.user
    if owner is None or owner == actor.user:
        return None
    return Notice.objects.create(
        practice=actor.practice, recipient=owner, version=version, made_by=actor.user, made_at=now
    )


def acknowledge(notice: Notice, *, actor: Actor, now: datetime) -> Notice:
    """Mark the actor's own notice as read; one that was read before stays as it was."""
    with transaction.atomic():
        fresh = _own(notice, actor)
        if fresh.read_at is None:
            fresh.read_at = now
            fresh.save(update_fields=("read_at",))
            audit.record(
                actor,
                "notice.acknowledged",
                fresh,
                patient_id=fresh.version.patient_id,
                old={"is_read": False},
                new={"is_read": True},
                at=now,
            )
        return fresh


def answer(notice: Notice, *, actor: Actor, text: str, now: datetime) -> Notice:
    """Answer whoever made the change, in their inbox; what was answered counts as read."""
    said = text.strip()
    if not said:
        raise Refused(
            Problem("answer_missing", "The answer says nothing. Write it, or acknowledge the change.", "text")
        )
    if len(said) > LONGEST_ANSWER:
        raise Refused(
            Problem(
                "answer_too_long",
                f"The answer has {len(said):,} characters. Keep it to {LONGEST_ANSWER}.",
                "text",
            )
        )
    with transaction.atomic():
        fresh = acknowledge(notice, actor=actor, now=now)
        if fresh.made_by is None:
            raise Refused(
                Problem(
                    "nobody_to_answer", "The practice’s schedule made this change; nobody reads an answer."
                )
            )
        made = Notice.objects.create(
            practice=actor.practice,
            recipient=fresh.made_by,
            version=fresh.version,
            text=said,
            made_by=actor.user,
            made_at=now,
            replies_to=fresh,
        )
        audit.record(actor, "notice.answered", made, patient_id=fresh.version.patient_id, at=now)
        return made


def _own(notice: Notice, actor: Actor) -> Notice:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("version", "made_by")
    return rows.get(pk=notice.pk, practice=actor.practice, recipient=actor.user)
