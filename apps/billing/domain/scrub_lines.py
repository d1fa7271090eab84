"""Checks of diagnoses, service lines and money."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from apps.billing.domain.claim import ClaimDocument, ServiceLine
from apps.billing.domain.money import is_whole_cents
from apps.billing.domain.scrub_text import check_text
from apps.patients.domain.icd10 import is_heading, not_billable
from apps.patients.domain.identifiers import (
    bare_diagnosis_code,
    check_diagnosis_code,
    dotted_diagnosis_code,
)
from apps.problems import Problem

MOST_LINES = 50  # 005010X222A1, loop 2400
MOST_DIAGNOSES = 12
MOST_POINTERS = 4
MOST_MODIFIERS = 4
MOST_UNITS = 999  # item 24G holds three digits
MOST_MONEY = Decimal("99999999.99")  # ten digits, the guide's limit for amounts

_PROCEDURE = re.compile(r"[0-9]{5}|[A-Z][0-9]{4}|[0-9]{4}[FTU]", re.ASCII)
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)


def diagnosis_count(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A claim has one to twelve diagnoses (HI, item 21)."""
    count = len(document.diagnosis_codes)
    if not count:
        message = "The claim has no diagnosis. Add the conditions that the plan of care is for."
        yield Problem("diagnosis_missing", message, "diagnosis_codes")
    elif count > MOST_DIAGNOSES:
        message = (
            f"The claim has {count} diagnoses; it carries {MOST_DIAGNOSES}. Leave out the least relevant."
        )
        yield Problem("too_many_diagnoses", message, "diagnosis_codes")


def diagnosis_shapes(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every diagnosis looks like an ICD-10-CM code."""
    for place, code in enumerate(document.diagnosis_codes, start=1):
        yield from check_diagnosis_code(code, field=f"diagnosis_codes.{place}")


def diagnosis_headings(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every diagnosis is a code that is billed, not a heading with more specific codes below it."""
    on = max((line.ends_on for line in document.lines), default=date.min)
    for place, code in enumerate(document.diagnosis_codes, start=1):
        if is_heading(code, on=on):
            yield not_billable(code, field=f"diagnosis_codes.{place}")


def diagnosis_repeats(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """No diagnosis stands twice."""
    counts = Counter(bare_diagnosis_code(code) for code in document.diagnosis_codes)
    for code, count in counts.items():
        if count > 1:
            message = f"{dotted_diagnosis_code(code)} stands {count} times. Keep it once."
            yield Problem("diagnosis_repeated", message, "diagnosis_codes")


def line_count(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A claim has 1 to 50 service lines."""
    count = len(document.lines)
    if not 1 <= count <= MOST_LINES:
        message = f"The claim has {count} service lines; it needs 1 to {MOST_LINES}. Split it, or void it."
        yield Problem("line_count", message, "lines")


def line_ids(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every line has an id of its own that comes back with the payment (REF*6R, at most 30)."""
    for place, line in _numbered(document):
        what = f"The id of line {place}"
        yield from check_text(line.line_id, 30, what=what, field=f"lines.{place}.line_id")
    for line_id, count in Counter(line.line_id for line in document.lines).items():
        if count > 1:
            yield Problem("line_id_repeated", f"{count} lines have the id {line_id}. Renumber them.", "lines")


def procedure_codes(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every line has a code of five characters as CPT and HCPCS have them."""
    for place, line in _numbered(document):
        if not _PROCEDURE.fullmatch(line.procedure_code):
            seen = line.procedure_code or "(none)"
            message = (
                f"Line {place}: the procedure code {seen} is not five characters such as G0181. Correct it."
            )
            yield Problem("procedure_code_shape", message, f"lines.{place}.procedure_code")


def modifiers(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A line has at most four modifiers of two characters, none twice."""
    for place, line in _numbered(document):
        field = f"lines.{place}.modifiers"
        shown = " ".join(line.modifiers)
        if len(line.modifiers) > MOST_MODIFIERS or len(set(line.modifiers)) < len(line.modifiers):
            message = f"Line {place}: the modifiers {shown} are more than four or repeat. Keep each once."
            yield Problem("modifiers_repeated", message, field)
        if not all(_MODIFIER.fullmatch(modifier) for modifier in line.modifiers):
            message = (
                f"Line {place}: a modifier in {shown} is not two letters or digits, such as GV. Correct it."
            )
            yield Problem("modifier_shape", message, field)


def charges(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every charge is a positive amount in whole cents."""
    for place, line in _numbered(document):
        field = f"lines.{place}.charge"
        if not line.charge.is_finite() or not Decimal(0) < line.charge <= MOST_MONEY:
            message = f"Line {place}: the charge {line.charge} must be above 0 and at most {MOST_MONEY:,}."
            yield Problem(
                "charge_out_of_range", f"{message} Enter the practice's charge for the code.", field
            )
        elif not is_whole_cents(line.charge):
            message = f"Line {place}: the charge {line.charge} has a fraction of a cent. Round it to cents."
            yield Problem("charge_fraction", message, field)


def units(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every line has 1 to 999 units."""
    for place, line in _numbered(document):
        if not 1 <= line.units <= MOST_UNITS:
            message = f"Line {place}: {line.units} units; give 1 to {MOST_UNITS}."
            yield Problem("units_out_of_range", message, f"lines.{place}.units")


def pointers(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every line points at one to four different diagnoses of the claim (SV107, item 24E)."""
    count = len(document.diagnosis_codes)
    for place, line in _numbered(document):
        field = f"lines.{place}.diagnosis_pointers"
        given = line.diagnosis_pointers
        shown = ", ".join(str(pointer) for pointer in given) or "(none)"
        if not 1 <= len(given) <= MOST_POINTERS or len(set(given)) < len(given):
            message = f"Line {place}: the diagnosis pointers {shown} must be one to four different ones."
            yield Problem("pointer_count", f"{message} Choose the most relevant diagnoses.", field)
        if any(not 1 <= pointer <= count for pointer in given):
            message = (
                f"Line {place}: the diagnosis pointers {shown} reach beyond the claim's {count} diagnoses."
            )
            yield Problem("pointer_out_of_range", f"{message} Choose diagnoses of this claim.", field)


def dates(document: ClaimDocument, today: date) -> Iterator[Problem]:
    """No line ends before it begins or lies in the future."""
    for place, line in _numbered(document):
        field = f"lines.{place}.starts_on"
        if line.ends_on < line.starts_on:
            message = f"Line {place}: the dates {_span(line)} run backwards. Exchange them."
            yield Problem("dates_reversed", message, field)
        elif line.ends_on > today:
            message = (
                f"Line {place}: {line.ends_on:%m/%d/%Y} lies in the future. Correct the date or wait for it."
            )
            yield Problem("date_in_future", message, field)


def dates_in_period(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """Every line lies inside the claim's service period."""
    first, last = document.period_starts_on, document.period_ends_on
    for place, line in _numbered(document):
        if line.starts_on < first or line.ends_on > last:
            message = (
                f"Line {place}: {_span(line)} lies outside the service period "
                f"{first:%m/%d/%Y} to {last:%m/%d/%Y}. Correct the dates."
            )
            yield Problem("date_outside_period", message, f"lines.{place}.starts_on")


def span_across_months(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """A span stays inside one calendar month unless the payer allows more."""
    if document.payer.allows_span_across_months:
        return
    for place, line in _numbered(document):
        if (line.starts_on.year, line.starts_on.month) != (line.ends_on.year, line.ends_on.month):
            message = (
                f"Line {place}: {_span(line)} crosses from one month into another, which {document.payer.name} "
                "does not take. Use the day on which the minutes were reached."
            )
            yield Problem("span_across_months", message, f"lines.{place}.starts_on")


def total(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """The sum of the charges is one that a claim can carry."""
    amount = sum((line.charge for line in document.lines if line.charge.is_finite()), Decimal(0))
    if amount > MOST_MONEY:
        message = f"The charges add up to {amount:,}; a claim carries {MOST_MONEY:,}. Split the claim."
        yield Problem("total_out_of_range", message, "lines")


def amount_paid(document: ClaimDocument, _today: date) -> Iterator[Problem]:
    """What the patient paid is in whole cents, not negative and not more than the charges (AMT*F5, item 29)."""
    paid = document.amount_paid
    most = sum((line.charge for line in document.lines if line.charge.is_finite()), Decimal(0))
    if not paid.is_finite() or not Decimal(0) <= paid <= most or not is_whole_cents(paid):
        message = (
            f"The amount paid, {paid}, must be in cents between 0 and the charges of {most}. Correct it."
        )
        yield Problem("amount_paid_out_of_range", message, "amount_paid")


def _numbered(document: ClaimDocument) -> Iterator[tuple[int, ServiceLine]]:
    return enumerate(document.lines, start=1)


def _span(line: ServiceLine) -> str:
    return f"{line.starts_on:%m/%d/%Y} to {line.ends_on:%m/%d/%Y}"
