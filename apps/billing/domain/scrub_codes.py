"""Checks of what a line bills against the rows of the rules: codes that are gone, and those of care plan oversight."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from apps.billing.domain.claim import ClaimDocument
from apps.patients.domain.identifiers import bare_diagnosis_code
from apps.problems import Problem
from apps.rules.ruleset import RuleSet

_OVERSIGHT = "cpo"  # families of codes
_CHRONIC_CARE = "ccm"


def deleted_codes(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """No code is one that was gone on the day of service (the rows of codes that must never be billed)."""
    for place, line in enumerate(document.lines, start=1):
        if said := _why_gone(line.procedure_code, line.ends_on):
            yield Problem(
                "code_deleted", f"Line {place}: {said} Correct the code.", f"lines.{place}.procedure_code"
            )


def one_unit_of_oversight(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A code of care plan oversight stands for a whole period and has one unit, whoever pays.

    Source: Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 180.1; CPT has no code for more. Where
    the payer wants oversight alone on its claim, `claim_alone` says it.
    """
    if document.payer.claim_alone:
        return
    for place, line in enumerate(document.lines, start=1):
        if line.units != 1 and _is_oversight(line.procedure_code, line.ends_on):
            message = (
                f"Line {place}: {line.procedure_code} stands for a whole period: one unit, not {line.units}."
            )
            yield Problem("oversight_units", f"{message} Set the units to 1.", f"lines.{place}.units")


def code_that_medicare_pays(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Original Medicare pays oversight by its own codes (G0181, G0182), never by those of CPT.

    Source: CMS, Physician Fee Schedule Relative Value File 2026: status B (bundled) or I (not valid for Medicare).
    """
    if not document.payer.is_medicare:
        return
    for place, line in enumerate(document.lines, start=1):
        if line.procedure_code[:1].isdigit() and _is_oversight(line.procedure_code, line.ends_on):
            message = (
                f"Line {place}: Medicare does not pay {line.procedure_code}; its own code is G0181 or G0182."
            )
            yield Problem(
                "code_not_of_medicare", f"{message} Decide the period again.", f"lines.{place}.procedure_code"
            )


def chronic_conditions(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A claim for chronic care management names the conditions that it is for: as many as the service asks for."""
    named = len({bare_diagnosis_code(code) for code in document.diagnosis_codes})
    for place, line in enumerate(document.lines, start=1):
        needed = _conditions_needed(line.procedure_code, line.ends_on)
        if named < needed:
            message = (
                f"Line {place}: {line.procedure_code} is for {needed} or more chronic conditions; the claim"
            )
            yield Problem(
                "conditions_missing", f"{message} names {named}. Add the others to it.", "diagnosis_codes"
            )
            return


@lru_cache(maxsize=4096)
def _conditions_needed(code: str, on: date) -> int:
    rules = RuleSet.shipped()
    family = rules.row("family", _CHRONIC_CARE, on=on)
    row = rules.row("prerequisite", "two_chronic_conditions", on=on)
    return int(row["count"]) if row and family and code in family["codes"] else 0


@lru_cache(maxsize=4096)
def _why_gone(code: str, on: date) -> str:
    row = RuleSet.shipped().row("invalid_code", code, on=on)
    return str(row["sentence"]) if row else ""


@lru_cache(maxsize=4096)
def _is_oversight(code: str, on: date) -> bool:
    row = RuleSet.shipped().row("family", _OVERSIGHT, on=on)
    return row is not None and code in row["codes"]
