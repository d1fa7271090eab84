"""What changes inside a period: provider, setting, coverage, discharge, death; each decided and shown on its page."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from apps.billing.models import Claim, Decision, ServicePeriod
from apps.patients.models import Agency, CareEpisode, Coverage, Enrollment, Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import close

pytestmark = pytest.mark.usefixtures("in_november")

AUGUST = date(2026, 8, 1)


@pytest.fixture
def pages(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


def of_may(patient: Patient) -> list[Decision]:
    days = {"period__starts_on__gte": date(2026, 5, 1), "period__starts_on__lte": date(2026, 5, 31)}
    rows = Decision.objects.filter(patient=patient, is_current=True, **days)
    return list(rows.order_by("period__starts_on", "period_id", "stretch"))


def said(decision: Decision) -> tuple[int, str, list[str]]:
    return decision.minutes, decision.outcome, decision.reasons


def shown(pages: Client, decision: Decision) -> str:
    return page_text(pages, reverse("billing:period", args=[decision.period_id]))


def page_text(pages: Client, address: str) -> str:
    """The words of a page, as somebody reads them."""
    html = pages.get(address).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2])).split())


def test_two_providers_of_one_month_are_not_pooled(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider, prices: None, pages: Client
) -> None:
    Enrollment.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.enrollment(jane, dr_okafor, starts_on=date(2026, 5, 16))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 29)
    make.logged(jane, dr_okafor, date(2026, 5, 20), 29)
    close(jane.practice)
    first, second = of_may(jane)
    assert [said(first)[:2], said(second)[:2]] == [(29, "not_billable"), (29, "not_billable")]
    page = shown(pages, second)
    assert "16 May – 31 May 2026" in page
    assert "29 minutes count; G0181 needs 30." in page
    assert "[below_threshold]" not in page


def test_a_provider_who_took_over_is_not_paid_beside_the_first(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider, prices: None, pages: Client
) -> None:
    Enrollment.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.enrollment(jane, dr_okafor, starts_on=date(2026, 5, 16))
    CareEpisode.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.episode(jane, Agency.objects.get(), dr_okafor, starts_on=date(2026, 5, 16))
    make.face_to_face(jane, date(2026, 4, 2), dr_okafor)
    make.logged(jane, dr_rivera, date(2026, 5, 4), 32)
    make.logged(jane, dr_okafor, date(2026, 5, 20), 32)
    close(jane.practice)
    first, second = of_may(jane)
    assert said(first) == (32, "billable", [])
    assert said(second) == (32, "blocked", ["one_biller_per_period"])
    page = shown(pages, second)
    assert "Another practitioner (Ana Rivera MD) comes first for this patient and period" in page
    assert "one_biller_per_period" not in page


def test_each_setting_of_a_month_counts_for_itself(
    jane: Patient, dr_rivera: Provider, hilltop: Practice, prices: None, pages: Client
) -> None:
    CareEpisode.objects.filter(patient=jane).update(ends_on=date(2026, 5, 11))
    hospice = make.agency(hilltop, kind="hospice", name="Evening Star Hospice", npi=make.HOSPICE_NPI)
    make.episode(jane, hospice, dr_rivera, starts_on=date(2026, 5, 12))
    make.logged(jane, dr_rivera, date(2026, 5, 4), 29)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 31)
    close(jane.practice)
    home, at_hospice = of_may(jane)
    assert home.period_id == at_hospice.period_id
    assert said(home)[:2] == (29, "not_billable")
    assert (said(at_hospice)[:2], at_hospice.procedure_code) == ((31, "billable"), "G0182")
    page = shown(pages, home)
    for part in ("29 minutes count; G0181 needs 30.", "31 min counted", "G0182"):
        assert part in page


def test_each_coverage_of_a_month_counts_for_itself(
    jane: Patient, dr_rivera: Provider, buckeye: Payer, prices: None, pages: Client
) -> None:
    Coverage.objects.filter(patient=jane).update(ends_on=date(2026, 5, 15))
    make.coverage(jane, buckeye, starts_on=date(2026, 5, 16), member_id="BM-1")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 29)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 16)
    close(jane.practice, today=AUGUST)
    medicare, commercial = of_may(jane)
    assert said(medicare)[:2] == (29, "not_billable")
    assert (said(commercial)[:2], commercial.procedure_code) == ((16, "billable"), "99374")
    assert "Counted from 1 May to 15 May 2026" in shown(pages, medicare)
    assert "Buckeye Mutual" in shown(pages, commercial)


def test_time_after_a_discharge_does_not_count(
    jane: Patient, dr_rivera: Provider, prices: None, pages: Client
) -> None:
    CareEpisode.objects.filter(patient=jane).update(ends_on=date(2026, 5, 10))
    make.logged(jane, dr_rivera, date(2026, 5, 10), 29)
    make.logged(jane, dr_rivera, date(2026, 5, 11), 10)
    close(jane.practice)
    decisions = of_may(jane)
    assert sum(decision.minutes for decision in decisions) == 29
    assert {decision.outcome for decision in decisions} == {"not_billable"}
    assert not Claim.objects.exists()
    assert "10 min left out: The patient was under no agency or facility on this day." in shown(
        pages, decisions[0]
    )


@pytest.mark.parametrize(
    ("died_on", "minutes", "outcome"),
    [
        pytest.param(date(2026, 5, 12), 30, "billable", id="on the day of death"),
        pytest.param(date(2026, 5, 11), 20, "not_billable", id="the day before"),
    ],
)
def test_time_after_a_death_does_not_count(
    jane: Patient, dr_rivera: Provider, prices: None, pages: Client, died_on: date, minutes: int, outcome: str
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 20)
    make.logged(jane, dr_rivera, date(2026, 5, 12), 10)
    Patient.objects.filter(pk=jane.pk).update(died_on=died_on)
    close(jane.practice)
    [decision] = of_may(jane)
    assert said(decision)[:2] == (minutes, outcome)
    assert ServicePeriod.objects.filter(patient=jane).latest("starts_on") == decision.period
    if outcome != "billable":
        assert "10 min left out" in shown(pages, decision)


def test_minutes_are_never_carried_over(jane: Patient, dr_rivera: Provider, prices: None) -> None:
    make.logged(jane, dr_rivera, date(2026, 4, 30), 29)
    make.logged(jane, dr_rivera, date(2026, 5, 1), 61)
    make.logged(jane, dr_rivera, date(2026, 6, 1), 29)
    close(jane.practice, today=date(2026, 7, 1))
    claim = Claim.objects.get()
    assert claim.period_starts_on == date(2026, 5, 1)
    assert [(line.procedure_code, line.units) for line in claim.lines.all()] == [("G0181", 1)]


def test_two_thirty_day_windows_that_end_in_one_month_are_warned_of_on_the_page(
    mark: Patient, dr_rivera: Provider, prices: None, pages: Client
) -> None:
    Enrollment.objects.filter(patient=mark).update(starts_on=date(2026, 5, 3))
    make.logged(mark, dr_rivera, date(2026, 7, 2), 31)
    close(mark.practice, today=AUGUST)
    claim = Claim.objects.get()
    assert claim.period.window_ends_on == date(2026, 7, 31)
    address = reverse("billing:claim", args=[claim.pk])
    for page in (page_text(pages, address), shown(pages, claim.decision)):
        assert "Two 30-day windows end in one calendar month" in page
        assert "two_periods_end_in_one_month" not in page


def chronic(jane: Patient, doctor: Provider) -> None:
    """Everything that chronic care management asks for besides time."""
    make.face_to_face(jane, date(2026, 2, 20), doctor, is_initiating_visit=True)
    make.consent(jane, date(2026, 2, 20))
    make.plan_copy(make.care_plan(jane, doctor, date(2026, 2, 24)), date(2026, 2, 25), doctor)


def staff_time(jane: Patient, nurse: Provider, doctor: Provider, minutes: int) -> None:
    make.supervision(nurse, doctor)
    make.logged(jane, nurse, date(2026, 5, 6), minutes, counterpart="patient")


def test_oversight_and_chronic_care_are_both_shown_with_their_value_and_the_better_one_named(
    jane: Patient, dr_rivera: Provider, nurse_lindqvist: Provider, prices: None, pages: Client
) -> None:
    chronic(jane, dr_rivera)
    make.logged(jane, dr_rivera, date(2026, 5, 4), 31)
    staff_time(jane, nurse_lindqvist, dr_rivera, 22)
    close(jane.practice)
    claim = Claim.objects.get()
    page = page_text(pages, reverse("billing:claim", args=[claim.pk]))
    assert "G0181 x 1 ($109.89)" in page
    assert "Also lawful, never both: Chronic care management (personal), 99491 x 1 ($89.18)." in page
    assert "the better one is this decision" in page


def test_chronic_care_that_is_worth_more_than_oversight_is_named_as_better(
    jane: Patient, dr_rivera: Provider, nurse_lindqvist: Provider, prices: None, pages: Client
) -> None:
    chronic(jane, dr_rivera)
    make.logged(jane, dr_rivera, date(2026, 5, 4), 31)
    staff_time(jane, nurse_lindqvist, dr_rivera, 62)
    close(jane.practice)
    claim = Claim.objects.get()
    page = page_text(pages, reverse("billing:period", args=[claim.period_id]))
    assert "Better: Chronic care management (staff), 99490 x 1 ($66.13) + 99439 x 2 ($100.88)." in page
    assert "$167.01 in all instead of $109.89." in page


def test_a_month_without_enough_oversight_says_what_chronic_care_would_bring(
    jane: Patient, dr_rivera: Provider, nurse_lindqvist: Provider, prices: None, pages: Client
) -> None:
    chronic(jane, dr_rivera)
    make.logged(jane, dr_rivera, date(2026, 5, 4), 12)
    staff_time(jane, nurse_lindqvist, dr_rivera, 22)
    close(jane.practice)
    page = page_text(pages, reverse("billing:not_billed") + "?outcome=not_billable")
    assert "Better: Chronic care management (staff), 99490 x 1 ($66.13). $66.13 in all instead of $0." in page
