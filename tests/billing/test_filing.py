"""The time left to file: by payer, by money, exact on the last day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.billing.domain.filing import Urgency, days_left, urgency_of
from apps.billing.models import Claim
from apps.billing.selectors.filing import by_money, countdown
from apps.patients.models import Patient, Payer
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import close, drafted


@pytest.mark.parametrize(
    ("days", "urgency"),
    [
        pytest.param(-1, Urgency.PAST, id="the day after"),
        pytest.param(0, Urgency.WEEK, id="the last day"),
        pytest.param(7, Urgency.WEEK, id="a week"),
        pytest.param(8, Urgency.MONTH, id="more than a week"),
        pytest.param(30, Urgency.MONTH, id="thirty days"),
        pytest.param(31, Urgency.QUARTER, id="thirty-one days"),
        pytest.param(90, Urgency.QUARTER, id="ninety days"),
        pytest.param(91, Urgency.LATER, id="ninety-one days"),
    ],
)
def test_the_days_left_say_how_it_hurries(days: int, urgency: Urgency) -> None:
    assert urgency_of(days) is urgency


def test_the_last_day_has_no_day_left() -> None:
    assert days_left(date(2026, 5, 4), today=date(2026, 5, 4)) == 0


@pytest.fixture
def claims(jane: Patient, mark: Patient, dr_rivera: Provider, prices: None) -> list[Claim]:
    """Medicare takes Jane's of 4 May 2026 for a year, the commercial payer Mark's of 20 May for 180 days."""
    mine = drafted(jane, dr_rivera)
    make.logged(mark, dr_rivera, date(2026, 5, 20), 16)
    close(mark.practice, today=date(2026, 7, 1))
    return [mine, Claim.objects.get(patient=mark)]


@pytest.mark.parametrize(
    ("today", "commercial"),
    [
        pytest.param(date(2026, 11, 16), Urgency.WEEK, id="the 180th day"),
        pytest.param(date(2026, 11, 17), Urgency.PAST, id="the day after"),
        pytest.param(date(2026, 7, 2), Urgency.LATER, id="long before"),
    ],
)
def test_every_payer_counts_by_its_own_rule(
    claims: list[Claim], mia: User, medicare: Payer, buckeye: Payer, today: date, commercial: Urgency
) -> None:
    found = countdown(make.actor(mia), today=today)
    charge = claims[1].total_charge
    assert found.sums(buckeye.pk)[commercial] == (1, charge)
    assert found.sums(medicare.pk)[Urgency.LATER] == (1, Decimal("125.50"))
    listed = by_money(make.actor(mia), found.condition([commercial], buckeye.pk))
    assert list(listed) == [claims[1]]
    rows = {row.payer.name: row for row in found.by_payer([medicare, buckeye])}
    assert rows["Buckeye Mutual"].late_claims == (1 if commercial is Urgency.PAST else 0)


def test_what_was_sent_is_not_at_risk(claims: list[Claim], mia: User) -> None:
    Claim.objects.filter(pk=claims[0].pk).update(state="sent", document="{}")
    found = countdown(make.actor(mia), today=date(2026, 7, 2))
    assert sum(count for count, _ in found.sums().values()) == 1


def test_the_page_lists_the_most_money_first(claims: list[Claim], mia: User, client: Client) -> None:
    client.force_login(mia)
    Claim.objects.filter(pk=claims[0].pk).update(total_charge=Decimal("1.00"))
    text = client.get(reverse("billing:filing")).content.decode()
    assert text.index("Roe, Mark") < text.index("Doe, Jane")
    assert "2 claims" in text
    narrowed = client.get(reverse("billing:filing"), {"payer": str(claims[0].payer_id), "within": "later"})
    assert "Roe, Mark" not in narrowed.content.decode()


def test_the_page_asks_as_often_for_many_claims_as_for_few(
    claims: list[Claim], mia: User, client: Client
) -> None:
    client.force_login(mia)
    client.get(reverse("billing:filing"))  # the rules are read once
    with CaptureQueriesContext(connection) as for_two:
        client.get(reverse("billing:filing"))
    like = claims[0]
    Claim.objects.bulk_create(
        Claim(
            practice_id=like.practice_id, patient_id=like.patient_id, period_id=like.period_id,
            decision_id=like.decision_id, coverage_id=like.coverage_id, payer_id=like.payer_id,
            rendering_provider_id=like.rendering_provider_id, code_family=like.code_family,
            starts_on=like.starts_on - timedelta(days=number), ends_on=like.ends_on,
            period_starts_on=date(1900, 1, 1) + timedelta(days=number), period_ends_on=like.ends_on, state="draft",
            window_ends_on=like.window_ends_on,
            patient_control_number=f"F{number:09}", total_charge=like.total_charge, created_at=like.created_at,
        )
        for number in range(198)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as for_200:
        page = client.get(reverse("billing:filing")).content.decode()
    assert len(for_200) == len(for_two) <= 20
    assert "200 claims" in page
    assert page.count("row-link") <= 60


def test_another_practice_sees_nothing_of_it(claims: list[Claim], carol: User, client: Client) -> None:
    client.force_login(carol)
    assert "Nothing waits" in client.get(reverse("billing:filing")).content.decode()
