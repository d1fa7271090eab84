"""From an empty practice to a first valid claim, by the checklist alone: counted in actions, measured in seconds.

A person needs longer than a browser. Fifteen seconds for each field and click is twice what the keystroke-level model
gives (Card, Moran and Newell 1980: 1.35 s to think, 1.1 s to point, 0.28 s a key), and leaves time to look numbers up.
"""

import sys
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, expect

from apps.billing.models import Claim
from apps.billing.preflight import findings_of
from apps.billing.tasks import check_waiting_files, close_due_periods
from tests import builders as make
from tests.billing.reader_837p import read_claims
from tests.journeys.story import Story

SECONDS_FOR_AN_ACTION = 15
HALF_AN_HOUR = 30 * 60
MOST_ACTIONS = 80

PRACTICE = {
    "npi": make.PRACTICE_NPI, "taxonomy_code": "207QG0300X", "tax_id": "311234567", "street": "100 Main St",
    "city": "Columbus", "state": "OH", "zip_code": "43215-1234", "phone": "614-555-0100",
}  # fmt: skip
# What a form begins with, because it is known already, is not typed again.
PROVIDER = {"credentials": "MD", "npi": make.RIVERA_NPI}
PAYER = {"electronic_payer_id": "15202"}
AGENCY = {
    "kind": "home_health", "name": "Sunrise Home Health", "npi": make.HOME_HEALTH_NPI, "street": "8 Elm St",
    "city": "Columbus", "zip_code": "43215-2000",
}  # fmt: skip
RECEIVER = {"name": "Clearing House", "receiver_id": "CLEARING", "sender_id": "HILLTOP1"}
PATIENT = {
    "last_name": "Thornbury", "first_name": "Agnes", "born_on": "1938-04-09", "sex": "F", "street": "27 Lilac St",
    "city": "Columbus", "zip_code": "43215",
}  # fmt: skip
EPISODE = {
    "starts_on": "2026-04-20",
    "plan_signer": "Ana Rivera MD", "plan_signed_on": "2026-04-22",
    "complexity_statement": "Unstable heart failure; diuretics and weights are adjusted week by week.",
    "necessity_statement": "Without weekly oversight the last two exacerbations ended in hospital.",
}  # fmt: skip


class Beginner:
    """Somebody who does what the checklist says; each field and each click is an action."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def goes(self, path: str) -> None:
        """Go to a page by a link that is always there."""
        self.actions += 1
        self.page.goto(path)

    def presses(self, name: str) -> None:
        """Press a button."""
        self.actions += 1
        self.page.get_by_role("button", name=name).first.click()

    def fills(self, values: Mapping[str, str], *, save: str = "Save") -> None:
        """Fill the fields of a form and save it."""
        for name, value in values.items():
            self.actions += 1
            field = self.page.locator(f"#id_{name}")
            if field.get_attribute("type") == "checkbox":
                field.check()
            elif field.evaluate("field => field.tagName") != "SELECT":
                field.fill(value)
            elif field.locator(f"option[value='{value}']").count():
                field.select_option(value)
            else:
                field.select_option(label=value)
        self.presses(save)

    def puts_right(self, words: str, values: Mapping[str, str]) -> None:
        """Follow the checklist's link beside `words`, and fill the form it leads to; it leads back."""
        self.actions += 1
        self.page.locator(".checks li li", has_text=words).first.get_by_role("link").click()
        self.fills(values)
        self.is_back()

    def is_back(self) -> None:
        """Expect to be back on the checklist; otherwise say what the page says."""
        try:
            self.page.wait_for_url(lambda url: urlsplit(url).path == "/practice/getting-started/")
        except Error:
            raise AssertionError(self.page.locator("main").inner_text())

    def reads(self, text: str) -> None:
        """Expect `text` on the page."""
        expect(self.page.locator("main")).to_contain_text(text, use_inner_text=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_an_empty_practice_has_a_valid_claim_within_half_an_hour(story: Story) -> None:
    began, page = time.perf_counter(), story.page
    story.travel("2026-05-04 09:00")
    beginner = Beginner(page)
    the_first_administrator_signs_in(beginner)
    the_checklist_is_worked_off(beginner)
    beginner.presses("Rehearse a claim")
    beginner.reads("This stands in the way")
    the_visit_is_recorded(beginner)
    beginner.presses("Rehearse a claim")
    beginner.reads("A valid claim came out.")
    rehearsed_after = beginner.actions
    the_month_is_worked_and_closed(story, beginner)
    content = the_claim_goes_out(beginner)
    assert findings_of(content) == []
    assert len(read_claims(content)) == 1
    assert Claim.objects.get().state == "batched"
    took = time.perf_counter() - began
    for words, actions in (("rehearsed", rehearsed_after), ("first file", beginner.actions)):
        minutes = actions * SECONDS_FOR_AN_ACTION / 60
        sys.stdout.write(f"{words}: {actions} actions, {minutes:.0f} min at {SECONDS_FOR_AN_ACTION} s each\n")
    sys.stdout.write(f"the browser took {took:.1f} s\n")
    assert beginner.actions <= MOST_ACTIONS
    assert beginner.actions * SECONDS_FOR_AN_ACTION < HALF_AN_HOUR


def the_first_administrator_signs_in(beginner: Beginner) -> None:
    beginner.goes("/")
    beginner.fills(
        {
            "practice_name": "Hilltop Senior Care",
            "full_name": "Ana Rivera",
            "email": "ana@hilltop.example",
            "password": "four quiet walnut drawers",
            "works_alone": "on",
        },
        save="Set up and sign in",
    )
    beginner.is_back()
    beginner.reads("0 of 8 checks hold")


def the_checklist_is_worked_off(beginner: Beginner) -> None:
    """One person alone: administrator, physician and biller, who may approve the claims for own time."""
    for words, values in (
        ("NPI is missing.", PRACTICE),
        ("Nobody is here who may bill", PROVIDER),
        ("There is no payer", PAYER),
        ("There is no agency", AGENCY),
        ("There is no receiver", RECEIVER),
        ("There is no patient yet", PATIENT),
        ("lacks a coverage", {"member_id": make.MBI}),
        ("lacks an episode", EPISODE),
        ("lacks an enrollment", {"starts_on": "2026-05-01"}),
        ("lacks a diagnosis", {"code": "I50.22"}),
        ("no charge for G0181", {"amount": "125.50"}),
    ):
        beginner.puts_right(words, values)
    beginner.reads("All 8 checks hold.")


def the_visit_is_recorded(beginner: Beginner) -> None:
    """What only the rehearsal finds: Medicare asks for a visit before the oversight begins."""
    beginner.actions += 1
    beginner.page.get_by_role("link", name="Record the visit").click()
    beginner.fills({"occurred_on": "2026-04-15"})
    beginner.is_back()


def the_month_is_worked_and_closed(story: Story, beginner: Beginner) -> None:
    beginner.actions += 6
    story.logs(
        "Thornbury, Agnes",
        minutes="32",
        note="Weight up two kilograms; diuretic adjusted with the agency's nurse.",
    )
    story.travel("2026-06-01 00:10")
    close_due_periods()
    story.travel("2026-06-01 09:00")
    page = beginner.page
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/review/")
    page.get_by_label("E-mail address").fill("ana@hilltop.example")
    page.get_by_label("Password").fill("four quiet walnut drawers")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/review/**")


def the_claim_goes_out(beginner: Beginner) -> bytes:
    page = beginner.page
    beginner.reads("Thornbury, Agnes")  # the first claim is open
    beginner.presses("Approve")
    beginner.reads("Approved: 1 claim.")
    beginner.goes("/claims/?stage=approved")
    page.get_by_label("Format").select_option("837p")
    beginner.presses("Of all that may go")
    beginner.reads("Waiting for the check")
    check_waiting_files()  # as the schedule does every minute
    page.reload()
    beginner.reads("The check found no fault in this file.")
    with page.expect_download() as download:
        beginner.actions += 1
        page.get_by_role("link", name="Download").first.click()
    return download.value.path().read_bytes()
