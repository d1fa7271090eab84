"""Patients as a list to log time from: search, whose they are, and pages that cost the same however many there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import Q, QuerySet, Sum

from apps.patients.models import Enrollment, Patient
from apps.practice.access import Actor, rows_of
from apps.practice.prepared import Question, Slot
from apps.practice.prepared_lists import Among
from apps.timelog.models import EntryVersion, Favourite
from apps.timelog.progress import Progress, progress_of

PAGE = 25
# How far back somebody's work makes a patient one of those to look at today, and how many of them are looked at.
RECENT_DAYS = 31
MOST_RECENT = 60
MOST_NEAR = 12
# How many patients a device keeps, without their names, for a time without a network.
MOST_OFFLINE = 20
# How many stand ready to log time for: stars, and others of late.
MOST_STARRED, MOST_LATELY = 12, 5
# How many a picker offers at once.
MOST_TO_ADD = 8
BIRTH_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%d %b %Y", "%b %d %Y")


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Some patients in order of name; `before` and `after` are the ids to go on from, None at an end."""

    patients: Sequence[Patient]
    before: int | None
    after: int | None


def patients_page(
    actor: Actor, *, words: str = "", mine: bool = False, after: int | None = None, before: int | None = None
) -> PatientPage:
    """Return a page of the practice's patients by name, after or before the patient of that id.

    `words` finds by the beginning of last or first name ("Schmitt", "schm den"), by record number or birth date.
    `mine` leaves those whose running enrollment is with the actor. Nothing is counted: no page costs more than
    another.
    """
    rows = _searched(rows_of(actor, Patient).filter(merged_into__isnull=True), words)
    if mine:
        rows = rows.filter(pk__in=_enrolled_with(actor))
    if before is not None:
        return _page_before(rows, actor, before)
    mark = rows_of(actor, Patient).filter(pk=after).first() if after is not None else None
    found = list(_beyond(rows, mark).order_by("last_name", "first_name", "pk")[: PAGE + 1])
    return PatientPage(
        patients=found[:PAGE],
        before=found[0].pk if mark is not None and found else None,
        after=found[PAGE - 1].pk if len(found) > PAGE else None,
    )


def _page_before(rows: QuerySet[Patient], actor: Actor, before: int) -> PatientPage:
    mark = rows_of(actor, Patient).filter(pk=before).first()
    found = list(_beyond(rows, mark, backwards=True).order_by("-last_name", "-first_name", "-pk")[: PAGE + 1])
    page = found[:PAGE][::-1]
    return PatientPage(
        patients=page,
        before=page[0].pk if len(found) > PAGE else None,
        after=page[-1].pk if page and mark is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Near:
    """A patient whose running period is worth a look today."""

    patient: Patient
    progress: Progress


def patients_kept_offline(actor: Actor, *, today: date) -> list[Patient]:
    """Return the patients whom a device keeps for a time without a network: the actor's last, at most 20.

    First those on whom the actor spent time in the last 31 days, the latest first, then others enrolled with the actor.
    """
    order = _recent_ids(actor, today=today)[:MOST_OFFLINE]
    if len(order) < MOST_OFFLINE:
        others = rows_of(actor, Patient).filter(pk__in=_enrolled_with(actor)).exclude(pk__in=order)
        order += others.order_by("last_name", "pk").values_list("pk", flat=True)[: MOST_OFFLINE - len(order)]
    found = rows_of(actor, Patient).in_bulk(order)
    return [found[pk] for pk in order if pk in found]


@dataclass(frozen=True, slots=True)
class AtHand:
    """A patient to log time for in one action."""

    patient: Patient
    is_favourite: bool


def patients_at_hand(actor: Actor, *, stars: frozenset[int], today: date) -> list[AtHand]:
    """Return those of `stars` by name, at most 12, then the last five others on whom the actor spent time."""
    recent = [pk for pk in _recent_ids(actor, today=today) if pk not in stars][:MOST_LATELY]
    rows = rows_of(actor, Patient).filter(merged_into__isnull=True)
    favourites = rows.filter(pk__in=stars).order_by("last_name", "first_name", "pk")[:MOST_STARRED]
    found = rows.in_bulk(recent)
    return [
        *(AtHand(patient, is_favourite=True) for patient in favourites),
        *(AtHand(found[pk], is_favourite=False) for pk in recent if pk in found),
    ]


def patients_to_add(
    actor: Actor, *, words: str, chosen: Collection[int], today: date
) -> tuple[Sequence[Patient], bool]:
    """Return whom `words` can mean, at most eight, and whether there are more; without words those at hand."""
    if not words.strip():
        at_hand = patients_at_hand(actor, stars=starred(actor), today=today)
        return [each.patient for each in at_hand if each.patient.pk not in chosen][:MOST_TO_ADD], False
    rows = _searched(rows_of(actor, Patient).filter(merged_into__isnull=True), words)
    found = list(rows.exclude(pk__in=chosen).order_by("last_name", "first_name", "pk")[: MOST_TO_ADD + 1])
    return found[:MOST_TO_ADD], len(found) > MOST_TO_ADD


def ever_enrolled(actor: Actor, patients: Collection[Patient]) -> frozenset[int]:
    """Return the ids of those of `patients` who are or were enrolled in a programme: one query."""
    rows = rows_of(actor, Enrollment).filter(patient__in=[each.pk for each in patients])
    return frozenset(rows.values_list("patient_id", flat=True))


def starred(actor: Actor) -> frozenset[int]:
    """Return the ids of the patients with the actor's star."""
    if actor.user is None:
        return frozenset()
    return frozenset(rows_of(actor, Favourite).filter(user=actor.user).values_list("patient_id", flat=True))


def patients_with_recent_time(actor: Actor, *, today: date, most: int) -> list[int]:
    """Return the ids of those on whom the actor spent most in the last 31 days, at most so many.

    Corrected and void versions weigh in: it is a choice of whom to look at, not a total, and reads one index.
    """
    if actor.provider is None:
        return []
    since = today - timedelta(days=RECENT_DAYS)
    found = _most_lately(most).all(
        practice=actor.practice.pk, provider=actor.provider.pk, since=since, until=today
    )
    return [patient_id for patient_id, _ in found]


@cache
def _most_lately(most: int) -> Question:
    return Question(
        lambda: (
            EntryVersion.objects.filter(
                practice=Slot("practice"),
                provider=Slot("provider"),
                performed_on__range=(Slot("since"), Slot("until")),
                patient__isnull=False,
            )
            .order_by()
            .values("patient_id")
            .annotate(total=Sum("seconds"))
            .order_by("-total", "patient_id")
            .values_list("patient_id", "total")[:most]
        )
    )


def _recent_ids(actor: Actor, *, today: date) -> list[int]:
    """Return patients on whom the actor spent time in the last 31 days, the latest first; of the last 200 entries."""
    recent = (
        EntryVersion.objects.filter(
            practice=actor.practice,
            provider=actor.provider,
            performed_on__range=(today - timedelta(days=RECENT_DAYS), today),
            patient__isnull=False,
        )
        .order_by("-performed_on", "-pk")
        .values_list("patient_id", flat=True)[: MOST_OFFLINE * 10]
    )
    return list(dict.fromkeys(recent))


def enrolled_patients(actor: Actor, most: int) -> dict[int, Patient]:
    """Return the patients whose running enrollment is with the actor by their ids, in order of name."""
    if actor.provider is None:
        return {}
    rows = _enrolled(most).all(practice=actor.practice.pk, provider=actor.provider.pk)
    return {row.pk: row for row in rows}


def patients_of(actor: Actor, ids: list[int]) -> dict[int, Patient]:
    """Return the patients with these ids, in no order."""
    rows = _BY_ID.all(practice=actor.practice.pk, ids=ids) if ids else ()
    return {row.pk: row for row in rows}


def deaths_of_enrolled(actor: Actor, most: int) -> dict[int, date | None]:
    """Return the same patients as `enrolled_patients`, of whom nothing but their last day is read."""
    if actor.provider is None:
        return {}
    return dict(_deaths_of_enrolled(most).all(practice=actor.practice.pk, provider=actor.provider.pk))


def deaths_of(actor: Actor, ids: list[int]) -> dict[int, date | None]:
    """Return the last days of the patients with these ids."""
    return dict(_DEATHS.all(practice=actor.practice.pk, ids=ids)) if ids else {}


def _rows_enrolled(most: int) -> QuerySet[Patient]:
    own = Enrollment.objects.filter(
        practice=Slot("practice"), rendering_provider=Slot("provider"), ends_on__isnull=True
    )
    rows = Patient.objects.filter(
        practice=Slot("practice"), pk__in=own.values("patient_id"), merged_into__isnull=True
    )
    return rows.order_by("last_name", "first_name", "pk")[:most]


def _rows_by_id() -> QuerySet[Patient]:
    return Patient.objects.filter(Among("pk", "ids"), practice=Slot("practice")).order_by()


@cache
def _enrolled(most: int) -> Question:
    return Question(lambda: _rows_enrolled(most))


@cache
def _deaths_of_enrolled(most: int) -> Question:
    return Question(lambda: _rows_enrolled(most).values_list("pk", "died_on"))


_BY_ID = Question(_rows_by_id)
_DEATHS = Question(lambda: _rows_by_id().values_list("pk", "died_on"))


def patients_near_a_threshold(actor: Actor, *, today: date) -> list[Near]:
    """Return patients with recent time of the actor who have a step ahead, fewest days left first.

    Looked at are the 60 patients on whom the actor spent most in the last 31 days.
    """
    recent = patients_with_recent_time(actor, today=today, most=MOST_RECENT)
    patients = {row.pk: row for row in rows_of(actor, Patient).filter(pk__in=recent)}
    found = [
        Near(patients[patient_id], progress)
        for patient_id, progress in progress_of(actor, list(patients.values()), today=today).items()
        if progress.next_step is not None and progress.counted_seconds > 0
    ]
    found.sort(
        key=lambda near: (near.progress.bar.days_left, near.progress.bar.minutes_short, near.patient.pk)
    )
    return found[:MOST_NEAR]


def has_enrolled_patients(actor: Actor) -> bool:
    """Say whether any patient is enrolled with the actor."""
    return actor.provider is not None and _enrolled_with(actor).exists()


def is_without_patients(actor: Actor) -> bool:
    """Say whether the practice has no patient at all yet."""
    return not rows_of(actor, Patient).exists()


def _enrolled_with(actor: Actor) -> "QuerySet[Enrollment, int]":
    rows = rows_of(actor, Enrollment).filter(rendering_provider=actor.provider, ends_on__isnull=True)
    return rows.values_list("patient_id", flat=True)


def _beyond(rows: QuerySet[Patient], mark: Patient | None, *, backwards: bool = False) -> QuerySet[Patient]:
    """Return the rows after (before) `mark` in order of name; the bound on the last name alone serves the index."""
    if mark is None:
        return rows
    way = "lt" if backwards else "gt"
    last, first = mark.last_name, mark.first_name
    return rows.filter(**{f"last_name__{way}e": last}).filter(
        Q(**{f"last_name__{way}": last})
        | Q(last_name=last, **{f"first_name__{way}": first})
        | Q(last_name=last, first_name=first, **{f"pk__{way}": mark.pk})
    )


def _searched(rows: QuerySet[Patient], words: str) -> QuerySet[Patient]:
    wanted = words.replace(",", " ").split()
    if not wanted:
        return rows
    born_on = _birth_date(words.strip())
    if born_on is not None:
        return rows.filter(born_on=born_on)
    names = Q()
    for word in wanted[:4]:
        names &= Q(last_name__istartswith=word) | Q(first_name__istartswith=word)
    return rows.filter(names | Q(medical_record_number=words.strip()))


def _birth_date(text: str) -> date | None:
    for shape in BIRTH_DATES:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a date has no time zone
        except ValueError:
            continue
    return None
