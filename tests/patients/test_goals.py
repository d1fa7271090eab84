"""Goals are stated, revised, met or dropped; every step stays."""

from datetime import UTC, date, datetime

import pytest

from apps.patients.models import Goal, Patient
from apps.patients.operations_goals import drop_goal, meet_goal, revise_goal, state_goal
from apps.practice.models import AuditEvent, User
from apps.problems import Refused
from tests import builders as make

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)


@pytest.fixture
def walk(ana: User, jane: Patient) -> Goal:
    return state_goal(jane, actor=make.actor(ana), statement=" Walk to the mailbox ", now=NOW)


def test_a_goal_keeps_every_step(walk: Goal, ana: User) -> None:
    actor = make.actor(ana)
    revise_goal(walk, actor=actor, statement="Walk to the gate", reason="Knee pain", now=NOW)
    meet_goal(walk, actor=actor, now=NOW)
    steps = walk.revisions.values_list("state", "statement", "reason")
    assert list(steps) == [
        ("stated", "Walk to the mailbox", ""),
        ("revised", "Walk to the gate", "Knee pain"),
        ("met", "Walk to the gate", ""),
    ]
    walk.refresh_from_db()
    assert (walk.state, walk.statement, walk.stated_on) == ("met", "Walk to the gate", date(2026, 3, 10))
    events = (
        AuditEvent.objects.filter(patient_id=walk.patient_id).order_by("pk").values_list("action", flat=True)
    )
    assert list(events) == ["goal.stated", "goal.revised", "goal.met"]


def test_an_ended_goal_does_not_change_again(walk: Goal, ana: User) -> None:
    drop_goal(walk, actor=make.actor(ana), reason="Moved to hospice", now=NOW)
    with pytest.raises(Refused) as refused:
        revise_goal(walk, actor=make.actor(ana), statement="", reason="", now=NOW)
    assert [problem.code for problem in refused.value.problems] == [
        "goal_ended",
        "statement_missing",
        "reason_missing",
    ]


@pytest.mark.parametrize(
    ("statement", "target_on", "codes"),
    [
        pytest.param("Walk", date(2026, 3, 10), [], id="today"),
        pytest.param("Walk", date(2026, 3, 9), ["target_in_the_past"], id="yesterday"),
        pytest.param(" ", None, ["statement_missing"], id="nothing said"),
        pytest.param("x" * 300, None, [], id="three hundred characters"),
        pytest.param(
            "x" * 301, date(2026, 3, 9), ["statement_too_long", "target_in_the_past"], id="one more"
        ),
    ],
)
def test_a_goal_says_something_and_looks_ahead(
    ana: User, jane: Patient, statement: str, target_on: date | None, codes: list[str]
) -> None:
    found: list[str] = []
    try:
        state_goal(jane, actor=make.actor(ana), statement=statement, target_on=target_on, now=NOW)
    except Refused as refused:
        found = [problem.code for problem in refused.problems]
    assert found == codes
    assert Goal.objects.count() == (0 if codes else 1)


def test_only_those_who_care_for_patients_change_goals(walk: Goal, mia: User) -> None:
    with pytest.raises(Refused) as refused:
        meet_goal(walk, actor=make.actor(mia), now=NOW)
    assert [problem.code for problem in refused.value.problems] == ["may_not_change_goals"]
