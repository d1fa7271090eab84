"""A period cut into stretches: the dates with one coverage and one care setting.

Dates that share coverage and setting make one stretch also where they do not touch: a calendar month
is one account of minutes for a payer and a setting.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from apps.rules.facts import Coverage, Entry, Episode, PeriodFacts
from apps.rules.ruleset import RuleSet

NO_SETTING = "none"
_ONE_DAY = timedelta(days=1)


class Stretch:
    """Dates with one coverage and one setting, the entries on them, and the time left beside them."""

    __slots__ = (
        "beside",
        "coverage_key",
        "ends_on",
        "entries",
        "episodes",
        "payer",
        "setting",
        "starts_on",
        "two_at_once",
    )

    def __init__(self, payer: str, coverage_key: str, setting: str, starts_on: date, ends_on: date) -> None:
        self.payer = payer
        self.coverage_key = coverage_key
        self.setting = setting
        self.starts_on = starts_on
        self.ends_on = ends_on
        self.episodes: list[Episode] = []
        self.entries: list[Entry] = []
        self.beside: list[tuple[Entry, str]] = []
        self.two_at_once = False

    def episode_on(self, day: date) -> Episode | None:
        """The episode of the stretch that holds the day."""
        for episode in self.episodes:
            if _holds(episode, day):
                return episode
        return None


def in_order(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The same entries in one order, by date first, however they came."""
    before = date.min
    for entry in entries:  # each on a later date than the one before: the commonest order, and cheap to see
        if entry.on <= before:
            return sorted(entries, key=place_of)
        before = entry.on
    return entries


def place_of(entry: Entry) -> tuple[date, str, str, str, int, str, str, str]:
    """What entries are put in order by."""
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


def cut(
    facts: PeriodFacts, entries: Sequence[Entry], rule_set: RuleSet, *, needs_setting: bool
) -> list[Stretch]:
    """The stretches of the period in date order, each with its own of the `entries`, which are in order; never none.

    Time outside the period, before enrollment, after death or outside every episode is put beside the
    nearest stretch with the reason. A gap in coverage is a stretch without a payer when time lies in it.
    """
    first = facts.starts_on
    if facts.enrolled_on is not None and first < facts.enrolled_on <= facts.ends_on:
        first = facts.enrolled_on
    starts = _change_dates(facts, first)
    if len(starts) == 1:
        return [_whole(facts, entries, rule_set, first)]
    segments = _segments(facts, rule_set, starts, needs_setting=needs_setting)
    for entry in entries:
        place = segments[max(bisect_right(starts, entry.on) - 1, 0)]
        reason = _outside(entry, facts) or ("outside_episode" if place.setting is None else "")
        if reason:
            place.stretch.beside.append((entry, reason))
        else:
            place.stretch.entries.append(entry)
    return _kept(segments)


def _whole(facts: PeriodFacts, entries: Sequence[Entry], rule_set: RuleSet, first: date) -> Stretch:
    """The one stretch of a period in which neither coverage nor setting changes: nearly every period."""
    setting, episodes = _setting_on(facts, rule_set, first)
    payer, coverage_key = _coverage_on(facts, first)
    stretch = Stretch(payer, coverage_key, setting, first, facts.ends_on)
    if setting != NO_SETTING:
        stretch.episodes = episodes
        if len(episodes) > 1:
            stretch.episodes = [each for each in episodes if each.setting == setting]
            stretch.two_at_once = len({each.setting for each in episodes} - {NO_SETTING}) > 1
    if _all_inside(facts, entries, first):
        stretch.entries += entries
        return stretch
    for entry in entries:
        reason = _outside(entry, facts)
        if reason:
            stretch.beside.append((entry, reason))
        else:
            stretch.entries.append(entry)
    return stretch


def _all_inside(facts: PeriodFacts, entries: Sequence[Entry], first: date) -> bool:
    """Whether every entry lies in the period, after enrollment and before death: nearly always, and cheap to see."""
    if not entries or facts.died_on is not None or first > entries[0].on or entries[-1].on > facts.ends_on:
        return False
    return facts.enrolled_on is None or facts.enrolled_on <= facts.ends_on


class _Segment:
    """Touching dates without a change. `setting` is `None` outside every episode."""

    __slots__ = ("ends_on", "setting", "starts_on", "stretch")

    def __init__(self, starts_on: date, ends_on: date, setting: str | None, stretch: Stretch) -> None:
        self.starts_on = starts_on
        self.ends_on = ends_on
        self.setting = setting
        self.stretch = stretch


def _segments(
    facts: PeriodFacts, rule_set: RuleSet, starts: list[date], *, needs_setting: bool
) -> list[_Segment]:
    by_key: dict[tuple[str, str, str], Stretch] = {}
    raw: list[tuple[date, date, str | None, Stretch | None]] = []
    any_setting = needs_setting and any(_setting_on(facts, rule_set, day)[0] != NO_SETTING for day in starts)
    for index, day in enumerate(starts):
        last = starts[index + 1] - _ONE_DAY if index + 1 < len(starts) else facts.ends_on
        setting, episodes = _setting_on(facts, rule_set, day)
        if any_setting and setting == NO_SETTING:
            raw.append((day, last, None, None))
            continue
        payer, coverage_key = _coverage_on(facts, day)
        key = (payer, coverage_key, setting if needs_setting else "")
        stretch = by_key.get(key)
        if stretch is None:
            stretch = by_key[key] = Stretch(payer, coverage_key, setting, day, last)
        stretch.ends_on = last
        stretch.episodes += [
            each
            for each in episodes
            if each.setting == setting != NO_SETTING and each not in stretch.episodes
        ]
        stretch.two_at_once = (
            stretch.two_at_once or len({each.setting for each in episodes} - {NO_SETTING}) > 1
        )
        raw.append((day, last, setting, stretch))
    return _with_neighbours(raw)


def _with_neighbours(raw: list[tuple[date, date, str | None, Stretch | None]]) -> list[_Segment]:
    """Give dates outside every episode to the stretch before them, or to the first one."""
    nearest = next(stretch for *_, stretch in raw if stretch is not None)
    segments = []
    for day, last, setting, stretch in raw:
        nearest = stretch or nearest
        segments.append(_Segment(day, last, setting, nearest))
    return segments


def _kept(segments: list[_Segment]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for segment in segments:
        if segment.stretch not in stretches:
            stretches.append(segment.stretch)
    covered = [each for each in stretches if each.payer]
    if not covered:
        return stretches
    for each in stretches:
        if not each.payer and not each.entries:
            covered[0].beside += each.beside
    return [each for each in stretches if each.payer or each.entries]


def _change_dates(facts: PeriodFacts, first: date) -> list[date]:
    """The first date and every later one on which coverage or setting may change."""
    days = {first}
    spans: tuple[Coverage | Episode, ...] = (*facts.coverages, *facts.episodes)
    for span in spans:
        if span.from_on is not None:
            days.add(span.from_on)
        if span.through_on is not None:
            days.add(span.through_on + _ONE_DAY)
    return (
        [first] if len(days) == 1 else sorted(day for day in days if first <= day <= facts.ends_on) or [first]
    )


def _setting_on(facts: PeriodFacts, rule_set: RuleSet, day: date) -> tuple[str, list[Episode]]:
    """The setting that leads on a day, and every episode that holds it."""
    episodes = [episode for episode in facts.episodes if _holds(episode, day)]
    if not episodes:
        return NO_SETTING, episodes
    if len(episodes) > 1:
        episodes.sort(key=lambda episode: rule_set.setting_order[episode.setting])
    return episodes[0].setting, episodes


def _coverage_on(facts: PeriodFacts, day: date) -> tuple[str, str]:
    for coverage in facts.coverages:
        from_on, through_on = coverage.from_on, coverage.through_on
        if (from_on is None or from_on <= day) and (through_on is None or day <= through_on):
            return coverage.payer, coverage.key
    return "", ""


def _holds(episode: Episode, day: date) -> bool:
    from_on, through_on = episode.from_on, episode.through_on
    return (from_on is None or from_on <= day) and (through_on is None or day <= through_on)


def _outside(entry: Entry, facts: PeriodFacts) -> str:
    if not facts.starts_on <= entry.on <= facts.ends_on:
        return "outside_period"
    if facts.enrolled_on is not None and entry.on < facts.enrolled_on:
        return "before_enrollment"
    return "after_death" if facts.died_on is not None and entry.on > facts.died_on else ""
