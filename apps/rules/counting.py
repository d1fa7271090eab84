"""The time of one stretch: which seconds count, for whom, and why the others do not."""

from collections.abc import Iterable
from datetime import date

from apps.rules.answer import Counted, LeftOut
from apps.rules.facts import Entry, Episode, PeriodFacts
from apps.rules.overlap import trimmed
from apps.rules.resolved import LEFT_OUT, OTHER, OWN, STAFF, STAFF_TYPE, Kind, Resolved
from apps.rules.stretches import Stretch

Counting = tuple[Entry, str, Kind]


class Time:
    """The seconds of a stretch. `own` and `staff` are (date, seconds) in date order.

    `kinds` sums seconds by (rule, said, counterpart, channel) for the trace; `others` holds what
    other practitioners' time would have come to.
    """

    __slots__ = (
        "agency_contact",
        "by_episode",
        "counted",
        "kinds",
        "left_out",
        "longest",
        "others",
        "own",
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
        self.agency_contact = False
        self.longest = 0

    @property
    def seconds(self) -> int:
        """All countable seconds."""
        return sum([counted.seconds for counted in self.counted])

    @property
    def first_on(self) -> date | None:
        """The first counted day."""
        days = [times[0][0] for times in (self.own, self.staff) if times]
        return min(days) if days else None

    @property
    def last_on(self) -> date | None:
        """The last counted day."""
        days = [times[-1][0] for times in (self.own, self.staff) if times]
        return max(days) if days else None


def count(
    facts: PeriodFacts, stretch: Stretch, resolved: Resolved, *, consent_on: date | None = None
) -> Time:
    """Sort the entries of a stretch into what counts and what is left out; time before `consent_on` is left out."""
    time = Time()
    people = {provider.id: provider.type for provider in facts.providers}
    counting: list[Counting] = []
    taken: list[tuple[Entry, str]] = []
    entries, rendering = stretch.entries, facts.rendering_provider
    asks_more = bool(facts.barred) or consent_on is not None
    verdict = resolved.verdict
    for entry in entries if _are_in_order(entries) else sorted(entries, key=_in_order):
        person = OWN if entry.by == rendering else STAFF if people.get(entry.by) == STAFF_TYPE else OTHER
        reason, kind = verdict(person, entry.activity, entry.counterpart, entry.channel)
        if asks_more or entry.billed_under:
            against = _against(entry, facts, resolved, consent_on, reason)
            if against:
                reason, kind = against, (_rule_of(against, facts), LEFT_OUT, "", "")
        if not reason:
            counting.append((entry, person, kind))
            continue
        _leave_out(time, entry, entry.seconds, reason, kind)
        if person == OTHER == reason and not resolved.cell(*_words(entry)).reason:
            time.others[entry.by] = time.others.get(entry.by, 0) + entry.seconds
        if entry.started_at is not None and entry.activity in resolved.absorbing:
            taken.append((entry, person))
    _add(time, _spent_once(counting, taken, time), resolved, stretch)
    for left_out in beside(stretch) if stretch.beside else ():
        time.left_out.append(left_out)
        _sum_up(time, (f"reason.{left_out.reason}", LEFT_OUT, "", ""), left_out.seconds)
    return time


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
    in_order = sorted(stretch.beside, key=lambda pair: (_in_order(pair[0]), pair[1]))
    return [LeftOut(entry.key, entry.seconds, reason) for entry, reason in in_order]


def _are_in_order(entries: list[Entry]) -> bool:
    """Say whether each entry has a later date than the one before: the commonest order, and cheap to see."""
    before = date.min
    for entry in entries:
        if entry.on <= before:
            return False
        before = entry.on
    return True


def _in_order(entry: Entry) -> tuple[date, str, str, str, int, str, str, str]:
    """One order for the same entries, however they came."""
    started = entry.started_at.isoformat() if entry.started_at is not None else ""
    return (
        entry.on,
        started,
        entry.key,
        entry.by,
        entry.seconds,
        entry.activity,
        entry.counterpart,
        entry.channel,
    )


def _words(entry: Entry) -> tuple[str, str, str]:
    return entry.activity, entry.counterpart, entry.channel


def _barred(entry: Entry, facts: PeriodFacts, resolved: Resolved) -> str:
    for span in facts.barred:
        ends_on = span.through_on or entry.on
        if resolved.program in resolved.barred[span.kind] and span.from_on <= entry.on <= ends_on:
            return span.kind
    return ""


def _spent_once(
    counting: list[Counting], taken: list[tuple[Entry, str]], time: Time
) -> Iterable[tuple[Entry, int, str, Kind]]:
    """The counting entries with the seconds that are not spent twice; what is cut off is left out."""
    clocked = len([entry for entry, _, _ in counting if entry.started_at is not None])
    if clocked + len(taken) < 2 or not clocked:
        return [(entry, entry.seconds, person, kind) for entry, person, kind in counting]
    cut = trimmed([(entry, person) for entry, person, _ in counting], taken)
    kept = []
    for (entry, seconds, person, lost), (_, _, kind) in zip(cut, counting, strict=True):
        for reason, each in lost:
            if each:
                _leave_out(time, entry, each, reason, (f"reason.{reason}", LEFT_OUT, "", ""))
        kept.append((entry, seconds, person, kind))
    return kept


def _add(
    time: Time, counted: Iterable[tuple[Entry, int, str, Kind]], resolved: Resolved, stretch: Stretch
) -> None:
    """Note the time that counts: whose it is, of which kind, and in which episode where there are several."""
    kinds, agency = time.kinds, resolved.agency_counterparts
    several = len(stretch.episodes) > 1 and resolved.needs_setting
    for entry, seconds, person, kind in counted:
        if not seconds:
            continue
        (time.own if person == OWN else time.staff).append((entry.on, seconds))
        time.counted.append(Counted(entry.key, seconds))
        kinds[kind] = kinds.get(kind, 0) + seconds
        if entry.counterpart in agency:
            time.agency_contact = True
        if seconds > time.longest:
            time.longest = seconds
        if several:
            place = _place(stretch.episodes, stretch.episode_on(entry.on))
            time.by_episode[place] = time.by_episode.get(place, 0) + seconds


def _place(episodes: list[Episode], episode: Episode | None) -> int:
    return episodes.index(episode) if episode is not None else 0
