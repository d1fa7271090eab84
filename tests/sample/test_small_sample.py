"""The sample practice of two dozen patients, made once as by the command: what its months tell."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from apps.billing.changes import changed_periods
from apps.billing.models import Attestation, Claim, ClaimEvent, CloseRun, Correction, Submission, Trial
from apps.billing.selectors.attestations import signatures
from apps.patients.fact_kinds import KINDS
from apps.patients.models import Strategy
from apps.practice.access import actor_for
from apps.practice.models import Alert, User
from apps.practice.selectors import sample_people
from apps.sample.staff import SIGN_INS
from apps.timelog.models import EntryVersion, LockedMonth, Notice
from tests.standing import standing

DECEMBER = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)  # two dozen patients have less to tell on other days


@pytest.fixture(scope="module")
def small_sample_stands(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with time_machine.travel(DECEMBER), standing(django_db_blocker):
        call_command("sample_practice", patients=24, verbosity=0, stdout=StringIO())
        yield


@pytest.fixture
def small_sample(small_sample_stands: None, db: None) -> None:
    """The practice stands, and it is still the morning on which it was made."""


def test_whatever_was_written_down_says_who_did(small_sample: None) -> None:
    unsaid = {kind.word: kind.model._default_manager.filter(recorded_by=None).count() for kind in KINDS}
    assert {word: count for word, count in unsaid.items() if count} == {}
    assert not EntryVersion.objects.filter(recorded_by=None).exists()
    assert EntryVersion.objects.values("recorded_by").distinct().count() > 3
    assert {role: user.email for role, user in sample_people().items()} == {
        role: email for role, email, _name in SIGN_INS
    }


def test_a_small_sample_tells_its_months_and_nothing_lies_ahead(small_sample: None) -> None:
    states = set(Claim.objects.values_list("state", flat=True))
    assert {"sent", "draft"} <= states
    trial = Trial.objects.get()  # under the rules before the newest ones
    assert trial.finished_at and trial.rows.exists() and trial.old_amount != trial.new_amount
    told = set(Alert.objects.values_list("kind", flat=True))
    assert {"time_changed", "period_ending"} & told
    assert all(not submission.findings for submission in Submission.objects.all())
    assert not CloseRun.objects.exclude(failed=0).exists()
    assert not ClaimEvent.objects.filter(at__gt=timezone.now()).exists()
    assert Notice.objects.filter(recipient__email="physician@sample.example", read_at=None).count() == 1
    assert Strategy.objects.exclude(dropped_at=None).exists()
    reader = actor_for(User.objects.get(email="physician@sample.example"))
    assert reader is not None
    signed = signatures(reader, Attestation.objects.values_list("period_id", flat=True))
    assert {each.is_stale for each in signed.values()} == {False, True}
    assert changed_periods(reader).exists()
    cases = Correction.objects.order_by("pk").values_list("path", "state")
    assert list(cases) == [("replacement", "open"), ("refund", "open")]
    months = LockedMonth.objects.order_by("starts_on")
    assert [each.unlocked_at is None for each in months] == [True, False]
    refund = Correction.objects.get(path="refund")
    assert refund.due_on == refund.identified_on + timedelta(days=60)
