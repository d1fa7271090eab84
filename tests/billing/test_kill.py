"""A worker that dies in the middle of a close loses nothing and does nothing twice."""

from collections import Counter
from datetime import date

import pytest

from apps.billing.models import Claim, ClaimEvent, CloseRun, Decision, ServicePeriod
from apps.patients.models import Agency, Enrollment, Patient, Payer
from apps.practice.models import AuditEvent, Practice, Provider
from apps.timelog.models import ClosedSpan
from tests import builders as make
from tests.billing.dying_worker import POINTS
from tests.processes import Worker, Workers, wait_until

MONTHS = (2, 3)
# Two processes of a worker, each with a message, may each commit what one does before it dies: eight chunks of two in
# all. The last death needs more than that.
NAMES = (
    "Ada", "Bea", "Cora", "Dora", "Ella", "Fay", "Gail", "Hope", "Ida", "Joan", "Kay", "Lois", "Mae", "Nora", "Opal",
    "Pam", "Rose", "Sue", "Tess", "Uma",
)  # fmt: skip
TASK = "billing.close_due_periods"


@pytest.fixture
def patients(
    transactional_db: None,
    hilltop: Practice,
    dr_rivera: Provider,
    medicare: Payer,
    sunrise: Agency,
    prices: None,
) -> list[Patient]:
    """Twenty patients with thirty minutes in February and March; their enrollments ended on 31 March."""
    made = [
        make.homebound_patient(dr_rivera, medicare, sunrise, first_name=name, medical_record_number=name)
        for name in NAMES
    ]
    Enrollment.objects.update(ends_on=date(2026, 3, 31))
    for patient in made:
        for month in MONTHS:
            make.logged(patient, dr_rivera, date(2026, month, 9), 30)
    return made


def is_finished() -> bool:
    runs = CloseRun.objects.exclude(finished_at=None)
    return runs.exists() and not ServicePeriod.objects.filter(state="open").exists()


def assert_everything_is_closed_once(patients: list[Patient]) -> None:
    periods = ServicePeriod.objects.count()
    assert periods == len(patients) * 3
    assert ServicePeriod.objects.filter(state="closed").count() == periods
    once = Counter(dict.fromkeys(ServicePeriod.objects.values_list("pk", flat=True), 1))
    assert Counter(Decision.objects.values_list("period", flat=True)) == once
    assert Counter(ServicePeriod.objects.values_list("pin", flat=True)) == Counter(
        ClosedSpan.objects.values_list("pk", flat=True)
    )
    assert (
        Counter(AuditEvent.objects.filter(action="period.closed").values_list("subject_id", flat=True))
        == once
    )
    claims = Counter(Claim.objects.values_list("patient", "starts_on"))
    assert claims == Counter(
        {(patient.pk, date(2026, month, 9)): 1 for patient in patients for month in MONTHS}
    )
    drafts = Counter(Claim.objects.values_list("pk", flat=True))
    assert Counter(ClaimEvent.objects.values_list("claim", flat=True)) == drafts
    assert (
        Counter(AuditEvent.objects.filter(action="claim.drafted").values_list("subject_id", flat=True))
        == drafts
    )
    assert Counter(line for claim in Claim.objects.all() for line in claim.lines.values_list("number")) == {
        (1,): len(drafts)
    }
    assert sum(CloseRun.objects.values_list("closed", flat=True)) == periods


def die_at_every_point(worker: Worker) -> None:
    """Let the worker die at one point after another, each time with work left to do, then let it finish."""
    worker.fork_from_now_on()
    for point in POINTS:
        worker.start(application="tests.billing.dying_worker", DIE_AT=point)
        worker.send(TASK)
        wait_until(lambda: not worker.is_alive, what=f"the worker's death {point}")
        # A process that finds nothing left while the other one dies has a quiet run of its own, which is finished.
        assert not CloseRun.objects.exclude(finished_at=None).exclude(closed=0).exists(), point
    worker.start()
    worker.send(TASK)  # the schedule asks again; the message that was being worked on may come back as well
    wait_until(is_finished, what="the close after the restart")


@pytest.mark.once  # the embedded parts: SQLite with the file broker
@pytest.mark.timeout(1800)
def test_a_worker_killed_again_and_again_on_the_file_broker_loses_and_repeats_nothing(
    patients: list[Patient], worker: Workers
) -> None:
    die_at_every_point(worker.idle())
    assert_everything_is_closed_once(patients)


@pytest.mark.postgres  # production has both, and each death costs a worker's start
@pytest.mark.timeout(1800)
def test_a_worker_killed_again_and_again_on_redis_loses_and_repeats_nothing(
    patients: list[Patient], worker: Workers, redis_url: str
) -> None:
    die_at_every_point(worker.idle(redis_url, CAREMINUTES_VISIBILITY_SECONDS="1"))
    assert_everything_is_closed_once(patients)
