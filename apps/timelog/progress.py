"""How far each patient's minutes have come in the service period that is running: for lists, pages and the bar.

A view ahead, not a decision: it looks at whose time it is and at what the payer counts. What decides is the close.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
NO_PAYER = "No coverage is recorded for these dates, so nothing can be billed."
NO_SETTING = "No episode of care is recorded for today, so no code fits yet."
NO_RULES = "The rules know no profile for this payer and programme."
NO_CODES = "The rules have no code for this payer and programme."


@dataclass(frozen=True, slots=True)
class Progress:
    """A patient's minutes in the running period of one enrollment; `hint` says what is missing, empty if nothing.

    `coverage` is None where nobody pays. `profile` is the payer's, empty without one.
    """

    enrollment: Enrollment
    coverage: Coverage | None
    profile: str
    setting: str
    stretch: Stretch
    counted_seconds: int
    not_counted_seconds: int
    bar: ThresholdBar
    hint: str
    rule_set: RuleSet


class _Time(NamedTuple):
    """A version's time, as far as counting it goes."""

    provider_id: int
    is_staff: bool
    activity: str
    counterpart: str
    channel: str
    on: date
    seconds: int
    is_confirmed: bool


class _Held(NamedTuple):
    """A stretch of an episode or of a stay, both ends inclusive; `word` is its setting, or the kind of stay."""

    word: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class _Account:
    """What one patient's time is held against."""

    enrollment: Enrollment
    coverage: Coverage | None
    stretch: Stretch
    episodes: Sequence[_Held]
    stays: Sequence[_Held]
    died_on: date | None


def progress_of(actor: Actor, patients: Collection[Patient], *, today: date) -> dict[int, Progress]:
    """Return the progress of each patient who is enrolled, by the patient's id: five queries for any number."""
    wanted = {patient.pk: patient for patient in patients}
    rule_set = rules_in_force(actor.practice)
    accounts = dict(_accounts(actor, wanted, rule_set=rule_set, today=today))
    times = _times(actor, {patient_id: account.stretch for patient_id, account in accounts.items()})
    return {pk: _progress(each, times[pk], rule_set=rule_set, today=today) for pk, each in accounts.items()}


def _accounts(
    actor: Actor, wanted: Mapping[int, Patient], *, rule_set: RuleSet, today: date
) -> Iterator[tuple[int, _Account]]:
    enrollments = _enrollments(actor, wanted, today)
    ids = list(enrollments)
    coverages: dict[int, list[Coverage]] = defaultdict(list)
    for row in _COVERAGES.all(ids=ids):
        coverages[row.patient_id].append(row)
    episodes, stays = _held(_EPISODES, ids), _held(_STAYS, ids)
    bases_by: dict[tuple[str, str], list[Basis]] = {}
    for patient_id, enrollment in enrollments.items():
        stretch = _current_stretch(
            enrollment, coverages[patient_id], bases_by, rule_set=rule_set, today=today
        )
        if stretch is not None:
            payer = next((row for row in coverages[patient_id] if row.pk == stretch.coverage), None)
            yield (
                patient_id,
                _Account(
                    enrollment=enrollment,
                    coverage=payer,
                    stretch=stretch,
                    episodes=episodes[patient_id],
                    stays=stays[patient_id],
                    died_on=wanted[patient_id].died_on,
                ),
            )


def _enrollments(actor: Actor, wanted: Mapping[int, Patient], today: date) -> dict[int, Enrollment]:
    """Return the enrollment that runs, or comes next, for each patient; oversight before other programmes."""
    rows = _ENROLLMENTS.all(practice=actor.practice.pk, ids=list(wanted), today=today)
    found: dict[int, Enrollment] = {}
    for row in sorted(
        rows, key=lambda row: (row.starts_on > today, row.program != "cpo", row.starts_on, row.pk)
    ):
        found.setdefault(row.patient_id, row)
    return found


def _current_stretch(
    enrollment: Enrollment,
    coverages: Sequence[Coverage],
    bases_by: dict[tuple[str, str], list[Basis]],
    *,
    rule_set: RuleSet,
    today: date,
) -> Stretch | None:
    """Return the stretch that runs; what a profile's period goes by is looked up once for all who have it."""
    spans: list[CoverageSpan] = []
    for row in coverages:
        profile, program = row.payer.profile, enrollment.program
        if (profile, program) not in bases_by:
            bases_by[profile, program] = bases_of(rule_set, profile=profile, program=program)
        spans += spans_between(row.pk, Span(row.starts_on, row.ends_on), bases_by[profile, program])
    return running_stretch(Span(enrollment.starts_on, enrollment.ends_on), coverages=spans, today=today)


def _times(actor: Actor, within: Mapping[int, Stretch]) -> dict[int, list[_Time]]:
    """Return the time of each patient inside the stretch, without void entries: one query.

    By the patients alone: said together with them, SQLite takes the practice for what chooses best, and reads it all.
    """
    found: dict[int, list[_Time]] = defaultdict(list)
    if not within:
        return found
    first = min(stretch.starts_on for stretch in within.values())
    rows = _TIMES.all(practice=actor.practice.pk, ids=list(within), first=first)
    for patient_id, provider_id, kind, activity, counterpart, channel, on, seconds, stands in rows:
        if within[patient_id].starts_on <= on <= within[patient_id].ends_on:
            is_staff = kind == Provider.Kind.CLINICAL_STAFF
            found[patient_id].append(
                _Time(provider_id, is_staff, activity, counterpart, channel, on, seconds, stands)
            )
    return found


def _progress(account: _Account, times: Sequence[_Time], *, rule_set: RuleSet, today: date) -> Progress:
    stretch = account.stretch
    day = min(max(today, stretch.starts_on), stretch.ends_on)
    profile = account.coverage.payer.profile if account.coverage else ""
    rules = rule_set.resolved(profile, account.enrollment.program, on=day) if profile else None
    setting = next((episode.word for episode in account.episodes if _holds(episode, day)), "")
    pathway = _pathway(rules)
    counts = _judge(account, rules, pathway, setting) if rules is not None and pathway is not None else None
    counted = sum(time.seconds for time in times if counts(time)) if counts else 0
    left_out = sum(time.seconds for time in times) - counted
    return Progress(
        enrollment=account.enrollment,
        coverage=account.coverage,
        profile=profile,
        setting=setting,
        stretch=stretch,
        counted_seconds=counted,
        not_counted_seconds=left_out,
        bar=threshold_bar(
            counted_seconds=counted,
            not_counted_seconds=left_out,
            steps=_steps(rules, pathway, setting),
            starts_on=stretch.starts_on,
            ends_on=stretch.ends_on,
            today=today,
        ),
        hint=_hint(account, rules, pathway, setting),
        rule_set=rule_set,
    )


def _pathway(rules: Resolved | None) -> Pathway | None:
    """Return the way of adding up that needs nothing but time; None where the payer has no code."""
    if rules is None:
        return None
    return next(
        (path for path in rules.pathways if not path.decision_making and not path.only_alternative), None
    )


def _judge(account: _Account, rules: Resolved, pathway: Pathway, setting: str) -> Callable[[_Time], bool]:
    """Return what says whether some time counts; what is the same for all of a patient's time is looked at once."""
    own, died_on = account.enrollment.rendering_provider_id, account.died_on
    barred = [stay for stay in account.stays if account.enrollment.program in rules.barred[BARRED[stay.word]]]
    first, last = (
        account.stretch.starts_on,
        account.stretch.ends_on,
    )  # all the time looked at lies between them
    settings = [each for each in account.episodes if each.word == setting]
    has_place = not rules.needs_setting or any(_holds(each, first, last) for each in settings)

    def counts(time: _Time) -> bool:
        if not time.is_confirmed:
            return False
        is_one_of = time.provider_id == own or (pathway.time_of == STAFF and time.is_staff)
        if pathway.time_of in (OWN, STAFF) and not is_one_of:
            return False
        if died_on is not None and time.on > died_on:
            return False
        if not has_place and not any(_holds(each, time.on) for each in settings):
            return False
        if barred and any(_holds(stay, time.on) for stay in barred):
            return False
        return not rules.cell(time.activity, time.counterpart, time.channel).reason

    return counts


def _steps(rules: Resolved | None, pathway: Pathway | None, setting: str) -> list[Step]:
    if rules is None or pathway is None or rules.stop:
        return []
    tiers = pathway.tiers.get(setting if rules.needs_setting else "", ())
    return [Step(tier.minutes, tier.code) for tier in tiers]


def _hint(account: _Account, rules: Resolved | None, pathway: Pathway | None, setting: str) -> str:
    if account.coverage is None:
        return NO_PAYER
    if rules is None:
        return NO_RULES
    if rules.stop:
        return rules.source.reason(rules.stop).sentence.replace("{payer}", account.coverage.payer.name)
    if pathway is None:
        return NO_CODES
    return NO_SETTING if rules.needs_setting and not setting else ""


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
        .select_related("payer")
        .only("patient", "starts_on", "ends_on", "payer__name", "payer__profile")
        .order_by(F("starts_on").asc(nulls_first=True), "pk")
    )
)
_EPISODES, _STAYS = _dated(CareEpisode, "setting"), _dated(Stay, "kind")
_TIMES = Question(_time_of_patients)
