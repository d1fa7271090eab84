"""The pages people wait for, in a practice of 100,000 patients and claims beside the same pages in one of 250.

A floor is the same page of the small practice in the same run; the number of queries must be the same in both. Times
are CPU seconds, the database's among them, so that a busy machine does not change them.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from apps.billing.models import Claim, ReviewAct
from apps.practice.models import Practice
from bench._clock import cpu_clock
from bench._desks import Desk, build, taken_up
from bench.harness import Figure, median_seconds, seconds


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
    parser.add_argument(
        "--months",
        type=int,
        default=5,
        help="months that are closed; five make more claims than patients (5)",
    )
    parser.add_argument(
        "--small", type=int, default=250, help="patients of the small practice, whose lists fill a page (250)"
    )
    parser.add_argument(
        "--runs", type=int, default=9, help="times each page is asked for; the median counts (9)"
    )


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Ask for every page in both practices."""
    call_command("collectstatic", interactive=False, verbosity=0)
    today = timezone.localdate()
    if not Practice.objects.exists():
        yield Figure("building the practices", seconds(lambda: build(options, today=today)))
    large, small = taken_up(options, today=today)
    count = Claim.objects.filter(practice=large.practice).count()
    yield Figure("claims of the large practice", count, "")
    for name in small.pages:
        floor, least = _measured(small, name, runs=options.runs)
        value, queries = _measured(large, name, runs=options.runs)
        yield Figure(
            name, value * 1000, "ms", floor=floor * 1000, note=f"{queries} queries, {least} in the small one"
        )
    yield from _acts(small, large, options.runs)


def _acts(small: Desk, large: Desk, runs: int) -> Iterator[Figure]:
    """Approve one claim and undo it, in both practices; then as many as there are, up to a thousand, claim by claim."""
    for name, many in (("approve one", 1), ("approve 1,000, a claim", 1000)):
        floor, _ = _approving(small, many, runs)
        value, count = _approving(large, many, runs)
        yield Figure(
            f"billing_manager {name}", value * 1000, "ms", floor=floor * 1000, note=f"{count} claims"
        )


def _approving(desk: Desk, many: int, runs: int) -> tuple[float, int]:
    """Return the median seconds a claim that approving takes, and how many were approved; each time it is undone."""
    drafts = Claim.objects.filter(practice=desk.practice, state="draft", problem_count=0).order_by("pk")
    ids = list(drafts.values_list("pk", flat=True)[:many])
    client, address = desk.clients["billing_manager"], "/review/approve/"

    approved = set()

    def undo_last() -> None:
        act = ReviewAct.objects.filter(practice=desk.practice, undone_at=None).first()
        if act is not None:
            approved.add(len(act.claim_ids))
            client.post(f"/review/acts/{act.pk}/undo/")

    taken = median_seconds(
        lambda: client.post(address, {"claim": ids}),
        runs=min(runs, 3),
        before_each=undo_last,
        clock=cpu_clock(),
    )
    undo_last()
    (count,) = approved  # as many each time
    return taken / count, count


def _measured(desk: Desk, name: str, *, runs: int) -> tuple[float, int]:
    role, path = name.split()[0], desk.pages[name]
    client = desk.clients[role]
    answer = client.get(path)
    if answer.status_code != 200:
        raise LookupError(f"{path} answered {answer.status_code}.")
    queries = Counted()
    with connection.execute_wrapper(queries):
        client.get(path)
    return median_seconds(lambda: client.get(path), runs=runs, clock=cpu_clock()), queries.count
