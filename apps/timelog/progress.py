"""How far each patient's minutes have come in the service period that is running: for lists, pages and the bar.

A view ahead, not a decision: it looks at whose time it is and at what the payer counts. What decides is the close.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from apps.patients.domain.stretches import CoverageSpan, Span, Stretch, running_stretch
from apps.patients.models import CareEpisode, Coverage, Enrollment, Patient, Stay
from apps.patients.rule_sets import Basis, bases_of, rules_in_force, spans_between
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.prepared import Question, Slot
from apps.practice.prepared_lists import Among
from apps.rules.resolved import OWN, STAFF, Pathway, Resolved
from apps.rules.ruleset import RuleSet
from apps.timelog.domain.threshold_bar import Step, ThresholdBar, threshold_bar
from apps.timelog.models import EntryVersion
from apps.timelog.standing import newest

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

    enrollment: Enrollment
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


class _Time(NamedTuple):
    """A version's time, as far as counting it goes."""

    patient_id: int
    provider_id: int
    provider_kind: str
    activity: str
    counterpart: str
    channel: str
    on: date
    seconds: int
    is_confirmed: bool


class _Coverage(NamedTuple):
    """A coverage with what matters of its payer."""

    id: int
    patient_id: int
    starts_on: date | None
    ends_on: date | None
    payer: str
    profile: str


class _Held(NamedTuple):
    """A stretch of an episode or of a stay, both ends inclusive; `word` is its setting, or the kind of stay."""

    word: str
    starts_on: date
    ends_on: date | None


class _Account(NamedTuple):
    """What one patient's time is held against."""

    enrollment: Enrollment
    coverage: _Coverage | None
    stretch: Stretch
    episodes: Sequence[_Held]
    stays: Sequence[_Held]
    died_on: date | None


class _Plan(NamedTuple):
    """What holds for a payer, a programme and a setting: the rules, how they add up time, and to which steps."""

    rules: Resolved | None
    pathway: Pathway | None
    setting: str
    steps: Sequence[Step]


def progress_of(actor: Actor, patients: Collection[Patient], *, today: date) -> dict[int, Progress]:
    """Return the progress of each patient who is enrolled, by the patient's id: five queries for any number."""
    died_on = {patient.pk: patient.died_on for patient in patients}
    rule_set = rules_in_force(actor.practice)
    accounts = dict(_accounts(actor, died_on, rule_set=rule_set, today=today))
    times = _times(actor, {patient_id: account.stretch for patient_id, account in accounts.items()})
    plans: dict[tuple[str, str, str, date], _Plan] = {}
    return {
        pk: _progress(each, times.get(pk, ()), plans, rule_set=rule_set, today=today)
        for pk, each in accounts.items()
    }


def _accounts(
    actor: Actor, died_on: Mapping[int, date | None], *, rule_set: RuleSet, today: date
) -> Iterator[tuple[int, _Account]]:
    enrollments = _enrollments(actor, died_on.keys(), today)
    ids = list(enrollments)
    coverages: dict[int, list[_Coverage]] = defaultdict(list)
    for row in map(_Coverage._make, _COVERAGES.all(ids=ids)):
        coverages[row.patient_id].append(row)
    episodes, stays = _held(_EPISODES, ids), _held(_STAYS, ids)
    bases_by: dict[tuple[str, str], list[Basis]] = {}
    for patient_id, enrollment in enrollments.items():
        mine = coverages[patient_id]
        stretch = _current_stretch(enrollment, mine, bases_by, rule_set=rule_set, today=today)
        if stretch is not None:
            yield (
                patient_id,
                _Account(
                    enrollment=enrollment,
                    coverage=next((row for row in mine if row.id == stretch.coverage), None),
                    stretch=stretch,
                    episodes=episodes.get(patient_id, ()),
                    stays=stays.get(patient_id, ()),
                    died_on=died_on[patient_id],
                ),
            )


def _enrollments(actor: Actor, ids: Collection[int], today: date) -> dict[int, Enrollment]:
    """Return the enrollment that runs, or comes next, for each patient; oversight before other programmes."""
    rows = _ENROLLMENTS.all(practice=actor.practice.pk, ids=list(ids), today=today)
    found: dict[int, Enrollment] = {}
    for row in sorted(
        rows, key=lambda row: (row.starts_on > today, row.program != "cpo", row.starts_on, row.pk)
    ):
        found.setdefault(row.patient_id, row)
    return found


def _current_stretch(
    enrollment: Enrollment,
    coverages: Sequence[_Coverage],
    bases_by: dict[tuple[str, str], list[Basis]],
    *,
    rule_set: RuleSet,
    today: date,
) -> Stretch | None:
    """Return the stretch that runs; what a profile's period goes by is looked up once for all who have it."""
    spans: list[CoverageSpan] = []
    for row in coverages:
        key = profile, program = row.profile, enrollment.program
        if key not in bases_by:
            bases_by[key] = bases_of(rule_set, profile=profile, program=program)
        spans += spans_between(row.id, Span(row.starts_on, row.ends_on), bases_by[key])
    return running_stretch(Span(enrollment.starts_on, enrollment.ends_on), coverages=spans, today=today)


def _times(actor: Actor, within: Mapping[int, Stretch]) -> dict[int, list[_Time]]:
    """Return the time of each patient inside the stretch, without void entries: one query.

    By the patients alone: said together with them, SQLite takes the practice for what chooses best, and reads it all.
    """
    found: dict[int, list[_Time]] = defaultdict(list)
    if not within:
        return found
    first = min(stretch.starts_on for stretch in within.values())
    for time in map(_Time._make, _TIMES.all(practice=actor.practice.pk, ids=list(within), first=first)):
        stretch = within[time.patient_id]
        if stretch.starts_on <= time.on <= stretch.ends_on:
            found[time.patient_id].append(time)
    return found


def _progress(
    account: _Account,
    times: Sequence[_Time],
    plans: dict[tuple[str, str, str, date], _Plan],
    *,
    rule_set: RuleSet,
    today: date,
) -> Progress:
    """Return how far the time comes; what holds for a payer, programme and setting is worked out once for all."""
    stretch, enrollment = account.stretch, account.enrollment
    day = min(max(today, stretch.starts_on), stretch.ends_on)
    profile = account.coverage.profile if account.coverage else ""
    setting = next((episode.word for episode in account.episodes if _holds(episode, day)), "")
    key = (profile, enrollment.program, setting, day)
    plan = plans.get(key) or plans.setdefault(key, _plan(rule_set, *key))
    counts = _judge(account, plan)
    counted = sum([time.seconds for time in times if counts(time)]) if counts else 0
    return Progress(
        enrollment=enrollment,
        payer=account.coverage.payer if account.coverage else None,
        profile=profile,
        setting=setting,
        stretch=stretch,
        counted_seconds=counted,
        not_counted_seconds=sum([time.seconds for time in times]) - counted,
        steps=plan.steps,
        hint=_hint(account, plan),
        rule_set=rule_set,
        today=today,
    )


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


def _judge(account: _Account, plan: _Plan) -> Callable[[_Time], bool] | None:
    """Return what says whether some time counts; what is the same for all of a patient's time is looked at once."""
    rules, pathway = plan.rules, plan.pathway
    if rules is None or pathway is None:
        return None
    own, died_on = account.enrollment.rendering_provider_id, account.died_on
    is_ones_own, is_staffs = pathway.time_of in (OWN, STAFF), pathway.time_of == STAFF
    barred = [stay for stay in account.stays if account.enrollment.program in rules.barred[BARRED[stay.word]]]
    # all the time looked at lies between the ends of the stretch
    first, last = account.stretch.starts_on, account.stretch.ends_on
    settings = [each for each in account.episodes if each.word == plan.setting]
    has_place = not rules.needs_setting or any(_holds(each, first, last) for each in settings)

    def counts(time: _Time) -> bool:
        if not time.is_confirmed:
            return False
        if is_ones_own and time.provider_id != own and not (is_staffs and time.provider_kind == STAFF_KIND):
            return False
        if died_on is not None and time.on > died_on:
            return False
        if not has_place and not any(_holds(each, time.on) for each in settings):
            return False
        if barred and any(_holds(stay, time.on) for stay in barred):
            return False
        return not rules.cell(time.activity, time.counterpart, time.channel).reason

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


def _holds(row: _Held, day: date, last: date | None = None) -> bool:
    return row.starts_on <= day and (row.ends_on is None or (last or day) <= row.ends_on)


def _held(asked: Question, ids: list[int]) -> dict[int, list[_Held]]:
    found: dict[int, list[_Held]] = defaultdict(list)
    for patient_id, *of_row in asked.all(ids=ids):
        found[patient_id].append(_Held(*of_row))
    return found


def _time_of_patients() -> QuerySet[EntryVersion, Any]:
    rows = EntryVersion.objects.filter(
        Among("patient", "ids"), performed_on__gte=Slot("first"), is_void=False
    )
    return newest(rows.order_by(), practice=Slot("practice")).values_list(
        "patient_id", "provider_id", "provider__kind", "activity", "counterpart", "channel", "performed_on",
        "seconds", "is_confirmed",
    )  # fmt: skip


def _dated(model: type[CareEpisode | Stay], word: str) -> Question:
    columns = ("patient_id", word, "starts_on", "ends_on")
    return Question(lambda: model.objects.filter(Among("patient", "ids")).values_list(*columns))


_ENROLLMENTS = Question(
    lambda: (
        Enrollment.objects.filter(Among("patient", "ids"), practice=Slot("practice"))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=Slot("today")))
        .select_related("rendering_provider")
        .order_by()
    )
)
_COVERAGES = Question(
    lambda: (
        Coverage.objects.filter(Among("patient", "ids"))
        .order_by(F("starts_on").asc(nulls_first=True), "pk")
        .values_list("pk", "patient_id", "starts_on", "ends_on", "payer__name", "payer__profile")
    )
)
_EPISODES, _STAYS = _dated(CareEpisode, "setting"), _dated(Stay, "kind")
_TIMES = Question(_time_of_patients)
