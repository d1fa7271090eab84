"""Month end: what is left, the lock with its statement, what a lock keeps from happening, and unlocking it."""

import io
import json
from datetime import date, timedelta
from hashlib import sha256

import pdfplumber
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from apps.billing.models import Claim, Decision, ServicePeriod
from apps.billing.operations.approval import approve, withdraw_approval
from apps.billing.operations.cutting import cut_periods
from apps.billing.operations.deciding import decide_again
from apps.billing.operations.month_end import lock_month, unlock_month
from apps.billing.operations.review import void
from apps.billing.selectors.months import checklist
from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.domain.months import Locked, check_days, month_of
from apps.timelog.models import LockedMonth, TimeEntry
from apps.timelog.operations import amend_entry, void_entry
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close, drafted

MAY = date(2026, 5, 1)
LATER = NOW + timedelta(days=3)


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def claim(jane: Patient, dr_rivera: Provider, prices: None) -> Claim:
    return drafted(jane, dr_rivera, minutes=40)


def lock(manager: Actor) -> LockedMonth:
    return lock_month(manager, month=MAY, now=NOW, today=JUNE)


@pytest.mark.once
def test_a_month_holds_its_first_and_its_last_day_and_says_who_locked_it() -> None:
    assert month_of(date(2028, 2, 29)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 12, 5)) == (date(2026, 12, 1), date(2026, 12, 31))
    may = Locked(MAY, date(2026, 5, 31), "Mia Castillo", JUNE)
    days = [date(2026, 4, 30), MAY, date(2026, 5, 31), date(2026, 6, 1)]
    assert [bool(check_days([day], [may])) for day in days] == [False, True, True, False]
    (problem,) = check_days(days, [may])
    assert problem.message == (
        "May 2026 was locked by Mia Castillo on 1 Jun 2026; its time and its decisions stand. Ask billing to unlock it"
        " under Month end, for a reason, and do this again."
    )


def test_the_checklist_counts_what_is_left_and_an_open_period_stops_the_lock(
    jane: Patient, dr_rivera: Provider, manager: Actor, prices: None, otto: User, mia: User, client: Client
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 40)
    cut_periods(manager, today=JUNE)
    left = {step.name: step.left for step in checklist(manager, MAY) if step.left}
    assert left == {"Periods closed": 1}
    with pytest.raises(Refused, match="1 of 1 are still open"):
        lock(manager)
    close(jane.practice)
    worth = {step.name: (step.left, step.amount) for step in checklist(manager, MAY) if step.left}
    assert worth == {"Drafts approved": (1, Claim.objects.get().total_charge)}
    client.force_login(mia)
    page = client.get("/month-end/2026/5/").content.decode()
    assert "1 waiting for approval" in page
    assert ">none</span>" in page
    assert "none of 0" not in page
    with pytest.raises(Refused, match="ends on 30 Jun 2026"):
        lock_month(manager, month=JUNE, now=NOW, today=date(2026, 6, 30))
    with pytest.raises(PermissionDenied):
        lock(make.actor(otto))


def test_a_lock_keeps_time_decisions_and_claims_as_they_are(
    claim: Claim, jane: Patient, dr_rivera: Provider, manager: Actor, hilltop: Practice, ada: User
) -> None:
    entry = TimeEntry.objects.get(patient=jane)
    approve(manager, claim_ids=[claim.pk], now=NOW, today=JUNE)
    row = lock(manager)
    with pytest.raises(Refused, match="was locked by Mia Castillo"):
        make.logged(jane, dr_rivera, date(2026, 5, 31), 5, reason="Forgotten.")
    admin = make.actor(ada)
    draft = Draft(
        activity="communication", counterpart="agency_staff", channel="phone",
        performed_on=date(2026, 6, 1), seconds=600, reason="Wrong day.",
    )  # fmt: skip
    for act in (
        lambda: amend_entry(entry, actor=admin, draft=draft, now=LATER),
        lambda: void_entry(entry, actor=admin, reason="Twice.", now=LATER),
        lambda: lock(manager),
    ):
        with pytest.raises(Refused, match="May 2026 was locked"):
            act()
    (period_id, problems), *_ = decide_again(
        manager, period_ids=[claim.period_id], now=LATER, today=JUNE
    ).left_out
    assert (period_id, problems[0].code) == (claim.period_id, "month_locked")
    moved = withdraw_approval(manager, claim_ids=[claim.pk], reason="Look.", now=LATER, today=JUNE)
    assert [each.code for each in moved.problems] == ["month_locked"]

    make.logged(jane, dr_rivera, JUNE, 5)  # the next month is open
    before = list(Decision.objects.order_by("pk").values_list("facts", "result", "is_current"))
    with pytest.raises(Refused, match="Say why"):
        unlock_month(manager, month=MAY, reason=" ", now=LATER)
    unlock_month(manager, month=MAY, reason="A note came late.", now=LATER)
    assert list(Decision.objects.order_by("pk").values_list("facts", "result", "is_current")) == before
    make.logged(jane, dr_rivera, date(2026, 5, 31), 5, reason="Forgotten.")
    row.refresh_from_db()
    assert row.unlock_reason == "A note came late."
    actions = list(AuditEvent.objects.filter(action__startswith="month.").values_list("action", flat=True))
    assert sorted(actions) == ["month.locked", "month.unlocked"]


def test_drafts_of_a_locked_month_wait_and_new_periods_of_it_stay_open(
    claim: Claim, manager: Actor, hilltop: Practice, mark: Patient, dr_rivera: Provider
) -> None:
    row = lock(manager)
    assert {"name": "Drafts approved", "count": 1} in json.loads(row.statement)["left"]
    for moved in (
        approve(manager, claim_ids=[claim.pk], now=LATER, today=JUNE),
        void(manager, claim_ids=[claim.pk], reason="No.", now=LATER),
    ):
        assert [each.code for each in moved.problems] == ["month_locked"]
    close(hilltop, today=date(2026, 6, 20))  # Mark, enrolled since, has a window that ended on 14 May
    ends = dict(ServicePeriod.objects.filter(patient=mark).values_list("window_ends_on", "state"))
    assert ends[date(2026, 5, 14)] == "open"
    assert ends[date(2026, 4, 14)] == ends[date(2026, 6, 13)] == "closed"


def test_the_statement_sums_the_month_and_proves_itself_on_paper(
    claim: Claim, manager: Actor, mia: User, client: Client
) -> None:
    client.force_login(mia)
    assert "May 2026" in client.get("/month-end/").content.decode()
    assert client.get("/month-end/2026/13/").status_code == 404
    page = client.get("/month-end/2026/5/").content.decode()
    assert "Lock May 2026" in page
    assert client.post("/month-end/2026/5/lock/").status_code == 302
    assert client.post("/month-end/2026/5/lock/").status_code == 422
    row = LockedMonth.objects.get()
    said = json.loads(row.statement)
    assert row.statement_hash == sha256(row.statement.encode()).hexdigest()
    assert said["time"]["seconds"] == 40 * 60
    assert said["claims"] == {"draft": {"claims": 1, "charged": "125.50"}}
    assert said["periods"]["by_outcome"]["billable"]["counted_seconds"] == 2400
    assert said["ledger"]["versions"] == 1
    page = client.get("/month-end/2026/5/").content.decode()
    assert row.statement_hash in page
    assert "the same to the byte today" in page
    with pdfplumber.open(io.BytesIO(client.get(f"/reports/months/{row.pk}/statement.pdf").content)) as paper:
        text = "\n".join(each.extract_text() for each in paper.pages)
    assert row.statement_hash in text
    assert "40 min (entries: 1; patients: 1)" in text
    assert client.post("/month-end/2026/5/unlock/", {"reason": ""}).status_code == 422
    assert client.post("/month-end/2026/5/unlock/", {"reason": "A late note."}).status_code == 302
    assert "A late note." in client.get("/month-end/2026/5/").content.decode()
