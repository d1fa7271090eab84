"""Reads FHIR Coverages: payer, member id, group, plan, subscriber."""

from collections.abc import Mapping, Sequence
from datetime import date

from apps.patients.domain.checks import SELF, text
from apps.patients.domain.fhir_bundle import Bundle, Resource, codings, day_of, first, objects, text_of
from apps.patients.domain.fhir_person import MEDICARE_SYSTEM, Person, name_of, patient_of
from apps.patients.domain.roster import CoverageRow
from apps.problems import Problem

_RELATIONSHIPS = {"self": SELF, "spouse": "01", "child": "19"}
_NOT_IN_FORCE = frozenset({"entered-in-error", "draft"})


def coverages_of(
    about: Mapping[str, Sequence[Resource]], bundle: Bundle, *, person: Person, today: date
) -> tuple[tuple[CoverageRow, ...], list[Problem]]:
    """Return the coverages of a patient, and what to ask for where they say too little."""
    rows: dict[tuple[str, str], CoverageRow] = {}
    asks: list[Problem] = []
    for coverage in about.get("Coverage", ()):
        if text_of(coverage.get("status")) in _NOT_IN_FORCE:
            continue
        payer = _payer(coverage, bundle)
        if not payer:
            message = "A coverage in the file names no payer. Enter payer and member id."
            asks.append(Problem("payer_missing", message, "payer"))
            continue
        row = CoverageRow(payer, _values(coverage, bundle, person=person, today=today))
        rows.setdefault((payer.casefold(), text(row.values, "member_id")), row)
    if not rows:
        asks += _named_in_benefits(about.get("ExplanationOfBenefit", ()), bundle)
    return tuple(rows.values()), asks


def _payer(coverage: Resource, bundle: Bundle) -> str:
    return name_of(first(coverage, "payor"), bundle, inside=coverage)[:60]


def _values(coverage: Resource, bundle: Bundle, *, person: Person, today: date) -> dict[str, object]:
    period = first(coverage, "period")
    values: dict[str, object] = {
        "member_id": _member_id(coverage) or person.medicare_number,
        "group_number": _of_class(coverage, "group", "value"),
        "plan_name": _of_class(coverage, "plan", "name"),
        "starts_on": day_of(period.get("start")),
        "ends_on": day_of(period.get("end")),
        **_subscriber(coverage, bundle, today=today),
    }
    return {name: value for name, value in values.items() if value}


def _member_id(coverage: Resource) -> str:
    given = text_of(coverage.get("subscriberId"))
    if given:
        return given
    for identifier in objects(coverage, "identifier"):
        types = {text_of(coding.get("code")) for coding in codings(identifier, "type")}
        if "MB" in types or text_of(identifier.get("system")) == MEDICARE_SYSTEM:
            return text_of(identifier.get("value"))
    return ""


def _of_class(coverage: Resource, kind: str, name: str) -> str:
    for each in objects(coverage, "class"):
        if any(text_of(coding.get("code")) == kind for coding in codings(each, "type")):
            return (text_of(each.get(name)) or text_of(each.get("value")))[: 50 if kind == "group" else 60]
    return ""


def _subscriber(coverage: Resource, bundle: Bundle, *, today: date) -> dict[str, object]:
    codes = [text_of(each.get("code")) for each in codings(coverage, "relationship")]
    if not codes or "self" in codes:
        return {"relationship": SELF}
    relationship = next((_RELATIONSHIPS[code] for code in codes if code in _RELATIONSHIPS), "G8")
    resource = bundle.resolve(first(coverage, "subscriber"), inside=coverage)
    if resource is None:
        return {"relationship": relationship}
    who = patient_of(resource, bundle, today=today).values
    parts = {f"subscriber_{name}": who.get(name) for name in ("last_name", "first_name", "born_on", "sex")}
    return {"relationship": relationship, **parts}


def _named_in_benefits(benefits: Sequence[Resource], bundle: Bundle) -> list[Problem]:
    """Statements of benefits name the insurer, without a member id: a hint, not a coverage."""
    names = {
        _payer(each, bundle)
        for benefit in benefits
        for each in objects(benefit, "contained")
        if each.get("resourceType") == "Coverage"
    }
    named = sorted(filter(None, names))[:5]
    if not named:
        return []
    message = (
        f"Old statements of benefits name {', '.join(named)}. Enter the payer and the member id of today."
    )
    return [Problem("payer_to_choose", message, "payer")]
