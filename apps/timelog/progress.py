"""How far each patient's minutes have come in the service period that is running: for lists, pages and the bar.

A view ahead, not a decision: it looks at whose time it is and at what the payer counts. What decides is the close.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from apps.patients.domain.stretches import CoverageSpan, Span, Stretch, running_stretch
from apps.patients.models import Enrollment, Patient, Stay
from apps.patients.rule_sets import Basis, bases_of, rules_in_force, spans_between
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.rules.resolved import OWN, STAFF, Pathway, Resolved
from apps.rules.ruleset import RuleSet
from apps.timelog.domain.threshold_bar import Step, ThresholdBar, threshold_bar
from apps.timelog.progress_rows import (
    Covered,
    Enrolled,
    Held,
    Time,
    coverages_of,
    enrollments_of,
    held_to,
    providers_of,
    times_of,
)

# Stays of the roster, by the name the rules give to such dates.
BARRED = {Stay.Kind.INPATIENT.value: "inpatient_stay", Stay.Kind.PART_A_NURSING.value: "part_a_stay"}
STAFF_KIND = Provider.Kind.CLINICAL_STAFF.value
NO_PAYER = "No coverage is recorded for these dates, so nothing can be billed."
NO_SETTING = "No episode of care is recorded for today, so no code fits yet."
NO_RULES = "The rules know no profile for this payer and programme."
NO_CODES = "The rules have no code for this payer and programme."


@dataclass(frozen=True)
class Progress:
    """A patient's minutes in the running period of one enrollment; `hint` says what is missing, empty if nothing.

    `payer` is the name of who pays, None where nobody does; `profile` is the payer's, empty without one. `steps` begin
    with the lowest.
    """

    enrolled: Enrolled
    provider: Provider
    payer: str | None
    profile: str
    setting: str
    stretch: Stretch
    counted_seconds: int
    not_counted_seconds: int
    steps: Sequence[Step]
    hint: str
    rule_set: RuleSet
    today: date

    @cached_property
    def enrollment(self) -> Enrollment:
        """The enrollment with its provider, as a model."""
        return self.enrolled.with_provider(self.provider)

    @property
    def next_step(self) -> Step | None:
        """The first step that the counted minutes have not reached."""
        minutes = self.counted_seconds // 60
        return next((step for step in self.steps if not step.is_reached_by(minutes)), None)

    @property
    def has_reached_a_step(self) -> bool:
        """Whether the counted minutes have come to any step."""
        return bool(self.steps) and self.steps[0].is_reached_by(self.counted_seconds // 60)

    @cached_property
    def bar(self) -> ThresholdBar:
        """The same for drawing; worked out where it is looked at."""
        return threshold_bar(
            counted_seconds=self.counted_seconds,
            not_counted_seconds=self.not_counted_seconds,
            steps=self.steps,
            starts_on=self.stretch.starts_on,
            ends_on=self.stretch.ends_on,
            today=self.today,
        )


class _Account(NamedTuple):
    """What one patient's time is held against."""

    enrolled: Enrolled
    coverage: Covered | None
    stretch: Stretch
    episodes: Sequence[Held]
    stays: Sequence[Held]
    died_on: date | None


class _Plan(NamedTuple):
    """What holds for a payer, a programme and a setting: the rules, how they add up time, and to which steps."""

    rules: Resolved | None
    pathway: Pathway | None
    setting: str
    steps: Sequence[Step]


def progress_of(actor: Actor, patients: Collection[Patient], *, today: date) -> dict[int, Progress]:
    """Return the progress of each patient who is enrolled, by the patient's id: five queries for any number."""
    return progress_by_id(actor, {patient.pk: patient.died_on for patient in patients}, today=today)


def progress_by_id(actor: Actor, died_on: Mapping[int, date | None], *, today: date) -> dict[int, Progress]:
    """Return the same for patients of whom nothing is known but when they died, if they did."""
    rule_set = rules_in_force(actor.practice)
    accounts = _accounts(actor, died_on, rule_set=rule_set, today=today)
    if not accounts:
        return {}
    first = min([each.stretch.starts_on for each in accounts.values()])
    times, whose = times_of(actor, list(accounts), first=first)
    providers = providers_of(whose.union([each.enrolled.rendering_provider_id for each in accounts.values()]))
    plans: dict[tuple[str, str, str, date], _Plan] = {}
    return {
        pk: _progress(each, times.get(pk, ()), plans, providers, rule_set=rule_set, today=today)
        for pk, each in accounts.items()
    }


def _accounts(
    actor: Actor, died_on: Mapping[int, date | None], *, rule_set: RuleSet, today: date
) -> dict[int, _Account]:
    enrollments = enrollments_of(actor, died_on.keys(), today)
    ids = list(enrollments)
    coverages, (episodes, stays) = coverages_of(ids), held_to(ids)
    bases_by: dict[tuple[str, str], list[Basis]] = {}
    found = {}
    for patient_id, enrolled in enrollments.items():
        mine = coverages.get(patient_id, ())
        stretch = _current_stretch(enrolled, mine, bases_by, rule_set=rule_set, today=today)
        if stretch is not None:
            coverage = next((row for row in mine if row.id == stretch.coverage), None)
            found[patient_id] = _Account(
                enrolled,
                coverage,
                stretch,
                episodes.get(patient_id, ()),
                stays.get(patient_id, ()),
                died_on[patient_id],
            )
    return found


def _current_stretch(
    enrolled: Enrolled,
    coverages: Sequence[Covered],
    bases_by: dict[tuple[str, str], list[Basis]],
    *,
    rule_set: RuleSet,
    today: date,
) -> Stretch | None:
    """Return the stretch that runs; what a profile's period goes by is looked up once for all who have it."""
    spans: list[CoverageSpan] = []
    for row in coverages:
        key = profile, program = row.profile, enrolled.program
        if key not in bases_by:
            bases_by[key] = bases_of(rule_set, profile=profile, program=program)
        spans += spans_between(row.id, Span(row.starts_on, row.ends_on), bases_by[key])
    return running_stretch(Span(enrolled.starts_on, enrolled.ends_on), coverages=spans, today=today)


def _progress(
    account: _Account,
    times: Sequence[Time],
    plans: dict[tuple[str, str, str, date], _Plan],
    providers: Mapping[int, Provider],
    *,
    rule_set: RuleSet,
    today: date,
) -> Progress:
    """Return how far the time comes; what holds for a payer, programme and setting is worked out once for all."""
    stretch, enrolled = account.stretch, account.enrolled
    day = min(max(today, stretch.starts_on), stretch.ends_on)
    profile = account.coverage.profile if account.coverage else ""
    setting = next((episode.word for episode in account.episodes if _holds(episode, day)), "")
    key = (profile, enrolled.program, setting, day)
    plan = plans.get(key) or plans.setdefault(key, _plan(rule_set, *key))
    counted, not_counted = _added(account, times, plan, providers)
    return Progress(
        enrolled=enrolled,
        provider=providers[enrolled.rendering_provider_id],
        payer=account.coverage.payer if account.coverage else None,
        profile=profile,
        setting=setting,
        stretch=stretch,
        counted_seconds=counted,
        not_counted_seconds=not_counted,
        steps=plan.steps,
        hint=_hint(account, plan),
        rule_set=rule_set,
        today=today,
    )


def _added(
    account: _Account, times: Sequence[Time], plan: _Plan, providers: Mapping[int, Provider]
) -> tuple[int, int]:
    """Return the seconds that count and those that do not, of the time inside the stretch.

    What is the same for all of a patient's time is looked at once.
    """
    first, last = account.stretch.starts_on.toordinal(), account.stretch.ends_on.toordinal()
    rules, pathway = plan.rules, plan.pathway
    if rules is None or pathway is None:
        return 0, sum([time[6] for time in times if first <= time[5] <= last])
    own, is_anybodys = account.enrolled.rendering_provider_id, pathway.time_of not in (OWN, STAFF)
    is_staffs = pathway.time_of == STAFF
    counts_on, cells = _day_judge(account, plan, rules), rules.cells
    counted = whole = 0
    for _, provider, activity, counterpart, channel, day, seconds, is_confirmed in times:
        if first <= day <= last:
            whole += seconds
            if (
                is_confirmed
                and (provider == own or is_anybodys or (is_staffs and providers[provider].kind == STAFF_KIND))
                and (counts_on is None or counts_on(day))
            ):
                of_kind = (activity, counterpart, channel)
                if not (cells.get(of_kind) or rules.cell(*of_kind)).reason:
                    counted += seconds
    return counted, whole - counted


def _plan(rule_set: RuleSet, profile: str, program: str, setting: str, on: date) -> _Plan:
    """Return what holds, with the way of adding up that needs nothing but time; None where the payer has no code."""
    rules = rule_set.resolved(profile, program, on=on) if profile else None
    ways = rules.pathways if rules else ()
    pathway = next((path for path in ways if not path.decision_making and not path.only_alternative), None)
    return _Plan(rules, pathway, setting, _steps(rules, pathway, setting))


def _steps(rules: Resolved | None, pathway: Pathway | None, setting: str) -> list[Step]:
    if rules is None or pathway is None or rules.stop:
        return []
    tiers = pathway.tiers.get(setting if rules.needs_setting else "", ())
    return sorted((Step(tier.minutes, tier.code) for tier in tiers), key=lambda step: step.minutes)


def _day_judge(account: _Account, plan: _Plan, rules: Resolved) -> Callable[[int], bool] | None:
    """Return what says whether time of a day of the stretch can count; None where all days are alike."""
    first, last = account.stretch.starts_on, account.stretch.ends_on
    settings = [each for each in account.episodes if each.word == plan.setting]
    has_place = not rules.needs_setting or any(_holds(each, first, last) for each in settings)
    barred = [stay for stay in account.stays if account.enrolled.program in rules.barred[BARRED[stay.word]]]
    died_on = account.died_on
    if has_place and not barred and died_on is None:
        return None

    def counts(number: int) -> bool:
        day = date.fromordinal(number)
        if died_on is not None and day > died_on:
            return False
        if not has_place and not any(_holds(each, day) for each in settings):
            return False
        return not any(_holds(stay, day) for stay in barred)

    return counts


def _hint(account: _Account, plan: _Plan) -> str:
    rules = plan.rules
    if account.coverage is None:
        return NO_PAYER
    if rules is None:
        return NO_RULES
    if rules.stop:
        return rules.source.reason(rules.stop).sentence.replace("{payer}", account.coverage.payer)
    if plan.pathway is None:
        return NO_CODES
    return NO_SETTING if rules.needs_setting and not plan.setting else ""


def _holds(row: Held, day: date, last: date | None = None) -> bool:
    return row.starts_on <= day and (row.ends_on is None or (last or day) <= row.ends_on)
