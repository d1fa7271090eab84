"""Records that may be of one person: the same name and birth date, or the same member id."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Lower

from apps.patients.domain.checks import is_medicare_number
from apps.patients.domain.identifiers import bare_member_id
from apps.patients.models import Coverage, Patient, PatientMerge, ToldApart
from apps.practice.access import Actor, rows_of

MOST = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and why they may be of one person; the older record comes first."""

    one: Patient
    other: Patient
    why: str


def duplicates(actor: Actor) -> list[Pair]:
    """Return at most two hundred pairs that nobody has merged or told apart: a constant number of queries."""
    found: dict[tuple[int, int], str] = {}
    for why, ids in (*_by_member_id(actor), *_by_name(actor)):
        first, *others = sorted(ids)
        for other in others:
            found.setdefault((first, other), why)
    apart = set(rows_of(actor, ToldApart).values_list("one", "other"))
    pairs = [(pair, why) for pair, why in found.items() if pair not in apart][:MOST]
    people = rows_of(actor, Patient).in_bulk({pk for pair, _ in pairs for pk in pair})
    shown = [Pair(people[one], people[other], why) for (one, other), why in pairs]
    return sorted(shown, key=lambda pair: (pair.one.last_name, pair.one.first_name, pair.one.pk))


def _by_name(actor: Actor) -> Iterator[tuple[str, list[int]]]:
    people = rows_of(actor, Patient).filter(merged_into__isnull=True)
    named = people.annotate(last=Lower("last_name"), first=Lower("first_name"))
    twice = (
        named.values("born_on", "last", "first")
        .annotate(many=Count("pk"))
        .filter(many__gt=1)
        .order_by()[:MOST]
    )
    groups: dict[tuple[object, str, str], list[int]] = {
        (each["born_on"], each["last"], each["first"]): [] for each in twice
    }
    born = named.filter(born_on__in={on for on, _, _ in groups}).values_list("pk", "born_on", "last", "first")
    for pk, *alike in born:
        if tuple(alike) in groups:
            groups[alike[0], alike[1], alike[2]].append(pk)
    for ids in groups.values():
        yield "same name and birth date", ids


def _by_member_id(actor: Actor) -> Iterator[tuple[str, list[int]]]:
    rows = rows_of(actor, Coverage).filter(patient__merged_into__isnull=True).exclude(member_id="").order_by()
    twice = rows.values("member_id").annotate(many=Count("patient", distinct=True)).filter(many__gt=1)
    numbers = list(twice.values_list("member_id", flat=True)[:MOST])
    groups: dict[tuple[str, object], set[int]] = {}
    for number, patient, born_on in rows.filter(member_id__in=numbers).values_list(
        "member_id", "patient", "patient__born_on"
    ):
        # a Medicare number belongs to one person; another payer's may be a family's
        key = (number, None if is_medicare_number(bare_member_id(number)) else born_on)
        groups.setdefault(key, set()).add(patient)
    for ids in groups.values():
        if len(ids) > 1:
            yield "same member id", list(ids)


def merges_of(actor: Actor, patient: Patient) -> list[PatientMerge]:
    """Return the merges that stand and concern a record."""
    rows = (
        rows_of(actor, PatientMerge)
        .filter(undone_at__isnull=True)
        .select_related("kept", "merged", "merged_by")
    )
    return list(rows.filter(kept=patient) | rows.filter(merged=patient))


def records_of(actor: Actor, patient_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the numbers under which each patient is or was known, their own first: merged ones too, however often."""
    into = dict(rows_of(actor, Patient).filter(merged_into__isnull=False).values_list("pk", "merged_into_id"))
    roots = {pk: _root(pk, into) for pk in {*into, *into.values(), *patient_ids}}
    same: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(roots):
        same[roots[pk]].append(pk)
    return {pk: [pk, *(each for each in same[roots[pk]] if each != pk)] for pk in patient_ids}


def _root(pk: int, into: Mapping[int, int | None]) -> int:
    seen = {pk}
    while (kept := into.get(pk)) is not None and kept not in seen:
        seen.add(kept)
        pk = kept
    return pk
