"""Jane's claim for May, paid: the people of the story and what led to it, made once for a module.

A module that imports these fixtures has them instead of those of `tests.people` and of the folder.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from apps.billing.models import Claim
from apps.patients.models import Patient
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.reports.conftest import paid_claim
from tests.standing import standing


@dataclass(frozen=True)
class Paid:
    """Whoever and whatever stands."""

    practice: Practice
    physician: User
    provider: Provider
    biller: User
    patient: Patient
    other: Patient
    claim: Claim


@pytest.fixture(scope="module")
def paid_stands(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Paid]:
    with standing(django_db_blocker):
        yield _made()


def _made() -> Paid:
    practice = make.practice()
    ana = make.member(make.user("ana@hilltop.example", "Ana Rivera"), practice, Role.PHYSICIAN)
    provider = make.provider(practice, user=ana)
    mia = make.member(make.user("mia@hilltop.example", "Mia Castillo"), practice, Role.BILLING_MANAGER)
    agency = make.agency(practice)
    jane = make.homebound_patient(provider, make.payer(practice), agency)
    mark = make.homebound_patient(
        provider, make.commercial_payer(practice), agency,
        last_name="Roe", first_name="Mark", sex="M", medical_record_number="H-2",
    )  # fmt: skip
    return Paid(practice, ana, provider, mia, jane, mark, paid_claim(provider, ana, mia, jane, mark))


@pytest.fixture
def stands(paid_stands: Paid, db: None) -> Paid:
    return deepcopy(paid_stands)


@pytest.fixture
def hilltop(stands: Paid) -> Practice:
    return stands.practice


@pytest.fixture
def ana(stands: Paid) -> User:
    return stands.physician


@pytest.fixture
def dr_rivera(stands: Paid) -> Provider:
    return stands.provider


@pytest.fixture
def mia(stands: Paid) -> User:
    return stands.biller


@pytest.fixture
def jane(stands: Paid) -> Patient:
    return stands.patient


@pytest.fixture
def mark(stands: Paid) -> Patient:
    return stands.other


@pytest.fixture
def paid(stands: Paid) -> Claim:
    """Jane's claim for May, paid; Mark's stays a draft."""
    return stands.claim


@pytest.fixture
def packet(paid_stands: Paid, packet: bytes) -> bytes:
    """Return the packet of the folder: what stands for the module is made before the rows of a test."""
    return packet
