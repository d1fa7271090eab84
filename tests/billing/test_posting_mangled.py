"""Damaged files through the whole of posting: never an exception, never money where it does not belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.billing.models import Claim, ClaimPayment, Posting
from apps.billing.operations.money_audit import audit_money
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing import mangling
from tests.billing.closing import NOW, close
from tests.billing.payers_answers import Answer, an_835, denial, post, send


@dataclass(frozen=True)
class World:
    """Sent claims, and what the payer says of them, segment by segment."""

    manager: Actor
    segments: Sequence[str]
    allowed: set[tuple[str, Decimal]]
    whole: Decimal


@pytest.fixture
def world(jane: Patient, mark: Patient, dr_rivera: Provider, mia: User, prices: None) -> World:
    """One claim paid, taken back and paid otherwise, one denied; a take-back outside claims."""
    manager = make.actor(mia)
    for patient in (jane, mark):
        make.logged(patient, dr_rivera, date(2026, 5, 4), 30)
    close(jane.practice)
    one, other = Claim.objects.get(patient=jane), Claim.objects.filter(patient=mark).earliest("pk")
    send(manager, one, other)
    first, second = one.patient_control_number, other.patient_control_number
    paid = Answer(first, line_id=f"{first}-1")
    corrected = Answer(
        first, paid="110.00", reasons=(("PR", "2", "15.50"),), owed="15.50", payer_number="ICN2"
    )
    content = an_835(
        paid,
        paid.reversal,
        corrected,
        denial(second),
        payment="100.00",
        plb=f"PLB*1*20261231*WO:{first}*10.00",
    )
    segments = content.decode().replace("\n", "").split("~")[:-1]
    return World(manager, segments, *undamaged(manager, segments))


def what_is_posted() -> set[tuple[str, Decimal]]:
    return set(Posting.objects.values_list("claim__patient_control_number", "paid"))


def undamaged(manager: Actor, segments: Sequence[str]) -> tuple[set[tuple[str, Decimal]], Decimal]:
    """Return what the payer says of each claim in the whole file, and the sum that it says is paid."""
    with transaction.atomic():
        post(manager, mangling.mangle(segments, []))
        said = ClaimPayment.objects.values_list("patient_control_number", "paid")
        found = {(number, paid) for number, paid in said if paid is not None}, total()
        transaction.set_rollback(True)
    return found


def total() -> Decimal:
    return sum(
        (paid or Decimal(0) for paid in ClaimPayment.objects.values_list("paid", flat=True)), Decimal(0)
    )


@pytest.mark.django_db
@settings(
    max_examples=mangling.examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_a_damaged_file_never_raises_and_never_posts_what_the_payer_did_not_say(
    world: World, data: st.DataObject
) -> None:
    done = data.draw(mangling.steps(len(world.segments), most=4))
    with transaction.atomic():
        try:
            file = post(world.manager, mangling.mangle(world.segments, done))
        except Refused:
            file = None  # it holds no 835 any more; nothing is kept
        if file is not None:
            assert file.state == "posted"
            assert what_is_posted() <= world.allowed
            assert file.findings or total() == world.whole
            assert audit_money(world.manager, now=NOW).disagreements == []
        transaction.set_rollback(True)
