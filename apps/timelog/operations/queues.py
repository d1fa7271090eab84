"""Write what belongs to several patients at once: in one transaction where all of it is taken, or not at all."""

import logging
from collections.abc import Callable, Collection
from typing import Any

from django.db import DatabaseError, connection

from apps.practice.access import Actor
from apps.practice.parts import whole
from apps.practice.prepared import Question, Slot
from apps.practice.prepared_lists import Among
from apps.problems import Refused
from apps.timelog.models import Book, Timer
from apps.timelog.operations.months import keep_months

log = logging.getLogger(__name__)

_TIMERS = Question(
    lambda: (
        Timer.objects.select_for_update()
        .filter(user=Slot("user"), practice=Slot("practice"))
        .order_by("pk")
        .values_list("patient")
    )
)
_BOOKS = Question(
    lambda: (
        Book.objects.select_for_update()
        .filter(Among("patient", "patients"), practice=Slot("practice"))
        .order_by("patient_id")
        .values_list("pk")
    )
)


def take_at_once(work: Callable[[], Any], *, actor: Actor, patients: Collection[int]) -> bool:
    """Do the work of a whole queue, for these patients, in one transaction, and say whether it was done.

    When any of it is refused, or stands in somebody's way, nothing of it was: then each item is to be taken by itself,
    which says what is wrong with it.
    """
    try:
        with whole():
            is_held = _hold(actor, patients)
            if is_held:
                work()
    except Refused:
        return False
    except DatabaseError as error:
        # The error's words may hold what was written.
        log.warning("A queue was not taken at once (%s); each item is taken alone.", type(error).__name__)
        return False
    return is_held


def _hold(actor: Actor, patients: Collection[int]) -> bool:
    """Lock what the work will lock, in the order of everybody else: timers, months, books by their patients.

    False for a patient without a book, which somebody else may be opening. SQLite lets one transaction write at a time.
    """
    if not connection.features.has_select_for_update:
        return True
    assert actor.user is not None  # the schedule has no device
    timed = [patient for (patient,) in _TIMERS.all(user=actor.user.pk, practice=actor.practice.pk)]
    wanted = sorted({*patients, *timed})
    keep_months(actor.practice)
    return len(_BOOKS.all(patients=wanted, practice=actor.practice.pk)) == len(wanted)
