"""Signatures under closed periods: who may, what they cover, and when they no longer say what stands."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.billing.models import Attestation, Claim, ServicePeriod
from apps.billing.operations.approval import approve
from apps.billing.operations.attesting import attest_periods, change_statement
from apps.billing.selectors.attestations import (
    SHIPPED_STATEMENT,
    awaiting,
    closed_periods,
    contents_of,
    hash_of,
    signatures,
    statement_of,
)
from apps.patients.models import Patient
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.operations import log_time
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close

MAY = date(2026, 5, 4)
SINCE = date(2026, 1, 1)
LATER = datetime(2026, 6, 3, 15, tzinfo=UTC)


@pytest.fixture
def period(hilltop: Practice, dr_rivera: Provider, jane: Patient) -> ServicePeriod:
    charges(hilltop)
    make.logged(jane, dr_rivera, MAY, 33)
    close(hilltop)
    return ServicePeriod.objects.get(patient=jane, window_ends_on=date(2026, 5, 31))


def seen(user: User, period: ServicePeriod) -> dict[int, str]:
    actor = make.actor(user)
    rows = list(closed_periods(actor).filter(pk=period.pk))
    contents = contents_of(rows, statement=statement_of(actor.practice).text)
    return {pk: hash_of(content) for pk, content in contents.items()}


def sign(user: User, period: ServicePeriod) -> Any:
    return attest_periods(make.actor(user), seen=seen(user, period), now=LATER)


def is_stale(user: User, period: ServicePeriod) -> bool:
    return signatures(make.actor(user), [period.pk])[period.pk].is_stale


def test_the_statement_the_signer_the_time_and_the_hash_are_kept(ana: User, period: ServicePeriod) -> None:
    assert [row.pk for row in awaiting(make.actor(ana), since=SINCE)] == [period.pk]
    (made,) = sign(ana, period).made
    assert (made.statement, made.signer, made.signed_at) == (SHIPPED_STATEMENT, ana, LATER)
    assert made.content_hash == hash_of(made.content)
    assert period.pin is not None
    assert period.pin.head in made.content
    assert not is_stale(ana, period)
    assert not awaiting(make.actor(ana), since=SINCE).exists()
    assert AuditEvent.objects.filter(action="period.attested", patient_id=period.patient_id).count() == 1


def test_only_the_rendering_provider_signs(
    ana: User, ben: User, mia: User, dr_okafor: Provider, period: ServicePeriod
) -> None:
    done = attest_periods(make.actor(ben), seen=seen(ana, period), now=LATER)
    assert [problem.code for _row, problem in done.left_out] == ["not_the_renderer"]
    with pytest.raises(Refused):
        attest_periods(make.actor(mia), seen=seen(ana, period), now=LATER)
    assert not Attestation.objects.exists()


def test_what_changed_while_it_was_looked_at_is_not_signed(ana: User, period: ServicePeriod) -> None:
    before = seen(ana, period)
    change_late(ana, period)
    done = attest_periods(make.actor(ana), seen=before, now=LATER)
    assert [problem.code for _row, problem in done.left_out] == ["changed_meanwhile"]


def change_late(user: User, period: ServicePeriod) -> None:
    draft = Draft(activity="documentation", performed_on=MAY, seconds=300, reason="Found my notes")
    log_time(draft, actor=make.actor(user), patient=period.patient, now=LATER)


def test_any_change_after_makes_it_stale_and_it_waits_again(ana: User, period: ServicePeriod) -> None:
    sign(ana, period)
    change_late(ana, period)
    assert is_stale(ana, period)
    assert [row.pk for row in awaiting(make.actor(ana), since=SINCE)] == [period.pk]
    sign(ana, period)
    assert not is_stale(ana, period)
    assert Attestation.objects.count() == 2


def test_a_practice_may_sign_its_own_words_and_old_signatures_keep_theirs(
    ana: User, ada: User, mia: User, period: ServicePeriod
) -> None:
    sign(ana, period)
    change_statement(make.actor(ada), text="  All of it is true. ", now=LATER)
    assert statement_of(period.practice).text == "All of it is true."
    assert Attestation.objects.get().statement == SHIPPED_STATEMENT
    for user, text in ((ada, "  "), (mia, "Mine"), (ada, "x" * 2001)):
        with pytest.raises(Refused):
            change_statement(make.actor(user), text=text, now=LATER)


def test_where_the_practice_wants_it_nothing_unsigned_is_approved(
    ana: User, mia: User, hilltop: Practice, period: ServicePeriod
) -> None:
    Practice.objects.filter(pk=hilltop.pk).update(approval_needs_attestation=True)
    claim = Claim.objects.get(period=period)
    moved = approve(make.actor(mia), claim_ids=[claim.pk], now=NOW, today=JUNE)
    assert [problem.code for problem in moved.problems] == ["not_attested"]
    sign(ana, period)
    assert approve(make.actor(mia), claim_ids=[claim.pk], now=LATER, today=JUNE).claim_ids == (claim.pk,)


@time_machine.travel(LATER, tick=False)  # the page looks back four hundred days
def test_the_pages_show_what_waits_and_what_was_signed(ana: User, mia: User, period: ServicePeriod) -> None:
    client = Client()
    client.force_login(ana)
    assert client.post(reverse("billing:attest"), {}).status_code == 422
    page = client.get(reverse("billing:attest"), {"show": "billable"}).content.decode()
    assert "1 entry" in page
    assert "4 May</a> · 33 min" in page
    (hash_seen,) = seen(ana, period).values()
    answer = client.post(reverse("billing:attest"), {"period": period.pk, f"seen-{period.pk}": hash_seen})
    assert answer.status_code == 302
    client.force_login(mia)
    claim = Claim.objects.get(period=period)
    for url in (
        reverse("billing:claim", args=(claim.pk,)),
        reverse("billing:patient", args=(period.patient_id,)),
    ):
        assert "Signed</span>" in client.get(url).content.decode()


@time_machine.travel(LATER, tick=False)
@pytest.mark.parametrize("count", [1, 2])
def test_the_page_takes_the_same_number_of_queries_however_many_wait(
    count: int, hilltop: Practice, dr_rivera: Provider, ana: User, request: pytest.FixtureRequest,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:  # fmt: skip
    charges(hilltop)
    for name in ("jane", "mark")[:count]:
        make.logged(request.getfixturevalue(name), dr_rivera, MAY, 33)
    close(hilltop)
    client = Client()
    client.force_login(ana)
    with django_assert_max_num_queries(19):
        client.get(reverse("billing:attest"))
