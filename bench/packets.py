"""Audit packets beside the least the same machine needs: as many pages of text through the same PDF library.

Each claim has a patient, a book and six entries of its own. Times are CPU seconds of this process, so that a busy
machine does not change the ratio.
"""

import argparse
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from time import process_time

from django.utils import timezone
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from apps.billing.models import Claim
from apps.billing.operations.approval import approve
from apps.billing.operations.packets import ask_for_packets
from apps.practice.access import Actor
from apps.practice.domain.roles import Role
from apps.reports.tasks import make_packets
from apps.reports.verify_packet import PAPER, archive_problems, unzipped
from apps.sample.staff import npi
from bench.harness import Figure, memory_now, memory_peak
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close

Options = argparse.Namespace
LINES_OF_A_PAGE, CHARACTERS = 48, 90
# six minutes a day for each: as much as anybody may log unasked
PATIENTS_OF_ONE = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument("--packets", type=int, default=1_000, help="packets made in the background (1,000)")


def run(options: Options) -> Iterator[Figure]:
    """Measure the making and the checking of packets."""
    actor = _reviewer(options.packets)
    ids = list(Claim.objects.filter(state="approved").values_list("pk", flat=True))
    asked = ask_for_packets(actor, claim_ids=ids, now=timezone.now())
    before = memory_now()
    made = _cpu(lambda: make_packets(asked.pk))
    memory = memory_peak() - before
    contents = [bytes(row.content or b"") for row in asked.packets.all()]
    pages = len(PdfReader(io.BytesIO(dict(unzipped(contents[0]))[PAPER])).pages) * len(contents)
    floor = _cpu(lambda: _pages_of_text(pages))
    size = sum(map(len, contents)) // len(contents)
    note = f"{pages:,} pages, {size:,} bytes a packet"
    yield Figure(f"{len(contents):,} packets", made, floor=floor, note=note)
    yield Figure("  memory that making them needed more", memory, "MB")
    some: Sequence[bytes] = contents[:20]
    checked = _cpu(lambda: [list(archive_problems(each)) for each in some]) / len(some)
    yield Figure("  checking one", checked * 1000, "ms")


def _reviewer(count: int) -> Actor:
    """Keep `count` approved claims, each of a patient with six entries in May; return who approved them."""
    practice = make.practice()
    payer, agency = make.payer(practice), make.agency(practice)
    doctors = [
        make.provider(practice, last_name=f"P{number}", npi=npi(f"{1555100 + number}"))
        for number in range(-(-count // PATIENTS_OF_ONE))
    ]
    charges(practice)
    for number in range(count):
        doctor = doctors[number // PATIENTS_OF_ONE]
        patient = make.homebound_patient(doctor, payer, agency, medical_record_number=f"B{number}")
        digits = f"{number:04}"
        patient.coverages.update(member_id=f"1EG{digits[0]}TE{digits[1]}MK{digits[2:]}")
        for day in range(4, 10):
            make.logged(patient, doctor, date(2026, 5, day), 6)
    close(practice)
    person = make.member(make.user("mia@hilltop.example", "Mia Castillo"), practice, Role.BILLING_MANAGER)
    actor = make.actor(person, practice)
    approve(actor, claim_ids=list(Claim.objects.values_list("pk", flat=True)), now=NOW, today=JUNE)
    return actor


def _pages_of_text(pages: int) -> bytes:
    output = io.BytesIO()
    canvas = Canvas(output, pageCompression=1)
    text = "The physician spoke with the agency about the plan of care and changed a dose. "
    for page in range(pages):
        canvas.setFont("Helvetica", 9.5)
        for line in range(LINES_OF_A_PAGE):
            canvas.drawString(54, 738 - 13 * line, f"{page} {line} {text}"[:CHARACTERS])
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def _cpu(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started
