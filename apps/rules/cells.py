"""The cells of the verdict tables: whether a kind of time counts, and the row that says so."""

from datetime import date
from typing import NamedTuple

from apps.rules.ruleset import RuleSet
from apps.rules.schema import Row


class Cell(NamedTuple):
    """Whether a kind of time counts: `reason` empty when it does, and the row that says so."""

    reason: str
    rule: str


class Cells(NamedTuple):
    """The cells of one payer profile's verdict table on a date."""

    rule_set: RuleSet
    profile: Row
    table: str
    on: date

    def find(self, activity: str, counterpart: str, channel: str) -> Cell:
        """The first row that speaks against the time, or the activity's own row; LookupError for no activity."""
        row = self.rule_set.row("activity", activity, on=self.on)
        if row is None:
            raise LookupError(f"{activity!r} is no activity. Check the facts before deciding.")
        of_activity = one_cell(row, "activity", self.table)
        if of_activity.reason:
            return of_activity
        for meeting in self.rule_set.rows("meeting", on=self.on):
            if (meeting["counterpart"], meeting["channel"]) == (counterpart, channel):
                return one_cell(meeting, "meeting", self.table)
        for against in (self._of_counterpart(counterpart), self._of_channel(channel)):
            if against is not None and against.reason:
                return against
        return of_activity

    def _of_counterpart(self, counterpart: str) -> Cell | None:
        """The profile's own word on a counterpart before the table's."""
        overrides = self.profile["counts"]
        if counterpart in overrides:
            return Cell("" if overrides[counterpart] else counterpart, f"profile.{self.profile['id']}")
        row = self.rule_set.row("counterpart", counterpart, on=self.on)
        return one_cell(row, "counterpart", self.table) if row is not None else None

    def _of_channel(self, channel: str) -> Cell | None:
        row = self.rule_set.row("channel", channel, on=self.on)
        return one_cell(row, "channel", self.table) if row is not None else None


def one_cell(row: Row, kind: str, table: str) -> Cell:
    """The cell of a row for one verdict table."""
    cell = row.get(table) or row["every_table"]
    return Cell("" if cell["counts"] else row["id"], f"{kind}.{row['id']}.{table}")
