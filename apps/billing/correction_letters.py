"""The letter to a payer about a refund or a reopening, as PDF."""

import io
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from apps.billing.domain.latin import latin
from apps.billing.models import Correction
from apps.billing.selectors.corrections import control_number_of
from apps.practice.models import Practice

PLAIN = ParagraphStyle("plain", fontName="Helvetica", fontSize=10.5, leading=15)
STRONG = ParagraphStyle("strong", parent=PLAIN, fontName="Helvetica-Bold")
ASKS = {
    "refund": "Voluntary refund of an overpayment",
    "reopening": "Request for a clerical-error reopening",
    "replacement": "Replacement of a claim",
    "void": "Void of a claim",
    "new_claim": "New claim after a rejection",
}


def letter_pdf(case: Correction, *, today: date) -> bytes:
    """Return one letter: who writes to whom about which claim, what is asked or enclosed, and why."""
    output = io.BytesIO()
    page = SimpleDocTemplate(
        output, pagesize=LETTER, leftMargin=inch, rightMargin=inch, topMargin=inch, bottomMargin=inch,
        title=ASKS[case.path], invariant=1,
    )  # fmt: skip
    page.build(list(_flow(case, today)))
    return output.getvalue()


def _flow(case: Correction, today: date) -> Iterator[Flowable]:
    practice, payer = case.practice, case.claim.payer
    yield from _lines(practice.name, *_address(practice), f"Phone {practice.phone}", f"NPI {practice.npi}")
    yield Spacer(1, 18)
    yield from _lines(f"{today:%B %-d, %Y}")
    yield Spacer(1, 18)
    yield from _lines(payer.name, *(_address(payer) if payer.street else ()))
    yield Spacer(1, 18)
    yield Paragraph(escape(ASKS[case.path]), STRONG)
    yield Spacer(1, 8)
    yield _about(case)
    yield Spacer(1, 14)
    for paragraph in _says(case):
        yield Paragraph(escape(latin(paragraph)), PLAIN)
        yield Spacer(1, 8)
    yield Spacer(1, 30)
    yield from _lines("_" * 40, practice.billing_contact or "Billing office", practice.name)


def _about(case: Correction) -> Table:
    claim = case.claim
    codes = ", ".join(line.procedure_code for line in claim.lines.order_by("number"))
    days = f"{claim.starts_on:%m/%d/%Y}"
    if claim.ends_on != claim.starts_on:
        days += f" to {claim.ends_on:%m/%d/%Y}"
    patient = claim.patient
    rows = [
        ("Patient", f"{patient.first_name} {patient.last_name}, born {patient.born_on:%m/%d/%Y}"),
        ("Member id", claim.coverage.member_id),
        ("Our claim number", claim.patient_control_number),
        ("Your claim number", control_number_of(claim) or "not known to us"),
        ("Dates of service", days),
        ("Service", codes),
        ("Rendering provider", f"{claim.rendering_provider}, NPI {claim.rendering_provider.npi}"),
    ]
    if case.amount is not None:
        rows.append(("Amount", f"${case.amount:,.2f}"))
    cells = [
        [Paragraph(escape(latin(name)), PLAIN), Paragraph(escape(latin(value)), PLAIN)]
        for name, value in rows
    ]
    return Table(cells, colWidths=[1.7 * inch, 4.8 * inch], hAlign="LEFT", spaceBefore=4)


def _says(case: Correction) -> Iterator[str]:
    claim = case.claim.patient_control_number
    if case.path == Correction.Path.REFUND:
        found = f"{case.identified_on:%B %-d, %Y}"
        yield f"On {found} we found that claim {claim} was paid more than our records support."
        if case.due_on is not None:
            yield f"We return ${case.amount:,.2f} within the time allowed, which ends on {case.due_on:%B %-d, %Y}."
        else:
            yield f"We return ${case.amount:,.2f}."
    elif case.path == Correction.Path.REOPENING:
        yield f"Please reopen your decision on claim {claim} and correct it as our records show."
    else:
        new = case.new_claim.patient_control_number if case.new_claim else ""
        yield f"Claim {claim} is corrected by our claim {new}, which you receive by itself."
    yield f"Reason: {case.reason}"
    yield "The time records behind this letter are kept and can be sent on request."


def _address(row: "Practice | object") -> Iterator[str]:
    yield str(getattr(row, "street", ""))
    if second := getattr(row, "street_2", ""):
        yield str(second)
    zip_code = str(getattr(row, "zip_code", ""))
    shown = f"{zip_code[:5]}-{zip_code[5:]}" if len(zip_code) == 9 else zip_code
    yield f"{getattr(row, 'city', '')}, {getattr(row, 'state', '')} {shown}"


def _lines(*texts: str) -> Iterator[Flowable]:
    for text in texts:
        yield Paragraph(escape(latin(text)), PLAIN)
