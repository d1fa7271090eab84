"""The names of a practice that the quick log knows, by few indexed queries however many patients there are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from apps.patients.models import Agency, Enrollment, Patient
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.timelog.domain import quick_log
from apps.timelog.domain.quick_log_people import Party, Person

# More of one name than anybody reads through; a first name narrows them.
MOST_ALIKE, MOST_NAMED, MOST_PARTIES = 50, 2_000, 500


def quick_log_of(actor: Actor, sentence: str, *, now: datetime) -> quick_log.QuickLog:
    """Return what a sentence says to somebody of the actor's practice, on its clocks."""
    return quick_log.read(sentence, directory=PracticeDirectory(actor), now=now, zone=actor.time_zone)


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
        return _people(rows_of(self.actor, Patient).filter(last_name__in=last_names)[:MOST_NAMED])

    def alike(self, words: Collection[str]) -> list[Person]:
        """Return patients whose last name begins or ends as one of the words does, in any case."""
        wanted = Q()
        for word in words:
            half = max(2, len(word) // 2)
            wanted |= Q(last_name__istartswith=word[:half]) | Q(last_name__iendswith=word[-half:])
        return _people(rows_of(self.actor, Patient).filter(wanted)[:MOST_NAMED]) if words else []

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
        rows = rows_of(self.actor, Patient).filter(medical_record_number__in=numbers)
        return _people(rows.exclude(medical_record_number="")[:MOST_ALIKE])

    def _own(self) -> QuerySet[Patient]:
        enrolled = rows_of(self.actor, Enrollment).filter(rendering_provider=self.actor.provider)
        return rows_of(self.actor, Patient).filter(pk__in=enrolled.values("patient_id"))


def _people(rows: QuerySet[Patient]) -> list[Person]:
    values = rows.values_list("pk", "last_name", "first_name", "middle_name", "suffix", "sex", "born_on")
    return [
        Person(pk, last, first, _display_name(last, first, middle, suffix), sex, born_on)
        for pk, last, first, middle, suffix, sex, born_on in values
    ]


def _display_name(last: str, first: str, middle: str, suffix: str) -> str:
    return Patient(last_name=last, first_name=first, middle_name=middle, suffix=suffix).display_name
