"""A month of chronic care: enrolled, logged, blocked for a consent, put right, decided again, approved and in a file.

Everything goes through the pages, without a browser.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import Claim, Decision, Receiver, Submission
from apps.billing.preflight import findings_of
from apps.billing.tasks import check_file
from apps.patients.models import CarePlan, Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import JUNE as FIRST_OF_JUNE
from tests.billing.closing import close

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def comes(client: Client, who: User) -> None:
    client.force_login(who)


def sends(client: Client, name: str, *args: Any, **values: Any) -> str:
    """Send a form and return the page it leads to; a refusal fails with its words."""
    answer = client.post(reverse(name, args=args), values, follow=True)
    form = answer.context.get("form") if answer.context else None
    problems = answer.context.get("problems") if answer.context else None
    assert answer.status_code == 200, (getattr(form, "errors", ""), problems, answer.status_code)
    return answer.content.decode()


def test_a_month_of_chronic_care_goes_from_enrollment_to_a_file_without_a_fault(
    client: Client,
    hilltop: Practice,
    ana: User,
    mia: User,
    dr_rivera: Provider,
    nurse_lindqvist: Provider,
    medicare: Payer,
) -> None:
    make.receiver(hilltop)
    for code, amount in (("99490", "95"), ("99439", "72")):
        make.charge(hilltop, code, amount)
    rosa = make.patient(hilltop, last_name="Alvarez", first_name="Rosa")
    make.coverage(rosa, medicare)
    make.diagnosis(rosa, "I5022")
    make.diagnosis(rosa, "E119", rank=2)
    with time_machine.travel(datetime(2026, 5, 4, 9, tzinfo=NEW_YORK), tick=False):
        the_patient_is_enrolled(client, mia, rosa, dr_rivera, nurse_lindqvist)
        the_facts_are_recorded_but_one(client, ana, rosa, dr_rivera)
    make.logged(rosa, nurse_lindqvist, date(2026, 5, 6), 22, counterpart="patient")
    make.logged(rosa, nurse_lindqvist, date(2026, 5, 20), 20, counterpart="patient")
    close(hilltop, today=FIRST_OF_JUNE)
    decision = Decision.objects.get(patient=rosa, is_current=True)
    assert (decision.outcome, decision.reasons) == ("blocked", ["no_consent"])
    with time_machine.travel(datetime(2026, 6, 2, 9, tzinfo=NEW_YORK), tick=False):
        the_consent_is_found_and_the_month_decided_again(client, mia, rosa)
        the_draft_says_what_was_done(rosa)
        the_claim_is_approved_with_the_settings_of_a_new_practice(client, rosa)
        the_file_leaves(client, rosa)


def the_patient_is_enrolled(
    client: Client, mia: User, rosa: Patient, doctor: Provider, nurse: Provider
) -> None:
    comes(client, mia)
    sends(
        client,
        "patients:enrollment_add",
        rosa.pk,
        program="ccm",
        rendering_provider=doctor.pk,
        starts_on="2026-05-01",
    )
    sends(
        client, "practice:supervision_add", nurse.pk,
        supervisor=doctor.pk, kind="general", is_incident_to="on", starts_on="2026-01-01",
    )  # fmt: skip
    page = client.get(reverse("billing:facts", args=[rosa.pk])).content.decode()
    for kind in ("consent", "plan", "copy", "visit"):
        assert reverse("patients:fact_add", args=[rosa.pk, kind]) + "?next=" in page


def the_facts_are_recorded_but_one(client: Client, ana: User, rosa: Patient, doctor: Provider) -> None:
    comes(client, ana)
    sends(
        client, "patients:fact_add", rosa.pk, "visit",
        occurred_on="2026-05-01", kind="office", provider=doctor.pk, is_initiating_visit="on",
    )  # fmt: skip
    sends(client, "patients:fact_add", rosa.pk, "plan", made_on="2026-05-02", made_by=doctor.pk)
    plan = CarePlan.objects.get()
    page = sends(
        client, "patients:fact_add", rosa.pk, "copy",
        plan=plan.pk, given_on="2026-05-03", way="portal", given_to="patient", given_by=doctor.pk,
    )  # fmt: skip
    assert reverse("patients:fact_add", args=[rosa.pk, "consent"]) + "?next=" in page
    assert reverse("patients:fact_add", args=[rosa.pk, "plan"]) + "?next=" not in page


def the_consent_is_found_and_the_month_decided_again(client: Client, mia: User, rosa: Patient) -> None:
    comes(client, mia)
    page = client.get(reverse("billing:not_billed"), {"outcome": "blocked"}).content.decode()
    decision = Decision.objects.get(patient=rosa, is_current=True)
    record = reverse("billing:not_billed_record", args=[decision.pk])
    assert f'action="{record}"' in page and 'name="reason" value="no_consent"' in page
    asked = {"no-consent-given_on": "2026-05-01", "no-consent-note": "By phone"}
    assert all(f'name="{name}"' in page for name in asked)
    page = sends(client, "billing:not_billed_record", decision.pk, reason="no_consent", **asked)
    assert "Decided again: 1 May to 31 May 2026 may be billed now, 99490 × 1, 99439 × 1." in page


def the_draft_says_what_was_done(rosa: Patient) -> None:
    claim = Claim.objects.get(patient=rosa)
    lines = claim.lines.order_by("number")
    assert claim.state == ClaimState.DRAFT
    assert [(line.procedure_code, line.units) for line in lines] == [("99490", 1), ("99439", 1)]


def the_claim_is_approved_with_the_settings_of_a_new_practice(client: Client, rosa: Patient) -> None:
    """Nobody signs the period: that is asked only where a practice chose it."""
    claim = Claim.objects.get(patient=rosa)
    page = sends(client, "billing:move", "approve", claim=claim.pk)
    assert "Approved: 1 claim." in page


def the_file_leaves(client: Client, rosa: Patient) -> None:
    claim, receiver = Claim.objects.get(patient=rosa), Receiver.objects.get()
    sends(client, "billing:make", claim=claim.pk, format="837p", receiver=receiver.pk)
    file = Submission.objects.get()
    check_file(file.pk)
    page = client.get(reverse("billing:submission", args=[file.pk])).content.decode()
    assert "The check found no fault in this file." in page
    content = client.get(reverse("billing:download", args=[file.pk])).getvalue()
    assert findings_of(content) == []
    segments = [each.strip() for each in content.decode("ascii").split("~")]
    assert [each for each in segments if each.startswith("SV1*")] == [
        "SV1*HC:99490*95*UN*1***1",
        "SV1*HC:99439*72*UN*1***1",
    ]
    assert "HI*ABK:I5022*ABF:E119" in segments
    assert not [each for each in segments if each.startswith("REF*1J")]
