"""Change where the practice sees its patients, when that is not its billing address."""

from datetime import date

from django.db import transaction

from apps.practice.access import Actor
from apps.practice.domain.identifiers import check_npi, check_state, check_zip_code, is_po_box
from apps.practice.models import ServiceLocation
from apps.practice.records import blanks, keep, lock_practice, strangers
from apps.problems import Problem, refuse_any


@transaction.atomic
def save_service_location(location: ServiceLocation, *, actor: Actor, today: date) -> ServiceLocation:
    """Keep a service location, new or changed; refuse what `problems_with_service_location` finds."""
    lock_practice(actor)
    refuse_any(strangers(location, actor=actor) + problems_with_service_location(location, today=today))
    keep(location, actor=actor, noun="service_location")
    return location


def problems_with_service_location(location: ServiceLocation, *, today: date) -> list[Problem]:
    """Return everything wrong with a service location: it goes on claims whole or not at all.

    Source: X12 005010X222A1, 2310C N3 (a street) and N403 (nine digits).
    """
    found = blanks(
        location,
        {
            "name": "The name of the place is missing. Fill it in as it stands on the door.",
            "street": "The street is missing. Fill it in.",
            "city": "The city is missing. Fill it in.",
            "state": "The state is missing. Fill in its two letters.",
            "zip_code": "The ZIP code is missing. Fill in all nine digits.",
        },
    )
    found += check_npi(location.npi, whose="The place's NPI") if location.npi else []
    found += check_state(location.state) if location.state else []
    found += check_zip_code(location.zip_code, nine_digits=True) if location.zip_code else []
    if is_po_box(location.street):
        message = f"{location.street} is a post office box, where nobody is seen. Give the street address."
        found.append(Problem("street_is_po_box", message, "street"))
    others = ServiceLocation.objects.filter(practice=location.practice_id).exclude(pk=location.pk)
    if location.name and others.filter(name=location.name).exists():
        message = f"There is a place called {location.name} already. Change that one, or give another name."
        found.append(Problem("service_location_twice", message, "name"))
    return found
