"""What is read to say how far patients have come: five prepared questions for any number of them.

Lists and one's own month read hundreds of patients and thousands of entries so: rows stay rows.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, Q, QuerySet, Value

from apps.patients.models import CareEpisode, Coverage, Enrollment, Stay
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.practice.prepared import Question, Slot
from apps.practice.prepared_lists import Among, DayNumber
from apps.timelog.models import EntryVersion
from apps.timelog.standing import newest

# A version's time, as far as counting it goes: patient, provider, activity, counterpart, channel, the number of the
# day, seconds, whether it is confirmed.
Time = tuple[int, int, str, str, str, int, int, bool]


class Enrolled(NamedTuple):
    """An enrollment, column by column as its model has them."""

    id: int
    practice_id: int
    patient_id: int
    program: str
    rendering_provider_id: int
    starts_on: date
    ends_on: date | None
    periods_are_cut: bool

    def with_provider(self, provider: Provider) -> Enrollment:
        """Return the same as a model."""
        found: Enrollment = Enrollment.from_db(DEFAULT_DB_ALIAS, self._fields, self)
        found.rendering_provider = provider
        return found


class Covered(NamedTuple):
    """A coverage with what matters of its payer."""

    id: int
    patient_id: int
    starts_on: date | None
    ends_on: date | None
    payer: str
    profile: str


class Held(NamedTuple):
    """A stretch of an episode or of a stay, both ends inclusive; `word` is its setting, or the kind of stay."""

    word: str
    starts_on: date
    ends_on: date | None


def enrollments_of(actor: Actor, ids: Collection[int], today: date) -> dict[int, Enrolled]:
    """Return the enrollment that runs, or comes next, for each patient; oversight before other programmes."""
    found: dict[int, Enrolled] = {}
    rows = _ENROLLMENTS.all(practice=actor.practice.pk, ids=list(ids), today=today)
    for row in map(Enrolled._make, rows):
        other = found.get(row.patient_id)
        if other is None or _place(row, today) < _place(other, today):
            found[row.patient_id] = row
    return found


def _place(row: Enrolled, today: date) -> tuple[object, ...]:
    return row.starts_on > today, row.program != "cpo", row.starts_on, row.id


def coverages_of(ids: list[int]) -> Mapping[int, Sequence[Covered]]:
    """Return the coverages of each patient, those without a first day before others."""
    found: dict[int, list[Covered]] = defaultdict(list)
    for row in map(Covered._make, _COVERAGES.all(ids=ids)):
        found[row.patient_id].append(row)
    return found


def held_to(ids: list[int]) -> tuple[Mapping[int, Sequence[Held]], Mapping[int, Sequence[Held]]]:
    """Return the episodes and the stays of each patient, the earliest first."""
    episodes: dict[int, list[Held]] = defaultdict(list)
    stays: dict[int, list[Held]] = defaultdict(list)
    for what, patient_id, word, starts_on, ends_on, _ in _HELD.all(ids=ids):
        (stays if what == Stay.__name__ else episodes)[patient_id].append(Held(word, starts_on, ends_on))
    return episodes, stays


def times_of(actor: Actor, ids: list[int], *, first: date) -> tuple[Mapping[int, Sequence[Time]], set[int]]:
    """Return the time of each patient from `first` on, without void entries, and whose time it is.

    By the patients alone: said together with them, SQLite takes the practice for what chooses best, and reads it all.
    """
    found: dict[int, list[Time]] = defaultdict(list)
    rows: list[Time] = _TIMES.all(practice=actor.practice.pk, ids=ids, first=first)
    for time in rows:
        found[time[0]].append(time)
    return found, {time[1] for time in rows}


def providers_of(ids: Iterable[int]) -> dict[int, Provider]:
    """Return providers by their ids."""
    return {each.pk: each for each in _PROVIDERS.all(ids=list(ids))}


def _time_of_patients() -> QuerySet[EntryVersion, Any]:
    rows = EntryVersion.objects.filter(
        Among("patient", "ids"), performed_on__gte=Slot("first"), is_void=False
    )
    return newest(rows.order_by(), practice=Slot("practice")).values_list(
        "patient_id", "provider_id", "activity", "counterpart", "channel", DayNumber("performed_on"), "seconds",
        "is_confirmed",
    )  # fmt: skip


def _dated(model: type[CareEpisode | Stay], word: str) -> QuerySet[Any, Any]:
    rows = model.objects.filter(Among("patient", "ids")).annotate(what=Value(model.__name__))
    return rows.order_by().values_list("what", "patient_id", word, "starts_on", "ends_on", "pk")


def _episodes_and_stays() -> QuerySet[Any, Any]:
    episodes, stays = _dated(CareEpisode, "setting"), _dated(Stay, "kind")
    return episodes.union(stays, all=True).order_by("starts_on", "pk")


_ENROLLMENTS = Question(
    lambda: (
        Enrollment.objects.filter(Among("patient", "ids"), practice=Slot("practice"))
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=Slot("today")))
        .order_by()
        .values_list(*Enrolled._fields)
    )
)
_COVERAGES = Question(
    lambda: (
        Coverage.objects.filter(Among("patient", "ids"))
        .order_by(F("starts_on").asc(nulls_first=True), "pk")
        .values_list("pk", "patient_id", "starts_on", "ends_on", "payer__name", "payer__profile")
    )
)
_HELD = Question(_episodes_and_stays)
_PROVIDERS = Question(lambda: Provider.objects.filter(Among("pk", "ids")).order_by())
_TIMES = Question(_time_of_patients)
