"""Doubtful lengths: what a person has to confirm before it counts anywhere."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.problems import Problem
from apps.timelog.domain.clock import Piece
from apps.timelog.domain.entries import Draft
from apps.timelog.domain.plausibility import DayLength, check_length
from apps.timelog.models import Doubt, EntryVersion, TimeEntry
from apps.timelog.write_selectors import Ahead, seconds_on_day


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure the length of a version is: why it was doubted, whether that is settled, and by whom."""

    doubt: str = ""
    is_confirmed: bool = True
    confirmed_by: User | None = None


SURE = Standing()


def lengths_of_days(
    pieces: list[Piece],
    *,
    actor: Actor,
    provider: Provider,
    amended: TimeEntry | None = None,
    ahead: Ahead | None = None,
) -> dict[date, DayLength]:
    """Return what the day of each piece holds besides them; a correction that adds nothing needs no look."""
    known = {ahead.day: ahead.seconds} if ahead else {}
    longest = actor.practice.longest_day_minutes * 60
    added: dict[date, int] = defaultdict(int)
    for piece in pieces:
        if amended is None or _adds(piece, amended):
            added[piece.performed_on] += piece.seconds
    return {
        day: DayLength(
            day,
            known[day] if day in known else seconds_on_day(provider, day, besides=amended),
            seconds,
            longest,
        )
        for day, seconds in added.items()
    }


def check_lengths(draft: Draft, days: Mapping[date, DayLength]) -> list[Problem]:
    """Return what is missing before each day may get its pieces."""
    return [
        problem
        for length in days.values()
        for problem in check_length(length, is_confirmed=draft.is_confirmed, reason=draft.reason)
    ]


def standing_of(
    draft: Draft, piece: Piece, *, actor: Actor, days: Mapping[date, DayLength], doubt: str = ""
) -> Standing:
    """Return how sure a new piece is: doubted for `doubt` or for its day, and confirmed when the draft says so."""
    if not doubt and days[piece.performed_on].is_too_long:
        doubt = Doubt.LONG_DAY
    if not doubt:
        return SURE
    if draft.is_confirmed and draft.reason.strip():
        return Standing(doubt, confirmed_by=actor.user)
    return Standing(doubt, is_confirmed=False)


def standing_after(
    old: EntryVersion, piece: Piece, *, actor: Actor, days: Mapping[date, DayLength]
) -> Standing:
    """Return how sure a correction is: its owner, who gives a reason, has looked at the length; others have not."""
    is_own = actor.user is not None and old.entry.provider.user_id == actor.user.pk
    if not old.is_confirmed:
        return Standing(old.doubt, confirmed_by=actor.user) if is_own else standing_as(old)
    length = days.get(piece.performed_on)
    if length is None:
        return Standing(old.doubt, confirmed_by=old.confirmed_by)
    if length.is_too_long:
        return Standing(Doubt.LONG_DAY, is_own, actor.user if is_own else None)
    return SURE


def standing_as(old: EntryVersion) -> Standing:
    """Return how sure `old` was, for a version that leaves its length alone."""
    return Standing(old.doubt, old.is_confirmed, old.confirmed_by)


def _adds(piece: Piece, amended: TimeEntry) -> bool:
    now = amended.current_version
    assert now is not None  # every entry gets its first version in the transaction that adds it
    return now.performed_on != piece.performed_on or piece.seconds > now.seconds
