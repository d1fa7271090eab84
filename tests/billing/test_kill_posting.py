"""A worker that dies in the middle of a remittance loses nothing and posts nothing twice."""

from datetime import date
from decimal import Decimal

import pytest

from apps.billing.models import Claim, ClaimPayment, Posting, RemittanceFile
from apps.billing.operations.money_audit import audit_money
from apps.patients.models import Agency, Payer
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import NOW, close
from tests.billing.dying_worker import POSTING_POINTS
from tests.billing.payers_answers import Answer, an_835, receive, send
from tests.processes import Worker, Workers, wait_until

TASK = "billing.post_what_was_received"


@pytest.fixture
def remittance(
    transactional_db: None,
    hilltop: Practice,
    dr_rivera: Provider,
    medicare: Payer,
    sunrise: Agency,
    prices: None,
    mia: User,
) -> RemittanceFile:
    """Eight claims that were sent, and a file that pays them all."""
    for name in ("Ada", "Bea", "Cora", "Dora", "Ella", "Fay", "Gail", "Hope"):
        patient = make.homebound_patient(
            dr_rivera, medicare, sunrise, first_name=name, medical_record_number=name
        )
        make.logged(patient, dr_rivera, date(2026, 5, 4), 30)
    close(hilltop)
    claims = list(Claim.objects.order_by("pk"))
    send(make.actor(mia), *claims)
    answers = [Answer(claim.patient_control_number) for claim in claims]
    return receive(make.actor(mia), an_835(*answers))


def is_posted() -> bool:
    return RemittanceFile.objects.filter(state="posted").exists()


def die_at_every_point(worker: Worker) -> None:
    worker.fork_from_now_on()
    for point in POSTING_POINTS:
        worker.start(application="tests.billing.dying_worker", DIE_AT=point)
        worker.send(TASK)
        wait_until(lambda: not worker.is_alive, what=f"the worker's death {point}")
        assert not is_posted(), point
    worker.start()
    worker.send(TASK)
    wait_until(is_posted, what="the posting after the restart")


def assert_every_claim_is_posted_once(actor: Actor) -> None:
    assert ClaimPayment.objects.filter(state="posted").count() == 8
    assert Posting.objects.count() == 8
    assert sum(Posting.objects.values_list("paid", flat=True)) == Decimal("803.20")
    assert set(Claim.objects.values_list("state", flat=True)) == {"paid"}
    assert audit_money(actor, now=NOW).disagreements == []


@pytest.mark.once  # the embedded parts: SQLite with the file broker
@pytest.mark.timeout(1800)
def test_a_worker_killed_again_and_again_posts_every_claim_once(
    remittance: RemittanceFile, worker: Workers, mia: User
) -> None:
    die_at_every_point(worker.idle())
    assert_every_claim_is_posted_once(make.actor(mia))


@pytest.mark.postgres  # production has both, and each death costs a worker's start
@pytest.mark.timeout(1800)
def test_a_worker_killed_again_and_again_on_redis_posts_every_claim_once(
    remittance: RemittanceFile, worker: Workers, mia: User, redis_url: str
) -> None:
    die_at_every_point(worker.idle(redis_url, CAREMINUTES_VISIBILITY_SECONDS="1"))
    assert_every_claim_is_posted_once(make.actor(mia))
