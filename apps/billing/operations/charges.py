"""What the practice charges, by code and date of service."""

import re
from datetime import date

from django.db import transaction

from apps.billing.domain.money import is_whole_cents
from apps.billing.models import Charge
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, check_order, in_words
from apps.practice.records import blanks, keep, lock_practice, strangers
from apps.problems import Problem, refuse_any

# Five digits (CPT) or a letter and four digits (HCPCS level II).
CODE = re.compile(r"\d{5}|[A-Z]\d{4}")


@transaction.atomic
def save_charge(charge: Charge, *, actor: Actor, today: date) -> Charge:
    """Keep a charge, new or changed; refuse what `problems_with_charge` finds. Drafts are priced anew when checked."""
    lock_practice(actor)
    charge.practice = actor.practice
    refuse_any(strangers(charge, actor=actor) + problems_with_charge(charge, today=today))
    keep(charge, actor=actor, noun="charge")
    return charge


def problems_with_charge(charge: Charge, *, today: date) -> list[Problem]:
    """Return everything wrong with a charge as given, among the others for its code."""
    found = blanks(
        charge,
        {
            "procedure_code": "The code is missing. Fill it in, as G0181.",
            "amount": "The amount is missing. Fill it in, as 165.00.",
            "starts_on": "The first day is missing. Choose the day from which this is charged.",
        },
    )
    if charge.procedure_code and not CODE.fullmatch(charge.procedure_code):
        said = f"“{charge.procedure_code}” is no procedure code. Five digits, or a letter and four digits, as G0181."
        found.append(Problem("procedure_code", said, "procedure_code"))
    is_blank = any(problem.field == "amount" for problem in found)
    if not is_blank and not (charge.amount > 0 and is_whole_cents(charge.amount)):
        said = (
            f"{charge.amount} cannot be charged. Give an amount above zero in dollars and cents, as 165.00."
        )
        found.append(Problem("amount", said, "amount"))
    found += check_order(Span(charge.starts_on, charge.ends_on), what="The charge")
    return found or _overlaps(charge)


def _overlaps(charge: Charge) -> list[Problem]:
    others = Charge.objects.filter(practice=charge.practice_id, procedure_code=charge.procedure_code)
    for other in others.exclude(pk=charge.pk):
        begins_before_end = charge.ends_on is None or other.starts_on <= charge.ends_on
        if begins_before_end and (other.ends_on is None or other.ends_on >= charge.starts_on):
            until = in_words(other.ends_on) if other.ends_on else "further notice"
            said = (
                f"{charge.procedure_code} is charged at {other.amount} from {in_words(other.starts_on)} until {until}. "
                "End that charge first, or choose other days."
            )
            return [Problem("charge_overlaps", said, "starts_on")]
    return []
