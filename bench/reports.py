"""Every report of a practice with 2,000,000 entries and 100,000 claims, beside the SQL aggregates it cannot avoid.

The rows are written straight into the tables: what is measured is reading. `--keep DIR` keeps them for the next run.
A floor is one sum by hand over each table that a page shows figures of, in the same run, each as the right figure needs
it: time that was corrected since is left out, as it is on the page. What a page is beside the largest of them alone
stands in the last column. A page also signs in, checks rights, writes its HTML and adds up what is smaller: what one
without rows costs has a line of its own, and what each page is to its sums without that. Times are CPU seconds,
the database's among them.
"""

import argparse
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from apps.practice.models import Practice
from apps.practice.tasks import look_over_tables
from bench._clock import cpu_clock
from bench._report_sums import Page, empty_page, pages
from bench._two_years import TwoYears
from bench.harness import Figure, median_seconds, seconds
from bench.pages import Counted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer other sizes."""
    parser.add_argument(
        "--entries", type=int, default=2_000_000, help="time entries over two years (2,000,000)"
    )
    parser.add_argument("--claims", type=int, default=100_000, help="claims over two years (100,000)")
    parser.add_argument("--patients", type=int, default=10_000, help="enrolled patients (10,000)")
    parser.add_argument(
        "--runs", type=int, default=5, help="times each page is asked for; the median counts (5)"
    )


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Fill the tables, ask for every report, add up the same by hand."""
    call_command("collectstatic", interactive=False, verbosity=0)
    years = TwoYears(options, timezone.localdate())
    if Practice.objects.exists():
        years.take_up()
    else:
        yield Figure("building the practice", seconds(years.fill))
    look_over_tables()
    if connection.vendor == "postgresql":  # what its autovacuum does unasked
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    empty = _taken(empty_page(years), 10 * options.runs)  # the first ones only until everything is known
    yield Figure("an empty page", empty * 1000, "ms")
    for page in pages(years):
        yield _measured(page, options.runs, empty)


def _taken(page: Page, runs: int) -> float:
    answer = page.client.get(page.path)
    if answer.status_code != 200:
        raise LookupError(f"{page.path} answered {answer.status_code}.")
    return median_seconds(lambda: page.client.get(page.path), runs=runs, clock=cpu_clock())


def _measured(page: Page, runs: int, empty: float) -> Figure:
    taken = _taken(page, runs)
    queries = Counted()
    with connection.execute_wrapper(queries):
        page.client.get(page.path)
    clock = cpu_clock()
    sums = [median_seconds(lambda text=text: _by_hand(text), runs=runs, clock=clock) for text in page.sums]  # type: ignore[misc]
    note = (
        f"{queries.count} queries; {taken / max(sums):.2f}x of its largest sum;"
        f" {(taken - empty) / sum(sums):.2f}x without an empty page"
    )
    return Figure(page.name, taken * 1000, "ms", floor=sum(sums) * 1000, note=note)


def _by_hand(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)
        cursor.fetchall()
