"""Logging through two web workers in a practice of 2,000,000 entries, beside the least that a write costs there.

The floor is an empty signed-in view that inserts as many rows in one transaction. Physicians work at once, each over
a connection of their own, with a session, an idempotency key and everything else switched on. Beside the requests a
second stands the processor time that one takes, in all and by whom: who asks, the web workers, the database. On a
machine that has other work only that can be compared.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from itertools import count
from statistics import median
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.patients.models import Enrollment, Patient
from apps.practice.access import Actor, actor_for
from apps.practice.domain.roles import Role
from apps.practice.models import Membership, Practice, Provider, User
from apps.sample.operations import make_sample_practice
from apps.timelog.context import owner_key
from apps.timelog.models import EntryVersion
from apps.timelog.quick_log_selectors import quick_log_of
from apps.timelog.verification import SEALED, breaks
from bench._asking import Asked, Measure, Physician, Request, Taken, ask
from bench.harness import Figure, seconds
from tests.processes import wait_until
from tests.services import free_port

# More than a person's limit of 240 writes a minute would let one physician do in the time measured.
PHYSICIANS = 96
# How many rows each inserts: an entry, its version, the idempotency key and an event of the audit trail; a timer, an
# event and the key; and what a stop writes beside an entry is an event more. What a device brings has ids of its own
# and no key. Updates and removals come on top.
ROWS = {"log": 4, "start": 3, "stop": 5, "offline": 3}
# Entries that wait on a device and are sent at once, each taken or refused by itself.
WAITING = 20
TIMETAGGER = 300  # writes a second, measured on a machine like this one


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument("--patients", type=int, default=100_000, help="patients of the practice (100,000)")
    parser.add_argument("--seconds", type=float, default=8.0, help="seconds each kind is measured (8)")
    parser.add_argument("--connections", type=int, default=8, help="requests at once (8)")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Measure the floor, a log, a start, a stop; then how long the chains take to verify."""
    today = timezone.localdate()
    practice = make_sample_practice(patients=options.patients, seed=1, today=today, progress=lambda *_: None)
    _analyze()
    physicians = _physicians(practice)
    connection.close()
    with _server() as (port, server):
        measure = Measure(port, server, physicians, options.seconds, options.connections)
        yield from _figures("log", *measure.beside(_log, _floor(ROWS["log"])))
        starting, stopping = measure.in_turn((_start, _floor(ROWS["start"])), (_stop, _floor(ROWS["stop"])))
        yield from _figures("start", *starting)
        yield from _figures("stop", *stopping)
        yield from _brought(*measure.beside(_offline, _floor(WAITING * ROWS["offline"])))
    yield from _read(practice, physicians[0])
    yield _verified(practice)


# How a line is typed: right, with a letter wrong, with nobody's name, with nothing that is known.
LINES = (
    "12m call w/ Sunrise HHA re wound care, {name}, yesterday 14:05",
    "{name} 2:05-2:20pm tc hhn re INR 3.1 hold coumadin",
    "half an hour chart review {wrong} last Friday",
    "5 min refill",
    "10m call w/ somebody unheard of about many things and more, Zabriskie",
)


def _read(practice: Practice, who: Physician) -> Iterator[Figure]:
    """Read lines of the quick log among all patients: the median, and the slowest of twenty."""
    user = User.objects.get(email="physician-0@bench.example")
    actor = actor_for(user, practice_id=practice.pk)
    assert actor is not None  # made above
    names = list(Patient.objects.filter(pk__in=who.patients).values_list("last_name", flat=True)[:8])
    lines = [line.format(name=name, wrong=name[0] + name[2:]) for name in names for line in LINES]
    now = timezone.now()
    taken = sorted(seconds(partial(quick_log_of, actor, line, now=now)) for line in lines)
    note = f"{len(lines)} lines among {Patient.objects.count():,} patients; the limit is 50 ms"
    yield Figure("quick log", 1000 * median(taken), "ms", note=note)
    yield Figure("quick log, slow", 1000 * taken[-1 - len(taken) // 20], "ms", note="the slowest of twenty")


def _figures(name: str, own: Taken, floor: Taken) -> Iterator[Figure]:
    said = f"{own.rate:,.0f} a second, {own.rate / floor.rate:.0%} of the floor's {floor.rate:,.0f}"
    note = f"{said}; {own.rate / TIMETAGGER:.1f}x 300"
    yield Figure(name, 1000 / own.rate, "ms", floor=1000 / floor.rate, note=note)
    note = f"{floor.work / own.work:.0%} of the floor's; {own.shares}; the floor's {floor.shares}"
    yield Figure(f"{name}, work", 1000 * own.work, "ms", floor=1000 * floor.work, note=note)


def _brought(own: Taken, floor: Taken) -> Iterator[Figure]:
    """Give what an entry takes that a device brings with others, beside as many rows in one transaction."""
    rate, least = own.rate * WAITING, floor.rate * WAITING
    note = f"{rate:,.0f} entries a second in requests of {WAITING}, {rate / least:.0%} of the floor's {least:,.0f};"
    yield Figure(
        "offline", 1000 / rate, "ms", floor=1000 / least, note=f"{note} {rate / TIMETAGGER:.1f}x 300"
    )
    note = f"a request's shares: {own.shares}; the floor's {floor.shares}"
    work, least = own.work / WAITING, floor.work / WAITING
    yield Figure("offline, work", 1000 * work, "ms", floor=1000 * least, note=note)


def _physicians(practice: Practice) -> list[Physician]:
    """Make physicians with a session each, and deal the enrolled patients out among them."""
    enrolled = list(
        Enrollment.objects.filter(practice=practice, ends_on__isnull=True)
        .order_by("pk")
        .values_list("patient_id", flat=True)[: PHYSICIANS * 10]
    )
    return [
        _physician(practice, number, enrolled[number::PHYSICIANS] or enrolled) for number in range(PHYSICIANS)
    ]


def _physician(practice: Practice, number: int, patients: list[int]) -> Physician:
    user = User.objects.create(email=f"physician-{number}@bench.example", full_name=f"Physician {number}")
    Membership.objects.create(practice=practice, user=user, role=Role.PHYSICIAN.value)
    Provider.objects.create(
        practice=practice, user=user, kind=Provider.Kind.PHYSICIAN, first_name="P", last_name=f"No {number}"
    )
    client = Client()
    client.force_login(user)
    session, csrf = client.cookies[settings.SESSION_COOKIE_NAME].value, "c" * 32
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={csrf}",
        "X-CSRFToken": csrf,
    }
    owner = owner_key(Actor(user=user, practice=practice, roles=frozenset()))
    return Physician(headers, patients, count(), owner)


@contextmanager
def _server() -> Iterator[tuple[int, int]]:
    """Give the port of the product with the floor's address, and the number of its main process."""
    port = free_port()
    child = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "bench._floor", f"--bind=127.0.0.1:{port}", "--workers=2",
         "--threads=4", "--worker-class=gthread", "--log-level=warning", "--no-control-socket"],
        env=dict(os.environ),
    )  # fmt: skip
    try:
        wait_until(lambda: _answers(port), what="the server", seconds=120)
        yield port, child.pid
    finally:
        child.terminate()
        child.wait(20)


def _answers(port: int) -> bool:
    try:
        return ask(HTTPConnection("127.0.0.1", port, timeout=5), "GET", "/healthz")[0] == 200
    except OSError:
        return False


def _floor(rows: int) -> Request:
    return lambda _: Asked(f"/floor/{rows}/", {}, 204)


def _log(who: Physician) -> Asked:
    return Asked("/api/time-entries/", _entry(who), 201)


def _offline(who: Physician) -> Asked:
    """Bring what a device kept; no part of it may be refused."""
    items = [_entry(who) for _ in range(WAITING)]
    said = {"owner": who.owner, "sent_at": timezone.now().isoformat(), "items": items}
    return Asked("/offline/sync/", said, 200, never=b"refused")


def _entry(who: Physician) -> dict[str, object]:
    """Say a minute of its own on one of the last twenty days."""
    number = next(who.minutes)
    day = timezone.localdate() - timedelta(days=1 + number % 20)
    begun = datetime.combine(day, time(14), tzinfo=UTC) + timedelta(minutes=2 * (number // 20))
    return {
        "patient": who.patients[number % len(who.patients)],
        "activity": "communication",
        "counterpart": "agency_staff",
        "channel": "phone",
        "note": "Wound care with the visiting nurse; dressing plan changed.",
        "started_at": begun.isoformat(),
        "ended_at": (begun + timedelta(minutes=1)).isoformat(),
        "client_id": str(uuid4()),
    }


def _start(who: Physician) -> Asked:
    said = {"activity": "communication", "counterpart": "agency_staff", "channel": "phone"}
    patient = who.patients[next(who.minutes) % len(who.patients)]
    return Asked("/api/timer/start/", {"patient": patient, **said}, 201)


def _stop(who: Physician) -> Asked:
    return Asked("/api/timer/stop/", {"note": "Wound care with the visiting nurse."}, 201)


def _verified(practice: Practice) -> Figure:
    """Verify every chain, beside reading the same columns and hashing one string a row."""
    rows = EntryVersion.objects.filter(practice=practice).order_by("book_id", "sequence").values_list(*SEALED)

    def hashing() -> None:
        for row in rows.iterator(chunk_size=5000):
            sha256(repr(row).encode()).hexdigest()

    def verifying() -> None:
        found = next(breaks(practice), None)
        if found is not None:
            raise RuntimeError(f"The chain of book {found[0].pk} does not hold.")

    return Figure(
        "verify", seconds(verifying), "s", floor=seconds(hashing), note=f"{rows.count():,} versions"
    )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    call_command("collectstatic", interactive=False, verbosity=0)
