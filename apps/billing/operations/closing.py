"""Close what is due: decide every period and draft the claims."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from apps.billing.facts import facts_of, practice_facts
from apps.billing.models import CloseRun, Decision, ServicePeriod
from apps.billing.operations.books import PATIENTS_IN_A_CHUNK, locked_books
from apps.billing.operations.cutting import cut_periods
from apps.billing.operations.decisions import (
    Decided,
    decided,
    first_of_each,
    insert_decisions,
    with_rows,
)
from apps.billing.operations.drafting import Desk, draft_claims, drafted
from apps.billing.operations.locked import in_locked_month
from apps.billing.operations.own_rules import pin_shipped_rules
from apps.billing.operations.signals import look_for_signals
from apps.billing.prices import prices_of
from apps.billing.rule_sets import keep_rule_set
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.practice.audit import event, record
from apps.practice.bulk import insert
from apps.practice.domain.roles import Action
from apps.practice.models import AuditEvent
from apps.problems import Refused
from apps.rules.facts import PeriodFacts
from apps.rules.ruleset import RuleSet
from apps.timelog.models import Book, ClosedSpan

log = logging.getLogger(__name__)

OPEN, CLOSED = ServicePeriod.State.OPEN, ServicePeriod.State.CLOSED


@dataclass(frozen=True, slots=True)
class _Closing:
    """One run: who closes, when, by which rules."""

    actor: Actor
    run: CloseRun
    rule_set: RuleSet
    today: date
    now: datetime


def close_due_periods(actor: Actor, *, today: date, now: datetime, trigger: CloseRun.Trigger) -> CloseRun:
    """Close every service period of the practice that is due on `today`, and draft the claims.

    Repeating it changes nothing; several may run at once and share the work. A period that cannot be closed keeps
    its error (`last_error`) and holds back no other; the schedule tries it again the next day. The run says what was
    done; a day on which nothing was due has one run that says so. Each chunk is a transaction of its own.
    """
    if not actor.may(Action.CLOSE_PERIODS):
        raise PermissionDenied
    if actor.user is not None:
        record(actor, "close.asked", new={"today": today, "trigger": trigger}, at=now)
    cut_periods(actor, today=today)
    due = _due(actor, today, trigger)
    if not due.exists():
        return _quiet_run(actor, today=today, now=now, trigger=trigger)
    run = CloseRun.objects.create(
        practice=actor.practice, trigger=trigger, started_by=actor.user, today=today, started_at=now
    )
    pin_shipped_rules(actor.practice)
    rule_set = rules_in_force(actor.practice)
    keep_rule_set(rule_set)
    closing = _Closing(actor, run, rule_set, today, now)
    _close_all(closing, due)
    CloseRun.objects.filter(pk=run.pk).update(finished_at=now)
    look_for_signals(actor, now=now)
    run.refresh_from_db()
    return run


def _due(actor: Actor, today: date, trigger: CloseRun.Trigger) -> QuerySet[ServicePeriod]:
    """Give the periods to close: due, open, of an enrollment that is cut as it stands, and not of a locked month."""
    due = ServicePeriod.objects.filter(
        practice=actor.practice, state=OPEN, due_on__lte=today, enrollment__periods_are_cut=True
    ).exclude(in_locked_month())
    if trigger == CloseRun.Trigger.SCHEDULE:
        # A bad row would otherwise fail again with every tick of the schedule.
        due = due.filter(Q(last_error="") | Q(run__isnull=True) | Q(run__today__lt=today))
    return due.order_by("due_on", "pk")


def _quiet_run(actor: Actor, *, today: date, now: datetime, trigger: CloseRun.Trigger) -> CloseRun:
    """Return the day's run, or make one that found nothing, so that nobody wonders about a quiet night."""
    finished = CloseRun.objects.filter(practice=actor.practice, today=today, finished_at__isnull=False)
    last = finished.order_by("-pk").first()
    if last is not None and trigger == CloseRun.Trigger.SCHEDULE:
        return last
    return CloseRun.objects.create(
        practice=actor.practice,
        trigger=trigger,
        started_by=actor.user,
        today=today,
        started_at=now,
        finished_at=now,
    )


def _close_all(closing: _Closing, due: QuerySet[ServicePeriod]) -> None:
    """Close until nothing is due but what failed: first around the books that others hold, then waiting for them."""
    failed: set[int] = set()
    waits = False
    while patient_ids := _patients(due, failed):
        for start in range(0, len(patient_ids), PATIENTS_IN_A_CHUNK):
            failed |= _close_chunk(
                closing, due, patient_ids[start : start + PATIENTS_IN_A_CHUNK], waits=waits
            )
        waits = True


def _patients(due: QuerySet[ServicePeriod], failed: set[int]) -> list[int]:
    """Give the patients with something due, the longest due first."""
    rows = due.values_list("pk", "patient_id")
    return list(dict.fromkeys(patient_id for pk, patient_id in rows if pk not in failed))


def _close_chunk(
    closing: _Closing, due: QuerySet[ServicePeriod], patient_ids: Sequence[int], *, waits: bool
) -> set[int]:
    """Close all that is due of these patients, together; one by one when that fails. Return what failed."""
    try:
        with transaction.atomic():
            books = locked_books(closing.actor.practice, patient_ids=patient_ids, waits=waits)
            while periods := first_of_each(with_rows(due.filter(patient_id__in=books))):
                _close_round(closing, periods, books)
    except Exception:
        log.warning(
            "A chunk of run %s failed; closing its periods one by one.", closing.run.pk, exc_info=True
        )
        return _close_singly(closing, due, patient_ids)
    return set()


def _close_singly(closing: _Closing, due: QuerySet[ServicePeriod], patient_ids: Sequence[int]) -> set[int]:
    periods = due.filter(patient_id__in=patient_ids).values_list("pk", "patient_id")
    return {pk for pk, patient_id in list(periods) if not _close_one(closing, due, pk, patient_id)}


def _close_one(closing: _Closing, due: QuerySet[ServicePeriod], period_id: int, patient_id: int) -> bool:
    """Close one period; say False and keep the error with it when that fails."""
    try:
        with transaction.atomic():
            books = locked_books(closing.actor.practice, patient_ids=[patient_id], waits=True)
            if periods := list(with_rows(due.filter(pk=period_id))):
                _close_round(closing, periods, books)
    except (InterfaceError, OperationalError):
        raise  # the database is away or busy: no fault of this row, and the next run finds it still due
    except Exception as error:
        log.exception("Service period %s could not be closed.", period_id)
        _keep_error(closing, period_id, error)
        return False
    return True


@transaction.atomic
def _keep_error(closing: _Closing, period_id: int, error: Exception) -> None:
    # The text of an unexpected error may repeat a row; the log has it, pages show its kind only.
    text = str(error) if isinstance(error, Refused) else f"{type(error).__name__}. The log says more."
    ServicePeriod.objects.filter(pk=period_id, state=OPEN).update(last_error=text[:500], run=closing.run)
    CloseRun.objects.filter(pk=closing.run.pk).update(failed=F("failed") + 1)


def _close_round(closing: _Closing, periods: Sequence[ServicePeriod], books: Mapping[int, Book]) -> None:
    """Close these periods, one of each patient, whose books are locked."""
    practice = closing.actor.practice
    facts = facts_of(periods, practice=practice_facts(practice))
    _pin(closing, periods, books)
    answers = _decide(closing, periods, facts)
    desk = Desk(closing.actor, prices_of(practice), closing.now, closing.today)
    claims = draft_claims(desk, answers)
    insert([*_closed(closing, answers), *(drafted(desk, claim) for claim in claims)])
    _count(closing, periods, answers)


def _count(closing: _Closing, periods: Sequence[ServicePeriod], answers: Sequence[Decided]) -> None:
    """Add to the run what this transaction does, so that a run cut short says what it did."""
    outcomes = Counter(each.row.outcome for each in answers)
    CloseRun.objects.filter(pk=closing.run.pk).update(
        closed=F("closed") + len(periods),
        **{outcome.value: F(outcome.value) + outcomes[outcome.value] for outcome in Decision.Outcome},
    )


def _pin(closing: _Closing, periods: Sequence[ServicePeriod], books: Mapping[int, Book]) -> None:
    """Close the rows: each points at the dates and the state of the book that it counted."""
    insert(
        [
            ClosedSpan(
                practice_id=period.practice_id,
                book=books[period.patient_id],
                starts_on=period.starts_on,
                ends_on=period.ends_on,
                length=books[period.patient_id].length,
                head=books[period.patient_id].head,
            )
            for period in periods
        ]
    )
    # Of the spans without a period the newest is the one just made; older ones were pinned anew since.
    own = ClosedSpan.objects.filter(
        book__patient=OuterRef("patient"),
        starts_on=OuterRef("starts_on"),
        ends_on=OuterRef("ends_on"),
        service_period__isnull=True,
    )
    ServicePeriod.objects.filter(pk__in=[period.pk for period in periods], state=OPEN).update(
        state=CLOSED,
        closed_at=closing.now,
        run=closing.run,
        last_error="",
        pin=Subquery(own.order_by("-pk").values("pk")[:1]),
    )


def _decide(
    closing: _Closing, periods: Sequence[ServicePeriod], facts: Mapping[int, PeriodFacts]
) -> list[Decided]:
    """Decide each period and keep the decisions, one for each of its stretches."""
    answers = [
        each
        for period in periods
        for each in decided(period, facts[period.pk], closing.rule_set, now=closing.now)
    ]
    insert_decisions(answers)
    return answers


def _closed(closing: _Closing, answers: Iterable[Decided]) -> Iterator[AuditEvent]:
    for each in answers:
        new = {"outcome": each.row.outcome, "minutes": each.row.minutes, "reasons": each.row.reasons}
        yield event(
            closing.actor,
            "period.closed",
            each.period,
            patient_id=each.period.patient_id,
            new=new,
            at=closing.now,
        )
