"""Record who read and who changed what."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.forms.models import model_to_dict
from django.utils import timezone

from apps.practice.access import Actor
from apps.practice.bulk import insert as insert_many
from apps.practice.models import AuditEvent
from apps.practice.new_rows import new_row
from apps.practice.prepared import add

Values = Mapping[str, Any]
PATIENT = "patients.patient"
# From so many on, another statement for their numbers is worth it.
MANY = 50


def record(
    actor: Actor,
    action: str,
    subject: models.Model | None = None,
    *,
    patient_id: int | None = None,
    old: Values | None = None,
    new: Values | None = None,
    at: datetime | None = None,
) -> None:
    """Keep that `actor` did `action` ("claim.approved", "patient.viewed") to `subject`, with old and new values."""
    add(event(actor, action, subject, patient_id=patient_id, old=old, new=new, at=at))


def record_many(events: Iterable[AuditEvent]) -> None:
    """Keep many events, made by `event`, with few statements."""
    rows = list(events)
    if len(rows) == 1:
        add(rows[0])
    elif len(rows) < MANY:
        AuditEvent.objects.bulk_create(rows)
    else:
        insert_many(rows)


def event(
    actor: Actor,
    action: str,
    subject: models.Model | None = None,
    *,
    patient_id: int | None = None,
    old: Values | None = None,
    new: Values | None = None,
    at: datetime | None = None,
) -> AuditEvent:
    """Return the unsaved event of `record`, for writing many at once; what is done to a patient is of that patient."""
    if patient_id is None and subject is not None and subject._meta.label_lower == PATIENT:
        patient_id = subject.pk
    return new_row(
        AuditEvent,
        practice_id=actor.practice.pk,
        actor_id=actor.user.pk if actor.user else None,
        action=action,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        patient_id=patient_id,
        old=dict(old) if old is not None else None,
        new=dict(new) if new is not None else None,
        at=at or timezone.now(),
    )


def values_of(row: models.Model, *fields: str) -> dict[str, Any]:
    """Return the named editable fields of `row` (all when none is named), for the old and new of an event."""
    return model_to_dict(row, fields=fields or None)
