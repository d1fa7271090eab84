"""The numbers and codes of a patient's coverage and conditions: what makes each one acceptable."""

import re
from functools import lru_cache

from apps.problems import Problem

# CMS, Medicare Beneficiary Identifier format: 11 positions; the letters S, L, O, I, B and Z do not occur.
_LETTER = "[AC-HJKMNP-RT-Y]"
_ANY = "[AC-HJKMNP-RT-Y0-9]"
_MBI = re.compile(rf"[1-9]{_LETTER}{_ANY}[0-9]{_LETTER}{_ANY}[0-9]{_LETTER}{{2}}[0-9]{{2}}", re.ASCII)

# ICD-10-CM: three to seven characters; the third may be A or B (C4A, M1A). Shape only, not existence.
_DIAGNOSIS = re.compile(r"[A-Z][0-9][0-9AB][0-9A-Z]{0,4}", re.ASCII)


def bare_member_id(member_id: str) -> str:
    """Return a member id in upper case without the hyphens and blanks of the printed card."""
    return re.sub(r"[\s-]", "", member_id).upper()


def check_medicare_number(number: str, *, field: str = "member_id") -> list[Problem]:
    """Return what is wrong with a Medicare Beneficiary Identifier; hyphens and lower case are allowed."""
    if _MBI.fullmatch(bare_member_id(number)):
        return []
    seen = f"{number} is not a Medicare number" if number.strip() else "The Medicare number is missing"
    remedy = "Copy the 11 characters from the card, as in 1EG4-TE5-MK73; S, L, O, I, B and Z never occur."
    return [Problem("medicare_number_shape", f"{seen}. {remedy}", field)]


@lru_cache(maxsize=8192)
def bare_diagnosis_code(code: str) -> str:
    """Return an ICD-10-CM code in upper case without its point, as claims carry it."""
    return code.strip().upper().replace(".", "", 1)


def dotted_diagnosis_code(code: str) -> str:
    """Return an ICD-10-CM code with its point after the third character, as people read it."""
    bare = bare_diagnosis_code(code)
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def check_diagnosis_code(code: str, *, field: str = "diagnosis_code") -> list[Problem]:
    """Return what is wrong with the shape of an ICD-10-CM code, with or without its point.

    Whether the code exists and is specific enough to bill is another question: see `apps.patients.domain.icd10`.
    """
    bare = bare_diagnosis_code(code)
    point_misplaced = "." in code and code.strip().find(".") != 3
    if _DIAGNOSIS.fullmatch(bare) and not point_misplaced:
        return []
    seen = f"{code} does not look like an ICD-10-CM code" if code.strip() else "The diagnosis code is missing"
    message = f"{seen}. Give a letter, two digits and up to four more characters, as in I50.32."
    return [Problem("diagnosis_shape", message, field)]
