"""Self-audit: the checklist over the practice's own claims, and the two tests, on the page and on paper."""

import io
from datetime import date, timedelta
from typing import Any

import pdfplumber
import pytest
from django.test import Client

from apps.billing.models import Claim, SelfAudit, ServicePeriod
from apps.billing.operations.approval import approve
from apps.billing.operations.self_audits import ask_for_self_audit, keep_looked
from apps.billing.operations.signals import look_for_signals
from apps.patients.models import FaceToFaceVisit, OutsideService, Patient
from apps.practice.access import schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.reports import self_audit, tasks
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close
from tests.reports.books import lines

MAY = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}


@pytest.fixture
def approved(hilltop: Practice, jane: Patient, mark: Patient, dr_rivera: Provider, mia: User) -> list[Claim]:
    """Two approved claims; the visit of one patient was struck out afterwards, and a service is billed elsewhere."""
    charges(hilltop)
    for whose in (jane, mark):
        make.logged(whose, dr_rivera, date(2026, 5, 4), 40)
    close(hilltop)
    claims = list(Claim.objects.filter(period__window_ends_on__range=(MAY["starts_on"], MAY["ends_on"])))
    moved = approve(make.actor(mia), claim_ids=[each.pk for each in claims], now=NOW, today=JUNE)
    assert moved.left_out == ()
    assert len(claims) == 2
    OutsideService.objects.create(practice=hilltop, patient=mark, code="99374", **MAY)
    ServicePeriod.objects.filter(state="closed").update(looked_at=None)
    look_for_signals(schedule_of(hilltop), now=NOW)
    FaceToFaceVisit.objects.filter(patient=jane).update(struck_at=NOW, struck_reason="Another patient.")
    return claims


def test_what_is_asked_for_is_counted_over_all_claims_and_each_gap_named(
    approved: list[Claim], mia: User, ana: User, client: Client, monkeypatch: Any
) -> None:
    client.force_login(ana)
    assert client.get("/reports/self-audit/").status_code == 403
    client.force_login(mia)
    assert (
        client.post("/reports/self-audit/", {"starts_on": "2026-05-31", "ends_on": "2026-05-01"}).status_code
        == 422
    )
    said = {name: str(day) for name, day in MAY.items()}
    assert client.post("/reports/self-audit/", said).status_code == 302
    row = SelfAudit.objects.get()
    assert (row.total, row.finished_at) == (len(approved), None)
    assert "Claims looked at" in client.get(f"/reports/self-audit/{row.pk}/progress/").content.decode()
    begun = client.get(f"/reports/self-audit/{row.pk}/").content.decode()
    assert "are being looked at" in begun and "0 approved claims" not in begun
    monkeypatch.setattr(tasks, "CLAIMS_AT_A_LOOK", 1)  # one claim at a time, as thousands are in hundreds
    tasks.go_on_with_self_audits()
    assert not keep_looked(row.pk, after=0, looked={}, is_last=True, now=NOW)
    row.refresh_from_db()
    assert row.done == len(approved)
    counts = {each["name"]: (each["there"], each["missing"]) for each in row.found}
    visit = counts["Visit in the six months before"]
    assert visit == (len(approved) - 1, 1)
    assert counts["The claim as approved"] == (len(approved), 0)
    _adds_up(row, approved)

    page = client.get(
        f"/reports/self-audit/{row.pk}/", {"lacks": "Visit in the six months before"}
    ).content.decode()
    assert "Doe, Jane" in page
    assert "Roe, Mark" not in page
    assert "The same service twice" in page
    SelfAudit.objects.filter(pk=row.pk).update(asked_at=NOW - timedelta(hours=1))
    paper = client.get(f"/reports/self-audit/{row.pk}/report.pdf").content
    with pdfplumber.open(io.BytesIO(paper)) as pages:
        text = "\n".join(each.extract_text() for each in pages.pages)
    assert "The two tests of the Inspector General" in text
    assert "in 1 period, 1 to look at" in text
    assert "looked at on 31 May 2026" in text, "by the practice's clock"
    assert "Visit in the six months before: missing with 1" in text
    actions = set(
        AuditEvent.objects.filter(action__startswith="self_audit.").values_list("action", flat=True)
    )
    assert actions == {"self_audit.asked", "self_audit.viewed", "self_audit.printed"}
    vera = make.member(make.user("vera@audit.example", "Vera Lund"), row.practice, Role.AUDITOR)
    client.force_login(vera)
    assert "Forget this" not in client.get(f"/reports/self-audit/{row.pk}/").content.decode()
    assert client.post(f"/reports/self-audit/{row.pk}/forget/").status_code == 302
    assert SelfAudit.objects.exists()  # who only reads removes nobody else's
    client.force_login(mia)
    assert client.post(f"/reports/self-audit/{row.pk}/forget/").status_code == 302
    assert not SelfAudit.objects.exists()


@pytest.mark.parametrize(
    ("there", "missing", "said"), [(1, 0, "100.0%"), (3999, 1, "99.9%"), (1, 2, "33.3%"), (0, 1, "0.0%")]
)
def test_a_share_is_all_only_when_nothing_is_missing(there: int, missing: int, said: str) -> None:
    assert self_audit.share({"there": there, "missing": missing}) == said


def test_what_nobody_looked_through_yet_is_not_said_to_be_unseen(
    approved: list[Claim], mia: User, client: Client
) -> None:
    client.force_login(mia)
    row = ask_for_self_audit(make.actor(mia), **MAY, now=NOW)
    tasks.go_on_with_self_audits()
    said = ("2 periods of these dates wait to be looked through", "1 period of these dates waits")
    for waiting, words in ((0, ""), (1, said[1]), (2, said[0])):
        periods = ServicePeriod.objects.filter(claims__in=approved).order_by("pk")
        periods.update(looked_at=NOW)
        ServicePeriod.objects.filter(pk__in=periods.values_list("pk", flat=True)[:waiting]).update(
            looked_at=None
        )
        page = client.get(f"/reports/self-audit/{row.pk}/").content.decode()
        with pdfplumber.open(
            io.BytesIO(client.get(f"/reports/self-audit/{row.pk}/report.pdf").content)
        ) as paper:
            printed = " ".join(paper.pages[0].extract_text().split())
        assert (words in page, words in printed) == (True, True)
        assert ("not seen" in page, "not seen" in printed) == (not waiting, not waiting)


def _adds_up(row: SelfAudit, claims: list[Claim]) -> None:
    """Hold each number of the audit against its lacks and the signals of its periods, added up by hand."""
    lacks = {each.name: each.found for each in lines(
        "SELECT name, count(*) AS found FROM billing_selfauditlack WHERE audit_id=%s GROUP BY name", row.pk
    )}  # fmt: skip
    assert lacks and lacks == {each["name"]: each["missing"] for each in row.found if each["missing"]}
    assert all(each["there"] + each["missing"] <= len(claims) for each in row.found)
    lacking = lines("SELECT DISTINCT claim_id FROM billing_selfauditlack WHERE audit_id=%s", row.pk)
    assert row.complete == len(claims) - len(lacking)
    signals = {each.kind: (each.found, each.waiting) for each in lines(
        "SELECT s.kind, count(*) AS found, sum(CASE WHEN s.reviewed_at IS NULL THEN 1 ELSE 0 END) AS waiting FROM"
        " billing_signal s JOIN billing_serviceperiod p ON p.id=s.period_id WHERE s.stands AND s.practice_id=%s AND"
        " p.window_ends_on BETWEEN %s AND %s GROUP BY s.kind", row.practice_id, row.starts_on, row.ends_on,
    )}  # fmt: skip
    found = {
        each.row.kind: each for each in self_audit.tested(schedule_of(row.practice), row) if each.periods
    }
    assert signals and signals == {kind: (each.periods, each.waiting) for kind, each in found.items()}


def test_dates_turned_round_are_refused_and_none_to_look_at_is_done_at_once(
    hilltop: Practice, mia: User
) -> None:
    manager = make.actor(mia)
    with pytest.raises(Refused, match="before the first"):
        ask_for_self_audit(manager, starts_on=MAY["ends_on"], ends_on=MAY["starts_on"], now=NOW)
    assert ask_for_self_audit(manager, **MAY, now=NOW).finished_at == NOW
