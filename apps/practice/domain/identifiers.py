"""The numbers by which a practice and its partners are known: what makes each one acceptable.

Every check takes the value as typed, says what is wrong with it in a sentence, and returns no problem for a
good one. An empty value is refused as missing; whoever allows it to be empty does not ask.
"""

import re

from apps.problems import Problem
from apps.rules.npi import is_valid_npi

# United States Postal Service, Publication 28, Appendix B: states, possessions and armed forces.
STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC "
    "ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS FM GU MH MP PR PW VI AA AE AP".split()
)

_TAXONOMY = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
_PO_BOX = re.compile(r"\b(P\s*\.?\s*O\s*\.?\s*BOX|POST\s+OFFICE\s+BOX|POB)\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s().+-]")


def bare(value: str) -> str:
    """Return `value` without the blanks, hyphens, points and parentheses that people write into numbers."""
    return value if value.isalnum() else _SEPARATORS.sub("", value)


def phone_digits(value: str) -> str:
    """Return the digits of a phone number without the country code 1."""
    digits = bare(value)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def shown_phone(digits: str) -> str:
    """Return a phone number as people read it, 614 555 0100; anything else as it is."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}" if len(digits) == 10 and _is_digits(digits) else digits


def shown_zip_code(digits: str) -> str:
    """Return a nine-digit ZIP code as people read it, 43215-1234; anything else as it is."""
    return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 and _is_digits(digits) else digits


def check_npi(npi: str, *, field: str = "npi", whose: str = "The NPI") -> list[Problem]:
    """Return what is wrong with a National Provider Identifier; `whose` begins the sentence."""
    if not npi.strip():
        return [Problem("npi_missing", f"{whose} is missing. Look it up in the NPPES registry.", field)]
    if len(npi) != 10 or not _is_digits(npi):
        return [
            Problem("npi_shape", f"{whose} {npi} is not ten digits. Look it up in the NPPES registry.", field)
        ]
    if not is_valid_npi(npi):
        message = (
            f"{whose} {npi} fails its check digit. Compare it with the NPPES registry; a digit is mistyped."
        )
        return [Problem("npi_check_digit", message, field)]
    return []


def check_tax_id_length(tax_id: str, *, field: str = "tax_id") -> list[Problem]:
    """Return a problem when a tax id of either kind is not nine characters, without repeating what may be a secret."""
    length = len(bare(tax_id))
    if length == 9:
        return []
    message = f"The tax id has {length} characters; it is nine digits, as in 12-3456789. Copy it from the IRS letter."
    return [Problem("tax_id_shape", message, field)]


def check_employer_number(tax_id: str, *, field: str = "tax_id") -> list[Problem]:
    """Return what is wrong with an employer identification number; a hyphen after two digits is allowed."""
    digits = bare(tax_id)
    if len(digits) != 9 or not _is_digits(digits) or digits.startswith("00"):
        seen = (
            f"The employer number {tax_id} is not"
            if tax_id.strip()
            else "The employer number is missing: it is"
        )
        return [
            Problem(
                "tax_id_shape", f"{seen} nine digits as in 12-3456789. Copy it from the IRS letter.", field
            )
        ]
    return []


def check_social_security_number(number: str, *, field: str = "tax_id") -> list[Problem]:
    """Return what is wrong with a social security number, without repeating it: it is a secret.

    Source: Social Security Administration, POMS RM 10201.035 (no area 000 or 666, no group 00, no serial
    0000). Areas from 900 are individual taxpayer numbers of the IRS and serve as tax ids too.
    """
    digits = bare(number)
    impossible = digits[:3] in ("000", "666") or digits[3:5] == "00" or digits[5:] == "0000"
    if len(digits) != 9 or not _is_digits(digits) or impossible:
        message = (
            "The social security number is not nine digits that were ever given out. Check it on the card."
        )
        return [Problem("tax_id_shape", message, field)]
    return []


def check_taxonomy(code: str, *, field: str = "taxonomy") -> list[Problem]:
    """Return what is wrong with the shape of a provider taxonomy code (NUCC: ten characters, last an X)."""
    if _TAXONOMY.fullmatch(code):
        return []
    seen = f"The taxonomy code {code} is not" if code.strip() else "The taxonomy code is missing: it is"
    message = f"{seen} ten characters such as 207QG0300X. Copy it from the NPPES registry."
    return [Problem("taxonomy_shape", message, field)]


def check_zip_code(zip_code: str, *, field: str = "zip_code", nine_digits: bool = False) -> list[Problem]:
    """Return what is wrong with a ZIP code: 5 or 9 digits, or 9 only where `nine_digits` is asked."""
    digits = zip_code.strip().replace("-", "", 1)
    if _is_digits(digits) and len(digits) in ((9,) if nine_digits else (5, 9)):
        return []
    seen = f"The ZIP code {zip_code}" if zip_code.strip() else "The ZIP code is missing: it"
    if nine_digits:
        message = f"{seen} needs nine digits here, as in 43215-1234. Look up the last four at usps.com."
    else:
        message = f"{seen} must be five or nine digits, as in 43215 or 43215-1234."
    return [Problem("zip_code_shape", message, field)]


def check_state(state: str, *, field: str = "state") -> list[Problem]:
    """Return what is wrong with a state: two capital letters that the postal service knows."""
    if state in STATES:
        return []
    seen = f"{state} is not a state" if state.strip() else "The state is missing"
    return [
        Problem("state_unknown", f"{seen}. Give the two letters of the postal service, such as OH.", field)
    ]


def check_phone(phone: str, *, field: str = "phone") -> list[Problem]:
    """Return what is wrong with a phone number: ten digits, the area code not beginning with 0 or 1."""
    digits = phone_digits(phone)
    if len(digits) == 10 and _is_digits(digits) and digits[0] not in "01":
        return []
    seen = f"The phone number {phone} is not" if phone.strip() else "The phone number is missing: it is"
    return [Problem("phone_shape", f"{seen} ten digits with the area code, as in 614 555 0100.", field)]


def is_po_box(street: str) -> bool:
    """Say whether `street` is a post office box, which is not a place of business."""
    return _PO_BOX.search(street) is not None


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
