"""Take in TA1, 999 and 277CA: find what each answers, move the claims, open work on what was rejected."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from apps.billing.domain.acknowledgement import AcknowledgementFile as Read
from apps.billing.domain.acknowledgement import Level, SetAcknowledgement, StatusReport
from apps.billing.domain.answer_files import check_acknowledgement_file, nothing_acknowledged
from apps.billing.domain.claim_json import from_json
from apps.billing.domain.lifecycle import ClaimState, Move, check_move
from apps.billing.domain.x12_837p_read import ClaimFinder
from apps.billing.domain.x12_acknowledgements import read_acknowledgements
from apps.billing.domain.x12_read import read
from apps.billing.models import Acknowledgement, AcknowledgementFile, Claim, ClaimTask, Submission
from apps.billing.operations.moves import Source, locked_claims, permit, write_moves
from apps.billing.operations.remittances import plain_name
from apps.practice import audit
from apps.practice.access import Actor
from apps.problems import Refused, refuse_any

Kind = Acknowledgement.Kind
_WHOLE_FILE = ("interchange", "group", "set", "batch")  # answers that speak for all claims of a file


@dataclass(frozen=True, slots=True)
class Imported:
    """A file as it was taken in; not new when the very same bytes were here already."""

    file: AcknowledgementFile
    is_new: bool


def import_acknowledgements(
    actor: Actor, *, content: bytes, file_name: str, now: datetime, today: date
) -> Imported:
    """Take in one file, once; refuses one that acknowledges nothing. What names nothing of ours waits in a list."""
    permit(actor, Move.ACCEPT)
    digest = sha256(content).hexdigest()
    mine = AcknowledgementFile.objects.filter(practice=actor.practice, sha256=digest).defer("content")
    if known := mine.first():
        return Imported(known, is_new=False)
    refuse_any(check_acknowledgement_file(content, plain_name(file_name)))
    found = read_acknowledgements(content)
    if any(finding.code == "nothing_acknowledged" for finding in found.findings):
        raise Refused(nothing_acknowledged(plain_name(file_name)))
    try:
        return Imported(_imported(actor, content, digest, plain_name(file_name), found, now=now), is_new=True)
    except IntegrityError:  # somebody chose the same file in the same moment
        if known := mine.first():
            return Imported(known, is_new=False)
        raise


@transaction.atomic
def _imported(
    actor: Actor, content: bytes, digest: str, file_name: str, found: Read, *, now: datetime
) -> AcknowledgementFile:
    file = AcknowledgementFile.objects.create(
        practice=actor.practice,
        file_name=file_name,
        content=content,
        sha256=digest,
        findings=[asdict(finding) for finding in found.findings],
        received_by=actor.user,
        received_at=now,
    )
    rows = _rows(file, found, content, now=now)
    _match(actor, rows)
    _find_claims_at_fault(rows)
    Acknowledgement.objects.bulk_create(rows, batch_size=1000)
    moved = _move(actor, file, rows, now=now)
    _open_tasks(actor, rows, moved, now=now)
    file.acknowledged = len(rows)
    file.unmatched = sum(row.submission_id is None and row.claim_id is None for row in rows)
    file.rejected = sum(not row.is_accepted for row in rows)
    file.save(update_fields=["acknowledged", "unmatched", "rejected"])
    new = {"file_name": file.file_name, "acknowledged": file.acknowledged, "rejected": file.rejected}
    audit.record(actor, "acknowledgements.imported", file, new=new, at=now)
    return file


def _rows(file: AcknowledgementFile, found: Read, content: bytes, *, now: datetime) -> list[Acknowledgement]:
    texts = {segment.number: str(segment) for segment in read(content).segments}
    rows = [*_of_interchanges(found), *_of_groups(found), *_of_claims(found)]
    for number, row in enumerate(rows, start=1):
        row.practice_id, row.file, row.number, row.at = file.practice_id, file, number, now
        row.segment = texts.get(row.segment_number, "")
    return rows


def _of_interchanges(found: Read) -> Iterator[Acknowledgement]:
    for each in found.interchanges:
        yield Acknowledgement(
            kind=Kind.INTERCHANGE,
            level="interchange",
            reference=each.interchange_control_number,
            is_accepted=each.is_accepted,
            codes=[each.code, each.note_code],
            segment_number=each.segment_number,
        )


def _of_groups(found: Read) -> Iterator[Acknowledgement]:
    for group in found.groups:
        yield Acknowledgement(
            kind=Kind.SYNTAX,
            level="group",
            reference=group.group_control_number,
            is_accepted=group.code in ("A", "E", "P"),
            codes=[group.code],
            segment_number=group.segment_number,
        )
        yield from (_of_set(each) for each in group.sets)


def _of_set(each: SetAcknowledgement) -> Acknowledgement:
    return Acknowledgement(
        kind=Kind.SYNTAX,
        level="set",
        reference=f"{each.group_control_number}/{each.set_control_number}",
        is_accepted=each.is_accepted,
        codes=[each.code],
        errors=[asdict(error) for error in each.errors],
        segment_number=each.segment_number,
    )


def _of_claims(found: Read) -> Iterator[Acknowledgement]:
    """Yield the reports; a line's report carries its claim in front: CLAIM/LINE."""
    names = {Level.SOURCE: "source", Level.BATCH: "batch", Level.BILLER: "biller", Level.CLAIM: "claim"}
    claim = ""
    for report in found.reports:
        claim = report.reference if report.level is Level.CLAIM else claim
        is_line = report.level is Level.LINE
        yield Acknowledgement(
            kind=Kind.CLAIM,
            level="line" if is_line else names[report.level],
            reference=f"{claim}/{report.reference}" if is_line else report.reference,
            is_accepted=report.is_accepted,
            codes=_codes(report),
            payer_claim_control_number=report.payer_claim_control_number,
            segment_number=report.segment_number,
        )


def _codes(report: StatusReport) -> list[str]:
    return [":".join(filter(None, (each.category, each.code, each.entity))) for each in report.statuses]


def _match(actor: Actor, rows: Sequence[Acknowledgement]) -> None:
    """Find the files by the control numbers they went out with, the claims by their own number."""
    mine = Submission.objects.filter(practice=actor.practice).exclude(state="undone")
    numbers = {int(number) for row in rows if (number := _control_number(row))}
    by_interchange = _by_number(mine, "interchange_control_number", numbers)
    by_group = _by_number(mine, "group_control_number", numbers)
    wanted = {row.reference.partition("/")[0].strip() for row in rows if row.level in ("claim", "line")}
    claims = Claim.objects.filter(practice=actor.practice, patient_control_number__in=wanted)
    found = {
        number: (pk, file)
        for pk, number, file in claims.values_list("pk", "patient_control_number", "submission")
    }
    for row in rows:
        if row.level in ("claim", "line"):
            claim_id, submission_id = found.get(row.reference.partition("/")[0].strip(), (None, None))
            row.claim_id, row.submission_id = claim_id, submission_id
        elif number := _control_number(row):
            ours = (by_group if row.kind == Kind.SYNTAX else by_interchange).get(int(number), [])
            row.submission_id = ours[0] if len(ours) == 1 else None


def _find_claims_at_fault(rows: Sequence[Acknowledgement]) -> None:
    """Write beside each fault of a 999 which claim it is in: its position counts the segments from ST."""
    faulty = [row for row in rows if row.errors and row.submission_id]
    files = Submission.objects.in_bulk({row.submission_id for row in faulty})
    for row in faulty:
        segments = read(bytes(files[row.submission_id or 0].content)).segments
        before = next((each.number - 1 for each in segments if each.identifier == "ST"), 0)
        claims = ClaimFinder(segments)
        for error in row.errors:
            position = str(error["position"])
            error["claim"] = (
                claims.at(before + int(position)) if position.isdecimal() and len(position) < 10 else ""
            )


def _by_number(mine: "QuerySet[Submission]", name: str, numbers: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for pk, number in mine.filter(**{f"{name}__in": numbers}).values_list("pk", name):
        found.setdefault(number, []).append(pk)
    return found


def _control_number(row: Acknowledgement) -> str:
    """Return the control number that a file went out with: ISA13 (our batch id, too), or GS06 for a 999."""
    if row.kind == Kind.CLAIM and row.level != "batch":
        return ""
    text = row.reference.partition("/")[0].strip().lstrip("0")
    return text if text.isascii() and text.isdigit() and len(text) <= 9 else ""


def _move(
    actor: Actor, file: AcknowledgementFile, rows: Sequence[Acknowledgement], *, now: datetime
) -> set[int]:
    """Move the claims that were accepted or rejected; return the ids of those rejected now."""
    verdicts = _verdicts(rows)
    claims = locked_claims(actor, list(verdicts))
    rejected: set[int] = set()
    numbers = {
        row.claim_id: row.payer_claim_control_number.strip() for row in rows if row.payer_claim_control_number
    }
    for move in (Move.ACCEPT, Move.REJECT):
        by_why: dict[tuple[str, int], list[Claim]] = {}
        for claim in claims:
            wanted, why, segment = verdicts[claim.pk]
            if wanted is move and not check_move(ClaimState(claim.state), move, reason=why):
                by_why.setdefault((why, segment if move is Move.REJECT else 0), []).append(claim)
        for (why, segment), moving in by_why.items():
            place = f", segment {segment}" if segment else ""
            source = Source(f"{file.file_name}{place}", "acknowledgement", file.pk)
            write_moves(actor, moving, move, now=now, reason=why, source=source)
            rejected |= {claim.pk for claim in moving if move is Move.REJECT}
    changed = [claim for claim in claims if numbers.get(claim.pk) and len(numbers[claim.pk]) <= 50]
    for claim in changed:
        claim.control_number_given = numbers[claim.pk]
    Claim.objects.bulk_update(changed, ["control_number_given"], batch_size=500)
    return rejected


def _verdicts(rows: Sequence[Acknowledgement]) -> dict[int, tuple[Move, str, int]]:
    """Return what each claim is to do, why and by which segment; a rejection of any part outweighs acceptance.

    Only a payer's or clearinghouse's word on the claim accepts it (277CA); a rejected file rejects all claims in it.
    """
    verdicts: dict[int, tuple[Move, str, int]] = {}
    for row in rows:
        if row.claim_id and row.level in ("claim", "line"):
            known = verdicts.get(row.claim_id)
            if row.is_accepted and known is None and row.level == "claim" and _is_taken(row):
                verdicts[row.claim_id] = (Move.ACCEPT, "", row.segment_number)
            elif not row.is_accepted and (known is None or known[0] is Move.ACCEPT):
                verdicts[row.claim_id] = (Move.REJECT, _why(row), row.segment_number)
    files = _files_at_fault(rows)
    inside = Claim.objects.filter(submission__in=files).values_list("pk", "submission")
    for pk, submission_id in inside:
        verdicts[pk] = (Move.REJECT, _why(files[submission_id]), files[submission_id].segment_number)
    return verdicts


def _files_at_fault(rows: Sequence[Acknowledgement]) -> dict[int, Acknowledgement]:
    """Return the answer that rejects each file, the most precise: one that names faults, else the first."""
    found: dict[int, Acknowledgement] = {}
    for row in rows:
        if row.submission_id and not row.is_accepted and row.level in _WHOLE_FILE:
            known = found.get(row.submission_id)
            if known is None or (row.errors and not known.errors):
                found[row.submission_id] = row
    return found


def _is_taken(row: Acknowledgement) -> bool:
    """Whether a status says more than "received": A2 or A5; A0 and A1 only pass the claim on."""
    return any(code.startswith(("A2", "A5")) for code in row.codes)


def _why(row: Acknowledgement) -> str:
    codes = ", ".join(code for code in row.codes if code)
    return f"{row.kind} {codes}"[:300]


def _open_tasks(actor: Actor, rows: Sequence[Acknowledgement], rejected: set[int], *, now: datetime) -> None:
    claims = Claim.objects.in_bulk(rejected)
    at_fault = {row.claim_id: row for row in reversed(rows) if row.claim_id and not row.is_accepted}
    files = _files_at_fault(rows)
    tasks = []
    for claim in claims.values():
        row = at_fault.get(claim.pk) or files.get(claim.submission_id or 0)
        codes = [code for code in row.codes if code] if row else []
        first = codes[0] if codes else ""
        tasks.append(
            ClaimTask(
                practice=actor.practice,
                claim=claim,
                kind=ClaimTask.Kind.REJECTION,
                acknowledgement=row,
                adjustment_group=row.kind if row else "",
                reason_code=first[:20],
                codes=codes,
                amount=claim.total_charge,
                due_on=from_json(claim.document).payer.file_by_on,
                opened_at=now,
            )
        )
    ClaimTask.objects.bulk_create(tasks)
