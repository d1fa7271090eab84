"""Cut enrollments into service periods; closed periods stand."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Least

from apps.billing.models import ServicePeriod
from apps.billing.operations.books import PATIENTS_IN_A_CHUNK, locked_books
from apps.patients.domain.stretches import CoverageSpan, Span, Stretch, stretches
from apps.patients.models import Coverage, Enrollment
from apps.patients.rule_sets import coverage_spans, rules_in_force
from apps.practice.access import Actor
from apps.practice.bulk import insert
from apps.rules.ruleset import RuleSet

log = logging.getLogger(__name__)

# First and last day, first and last day of the window, coverage.
Dates = tuple[date, date, date, date, int | None]


class _Coverage(NamedTuple):
    """A coverage as the cut needs it."""

    id: int
    starts_on: date | None
    ends_on: date | None
    profile: str


class _Period(NamedTuple):
    """A service period as the cut needs it."""

    id: int
    is_closed: bool
    dates: Dates


def cut_periods(actor: Actor, *, today: date) -> int:
    """Cut the open service periods of every enrollment that needs it; return how many enrollments were cut.

    An enrollment needs it after a change (`periods_are_cut` is False) or when its last period ended before `today`
    and it goes on. Each chunk is committed by itself; repeating it changes nothing. An enrollment that cannot be cut
    holds back no other: it is logged, its open periods keep the error, and nothing of it is closed meanwhile.
    """
    left = sorted(_enrollments_to_cut(actor, today))
    done = 0
    for waits in (False, True):
        skipped: list[int] = []
        for start in range(0, len(left), PATIENTS_IN_A_CHUNK):
            chunk = left[start : start + PATIENTS_IN_A_CHUNK]
            cut, failed = _cut_or_split(actor, chunk, today=today, waits=waits)
            done += len(cut)
            skipped += [pk for pk in chunk if pk not in cut | failed]
        left = skipped
    return done


def cut_patient(actor: Actor, *, patient_id: int, today: date) -> None:
    """Cut the open periods of one patient now, where a change waits for it."""
    waiting = Enrollment.objects.filter(practice=actor.practice, patient=patient_id, periods_are_cut=False)
    chosen = list(waiting.values_list("pk", flat=True))
    if chosen:
        _cut_or_split(actor, chosen, today=today, waits=True)


def _cut_or_split(
    actor: Actor, enrollment_ids: Collection[int], *, today: date, waits: bool
) -> tuple[set[int], set[int]]:
    """Cut the enrollments together, or one by one when that fails; return those that were cut and those that failed."""
    try:
        return _cut_chunk(actor, enrollment_ids, today=today, waits=waits), set()
    except Exception as error:
        if len(enrollment_ids) == 1:
            if isinstance(error, (InterfaceError, OperationalError)):
                raise  # the database is away or busy: no fault of this row
            log.exception("Enrollment %s could not be cut into periods.", *enrollment_ids)
            _keep_error(enrollment_ids)
            return set(), set(enrollment_ids)
        log.warning("A chunk of enrollments could not be cut; cutting them one by one.", exc_info=True)
    cut: set[int] = set()
    failed: set[int] = set()
    for pk in enrollment_ids:
        cut_one, failed_one = _cut_or_split(actor, [pk], today=today, waits=waits)
        cut, failed = cut | cut_one, failed | failed_one
    return cut, failed


def _keep_error(enrollment_ids: Collection[int]) -> None:
    Enrollment.objects.filter(pk__in=enrollment_ids).update(periods_are_cut=False)
    ServicePeriod.objects.filter(enrollment__in=enrollment_ids, state=ServicePeriod.State.OPEN).update(
        last_error="The enrollment could not be cut into periods. The log says more."
    )


def _enrollments_to_cut(actor: Actor, today: date) -> set[int]:
    mine = Enrollment.objects.filter(practice=actor.practice)
    changed = mine.filter(periods_are_cut=False)
    return {*changed.values_list("pk", flat=True), *_run_out(mine, today).values_list("pk", flat=True)}


def _run_out(enrollments: QuerySet[Enrollment], today: date) -> QuerySet[Enrollment]:
    """Give the enrollments without a period on the last day that has to be cut: today, the end, or the death."""
    now = Value(today)
    last_day = Least(now, Coalesce(F("ends_on"), now), Coalesce(F("patient__died_on"), now))
    periods = ServicePeriod.objects.filter(enrollment=OuterRef("pk"), ends_on__gte=OuterRef("last_day"))
    return enrollments.annotate(last_day=last_day).filter(
        ~Exists(periods), Q(patient__died_on__isnull=True) | Q(patient__died_on__gte=F("starts_on"))
    )


@transaction.atomic
def _cut_chunk(actor: Actor, enrollment_ids: Collection[int], *, today: date, waits: bool) -> set[int]:
    """Cut those of the enrollments whose patients' books can be had; return their ids."""
    mine = Enrollment.objects.filter(practice=actor.practice, pk__in=enrollment_ids)
    patient_ids = set(mine.values_list("patient_id", flat=True))
    books = locked_books(actor.practice, patient_ids=patient_ids, waits=waits)
    free = mine.filter(patient_id__in=books)
    # Set before anything is read: whoever changes a coverage meanwhile waits here and then clears it again.
    free.filter(periods_are_cut=False).update(periods_are_cut=True)
    rule_set = rules_in_force(actor.practice)
    enrollments = list(free.select_related("patient"))
    coverages = _coverages(books)
    old = _periods(enrollments)
    stale: list[int] = []
    fresh: list[ServicePeriod] = []
    for enrollment in enrollments:
        wanted = _stretches(enrollment, coverages[enrollment.patient_id], old[enrollment.pk], rule_set, today)
        stale += _no_longer_wanted(old[enrollment.pk], wanted)
        fresh += _missing(enrollment, old[enrollment.pk], wanted)
    if stale:
        ServicePeriod.objects.filter(pk__in=stale, state=ServicePeriod.State.OPEN).delete()
    insert(fresh)
    return {enrollment.pk for enrollment in enrollments}


def _coverages(patient_ids: Iterable[int]) -> dict[int, list[_Coverage]]:
    found: dict[int, list[_Coverage]] = defaultdict(list)
    rows = Coverage.objects.filter(patient_id__in=patient_ids)
    rows = rows.order_by(F("starts_on").asc(nulls_first=True), "pk")
    for patient_id, pk, first, last, profile in rows.values_list(
        "patient_id", "pk", "starts_on", "ends_on", "payer__profile"
    ):
        found[patient_id].append(_Coverage(pk, first, last, profile))
    return found


def _periods(enrollments: Sequence[Enrollment]) -> dict[int, list[_Period]]:
    found: dict[int, list[_Period]] = defaultdict(list)
    rows = ServicePeriod.objects.filter(enrollment__in=[enrollment.pk for enrollment in enrollments])
    names = ("starts_on", "ends_on", "window_starts_on", "window_ends_on", "coverage_id")
    for enrollment_id, pk, state, *dates in rows.values_list("enrollment_id", "pk", "state", *names):
        found[enrollment_id].append(_Period(pk, state == ServicePeriod.State.CLOSED, tuple(dates)))
    return found


def _stretches(
    enrollment: Enrollment,
    coverages: Sequence[_Coverage],
    periods: Sequence[_Period],
    rule_set: RuleSet,
    today: date,
) -> list[Stretch]:
    died_on = enrollment.patient.died_on
    cut = stretches(
        Span(enrollment.starts_on, enrollment.ends_on),
        coverages=list(_spans(coverages, enrollment.program, rule_set)),
        closed=[Span(row.dates[0], row.dates[1]) for row in periods if row.is_closed],
        today=today,
    )
    return [each for each in cut if died_on is None or each.starts_on <= died_on]


def _spans(coverages: Iterable[_Coverage], program: str, rule_set: RuleSet) -> Iterator[CoverageSpan]:
    for row in coverages:
        dates = Span(row.starts_on, row.ends_on)
        yield from coverage_spans(row.id, dates, profile=row.profile, program=program, rule_set=rule_set)


def _no_longer_wanted(periods: Iterable[_Period], wanted: Iterable[Stretch]) -> list[int]:
    keep = {_dates(each) for each in wanted}
    return [row.id for row in periods if not row.is_closed and row.dates not in keep]


def _missing(
    enrollment: Enrollment, periods: Iterable[_Period], wanted: Iterable[Stretch]
) -> Iterator[ServicePeriod]:
    there = {row.dates for row in periods if not row.is_closed}
    for each in wanted:
        if _dates(each) not in there:
            yield ServicePeriod(
                practice_id=enrollment.practice_id,
                patient_id=enrollment.patient_id,
                enrollment=enrollment,
                coverage_id=each.coverage,
                window_starts_on=each.window_starts_on,
                window_ends_on=each.window_ends_on,
                starts_on=each.starts_on,
                ends_on=each.ends_on,
                due_on=each.due_on,
            )


def _dates(each: Stretch) -> Dates:
    return each.starts_on, each.ends_on, each.window_starts_on, each.window_ends_on, each.coverage
