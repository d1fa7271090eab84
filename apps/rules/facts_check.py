"""Everything that is wrong with the facts of a period, all at once, before anything is decided."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.problems import Problem
from apps.rules import periods
from apps.rules.facts import BarredSpan, Coverage, Episode, PeriodFacts
from apps.rules.ruleset import RuleSet

_PROCEDURE = re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[FTU]")
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9AB](\.?[0-9A-Z]{1,4})?")
_RECORDED = ("face_to_face_on", "consents_on", "comprehensive_plan", "plan_copy_given", "initiating_visit")
_RECORDED_ON_EPISODE = (
    "plan_signed_by",
    "complexity_documented",
    "medical_necessity_documented",
    "agency_benefit_active",
    "attending_of_record",
)
Found = Iterator[Problem]
BASIS_WORDS = {periods.ROLLING_30: "30-day windows", periods.CALENDAR_MONTH: "calendar months"}


def check_facts(facts: PeriodFacts, rule_set: RuleSet, *, recorded: bool = False) -> list[Problem]:
    """All problems, each naming the fact; none means that `decide` has an answer.

    `recorded`: the facts come from the product, where nothing may be left unasked (`None`). Its windows were cut from
    the first day that the enrollment had then; that day may have been put right since.
    """
    problems = [
        *_words(facts, rule_set),
        *_people(facts, rule_set),
        *_spans(facts),
        *_entries(facts, rule_set),
    ]
    problems += [*_codes(facts, rule_set), *_limits_of_entries(facts, rule_set), *_time_zone(facts)]
    if recorded:
        problems += _unasked(facts)
    if _is_unsound(problems):
        return problems
    return [*problems, *_basis(facts, rule_set, anchor=None if recorded else facts.enrolled_on)]


def _is_unsound(problems: Iterable[Problem]) -> bool:
    """Whether something is wrong with what the payer's period basis is compared with."""
    return any((problem.field or "").startswith(("period", "program", "coverages")) for problem in problems)


def _words(facts: PeriodFacts, rule_set: RuleSet) -> Found:
    yield from _word(facts.program, "program", "program", rule_set)
    if facts.medical_decision_making:
        words = "decision_making"
        yield from _word(facts.medical_decision_making, words, "medical_decision_making", rule_set)
    yield from _word(facts.locality, "locality", "locality", rule_set)
    for index, coverage in enumerate(facts.coverages):
        yield from _word(coverage.payer, "profile", f"coverages[{index}].payer", rule_set)
    for index, episode in enumerate(facts.episodes):
        yield from _word(episode.setting, "setting", f"episodes[{index}].setting", rule_set)
        if episode.agency_role:
            yield from _word(episode.agency_role, "agency_role", "agency_role", rule_set)
    for index, span in enumerate(facts.barred):
        yield from _word(span.kind, "barred", f"barred[{index}].kind", rule_set)


def _word(word: str, table: str, key: str, rule_set: RuleSet) -> Found:
    known = rule_set.ids(table)
    if word not in known:
        said = f"{key} is {word!r}, which is no known {table.replace('_', ' ')}."
        yield Problem(f"unknown_{table}", f"{said} Use one of: {', '.join(sorted(known))}.", key)


def _people(facts: PeriodFacts, rule_set: RuleSet) -> Found:
    known = {provider.id for provider in facts.providers}
    for provider in facts.providers:
        yield from _word(provider.type, "provider_type", f"providers.{provider.id}", rule_set)
    if facts.rendering_provider not in known:
        said = (
            f"rendering_provider is {facts.rendering_provider!r}, who is not among the providers. Add them."
        )
        yield Problem("unknown_provider", said, "rendering_provider")
    for index, entry in enumerate(facts.entries):
        if entry.by not in known:
            said = f"entries[{index}].by is {entry.by!r}, who is not among the providers. Add them."
            yield Problem("unknown_provider", said, f"entries[{index}].by")


def _spans(facts: PeriodFacts) -> Found:
    if facts.ends_on < facts.starts_on:
        said = f"period ends on {facts.ends_on}, before it begins on {facts.starts_on}. Turn the dates round."
        yield Problem("ends_before_start", said, "period")
    groups: tuple[tuple[str, Iterable[Coverage | Episode | BarredSpan]], ...] = (
        ("coverages", facts.coverages),
        ("episodes", facts.episodes),
        ("barred", facts.barred),
    )
    for name, spans in groups:
        for index, span in enumerate(spans):
            if span.from_on and span.through_on and span.through_on < span.from_on:
                said = f"{name}[{index}] ends on {span.through_on}, before it begins on {span.from_on}."
                yield Problem("ends_before_start", f"{said} Turn the dates round.", f"{name}[{index}]")
    for (one, first), (other, second) in combinations(enumerate(facts.coverages), 2):
        if _overlap(first, second):
            said = f"coverages[{one}] and coverages[{other}] hold the same days. Give each day one primary payer."
            yield Problem("coverages_overlap", said, f"coverages[{other}]")


def _overlap(one: Coverage, other: Coverage) -> bool:
    starts = max(one.from_on or date.min, other.from_on or date.min)
    return starts <= min(one.through_on or date.max, other.through_on or date.max)


def _entries(facts: PeriodFacts, rule_set: RuleSet) -> Found:
    for index, entry in enumerate(facts.entries):
        key = f"entries[{index}]"
        yield from _word(entry.activity, "activity", f"{key}.activity", rule_set)
        if entry.counterpart:
            yield from _word(entry.counterpart, "counterpart", f"{key}.counterpart", rule_set)
        if entry.channel:
            yield from _word(entry.channel, "channel", f"{key}.channel", rule_set)
        if entry.seconds <= 0:
            said = f"{key} has {entry.seconds} seconds. Time must be longer than nothing."
            yield Problem("not_positive", said, f"{key}.seconds")


def _limits_of_entries(facts: PeriodFacts, rule_set: RuleSet) -> Found:
    hours = rule_set.limit("entry_longest_hours")
    for index, entry in enumerate(facts.entries):
        if entry.seconds > hours * 3600:
            said = f"entries[{index}] lasts {entry.seconds // 60} minutes."
            remedy = f"An entry is at most {hours} hours; split it."
            yield Problem("too_long", f"{said} {remedy}", f"entries[{index}].seconds")


def _codes(facts: PeriodFacts, rule_set: RuleSet) -> Found:
    invalid = {row["id"]: row["sentence"] for row in rule_set.rows("invalid_code", on=facts.ends_on)}
    named = [(service.code, f"other_services[{index}]") for index, service in enumerate(facts.other_services)]
    for code, key in named:
        if code in invalid:
            yield Problem("invalid_code", f"{key} is {code}: {invalid[code]} Remove it.", key)
        elif not _PROCEDURE.fullmatch(code):
            yield Problem(
                "invalid_code", f"{key} is {code!r}, which is no procedure code. Write five characters.", key
            )
    for index, code in enumerate(facts.diagnoses):
        if not _DIAGNOSIS.fullmatch(code):
            key = f"diagnoses[{index}]"
            yield Problem(
                "invalid_diagnosis", f"{key} is {code!r}, which is no ICD-10-CM code. Write it as E11.9.", key
            )


def _time_zone(facts: PeriodFacts) -> Found:
    try:
        ZoneInfo(facts.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        said = (
            f"time_zone is {facts.time_zone!r}, which is no IANA time zone. Write one like America/Chicago."
        )
        yield Problem("unknown_time_zone", said, "time_zone")


def _unasked(facts: PeriodFacts) -> Found:
    wanted: list[tuple[Any, str, str]] = [(facts, name, name) for name in _RECORDED]
    for index, episode in enumerate(facts.episodes):
        wanted += [(episode, name, f"episodes[{index}].{name}") for name in _RECORDED_ON_EPISODE]
    for owner, name, key in wanted:
        if getattr(owner, name) is None:
            yield Problem(
                "not_recorded", f"{key} was not asked. Pass what is recorded, or that nothing is.", key
            )


def _basis(facts: PeriodFacts, rule_set: RuleSet, *, anchor: date | None) -> Found:
    """Whether the dates fit what each payer asks for; asked of a sound period, program and coverages only."""
    window = periods.Window(facts.starts_on, facts.ends_on)
    for index, coverage in enumerate(facts.coverages):
        part = window.clipped(from_on=coverage.from_on, through_on=coverage.through_on)
        if part is None:
            continue
        resolved = rule_set.resolved(coverage.payer, facts.program, on=part.starts_on)
        if resolved is None or not resolved.basis:
            continue
        bases = (resolved.basis, *resolved.other_bases)
        if not any(periods.fits(window, part, basis=each, anchor=anchor) for each in bases):
            basis = " or ".join(BASIS_WORDS[each] for each in bases)
            said = f"period {facts.starts_on} to {facts.ends_on} does not fit {coverage.payer}, which asks for {basis}"
            remedy = f"in {facts.program} (coverages[{index}]). Choose such a period."
            yield Problem("period_does_not_fit_payer", f"{said} {remedy}", "period")
