"""The time of one stretch: which seconds count, for whom, and why the others do not."""

from collections.abc import Iterable
from datetime import date

from apps.rules.answer import Counted, LeftOut
from apps.rules.facts import Entry, Episode, PeriodFacts
from apps.rules.overlap import trimmed
from apps.rules.resolved import OTHER, OWN, STAFF, STAFF_TYPE, Resolved
from apps.rules.stretches import Stretch

Kind = tuple[str, str, str, str]


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
    counting: list[tuple[Entry, str]] = []
    taken: list[tuple[Entry, str]] = []
    entries = stretch.entries
    for entry in sorted(entries, key=_in_order) if len(entries) > 1 else entries:
        person = _person(entry, facts, people)
        reason, kind = _verdict(entry, person, resolved)
        reason = (
            _barred(entry, facts, resolved) or ("billed_elsewhere" if entry.billed_under else "") or reason
        )
        if not reason and consent_on is not None and entry.on < consent_on:
            reason = "before_consent"
        if not reason:
            counting.append((entry, person))
        else:
            time.left_out.append(LeftOut(entry.key, entry.seconds, reason))
            if person == OTHER and reason == OTHER and not resolved.cell(*_words(entry)).reason:
                time.others[entry.by] = time.others.get(entry.by, 0) + entry.seconds
            if entry.started_at is not None and entry.activity in resolved.absorbing:
                taken.append((entry, person))
        time.kinds[kind] = time.kinds.get(kind, 0) + entry.seconds
    for entry, seconds, person in _spent_once(counting, taken, time):
        _add(time, entry, seconds, person, resolved, stretch)
    if stretch.beside:
        time.left_out += beside(stretch)
    return time


def beside(stretch: Stretch) -> list[LeftOut]:
    """The time put beside a stretch, in one order however the entries came."""
    in_order = sorted(stretch.beside, key=lambda pair: (_in_order(pair[0]), pair[1]))
    return [LeftOut(entry.key, entry.seconds, reason) for entry, reason in in_order]


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


def _person(entry: Entry, facts: PeriodFacts, people: dict[str, str]) -> str:
    if entry.by == facts.rendering_provider:
        return OWN
    return STAFF if people.get(entry.by) == STAFF_TYPE else OTHER


def _words(entry: Entry) -> tuple[str, str, str]:
    return entry.activity, entry.counterpart, entry.channel


def _verdict(entry: Entry, person: str, resolved: Resolved) -> tuple[str, Kind]:
    whose = resolved.persons[person]
    if whose.reason:
        return whose.reason, (whose.rule, "left out", "", "")
    cell = resolved.cell(entry.activity, entry.counterpart, entry.channel)
    if cell.reason:
        return cell.reason, (cell.rule, "left out", "", "")
    return "", (cell.rule, "counts", entry.counterpart, entry.channel)


def _barred(entry: Entry, facts: PeriodFacts, resolved: Resolved) -> str:
    for span in facts.barred:
        ends_on = span.through_on or entry.on
        if resolved.program in resolved.barred[span.kind] and span.from_on <= entry.on <= ends_on:
            return span.kind
    return ""


def _spent_once(
    counting: list[tuple[Entry, str]], taken: list[tuple[Entry, str]], time: Time
) -> Iterable[tuple[Entry, int, str]]:
    """The counting entries with the seconds that are not spent twice; what is cut off is left out."""
    clocked = len([entry for entry, _ in counting if entry.started_at is not None])
    if clocked + len(taken) < 2 or not clocked:
        return [(entry, entry.seconds, person) for entry, person in counting]
    kept = []
    for entry, seconds, person, lost in trimmed(counting, taken):
        time.left_out += [LeftOut(entry.key, each, reason) for reason, each in lost if each]
        kept.append((entry, seconds, person))
    return kept


def _add(time: Time, entry: Entry, seconds: int, person: str, resolved: Resolved, stretch: Stretch) -> None:
    if not seconds:
        return
    (time.own if person == OWN else time.staff).append((entry.on, seconds))
    time.counted.append(Counted(entry.key, seconds))
    if entry.counterpart in resolved.agency_counterparts:
        time.agency_contact = True
    if seconds > time.longest:
        time.longest = seconds
    if resolved.needs_setting and len(stretch.episodes) > 1:
        place = _place(stretch.episodes, stretch.episode_on(entry.on))
        time.by_episode[place] = time.by_episode.get(place, 0) + seconds


def _place(episodes: list[Episode], episode: Episode | None) -> int:
    return episodes.index(episode) if episode is not None else 0
