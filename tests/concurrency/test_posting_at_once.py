"""Posting at once, on a real PostgreSQL: the same file, the same money, match and undo; everything happens once."""

from collections import Counter
from decimal import Decimal

import pytest

from apps.billing.models import Claim, ClaimPayment, Posting, RemittanceFile
from apps.billing.operations import posting
from apps.billing.operations.matching import match_payment, undo_posting
from apps.billing.operations.money_audit import audit_money
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import NOW, drafted
from tests.billing.payers_answers import JULY, Answer, an_835, post, receive, send
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def claim(transactional_db: None, jane: Patient, dr_rivera: Provider, manager: Actor, prices: None) -> Claim:
    found = drafted(jane, dr_rivera)
    send(manager, found)
    return found


def agrees(actor: Actor) -> bool:
    return not audit_money(actor, now=NOW).disagreements


def test_two_who_take_in_and_post_the_same_file_post_it_once(claim: Claim, manager: Actor) -> None:
    content = an_835(Answer(claim.patient_control_number), Answer("NOBODYS"))
    found = at_once(*[lambda: post(manager, content)] * 2)
    assert [type(each) for each in found] == [RemittanceFile] * 2
    assert RemittanceFile.objects.get().state == "posted"
    assert (ClaimPayment.objects.count(), Posting.objects.count()) == (2, 1)
    assert claim.events.filter(move="pay").count() == 1
    assert agrees(manager)


def test_many_workers_share_the_chunks_of_one_file(
    claim: Claim, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "CLAIMS_IN_A_CHUNK", 2)
    answers = [Answer(claim.patient_control_number), *(Answer(f"NOBODY{number}") for number in range(20))]
    file = receive(manager, an_835(*answers))
    found = at_once(*[lambda: posting.post_remittance(manager, file_id=file.pk, now=NOW, today=JULY)] * 3)
    assert [type(each) for each in found] == [RemittanceFile] * 3, found
    assert (ClaimPayment.objects.count(), Posting.objects.count()) == (21, 1)
    assert agrees(manager)


def test_the_same_payment_in_two_files_at_once_is_posted_once(claim: Claim, manager: Actor) -> None:
    content = an_835(Answer(claim.patient_control_number))
    at_once(lambda: post(manager, content), lambda: post(manager, content.replace(b"\n", b"")))
    assert sum(Posting.objects.values_list("paid", flat=True)) == Decimal("100.40")
    assert agrees(manager)


def test_two_who_match_the_same_payment_match_it_once(claim: Claim, manager: Actor) -> None:
    post(manager, an_835(Answer("TYPO")))
    row = ClaimPayment.objects.get()
    found = at_once(
        *[
            lambda: match_payment(
                manager, payment_id=row.pk, claim_id=claim.pk, reason="Same", now=NOW, today=JULY
            )
        ]
        * 2
    )
    assert Counter(type(each) for each in found) == {ClaimPayment: 1, Refused: 1}
    found = at_once(*[lambda: undo_posting(manager, payment_id=row.pk, reason="Not so", now=NOW)] * 2)
    assert Counter(type(each) for each in found) == {ClaimPayment: 1, Refused: 1}
    assert list(row.postings.values_list("number", flat=True)) == [1, 2]
    assert agrees(manager)
