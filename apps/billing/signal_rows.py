"""The rows that signals are looked for in: a constant number of queries for a month of periods or for one."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from apps.billing.domain.signal_claims import Billed, Excludes
from apps.billing.domain.signal_entries import EntryRow, Stretch
from apps.billing.domain.signals import limit
from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.selectors.persons import persons_of
from apps.patients.models import OutsideService, Stay
from apps.practice.models import Practice
from apps.rules.ruleset import RuleSet
from apps.timelog.models import Capture, EntryVersion

# Written down by a person; a timer, a device that was offline, an import or a program saves when it comes to it.
TYPED = (Capture.MANUAL, Capture.QUICK_LOG)
GONE = ("voided", "replaced")
VOID = "8"
# Up to so many periods only the people who worked for them are read; for more the whole practice is.
FEW = 500


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the signals of some periods are seen in."""

    entries: Sequence[EntryRow]
    of_patient: Mapping[int, Sequence[EntryRow]]
    stays: Mapping[int, Sequence[Stretch]]
    traces: Mapping[int, Sequence[tuple[int, str, Sequence[Any]]]]
    services: Mapping[int, Sequence[Billed]]
    of_period: Mapping[int, Sequence[Billed]]
    persons: Mapping[int, int]


def material_of(practice: Practice, periods: Sequence[ServicePeriod], rules: RuleSet) -> Material:
    """Read what is behind the periods, which come with their patients, of a practice."""
    patient_ids = {period.patient_id for period in periods}
    entries = _entries(practice, periods)
    of_patient: dict[int, list[EntryRow]] = defaultdict(list)
    for each in entries:
        if each.patient_id in patient_ids:
            of_patient[each.patient_id].append(each)
    persons = persons_of(practice, patient_ids)
    claims = _claims(practice, persons, periods, rules)
    services: dict[int, list[Billed]] = defaultdict(list)
    of_period: dict[int, list[Billed]] = defaultdict(list)
    for patient_id, billed in (*claims, *_outside(practice, persons, periods, rules)):
        services[persons[patient_id]].append(billed)
        if billed.what == "claim" and billed.period_id is not None:
            of_period[billed.period_id].append(billed)
    return Material(
        entries, of_patient, _stays(practice, patient_ids), _traces(periods), services, of_period, persons
    )


def _entries(practice: Practice, periods: Sequence[ServicePeriod]) -> list[EntryRow]:
    """Read the current time of the days that the periods span, of everybody who worked for their patients."""
    first, last = min(each.starts_on for each in periods), max(each.ends_on for each in periods)
    rows = EntryVersion.objects.filter(
        practice=practice,
        patient__isnull=False,
        performed_on__range=(first, last),
        current_of__isnull=False,
        is_void=False,
        is_confirmed=True,
    )
    if len(periods) <= FEW:
        own = rows.filter(patient__in={each.patient_id for each in periods})
        rows = rows.filter(provider__in=list(own.order_by().values_list("provider", flat=True).distinct()))
    zone = ZoneInfo(practice.time_zone)
    fields = ("pk", "patient_id", "provider_id", "recorded_by_id", "recorded_at", "performed_on", "seconds")
    found = rows.order_by("performed_on", "pk").values_list(*fields, "capture", "note")
    return [
        EntryRow(pk, patient, provider, by, at.astimezone(zone), on, seconds, capture in TYPED, _words(note))
        for pk, patient, provider, by, at, on, seconds, capture, note in found.iterator(chunk_size=5000)
    ]


def _words(note: str) -> bytes:
    """Return what stands for the words of a note, however they are spaced; nothing for a short one."""
    words = " ".join(note.casefold().split())
    return blake2b(words.encode(), digest_size=12).digest() if len(words) >= limit("cloned_letters") else b""


def _stays(practice: Practice, patient_ids: Collection[int]) -> dict[int, list[Stretch]]:
    rows = Stay.objects.filter(practice=practice, struck_at__isnull=True)
    found: dict[int, list[Stretch]] = defaultdict(list)
    for patient_id, pk, starts_on, ends_on in rows.values_list("patient_id", "pk", "starts_on", "ends_on"):
        if patient_id in patient_ids:
            found[patient_id].append(Stretch(pk, starts_on, ends_on))
    return found


def _traces(periods: Sequence[ServicePeriod]) -> dict[int, list[tuple[int, str, Sequence[Any]]]]:
    """Read the decisions that pointed out a total just at its threshold: id, code, and what was tried."""
    rows = _of(Decision.objects.filter(is_current=True, result__contains="limit.just_reached"), periods)
    found: dict[int, list[tuple[int, str, Sequence[Any]]]] = defaultdict(list)
    for pk, period_id, code, result in rows.values_list("pk", "period_id", "procedure_code", "result"):
        found[period_id].append((pk, code, json.loads(result)["trace"]))
    return found


def _of(rows: QuerySet[Any], periods: Sequence[ServicePeriod]) -> QuerySet[Any]:
    """Narrow rows to some periods: by their ids when few, by the ends of their days when many."""
    if len(periods) <= FEW:
        return rows.filter(period__in=[each.pk for each in periods])
    ends = [each.ends_on for each in periods]
    return rows.filter(period__ends_on__range=(min(ends), max(ends)), practice=periods[0].practice_id)


def _claims(
    practice: Practice, persons: Mapping[int, int], periods: Sequence[ServicePeriod], rules: RuleSet
) -> list[tuple[int, Billed]]:
    """Read the live claims of these patients that touch the time of the periods, drafts included."""
    rows = Claim.objects.filter(
        practice=practice,
        period__window_ends_on__gte=min(each.window_starts_on for each in periods),
        period__window_starts_on__lte=max(each.window_ends_on for each in periods),
        lines__number=1,
    ).exclude(state__in=GONE)
    if len(periods) <= FEW:
        rows = rows.filter(patient__in=list(persons))
    fields = (
        "patient_id", "pk", "lines__procedure_code", "code_family", "rendering_provider_id", "payer_id", "period_id",
        "period_starts_on", "period_ends_on", "period__window_starts_on", "period__window_ends_on", "corrects_id",
    )  # fmt: skip
    families = families_of(rules)
    found = rows.exclude(claim_frequency=VOID).order_by("pk").values_list(*fields)
    return [
        (patient_id, Billed("claim", pk, code, families.get(code, code), *rest))
        for patient_id, pk, code, *rest in found
        if patient_id in persons
    ]


def _outside(
    practice: Practice, persons: Mapping[int, int], periods: Sequence[ServicePeriod], rules: RuleSet
) -> list[tuple[int, Billed]]:
    """Read what is recorded as billed elsewhere for these patients in the time of the periods."""
    first, last = min(each.starts_on for each in periods), max(each.ends_on for each in periods)
    rows = OutsideService.objects.filter(
        practice=practice, struck_at__isnull=True, starts_on__lte=last, ends_on__gte=first
    )
    families = families_of(rules)
    return [
        (patient_id, _outside_row(pk, code, families.get(code, code), provider_id, starts_on, ends_on))
        for patient_id, pk, code, provider_id, starts_on, ends_on in rows.order_by("pk").values_list(
            "patient_id", "pk", "code", "provider_id", "starts_on", "ends_on"
        )
        if patient_id in persons
    ]


def _outside_row(
    pk: int, code: str, family: str, provider_id: int | None, starts_on: date, ends_on: date
) -> Billed:
    return Billed(
        "outside", pk, code, family, "", provider_id, None, None, starts_on, ends_on, starts_on, ends_on
    )


def families_of(rules: RuleSet) -> dict[str, str]:
    """Return the family of every code, on any date."""
    return {code: row["id"] for row in rules.rows("family") for code in row["codes"]}


def excludes_of(rules: RuleSet) -> Excludes:
    """Return what says whether a service keeps another one from being billed beside it, by the rules' matrix."""

    @cache
    def blocks(program: str, family: str, of: str, on: date) -> bool:
        return any(
            row["program"] == program
            and row["family"] == family
            and row["of"] in (of, "any")
            and row["effect"] == "blocks"
            for row in rules.rows("exclusion", on=on)
        )

    def excludes(mine: Billed, other: Billed) -> bool:
        of = "own" if mine.provider_id == other.provider_id else "other"
        return bool(mine.program) and blocks(mine.program, other.family, of, mine.starts_on)

    return excludes
