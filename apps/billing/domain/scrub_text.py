"""Checks of names, addresses and free text that several parts of a claim share."""

from collections.abc import Iterator

from apps.billing.domain.claim import Address, PersonName
from apps.billing.domain.x12 import letters_lost, text
from apps.practice.domain.identifiers import check_state, check_zip_code
from apps.problems import Problem

# 005010X222A1: NM103, NM104, NM105, NM107, N301, N302, N401
_LAST, _FIRST, _MIDDLE, _SUFFIX, _STREET, _CITY = 60, 35, 25, 10, 55, 30


def check_text(value: str, limit: int, *, what: str, field: str, required: bool = True) -> Iterator[Problem]:
    """Find a text that is missing, has letters a claim cannot carry, or is longer than `limit` once written out."""
    written = text(value)
    if not value.strip():
        if required:
            yield Problem("text_missing", f"{what} is missing. Enter it.", field)
    elif not written:
        message = f"{what} {value} has no character that a claim can carry. Write it in Latin letters."
        yield Problem("text_unreadable", message, field)
    elif lost := letters_lost(value):
        message = (
            f"{what} {value} has letters that a claim cannot carry: {lost}. Write them as the payer does."
        )
        yield Problem("letters_lost", message, field)
    elif len(written) > limit:
        message = f"{what} “{written}” has {len(written)} characters; a claim carries {limit}. Shorten it."
        yield Problem("text_too_long", message, field)


def check_identifier(
    value: str, limit: int, *, what: str, field: str, required: bool = True
) -> Iterator[Problem]:
    """Find what `check_text` finds, and signs that a claim would leave out or change: it would name another."""
    yield from check_text(value, limit, what=what, field=field, required=required)
    written = text(value)
    changed = dict.fromkeys(sign for sign in value.upper() if sign.isascii() and sign not in f"{written} ")
    if written and changed:
        signs = "".join(changed)
        message = (
            f"{what} {value} has signs that a claim cannot carry: {signs}. Ask the payer how to write it."
        )
        yield Problem("identifier_changed", message, field)


def check_name(name: PersonName, *, whose: str, field: str) -> Iterator[Problem]:
    """Find what is wrong with a person's name; `whose` is as in "The patient's"."""
    yield from check_text(name.last, _LAST, what=f"{whose} last name", field=f"{field}.last")
    yield from check_text(name.first, _FIRST, what=f"{whose} first name", field=f"{field}.first")
    middle = f"{whose} middle name"
    yield from check_text(name.middle, _MIDDLE, what=middle, field=f"{field}.middle", required=False)
    suffix = f"{whose} name suffix"
    yield from check_text(name.suffix, _SUFFIX, what=suffix, field=f"{field}.suffix", required=False)


def check_address(
    address: Address, *, whose: str, field: str, nine_digit_zip: bool = False
) -> Iterator[Problem]:
    """Find what is wrong with an address; billing and facility addresses need nine digits of ZIP code."""
    yield from check_text(address.street, _STREET, what=f"{whose} street", field=f"{field}.street")
    second = f"{whose} second street line"
    yield from check_text(address.street_2, _STREET, what=second, field=f"{field}.street_2", required=False)
    yield from check_text(address.city, _CITY, what=f"{whose} city", field=f"{field}.city")
    if len(text(address.city)) == 1:
        message = f"{whose} city {address.city} has one letter; a claim needs two or more. Write it out."
        yield Problem("city_too_short", message, f"{field}.city")
    yield from _prefixed(check_state(address.state, field=f"{field}.state"), whose)
    zip_field = f"{field}.zip_code"
    yield from _prefixed(check_zip_code(address.zip_code, field=zip_field, nine_digits=nine_digit_zip), whose)


def _prefixed(problems: list[Problem], whose: str) -> Iterator[Problem]:
    """Say whose address it is: one claim has several."""
    for problem in problems:
        yield Problem(problem.code, f"{whose} address: {problem.message}", problem.field)
