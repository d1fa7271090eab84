"""Whether a diagnosis code exists and is specific enough to bill, by the ICD-10-CM release at hand.

The release is loaded at the first question (some seconds, some hundred megabytes), not at import. Codes
change every October and April, so what it does not know is a warning for a person, never a refusal.
"""

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from types import ModuleType

from apps.patients.domain.identifiers import bare_diagnosis_code, dotted_diagnosis_code
from apps.problems import Problem


def diagnosis_warnings(codes: Iterable[str], *, field: str = "diagnosis_codes") -> list[Problem]:
    """Return a warning for every code that is not in the release or has more specific codes below it."""
    return [warning for code in codes if (warning := _warning(code, field=field))]


def diagnosis_title(code: str) -> str:
    """Return the title of `code` in the release, empty when it is not known."""
    bare = bare_diagnosis_code(code)
    return str(_release().get_description(bare)) if _is_code(bare) else ""


def _warning(code: str, *, field: str) -> Problem | None:
    bare = bare_diagnosis_code(code)
    shown = dotted_diagnosis_code(code)
    if not _is_code(bare):
        message = (
            f"{shown} is not in the ICD-10-CM release at hand. Check the code, or confirm that it is newer."
        )
        return Problem("diagnosis_unknown", message, field)
    if not _release().is_leaf(bare):
        message = f"{shown} is a heading, not a billable code. Choose the more specific code below it."
        return Problem("diagnosis_not_billable", message, field)
    return None


def _is_code(bare: str) -> bool:
    """Chapters ("9") and blocks ("I50-I5A") are items of the release too, but not codes."""
    return len(bare) >= 3 and "-" not in bare and bool(_release().is_valid_item(bare))


@cache
def _release() -> ModuleType:
    return import_module("simple_icd_10_cm")
