"""Claims by what a person types: a name, a control number, a member id, a medical record number."""

import re

from django.db.models import Q

from apps.patients.domain.identifiers import bare_member_id
from apps.patients.models import Coverage, Patient
from apps.practice.access import Actor, rows_of

# "C", the period in base 36 to eleven places, and which claim of it: see `patient_control_number`.
CONTROL_NUMBER = re.compile(r"C[0-9A-Z]{13}")
# More patients than this have no member id in common.
MOST_ALIKE = 100


def with_words(actor: Actor, words: str) -> list[Q]:
    """Return a condition on claims for each word; a claim has to fit all.

    Each names patients by a list of ids or by a query on the roster alone, never a text in the claims: a list of
    100,000 is not read for one of them.
    """
    return [_with_word(actor, word) for word in words.split()]


def _with_word(actor: Actor, word: str) -> Q:
    if CONTROL_NUMBER.fullmatch(word.upper()):
        return Q(patient_control_number=word.upper())
    return patients_with(actor, word)


def patients_with(actor: Actor, word: str) -> Q:
    """Return a condition on rows with a patient: a name that begins with the word, or the very number."""
    numbered = _numbered(actor, word)
    if any(letter.isdigit() for letter in word):
        return Q(patient__in=numbered)
    named = Q(last_name__istartswith=word) | Q(first_name__istartswith=word)
    found = named | Q(pk__in=numbered) if numbered else named
    return Q(patient__in=rows_of(actor, Patient).filter(found).order_by().values("pk"))


def _numbered(actor: Actor, word: str) -> list[int]:
    """Return the patients with this member id or medical record number, in any case of letters: few, from indexes."""
    spellings = {word, word.upper(), word.lower(), bare_member_id(word)}
    members = rows_of(actor, Coverage).filter(member_id__in=spellings).order_by()
    records = (
        rows_of(actor, Patient).filter(medical_record_number__in=spellings).exclude(medical_record_number="")
    )
    either = members.values_list("patient_id").union(records.order_by().values_list("pk"))
    return [pk for (pk,) in either[:MOST_ALIKE]]
