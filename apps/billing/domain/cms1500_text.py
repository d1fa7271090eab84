"""How the CMS-1500 (02/12) wants names, addresses, numbers, dates and money written.

Source: NUCC 1500 Claim Form Reference Instruction Manual, version 02/12: upper case; no punctuation but
the commas between the parts of a listed name and hyphens in names and nine-digit ZIP codes; dollars
without sign or point.
"""

import re
from datetime import date
from decimal import Decimal

from apps.billing.domain.claim import Address, PersonName
from apps.billing.domain.money import dollars
from apps.billing.domain.x12 import text
from apps.practice.domain.identifiers import phone_digits

_NOTE_UPPER, _NOTE_LOWER = 23, 48  # characters in the two lines of item 19
_PUNCTUATION = re.compile(r"[.,#;:!?\"*=()]")


def plain(value: str) -> str:
    """Return `value` in upper case without punctuation; hyphens, apostrophes, & and / stay."""
    return " ".join(_PUNCTUATION.sub(" ", text(value)).split())


def listed_name(name: PersonName) -> str:
    """Return LAST SUFFIX, FIRST, M as items 2 and 4 have it."""
    last = f"{plain(name.last)} {plain(name.suffix)}".strip()
    return ", ".join(part for part in (last, plain(name.first), plain(name.middle)[:1]) if part)


def spoken_name(name: PersonName) -> str:
    """Return FIRST M LAST SUFFIX CREDENTIALS as items 31 to 33 have it."""
    parts = (name.first, plain(name.middle)[:1], name.last, name.suffix, name.credentials)
    return " ".join(shown for part in parts if (shown := plain(part)))


def identifier(value: str) -> str:
    """Return a number or code in upper case without blanks and hyphens."""
    return re.sub(r"[\s-]", "", text(value))


def street(address: Address) -> str:
    """Return both lines of the street on one."""
    return f"{plain(address.street)} {plain(address.street_2)}".strip()


def zip_code(address: Address) -> str:
    """Return the ZIP code, nine digits with their hyphen."""
    digits = address.zip_code.replace("-", "").strip()
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else digits


def city_line(address: Address) -> str:
    """Return CITY ST ZIP without a comma."""
    return f"{plain(address.city)} {address.state} {zip_code(address)}".strip()


def phone(item: str, value: str) -> dict[str, str]:
    """Return area and number of a telephone for `item`; nothing when none is given."""
    digits = phone_digits(value)
    return {f"{item} phone area": digits[:3], f"{item} phone number": digits[3:]} if digits else {}


def birth(item: str, value: date) -> dict[str, str]:
    """Return a date of birth, always with eight digits."""
    return {
        f"{item} month": f"{value:%m}",
        f"{item} day": f"{value:%d}",
        f"{item} year": f"{value.year:04}",
    }


def month_day_year(item: str, value: date) -> dict[str, str]:
    """Return a date of service, always with six digits."""
    return {f"{item} month": f"{value:%m}", f"{item} day": f"{value:%d}", f"{item} year": f"{value:%y}"}


def money(amount: Decimal) -> tuple[str, str]:
    """Return dollars and cents of `amount`."""
    whole, _, cents = str(dollars(amount)).partition(".")
    return whole, cents


def note_lines(note: str) -> tuple[str, str]:
    """Return the two lines of item 19: a short note on the lower, a longer one begun on the upper.

    A note that fits neither way comes back whole as the lower line, which is then too long.
    """
    if len(note) <= _NOTE_LOWER:
        return "", note
    cut = note.rfind(" ", 0, _NOTE_UPPER + 1)
    if cut > 0 and len(note) - cut - 1 <= _NOTE_LOWER:
        return note[:cut], note[cut + 1 :]
    return "", note
