"""Goes on with an import that waits for the background: reads it, carries it out, or takes it back."""

import logging
from collections.abc import Callable
from datetime import datetime

from apps.patients.imports import progress
from apps.patients.imports.committing import STALE, commit_roster
from apps.patients.imports.rosters import give_back, judge_roster, renew_preview
from apps.patients.imports.undoing import undo_roster
from apps.patients.models import RosterImport
from apps.practice.access import Actor, actor_for, schedule_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, follow_up
from apps.problems import Refused

State = RosterImport.State
IN_BACKGROUND = (State.JUDGING, State.RUNNING, State.UNDOING)
STOPPED = "It was stopped. Nothing of it was kept."
NOT_ALLOWED = "Who asked for it may not import any more. Ask for it again. Nothing of it was kept."
FAILED = "It failed for a reason that is in the server's log. Nothing of it was kept."

log = logging.getLogger(__name__)


def go_on(roster: RosterImport, *, clock: Callable[[], datetime]) -> None:
    """Do what an import waits for, once; whoever asked is told on its page when it cannot be done."""
    if not progress.take_lease(roster.pk):
        return
    roster.refresh_from_db(fields=["state"])
    if roster.state not in IN_BACKGROUND:  # another worker has done it
        progress.end_lease(roster.pk)
        return
    actor = _actor_of(roster)
    progress.begin(roster.pk)
    try:
        if actor.may(Action.IMPORT_ROSTER):
            _do(roster, actor, clock())
        else:
            give_back(roster, actor=actor, problem=NOT_ALLOWED, now=clock())
    except progress.Cancelled:
        give_back(roster, actor=actor, problem=STOPPED, now=clock())
    except Refused as refused:
        _refused(roster, actor, refused, clock())
    except Exception:
        log.exception("Import %s failed.", roster.pk)
        give_back(roster, actor=actor, problem=FAILED, now=clock())
    finally:
        progress.end_lease(roster.pk)


def stop_import(roster: RosterImport, *, actor: Actor, now: datetime) -> None:
    """Stop what the background does with an import; when nobody works on it yet, it is given back at once."""
    if roster.state not in IN_BACKGROUND:
        return
    progress.ask_to_stop(roster.pk)
    if progress.take_lease(roster.pk):
        try:
            give_back(roster, actor=actor, problem=STOPPED, now=now)
        finally:
            progress.end_lease(roster.pk)


def _do(roster: RosterImport, actor: Actor, now: datetime) -> None:
    def step(rows: int) -> None:
        progress.step(roster.pk, rows)

    changed: set[int] = set()
    if roster.state == State.JUDGING:
        judge_roster(roster, actor=actor, now=now, today=actor.today, progress=step)
    elif roster.state == State.RUNNING:
        commit_roster(
            roster, actor=actor, accept_good_rows=roster.accepts_good_rows, now=now, today=actor.today,
            progress=step, changed=changed.add,
        )  # fmt: skip
    else:
        undo_roster(roster, actor=actor, now=now, progress=step, changed=changed.add)
    if changed:
        follow_up(actor, Changed(patients=changed))


def _refused(roster: RosterImport, actor: Actor, refused: Refused, now: datetime) -> None:
    problem = "\n".join(each.message for each in refused.problems)
    waiting = give_back(roster, actor=actor, problem=problem, now=now)
    if any(each.code == STALE for each in refused.problems):
        renew_preview(waiting, actor=actor, today=actor.today)


def _actor_of(roster: RosterImport) -> Actor:
    """Return who asked, with the roles of today and none once they left; the schedule where nobody's name is on it."""
    asked_by = roster.asked_by or roster.uploaded_by
    if asked_by is None:
        return schedule_of(roster.practice)
    found = actor_for(asked_by, practice_id=roster.practice_id)
    return found or Actor(user=asked_by, practice=roster.practice, roles=frozenset())
