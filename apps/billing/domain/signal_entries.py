"""Signals seen in the entries of a practice: one pure function for each, over rows that somebody else read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from apps.billing.domain.signals import Behind, Seen, SignalKind, limit

# What a list of rows behind a signal holds at most: enough to look at, short enough to keep.
ROWS_KEPT = 100


class EntryRow(NamedTuple):
    """A current entry as signals look at it.

    `saved_at` is by the practice's clock; `is_typed` says that a person wrote it down by hand; `words` stands for the
    note without case and blanks, empty for a short one.
    """

    id: int
    patient_id: int
    provider_id: int
    saved_by: int | None
    saved_at: datetime
    performed_on: date
    seconds: int
    is_typed: bool
    words: bytes


class Stretch(NamedTuple):
    """Days of a stay, both inclusive, open where `ends_on` is None."""

    id: int
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Entries that one person saved one after the other at the end of a month."""

    entries: tuple[EntryRow, ...]

    @property
    def length(self) -> timedelta:
        return self.entries[-1].saved_at - self.entries[0].saved_at


def at_threshold(decision_id: int, *, code: str, trace: Iterable[Sequence[Any]]) -> Seen | None:
    """Point out a total that just reaches its threshold, as the rules pointed it out when they decided.

    `trace` is that of the decision: (rule, said, facts).
    """
    for rule, _said, facts in trace:
        if rule == "limit.just_reached_minutes":
            figures = {name: value for name, value in facts if name in ("minutes", "needed")}
            return Seen(
                SignalKind.AT_THRESHOLD, {"code": code, **figures}, (Behind("decision", decision_id),)
            )
    return None


def identical_durations(entries: Sequence[EntryRow]) -> Seen | None:
    """Point out a period in which one person's entries, four or more, all have one length to the second."""
    of: dict[int, list[EntryRow]] = defaultdict(list)
    for each in entries:
        of[each.provider_id].append(each)
    same = [
        each
        for own in of.values()
        if len(own) >= limit("identical_entries") and len({row.seconds for row in own}) == 1
        for each in own
    ]
    if not same:
        return None
    figures = {"count": len(same), "duration": in_words(same[0].seconds)}
    return Seen(SignalKind.IDENTICAL_DURATIONS, figures, _behind(same))


def sittings(entries: Iterable[EntryRow]) -> dict[int, Sitting]:
    """Find the sittings at a month's end in which many entries of several days were written down; by entry id."""
    of: dict[int, list[EntryRow]] = defaultdict(list)
    for each in entries:
        if each.saved_by is not None and each.is_typed and _is_month_end(each.saved_at.date()):
            of[each.saved_by].append(each)
    found: dict[int, Sitting] = {}
    for own in of.values():
        for together in _runs(sorted(own, key=lambda row: (row.saved_at, row.id))):
            if _is_sitting(together):
                found |= dict.fromkeys((row.id for row in together), Sitting(tuple(together)))
    return found


def one_sitting(entries: Sequence[EntryRow], found: Mapping[int, Sitting]) -> Seen | None:
    """Point out a period of which entries of earlier days were written down in such a sitting."""
    own = [each for each in entries if each.id in found and each.performed_on < each.saved_at.date()]
    if not own:
        return None
    sitting = found[own[0].id]
    figures = {
        "count": len(sitting.entries),
        "days": len({row.performed_on for row in sitting.entries}),
        "saved_on": on_day(sitting.entries[0].saved_at.date()),
        "duration": in_words(max(60, int(sitting.length.total_seconds()))),
        "own": len(own),
    }
    others = [row for row in sitting.entries if row not in own]
    return Seen(SignalKind.ONE_SITTING, figures, _behind([*own, *others]))


def same_words(entries: Iterable[EntryRow]) -> dict[bytes, list[EntryRow]]:
    """Find notes that stand word for word with several patients, each with its entries."""
    of: dict[bytes, list[EntryRow]] = defaultdict(list)
    for each in entries:
        if each.words:
            of[each.words].append(each)
    least = limit("cloned_patients")
    return {words: rows for words, rows in of.items() if len({row.patient_id for row in rows}) >= least}


def cloned_text(entries: Sequence[EntryRow], found: Mapping[bytes, Sequence[EntryRow]]) -> Seen | None:
    """Point out a period whose notes stand word for word with several patients."""
    own = [each for each in entries if each.words in found]
    if not own:
        return None
    mine = {each.id for each in own}
    others = [
        row
        for words in dict.fromkeys(each.words for each in own)
        for row in found[words]
        if row.id not in mine
    ]
    patients = {row.patient_id for row in [*own, *others]}
    return Seen(
        SignalKind.CLONED_TEXT, {"own": len(own), "patients": len(patients)}, _behind([*own, *others])
    )


def long_days(entries: Iterable[EntryRow]) -> dict[tuple[int, date], list[EntryRow]]:
    """Find the days on which one person has more oversight than is taken for one day; by person and day."""
    seconds: Counter[tuple[int, date]] = Counter()
    rows = list(entries)
    for each in rows:
        seconds[each.provider_id, each.performed_on] += each.seconds
    most = limit("day_hours") * 3600
    found: dict[tuple[int, date], list[EntryRow]] = {key: [] for key, sum_ in seconds.items() if sum_ > most}
    for each in rows:
        if (each.provider_id, each.performed_on) in found:
            found[each.provider_id, each.performed_on].append(each)
    return found


def long_day(
    entries: Sequence[EntryRow], found: Mapping[tuple[int, date], Sequence[EntryRow]]
) -> Seen | None:
    """Point out a period with time on such a day; the longest of them when there are several."""
    days = {(each.provider_id, each.performed_on) for each in entries} & found.keys()
    if not days:
        return None
    longest = max(sorted(days), key=lambda key: sum(row.seconds for row in found[key]))
    rows = found[longest]
    figures = {
        "duration": in_words(sum(row.seconds for row in rows)),
        "day": on_day(longest[1]),
        "limit": limit("day_hours"),
    }
    return Seen(SignalKind.LONG_DAY, figures, _behind(rows))


def after_death(entries: Sequence[EntryRow], died_on: date | None) -> Seen | None:
    """Point out time on the day of death or later."""
    rows = [each for each in entries if died_on is not None and each.performed_on >= died_on]
    if not rows or died_on is None:
        return None
    figures = {"duration": in_words(sum(row.seconds for row in rows)), "day": on_day(died_on)}
    return Seen(SignalKind.AFTER_DEATH, figures, _behind(rows))


def in_hospital(entries: Sequence[EntryRow], stays: Sequence[Stretch]) -> Seen | None:
    """Point out time on the days of a stay, the first and the last included."""
    rows = [each for each in entries if any(_holds(stay, each.performed_on) for stay in stays)]
    if not rows:
        return None
    touched = [stay for stay in stays if any(_holds(stay, row.performed_on) for row in rows)]
    behind = (*(Behind("stay", stay.id) for stay in touched), *_behind(rows))
    return Seen(SignalKind.IN_HOSPITAL, {"duration": in_words(sum(row.seconds for row in rows))}, behind)


def in_words(seconds: int) -> str:
    """Write a length as "22 min", "9 min 40 s" or "14 h 20 min"."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes or not hours)
    return " ".join([*parts, *([f"{left} s"] * bool(left and not hours))])


def on_day(day: date) -> str:
    """Write a date as "4 May 2026"."""
    return f"{day:%-d %b %Y}"


def _holds(stay: Stretch, day: date) -> bool:
    return stay.starts_on <= day and (stay.ends_on is None or day <= stay.ends_on)


def _is_month_end(day: date) -> bool:
    days = limit("month_end_days")
    return day.day <= days or (day + timedelta(days=days)).month != day.month


def _runs(rows: Sequence[EntryRow]) -> list[list[EntryRow]]:
    """Part entries in the order of saving where more than the gap lies between two."""
    gap = timedelta(minutes=limit("sitting_gap_minutes"))
    runs: list[list[EntryRow]] = []
    for row in rows:
        if runs and row.saved_at - runs[-1][-1].saved_at <= gap:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _is_sitting(rows: Sequence[EntryRow]) -> bool:
    days = {row.performed_on for row in rows}
    return len(rows) >= limit("sitting_entries") and len(days) >= limit("sitting_days")


def _behind(rows: Iterable[EntryRow]) -> tuple[Behind, ...]:
    return tuple(Behind("entry", row.id) for row in list(rows)[:ROWS_KEPT])
