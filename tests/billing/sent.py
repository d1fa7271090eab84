"""Jane's claim for May, sent: the people of the story and what led to it, made once for a module.

A module that imports these fixtures has them instead of those of `tests.people`.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from pytest_django import DjangoDbBlocker

from apps.billing.models import Claim
from apps.patients.models import Agency, Patient
from apps.practice.access import Actor
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import charges, drafted
from tests.billing.payers_answers import send
from tests.standing import standing


@dataclass(frozen=True)
class Sent:
    """Whoever and whatever stands."""

    practice: Practice
    physician: User
    provider: Provider
    biller: User
    agency: Agency
    patient: Patient
    claim: Claim


@pytest.fixture(scope="module")
def sent_stands(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Sent]:
    with standing(django_db_blocker):
        yield _made()


def _made() -> Sent:
    practice = make.practice()
    charges(practice)
    physician = make.member(make.user("ana@hilltop.example", "Ana Rivera"), practice, Role.PHYSICIAN)
    provider = make.provider(practice, user=physician)
    biller = make.member(make.user("mia@hilltop.example", "Mia Castillo"), practice, Role.BILLING_MANAGER)
    agency = make.agency(practice)
    patient = make.homebound_patient(provider, make.payer(practice), agency)
    claim = drafted(patient, provider)
    send(make.actor(biller), claim)
    return Sent(practice, physician, provider, biller, agency, patient, claim)


@pytest.fixture
def sent_story(sent_stands: Sent, db: None) -> Sent:
    return deepcopy(sent_stands)


@pytest.fixture
def hilltop(sent_story: Sent) -> Practice:
    return sent_story.practice


@pytest.fixture
def prices(sent_story: Sent) -> None:
    """The charges stand."""


@pytest.fixture
def ana(sent_story: Sent) -> User:
    return sent_story.physician


@pytest.fixture
def dr_rivera(sent_story: Sent) -> Provider:
    return sent_story.provider


@pytest.fixture
def mia(sent_story: Sent) -> User:
    return sent_story.biller


@pytest.fixture
def sunrise(sent_story: Sent) -> Agency:
    return sent_story.agency


@pytest.fixture
def jane(sent_story: Sent) -> Patient:
    return sent_story.patient


@pytest.fixture
def manager(sent_story: Sent) -> Actor:
    return make.actor(sent_story.biller)


@pytest.fixture
def claim(sent_story: Sent) -> Claim:
    """Jane's claim for May, sent: 125.50 dollars."""
    return sent_story.claim
