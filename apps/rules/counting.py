"""The time of one stretch: which seconds count, for whom, and why the others do not."""

from collections.abc import Sequence
from datetime import date

from apps.rules.answer import Counted, LeftOut
from apps.rules.facts import Entry, Episode, PeriodFacts
from apps.rules.overlap import trimmed
from apps.rules.resolved import LEFT_OUT, OTHER, OWN, STAFF, STAFF_TYPE, Kind, Resolved
from apps.rules.stretches import Stretch, place_of

# A named tuple made without the call that its own constructor adds: entries are many.
_new = tuple.__new__

# An entry with the seconds of it that may count, whose they are and of which kind.
Counting = tuple[Entry, int, str, Kind]


class Time:
    """The seconds of a stretch. `own` and `staff` are (date, seconds) in date order.

    `seconds`: all that count; `first_on`, `last_on`: the first and last counted day. `kinds` sums seconds by
    (rule, said, counterpart, channel) for the trace; `others` holds what other practitioners' time would have come to.
    """

    __slots__ = (
        "by_episode",
        "counted",
        "first_on",
        "kinds",
        "last_on",
        "left_out",
        "longest",
        "others",
        "own",
        "own_seconds",
        "seconds",
        "staff",
    )

    def __init__(self) -> None:
        self.own: list[tuple[date, int]] = []
        self.staff: list[tuple[date, int]] = []
        self.counted: list[Counted] = []
        self.left_out: list[LeftOut] = []
        self.kinds: dict[Kind, int] = {}
        self.others: dict[str, int] = {}
        self.by_episode: dict[int, int] = {}
        self.longest = 0
        self.seconds = 0
        self.own_seconds = 0
        self.first_on: date | None = None
        self.last_on: date | None = None


def count(
    facts: PeriodFacts, stretch: Stretch, resolved: Resolved, *, consent_on: date | None = None
) -> Time:
    """Sort the entries of a stretch into what counts and what is left out; time before `consent_on` is left out."""
    time = Time()
    counting: list[Counting] = []
    taken: list[tuple[Entry, str]] = []
    rendering, verdicts = facts.rendering_provider, resolved.verdicts
    asks_more = bool(facts.barred) or consent_on is not None
    clocked = 0
    for entry in stretch.entries:
        person = OWN if entry.by == rendering else _whose(entry.by, facts)
        words = (person, entry.activity, entry.counterpart, entry.channel)
        reason, kind = verdicts.get(words) or resolved.verdict(*words)
        if asks_more or entry.billed_under:
            against = _against(entry, facts, resolved, consent_on, reason)
            if against:
                reason, kind = against, (_rule_of(against, facts), LEFT_OUT, "", "")
        if not reason:
            counting.append((entry, entry.seconds, person, kind))
            clocked += entry.started_at is not None
            continue
        _leave_out(time, entry, entry.seconds, reason, kind)
        if person == OTHER == reason and not resolved.cell(*words[1:]).reason:
            time.others[entry.by] = time.others.get(entry.by, 0) + entry.seconds
        if entry.started_at is not None and (entry.billed_under or entry.activity in resolved.absorbing):
            taken.append((entry, person))
    if clocked and clocked + len(taken) > 1:
        counting = _spent_once(counting, taken, time)
    _add(time, counting, resolved, stretch)
    for left_out in beside(stretch) if stretch.beside else ():
        time.left_out.append(left_out)
        _sum_up(time, (f"reason.{left_out.reason}", LEFT_OUT, "", ""), left_out.seconds)
    return time


def _whose(by: str, facts: PeriodFacts) -> str:
    """Whose time it is that the rendering provider did not spend."""
    for each in facts.providers:
        if each.id == by and each.type == STAFF_TYPE:
            return STAFF
    return OTHER


def _leave_out(time: Time, entry: Entry, seconds: int, reason: str, kind: Kind) -> None:
    time.left_out.append(LeftOut(entry.key, seconds, reason))
    _sum_up(time, kind, seconds)


def _sum_up(time: Time, kind: Kind, seconds: int) -> None:
    time.kinds[kind] = time.kinds.get(kind, 0) + seconds


def _against(
    entry: Entry, facts: PeriodFacts, resolved: Resolved, consent_on: date | None, reason: str
) -> str:
    """What speaks against an entry besides the kind of time it is: its dates, or a code that used it."""
    if facts.barred:
        barred = _barred(entry, facts, resolved)
        if barred:
            return barred
    if entry.billed_under:
        return "billed_elsewhere"
    return "before_consent" if not reason and consent_on is not None and entry.on < consent_on else ""


def _rule_of(reason: str, facts: PeriodFacts) -> str:
    return f"barred.{reason}" if reason in [span.kind for span in facts.barred] else f"reason.{reason}"


def beside(stretch: Stretch) -> list[LeftOut]:
    """The time put beside a stretch, in one order however the entries came."""
    found = sorted(stretch.beside, key=lambda pair: (place_of(pair[0]), pair[1]))
    return [LeftOut(entry.key, entry.seconds, reason) for entry, reason in found]


def _barred(entry: Entry, facts: PeriodFacts, resolved: Resolved) -> str:
    for span in facts.barred:
        ends_on = span.through_on or entry.on
        if resolved.program in resolved.barred[span.kind] and span.from_on <= entry.on <= ends_on:
            return span.kind
    return ""


def _spent_once(counting: list[Counting], taken: list[tuple[Entry, str]], time: Time) -> list[Counting]:
    """The counting entries with the seconds that are not spent twice; what is cut off is left out."""
    cut = trimmed([(entry, person) for entry, _, person, _ in counting], taken)
    kept = []
    for (entry, seconds, person, lost), (*_, kind) in zip(cut, counting, strict=True):
        for reason, each in lost:
            if each:
                _leave_out(time, entry, each, reason, (f"reason.{reason}", LEFT_OUT, "", ""))
        if seconds:
            kept.append((entry, seconds, person, kind))
    return kept


def _add(time: Time, counting: Sequence[Counting], resolved: Resolved, stretch: Stretch) -> None:
    """Note the time that counts: whose it is, of which kind, and in which episode where there are several."""
    if not counting:
        return
    kinds, own, staff, counted = time.kinds, time.own, time.staff, time.counted
    total = own_total = longest = 0
    for entry, seconds, person, kind in counting:
        if person == OWN:
            own.append((entry.on, seconds))
            own_total += seconds
        else:
            staff.append((entry.on, seconds))
        counted.append(_new(Counted, (entry.key, seconds)))
        kinds[kind] = kinds.get(kind, 0) + seconds
        total += seconds
        if seconds > longest:
            longest = seconds
    time.seconds, time.own_seconds, time.longest = total, own_total, longest
    time.first_on, time.last_on = counting[0][0].on, counting[-1][0].on
    if len(stretch.episodes) > 1 and resolved.needs_setting:
        for entry, seconds, _, _ in counting:
            place = _place(stretch.episodes, stretch.episode_on(entry.on))
            time.by_episode[place] = time.by_episode.get(place, 0) + seconds


def _place(episodes: list[Episode], episode: Episode | None) -> int:
    return episodes.index(episode) if episode is not None else 0
