"""Who is enrolled, who could be by the facts on record, and which goals were followed: as rows to choose by."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from apps.billing.models import ServicePeriod
from apps.patients.models import CareEpisode, Diagnosis, Enrollment, Patient, PatientStatus
from apps.practice.access import Actor, rows_of
from apps.timelog.models import TimeEntry

CHRONIC_CONDITIONS = 2


def running(actor: Actor) -> Q:
    """What runs today, both ends inclusive."""
    today = actor.today
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def active_on(first: date, last: date) -> Q:
    """Choose what holds on any day of a stretch, both inclusive; open ends hold on."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=last)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def enrolled_on(actor: Actor, *, program: str = "", provider: int | None = None) -> QuerySet[Any, Any]:
    """Return the patients enrolled today, in one programme or any, with one provider or any."""
    rows = rows_of(actor, Enrollment).filter(running(actor))
    if program and program != "any":
        rows = rows.filter(program=program)
    if provider is not None:
        rows = rows.filter(rendering_provider=provider)
    return rows.values("patient")


def worked_for_nobody_enrolled(actor: Actor, first: date, last: date) -> Q:
    """Choose entries of these dates, both inclusive, for patients who were in no programme on the day of the work.

    What a closed period holds stays there when the enrollment ends before it after all. Most are in a programme on all
    the dates: those are known at once, and only for the others each day is looked up.
    """
    always = rows_of(actor, Enrollment).filter(starts_on__lte=first).filter(_lasts_until(last))
    that_day = rows_of(actor, Enrollment).filter(
        _lasts_until(OuterRef("performed_on")),
        patient=OuterRef("patient"),
        starts_on__lte=OuterRef("performed_on"),
    )
    held = rows_of(actor, ServicePeriod).filter(
        state=ServicePeriod.State.CLOSED,
        patient=OuterRef("patient"),
        starts_on__lte=OuterRef("performed_on"),
        ends_on__gte=OuterRef("performed_on"),
    )
    of_none = Q(patient__isnull=False) & ~Q(patient__in=always.values("patient")) & ~Q(Exists(that_day))
    return of_none & ~Q(Exists(held))


def _lasts_until(day: Any) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gte=day)


def worked_in_open_period(actor: Actor, since: date) -> Q:
    """Choose entries in service periods that are still open, or are still to be cut, of those begun on or after a day.

    Only somebody enrolled some minutes ago has periods still to be cut; then that is looked up too.
    """
    open_then = rows_of(actor, ServicePeriod).filter(
        state=ServicePeriod.State.OPEN,
        patient=OuterRef("patient"),
        starts_on__gte=since,
        starts_on__lte=OuterRef("performed_on"),
        ends_on__gte=OuterRef("performed_on"),
    )
    found = Q(Exists(open_then))
    uncut = without_periods(actor)
    if uncut.exists():
        of_patient = uncut.filter(patient=OuterRef("patient"), starts_on__lte=OuterRef("performed_on"))
        found |= Q(Exists(of_patient.filter(_lasts_until(OuterRef("performed_on")))))
    return Q(performed_on__gte=since) & found


def without_periods(actor: Actor) -> QuerySet[Enrollment]:
    """Return the enrollments that no service period has been cut of yet."""
    periods = ServicePeriod.objects.filter(enrollment=OuterRef("pk"))
    return rows_of(actor, Enrollment).filter(~Exists(periods), periods_are_cut=False)


def could_be_enrolled(actor: Actor, *, program: str) -> QuerySet[Any, Any]:
    """Return living patients with the facts that a programme asks for first, who are in none today.

    Oversight: under an agency or in a facility today. Chronic care: recorded as eligible, or two or more chronic
    conditions on the problem list. That makes somebody worth a look; what else a code needs is decided later.
    """
    if program == Enrollment.Program.CARE_PLAN_OVERSIGHT:
        under_care = rows_of(actor, CareEpisode).filter(running(actor)).values("patient")
        return _free(rows_of(actor, Patient).filter(pk__in=under_care), actor)
    eligible = rows_of(actor, PatientStatus).filter(
        running(actor), kind=PatientStatus.Kind.ELIGIBLE_FOR_CHRONIC_CARE, struck_at__isnull=True
    )
    worth_a_look = Q(pk__in=eligible.values("patient")) | Q(pk__in=with_chronic_conditions(actor))
    return _free(rows_of(actor, Patient).filter(worth_a_look), actor)


def _free(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any, Any]:
    """Leave those who live and are in no programme; a record merged into another is nobody."""
    return (
        rows.filter(died_on__isnull=True, merged_into__isnull=True)
        .exclude(pk__in=enrolled_on(actor))
        .values("pk")
    )


def with_chronic_conditions(actor: Actor) -> QuerySet[Any, Any]:
    """Return the patients with two or more chronic conditions on their problem list today."""
    chronic = rows_of(actor, Diagnosis).filter(is_chronic=True, ends_on__isnull=True)
    several = chronic.order_by().values("patient").annotate(found=Count("pk"))
    return several.filter(found__gte=CHRONIC_CONDITIONS).values("patient")


def eligible_for_care(actor: Actor) -> Q:
    """Choose living patients, each once, with two chronic conditions, or in a programme today."""
    eligible = Q(pk__in=with_chronic_conditions(actor)) | Q(pk__in=enrolled_on(actor))
    return Q(died_on__isnull=True, merged_into__isnull=True) & eligible


def dual_eligible(actor: Actor) -> QuerySet[Any, Any]:
    """Return the patients recorded today as having Medicare and Medicaid."""
    kind = PatientStatus.Kind.DUAL_ELIGIBLE
    return (
        rows_of(actor, PatientStatus)
        .filter(running(actor), kind=kind, struck_at__isnull=True)
        .values("patient")
    )


def followed_goals(actor: Actor) -> QuerySet[Any, Any]:
    """Return the goals that an entry of the time log names as followed."""
    through = TimeEntry.goals.through
    return through._default_manager.filter(timeentry__practice=actor.practice).values("goal")
