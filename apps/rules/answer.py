"""What the rules say about one stretch of a period: the Decision and its parts, frozen."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from apps.rules import canonical

BILLABLE, NOT_BILLABLE, BLOCKED = "billable", "not_billable", "blocked"

FactValue = str | int | None


class Line(NamedTuple):
    """One service line. `reached_on` is the day its last unit was reached; `expected_amount` for all units.

    `expected_amount` is `None` where no fee row covers the code, the payer and the date.
    """

    code: str
    units: int
    modifiers: tuple[str, ...]
    reached_on: date
    expected_amount: Decimal | None


class Alternative(NamedTuple):
    """Another lawful way to bill the same minutes; `is_better` when it is worth more than the decision."""

    program: str
    pathway: str
    lines: tuple[Line, ...]
    expected_amount: Decimal | None
    is_better: bool


class Counted(NamedTuple):
    """Seconds of the entry `key` that count."""

    key: str
    seconds: int


class LeftOut(NamedTuple):
    """Seconds of the entry `key` that do not count, with the reason's code."""

    key: str
    seconds: int
    reason: str


class Tried(NamedTuple):
    """A rule that was tried: the row's id, what it said, and the facts it used as (name, value) pairs."""

    rule: str
    said: str
    facts: tuple[tuple[str, FactValue], ...]


class Decision(NamedTuple):
    """The answer for the dates of a period with one coverage and one setting.

    `starts_on`/`ends_on`: first and last date of the stretch. `minutes`: countable, floored once.
    `lines`: what may be billed now; `reached`: what the minutes reached, whatever stands in the way.
    `short_by_seconds`: what is missing to the next lowest code when none was reached, else 0.
    `excluded`: seconds by reason code. `dates`: the payer's dates of service for `reached`.
    `care_plan_oversight_number`: for item 23 / REF*1J of oversight, empty where the payer does not ask for it.
    `rule_set` is the content hash of the full resolved rule set.
    """

    program: str
    pathway: str
    payer: str
    setting: str
    starts_on: date
    ends_on: date
    rendering_provider: str
    coverage_key: str
    episode_key: str
    minutes: int
    seconds: int
    outcome: str
    lines: tuple[Line, ...]
    reached: tuple[Line, ...]
    short_by_seconds: int
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    excluded: tuple[tuple[str, int], ...]
    from_date: date | None
    through_date: date | None
    would_have_been: str | None
    alternatives: tuple[Alternative, ...]
    expected_amount: Decimal | None
    earliest_submit_on: date | None
    care_plan_oversight_number: str
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]
    trace: tuple[Tried, ...]
    rule_set: str

    def to_json(self) -> str:
        """Stable bytes: the same facts under the same rules give the same text, years later."""
        return canonical.dump(self._asdict())

    def to_plain(self) -> dict[str, Any]:
        """The answer as plain JSON data."""
        return canonical.named(self)

    @staticmethod
    def from_json(text: str) -> "Decision":
        """Rebuild what `to_json` wrote."""
        return canonical.load(Decision, text)

    def without_trace(self) -> "Decision":
        """The same answer with no record of how it was found."""
        return self._replace(trace=())
