"""What a person is told when recorded facts changed a decision."""

from collections.abc import Iterator, Sequence

from django.utils import timezone

from apps.billing.models import Decision
from apps.billing.operations.deciding import decide_again
from apps.billing.operations.following import decider_for, follow_facts, periods_concerned
from apps.billing.operations.holding import let_go
from apps.billing.tasks import PERIODS_AT_A_TIME, decide_later
from apps.practice.access import Actor
from apps.practice.followers import Changed
from apps.problems import Problem, Refused
from apps.rules.answer import Decision as Answer

OUTCOMES = {"billable": "may be billed now", "blocked": "is blocked", "not_billable": "has nothing to bill"}


def say_what_follows(actor: Actor, changed: Changed) -> list[str]:
    """Decide the closed, unsent periods again that a change concerns; return what came of it in sentences."""
    try:
        if len(changed.patients) == 1 and not changed.providers and not changed.agencies:
            (patient_id,) = changed.patients
            done = follow_facts(actor, patient_id=patient_id, now=timezone.now(), today=actor.today)
            said = [*map(_sentence, done.answers), *_not_judged(done.wrong_facts)]
        else:
            said = _decided_widely(actor, changed)
        return [*said, *_let_go(actor, changed)]
    except Refused as refused:
        return list(_not_judged(refused.problems))


def _not_judged(problems: Sequence[Problem]) -> Iterator[str]:
    """Say the first thing that keeps closed periods from being decided again, and how many more there are."""
    if problems:
        more = f" And {len(problems) - 1:,} more." if len(problems) > 1 else ""
        yield f"Saved, but a closed period could not be decided again: {problems[0].message}{more}"


def _decided_widely(actor: Actor, changed: Changed) -> list[str]:
    """Decide the first two hundred periods at once; a worker decides the others."""
    concerned = periods_concerned(actor, changed, today=actor.today)
    if not concerned:
        return []
    now, later = concerned[:PERIODS_AT_A_TIME], concerned[PERIODS_AT_A_TIME:]
    done = decide_again(decider_for(actor), period_ids=now, now=timezone.now(), today=actor.today)
    said = []
    if done.changed:
        said.append(f"Decided again: {_periods(len(done.changed))} now with another answer. See Review.")
    said += _not_judged(done.wrong_facts)
    if later:
        decide_later(actor.practice.pk, later)
        said.append(f"{_periods(len(later))} more will be decided again in a moment.")
    return said


def _let_go(actor: Actor, changed: Changed) -> list[str]:
    """Release the claims that were held for what was put right."""
    widely = changed.providers or changed.agencies
    released = let_go(
        decider_for(actor),
        now=timezone.now(),
        today=actor.today,
        patient_ids=None if widely else changed.patients,
    )
    count = len(released)
    if not count:
        return []
    return [
        f"What {count:,} held claim{'' if count == 1 else 's'} waited for is there: released. See Review."
    ]


def _periods(count: int) -> str:
    return f"{count:,} closed period{'' if count == 1 else 's'}"


def _sentence(decision: Decision) -> str:
    answer = Answer.from_json(decision.result)
    lines = ", ".join(f"{line.code} × {line.units}" for line in answer.lines)
    days = f"{answer.starts_on:%-d %b} to {answer.ends_on:%-d %b %Y}"
    return f"Decided again: {days} {OUTCOMES[answer.outcome]}{f', {lines}' if lines else ''}."
