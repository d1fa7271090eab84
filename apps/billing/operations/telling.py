"""Look once a day, at the practice's hour, for what people are to be told: counts and links, no patient."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import ClaimEvent, CloseRun, ServicePeriod
from apps.billing.selectors.filing import countdown
from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of
from apps.practice.alert_selectors import people_who_may, wanting
from apps.practice.domain.alerts import FILING_MARKS, PERIOD_MARKS, TELLINGS, AlertKind
from apps.practice.models import Alert, AlertRound, User
from apps.timelog.models import Notice
from apps.timelog.progress import progress_of

PATIENTS_AT_A_TIME = 500
DAY = timedelta(days=1)

# How many things of one kind there are for a person, and where they are looked at.
Found = Mapping[User, int]


def tell_people(actor: Actor, *, on: date, now: datetime) -> int:
    """Make the alerts of the local date `on`, once, and return how many.

    A look goes on from where the last one ended, so that a day without a worker is told the day after. A second look
    at the same date, also one at the same time, makes nothing.
    """
    last = rows_of(actor, AlertRound).order_by("-on").first()
    if last is not None and last.on >= on:
        return 0
    since_on, since = (last.on, last.made_at) if last else (on - DAY, now - DAY)
    with transaction.atomic():
        _, is_first = AlertRound.objects.get_or_create(
            practice=actor.practice, on=on, defaults={"made_at": now}
        )
        if not is_first:
            return 0  # another worker looks at this date
        return len(Alert.objects.bulk_create(_alerts(actor, since_on, since, on, now)))


def _alerts(actor: Actor, since_on: date, since: datetime, on: date, now: datetime) -> list[Alert]:
    made: list[Alert] = []
    for kind, path, found in _findings(actor, since_on, since, on, now):
        made += [
            Alert(
                practice=actor.practice,
                recipient=person,
                kind=kind,
                on=on,
                count=found[person],
                path=path,
                made_at=now,
            )
            for person in wanting(actor, kind, [person for person, count in found.items() if count])
        ]
    return made


def _findings(
    actor: Actor, since_on: date, since: datetime, on: date, now: datetime
) -> Iterator[tuple[AlertKind, str, Found]]:
    worklist = f"{reverse('patients:mine')}?sort=days"
    yield AlertKind.PERIOD_ENDING, worklist, _periods_ending(actor, since_on, on)
    failed, run_id = _closes_failed(actor, since, now)
    run = reverse("billing:run", args=[run_id]) if run_id else reverse("billing:runs")
    yield AlertKind.CLOSE_FAILED, run, _to_everybody(actor, AlertKind.CLOSE_FAILED, failed, on)
    near = _near_their_limit(actor, since_on, on)
    yield (
        AlertKind.FILING_LIMIT,
        reverse("billing:filing"),
        _to_everybody(actor, AlertKind.FILING_LIMIT, near, on),
    )
    rejected = _rejected(actor, since, now)
    claims = f"{reverse('billing:claims')}?state={ClaimState.REJECTED}"
    yield AlertKind.REJECTED, claims, _to_everybody(actor, AlertKind.REJECTED, rejected, on)
    yield AlertKind.TIME_CHANGED, reverse("timelog:inbox"), _time_changed(actor, since, now)


def _to_everybody(actor: Actor, kind: AlertKind, count: int, on: date) -> Found:
    """Tell `count` to everybody whom the kind concerns."""
    if not count:
        return {}
    return dict.fromkeys(people_who_may(actor, TELLINGS[kind].action, today=on), count)


def _reached(day: date, marks: Collection[int], since_on: date, on: date) -> bool:
    """Say whether a mark before `day` was reached after `since_on`, through `on`."""
    return any(since_on < day - timedelta(days=mark) <= on <= day for mark in marks)


def _periods_ending(actor: Actor, since_on: date, on: date) -> Found:
    """Count, for each rendering provider, the patients whose running period ends soon below its next step.

    Periods without any counted time are left out: they are no work that would be lost.
    """
    last_due = on + timedelta(days=max(PERIOD_MARKS) + 1)
    ending = rows_of(actor, ServicePeriod).filter(
        state=ServicePeriod.State.OPEN, due_on__gt=on, due_on__lte=last_due
    )
    ids = sorted(set(ending.values_list("patient_id", flat=True)))
    may_log = set(people_who_may(actor, TELLINGS[AlertKind.PERIOD_ENDING].action, today=on))
    found: Counter[User] = Counter()
    for start in range(0, len(ids), PATIENTS_AT_A_TIME):
        found.update(_of_chunk(actor, ids[start : start + PATIENTS_AT_A_TIME], since_on, on))
    return {person: count for person, count in found.items() if person in may_log}


def _of_chunk(actor: Actor, ids: Sequence[int], since_on: date, on: date) -> Counter[User]:
    patients = list(rows_of(actor, Patient).filter(pk__in=ids))
    providers: Counter[int] = Counter()
    for progress in progress_of(actor, patients, today=on).values():
        bar = progress.bar
        is_below = bar.next_step is not None and bar.reached_step is None and progress.counted_seconds > 0
        if is_below and _reached(bar.ends_on, PERIOD_MARKS, since_on, on):
            providers[progress.enrollment.rendering_provider_id] += 1
    users = User.objects.filter(provider_rows__in=list(providers)).prefetch_related("provider_rows")
    found: Counter[User] = Counter()
    for user in users.distinct():
        found[user] += sum(providers[row.pk] for row in user.provider_rows.all())
    return found


def _closes_failed(actor: Actor, since: datetime, now: datetime) -> tuple[int, int | None]:
    """Return how many periods still keep an error from a run since the last look, and the newest such run."""
    runs = rows_of(actor, CloseRun).filter(started_at__gt=since, started_at__lte=now, failed__gt=0)
    newest = runs.order_by("-pk").first()
    failing = rows_of(actor, ServicePeriod).filter(state=ServicePeriod.State.OPEN, run__in=runs)
    return failing.exclude(last_error="").count(), newest.pk if newest else None


def _near_their_limit(actor: Actor, since_on: date, on: date) -> int:
    """Count the unfiled claims that have come to a mark before their last day for filing."""
    portions = countdown(actor, today=on).portions
    return sum(
        each.claims
        for each in portions
        if each.file_by_on is not None and _reached(each.file_by_on, FILING_MARKS, since_on, on)
    )


def _rejected(actor: Actor, since: datetime, now: datetime) -> int:
    """Count the claims rejected since the last look that still are."""
    events = rows_of(actor, ClaimEvent).filter(to_state=ClaimState.REJECTED, at__gt=since, at__lte=now)
    return events.filter(claim__state=ClaimState.REJECTED).values("claim").distinct().count()


def _time_changed(actor: Actor, since: datetime, now: datetime) -> Found:
    """Count, for each person, the notices since the last look that they have not read."""
    unread = rows_of(actor, Notice).filter(made_at__gt=since, made_at__lte=now, read_at__isnull=True)
    counts = Counter(unread.order_by().values_list("recipient_id", flat=True))
    return {person: counts[person.pk] for person in User.objects.filter(pk__in=list(counts))}
