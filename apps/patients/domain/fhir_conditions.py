"""Reads FHIR Conditions as lines of the problem list: words and SNOMED CT; ICD-10-CM only where the file has it."""

from collections.abc import Sequence
from datetime import date

from apps.patients.domain.checks import Values
from apps.patients.domain.fhir_bundle import Resource, codings, day_of, first, text_of, words
from apps.patients.domain.identifiers import bare_diagnosis_code, check_diagnosis_code

_SNOMED = "http://snomed.info/sct"
_ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
_NOT_TRUE = frozenset({"refuted", "entered-in-error", "unconfirmed", "provisional", "differential"})
_OVER = frozenset({"resolved", "inactive", "remission"})


def conditions_of(conditions: Sequence[Resource], *, today: date) -> tuple[Values, ...]:
    """Return the conditions, each once, those that hold first.

    One that is over is given with its last day, so that a line we already have can be ended; it starts no new line.
    """
    found: dict[str, Values] = {}
    read = [values for each in conditions if (values := _values(each, today=today)) is not None]
    for values in sorted(read, key=lambda each: "ends_on" in each):
        found.setdefault(condition_key(values), values)
    return tuple(found.values())


def condition_key(values: Values) -> str:
    """Return by what two lines are the same condition: the SNOMED code, else the words, else the code."""
    snomed, described = str(values.get("snomed_code", "")), str(values.get("description", ""))
    return snomed or described.casefold() or str(values.get("code", ""))


def _values(condition: Resource, *, today: date) -> Values | None:
    if _has(condition, "verificationStatus", _NOT_TRUE):
        return None
    described = words(condition, "code") or text_of(first(condition, "code").get("text"))
    snomed = _code(condition, _SNOMED)
    code = bare_diagnosis_code(_code(condition, _ICD_10_CM))
    code = "" if check_diagnosis_code(code) else code
    if not (described or code):
        return None
    starts_on, ends_on = day_of(condition.get("onsetDateTime")), day_of(condition.get("abatementDateTime"))
    is_over = _has(condition, "clinicalStatus", _OVER) or (ends_on is not None and ends_on <= today)
    if is_over and ends_on is None:
        return None
    values: dict[str, object] = {
        "code": code,
        "description": described[:250],
        "snomed_code": snomed if len(snomed) <= 20 else "",
        "starts_on": starts_on if starts_on and starts_on <= (ends_on or today) <= today else None,
        "ends_on": ends_on if is_over else None,
        "is_chronic": _has(condition, "category", frozenset({"problem-list-item"})),
    }
    return {name: value for name, value in values.items() if value not in ("", None)}


def _has(condition: Resource, name: str, wanted: frozenset[str]) -> bool:
    return any(text_of(coding.get("code")) in wanted for coding in codings(condition, name))


def _code(condition: Resource, system: str) -> str:
    found = (text_of(each.get("code")) for each in codings(condition, "code") if each.get("system") == system)
    return next(filter(None, found), "")
