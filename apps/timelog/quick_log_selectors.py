"""The names of a practice that the quick log knows, by few indexed queries however many patients there are."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from apps.patients.models import Agency, Enrollment, Patient
from apps.patients.models.people import HasParts, roster_name
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.timelog.domain.quick_log.people import (
    Party,
    Person,
    half_of,
    misspelt_early,
    spellings,
    squash,
)
from apps.timelog.domain.quick_log.reading import QuickLog, read
from apps.timelog.domain.quick_log.spelling import is_one_letter_off
from apps.timelog.name_lookups import AmongNames, BeginsOrEndsWith, Called

# More of one name than anybody reads through; a first name narrows them.
MOST_ALIKE, MOST_NAMED, MOST_PARTIES = 50, 2_000, 500


def quick_log_of(actor: Actor, sentence: str, *, now: datetime) -> QuickLog:
    """Return what a sentence says to somebody of the actor's practice, on its clocks."""
    return read(sentence, directory=PracticeDirectory(actor), now=now, zone=actor.time_zone)


def living_records(actor: Actor) -> QuerySet[Patient]:
    """Return the practice's patients without the records that were merged into others."""
    return rows_of(actor, Patient).filter(merged_into__isnull=True)


class PracticeDirectory:
    """The names of the actor's practice."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def parties(self) -> Sequence[Party]:
        """Return agencies and the practice's own providers."""
        agencies = rows_of(self.actor, Agency).values_list("name", flat=True)[:MOST_PARTIES]
        providers = rows_of(self.actor, Provider).values_list("last_name", flat=True)[:MOST_PARTIES]
        return [*(Party(name) for name in agencies), *(Party(name, is_person=True) for name in providers)]

    def named(self, last_names: Collection[str]) -> list[Person]:
        """Return patients with one of these last names, exactly as written: the index on names serves it."""
        living = living_records(self.actor)
        return _people(living.filter(Called(last_names, among=living, most=MOST_NAMED))[:MOST_NAMED])

    def alike(self, words: Collection[str]) -> list[Person]:
        """Return patients whose last name is one of the words, or one letter away from one.

        What is wrong behind the first half leaves a range of the index on names; what is wrong in it is looked up.
        """
        letters = {squash(word) for word in words}
        early = {each for word in words for each in misspelt_early(word)}
        names = self._names().filter(AmongNames("last_name", early))
        # One search of the index each: joined by "or" a database passes through all names.
        ranges = [
            self._names().filter(last_name__gte=each, last_name__lt=each[:-1] + chr(ord(each[-1]) + 1))
            for word in words
            for each in _beginnings(word)
        ]
        return self._called(
            names.union(*ranges),
            lambda name: name in letters or any(is_one_letter_off(name, word) for word in letters),
        )

    def with_part(self, words: Collection[str]) -> list[Person]:
        """Return patients one of whose last names is one of the words: an index of such names serves it."""
        several = self._names().filter(HasParts("last_name")).filter(BeginsOrEndsWith("last_name", words))
        return self._called(several, lambda _: True)

    def _names(self) -> QuerySet[Patient, str]:
        """Return last names and nothing else: the index on names alone answers, merged records are left out later."""
        return rows_of(self.actor, Patient).order_by().values_list("last_name", flat=True)

    def _called(self, names: QuerySet[Patient, str], is_meant: Callable[[str], bool]) -> list[Person]:
        """Return the patients of those names that, by their letters, are meant; names are read before people."""
        meant = {name for name in names if is_meant(squash(name))}
        return self.named(meant) if meant else []

    def first_named(self, first_names: Collection[str]) -> list[Person]:
        """Return patients in the actor's care with one of these first names."""
        return _people(self._own().filter(first_name__in=first_names)[:MOST_ALIKE])

    def with_initials(self, initials: str) -> list[Person]:
        """Return patients in the actor's care by initials, first name first."""
        first, last = initials[0], initials[1]
        own = self._own().filter(first_name__istartswith=first, last_name__istartswith=last)
        return _people(own[:MOST_ALIKE])

    def numbered(self, numbers: Collection[str]) -> list[Person]:
        """Return patients by medical record number."""
        # The index leaves empty numbers out, and is used only by a query that says so too.
        rows = living_records(self.actor).filter(medical_record_number__in=numbers)
        return _people(rows.exclude(medical_record_number="")[:MOST_ALIKE])

    def _own(self) -> QuerySet[Patient]:
        enrolled = rows_of(self.actor, Enrollment).filter(rendering_provider=self.actor.provider)
        return living_records(self.actor).filter(pk__in=enrolled.values("patient_id"))


def _beginnings(word: str) -> set[str]:
    """Return how a name with the first half of `word` may begin on file: Mcal, McAl, MCAL."""
    found = set()
    for spelling in spellings(word):
        ends = [end for end in range(1, len(spelling) + 1) if len(squash(spelling[:end])) == half_of(word)]
        found |= {spelling[: ends[0]]} if ends else set()
    return found


def _people(rows: QuerySet[Patient]) -> list[Person]:
    values = rows.values_list("pk", "last_name", "first_name", "middle_name", "suffix", "sex", "born_on")
    return [
        Person(pk, last, first, roster_name(last, first, middle, suffix), sex, born_on)
        for pk, last, first, middle, suffix, sex, born_on in values
    ]
