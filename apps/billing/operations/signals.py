"""Look through closed periods for what a reviewer would ask about, and keep what a person says of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from apps.billing.domain import signal_claims as claims
from apps.billing.domain import signal_entries as entries
from apps.billing.domain.lifecycle import check_reason
from apps.billing.domain.signals import OIG, Seen
from apps.billing.models import ServicePeriod, Signal
from apps.billing.signal_rows import Material, excludes_of, material_of
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.practice.audit import event, record_many
from apps.practice.domain.roles import Action
from apps.problems import Problem, refuse_any
from apps.rules.ruleset import RuleSet

SIGNAL_FIELDS = ("figures", "behind", "stands", "seen_at", "reviewed_by", "reviewed_at", "review_note")
AT_ONCE = 1000


def look_for_signals(actor: Actor, *, now: datetime) -> int:
    """Look through every closed period that waits for it, month by month; return in how many signals stand.

    Repeating it changes nothing. A month is one transaction with as many queries for one period as for a thousand.
    """
    rules = rules_in_force(actor.practice)
    found = 0
    while (
        last := _to_look_at(actor).order_by("ends_on").values_list("ends_on", flat=True).first()
    ) is not None:
        month = {"ends_on__year": last.year, "ends_on__month": last.month}
        periods = list(_to_look_at(actor).filter(**month).select_related("patient"))
        if periods:  # another run may have looked through the month meanwhile
            found += _look_at(actor, periods, rules, now=now)
    return found


def look_again(periods: QuerySet[ServicePeriod]) -> None:
    """Let these closed periods wait to be looked through again, because what is behind them changed."""
    periods.filter(state=ServicePeriod.State.CLOSED).update(looked_at=None)


def look_again_beside(patient_ids: Collection[int]) -> None:
    """Let the periods of these patients wait in which services were seen to stand together: one of them is gone."""
    beside = ServicePeriod.objects.filter(
        signals__stands=True, signals__kind__in=[each.value for each in OIG]
    )
    ServicePeriod.objects.filter(pk__in=beside.filter(patient__in=patient_ids).values("pk")).update(
        looked_at=None
    )


@transaction.atomic
def review_signals(actor: Actor, *, signal_ids: Collection[int], note: str, now: datetime) -> list[Signal]:
    """Keep that somebody looked at these signals, and because of what they are in order; needs the reason."""
    if not actor.may(Action.REVIEW_CLAIMS):
        raise PermissionDenied
    rows = Signal.objects.filter(practice=actor.practice, pk__in=signal_ids, stands=True)
    found = list(rows.order_by("pk").select_for_update(of=("self",)))
    problems = [] if len(found) == len(set(signal_ids)) and found else [_gone()]
    refuse_any([*problems, *check_note(note)])
    trail = []
    for row in found:
        old = {"reviewed_at": row.reviewed_at, "review_note": row.review_note}
        row.reviewed_by, row.reviewed_at, row.review_note = actor.user, now, note.strip()
        new = {"reviewed_at": now, "review_note": row.review_note, "kind": row.kind}
        trail.append(
            event(actor, "signal.reviewed", row, patient_id=row.patient_id, old=old, new=new, at=now)
        )
    Signal.objects.bulk_update(found, ["reviewed_by", "reviewed_at", "review_note"])
    record_many(trail)
    return found


def check_note(note: str) -> list[Problem]:
    """Return what is wrong with what somebody says who looked: nothing, or that it is missing or too long."""
    if not note.strip():
        return [
            Problem("reason_missing", "Say what explains it, or what you did about it; it is kept.", "note")
        ]
    return list(check_reason(note)) if len(note) > 300 else []


def _gone() -> Problem:
    return Problem("signal_gone", "This is not seen any more. Load the page again.", "signal")


def _to_look_at(actor: Actor) -> QuerySet[ServicePeriod]:
    return ServicePeriod.objects.filter(
        practice=actor.practice, state=ServicePeriod.State.CLOSED, looked_at__isnull=True
    )


@transaction.atomic
def _look_at(actor: Actor, periods: Sequence[ServicePeriod], rules: RuleSet, *, now: datetime) -> int:
    material = material_of(actor.practice, periods, rules)
    seen = {period.pk: each for period, each in _seen(periods, material, rules)}
    _keep(actor, periods, seen, now=now)
    ids = [period.pk for period in periods]
    for start in range(0, len(ids), AT_ONCE):
        ServicePeriod.objects.filter(pk__in=ids[start : start + AT_ONCE]).update(looked_at=now)
    _look_across(seen)
    return sum(bool(each) for each in seen.values())


def _look_across(seen: Mapping[int, Sequence[Seen]]) -> None:
    """Let the periods of the other claims be looked at that do not say yet what was seen between them and these."""
    for kind in OIG:
        found = [each for every in seen.values() for each in every if each.kind is kind]
        ids = {behind.id for each in found for behind in each.behind if behind.what == "claim"}
        if ids:
            told = Signal.objects.filter(kind=kind.value, stands=True, period=OuterRef("pk"))
            others = ServicePeriod.objects.filter(~Exists(told), claims__in=ids).exclude(pk__in=list(seen))
            look_again(ServicePeriod.objects.filter(pk__in=others.values("pk")))


def _seen(
    periods: Sequence[ServicePeriod], material: Material, rules: RuleSet
) -> Iterator[tuple[ServicePeriod, list[Seen]]]:
    """Yield what is seen in each period."""
    together = entries.sittings(material.entries)
    words = entries.same_words(material.entries)
    days = entries.long_days(material.entries)
    excludes = excludes_of(rules)
    for period in periods:
        own = [
            row
            for row in material.of_patient.get(period.patient_id, ())
            if period.starts_on <= row.performed_on <= period.ends_on
        ]
        found = [
            *(
                entries.at_threshold(pk, code=code, trace=trace)
                for pk, code, trace in material.traces.get(period.pk, ())
            ),
            entries.identical_durations(own),
            entries.one_sitting(own, together),
            entries.cloned_text(own, words),
            entries.long_day(own, days),
            entries.after_death(own, period.patient.died_on),
            entries.in_hospital(own, material.stays.get(period.patient_id, ())),
            *_beside(period, material, excludes),
        ]
        yield period, [each for each in found if each is not None]


def _beside(period: ServicePeriod, material: Material, excludes: claims.Excludes) -> Iterator[Seen | None]:
    person = material.persons[period.patient_id]
    for mine in material.of_period.get(period.pk, ()):
        others = material.services.get(person, ())
        yield claims.same_service(mine, others)
        yield claims.overlapping_care(mine, others, excludes=excludes)


def _keep(
    actor: Actor, periods: Sequence[ServicePeriod], seen: Mapping[int, Sequence[Seen]], *, now: datetime
) -> None:
    """Write down what is seen: new signals, changed ones, and those that are seen no more."""
    known: dict[tuple[int, str], Signal] = {}
    patient_of = {period.pk: period.patient_id for period in periods}
    ids = list(patient_of)
    for start in range(0, len(ids), AT_ONCE):
        for kept in Signal.objects.filter(period__in=ids[start : start + AT_ONCE]):
            known[kept.period_id, kept.kind] = kept
    new: list[Signal] = []
    changed: list[Signal] = []
    found_again: set[tuple[int, str]] = set()
    for period_id, found in seen.items():
        for each in {one.kind.value: one for one in reversed(found)}.values():
            key = (period_id, each.kind.value)
            row = known.get(key)
            found_again.add(key)
            if row is None:
                own = {
                    "practice": actor.practice,
                    "patient_id": patient_of[period_id],
                    "period_id": period_id,
                }
                new.append(Signal(kind=each.kind.value, seen_at=now, **own, **_said(each)))
            elif not row.stands or (row.figures, row.behind) != tuple(_said(each).values()):
                _see_again(row, each, now)
                changed.append(row)
    gone = [kept for key, kept in known.items() if kept.stands and key not in found_again]
    for kept in gone:
        kept.stands = False
    changed += gone
    Signal.objects.bulk_create(new, ignore_conflicts=True, batch_size=AT_ONCE)
    Signal.objects.bulk_update(changed, SIGNAL_FIELDS, batch_size=500)


def _said(seen: Seen) -> dict[str, Any]:
    return {"figures": dict(seen.figures), "behind": [list(each) for each in seen.behind]}


def _see_again(row: Signal, seen: Seen, now: datetime) -> None:
    """Let a signal say what is seen now; who looked at something else has not looked at this."""
    said = _said(seen)
    row.figures, row.behind, row.stands, row.seen_at = said["figures"], said["behind"], True, now
    row.reviewed_by = row.reviewed_at = None
    row.review_note = ""
