"""What a person is told when recorded facts changed a decision."""

from django.utils import timezone

from apps.billing.models import Decision
from apps.billing.operations.following import follow_facts
from apps.practice.access import Actor
from apps.problems import Refused
from apps.rules.answer import Decision as Answer

OUTCOMES = {"billable": "may be billed now", "blocked": "is blocked", "not_billable": "has nothing to bill"}


def say_what_follows(actor: Actor, patient_id: int) -> list[str]:
    """Decide the patient's closed, unsent periods again; return a sentence for each answer that changed."""
    try:
        changed = follow_facts(actor, patient_id=patient_id, now=timezone.now(), today=actor.today)
    except Refused as refused:
        return [f"Saved, but a closed period could not be decided again: {refused}"]
    return [_sentence(decision) for decision in changed]


def _sentence(decision: Decision) -> str:
    answer = Answer.from_json(decision.result)
    lines = ", ".join(f"{line.code} × {line.units}" for line in answer.lines)
    days = f"{answer.starts_on:%-d %b} to {answer.ends_on:%-d %b %Y}"
    return f"Decided again: {days} {OUTCOMES[answer.outcome]}{f', {lines}' if lines else ''}."
