"""A roster of 20,000 rows with 1,000 bad ones: looked at, brought in, looked at again, and taken back.

A floor is what a row of a quarter as many takes in the same run: an import must cost no more a row as it grows. Times
are CPU seconds, the database's among them; memory is what the process grew by.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from django.utils import timezone

from apps.patients.imports.committing import commit_roster
from apps.patients.imports.rosters import preview_roster
from apps.patients.imports.undoing import undo_roster
from apps.patients.models import Patient, RosterImport
from apps.practice.access import Actor, schedule_of
from bench._clock import cpu_clock
from bench.harness import Figure, median_seconds, memory_now, memory_peak
from tests import builders as make

HEAD = "last_name,first_name,born_on,mrn,setting,agency,soc,provider_npi,enrolled_on"
NPI, BORN = "1555000110", date(1930, 1, 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Offer another size."""
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the roster (20,000)")


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Take a roster through all its steps, a quarter of it first."""
    practice = make.practice()
    make.provider(practice, npi=NPI)
    actor = schedule_of(practice)
    _Round(actor, 200).measured()  # what a process does once
    few, many = _Round(actor, options.rows // 4).measured(), _Round(actor, options.rows).measured()
    for name, taken in many.seconds.items():
        floor = few.seconds[name] / few.rows
        yield Figure(
            f"{name}, a row", taken / many.rows * 1000, "ms", floor=floor * 1000, note=many.said[name]
        )


@dataclass
class _Round:
    """A roster of so many rows, of which one in twenty is bad, and what its steps took."""

    actor: Actor
    rows: int
    roster: RosterImport = field(init=False)
    seconds: dict[str, float] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def measured(self) -> "_Round":
        """Take the roster through all its steps; afterwards nothing of it is left."""
        before, now = Patient.objects.count(), timezone.now()
        self._take("look", self._look)
        commit = partial(
            commit_roster, actor=self.actor, accept_good_rows=True, now=now, today=self.actor.today
        )
        done = self._take("bring in", lambda: commit(self.roster))
        good = self.rows - self.rows // 20
        assert (done.counts["new"], done.counts["refused"]) == (good, self.rows // 20)
        again = self._take("look again", self._look)
        assert (again.counts["same"], again.counts["new"]) == (good, 0)
        self._take("take back", lambda: undo_roster(done, actor=self.actor, now=now))
        assert Patient.objects.count() == before
        return self

    def _look(self) -> RosterImport:
        self.roster = preview_roster(
            self._content(), actor=self.actor, file_name="a.csv", now=timezone.now(), today=self.actor.today
        )
        return self.roster

    def _content(self) -> bytes:
        care = ("moon", *["home health"] * 19)
        born = (BORN + timedelta(days=n % 9000) for n in range(self.rows))
        lines = (
            f"Ives{n},Ann,{day},B{n},{care[n % 20]},Agency {n % 7},2026-01-02,{NPI},2026-01-15"
            for n, day in enumerate(born)
        )
        return "\n".join([HEAD, *lines]).encode()

    def _take(self, name: str, work: Callable[[], RosterImport]) -> RosterImport:
        found: list[RosterImport] = []
        was = memory_now()
        self.seconds[name] = median_seconds(lambda: found.append(work()), runs=1, clock=cpu_clock())
        self.said[name] = f"{self.seconds[name]:.1f} s in all, {memory_peak() - was:.0f} MB"
        return found[0]
