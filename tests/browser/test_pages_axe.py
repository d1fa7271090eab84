"""Every main page as the role that works with it: nothing axe objects to, nothing that scrolls sideways."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from string import Formatter
from typing import Literal

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from playwright.sync_api import Page

from apps.billing.changes import deltas_of, with_needed
from apps.billing.domain.lifecycle import Move
from apps.billing.domain.signals import kinds
from apps.billing.models import (
    Claim,
    ClaimPayment,
    ClaimTask,
    Correction,
    ServicePeriod,
    Signal,
    Submission,
    Trial,
)
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.billing.operations.approval import approve
from apps.billing.operations.checking import check_submission
from apps.billing.operations.correcting import Wanted, open_correction
from apps.billing.operations.moves import move_claims
from apps.billing.operations.own_rules import save_own_rule
from apps.billing.operations.reclosing import leave_as_it_is
from apps.billing.operations.sending import make_submission, mark_sent
from apps.billing.operations.trials import ask, run_trial
from apps.patients.imports.rosters import preview_roster
from apps.patients.models import OwnRule, Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog.domain.entries import Draft
from apps.timelog.operations import log_time
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close
from tests.billing.payers_answers import Answer, a_277ca, an_835, denial, post
from tests.browser.axe import findings, sideways
from tests.browsing import sized

ROSTER = (
    b"last_name,first_name,born_on,payer\n"
    b"Ives,Wanda,1938-02-28,Medicare Part B\n"
    b"Doe,Jane,1940-02-15,Nobody's Insurance\n"
    b"Moss,Carl,soon,\n"
)


@pytest.fixture
def places(
    hilltop: Practice,
    dr_rivera: Provider,
    nurse_lindqvist: Provider,
    mia: User,
    ada: User,
    jane: Patient,
    mark: Patient,
) -> dict[str, str]:
    """A practice in its second month: a draft, an approved claim in a file, a roster looked at; its addresses."""
    charges(hilltop)
    for patient in (jane, mark):
        make.logged(patient, dr_rivera, date(2026, 5, 4), 33)
        make.logged(patient, dr_rivera, date(2026, 5, 12), 4, counterpart="patient")
    close(hilltop)
    reviewer = make.actor(mia, hilltop)
    sent, draft = Claim.objects.get(patient=jane), Claim.objects.filter(patient=mark).first()
    assert draft is not None
    approve(reviewer, claim_ids=[sent.pk], now=NOW, today=JUNE)
    submission = make_submission(
        reviewer,
        claim_ids=[sent.pk],
        format=Submission.Format.X12_837P,
        receiver=make.receiver(hilltop),
        now=NOW,
        today=JUNE,
    )
    check_submission(reviewer, submission_id=submission.pk, clock=lambda: NOW)
    mark_sent(reviewer, submission_id=submission.pk, now=NOW)
    answers = import_acknowledgements(
        reviewer,
        content=a_277ca((sent.patient_control_number, "A2:20", "WQ"), ("NOBODYS", "A7:562:85", "U")),
        file_name="answers.277",
        now=NOW,
        today=JUNE,
    )
    pointed_out(ServicePeriod.objects.filter(state="closed", patient__in=(jane, mark)))
    remittance = post(reviewer, an_835(denial(sent.patient_control_number), Answer("TYPO")))
    roster = preview_roster(
        ROSTER,
        actor=make.actor(ada, hilltop),
        file_name="roster.csv",
        now=datetime(2026, 6, 1, 15, tzinfo=UTC),
        today=JUNE,
    )
    return {
        "patient": f"{jane.pk}",
        "draft": f"{draft.pk}",
        "changed": f"{draft.period_id}",
        "sent": f"{sent.pk}",
        "submission": f"{submission.pk}",
        "roster": f"{roster.pk}",
        "person": f"{mia.pk}",
        "answers": f"{answers.file.pk}",
        "remittance": f"{remittance.pk}",
        "waiting": f"{ClaimPayment.objects.get(state='waiting').pk}",
        "task": f"{ClaimTask.objects.get().pk}",
        **rules_tried(hilltop, mia),
    }


def pointed_out(periods: QuerySet[ServicePeriod]) -> None:
    """Everything that can be pointed out, in every one of the periods: a list that is longer than a screen."""
    Signal.objects.bulk_create(
        Signal(
            practice_id=period.practice_id, patient_id=period.patient_id, period=period, kind=kind, seen_at=NOW,
            figures={name: 3 for _, name, _, _ in Formatter().parse(row.seen) if name},
        )
        for period in periods
        for kind, row in kinds().items()
    )  # fmt: skip


def rules_tried(practice: Practice, person: User) -> dict[str, str]:
    """A draft of a contracted amount, and what it would alter."""
    actor = make.actor(person)
    cited = {"source": "practice_contract", "section": "Fee exhibit", "confidence": "H/R"}
    draft = OwnRule(
        practice=practice,
        table=OwnRule.Table.CONTRACTED,
        key="medicare_ffs.G0181",
        content={"payer": "medicare_ffs", "code": "G0181", "amount": "140.00", **cited},
        starts_on=date(2026, 1, 1),
    )
    save_own_rule(draft, actor=actor, today=JUNE)
    asked = ask(actor, question=Trial.Question.OWN_RULE, own_rule_id=draft.pk, now=NOW)
    run_trial(asked.pk, now=NOW)
    return {"own_rule": f"{draft.pk}", "trial": f"{asked.pk}"}


PAGES = {
    "ana": (
        "/today/",
        "/patients/",
        "/patients/{patient}/",
        "/time/patients/{patient}/",
        "/timer/start/{patient}/",
        "/timer/",
        "/time/conference/",
        "/quick-log/",
        "/time/templates/",
        "/time/templates/progress/",
        "/time/?day=2026-05-04",
        "/time/day/?day=2026-05-04",
        "/time/week/?day=2026-05-04",
        "/inbox/",
        "/attest/",
        "/patients/mine/",
        "/goals/patients/{patient}/plan/",
        "/reports/mine/?since=2026-05-01&until=2026-05-31",
        "/reports/year/?since=2026-01-01&until=2026-06-30",
        "/reports/program/?since=2026-05-01&until=2026-05-31",
        "/reports/rows/entries/?since=2026-05-01&until=2026-05-31",
    ),
    "mia": (
        "/patients/{patient}/record/",
        "/review/",
        "/review/?stage=sent&claim={sent}",
        "/review/acts/",
        "/claims/{draft}/837p/",
        "/review/not-billed/",
        "/review/not-billed/?outcome=not_billable",
        "/views/",
        "/claims/",
        "/claims/{draft}/",
        "/claims/{sent}/",
        "/review/changed/",
        "/claims/periods/{changed}/",
        "/claims/corrections/",
        "/submissions/",
        "/submissions/{submission}/",
        "/filing/",
        "/printers/",
        "/printers/add/",
        "/money/",
        "/money/add/",
        "/money/files/{remittance}/",
        "/money/waiting/",
        "/money/payments/{waiting}/",
        "/money/work/",
        "/money/work/{task}/",
        "/money/acknowledgements/",
        "/money/acknowledgements/{answers}/",
        "/closings/",
        "/charges/",
        "/rules/",
        "/rules/profiles/medicare_ffs/",
        "/rules/profiles/commercial_30_day/change/",
        "/rules/own/{own_rule}/",
        "/rules/trials/{trial}/",
        "/rules/book/",
        "/rules/book/exclusions/",
        "/rules/book/codes/",
        "/rules/rule/activity.travel.medicare_oversight/",
        "/claims/patients/{patient}/if-closed/",
        "/claims/encounters/",
        "/receivers/",
        "/review/signals/",
        "/reports/?since=2026-01-01&until=2026-06-30&compare=on",
        "/reports/leakage/?since=2026-01-01&until=2026-06-30",
        "/reports/breakdown/?since=2026-05-01&until=2026-05-31&compare=on",
        "/reports/forecast/",
        "/reports/speed/?since=2026-01-01&until=2026-06-30",
        "/reports/aging/",
        "/reports/denials/?since=2026-01-01&until=2026-06-30",
        "/reports/economics/?since=2026-01-01&until=2026-06-30",
        "/reports/rows/claims/?since=2026-05-01",
    ),
    "ada": (
        "/practice/",
        "/practice/people/",
        "/practice/people/{person}/",
        "/practice/roles/",
        "/practice/sign-ins/",
        "/practice/notifications/",
        "/practice/getting-started/",
        "/inbox/",
        "/admin/",
        "/admin/practice/provider/",
        "/admin/practice/provider/add/",
        "/admin/billing/claim/",
        "/admin/billing/claim/{draft}/change/",
        "/admin/billing/signal/",
        "/practice/providers/",
        "/practice/locations/",
        "/practice/locations/add/",
        "/practice/audit/",
        "/reports/access/",
        "/reports/packets/",
        "/practice/ledger/",
        "/practice/imports/",
        "/practice/imports/new/",
        "/practice/imports/{roster}/",
        "/patients/agencies/",
        "/patients/payers/",
    ),
}
Sight = tuple[Literal["light", "dark"], int, int]
# How many rows of heads have a cell that is higher or lower than the others
CROOKED = """[...document.querySelectorAll("thead tr")].filter(
  (row) => getComputedStyle(row.parentElement).display === "table-header-group" &&
  new Set([...row.cells].map((cell) => Math.round(cell.getBoundingClientRect().top))).size > 1).length"""
# A new browser has the first
SIGHTS: tuple[Sight, Sight] = (("light", 1440, 900), ("dark", 360, 740))
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("person", PAGES)
def test_pages_have_no_faults(
    browser_page: Page,
    places: dict[str, str],
    person: str,
    signs_in: Callable[[Page, str], None],
) -> None:
    signs_in(browser_page, person)
    faults = [fault for each in PAGES[person] for fault in faults_of(browser_page, each.format(**places))]

    assert faults == []


def test_what_changed_after_a_close_and_its_corrections_have_no_faults(
    browser_page: Page, places: dict[str, str], mia: User, signs_in: Callable[[Page, str], None]
) -> None:
    signs_in(browser_page, "mia")
    period, claim = int(places["changed"]), int(places["sent"])
    logged_late(period, mia)
    move_claims(make.actor(mia), Move.PAY, claim_ids=[claim], now=NOW)
    faults = faults_of(browser_page, f"/claims/{claim}/", opens="Correct this claim")
    case = owed(claim, mia)
    for address in (
        f"/claims/{claim}/",
        "/review/",
        "/review/changed/",
        f"/claims/periods/{period}/",
        "/claims/corrections/",
        f"/claims/corrections/{case.pk}/",
    ):
        faults += faults_of(browser_page, address)

    assert faults == []


def test_billing_another_payer_has_no_faults(
    browser_page: Page, places: dict[str, str], mia: User, signs_in: Callable[[Page, str], None]
) -> None:
    signs_in(browser_page, "mia")
    claim = Claim.objects.get(pk=int(places["sent"]))
    move_claims(make.actor(mia), Move.DENY, claim_ids=[claim.pk], now=NOW, reason="CO-109")
    claim.patient.coverages.update(ends_on=claim.period.starts_on - timedelta(days=1))
    plan = make.payer(claim.practice, name="Silverline Advantage", profile="medicare_advantage")
    coverage = make.coverage(claim.patient, plan, starts_on=claim.period.starts_on)
    faults = faults_of(browser_page, f"/claims/{claim.pk}/", opens="Bill another payer")
    coverage.delete()
    ClaimTask.objects.create(
        practice=claim.practice, claim=claim, kind="denial", adjustment_group="CO", reason_code="109",
        codes=["CO-109"], opened_at=NOW,
    )  # fmt: skip
    faults += faults_of(browser_page, f"/claims/{claim.pk}/")

    assert faults == []
    assert browser_page.get_by_text("No coverage is recorded for").is_visible()


def faults_of(page: Page, address: str, *, opens: str = "") -> list[str]:
    """What axe finds on a page and whether it scrolls sideways, with a part of it opened first.

    The page is drawn once and looked at twice, on a light desk and on a dark phone: first as the last one was left.
    """
    last, other = reversed(SIGHTS) if page.viewport_size == PHONE else SIGHTS
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    if opens:
        page.get_by_text(opens).click()
    faults = faults_as(page, last)
    seen_as(page, other)
    return faults + faults_as(page, other)


def seen_as(page: Page, sight: Sight) -> None:
    theme, width, height = sight
    page.emulate_media(color_scheme=theme)
    sized(page, width, height)


def faults_as(page: Page, sight: Sight) -> list[str]:
    theme, width, _ = sight
    wide = sideways(page)
    found = findings(page) + ([f"{page.url} scrolls {wide} px sideways"] if wide else [])
    crooked = int(page.evaluate(CROOKED)) if sight == SIGHTS[0] else 0
    found += [f"{page.url}: {crooked} heads of lists stand beside their line"] if crooked else []
    return [f"{theme} {width}: {fault}" for fault in found]


def logged_late(period_id: int, person: User) -> None:
    """Time found twice after a close: the first was left as it is, the second waits for an answer."""
    period = with_needed(ServicePeriod.objects.filter(pk=period_id)).get()
    by = period.enrollment.rendering_provider
    assert by.user is not None
    for day in (20, 21):
        draft = Draft(
            activity="communication", counterpart="agency_staff", channel="phone",
            performed_on=period.starts_on, seconds=day * 60, reason="Found in the phone log",
        )  # fmt: skip
        log_time(
            draft,
            actor=make.actor(by.user),
            patient=period.patient,
            now=datetime(2026, 6, day, 15, tzinfo=UTC),
        )
        length = deltas_of(period.practice, [period])[period.pk].length
        if day == 20:
            leave_as_it_is(
                make.actor(person),
                period_id=period.pk,
                based_on=length,
                reason="No proof",
                now=NOW,
                today=JUNE,
            )
            period.refresh_from_db()


def owed(claim_id: int, person: User) -> Correction:
    """A refund of the claim that is overdue."""
    found_on = date(2026, 3, 1)
    wanted = Wanted(Correction.Path.REFUND, "A second insurer had paid it", Decimal("109.89"), found_on)
    return open_correction(make.actor(person), claim_id=claim_id, wanted=wanted, now=NOW, today=JUNE)


@pytest.fixture
def signs_in(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Sign in without the page, which other tests look at: the session of a test client becomes the browser's."""

    def sign_in(page: Page, person: str) -> None:
        client = Client()
        client.force_login(request.getfixturevalue(person))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": session, "domain": "localhost", "path": "/"}])

    return sign_in
