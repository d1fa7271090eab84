"""Every report of a practice with 2,000,000 entries and 100,000 claims, beside the one SQL aggregate it cannot avoid.

The rows are written straight into the tables: what is measured is reading. `--keep DIR` keeps them for the next run.
A floor is the largest sum by hand, in the same run (of "my month", where none is large, its three sums); a page also
signs in, checks rights, writes its HTML and adds up what is smaller. On SQLite, which works in this process, times are
its CPU seconds, so that a busy machine does not change them.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from time import perf_counter, process_time
from typing import Any

from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client
from django.utils import timezone

from apps.billing.models import (
    Claim,
    ClaimPayment,
    ClaimTask,
    DecidedTime,
    Decision,
    Posting,
    RemittanceAdvice,
    RemittanceFile,
    RuleSetVersion,
    ServicePeriod,
    Submission,
)
from apps.patients.models import CareEpisode, Coverage, Enrollment, Patient
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider, User
from apps.reports.domain.asked import last_of_month, month_of, months_ago
from apps.sample.loading import load_rows
from apps.timelog.models import Activity, Book, ClosedSpan, EntryVersion, TimeEntry
from bench.harness import Figure, median_seconds, seconds
from bench.pages import Counted
from tests import builders as make

MONTHS, PROVIDERS, CHUNK = 24, 50, 20_000
ACTIVITIES = [each.value for each in Activity]
STATES = ("draft", "sent", "accepted", "denied", "rejected", "paid", "paid", "paid", "paid", "partly_paid")


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
    world = _World(options, timezone.localdate())
    if Practice.objects.exists():
        world.take_up()
    else:
        yield Figure("building the practice", seconds(world.fill))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    biller, doctor = world.signed_in()
    for name, client, path, floor in world.pages(biller, doctor):
        answer = client.get(path)
        if answer.status_code != 200:
            raise LookupError(f"{path} answered {answer.status_code}.")
        queries = Counted()
        with connection.execute_wrapper(queries):
            client.get(path)
        clock = process_time if connection.vendor == "sqlite" else perf_counter
        taken = median_seconds(lambda c=client, p=path: c.get(p), runs=options.runs, clock=clock)  # type: ignore[misc]
        least = median_seconds(lambda f=floor: world.by_hand(f), runs=options.runs, clock=clock)  # type: ignore[misc]
        yield Figure(name, taken * 1000, "ms", floor=least * 1000, note=f"{queries.count} queries")


@dataclass
class _World:
    """A practice of two years, filled at once."""

    options: argparse.Namespace
    today: date
    practice: Practice = field(init=False)
    providers: list[Provider] = field(init=False)
    payers: list[int] = field(init=False)
    places: list[tuple[int, int, date]] = field(init=False)
    rng: random.Random = field(default_factory=lambda: random.Random(1))

    def take_up(self) -> None:
        """Use the practice that was kept; refuses one of another size or another month."""
        self.practice = Practice.objects.get()
        self.providers = list(Provider.objects.order_by("pk"))
        wanted = (self.options.entries, self.options.claims, self.options.patients, self.months[-1])
        there = (
            TimeEntry.objects.count(), Claim.objects.count(), Patient.objects.count(),
            ServicePeriod.objects.latest("window_starts_on").window_starts_on,
        )  # fmt: skip
        if there != wanted:
            raise SystemExit(
                f"The practice kept is {there}, asked for is {wanted}. Remove it or keep another."
            )

    def fill(self) -> None:
        """Write everything at once, each table in order of its ids, and index it afterwards."""
        with transaction.atomic(), _indexed_afterwards():
            self._fill()

    def _fill(self) -> None:
        self.practice = make.practice()
        self.providers = [
            make.provider(self.practice, last_name=f"P{n}", npi=f"{1555100000 + n}") for n in range(PROVIDERS)
        ]
        self.payers = [make.payer(self.practice, name=f"Payer {n}").pk for n in range(6)]
        agencies = [make.agency(self.practice, name=f"Agency {n}").pk for n in range(10)]
        RuleSetVersion.objects.create(content_hash="bench", content="{}")
        ids = range(1, self.options.patients + 1)
        own = self.practice.pk
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
        born, first = date(1940, 2, 15), self.months[0]
        _load(
            Patient,
            "id practice last_name first_name born_on",
            ((n, own, f"Bench{n}", "Ann", born) for n in ids),
        )
        _load(Book, "id practice patient length head", ((n, own, n, 1, "x") for n in ids))
        _load(
            Coverage,
            "id practice patient payer member_id starts_on",
            ((n, own, n, self.payers[n % 6], f"M{n}", first) for n in ids),
        )
        _load(
            CareEpisode,
            "id practice patient agency setting starts_on",
            ((n, own, n, agencies[n % 10], "home_health", first) for n in ids),
        )
        _load(
            Enrollment,
            "id practice patient program rendering_provider starts_on periods_are_cut",
            ((n, own, n, "cpo", self.provider_of(n), first, True) for n in ids),
        )
        self._write_entries()
        self._write_periods()
        self._write_claims()

    @property
    def months(self) -> list[date]:
        """The first days of the two years, the last of them today's month."""
        this = month_of(self.today)
        return [months_ago(this, back) for back in range(MONTHS - 1, -1, -1)]

    def provider_of(self, patient: int) -> int:
        """Return whose patient it is."""
        return int(self.providers[patient % PROVIDERS].pk)

    def _write_entries(self) -> None:
        days = (self.today - self.months[0]).days
        recorded = datetime(2026, 1, 1, tzinfo=UTC)
        patients, own = self.options.patients, self.practice.pk

        def entries() -> Iterator[tuple[Any, ...]]:
            for n in range(1, self.options.entries + 1):
                patient = n % patients + 1
                yield n, own, patient, patient, self.provider_of(patient), n

        def versions() -> Iterator[tuple[Any, ...]]:
            for n in range(1, self.options.entries + 1):
                patient = n % patients + 1
                on = self.months[0] + timedelta(days=self.rng.randrange(days))
                yield (
                    n, own, patient, patient, n, 1, n, self.provider_of(patient), on, self.rng.randint(120, 900),
                    ACTIVITIES[n % 7], "agency_staff", "phone", "As it was.", "manual", recorded, "", f"{n:064}",
                    False, n % 97 == 0,
                )  # fmt: skip

        _load(TimeEntry, "id practice book patient provider current_version", entries())
        _load(
            EntryVersion,
            "id practice book patient entry number sequence provider performed_on seconds activity counterpart channel"
            " note capture recorded_at previous_hash hash is_void is_late",
            versions(),
        )

    def _write_periods(self) -> None:
        own, patients = self.practice.pk, self.options.patients
        places = [
            (place * patients + n, n, month)
            for place, month in enumerate(self.months)
            for n in range(1, patients + 1)
        ]
        closed = datetime(2026, 1, 1, tzinfo=UTC)
        _load(
            ClosedSpan,
            "id practice book starts_on ends_on length",
            ((pk, own, n, month, last_of_month(month), 1) for pk, n, month in places),
        )
        _load(
            ServicePeriod,
            "id practice patient enrollment coverage window_starts_on window_ends_on starts_on ends_on due_on state"
            " closed_at pin",
            (
                (
                    pk, own, n, n, n, month, last_of_month(month), month, last_of_month(month),
                    last_of_month(month) + timedelta(days=1), "closed", closed, pk,
                )
                for pk, n, month in places
            ),
        )  # fmt: skip
        _load(
            Decision,
            "id practice patient period outcome minutes counted_seconds excluded_seconds procedure_code expected_amount"
            " reasons window_ends_on program rendering_provider payer setting episode obstacle facts result rule_set"
            " decided_at",
            (
                (
                    pk, own, n, pk, *self._outcome(pk), _json([]), last_of_month(month), "cpo", self.provider_of(n),
                    self.payers[n % 6], "home_health", n, "" if self.is_billable(pk) else "below_threshold", "x" * 1500,
                    "x" * 3000, "bench", closed,
                )
                for pk, n, month in places
            ),
        )  # fmt: skip
        _load(
            DecidedTime, "practice decision activity reason seconds",
            (
                (own, pk, ACTIVITIES[(pk + part) % 7], "own_practice" if part == 2 else "", 600)
                for pk, _, _ in places
                for part in range(3)
            ),
        )  # fmt: skip
        self.places = places

    def is_billable(self, pk: int) -> bool:
        """Say whether a period has a claim: an equal share of each month."""
        return bool(pk % MONTHS * self.options.patients < self.options.claims)

    def _outcome(self, pk: int) -> tuple[Any, ...]:
        if self.is_billable(pk):
            return "billable", 20, 1200, 600, "G0181", Decimal("109.89")
        return "not_billable", 20, 1200, 600, "", None

    def _write_claims(self) -> None:
        own, at = self.practice.pk, datetime(2026, 1, 1, tzinfo=UTC)
        kept = [place for place in self.places if self.is_billable(place[0])][: self.options.claims]
        sent = {}
        for month in self.months:
            made = datetime.combine(last_of_month(month) + timedelta(days=6), datetime.min.time(), tzinfo=UTC)
            sent[month] = Submission.objects.create(
                practice=self.practice, format="cms1500", state="sent", file_name="x", content=b"", sha256="x",
                claim_count=1, total_charge=1, made_at=made, sent_at=made,
            ).pk  # fmt: skip
        _load(
            Claim,
            "id practice patient period decision coverage payer rendering_provider episode code_family period_starts_on"
            " period_ends_on window_ends_on starts_on ends_on state patient_control_number total_charge problems"
            " document submission created_at",
            (
                (
                    pk, own, n, pk, pk, n, self.payers[n % 6], self.provider_of(n), n, "cpo", month,
                    last_of_month(month), last_of_month(month), month, month, STATES[pk % 10], f"B{pk}",
                    Decimal("165.00"), _json([]), "x", sent[month], at,
                )
                for pk, n, month in kept
            ),
        )  # fmt: skip
        file = RemittanceFile.objects.create(
            practice=self.practice, file_name="x", content=b"", sha256="x", source="upload", received_at=at
        )
        advice = {
            month: RemittanceAdvice.objects.create(
                practice=self.practice, file=file, number=place, claim_count=1, claims_paid=0, provider_adjusted=0,
                patient_responsibility=0, segment_number=1, paid_on=last_of_month(month) + timedelta(days=30),
            ).pk
            for place, month in enumerate(self.months)
        }  # fmt: skip
        paid = [place for place in kept if STATES[place[0] % 10] in ("paid", "partly_paid")]
        _load(
            ClaimPayment,
            "id practice remittance number claim state segment_number remark_codes adjudication",
            ((pk, own, advice[month], pk, pk, "posted", 1, "[]", "[]") for pk, _, month in paid),
        )
        _load(
            Posting,
            "practice claim_payment claim number matched_by paid patient_responsibility state_before at",
            ((own, pk, pk, 1, "number", Decimal("87.91"), Decimal("21.98"), "sent", at) for pk, _, _ in paid),
        )
        denied = [place for place in kept if STATES[place[0] % 10] == "denied"]
        _load(
            ClaimTask,
            "practice claim kind state adjustment_group reason_code codes amount opened_at",
            (
                (own, pk, "denial", "open", "CO", str(pk % 40), _json([]), Decimal("165.00"), at)
                for pk, _, _ in denied
            ),
        )

    def signed_in(self) -> tuple[Client, Client]:
        """Return the billing manager and one physician, signed in."""
        kept = {person.email: person for person in User.objects.all()}
        biller = kept.get("bench@hilltop.example") or make.member(
            make.user("bench@hilltop.example", "Bea"), self.practice, Role.BILLING_MANAGER
        )
        doctor = kept.get("doc@hilltop.example") or make.member(
            make.user("doc@hilltop.example", "Dee"), self.practice, Role.PHYSICIAN
        )
        Provider.objects.filter(pk=self.providers[0].pk).update(user=doctor)
        clients = Client(), Client()
        for client, person in zip(clients, (biller, doctor), strict=True):
            client.force_login(person)
        return clients

    def pages(self, biller: Client, doctor: Client) -> Iterator[tuple[str, Client, str, str]]:
        """Give each report with who looks at it, and the sum that is its floor."""
        year, quarter = self.months[-12], self.months[-3]
        last = last_of_month(self.today)
        time = (
            "FROM timelog_entryversion WHERE practice_id={p} AND is_confirmed AND NOT is_void"
            " AND performed_on BETWEEN '{f}' AND '{l}'"
        )
        flow = (
            "SELECT d.outcome, d.obstacle, c.state, sum(d.counted_seconds), sum(d.excluded_seconds) FROM"
            " billing_decision d LEFT JOIN billing_claim c ON c.decision_id=d.id AND c.stands"
            " WHERE d.practice_id={p} AND d.is_current AND d.window_ends_on BETWEEN '{f}' AND '{l}' GROUP BY 1,2,3"
        )
        reasons = (
            "SELECT t.reason, sum(t.seconds) FROM billing_decidedtime t JOIN billing_decision d ON d.id=t.decision_id"
            " WHERE d.practice_id={p} AND d.is_current AND t.reason<>'' AND d.window_ends_on BETWEEN '{f}' AND '{l}'"
            " GROUP BY 1"
        )
        claims = (
            "FROM billing_claim c JOIN billing_decision d ON d.id=c.decision_id WHERE c.practice_id={p} AND c.stands"
            " AND d.window_ends_on BETWEEN '{f}' AND '{l}'"
        )

        def of(text: str, first: date) -> str:
            return text.format(p=self.practice.pk, f=first, l=last)

        by_day = of(f"SELECT performed_on, sum(seconds) {time} GROUP BY 1", year)
        yield "months", biller, "/reports/", by_day
        dates = f"since={year}&until={last}"
        yield "leakage, a quarter", biller, "/reports/leakage/", of(reasons, quarter)
        yield "leakage, a year", biller, f"/reports/leakage/?{dates}", of(reasons, year)
        charges = f"SELECT c.payer_id, sum(c.total_charge) {claims} GROUP BY 1"
        yield "by payer, a quarter", biller, "/reports/breakdown/?by=payer", of(charges, quarter)
        grouped = (
            flow.replace("SELECT ", "SELECT e.agency_id, ")
            .replace("LEFT JOIN", "LEFT JOIN patients_careepisode e ON e.id=d.episode_id LEFT JOIN")
            .replace("1,2,3", "1,2,3,4")
        )
        yield "by agency, a year", biller, f"/reports/breakdown/?by=agency&{dates}", of(grouped, year)
        half = months_ago(self.months[-12], 6)
        yield (
            "forecast",
            biller,
            "/reports/forecast/",
            of(f"SELECT performed_on, sum(seconds) {time} GROUP BY 1", half),
        )
        per_day = of(f"SELECT d.window_ends_on, c.submission_id, count(*) {claims} GROUP BY 1,2", year)
        yield "speed", biller, "/reports/speed/", per_day
        waiting = (
            "SELECT payer_id, submission_id, count(*), sum(total_charge) FROM billing_claim WHERE practice_id={p} AND"
            " stands AND state IN ('sent','accepted') GROUP BY 1,2"
        )
        yield "aging", biller, "/reports/aging/", of(waiting, year)
        refused = (
            "SELECT t.reason_code, c.payer_id, count(*), sum(t.amount) FROM billing_claimtask t JOIN billing_claim c ON"
            " c.id=t.claim_id JOIN billing_decision d ON d.id=c.decision_id WHERE t.practice_id={p} AND t.kind='denial'"
            " AND d.window_ends_on BETWEEN '{f}' AND '{l}' GROUP BY 1,2"
        )
        yield "denials", biller, "/reports/denials/", of(refused, year)
        charged = of(
            f"SELECT c.payer_id, sum(c.total_charge), count(DISTINCT c.patient_id) {claims} GROUP BY 1", year
        )
        yield "economics", biller, "/reports/economics/", charged
        by_provider = of(
            f"SELECT provider_id, patient_id IS NULL, is_late, sum(seconds) {time} GROUP BY 1,2,3", year
        )
        yield "programmes", biller, "/reports/program/", by_provider
        own = f"{time} AND provider_id={self.providers[0].pk}"
        yield "my month", doctor, "/reports/mine/", self._sums_of_a_month(of, flow, own)
        yield (
            "my year",
            doctor,
            "/reports/year/",
            of(f"SELECT performed_on, sum(seconds) {own} GROUP BY 1", year),
        )
        rows = of(f"SELECT count(*), sum(seconds) {time}", year)
        yield "rows, a year's entries", biller, f"/reports/rows/entries/?{dates}", rows

    def _sums_of_a_month(self, of: Callable[[str, date], str], flow: str, own: str) -> str:
        """Give the sums of one physician's month: the own minutes, what became of the periods, each patient's time.

        None of them is the largest: a month is small, and the page shows all three.
        """
        provider, first = self.providers[0].pk, self.months[-1]
        patients = (
            "SELECT e.patient_id, v.activity, sum(v.seconds) FROM patients_enrollment e JOIN timelog_entryversion v ON"
            f" v.patient_id=e.patient_id WHERE e.practice_id={{p}} AND e.rendering_provider_id={provider} AND NOT"
            " v.is_void AND v.performed_on BETWEEN '{f}' AND '{l}' GROUP BY 1,2"
        )
        fates = flow.replace(" GROUP BY", f" AND d.rendering_provider_id={provider} GROUP BY")
        minutes = f"SELECT activity, sum(seconds) {own} GROUP BY 1"
        return ";".join(of(text, first) for text in (minutes, fates, patients))

    def by_hand(self, text: str) -> None:
        """Add up by hand: one sum, or several."""
        with connection.cursor() as cursor:
            for each in text.split(";"):
                cursor.execute(each)
                cursor.fetchall()


def _load(model: type[models.Model], columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    while some := list(islice(rows, CHUNK)):
        load_rows(model, columns.split(), some)


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """Take the indexes of SQLite's tables away while rows are written; COPY of PostgreSQL keeps them."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, statement in found:
            cursor.execute(statement)


def _json(value: list[Any]) -> str:
    return json.dumps(value)
