"""Several closers, and others at the books meanwhile, on a real PostgreSQL."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from apps.billing.models import Claim, ClaimEvent, CloseRun, Decision, ServicePeriod
from apps.billing.operations import closing, cutting
from apps.billing.operations.cutting import cut_periods
from apps.patients.models import Agency, Enrollment, Patient, Payer
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, Provider
from apps.rules.facts import PeriodFacts
from apps.timelog.models import Book, ClosedSpan, EntryVersion
from apps.timelog.operations import lock_book
from tests import builders as make
from tests.billing.closing import JUNE, close
from tests.concurrency.threads import at_once, in_own_connection
from tests.processes import READY_SECONDS, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def patients(
    transactional_db: None,
    dr_rivera: Provider,
    medicare: Payer,
    sunrise: Agency,
    prices: None,
    monkeypatch: pytest.MonkeyPatch,
) -> list[Patient]:
    """Twenty patients with thirty minutes in May, closed three at a time."""
    for module in (closing, cutting):
        monkeypatch.setattr(module, "PATIENTS_IN_A_CHUNK", 3)
    made = [
        make.homebound_patient(dr_rivera, medicare, sunrise, medical_record_number=f"C-{number}")
        for number in range(20)
    ]
    Enrollment.objects.update(starts_on=date(2026, 5, 1))
    for patient in made:
        make.logged(patient, dr_rivera, date(2026, 5, 20), 30)
    return made


def assert_closed_once(patients: list[Patient]) -> None:
    may = ServicePeriod.objects.filter(starts_on=date(2026, 5, 1))
    ids = dict.fromkeys(may.values_list("pk", flat=True), 1)
    assert len(ids) == len(patients)
    assert set(may.values_list("state", flat=True)) == {"closed"}
    assert Counter(Decision.objects.values_list("period", flat=True)) == ids
    assert Counter(Claim.objects.values_list("period", flat=True)) == ids
    assert (
        Counter(AuditEvent.objects.filter(action="period.closed").values_list("subject_id", flat=True)) == ids
    )
    assert ClaimEvent.objects.count() == ClosedSpan.objects.count() == len(patients)
    assert sum(CloseRun.objects.values_list("closed", flat=True)) == len(patients)
    june = ServicePeriod.objects.filter(starts_on=JUNE)
    assert Counter(june.values_list("patient", flat=True)) == {patient.pk: 1 for patient in patients}


def test_two_closers_at_once_make_one_claim(
    hilltop: Practice, jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 20), 30)
    runs = at_once(lambda: close(hilltop), lambda: close(hilltop))
    assert all(isinstance(run, CloseRun) and run.failed == 0 for run in runs), runs
    assert Claim.objects.count() == 1
    assert Decision.objects.filter(period__starts_on=date(2026, 5, 1)).count() == 1


def test_four_closers_share_the_work_and_do_nothing_twice(hilltop: Practice, patients: list[Patient]) -> None:
    runs = at_once(*[lambda: close(hilltop)] * 4)
    assert all(isinstance(run, CloseRun) and run.failed == 0 for run in runs), runs
    assert_closed_once(patients)


def test_four_cutters_at_once_cut_once(hilltop: Practice, patients: list[Patient]) -> None:
    actor = schedule_of(hilltop)
    counts = at_once(*[lambda: cut_periods(actor, today=JUNE)] * 4)
    assert all(isinstance(count, int) for count in counts), counts
    assert ServicePeriod.objects.count() == 2 * len(patients)


def test_a_closer_waits_for_a_book_that_somebody_writes_to_and_counts_the_entry(
    hilltop: Practice, jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 20), 18)
    cut_periods(schedule_of(hilltop), today=date(2026, 5, 31))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock_book(hilltop, jane)
            closing_run = pool.submit(in_own_connection, lambda: close(hilltop))
            wait_until(somebody_waits_for_a_lock, what="the closer's wait for the book")
            make.logged(jane, dr_rivera, date(2026, 5, 21), 12)
        assert closing_run.result(timeout=READY_SECONDS).failed == 0
    decision = Decision.objects.get(period__starts_on=date(2026, 5, 1))
    assert (decision.minutes, decision.outcome) == (30, "billable")
    pin = ClosedSpan.objects.get(service_period__starts_on=date(2026, 5, 1))
    assert (pin.length, pin.head) == (2, Book.objects.get(patient=jane).head)
    assert not EntryVersion.objects.filter(is_late=True).exists()


def somebody_waits_for_a_lock() -> bool:
    """Whether anybody at this database does; the tests of another process have one of their own on the same server."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_locks WHERE granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return bool(cursor.fetchone()[0])


def test_what_a_close_froze_is_what_the_book_held_whoever_wrote_meanwhile(
    hilltop: Practice, patients: list[Patient], dr_rivera: Provider
) -> None:
    def write() -> None:
        for patient in patients:
            make.logged(patient, dr_rivera, date(2026, 5, 21), 3, reason="Written down in the same minute")

    found = at_once(lambda: close(hilltop), write, lambda: close(hilltop))
    assert not [each for each in found if isinstance(each, Exception)], found
    assert_closed_once(patients)
    for period in ServicePeriod.objects.filter(state="closed").select_related("pin"):
        assert period.pin is not None
        held = EntryVersion.objects.filter(patient=period.patient_id, sequence__lte=period.pin.length)
        facts = PeriodFacts.from_json(Decision.objects.get(period=period).facts)
        assert {entry.key for entry in facts.entries} == {str(pk) for pk in held.values_list("pk", flat=True)}
        assert held.order_by("-sequence")[0].hash == period.pin.head
        after = EntryVersion.objects.filter(patient=period.patient_id, sequence__gt=period.pin.length)
        assert all(after.values_list("is_late", flat=True))
