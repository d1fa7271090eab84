"""What the form of a new row begins with: only what is already known here; whoever fills the form may say otherwise."""

import re
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from apps.practice.access import Actor, rows_of
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider

Suggested = dict[str, Any]
# A title or a degree belongs to how one is called, never to the name on a claim.
TITLES = re.compile(r"^dr\.?\s+(?=\S)|,.*$", re.IGNORECASE)
M = TypeVar("M", bound=Model)


def for_provider(actor: Actor) -> Suggested:
    """Return the account, name and specialty of a physician who adds the first provider: most likely oneself.

    The practice's number is also the physician's where the practice is that one person.
    """
    practice, user = actor.practice, actor.user
    if user is None or Role.PHYSICIAN not in actor.roles or rows_of(actor, Provider).exists():
        return {}
    first, _, last = TITLES.sub("", user.full_name.strip()).rpartition(" ")
    return {
        "kind": Provider.Kind.PHYSICIAN,
        "user": user.pk,
        "first_name": first,
        "last_name": last,
        "taxonomy_code": practice.taxonomy_code,
        "npi": practice.npi if practice.entity == Practice.Entity.PERSON else "",
    }


def for_address(actor: Actor) -> Suggested:
    """Return the practice's state: whom it works with is mostly near."""
    return {"state": actor.practice.state}


def only_practitioner(actor: Actor) -> Provider | None:
    """Return the only provider who may bill, None when there are several or none."""
    here = rows_of(actor, Provider).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=actor.today))
    return only_one(here.exclude(kind=Provider.Kind.CLINICAL_STAFF))


def only_one(rows: QuerySet[M]) -> M | None:
    """Return the row when there is nothing else to choose, None otherwise."""
    found = list(rows.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
