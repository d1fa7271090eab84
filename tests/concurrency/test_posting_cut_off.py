"""The database ends the connection in the middle of posting: what was committed stays, the rest comes once later."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from apps.billing.models import Adjustment, Claim, ClaimPayment, Posting, RemittanceFile, ServicePayment
from apps.billing.operations import posting
from apps.billing.operations.money_audit import audit_money
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import NOW, drafted
from tests.billing.payers_answers import JULY, Answer, an_835, receive, send
from tests.concurrency.threads import in_own_connection
from tests.processes import READY_SECONDS, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def remittance(
    transactional_db: None, jane: Patient, dr_rivera: Provider, manager: Actor, prices: None
) -> RemittanceFile:
    """Five claim payments, the fourth for Jane's claim that was sent."""
    claim = drafted(jane, dr_rivera)
    send(manager, claim)
    numbers = ["NOBODY1", "NOBODY2", "NOBODY3", claim.patient_control_number, "NOBODY4"]
    return receive(manager, an_835(*map(Answer, numbers)))


class SlowPosting:
    """Posts in a thread of its own and stops after the first chunk until it is let on."""

    def __init__(self, actor: Actor, file: RemittanceFile) -> None:
        self.first_chunk, self.go_on, self.backend = Event(), Event(), 0
        self._actor, self._file = actor, file

    def __call__(self) -> RemittanceFile:
        return posting.post_remittance(
            self._actor, file_id=self._file.pk, now=NOW, today=JULY, progress=self._wait
        )

    def _wait(self, _done: int, _total: int) -> None:
        if not self.first_chunk.is_set():
            self.backend = connection.connection.info.backend_pid
            self.first_chunk.set()
            assert self.go_on.wait(timeout=READY_SECONDS)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def is_waiting_for_a_lock(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [backend])
        return bool(cursor.fetchone() == ("Lock",))


def cut_off_while_writing(work: SlowPosting, done: "Future[RemittanceFile]", practice_id: int) -> None:
    """Let the thread write the rows of its next chunk up to a lock that is held here, then end its connection."""
    assert work.first_chunk.wait(timeout=READY_SECONDS)
    with transaction.atomic():
        Practice.objects.select_for_update().get(pk=practice_id)
        work.go_on.set()
        wait_until(lambda: is_waiting_for_a_lock(work.backend), what="the write")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [work.backend])
    assert isinstance(done.exception(timeout=READY_SECONDS), OperationalError)


def test_a_connection_that_ends_in_mid_chunk_loses_nothing_and_posts_nothing_twice(
    remittance: RemittanceFile, manager: Actor, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "CLAIMS_IN_A_CHUNK", 2)
    work = SlowPosting(manager, remittance)
    done = pool.submit(in_own_connection, work)
    cut_off_while_writing(work, done, manager.practice.pk)
    assert ClaimPayment.objects.count() == 2  # the first chunk, whole; of the second nothing
    assert not Posting.objects.exists()
    assert RemittanceFile.objects.get().state == "posting"
    posting.post_remittance(manager, file_id=remittance.pk, now=NOW, today=JULY)
    assert RemittanceFile.objects.get().state == "posted"
    counts = [model.objects.count() for model in (ClaimPayment, ServicePayment, Adjustment, Posting)]
    assert counts == [5, 5, 5, 1]
    assert Posting.objects.get().paid == Decimal("100.40")
    assert Claim.objects.get(payments__state="posted").state == "paid"
    assert audit_money(manager, now=NOW).disagreements == []
