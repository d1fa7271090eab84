"""What was logged on some dates, and how much of it no closed period has looked at yet, or ever will."""

from django.db.models import Min, Q, Sum

from apps.billing.models import ServicePeriod
from apps.practice.access import Actor, rows_of
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import Step
from apps.reports.domain.report import Tone
from apps.reports.domain.slices import Slice, Source, stretch
from apps.reports.program_rows import without_periods, worked_for_nobody_enrolled
from apps.reports.sliced import rows_behind


def from_the_log(actor: Actor, asked: Asked) -> list[Step]:
    """Return what was logged by the date of the work and, below it, what no closed period looks at: five queries.

    Nothing where the report is narrowed: whose period a minute belongs to is known only once it is closed.
    """
    if asked.narrowed:
        return []
    logged = asked.slice(Source.ENTRIES)
    for_nobody = worked_for_nobody_enrolled(actor, asked.starts_on, asked.ends_on)
    sums = rows_behind(actor, logged).aggregate(
        logged=Sum("seconds", default=0),
        programme=Sum("seconds", filter=Q(patient__isnull=True), default=0),
        unenrolled=Sum("seconds", filter=for_nobody, default=0),
    )
    unenrolled = logged.narrowed(unenrolled=stretch(asked.starts_on, asked.ends_on))
    steps = [
        Step(
            "Programme time, for no one patient",
            sums["programme"],
            Tone.APART,
            logged.narrowed(programme="1"),
        ),
        Step("For patients in no programme that day", sums["unenrolled"], Tone.MUTED, unenrolled),
        *_still_open(actor, asked, logged),
    ]
    return [Step("Logged", sums["logged"], Tone.LOGGED, logged), *(step for step in steps if step.seconds)]


def _still_open(actor: Actor, asked: Asked, logged: Slice) -> list[Step]:
    """Return the time in periods that are not closed yet; without the first day of one all time would be looked at."""
    running = rows_of(actor, ServicePeriod).filter(
        state=ServicePeriod.State.OPEN, starts_on__lte=asked.ends_on
    )
    begun = [rows.aggregate(first=Min("starts_on"))["first"] for rows in (running, without_periods(actor))]
    first_days = [day for day in begun if day is not None]
    if not first_days:
        return []
    rows = logged.narrowed(open=min(first_days))
    seconds = rows_behind(actor, rows).aggregate(seconds=Sum("seconds", default=0))["seconds"]
    return [Step("In periods not closed yet", seconds, Tone.OPEN, rows)]
