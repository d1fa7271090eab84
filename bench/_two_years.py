"""A practice of two years, written straight into the tables: what is measured with it is reading."""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.test import Client

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
from apps.timelog.models import Activity, Book, ClosedSpan, EntryVersion, TimeEntry
from bench._loading import indexed_afterwards, load
from tests import builders as make

MONTHS, PROVIDERS = 24, 50
CLOSED = MONTHS - 1  # the last of them still runs
ACTIVITIES = [each.value for each in Activity]
STATES = ("draft", "sent", "accepted", "denied", "rejected", "paid", "paid", "paid", "paid", "partly_paid")


@dataclass
class TwoYears:
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
        with transaction.atomic(), indexed_afterwards():
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
        load(
            Patient,
            "id practice last_name first_name born_on",
            ((n, own, f"Bench{n}", "Ann", born) for n in ids),
        )
        load(Book, "id practice patient length head", ((n, own, n, 1, "x") for n in ids))
        load(
            Coverage,
            "id practice patient payer member_id starts_on",
            ((n, own, n, self.payers[n % 6], f"M{n}", first) for n in ids),
        )
        load(
            CareEpisode,
            "id practice patient agency setting starts_on",
            ((n, own, n, agencies[n % 10], "home_health", first) for n in ids),
        )
        load(
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

        load(TimeEntry, "id practice book patient provider current_version", entries())
        load(
            EntryVersion,
            "id practice book patient entry number sequence provider performed_on seconds activity counterpart channel"
            " note capture recorded_at previous_hash hash is_void is_late",
            versions(),
        )

    def _write_periods(self) -> None:
        own, patients = self.practice.pk, self.options.patients
        running = [
            (place * patients + n, n, month)
            for place, month in enumerate(self.months)
            for n in range(1, patients + 1)
        ]
        places = running[: CLOSED * patients]
        closed = datetime(2026, 1, 1, tzinfo=UTC)
        load(
            ClosedSpan,
            "id practice book starts_on ends_on length",
            ((pk, own, n, month, last_of_month(month), 1) for pk, n, month in places),
        )
        load(
            ServicePeriod,
            "id practice patient enrollment coverage window_starts_on window_ends_on starts_on ends_on due_on state"
            " closed_at pin",
            (
                (
                    pk, own, n, n, n, month, last_of_month(month), month, last_of_month(month),
                    last_of_month(month) + timedelta(days=1),
                    *(("closed", closed, pk) if pk <= len(places) else ("open", None, None)),
                )
                for pk, n, month in running
            ),
        )  # fmt: skip
        load(
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
        load(
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
        return bool(pk % CLOSED * self.options.patients < self.options.claims)

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
        load(
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
        load(
            ClaimPayment,
            "id practice remittance number claim state segment_number remark_codes adjudication",
            ((pk, own, advice[month], pk, pk, "posted", 1, "[]", "[]") for pk, _, month in paid),
        )
        load(
            Posting,
            "practice claim_payment claim number matched_by paid patient_responsibility state_before at",
            ((own, pk, pk, 1, "number", Decimal("87.91"), Decimal("21.98"), "sent", at) for pk, _, _ in paid),
        )
        denied = [place for place in kept if STATES[place[0] % 10] == "denied"]
        load(
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


def _json(value: list[Any]) -> str:
    return json.dumps(value)
