"""`manage.py verify_ledger` adds up every decision again, from the columns of the book."""

from datetime import date
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from apps.billing.models import Claim, DecidedTime, Decision
from apps.billing.operations.approval import approve
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.timelog.models import ClosedSpan
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, drafted

REPEATED = (
    "window_ends_on", "program", "rendering_provider", "payer", "setting", "episode", "obstacle", "short_by_seconds",
)  # fmt: skip


def verify() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


def refused() -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_ledger", stdout=out)
    return out.getvalue()


@pytest.fixture
def claim(jane: Patient, dr_rivera: Provider, prices: None) -> Claim:
    return drafted(jane, dr_rivera)


def test_an_untouched_decision_agrees(claim: Claim) -> None:
    assert f"{Decision.objects.count()} decisions checked; every one agrees" in verify()


def test_late_time_leaves_the_decision_agreeing(claim: Claim, jane: Patient, dr_rivera: Provider) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 12), 4, reason="Found in the phone log")
    assert "every one agrees" in verify()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"minutes": 31}, "31 minutes are kept, where its entries make 30", id="minutes"),
        pytest.param(
            {"counted_seconds": 1860},
            "1860 seconds counted are kept, where its entries make 1800",
            id="seconds",
        ),
        pytest.param(
            {"excluded_seconds": 60}, "60 seconds left out are kept, where its entries make 0", id="left out"
        ),
        pytest.param(
            {"setting": "hospice"},
            "setting hospice is kept beside it, where it says home_health",
            id="setting",
        ),
        pytest.param(
            {"obstacle": "below_threshold"}, "obstacle below_threshold is kept beside it", id="obstacle"
        ),
    ],
)
def test_a_changed_total_is_named(claim: Claim, changed: dict[str, int], said: str) -> None:
    Decision.objects.filter(pk=claim.decision_id).update(**changed)
    assert f"Decision {claim.decision_id} of period {claim.period_id}: {said}" in refused()


def test_a_result_that_says_more_than_the_book_is_named(claim: Claim) -> None:
    changed = claim.decision.result.replace("1800", "2400")
    Decision.objects.filter(pk=claim.decision_id).update(result=changed, counted_seconds=2400, minutes=40)
    assert "looked at 2400 seconds of version" in refused()
    assert "where the book has 1800" in refused()


def test_time_divided_otherwise_is_named_and_filled_again(claim: Claim) -> None:
    DecidedTime.objects.filter(decision=claim.decision).update(activity="travel")
    assert "the seconds by activity and reason are not those of its entries" in refused()
    kept = Decision.objects.filter(pk=claim.decision_id).values(*REPEATED).get()
    DecidedTime.objects.all().delete()
    Decision.objects.update(setting="", obstacle="", program="", episode=None)
    import_module("apps.billing.migrations.0018_fill_what_reports_group_by").fill(apps, None)
    assert "every one agrees" in verify()
    assert Decision.objects.filter(pk=claim.decision_id).values(*REPEATED).get() == kept


def test_a_moved_pin_is_named(claim: Claim) -> None:
    ClosedSpan.objects.filter(service_period=claim.period).update(length=0, head="")
    assert "was not in force for the close" in refused()


def test_a_changed_document_of_an_approved_claim_is_named(claim: Claim, mia: User) -> None:
    approve(make.actor(mia), claim_ids=[claim.pk], now=NOW, today=JUNE)
    claim.refresh_from_db()
    assert claim.document
    assert "every one agrees" in verify()
    Claim.objects.filter(pk=claim.pk).update(document=claim.document.replace("Doe", "Roe"))
    assert f"Claim {claim.pk}: its document is not the one that was approved" in refused()


@pytest.mark.parametrize("changed", [{"window_ends_on": JUNE}, {"setting": "hospice"}, {"episode": None}])
def test_a_claim_that_repeats_its_decision_wrongly_is_named(claim: Claim, changed: dict[str, Any]) -> None:
    Claim.objects.filter(pk=claim.pk).update(**changed)
    assert f"Claim {claim.pk}: what it repeats of its decision is not what the decision says" in refused()


def test_a_period_without_time_agrees(jane: Patient, prices: None) -> None:
    close(jane.practice)
    assert "every one agrees" in verify()
