"""Whether a diagnosis code exists and is specific enough to bill, by the ICD-10-CM release at hand.

The release is the list of codes that simple-icd-10-cm ships. It is read as a list, at the first question: as the
library's tree of titles and notes it would take some hundred megabytes of every process that asks. Codes change every
October and April, so what the list does not know is a warning for a person, never a refusal.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from apps.patients.domain.identifiers import bare_diagnosis_code, dotted_diagnosis_code
from apps.problems import Problem


def diagnosis_warnings(codes: Iterable[str], *, field: str = "diagnosis_codes") -> list[Problem]:
    """Return a warning for every code that is not in the release or has more specific codes below it."""
    return [warning for code in codes if (warning := _warning(code, field=field))]


def is_heading(code: str, *, on: date) -> bool:
    """Whether a claim for `on` must name a more specific code than this one; False for days before the release."""
    return on >= _released_on() and _release().get(bare_diagnosis_code(code)) is False


def _warning(code: str, *, field: str) -> Problem | None:
    is_billable = _release().get(bare_diagnosis_code(code))
    shown = dotted_diagnosis_code(code)
    if is_billable is None:
        message = (
            f"{shown} is not in the ICD-10-CM release at hand. Check the code, or confirm that it is newer."
        )
        return Problem("diagnosis_unknown", message, field)
    return None if is_billable else not_billable(code, field=field)


def not_billable(code: str, *, field: str) -> Problem:
    """Return the problem of a code that stands for several."""
    shown = dotted_diagnosis_code(code)
    message = f"{shown} is a heading, not a billable code. Choose the more specific code below it."
    return Problem("diagnosis_not_billable", message, field)


@cache
def _release() -> Mapping[str, bool]:
    """Every code of the release, and whether none is more specific: a heading stands right before its own codes."""
    text = _file().read_text(encoding="ascii")
    # Chapters ("9") and blocks ("I50-I5A") stand in the list too, but are no codes.
    codes = sorted(line for line in text.split() if len(line) >= 3 and "-" not in line)
    return {code: not below.startswith(code) for code, below in pairwise([*codes, ""])}


@cache
def _released_on() -> date:
    return datetime.strptime(_file().name, "code-list-%B-%Y.txt").replace(tzinfo=UTC).date()


def _file() -> Path:
    # Only looked for: importing the library builds its tree.
    spec = find_spec("simple_icd_10_cm")
    assert spec is not None
    (found,) = (
        each
        for place in spec.submodule_search_locations or ()
        for each in Path(place).glob("data/code-list-*.txt")
    )
    return found
