"""Keep a patient at hand, or no more."""

from datetime import datetime

from django.db import transaction

from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.models import User
from apps.problems import Problem, Refused
from apps.timelog.models import Favourite

MOST_FAVOURITES = 50


def add_favourite(patient: Patient, *, actor: Actor, now: datetime) -> None:
    """Give a patient the actor's star; one that has it keeps it."""
    with transaction.atomic():
        assert actor.user is not None  # a schedule stars nobody
        User.objects.select_for_update().get(pk=actor.user.pk)
        stars = Favourite.objects.filter(practice=actor.practice, user=actor.user)
        if stars.filter(patient=patient).exists():
            return
        if stars.count() >= MOST_FAVOURITES:
            message = f"You have {MOST_FAVOURITES} favourites, the most there can be. Take a star away first."
            raise Refused(Problem("too_many_favourites", message))
        Favourite.objects.create(practice=actor.practice, user=actor.user, patient=patient, recorded_at=now)
        audit.record(actor, "favourite.added", patient, patient_id=patient.pk, at=now)


def remove_favourite(patient: Patient, *, actor: Actor, now: datetime) -> None:
    """Take the actor's star from a patient; without one nothing changes."""
    with transaction.atomic():
        gone, _ = Favourite.objects.filter(practice=actor.practice, user=actor.user, patient=patient).delete()
        if gone:
            audit.record(actor, "favourite.removed", patient, patient_id=patient.pk, at=now)
