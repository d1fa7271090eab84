"""Where the minutes go on their way from the log to the payment: each in exactly one place, so that all add up."""

from collections.abc import Callable, Iterable, Mapping
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


def waterfall(found: list[Step], base: Slice) -> tuple[Row, ...]:
    """Return the steps as rows: the whole, what counts, what is left, each step where the one before it ended."""
    whole = sum(step.seconds for step in found)
    if not whole:
        return ()
    rows = [_row("Looked at by closed periods", whole, whole, 0, Tone.LOGGED, base, is_step=False)]
    left = whole
    muted = [step for step in found if step.tone is Tone.MUTED]
    for step in muted:
        left -= step.seconds
        rows.append(_row(step.label, step.seconds, whole, left, step.tone, step.rows))
    counted = base.narrowed(left_out="0")
    rows.append(_row("Counted", left, whole, 0, Tone.COUNTED, counted, is_step=False))
    for step in found[len(muted) :]:
        if step.tone is Tone.PAID:
            continue
        left -= step.seconds
        rows.append(_row(step.label, step.seconds, whole, left, step.tone, step.rows))
    paid = base.narrowed(left_out="0", outcome="billable", stage=PAID)
    rows.append(_row("Paid", left, whole, 0, Tone.PAID, paid, is_step=False))
    return tuple(rows)


def _row(
    label: str,
    seconds: int,
    whole: int,
    start: int,
    tone: Tone,
    rows: Slice,
    *,
    is_step: bool = True,
) -> Row:
    drawn = Segment(round(100 * start / whole, 3), round(100 * seconds / whole, 3), tone)
    cells = (Cell(seconds, rows), Cell(share(seconds, whole), rows, is_derived=True))
    return Row(label, cells, (drawn,), is_step=is_step)
