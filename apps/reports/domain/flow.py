"""Where the minutes go on their way from the log to the payment: each in exactly one place, so that all add up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.billing.domain.lifecycle import ClaimState
from apps.reports.domain.report import Cell, Row, Segment, Tone, share
from apps.reports.domain.slices import Slice

S = ClaimState
IN_REVIEW = (S.DRAFT.value, S.HELD.value, S.RETURNED.value)
APPROVED = (S.APPROVED.value, S.BATCHED.value)
WITH_PAYER = (S.SENT.value, S.ACCEPTED.value)
PAID = (S.PAID.value, S.PARTLY_PAID.value)
REJECTED = S.REJECTED.value
REFUSED = (REJECTED, S.DENIED.value, S.REFUNDED.value)
SENT = (*WITH_PAYER, S.REJECTED.value, S.DENIED.value, S.REFUNDED.value, *PAID)
UNCLAIMED = "unclaimed"
BELOW, CAPITATED = "below_threshold", "capitated"

Keys = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place where minutes end, the words for it, and the conditions that choose them."""

    name: str
    label: str
    tone: Tone
    where: Mapping[str, object]


ENDS: tuple[Place, ...] = (
    Place(
        "below",
        "Below the threshold",
        Tone.LOST,
        {"left_out": "0", "outcome": "not_billable", "obstacle": BELOW},
    ),
    Place(
        "capitated",
        "Paid by capitation, never claimed",
        Tone.APART,
        {"left_out": "0", "outcome": "not_billable", "obstacle": CAPITATED},
    ),
    Place("not_billable", "Not billable for another reason", Tone.LOST, {}),
    Place("blocked", "Blocked by a missing fact", Tone.OPEN, {"left_out": "0", "outcome": "blocked"}),
    Place("unclaimed", "Billable, without a claim", Tone.OPEN, {"stage": UNCLAIMED}),
    Place("review", "Claim in review", Tone.OPEN, {"stage": IN_REVIEW}),
    Place("approved", "Approved, not sent", Tone.OPEN, {"stage": APPROVED}),
    Place("payer", "With the payer", Tone.OPEN, {"stage": WITH_PAYER}),
    Place("rejected", "Rejected", Tone.LOST, {"stage": (S.REJECTED.value,)}),
    Place("denied", "Denied", Tone.LOST, {"stage": (S.DENIED.value,)}),
    Place("refunded", "Paid back", Tone.LOST, {"stage": (S.REFUNDED.value,)}),
    Place("paid", "Paid", Tone.PAID, {"stage": PAID}),
)
_BY_STATE = {
    state: place.name
    for place in ENDS
    for state in place.where.get("stage", ())  # type: ignore[attr-defined]
    if isinstance(place.where.get("stage"), tuple)
}
LEFT_OUT = "left_out"
# Between the log of some dates and the periods that ended on them: what other dates hold, or what is held twice.
ELSEWHERE = "In periods of other dates, or changed since"
ADDED = "Added: in two programmes, or worked before these dates"


def end_of(keys: Keys) -> str:
    """Return where the time of a group ended: left out, or one of the places."""
    if keys.get("reason"):
        return LEFT_OUT
    if keys["outcome"] == "blocked":
        return "blocked"
    if keys["outcome"] == "not_billable":
        return {BELOW: "below", CAPITATED: "capitated"}.get(keys["obstacle"], "not_billable")
    return "unclaimed" if keys["stage"] is None else _BY_STATE[str(keys["stage"])]


def slice_at(base: Slice, place: Place) -> Slice:
    """Return the counted time that ended at a place. Other obstacles have a row each, see `waterfall`."""
    where = dict(place.where)
    if "stage" in where:
        where |= {"left_out": "0", "outcome": "billable"}
    return base.narrowed(**where)


@dataclass(frozen=True, slots=True)
class Step:
    """One step down: how many seconds, and their rows."""

    label: str
    seconds: int
    tone: Tone
    rows: Slice


def steps(groups: Iterable[tuple[Keys, int]], base: Slice, *, words: Callable[[str], str]) -> list[Step]:
    """Return every step down from what was looked at to what was paid, those without time left out."""
    left_out: dict[str, int] = {}
    other: dict[str, int] = {}
    ended: dict[str, int] = {}
    for keys, seconds in groups:
        end = end_of(keys)
        if end == LEFT_OUT:
            left_out[keys["reason"]] = left_out.get(keys["reason"], 0) + seconds
        elif end == "not_billable":
            other[keys["obstacle"]] = other.get(keys["obstacle"], 0) + seconds
        else:
            ended[end] = ended.get(end, 0) + seconds
    found = [
        Step(f"Does not count: {words(reason).lower()}", seconds, Tone.MUTED, base.narrowed(reason=reason))
        for reason, seconds in sorted(left_out.items(), key=lambda each: (-each[1], each[0]))
    ]
    for place in ENDS:
        if place.name == "not_billable":
            found += [
                Step(words(name), seconds, place.tone, _obstacle(base, name))
                for name, seconds in sorted(other.items(), key=lambda each: (-each[1], each[0]))
            ]
        elif ended.get(place.name):
            found.append(Step(place.label, ended[place.name], place.tone, slice_at(base, place)))
    return [step for step in found if step.seconds]


def _obstacle(base: Slice, name: str) -> Slice:
    return base.narrowed(left_out="0", outcome="not_billable", obstacle=name)


def waterfall(found: Sequence[Step], base: Slice, log: Sequence[Step] = ()) -> tuple[Row, ...]:
    """Return the steps as rows: the whole, what counts, what is left, each step where the one before it ended.

    `log` is what was logged and, below it, what no closed period looks at; without it the whole is what they looked at.
    What is still between the two is a step of its own.
    """
    looked_at = sum(step.seconds for step in found)
    logged = log[0].seconds if log else looked_at
    if not logged and not looked_at:
        return ()
    drawn = _Drawn(whole=logged, widest=max(logged, looked_at), left=logged)
    rows = []
    if log:
        rows = [drawn.whole_of("Logged", logged, Tone.LOGGED, log[0].rows)]
        rows += [drawn.down(step) for step in log[1:]]
        rows += drawn.to(looked_at, log[0].rows)
    rows.append(drawn.whole_of("Looked at by closed periods", looked_at, Tone.LOGGED, base))
    muted = [step for step in found if step.tone is Tone.MUTED]
    rows += [drawn.down(step) for step in muted]
    rows.append(drawn.whole_of("Counted", drawn.left, Tone.COUNTED, base.narrowed(left_out="0")))
    rows += [drawn.down(step) for step in found[len(muted) :] if step.tone is not Tone.PAID]
    paid = base.narrowed(left_out="0", outcome="billable", stage=PAID)
    rows.append(drawn.whole_of("Paid", drawn.left, Tone.PAID, paid))
    return tuple(rows)


@dataclass(slots=True)
class _Drawn:
    """How far down the steps have come: shares of the whole, drawn on the scale of the widest row."""

    whole: int
    widest: int
    left: int

    def whole_of(self, label: str, seconds: int, tone: Tone, rows: Slice) -> Row:
        """Return a row that stands on the ground."""
        return self._row(Step(label, seconds, tone, rows), 0, is_step=False)

    def down(self, step: Step) -> Row:
        """Return a step that begins where the one before it ended."""
        self.left -= step.seconds
        return self._row(step, self.left)

    def to(self, seconds: int, rows: Slice) -> list[Row]:
        """Return the step from here to what closed periods looked at, down or up; none where it is the same."""
        moved, start = seconds - self.left, min(self.left, seconds)
        self.left = seconds
        if not moved:
            return []
        label, tone = (ADDED, Tone.COUNTED) if moved > 0 else (ELSEWHERE, Tone.MUTED)
        return [self._row(Step(label, abs(moved), tone, rows), start, is_derived=True)]

    def _row(self, step: Step, start: int, *, is_step: bool = True, is_derived: bool = False) -> Row:
        scale = 100 / self.widest
        segment = Segment(round(start * scale, 3), round(step.seconds * scale, 3), step.tone)
        part = share(step.seconds, self.whole)
        cells = (Cell(step.seconds, step.rows, is_derived), Cell(part, step.rows, is_derived=True))
        return Row(step.label, cells, (segment,), is_step=is_step)
