"""What the forms of a new payer, coverage, episode and enrollment begin with: what is already known of the practice."""

from django.db.models import Q

from apps.patients.models import Agency, Payer
from apps.practice.access import Actor, rows_of
from apps.practice.suggestions import Suggested, only_one, only_practitioner

MEDICARE = {"name": "Medicare Part B", "profile": "medicare_ffs"}


def for_payer(actor: Actor) -> Suggested:
    """Return Medicare for the first payer: care plan oversight is mostly its; the payer id is the contractor's own."""
    return {} if rows_of(actor, Payer).exists() else MEDICARE


def for_coverage(actor: Actor) -> Suggested:
    """Return the only payer that the practice deals with."""
    payer = only_one(rows_of(actor, Payer).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=actor.today)))
    return {"payer": payer.pk} if payer else {}


def for_episode(actor: Actor) -> Suggested:
    """Return the only agency with its setting. Who signed the plan is a fact and never suggested."""
    agency = only_one(rows_of(actor, Agency).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=actor.today)))
    return {"agency": agency.pk, "setting": agency.kind} if agency else {}


def for_enrollment(actor: Actor) -> Suggested:
    """Return the only provider who may bill."""
    provider = only_practitioner(actor)
    return {"rendering_provider": provider.pk} if provider else {}
