"""The lists of what came back: as many queries for many rows as for few, and the likeliest claim first."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.billing.models import Claim, ClaimPayment
from apps.billing.selectors.money import proposals
from apps.practice.access import Actor
from apps.practice.models import User
from tests.billing.payers_answers import Answer, an_835, post
from tests.billing.sent import (
    ana,
    claim,
    dr_rivera,
    hilltop,
    jane,
    manager,
    mia,
    prices,
    sent_stands,
    sent_story,
    sunrise,
)

__all__ = [
    "ana",
    "claim",
    "dr_rivera",
    "hilltop",
    "jane",
    "manager",
    "mia",
    "prices",
    "sent_stands",
    "sent_story",
    "sunrise",
]


@pytest.mark.parametrize("address", ["/money/", "/money/waiting/"])
def test_many_rows_cost_no_more_queries_than_few(
    address: str, claim: Claim, manager: Actor, mia: User, client: Client
) -> None:
    client.force_login(mia)
    counts = []
    for files in (2, 6):
        for number in range(files):
            post(manager, an_835(Answer(f"NOBODY{number}"), trace=f"EFT{files}-{number}"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_claim_that_agrees_in_most_is_proposed_first(claim: Claim, manager: Actor) -> None:
    nobody = Answer(
        "TYPO",
        charge="90",
        paid="90",
        reasons=(),
        owed="",
        name="NOBODY*AT ALL",
        member_id="X",
        day="20250101",
        payer_number="",
    )
    post(manager, an_835(Answer("TYPO2"), replace(nobody, number="TYPO3")))
    ours, theirs = ClaimPayment.objects.order_by("pk")
    (found,) = proposals(manager, ours)
    assert found.claim == claim
    assert found.points > 50
    assert proposals(manager, theirs) == []


def test_a_person_sees_what_else_the_payer_said(
    claim: Claim, manager: Actor, mia: User, client: Client
) -> None:
    """The code that was billed, where the payer judged another, and segments that have no field of their own."""
    content = an_835(Answer(claim.patient_control_number)).replace(b"SVC*HC:G0181*", b"SVC*HC:G0180*")
    content = content.replace(b"**1~\nDTM*472", b"**1*HC:G0181*1~\nAMT*AU*98~\nDTM*472", 1)
    content = content.replace(b"LX*1~\n", b"TS3*1234567893*11*20261231*1~\nLX*1~\n", 1)
    post(manager, content)
    [payment] = ClaimPayment.objects.all()
    [service] = payment.services.all()
    assert (service.original_procedure, service.further) == ("G0181", [["AMT", "AU", "98"]])
    client.force_login(mia)
    page = client.get(f"/money/payments/{payment.pk}/").content.decode()
    assert "Billed as G0181, 1 unit: the payer judged another code" in page
    assert "Amount covered (AMT*AU)" in page and "Place of service (CLP08)" in page
    assert (
        "Totals of the provider (TS3)"
        in client.get(f"/money/files/{payment.remittance.file_id}/").content.decode()
    )
