"""Claims out and money back: 837P files, CMS-1500 pages, an 835 posted, each beside the least the same machine needs.

The floor of a file: reading the same rows, each decoded by the JSON library and let go, and one string a segment.
The floor of a page: as much text on an empty page through the same PDF library. Times are CPU seconds of this
process, so that a busy machine does not change the ratio. What a person waits for (`make_submissions`: every check,
moves, history and trail of every claim as well) is measured too.
"""

import argparse
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from statistics import median
from time import process_time

from django.db import transaction
from reportlab.pdfgen.canvas import Canvas

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.claim_json import from_json, to_json
from apps.billing.domain.cms1500 import forms
from apps.billing.domain.x12_837p import CLAIMS_PER_FILE, ControlNumbers, write_837p
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.sending import make_submissions
from apps.billing.pdf import DATA_FONT, DATA_SIZE, Paper, cms1500_pdf
from apps.practice.access import schedule_of
from bench._remittance import posting
from bench.harness import Figure, memory_now, memory_peak
from tests import builders as make
from tests.billing.closing import NOW, charges, drafted
from tests.billing.documents import RECEIVER, WRITTEN_AT, medicare_claim
from tests.billing.varied import varied_claims

Options = argparse.Namespace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument("--claims", type=int, default=5_000, help="claims of one file (5,000)")
    parser.add_argument("--many", type=int, default=50_000, help="claims of many files (50,000)")
    parser.add_argument("--pages", type=int, default=1_000, help="CMS-1500 pages (1,000)")
    parser.add_argument(
        "--answers", type=int, default=10_000, help="claims of one 835, then five times as many (10,000)"
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each; the median counts (5)")


def run(options: Options) -> Iterator[Figure]:
    """Measure every part in turn."""
    for part in PARTS:
        yield from part(options)


def _files(options: Options) -> Iterator[Figure]:
    """837P: one file, then many, whose time a claim and memory should be those of one."""
    receiver = _approved_claims(options.many)
    first = _cpu(lambda: _written(options.claims), options.runs)
    floor = _cpu(lambda: _floor(options.claims), options.runs, prepare=_segments)
    yield Figure(f"{options.claims:,} claims to 837P", first, floor=floor, note="read, decoded and written")
    before = memory_now()
    many = _cpu(lambda: _written(options.many), 1)
    yield Figure(f"  {options.many:,} claims, a claim", many / options.many * 1e6, "µs",
                 floor=first / options.claims * 1e6, note=f"floor: a claim of {options.claims:,}")  # fmt: skip
    yield Figure("  memory that they needed more", memory_peak() - before, "MB")
    yield Figure(
        f"  {options.claims:,} checked, moved, written down as a batch", _batch(receiver, options.claims)
    )


def _pages(options: Options) -> Iterator[Figure]:
    """CMS-1500: pages of data, and over the drawn form."""
    claims = _printable(options.pages)
    texts = [[each.text for each in form] for claim in claims for form in forms(claim)]
    floor = _cpu(lambda: _plain_pages(texts), options.runs)
    for paper in Paper:
        taken = _cpu(lambda paper=paper: cms1500_pdf(claims, paper=paper), options.runs)  # type: ignore[misc]
        yield Figure(f"{len(texts):,} CMS-1500 pages, {paper.replace('_', ' ')}", taken, floor=floor)


# Each part yields its figures; what comes back answers claims of the practice that the first part made.
PARTS: tuple[Callable[[Options], Iterator[Figure]], ...] = (_files, _pages, posting)


def _cpu(work: Callable[[], object], runs: int, *, prepare: Callable[[], object] = lambda: None) -> float:
    prepare()
    taken = []
    for _ in range(runs):
        started = process_time()
        work()
        taken.append(process_time() - started)
    return median(taken)


def _approved_claims(count: int) -> Receiver:
    """Keep `count` approved claims with varied documents; everything else about them is one patient's."""
    practice = make.practice()
    doctor = make.provider(practice)
    charges(practice)
    patient = make.homebound_patient(doctor, make.payer(practice), make.agency(practice))
    like = drafted(patient, doctor)
    documents = [to_json(claim) for claim in varied_claims(min(count, 10_000), seed=1)]
    Claim.objects.bulk_create(
        (_approved(like, number, documents[number % len(documents)]) for number in range(count)),
        batch_size=2_000,
    )
    return make.receiver(practice)


def _approved(like: Claim, number: int, document: str) -> Claim:
    return Claim(
        practice_id=like.practice_id, patient_id=like.patient_id, period_id=like.period_id,
        decision_id=like.decision_id, coverage_id=like.coverage_id, payer_id=like.payer_id,
        rendering_provider_id=like.rendering_provider_id, code_family=like.code_family, starts_on=like.starts_on,
        ends_on=like.ends_on, period_starts_on=date(1800, 1, 1) + timedelta(days=number),
        period_ends_on=date(1800, 1, 1) + timedelta(days=number), window_ends_on=like.window_ends_on, state="approved",
        patient_control_number=f"B{number:09}", total_charge=like.total_charge, document=document, created_at=NOW,
    )  # fmt: skip


def _rows(count: int) -> Iterator[list[str]]:
    """Read the documents of the first `count` claims, a file's worth at a time."""
    ids = list(Claim.objects.filter(state="approved").order_by("pk").values_list("pk", flat=True)[:count])
    for start in range(0, count, CLAIMS_PER_FILE):
        portion = ids[start : start + CLAIMS_PER_FILE]
        rows = Claim.objects.filter(pk__range=(portion[0], portion[-1])).order_by("pk")
        yield list(rows.values_list("document", flat=True))


def _written(count: int) -> int:
    """Read each file's claims, then write them, as `make_submissions` does."""
    return sum(len(_file([from_json(row) for row in rows])) for rows in _rows(count))


def _file(claims: Iterable[ClaimDocument]) -> bytes:
    numbers = ControlNumbers(interchange=1, group=1, batch="1")
    return write_837p(claims, receiver=RECEIVER, control_numbers=numbers, written_at=WRITTEN_AT)


_elements: list[tuple[str, ...]] = []


def _segments() -> None:
    """Take the elements of a file's segments apart beforehand: the floor only has to format them."""
    [rows] = _rows(min(CLAIMS_PER_FILE, Claim.objects.filter(state="approved").count()))
    file = _file([from_json(row) for row in rows]).decode("ascii")
    _elements[:] = [tuple(segment.split("*")) for segment in file.split("~\n") if segment]


def _floor(count: int) -> int:
    assert sum(1 for rows in _rows(count) for row in rows if json.loads(row)) == count
    return len("".join([f"{'*'.join(elements)}~\n" for elements in _elements]).encode())


def _batch(receiver: Receiver, count: int) -> float:
    """Make one batch and take it back; claims whose document another payer's varied profile refuses are left out."""
    actor = schedule_of(receiver.practice)
    document = to_json(medicare_claim())
    ids = list(Claim.objects.filter(state="approved").order_by("pk").values_list("pk", flat=True)[:count])
    today = date(2026, 11, 24)
    with transaction.atomic():
        Claim.objects.filter(pk__in=ids).update(document=document)
        started = process_time()
        make_submissions(
            actor, claim_ids=ids, format=Submission.Format.X12_837P, receiver=receiver, now=NOW, today=today
        )
        taken = process_time() - started
        transaction.set_rollback(True)
    return taken


def _printable(pages: int) -> list[ClaimDocument]:
    """Return claims that fit the form, one page each."""
    found = medicare_claim()
    return [found] * pages


def _plain_pages(pages: Sequence[Sequence[str]]) -> bytes:
    output = io.BytesIO()
    canvas = Canvas(output, invariant=1, pageCompression=1)
    for texts in pages:
        writing = canvas.beginText(20, 780)
        writing.setFont(DATA_FONT, DATA_SIZE)
        for text in texts:
            writing.textLine(text)
        canvas.drawText(writing)
        canvas.showPage()
    canvas.save()
    return output.getvalue()
