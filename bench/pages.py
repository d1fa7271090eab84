"""The pages people wait for, in a practice of 100,000 patients beside the same pages in a practice of 100.

A floor is the same page of the small practice in the same run; the number of queries must be the same in both.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone

from apps.billing.models import Claim, CloseRun, ReviewAct
from apps.billing.operations.closing import close_due_periods
from apps.patients.models import Enrollment, Patient
from apps.practice.access import schedule_of
from apps.practice.models import Practice, User
from apps.sample.operations import make_sample_practice
from apps.sample.staff import SIGN_INS
from bench.harness import Figure, median_seconds


@dataclass(frozen=True)
class Desk:
    """A practice with its pages and who looks at them."""

    practice: Practice
    pages: dict[str, str]
    clients: dict[str, Client]


@dataclass
class Counted:
    """Counts the statements that reach the database."""

    count: int = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.count += 1
        return execute(*given)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument(
        "--patients", type=int, default=100_000, help="patients of the large practice (100,000)"
    )
    parser.add_argument("--small", type=int, default=100, help="patients of the small practice (100)")
    parser.add_argument(
        "--runs", type=int, default=9, help="times each page is asked for; the median counts (9)"
    )


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Ask for every page in both practices."""
    call_command("collectstatic", interactive=False, verbosity=0)
    today = timezone.localdate()
    small = _desk(options.small, today=today, name="small")
    large = _desk(options.patients, today=today, name="large")
    _analyze()
    for name in small.pages:
        floor, least = _measured(small, name, runs=options.runs)
        value, queries = _measured(large, name, runs=options.runs)
        yield Figure(
            name, value * 1000, "ms", floor=floor * 1000, note=f"{queries} queries, {least} in the small one"
        )
    yield from _acts(small, large, options.runs)


def _desk(patients: int, *, today: date, name: str) -> Desk:
    practice = make_sample_practice(patients=patients, seed=1, today=today, progress=lambda *_: None)
    _close_last_month(practice, today)
    _let_half_be_paid(practice)
    people = {role: User.objects.get(email=email) for role, email, _name in SIGN_INS}
    clients = {role.value: _signed_in(person) for role, person in people.items()}
    User.objects.filter(pk__in=[person.pk for person in people.values()]).update(
        email=Concat(Value(f"{name}-"), F("email"))
    )
    patient = Patient.objects.filter(practice=practice, enrollments__isnull=False).order_by("pk")[0]
    claims = Claim.objects.filter(practice=practice, state="draft").select_related("patient")
    claim = claims.order_by("pk")[0]
    return Desk(
        practice=practice,
        pages={
            "physician today": "/today/",
            "physician patients": "/patients/",
            "physician mine": "/patients/mine/",
            "physician day": "/time/day/",
            "physician week": "/time/week/",
            "physician inbox": "/inbox/",
            "physician attest": "/attest/",
            "physician all patients": "/patients/?show=all",
            "physician a search": "/patients/?q=abern",
            "physician patient": f"/patients/{patient.pk}/",
            "billing_manager review": "/review/",
            "billing_manager review search": f"/review/?q={claim.patient.last_name}",
            "billing_manager review by number": f"/review/?q={claim.patient_control_number}",
            "billing_manager review pane": f"/review/?claim={claim.pk}",
            "billing_manager not billed": "/review/not-billed/",
            "billing_manager claim": f"/claims/{claim.pk}/",
            "billing_manager claims": "/claims/",
            "billing_manager claims paid": "/claims/?stage=paid",
            "billing_manager closings": "/closings/",
            "billing_manager reports": "/reports/",
        },
        clients=clients,
    )


def _acts(small: Desk, large: Desk, runs: int) -> Iterator[Figure]:
    """Approve one claim and undo it, in both practices; then as many as there are, up to a thousand, claim by claim."""
    for name, many in (("approve one", 1), ("approve 1,000, a claim", 1000)):
        floor, _ = _approving(small, many, runs)
        value, count = _approving(large, many, runs)
        yield Figure(
            f"billing_manager {name}", value * 1000, "ms", floor=floor * 1000, note=f"{count} claims"
        )


def _approving(desk: Desk, many: int, runs: int) -> tuple[float, int]:
    """Return the median seconds a claim that approving takes, and of how many claims; each time it is undone."""
    drafts = Claim.objects.filter(practice=desk.practice, state="draft", problem_count=0).order_by("pk")
    ids = list(drafts.values_list("pk", flat=True)[:many])
    client, address = desk.clients["billing_manager"], "/review/approve/"

    def undo_last() -> None:
        act = ReviewAct.objects.filter(practice=desk.practice, undone_at=None).first()
        if act is not None:
            client.post(f"/review/acts/{act.pk}/undo/")

    seconds = median_seconds(
        lambda: client.post(address, {"claim": ids}), runs=min(runs, 3), before_each=undo_last
    )
    undo_last()
    return seconds / len(ids), len(ids)


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _close_last_month(practice: Practice, today: date) -> None:
    """Let everybody be enrolled on the first of last month, and close what is due since."""
    first = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    Enrollment.objects.filter(practice=practice).update(starts_on=first)
    actor = schedule_of(practice)
    close_due_periods(actor, today=today, now=timezone.now(), trigger=CloseRun.Trigger.COMMAND)


def _let_half_be_paid(practice: Practice) -> None:
    """Let every second claim have had its day, as after a year; the others are left to review."""
    drafts = (
        Claim.objects.filter(practice=practice, state="draft").order_by("pk").values_list("pk", flat=True)
    )
    paid = list(drafts)[1::2]
    for start in range(0, len(paid), 5000):
        Claim.objects.filter(pk__in=paid[start : start + 5000]).update(state="paid", document="{}")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measured(desk: Desk, name: str, *, runs: int) -> tuple[float, int]:
    role, path = name.split()[0], desk.pages[name]
    client = desk.clients[role]
    answer = client.get(path)
    if answer.status_code != 200:
        raise LookupError(f"{path} answered {answer.status_code}.")
    queries = Counted()
    with connection.execute_wrapper(queries):
        client.get(path)
    return median_seconds(lambda: client.get(path), runs=runs), queries.count
