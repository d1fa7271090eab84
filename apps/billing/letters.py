"""The letter to a payer about a denied claim, with its evidence behind it, as one PDF."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from apps.billing.domain import words
from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.claim_json import from_json
from apps.billing.domain.latin import latin
from apps.billing.evidence import Evidence, evidence_of
from apps.billing.models import ClaimTask
from apps.billing.pdf import Paper, cms1500_pdf
from apps.patients.document_pages import with_documents
from apps.patients.models import Document
from apps.practice.domain.identifiers import shown_zip_code

_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=8)
_HEAD = ParagraphStyle(
    "head", parent=_BODY, fontName="Helvetica-Bold", fontSize=13, leading=18, spaceBefore=6
)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8.5, leading=11, spaceAfter=0)
_RULED = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, "#999999"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ]
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as one PDF, with what lies behind its first part."""

    content: bytes
    pages: int
    attachments: tuple[str, ...]


def letter_for(
    task: ClaimTask,
    *,
    text: str,
    signed_by: str,
    today: date,
    documents: Sequence[tuple[Document, bytes]] = (),
) -> Letter:
    """Return the letter about a denial: `text` in the practice's own words, decision, time log, the claim as sent.

    The pages of the `documents` that the claim rests on stand behind them.
    """
    document = from_json(task.claim.document)
    evidence = evidence_of(task.claim.decision)
    names = [_named(each, number) for number, (each, _) in enumerate(documents, start=1)]
    parts = [_written(task, document, evidence, text, signed_by, today, names)]
    parts.append(cms1500_pdf([document], paper=Paper.DRAWN_FORM))
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)))
    writer.add_metadata({"/Title": f"Letter about claim {document.patient_control_number}"})
    output = io.BytesIO()
    writer.write(output)
    contents = (content for _, content in documents)
    whole = with_documents(output.getvalue(), dict(zip(names, contents, strict=True)))
    attachments = ("Decision", "Time log", "CMS-1500", *names)
    return Letter(whole, len(PdfReader(io.BytesIO(whole)).pages), attachments)


def _named(document: Document, number: int) -> str:
    dated = f" of {document.dated_on:%-d %b %Y}" if document.dated_on else ""
    return f"{document.get_kind_display()}{dated} ({number})"


def suggested_text(task: ClaimTask) -> str:
    """Return what the letter could say: the payer's reasons in words and what they ask of the payer."""
    told = ", ".join(f"{code} ({_words(code)})" for code in task.codes) or "no reason that we could read"
    return (
        f"You refused this claim for {told}. We ask you to look at it again. The minutes behind the claim were "
        "logged by the physician who signed the plan of care, each at the time of the work; the log, the decision "
        "they led to and the claim as it was sent are attached."
    )


def _words(code: str) -> str:
    _, dash, reason = code.partition("-")
    return words.words_for(words.Table.REASONS if dash else words.Table.REMARKS, reason if dash else code)


def _written(
    task: ClaimTask,
    document: ClaimDocument,
    evidence: Evidence,
    text: str,
    signed_by: str,
    today: date,
    names: Sequence[str],
) -> bytes:
    output = io.BytesIO()
    frame = SimpleDocTemplate(
        output,
        pagesize=letter,
        leftMargin=25 * mm,
        rightMargin=20 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
    )
    story = [
        *_address_and_subject(task, document, today),
        *(_paragraph(each) for each in text.split("\n") if each.strip()),
        _paragraph(
            f"Attached: {', '.join(('the decision with its rules', 'the time log', 'the claim (CMS-1500)', *names))}."
        ),
        Spacer(1, 14 * mm),
        _paragraph(signed_by),
        PageBreak(),
        *_decision(evidence),
        *_time_log(evidence),
    ]
    frame.build(story)
    return output.getvalue()


def _paragraph(text: str, style: ParagraphStyle = _BODY) -> Paragraph:
    return Paragraph(escape(latin(text)), style)


def _address_and_subject(task: ClaimTask, document: ClaimDocument, today: date) -> Iterator[Flowable]:
    biller, payer = document.billing_provider, document.payer
    name = biller.name if isinstance(biller.name, str) else f"{biller.name.first} {biller.name.last}"
    place = biller.address
    yield _paragraph(
        f"{name}, {place.street}, {place.city}, {place.state} {shown_zip_code(place.zip_code)}", _SMALL
    )
    yield _paragraph(f"NPI {biller.npi}, telephone {biller.phone}", _SMALL)
    yield Spacer(1, 12 * mm)
    yield _paragraph(payer.name)
    if payer.address:
        where = payer.address
        yield _paragraph(f"{where.street}, {where.city}, {where.state} {shown_zip_code(where.zip_code)}")
    yield Spacer(1, 8 * mm)
    yield _paragraph(f"{today:%-d %B %Y}")
    yield _paragraph(_subject(task), _HEAD)
    yield _table(_claim_facts(task, document), (45 * mm, 115 * mm))
    yield Spacer(1, 6 * mm)


# The first step against a denial, as the payer calls it.
SUBJECTS = {"redetermination": "Redetermination", "reconsideration": "Reconsideration"}


def _subject(task: ClaimTask) -> str:
    steps = words.clocks_of(task.claim.payer.profile)
    return SUBJECTS.get(steps[0].step if steps else "", "Appeal of a denied claim")


def _claim_facts(task: ClaimTask, document: ClaimDocument) -> list[tuple[str, str]]:
    patient, line = document.patient, document.lines[0]
    days = f"{line.starts_on:%-d %b %Y}"
    days += f" to {line.ends_on:%-d %b %Y}" if line.ends_on != line.starts_on else ""
    return [
        ("Patient", f"{patient.name.first} {patient.name.last}, born {patient.born_on:%-d %b %Y}"),
        ("Member id", document.subscriber.member_id),
        ("Our claim number", document.patient_control_number),
        ("Your claim number", task.claim.control_number_given or "not given"),
        ("Service", f"{'-'.join((line.procedure_code, *line.modifiers))}, {days}, ${document.total_charge}"),
        (
            "Rendering provider",
            f"{document.rendering_provider.name.last}, NPI {document.rendering_provider.npi}",
        ),
    ]


def _table(rows: Sequence[tuple[str, ...]], widths: Sequence[float]) -> Flowable:
    cells: list[list[Any]] = [[_paragraph(cell, _SMALL) for cell in row] for row in rows]
    return Table(cells, colWidths=list(widths), style=_RULED, hAlign="LEFT")


def _decision(evidence: Evidence) -> Iterator[Flowable]:
    yield _paragraph("Decision", _HEAD)
    for said in evidence.said:
        if said.text:
            source = f" [{said.source}]" if said.source else ""
            yield _paragraph(f"{said.text}{source}")
    rows = [("Rule", "Facts", "Source")]
    for tried in evidence.tried:
        facts = "; ".join(f"{name}: {value}" for name, value in tried.facts)
        rows.append((tried.sentence, facts, tried.source))
    if len(rows) > 1:
        yield _table(rows, (70 * mm, 52 * mm, 42 * mm))


def _time_log(evidence: Evidence) -> Iterator[Flowable]:
    yield _paragraph("Time log", _HEAD)
    rows = [("Date", "What", "Note", "Who", "Minutes counted")]
    for entry in evidence.entries:
        version = entry.version
        whom = f", {version.get_counterpart_display().lower()}" if version.counterpart else ""
        counted = f"{entry.counted_seconds // 60}:{entry.counted_seconds % 60:02}"
        what = f"{version.get_activity_display()}{whom}"
        rows.append((f"{version.performed_on:%-d %b %Y}", what, version.note, str(version.provider), counted))
    yield _table(rows, (22 * mm, 40 * mm, 58 * mm, 26 * mm, 18 * mm))
    seconds = sum(entry.counted_seconds for entry in evidence.entries)
    yield _paragraph(f"Counted in all: {seconds // 60} minutes {seconds % 60} seconds.")
