"""Goals with strategies and progress, and the plan on one page."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from apps.patients.models import Goal, Patient
from apps.patients.operations_goals import drop_strategy, meet_goal, state_goal, state_strategy
from apps.practice.models import AuditEvent, User
from apps.problems import Refused
from tests import builders as make
from tests.timelog.test_log_time import NOW, by_minutes, codes, log

LATER = datetime(2026, 3, 10, 19, 0, tzinfo=UTC)


@pytest.fixture
def goal(ana: User, jane: Patient) -> Goal:
    return state_goal(jane, actor=make.actor(ana), statement="Walk to the mailbox", now=NOW)


def test_a_strategy_is_stated_and_dropped_and_stays_readable(ana: User, goal: Goal) -> None:
    actor = make.actor(ana)
    made = state_strategy(goal, actor=actor, statement=" Walk with the nurse ", now=NOW)
    assert made.statement == "Walk with the nurse"
    drop_strategy(made, actor=actor, reason="She walks alone now", now=LATER)
    with pytest.raises(Refused) as refused:
        drop_strategy(made, actor=actor, reason="", now=LATER)
    assert codes(refused) == ["reason_missing", "strategy_dropped"]
    kept = AuditEvent.objects.filter(action__startswith="strategy.").order_by("pk")
    assert [event.action for event in kept] == ["strategy.stated", "strategy.dropped"]


def test_a_goal_that_ended_takes_no_strategy(ana: User, goal: Goal) -> None:
    meet_goal(goal, actor=make.actor(ana), now=NOW)
    with pytest.raises(Refused) as refused:
        state_strategy(goal, actor=make.actor(ana), statement=" ", now=LATER)
    assert codes(refused) == ["statement_missing", "goal_ended"]


def test_the_plan_shows_goals_strategies_progress_and_what_is_missing(
    ana: User, jane: Patient, goal: Goal
) -> None:
    actor = make.actor(ana)
    state_strategy(goal, actor=actor, statement="Walk with the nurse", now=NOW)
    log(by_minutes(12, note="Ten steps more"), user=ana, patient=jane, goals=[goal])
    client = Client()
    client.force_login(ana)
    page = client.get(reverse("timelog:plan", args=(jane.pk,))).content.decode()
    for words in (
        "Walk to the mailbox",
        "Walk with the nurse",
        "Ten steps more",
        "Heart failure",
        "Copies given",
        "I50.22",
    ):
        assert words in page
    paper = client.get(reverse("timelog:plan_paper", args=(jane.pk,)))
    assert AuditEvent.objects.filter(action="plan.printed", patient_id=jane.pk).count() == 1
    read = PdfReader(io.BytesIO(paper.content))
    assert len(read.pages) == 1
    assert "Walk with the nurse" in read.pages[0].extract_text()


def test_a_goal_past_its_date_says_so_on_both_pages(ana: User, jane: Patient, goal: Goal) -> None:
    client = Client()
    client.force_login(ana)
    pages = [reverse("timelog:plan", args=(jane.pk,)), reverse("patients:detail", args=(jane.pk,))]
    for target_on, words in ((date(2020, 3, 4), "was due 4 Mar 2020"), (date(2090, 3, 4), "by 4 Mar 2090")):
        Goal.objects.filter(pk=goal.pk).update(target_on=target_on)
        assert [words in client.get(page).content.decode() for page in pages] == [True, True]


def test_a_long_plan_is_set_smaller_and_stays_on_one_page(ana: User, jane: Patient) -> None:
    for place in range(30):
        state_goal(
            jane,
            actor=make.actor(ana),
            statement=f"Goal {place} " + "word " * 40,
            now=NOW,
            target_on=date(2027, 1, 1),
        )
    client: Any = Client()
    client.force_login(ana)
    read = PdfReader(io.BytesIO(client.get(reverse("timelog:plan_paper", args=(jane.pk,))).content))
    assert len(read.pages) == 1
    assert "Goal 29" in read.pages[0].extract_text()
