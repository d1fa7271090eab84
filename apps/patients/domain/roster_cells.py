"""How the cells of a roster table are read: a value, or the problem with it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from apps.patients.domain.checks import UNPRINTABLE, printable
from apps.patients.domain.identifiers import bare_diagnosis_code, check_diagnosis_code
from apps.practice.domain.identifiers import STATES, phone_digits
from apps.problems import Problem

Cell = str | date | tuple[str, ...] | bool | int

MOST_DIGITS = 8
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d\d:\d\d.*)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)

_SEXES = {"f": "F", "female": "F", "m": "M", "male": "M", "u": "U", "unknown": "U", "other": "U", "x": "U"}
_SETTINGS = {
    "home health": "home_health", "homehealth": "home_health", "hha": "home_health", "hh": "home_health",
    "home health agency": "home_health", "hospice": "hospice", "nursing facility": "nursing_facility",
    "nursing home": "nursing_facility", "nf": "nursing_facility", "snf": "nursing_facility",
    "skilled nursing facility": "nursing_facility",
}  # fmt: skip
_PROGRAMS = {
    "cpo": "cpo", "oversight": "cpo", "care plan oversight": "cpo", "ccm": "ccm", "chronic care": "ccm",
    "chronic care management": "ccm", "pcm": "pcm", "principal care": "pcm", "principal care management": "pcm",
}  # fmt: skip
_WAYS = {
    "paper": "paper", "on paper": "paper", "printed": "paper", "portal": "portal", "patient portal": "portal",
    "through the portal": "portal", "mail": "mail", "by mail": "mail", "post": "mail",
}  # fmt: skip
_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "x": True, "no": False, "n": False, "false": False,
           "0": False}  # fmt: skip
_PROVIDER_KINDS = {
    "physician": "physician", "md": "physician", "do": "physician", "doctor": "physician",
    "nurse practitioner": "nurse_practitioner", "np": "nurse_practitioner", "arnp": "nurse_practitioner",
    "physician assistant": "physician_assistant", "pa": "physician_assistant", "pa-c": "physician_assistant",
    "clinical nurse specialist": "clinical_nurse_specialist", "cns": "clinical_nurse_specialist",
    "clinical staff": "clinical_staff", "staff": "clinical_staff", "nurse": "clinical_staff", "rn": "clinical_staff",
    "lpn": "clinical_staff", "ma": "clinical_staff", "medical assistant": "clinical_staff",
}  # fmt: skip
_FACTS = {
    "inpatient": "inpatient", "inpatient stay": "inpatient", "hospital": "inpatient", "hospital stay": "inpatient",
    "part a": "part_a_nursing", "part a stay": "part_a_nursing", "part a nursing": "part_a_nursing",
    "part a nursing stay": "part_a_nursing", "snf": "part_a_nursing", "snf stay": "part_a_nursing",
    "visit": "visit", "face to face": "visit", "face-to-face": "visit", "face to face visit": "visit",
    "office visit": "visit", "initiating visit": "initiating_visit", "dual eligible": "dual_eligible",
    "dual": "dual_eligible", "medicaid": "dual_eligible", "chronic care eligible": "chronic_care_eligible",
    "ccm eligible": "chronic_care_eligible", "eligible for ccm": "chronic_care_eligible",
    "dialysis": "esrd_capitation", "esrd capitation": "esrd_capitation", "surgical global": "surgical_global_period",
    "surgical global period": "surgical_global_period", "global period": "surgical_global_period",
    "consent": "consent", "comprehensive plan": "plan", "care plan": "plan", "plan": "plan",
    "plan copy": "copy", "copy": "copy", "copy of the plan": "copy", "complexity": "complexity_statement",
    "complexity statement": "complexity_statement", "necessity": "necessity_statement",
    "necessity statement": "necessity_statement", "medical necessity": "necessity_statement",
}  # fmt: skip
_RELATIONSHIPS = {
    "18": "18", "self": "18", "patient": "18", "01": "01", "1": "01", "spouse": "01", "19": "19", "child": "19",
    "g8": "G8", "other": "G8",
}  # fmt: skip

# United States Postal Service, Publication 28, Appendix B: names of the states and possessions.
_STATE_NAMES = dict(
    pair.split(":")
    for pair in (
        "alabama:AL|alaska:AK|arizona:AZ|arkansas:AR|california:CA|colorado:CO|connecticut:CT|delaware:DE|"
        "district of columbia:DC|florida:FL|georgia:GA|hawaii:HI|idaho:ID|illinois:IL|indiana:IN|iowa:IA|kansas:KS|"
        "kentucky:KY|louisiana:LA|maine:ME|maryland:MD|massachusetts:MA|michigan:MI|minnesota:MN|mississippi:MS|"
        "missouri:MO|montana:MT|nebraska:NE|nevada:NV|new hampshire:NH|new jersey:NJ|new mexico:NM|new york:NY|"
        "north carolina:NC|north dakota:ND|ohio:OH|oklahoma:OK|oregon:OR|pennsylvania:PA|rhode island:RI|"
        "south carolina:SC|south dakota:SD|tennessee:TN|texas:TX|utah:UT|vermont:VT|virginia:VA|washington:WA|"
        "west virginia:WV|wisconsin:WI|wyoming:WY|american samoa:AS|guam:GU|northern mariana islands:MP|"
        "puerto rico:PR|virgin islands:VI"
    ).split("|")
)


def clean(cell: str) -> str:
    """Return a cell with every run of blanks, tabs and line ends as one blank."""
    return " ".join(cell.split())


def has_unprintable(cell: str) -> bool:
    """Say whether a cleaned cell holds characters that are no text."""
    return not cell.isprintable() and any(unicodedata.category(each) in UNPRINTABLE for each in cell)


def read_cell(cell: str, *, kind: str, column: str) -> tuple[Cell | None, Problem | None]:
    """Return the value of a cell of `kind`, or the problem with it; `column` is its name in the file."""
    value = clean(cell)
    if not value:
        return None, None
    if has_unprintable(value):
        message = f"{printable(value)[:40]} holds a character that cannot be printed. Type the cell anew."
        return None, Problem("not_printable", message, column)
    try:
        return _READERS[kind](value), None
    except ValueError as error:
        return None, Problem(f"{kind}_unreadable", f"{value[:60]} {error}", column)


def read_date(value: str) -> date:
    """Return a date written 2026-01-05 or, as in the United States, 1/5/2026; ValueError for anything else."""
    found = _ISO.fullmatch(value)
    if found:
        year, month, day = (int(part) for part in found.groups())
    elif found := _AMERICAN.fullmatch(value):
        month, day, year = (int(part) for part in found.groups())
    else:
        raise ValueError(
            "is not a date. Write 2026-01-05 or 1/5/2026 (month first, four digits for the year)."
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError("is not a day of the calendar. Correct the date.") from None


def state_code(value: str) -> str:
    """Return the two letters of a state given by letters or name; what is no state is returned as it is."""
    if value.upper() in STATES:
        return value.upper()
    return _STATE_NAMES.get(value.casefold(), value)


def zip_digits(value: str) -> str:
    """Return a ZIP code without its hyphen, so that 43215-1234 and 432151234 are the same."""
    digits = value.replace("-", "", 1)
    return digits if len(digits) == 9 and digits.isdigit() else value


def _one_of(words: dict[str, str], remedy: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        found = words.get(value.casefold().replace("_", " "))
        if found is None:
            raise ValueError(remedy)
        return found

    return read


def _codes(value: str) -> tuple[str, ...]:
    parts = (part.upper() for part in re.split(r"[\s,;|]+", value) if part)
    return tuple(
        dict.fromkeys(part if check_diagnosis_code(part) else bare_diagnosis_code(part) for part in parts)
    )


def _minutes(value: str) -> int:
    number = value.removesuffix(".0")
    if not (number.isascii() and number.isdigit() and 0 < int(number[:6]) < 1440):
        raise ValueError("is no number of minutes. Write 1 to 1439.")
    return int(number)


def _whole(value: str) -> int:
    number = value.removesuffix(".0")
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise ValueError("is no whole number, or a very large one. Write one as in 720.")
    return int(number)


def _yes_no(value: str) -> bool:
    found = _YES_NO.get(value.casefold())
    if found is None:
        raise ValueError("is neither yes nor no. Write one of them.")
    return found


def _npi(value: str) -> str:
    """Spreadsheets write a number with a trailing ".0"."""
    return value.removesuffix(".0")


_READERS: dict[str, Callable[[str], Cell]] = {
    "text": str,
    "long_text": str,
    "date": read_date,
    "sex": _one_of(_SEXES, "is not a sex that claims know. Write F, M or U."),
    "state": state_code,
    "zip": zip_digits,
    "phone": phone_digits,
    "relationship": _one_of(_RELATIONSHIPS, "is not a relationship. Write self, spouse, child or other."),
    "setting": _one_of(_SETTINGS, "is not a setting. Write home health, hospice or nursing facility."),
    "program": _one_of(_PROGRAMS, "is not a programme. Write oversight, chronic care or principal care."),
    "way": _one_of(_WAYS, "is not a way to give a copy. Write paper, portal or mail."),
    "npi": _npi,
    "minutes": _minutes,
    "whole": _whole,
    "profile": lambda value: value.casefold().replace(" ", "_"),
    "yes_no": _yes_no,
    "provider_kind": _one_of(
        _PROVIDER_KINDS,
        "is not a kind of provider. Write physician, nurse practitioner, physician assistant, clinical nurse "
        "specialist or clinical staff.",
    ),
    "fact": _one_of(_FACTS, "is not a fact that is recorded. The list of columns names those that are."),
    "codes": _codes,
}
