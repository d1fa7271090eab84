"""A claim on the CMS-1500 (02/12): its forms, the place of every text, and what does not fit its box."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.cms1500_items import claim_values, line_values, total_values
from apps.billing.domain.cms1500_positions import (
    LINES_A_FORM,
    POSITIONS,
    Position,
    service_line_position,
)
from apps.problems import Problem

_FIELDS = {
    "carrier": "payer",
    "1": "payer.claim_filing_indicator",
    "1a": "subscriber.member_id",
    "2": "patient.name",
    "4": "subscriber.name",
    "5": "patient.address",
    "7": "subscriber.address",
    "11": "subscriber.group_number",
    "11c": "subscriber.group_name",
    "19": "note",
    "21": "diagnosis_codes",
    "22": "payer_claim_control_number",
    "23": "prior_authorization_number",
    "24B": "place_of_service",
    "24D": "lines.procedure_code",
    "24E": "lines.diagnosis_pointers",
    "24F": "lines.charge",
    "24G": "lines.units",
    "24J": "rendering_provider.npi",
    "25": "billing_provider.tax_id",
    "26": "patient_control_number",
    "28": "lines.charge",
    "29": "amount_paid",
    "32": "service_facility",
    "32a": "service_facility.npi",
    "33": "billing_provider",
    "33a": "billing_provider.npi",
    "33b": "billing_provider.payer_assigned_id",
}


def field_of(item: str) -> str:
    """Return the part of the claim document that `item` is filled from."""
    return _FIELDS.get(item.split(" ")[0], "")


class PlacedText(NamedTuple):
    """One text of the form: the item it belongs to and where its first character stands."""

    item: str
    line: int
    column: int
    text: str


class Entry(NamedTuple):
    """A value meant for one box, whether it fits or not."""

    item: str
    position: Position
    text: str

    def placed(self) -> PlacedText:
        """Return the value in its box: dollars end at the right edge, everything else begins at the left."""
        shift = self.position.length - len(self.text) if self.item.endswith("dollars") else 0
        return PlacedText(self.item, self.position.line, self.position.column + shift, self.text)


def forms(document: ClaimDocument) -> list[list[PlacedText]]:
    """Return what is printed on each form of the claim: six service lines a form, each with its own total.

    Refuses (ValueError) a claim with a value that does not fit: ask `fit_problems` first.
    """
    printed = list(_entries(document))
    if problems := _misfits(printed, document):
        raise ValueError(" ".join(problem.message for problem in problems))
    return [[entry.placed() for entry in form] for form in printed]


def fit_problems(document: ClaimDocument) -> list[Problem]:
    """Return every value that is longer than its box, with item, length and limit; each only once."""
    return _misfits(_entries(document), document)


def items(document: ClaimDocument) -> list[tuple[str, str]]:
    """Return every item of all forms with what it says, whether it fits its box or not."""
    return [(entry.item, entry.text) for form in _entries(document) for entry in form]


def _misfits(printed: Iterable[list[Entry]], document: ClaimDocument) -> list[Problem]:
    found: dict[tuple[str, str], Problem] = {}
    for form in printed:
        for entry in form:
            if len(entry.text) > entry.position.length:
                found.setdefault((entry.item, entry.text), _too_long(entry, document))
    return list(found.values())


def _too_long(entry: Entry, document: ClaimDocument) -> Problem:
    number, _, name = entry.item.partition(" ")
    where = f"Item {number} ({name})" if number[0].isdigit() else f"The {entry.item}"
    field = field_of(entry.item)
    if field.startswith("service_facility") and document.service_facility is None:
        field = field.replace("service_facility", "billing_provider")
    limit, length = entry.position.length, len(entry.text)
    message = (
        f"{where} of the CMS-1500 holds {limit} characters; “{entry.text}” has {length}. "
        "Shorten it, or send the claim electronically."
    )
    return Problem("cms1500_does_not_fit", message, field)


def _entries(document: ClaimDocument) -> Iterator[list[Entry]]:
    shared = claim_values(document)
    for start in range(0, len(document.lines), LINES_A_FORM):
        lines = document.lines[start : start + LINES_A_FORM]
        values = {**shared, **total_values(lines, document.amount_paid if start == 0 else Decimal(0))}
        entries = [Entry(item, POSITIONS[item], value) for item, value in values.items() if value]
        for row, line in enumerate(lines):
            entries += [
                Entry(item, service_line_position(item, row=row), value)
                for item, value in line_values(document, line).items()
                if value
            ]
        yield entries
