"""Reads who a FHIR Patient is: name, dates, address, phone, and what other systems call the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.patients.domain.checks import Values, check_patient, day
from apps.patients.domain.fhir_bundle import Bundle, Resource, codings, day_of, first, objects, text_of, texts
from apps.patients.domain.roster import Identifier
from apps.patients.domain.roster_cells import state_code, zip_digits
from apps.practice.domain.identifiers import phone_digits
from apps.problems import Problem
from apps.rules.npi import is_valid_npi

# Numbers that billing has no use for, and that nobody should keep without need.
_NOT_KEPT_TYPES = frozenset({"SS", "DL", "PPN", "TAX"})
_NOT_KEPT_SYSTEMS = frozenset({"http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1"})
MEDICARE_SYSTEM = "http://hl7.org/fhir/sid/us-mbi"
NPI_SYSTEM = "http://hl7.org/fhir/sid/us-npi"

_SEXES = {"female": "F", "male": "M", "other": "U", "unknown": "U"}
_NAME_USES = ("official", "usual", "", "temp", "nickname", "anonymous", "maiden", "old")
_HOME_USES = ("home", "", "mobile", "temp", "work", "billing", "old")
_NEEDED = frozenset({"last_name", "first_name", "born_on", "died_on"})


@dataclass(frozen=True, slots=True)
class Person:
    """What a Patient says; `unreadable` tells by field what stood where a needed value is missing."""

    values: Values
    identifiers: tuple[Identifier, ...]
    medicare_number: str
    to_complete: tuple[Problem, ...]
    unreadable: dict[str, str]

    @property
    def born_on(self) -> date | None:
        return day(self.values, "born_on")

    @property
    def died_on(self) -> date | None:
        return day(self.values, "died_on")


def patient_of(resource: Resource, bundle: Bundle, *, today: date) -> Person:
    """Return what a Patient says; a value that cannot be kept and is not needed is left out and asked for."""
    values: dict[str, object] = {
        name: value
        for name, value in {
            **_name(resource),
            **_life(resource),
            **_address(resource),
            **_contact(resource),
        }.items()
        if value
    }
    left_out = [each for each in check_patient(values, today=today) if each.field not in _NEEDED]
    for problem in left_out:
        values.pop(problem.field, None)
    asks = [Problem(each.code, f"Left out: {each.message}", each.field) for each in left_out]
    return Person(
        values,
        identifiers=_identifiers(resource),
        medicare_number=_medicare_number(resource),
        to_complete=(*asks, *_asks(resource, bundle, values)),
        unreadable=_unreadable(resource, values),
    )


def _best(several: Sequence[Resource], uses: Sequence[str]) -> Resource:
    def order(each: Resource) -> int:
        use = text_of(each.get("use"))
        return uses.index(use) if use in uses else len(uses)

    return min(several, key=order, default={})


def _name(resource: Resource) -> dict[str, object]:
    name = _best(objects(resource, "name"), _NAME_USES)
    given = texts(name, "given")
    return {
        "last_name": text_of(name.get("family")),
        "first_name": next(iter(given), ""),
        "middle_name": " ".join(given[1:]),
        "suffix": " ".join(texts(name, "suffix")),
    }


def _life(resource: Resource) -> dict[str, object]:
    return {
        "born_on": day_of(resource.get("birthDate")),
        "died_on": day_of(resource.get("deceasedDateTime")),
        "sex": _SEXES.get(text_of(resource.get("gender"))),
    }


def _address(resource: Resource) -> dict[str, object]:
    address = _best(objects(resource, "address"), _HOME_USES)
    return address_values(address)


def address_values(address: Resource) -> dict[str, object]:
    """Return a FHIR Address under the names of our fields."""
    lines = texts(address, "line")
    return {
        "street": next(iter(lines), ""),
        "street_2": ", ".join(lines[1:]),
        "city": text_of(address.get("city")),
        "state": state_code(text_of(address.get("state"))),
        "zip_code": zip_digits(text_of(address.get("postalCode"))),
    }


def _contact(resource: Resource) -> dict[str, object]:
    phones = [each for each in objects(resource, "telecom") if each.get("system") in ("phone", "sms", None)]
    return {"phone": phone_digits(text_of(_best(phones, _HOME_USES).get("value")))}


def _identifiers(resource: Resource) -> tuple[Identifier, ...]:
    found = (
        Identifier(text_of(each.get("system")), text_of(each.get("value")))
        for each in objects(resource, "identifier")
        if not _is_secret(each)
    )
    kept = (each for each in found if 0 < len(each.system) <= 200 and 0 < len(each.value) <= 100)
    return tuple(dict.fromkeys(kept))


def _is_secret(identifier: Resource) -> bool:
    types = {
        coding.get("code") for coding in codings(identifier, "type") if isinstance(coding.get("code"), str)
    }
    return bool(types & _NOT_KEPT_TYPES) or text_of(identifier.get("system")) in _NOT_KEPT_SYSTEMS


def _medicare_number(resource: Resource) -> str:
    numbers = (
        text_of(each.get("value"))
        for each in objects(resource, "identifier")
        if text_of(each.get("system")) == MEDICARE_SYSTEM
    )
    return next(filter(None, numbers), "")


def _asks(resource: Resource, bundle: Bundle, values: Values) -> list[Problem]:
    asks = []
    if resource.get("deceasedBoolean") is True and not day(values, "died_on"):
        message = "The file says that the patient died and gives no date. Enter the date of death."
        asks.append(Problem("died_on_missing", message, "died_on"))
    for reference in objects(resource, "generalPractitioner"):
        name = name_of(reference, bundle, inside=resource)
        if name:
            message = f"{name} is named as the patient's own physician. Choose the provider when enrolling."
            asks.append(Problem("provider_to_choose", message, "provider"))
    return asks


def _unreadable(resource: Resource, values: Values) -> dict[str, str]:
    seen = {}
    if not values.get("born_on") and text_of(resource.get("birthDate")):
        seen["patient.born_on"] = f"birthDate {text_of(resource.get('birthDate'))[:30]} is no whole date."
    name = text_of(first(resource, "name").get("text"))
    if name and not values.get("last_name"):
        seen["patient.last_name"] = f"The name “{name[:60]}” is not split into family and given."
    return seen


def name_of(reference: object, bundle: Bundle, *, inside: Resource) -> str:
    """Return the name of the practitioner or organization that is pointed at, with its NPI when that is real."""
    resource = bundle.resolve(reference, inside=inside)
    if resource is None:
        return text_of(reference.get("display"))[:100] if isinstance(reference, dict) else ""
    name = resource.get("name")
    if isinstance(name, str):
        return text_of(name)[:100]
    parts = _best(objects(resource, "name"), _NAME_USES)
    written = " ".join(
        [*texts(parts, "prefix"), *texts(parts, "given"), *texts(parts, "family")]
    ) or texts_or(parts)
    npi = npi_of(resource)
    return f"{written[:100]} (NPI {npi})" if npi else written[:100]


def texts_or(name: Resource) -> str:
    """Return the whole name of a HumanName that is not split."""
    return text_of(name.get("text"))


def npi_of(resource: Resource | None) -> str:
    """Return the NPI of a practitioner or organization; a number that fails its check digit is unknown."""
    numbers = (
        text_of(each.get("value"))
        for each in objects(resource, "identifier")
        if text_of(each.get("system")) == NPI_SYSTEM
    )
    return next(filter(is_valid_npi, numbers), "")
