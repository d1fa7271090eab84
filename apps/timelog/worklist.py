"""One's own patients in order of what is at stake: value, days left, minutes to the next step, and what is to do.

Ranked are the patients on whom the actor spent most lately and, while there is room, others enrolled with them: their
number is bounded, so that the page costs the same in a practice of a hundred patients and of a hundred thousand.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.db.models import Q

from apps.patients.models import CareEpisode, Goal, Patient
from apps.practice.access import Actor, rows_of
from apps.rules.money import expected_amount
from apps.timelog.models import EntryVersion
from apps.timelog.patient_selectors import (
    deaths_of,
    deaths_of_enrolled,
    enrolled_patients,
    patients_of,
    patients_with_recent_time,
)
from apps.timelog.progress import Progress, progress_by_id, progress_of

T = TypeVar("T")
MOST_RANKED = 300
PAGE = 25
SORTS = ("value", "days", "minutes", "name")
FILTERS = ("all", "ahead", "near", "missing", "reached")
NEAR_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Work:
    """A patient with the running period; `value` is what the next step is expected to pay more than the one reached.

    None where no row of the rules knows an amount. `to_do` is what legitimately remains.
    """

    patient: Patient
    progress: Progress
    value: Decimal | None
    to_do: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Some of the ranked patients; `after` is the patient to go on from, None at the end."""

    rows: Sequence[Work]
    after: int | None
    ranked: int
    is_cut: bool


def worklist(
    actor: Actor, *, today: date, sort: str = "value", only: str = "all", after: int | None = None
) -> WorkPage:
    """Return a page of the actor's patients; unknown sorts and filters are the usual ones."""
    patients = list(_ranked(actor, enrolled_patients, patients_of, today=today).values())
    progress = progress_of(actor, patients, today=today)
    found = [
        Work(patient, progress[patient.pk], value_ahead(progress[patient.pk], today=today))
        for patient in patients
        if patient.pk in progress and fits(progress[patient.pk], only)
    ]
    found.sort(key=lambda work: _key(work, sort))
    start = next((place + 1 for place, work in enumerate(found) if work.patient.pk == after), 0)
    rows = found[start : start + PAGE]
    to_do = _to_do(actor, rows, today=today)
    return WorkPage(
        rows=[replace(work, to_do=to_do[work.patient.pk]) for work in rows],
        after=rows[-1].patient.pk if start + PAGE < len(found) else None,
        ranked=len(found),
        is_cut=len(patients) >= MOST_RANKED,
    )


def progress_of_ranked(actor: Actor, *, today: date) -> list[Progress]:
    """Return how far each of the ranked patients has come in the running period; who they are is not read."""
    died_on = _ranked(actor, deaths_of_enrolled, deaths_of, today=today)
    return list(progress_by_id(actor, died_on, today=today).values())


def value_ahead(progress: Progress, *, today: date) -> Decimal | None:
    """Return what the next step is expected to pay more than the one reached; None without a step or an amount."""
    bar = progress.bar
    if bar.next_step is None or not progress.profile:
        return None
    ahead = _amount(progress, bar.next_step.leads_to, today)
    reached = _amount(progress, bar.reached_step.leads_to, today) if bar.reached_step else Decimal(0)
    return None if ahead is None or reached is None else ahead - reached


def _amount(progress: Progress, code: str, today: date) -> Decimal | None:
    on = min(max(today, progress.stretch.starts_on), progress.stretch.ends_on)
    rules = progress.rule_set.resolved(progress.profile, progress.enrollment.program, on=on)
    if rules is None:
        return None
    found = expected_amount(
        code,
        payer=progress.profile,
        fee_basis=rules.fee_basis,
        place_of_service=rules.place_of_service,
        provider_type=progress.enrollment.rendering_provider.kind,
        locality="",
        on=on,
        rule_set=progress.rule_set,
    )
    return found[1] if found else None


def _ranked(
    actor: Actor,
    enrolled_with: Callable[[Actor, int], dict[int, T]],
    read: Callable[[Actor, list[int]], dict[int, T]],
    *,
    today: date,
) -> dict[int, T]:
    """Return what is asked of the patients who are ranked: those with recent time, then others enrolled with one."""
    recent = patients_with_recent_time(actor, today=today, most=MOST_RANKED)
    enrolled = enrolled_with(actor, MOST_RANKED)
    found = read(actor, [pk for pk in recent if pk not in enrolled])
    found |= {pk: enrolled[pk] for pk in recent if pk in enrolled}
    found |= enrolled
    return dict(islice(found.items(), MOST_RANKED))


def fits(progress: Progress, only: str) -> bool:
    """Say whether a filter keeps a patient who has come that far."""
    if only in ("ahead", "near"):
        ahead = progress.next_step if progress.counted_seconds else None
        most = NEAR_MINUTES if only == "near" else math.inf
        return ahead is not None and ahead.minutes - progress.counted_seconds // 60 <= most
    if only == "missing":
        return bool(progress.hint)
    return progress.has_reached_a_step if only == "reached" else True


def _key(work: Work, sort: str) -> tuple[object, ...]:
    """Return where a patient stands: those with counted time before those without, then as sorted."""
    bar, name = work.progress.bar, (work.patient.last_name, work.patient.first_name, work.patient.pk)
    idle = work.progress.counted_seconds == 0
    if sort == "days":
        return (idle, bar.days_left, -(work.value or 0), *name)
    if sort == "minutes":
        return (idle, bar.next_step is None, bar.minutes_short, *name)
    if sort == "name":
        return name
    return (idle, work.value is None, -(work.value or 0), bar.days_left, *name)


def _to_do(actor: Actor, works: Collection[Work], *, today: date) -> Mapping[int, list[str]]:
    """Return what remains for each patient: missing facts, open goals, time nobody confirmed. Three queries."""
    found: dict[int, list[str]] = defaultdict(list)
    ids = [work.patient.pk for work in works]
    for work in works:
        if work.progress.hint:
            found[work.patient.pk].append(work.progress.hint)
    for patient_id, statement, signed_on in (
        rows_of(actor, CareEpisode)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), patient__in=ids, starts_on__lte=today)
        .values_list("patient_id", "complexity_statement", "plan_signed_on")
    ):
        if signed_on is None:
            found[patient_id].append("The plan of care is not signed.")
        if not statement.strip():
            found[patient_id].append("Nothing says why the care is complex and necessary.")
    goals: dict[int, list[date | None]] = defaultdict(list)
    open_goals = rows_of(actor, Goal).filter(
        patient__in=ids, state__in=(Goal.State.STATED, Goal.State.REVISED)
    )
    for patient_id, target_on in open_goals.values_list("patient_id", "target_on"):
        goals[patient_id].append(target_on)
    for patient_id, targets in goals.items():
        found[patient_id].append(_goals_in_words(targets, today))
    waiting = EntryVersion.objects.filter(
        practice=actor.practice, patient__in=ids, is_confirmed=False, is_void=False, current_of__isnull=False
    )
    for patient_id in waiting.order_by().values_list("patient_id", flat=True).distinct():
        found[patient_id or 0].append("Time waits to be confirmed.")
    return found


def _goals_in_words(targets: Sequence[date | None], today: date) -> str:
    late = sum(target is not None and target < today for target in targets)
    if len(targets) == 1:
        return "1 open goal, past its date." if late else "1 open goal."
    return f"{len(targets)} open goals, {late} past the date set." if late else f"{len(targets)} open goals."
