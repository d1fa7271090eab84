"""Patients who are one person: entered twice, known by the member id that a payer gave."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from apps.patients.domain.checks import is_medicare_number
from apps.patients.domain.identifiers import bare_member_id
from apps.patients.models import Coverage
from apps.practice.models import Practice

# A member id with, where a family shares it, the date of birth.
Member = tuple[str, date | None]


def persons_of(practice: Practice, patient_ids: Collection[int]) -> dict[int, int]:
    """Return these patients and everybody entered a second time, each with the lowest id of the person: two queries.

    A Medicare number belongs to one person; another payer's may be a family's, then the date of birth decides.
    """
    coverages = Coverage.objects.filter(practice=practice).exclude(member_id="")
    said = set(coverages.filter(patient__in=patient_ids).values_list("member_id", flat=True))
    spellings = said | {bare_member_id(each) for each in said}
    rows = coverages.filter(member_id__in=spellings).values_list("member_id", "patient", "patient__born_on")
    patients: dict[Member, set[int]] = defaultdict(set)
    for member_id, patient_id, born_on in rows:
        bare = bare_member_id(member_id)
        patients[bare, None if is_medicare_number(bare) else born_on].add(patient_id)
    persons = {pk: pk for pk in patient_ids}
    for same in patients.values():
        lowest = min(persons.get(pk, pk) for pk in same)
        persons |= dict.fromkeys(same, lowest)
    return persons
