"""A claim with a life behind it: logged, corrected, signed, approved, sent, acknowledged, paid."""

from datetime import date
from typing import Any

import pytest

from apps.billing.models import Claim, Submission
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.billing.operations.approval import approve
from apps.billing.operations.attesting import attest_periods
from apps.billing.operations.checking import check_submission
from apps.billing.operations.sending import make_submission, mark_sent
from apps.billing.selectors.attestations import closed_periods, contents_of, hash_of, statement_of
from apps.patients.models import Patient
from apps.practice.access import Actor, schedule_of
from apps.practice.models import Practice, Provider, User
from apps.reports.packets import claims_for_packets
from apps.reports.packing import packets
from apps.timelog.operations.anchoring import anchor_ledger
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close
from tests.billing.payers_answers import Answer, a_277ca, an_835, post


@pytest.fixture
def paid(dr_rivera: Provider, ana: User, mia: User, jane: Patient, mark: Patient) -> Claim:
    """Jane's claim for May: signed, approved, sent, acknowledged and paid; Mark's stays a draft."""
    return paid_claim(dr_rivera, ana, mia, jane, mark)


def paid_claim(provider: Provider, physician: User, biller: User, jane: Patient, mark: Patient) -> Claim:
    """Let both have a May of 37 minutes, and everything happen to Jane's claim for it."""
    practice = provider.practice
    charges(practice)
    for patient in (jane, mark):
        make.logged(patient, provider, date(2026, 4, 14), 9)
        make.logged(patient, provider, date(2026, 5, 4), 33)
        make.logged(patient, provider, date(2026, 5, 12), 4, counterpart="patient")
    close(practice)
    anchor_ledger(schedule_of(practice), now=NOW)
    _sign(make.actor(physician, practice))
    claim = Claim.objects.get(patient=jane)
    _send(make.actor(biller, practice), claim)
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def otto_acts(otto: User, hilltop: Practice) -> Actor:
    return make.actor(otto, hilltop)


_kept: list[bytes] = []


@pytest.fixture
def packet(request: pytest.FixtureRequest, db: None) -> bytes:
    """A packet as it left; the first test that asks has it made, for it stands without its practice."""
    if not _kept:
        claim, actor = request.getfixturevalue("paid"), request.getfixturevalue("otto_acts")
        _kept.extend(packets(actor, list(claims_for_packets(actor, [claim.pk])), now=NOW))
    return _kept[0]


def _sign(actor: Any) -> None:
    rows = list(closed_periods(actor))
    contents = contents_of(rows, statement=statement_of(actor.practice).text)
    attest_periods(actor, seen={pk: hash_of(content) for pk, content in contents.items()}, now=NOW)


def _send(actor: Any, claim: Claim) -> None:
    approve(actor, claim_ids=[claim.pk], now=NOW, today=JUNE)
    file = make_submission(
        actor,
        claim_ids=[claim.pk],
        format=Submission.Format.X12_837P,
        receiver=make.receiver(actor.practice),
        now=NOW,
        today=JUNE,
    )
    check_submission(actor, submission_id=file.pk, clock=lambda: NOW)
    mark_sent(actor, submission_id=file.pk, now=NOW)
    number = claim.patient_control_number
    content = a_277ca((number, "A2:20", "WQ"))
    import_acknowledgements(actor, content=content, file_name="answers.277", now=NOW, today=JUNE)
    post(actor, an_835(Answer(number)))
