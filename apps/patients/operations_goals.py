"""Goals of a patient's plan: stated, revised, met or dropped; every step stays readable."""

from datetime import date, datetime

from django.db import transaction

from apps.patients.models import Goal, GoalRevision, Patient, Strategy
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.problems import Problem, Refused, refuse_any

LONGEST_TEXT = 300
ENDED = (Goal.State.MET, Goal.State.DROPPED)


def state_goal(
    patient: Patient, *, actor: Actor, statement: str, target_on: date | None = None, now: datetime
) -> Goal:
    """State a goal of the patient's plan."""
    today = now.astimezone(actor.time_zone).date()
    _check_may(actor)
    refuse_any([*_check_statement(statement), *_check_target(target_on, today)])
    with transaction.atomic():
        goal = Goal.objects.create(
            practice=actor.practice,
            patient=patient,
            statement=statement.strip(),
            stated_on=today,
            target_on=target_on,
        )
        _keep(goal, actor=actor, action="goal.stated", reason="", now=now, old=None)
        return goal


def revise_goal(goal: Goal, *, actor: Actor, statement: str, reason: str, now: datetime) -> Goal:
    """Let the goal say something else from now on, for a reason."""
    return _change(
        goal,
        actor=actor,
        state=Goal.State.REVISED,
        statement=statement,
        reason=reason,
        problems=[*_check_statement(statement), *_check_reason(reason, "revise")],
        now=now,
    )


def meet_goal(goal: Goal, *, actor: Actor, reason: str = "", now: datetime) -> Goal:
    """Record that the goal was met; how it shows may be told in `reason`."""
    return _change(
        goal,
        actor=actor,
        state=Goal.State.MET,
        statement=None,
        reason=reason,
        problems=_check_length(reason, "reason"),
        now=now,
    )


def drop_goal(goal: Goal, *, actor: Actor, reason: str, now: datetime) -> Goal:
    """Give the goal up, for a reason."""
    return _change(
        goal,
        actor=actor,
        state=Goal.State.DROPPED,
        statement=None,
        reason=reason,
        problems=_check_reason(reason, "drop"),
        now=now,
    )


def state_strategy(goal: Goal, *, actor: Actor, statement: str, now: datetime) -> Strategy:
    """State a way to reach the goal."""
    _check_may(actor)
    assert actor.user is not None  # checked: only people speak about goals
    with transaction.atomic():
        fresh = Goal.objects.select_for_update().get(pk=goal.pk, practice=actor.practice)
        problems = _check_strategy(statement)
        if fresh.state in ENDED:
            word = fresh.get_state_display().lower()
            problems.append(Problem("goal_ended", f"The goal is {word} already. State a new one first."))
        refuse_any(problems)
        made = Strategy.objects.create(
            practice=actor.practice,
            goal=fresh,
            statement=statement.strip(),
            stated_by=actor.user,
            stated_at=now,
        )
        said = {"statement": made.statement}
        audit.record(actor, "strategy.stated", made, patient_id=fresh.patient_id, new=said, at=now)
        return made


def drop_strategy(strategy: Strategy, *, actor: Actor, reason: str, now: datetime) -> Strategy:
    """Give a strategy up, for a reason; it stays readable."""
    _check_may(actor)
    with transaction.atomic():
        fresh = (
            Strategy.objects.select_for_update(of=("self",))
            .select_related("goal")
            .get(pk=strategy.pk, practice=actor.practice)
        )
        problems = _check_reason(reason, "drop")
        if fresh.dropped_at is not None:
            problems.append(Problem("strategy_dropped", "The strategy was dropped already."))
        refuse_any(problems)
        fresh.dropped_by, fresh.dropped_at, fresh.drop_reason = actor.user, now, reason.strip()
        fresh.save(update_fields=("dropped_by", "dropped_at", "drop_reason"))
        audit.record(
            actor,
            "strategy.dropped",
            fresh,
            patient_id=fresh.goal.patient_id,
            new={"reason": reason.strip()},
            at=now,
        )
        return fresh


def _check_strategy(statement: str) -> list[Problem]:
    if not statement.strip():
        return [
            Problem("statement_missing", "The strategy says nothing. Write what will be done.", "statement")
        ]
    return _check_length(statement, "statement")


def _change(
    goal: Goal,
    *,
    actor: Actor,
    state: Goal.State,
    statement: str | None,
    reason: str,
    problems: list[Problem],
    now: datetime,
) -> Goal:
    _check_may(actor)
    with transaction.atomic():
        fresh = Goal.objects.select_for_update().get(pk=goal.pk, practice=actor.practice)
        if fresh.state in ENDED:
            word = fresh.get_state_display().lower()
            problems = [
                Problem("goal_ended", f"The goal is {word} already. State a new one instead."),
                *problems,
            ]
        refuse_any(problems)
        old = audit.values_of(fresh, "state", "statement")
        fresh.state = state
        fresh.statement = fresh.statement if statement is None else statement.strip()
        fresh.save(update_fields=("state", "statement"))
        _keep(fresh, actor=actor, action=f"goal.{state.value}", reason=reason.strip(), now=now, old=old)
        return fresh


def _keep(
    goal: Goal, *, actor: Actor, action: str, reason: str, now: datetime, old: dict[str, object] | None
) -> None:
    assert actor.user is not None  # checked: only people speak about goals
    GoalRevision.objects.create(
        practice=actor.practice,
        goal=goal,
        state=goal.state,
        statement=goal.statement,
        reason=reason,
        recorded_by=actor.user,
        recorded_at=now,
    )
    new = audit.values_of(goal, "state", "statement") | ({"reason": reason} if reason else {})
    audit.record(actor, action, goal, patient_id=goal.patient_id, old=old, new=new, at=now)


def _check_may(actor: Actor) -> None:
    if actor.user is None or not actor.may(Action.CHANGE_GOALS):
        raise Refused(
            Problem(
                "may_not_change_goals",
                "Your role does not change goals. Ask somebody who cares for the patient.",
            )
        )


def _check_statement(statement: str) -> list[Problem]:
    if not statement.strip():
        return [
            Problem("statement_missing", "The goal says nothing. Write what is to be reached.", "statement")
        ]
    return _check_length(statement, "statement")


def _check_target(target_on: date | None, today: date) -> list[Problem]:
    if target_on is None or target_on >= today:
        return []
    when = f"{target_on.day} {target_on:%b %Y}"
    return [
        Problem("target_in_the_past", f"{when} has passed. Give a date from today on, or none.", "target_on")
    ]


def _check_reason(reason: str, doing: str) -> list[Problem]:
    if not reason.strip():
        return [
            Problem("reason_missing", f"To {doing} a goal, say why. The reason is kept with it.", "reason")
        ]
    return _check_length(reason, "reason")


def _check_length(text: str, field: str) -> list[Problem]:
    if len(text) <= LONGEST_TEXT:
        return []
    return [
        Problem(
            f"{field}_too_long", f"The {field} has {len(text)} characters. Keep it to {LONGEST_TEXT}.", field
        )
    ]
