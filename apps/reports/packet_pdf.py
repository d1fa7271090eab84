"""An audit packet on paper: the cover with its checklist, then everything that the checklist points at."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pypdf import PageObject

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.cms1500 import PlacedText, fit_problems, forms, items
from apps.billing.pdf import draw_cms1500
from apps.patients.document_pages import with_pages
from apps.patients.documents_shown import proven_in_words
from apps.patients.fact_kinds import KINDS
from apps.patients.facts_shown import IN_WORDS
from apps.patients.models import CareEpisode, Diagnosis, Document
from apps.patients.selectors_documents import PROVABLE
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, in_words
from apps.reports.checklist import checklist, counted_versions
from apps.reports.packet_back import came_back, history
from apps.reports.packet_log import after_close, decision, time_log, versions
from apps.reports.packets import Material
from apps.reports.paper import Paper


def packet_pdf(
    material: Material, *, actor: Actor, now: datetime, manifest_hash: str, pages: Sequence[PageObject] = ()
) -> bytes:
    """Return the packet of one claim, the `pages` of its documents at the end.

    `manifest_hash` is printed on its cover and kept in the file's own words.
    """
    number, words = material.claim.patient_control_number, manifest_words(manifest_hash)
    paper = Paper(
        name=f"Claim {number}",
        title=f"Audit packet of claim {number}",
        keywords=words,
        legible=manifest_hash,
    )
    _cover(paper, material, actor, now, manifest_hash)
    for part in (
        _patient,
        _plan,
        _recorded,
        _documents,
        time_log,
        versions,
        after_close,
        decision,
        _provider,
        came_back,
        history,
    ):
        part(paper, material, actor)
    _proof(paper, material, manifest_hash)
    _form(paper, material)
    own = paper.finished(behind=len(pages))
    return with_pages(own, pages, keywords=words, foot=f"Claim {number}")


def manifest_words(manifest_hash: str) -> str:
    """Return how the paper names its manifest in its own words, where `verify_packet` looks."""
    return f"manifest sha256 {manifest_hash}"


def _cover(paper: Paper, material: Material, actor: Actor, now: datetime, manifest_hash: str) -> None:
    claim = material.claim
    asked = checklist(material)
    missing = sum(not each.proof for each in asked)
    codes = ", ".join("-".join((line.procedure_code, *line.modifiers)) for line in claim.lines.all())
    made_on = in_words(now.astimezone(actor.time_zone).date())
    paper.title(
        "Audit packet", f"{actor.practice.name}, NPI {actor.practice.npi or 'not entered'}. Made {made_on}."
    )
    paper.facts(
        [
            ("Claim", f"{claim.patient_control_number}, {claim.get_state_display().lower()}"),
            ("Patient", f"{claim.patient.display_name}, born {in_words(claim.patient.born_on)}"),
            ("Payer", f"{claim.payer.name}, member id {claim.coverage.member_id or 'not entered'}"),
            ("Service", f"{codes}, {_days(claim.starts_on, claim.ends_on)}, ${claim.total_charge or 0}"),
            (
                "Rendering provider",
                f"{claim.rendering_provider}, NPI {claim.rendering_provider.npi or 'not entered'}",
            ),
        ]
    )
    all_there = (
        "Everything that is asked for is here."
        if not missing
        else f"{missing} of {len(asked)} {'is' if missing == 1 else 'are'} missing."
    )
    paper.heading("What is asked for")
    paper.text(all_there, muted=True)
    paper.checklist((each.name, each.proof_and_documents, each.lack, each.where) for each in asked)
    paper.facts([("Manifest (SHA-256)", manifest_hash)])


def _patient(paper: Paper, material: Material, actor: Actor) -> None:
    claim, patient = material.claim, material.claim.patient
    paper.heading("Patient")
    codes = [
        each.code
        for each in material.facts_of(Diagnosis)
        if Span(each.starts_on, each.ends_on).overlaps(Span(claim.period_starts_on, claim.period_ends_on))
    ]
    paper.facts(
        [
            ("Name", f"{patient.display_name}, born {in_words(patient.born_on)}"),
            *_other_records(material),
            (
                "Address",
                ", ".join(filter(None, (patient.street, patient.city, patient.state, patient.zip_code))),
            ),
            ("Coverage", f"{claim.payer.name}, {Span(claim.coverage.starts_on, claim.coverage.ends_on)}"),
            ("Member id", claim.coverage.member_id),
            ("Diagnoses", ", ".join(codes)),
        ]
    )


def _other_records(material: Material) -> list[tuple[str, str]]:
    _, *others = material.records
    many = "s" if len(others) > 1 else ""
    return [("Merged with", f"record{many} no. {', '.join(map(str, others))}")] if others else []


def _plan(paper: Paper, material: Material, actor: Actor) -> None:
    paper.heading("Plan of care and certification")
    wanted = Span(material.claim.period_starts_on, material.claim.period_ends_on)
    found = [
        each for each in material.facts_of(CareEpisode) if Span(each.starts_on, each.ends_on).overlaps(wanted)
    ]
    for each in found:
        agency = each.agency
        where = f"{agency.name}, NPI {agency.npi or 'not entered'}" if agency else ""
        paper.facts(
            [
                ("Agency", where),
                ("Care", f"{each.get_setting_display()}, {Span(each.starts_on, each.ends_on)}"),
                ("Plan signed", _signed(each.plan_signer, each.plan_signed_on)),
                ("Complexity", each.complexity_statement),
                ("Signed", _signed(each.complexity_signer, each.complexity_signed_on)),
                ("Medical necessity", each.necessity_statement),
                ("Signed", _signed(each.necessity_signer, each.necessity_signed_on)),
            ]
        )
    if not found:
        paper.text("No episode of care under an agency is recorded on these dates.", muted=True)


def _recorded(paper: Paper, material: Material, actor: Actor) -> None:
    paper.heading("Recorded facts")
    rows = list(_fact_rows(material, actor))
    if rows:
        paper.table(("What", "When", "Says", "Recorded"), (104, 78, 196, 126), rows)
    else:
        paper.text("None: no consent, plan, visit, stay or status is recorded.", muted=True)


def _fact_rows(material: Material, actor: Actor) -> Iterator[Sequence[str]]:
    for kind in KINDS:
        for row in material.recorded[kind.model]:
            lead, detail = IN_WORDS[kind.word](row)
            said = "; ".join(
                filter(None, (detail, row.note, f"struck out: {row.struck_reason}" if row.is_struck else ""))
            )
            at = row.recorded_at.astimezone(actor.time_zone) if row.recorded_at else None
            who = f"{row.recorded_by or 'not kept'}{f', {in_words(at.date())}' if at else ''}"
            yield kind.name.capitalize(), lead, said, who


def _documents(paper: Paper, material: Material, actor: Actor) -> None:
    paper.heading("Documents")
    if not material.documents:
        paper.text("None is attached to what this claim rests on.", muted=True)
        return
    paper.text(
        "Their pages follow at the end; the files lie beside this paper, as they were attached.", muted=True
    )
    paper.table(
        ("No.", "What", "Proves", "Pages", "Attached", "SHA-256"), (26, 92, 120, 34, 104, 128),
        (_document_row(number, each, material, actor) for number, each in enumerate(material.documents, start=1)),
    )  # fmt: skip


def _document_row(number: int, row: Document, material: Material, actor: Actor) -> Sequence[str]:
    (proven,) = (each for each in material.recorded[PROVABLE[row.proves]] if each.pk == row.proves_id)
    dated = f" of {in_words(row.dated_on)}" if row.dated_on else ""
    at = row.uploaded_at.astimezone(actor.time_zone)
    who = f"{row.uploaded_by or 'the schedule'}, {in_words(at.date())}"
    what, pages = f"{row.get_kind_display()}{dated}", str(row.pages)
    return str(number), what, proven_in_words(row, proven), pages, who, row.sha256


def _provider(paper: Paper, material: Material, actor: Actor) -> None:
    who = material.claim.rendering_provider
    paper.heading("Provider and signature")
    paper.facts(
        [
            ("Rendering provider", str(who)),
            ("Kind", who.get_kind_display()),
            ("Credentials", who.credentials),
            ("NPI", who.npi),
            ("Taxonomy", who.taxonomy_code),
        ]
    )
    others = sorted({str(each.provider) for each in counted_versions(material)} - {str(who)})
    if others:
        paper.facts([("Also worked", ", ".join(others))])
    for each in material.signatures:
        row = each.attestation
        at = row.signed_at.astimezone(actor.time_zone)
        stands = "something changed since it was signed" if each.is_stale else "stands"
        paper.facts(
            [
                (
                    "Signed by",
                    f"{row.provider} ({row.signer.email}), {in_words(at.date())}, {at:%H:%M}: {stands}",
                ),
                ("Statement", row.statement),
                ("Hash of what is signed", row.content_hash),
            ]
        )
    if not material.signatures:
        paper.facts([("Signature", "")])


def _proof(paper: Paper, material: Material, manifest_hash: str) -> None:
    book = material.proof.book
    newest = material.proof.anchored[-1] if material.proof.anchored else None
    paper.heading("Proof", needs=150)
    paper.text(
        "Beside this paper lie packet.json and ledger.json with everything above, the rules that decided, and a small"
        " program. On any computer with Python 3.9 or later, python3 verify_packet.py checks every byte, every seal and"
        " every sum, and names what was changed."
    )
    paper.facts(
        [
            ("Manifest (SHA-256)", manifest_hash),
            ("Claim as approved", material.claim.document_hash),
            ("Rules", material.claim.decision.rule_set_id),
            ("Head of the book", f"{book.head}, after {book.length} versions" if book else ""),
            ("Anchored", f"{in_words(newest.anchor.anchored_on)}: {newest.anchor.hash}" if newest else ""),
        ]
    )


def _form(paper: Paper, material: Material) -> None:
    if material.document is None:
        return
    if fit_problems(material.document):
        _items(paper, material.document)
        return
    for texts in forms(material.document):
        paper.page_of_its_own(_drawing(texts))


def _items(paper: Paper, document: ClaimDocument) -> None:
    """Write a claim as a list that the form has no room for; it went out electronically, or cannot go out yet."""
    paper.heading("CMS-1500", needs=150)
    paper.text(
        "Not everything that this claim says fits into the boxes of the form, so its items stand here in full."
    )
    paper.table(("Item", "Says"), (180, 324), items(document))


def _drawing(texts: Sequence[PlacedText]) -> Callable[[Any], None]:
    return lambda canvas: draw_cms1500(canvas, texts)


def _signed(who: Any, day: date | None) -> str:
    return f"{who}, {in_words(day)}" if who and day else ""


def _days(first: date, last: date) -> str:
    return in_words(first) if first == last else f"{in_words(first)} to {in_words(last)}"
