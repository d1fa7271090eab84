"""The whole review of claims in the Django admin, by clicks: the same refusals, moves and history as on the pages."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from apps.billing.models import Claim
from apps.patients.models import Agency, Patient, Payer
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.billing.closing import charges, close
from tests.browsing import still

CLAIMS = "/admin/billing/claim/"


@pytest.fixture
def claims(
    hilltop: Practice, dr_rivera: Provider, medicare: Payer, sunrise: Agency, jane: Patient
) -> dict[str, Claim]:
    """Five closed months of May, by last name: four ready, and Poor's without a member id."""
    charges(hilltop)
    for name in ("Abel", "Baker", "Clark", "Poor"):
        make.homebound_patient(dr_rivera, medicare, sunrise, last_name=name)
    hilltop.patients.get(last_name="Poor").coverages.update(member_id="")
    for patient in hilltop.patients.all():
        make.logged(patient, dr_rivera, date(2026, 5, 4), 33)
    close(hilltop)
    return {claim.patient.last_name: claim for claim in Claim.objects.select_related("patient")}


def sign_in(page: Page, who: User, *, to: str = CLAIMS) -> None:
    page.context.clear_cookies()
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("E-mail address").fill(who.email)
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def act(page: Page, action: str, *names: str, reason: str = "") -> None:
    """Choose the claims of `names` on the list and take `action`."""
    still(page)
    for name in names:
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label=action)
    if reason or page.locator("input[name=reason]").count():
        page.locator("input[name=reason]").fill(reason)
    page.get_by_role("button", name="Go", exact=True).click()


def opened(page: Page, claim: Claim) -> None:
    page.goto(CLAIMS)
    page.get_by_role("link", name=claim.patient_control_number).click()


def test_a_review_in_the_admin(browser_page: Page, claims: dict[str, Claim], mia: User) -> None:
    page = browser_page
    sign_in(page, mia)
    expect(page.locator("#result_list tbody tr")).to_have_count(5)
    page.get_by_role("link", name="Nothing stands in the way").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(4)
    expect(page.locator("#result_list")).not_to_contain_text("Poor")
    a_claim_is_looked_at(page, claims["Doe"])

    page.goto(CLAIMS)
    act(page, "Approve", "Doe")
    expect(page.locator(".messagelist")).to_contain_text("Approved: 1.")
    the_act_is_taken_back_and_made_again_on_its_own_page(page, claims["Doe"])
    act(page, "Hold (give a reason)", "Abel")
    expect(page.locator(".messagelist .error")).to_contain_text("needs a reason")
    assert state(claims["Abel"]) == "draft"
    act(page, "Hold (give a reason)", "Abel", reason="Waits for the agency's letter")
    expect(page.locator(".messagelist")).to_contain_text("Held: 1.")
    act(page, "Return (give a reason)", "Baker", reason="The note of 4 May names nobody")
    expect(page.locator(".messagelist")).to_contain_text("Returned: 1.")
    act(page, "Release", "Abel")
    expect(page.locator(".messagelist")).to_contain_text("Released: 1.")
    act(page, "Approve", "Abel", "Clark", "Poor")
    expect(page.locator(".messagelist")).to_contain_text("Approved: 2.")
    expect(page.locator(".messagelist .error")).to_contain_text("The Medicare number is missing")

    assert {name: state(claim) for name, claim in claims.items()} == {
        "Doe": "approved",
        "Abel": "approved",
        "Baker": "returned",
        "Clark": "approved",
        "Poor": "draft",
    }
    its_history_names_who_did_it(page, claims["Abel"])
    nothing_of_it_can_be_edited(page, claims["Doe"])


def the_act_is_taken_back_and_made_again_on_its_own_page(page: Page, claim: Claim) -> None:
    page.goto("/admin/billing/reviewact/")
    act(page, "Take back", "Approved")
    expect(page.locator(".messagelist")).to_contain_text("“Approve” taken back: 1.")
    assert state(claim) == "draft"
    opened(page, claim)
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Approved: 1.")


def state(claim: Claim) -> str:
    claim.refresh_from_db()
    return claim.state


def a_claim_is_looked_at(page: Page, claim: Claim) -> None:
    page.get_by_role("link", name=claim.patient_control_number).click()
    content = page.locator("#content")
    expect(content).to_contain_text("33 min counted")
    expect(content).to_contain_text("Communication, Ana Rivera MD: 33 min 0 s counted")
    expect(content).to_contain_text("G0181")
    expect(content.get_by_role("link", name="CMS-1500")).to_be_visible()
    nothing_of_it_can_be_edited(page, claim)


def nothing_of_it_can_be_edited(page: Page, claim: Claim) -> None:
    opened(page, claim)
    expect(page.locator("#content")).to_contain_text(claim.patient_control_number)
    expect(page.locator("#claim_form").get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Save|Delete"))).to_have_count(0)


def its_history_names_who_did_it(page: Page, claim: Claim) -> None:
    opened(page, claim)
    page.get_by_role("link", name="History").click()
    history = page.locator("#content")
    expect(history).to_contain_text("Mia Castillo")
    expect(history).to_contain_text("Waits for the agency's letter")


def test_a_physician_is_turned_away_from_the_admin(
    browser_page: Page, claims: dict[str, Claim], ana: User, console_errors: list[str]
) -> None:
    sign_in(browser_page, ana, to="/today/")
    answers = [browser_page.goto(CLAIMS), browser_page.goto(f"{CLAIMS}{claims['Doe'].pk}/change/")]
    assert [answer and answer.status for answer in answers] == [403, 403]
    assert all("403" in each for each in console_errors)
    console_errors.clear()
