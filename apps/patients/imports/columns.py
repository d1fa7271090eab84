"""Says which of our columns each column of a table is."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.patients.domain.roster_columns import comparable
from apps.patients.domain.roster_csv import look_at_table
from apps.patients.imports.kinds import kind_of
from apps.patients.imports.rosters import Layout, State, in_states
from apps.patients.models import ColumnMatch, RosterImport
from apps.practice import audit
from apps.practice.access import Actor
from apps.problems import Problem, refuse_any


@transaction.atomic
def match_columns(
    roster: RosterImport, *, actor: Actor, matches: Mapping[str, str], now: datetime
) -> RosterImport:
    """Keep which of our columns each column of the file is, and remember it for the next file of this kind.

    A column that is not named stays as it is matched; "" leaves one out.
    """
    locked = in_states(roster, (State.MATCHING, State.PREVIEWED), actor=actor)
    table = kind_of(locked.kind).table
    refuse_any(_problems_with_matches(locked, matches, {column.name for column in table.columns}))
    chosen = {**locked.matches, **matches}
    looked = look_at_table(bytes(locked.content), kind=table, matches=chosen)
    refuse_any(looked if isinstance(looked, list) else looked.header.problems)
    for name, column in matches.items():
        key: dict[str, Any] = {"practice": actor.practice, "kind": locked.kind, "name": comparable(name)[:60]}
        ColumnMatch.objects.update_or_create(**key, defaults={"column": column})
    old = {"state": locked.state, "matches": locked.matches}
    locked.matches, locked.state = chosen, State.JUDGING
    locked.save(update_fields=["matches", "state"])
    new = {"state": locked.state, "matches": locked.matches}
    audit.record(actor, "roster_import.matched", locked, old=old, new=new, at=now)
    return locked


def _problems_with_matches(
    roster: RosterImport, matches: Mapping[str, str], known: Collection[str]
) -> list[Problem]:
    if roster.layout not in (Layout.CSV, Layout.XLSX):
        return [Problem("no_columns", "A FHIR file says itself what it holds: it has no columns.", "matches")]
    found = [
        Problem("column_unknown", f"The file has no column “{name[:60]}”. Look at its columns.", "matches")
        for name in matches
        if not name or name not in roster.matches
    ]
    return found + [
        Problem("match_unknown", f"There is no column “{column[:60]}” to be. Choose one of ours.", "matches")
        for column in matches.values()
        if column and column not in known
    ]
