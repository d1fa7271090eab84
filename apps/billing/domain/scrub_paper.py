"""Checks of a claim that goes out on the CMS-1500."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.cms1500 import fit_problems
from apps.billing.domain.money import is_whole_cents
from apps.practice.domain.identifiers import check_phone
from apps.problems import Problem


def fits_the_form(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every value fits its box; amounts that are none at all are left to the checks of money."""
    amounts = (document.amount_paid, *(line.charge for line in document.lines))
    if all(amount.is_finite() and amount >= Decimal(0) and is_whole_cents(amount) for amount in amounts):
        yield from fit_problems(document)


def one_number_in_item_23(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Item 23 holds one number: the agency's NPI, a prior authorization or a referral."""
    numbers = (
        document.care_plan_oversight_number,
        document.prior_authorization_number,
        document.referral_number,
    )
    given = [number for number in numbers if number]
    if len(given) > 1:
        message = f"Item 23 of the CMS-1500 holds one number; the claim has {' and '.join(given)}."
        yield Problem(
            "item_23_shared",
            f"{message} Keep one, or send the claim electronically.",
            "prior_authorization_number",
        )


def insured_address(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Item 7 is filled when somebody else holds the coverage."""
    if not document.patient.is_subscriber and document.subscriber.address is None:
        message = "Item 7 of the CMS-1500 needs the subscriber's address and none is given. Enter it with the coverage."
        yield Problem("insured_address_missing", message, "subscriber.address")


def phones(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Telephone numbers of items 5 and 7, where given, have ten digits."""
    numbers = [("patient.phone", document.patient.phone)]
    if not document.patient.is_subscriber:
        numbers.append(("subscriber.phone", document.subscriber.phone))
    for field, number in numbers:
        if number:
            yield from check_phone(number, field=field)
