"""A rule that several rows keep."""

from django.db import models
from django.db.models import F, Q


def dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name
    )
