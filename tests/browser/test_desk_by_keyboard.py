"""The desk by keyboard alone: every draft looked at and decided, one put right, one act undone; no mouse at all."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from apps.billing.models import Claim, ReviewAct
from apps.patients.models import Coverage, Payer
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import charges, close
from tests.browser.axe import findings, sideways
from tests.browser.test_pages_axe import signs_in
from tests.browsing import still

__all__ = ["signs_in"]


def furnish(drafts: int, by: Provider, payer: Payer, agency: Any) -> None:
    charges(by.practice)
    for number in range(drafts):
        whose = make.homebound_patient(by, payer, agency, last_name=f"Row{number:04}")
        # few on one day: nobody works more than the practice takes unasked
        make.logged(whose, by, date(2026, 2, 1) + timedelta(days=number % 118), 31)
    close(by.practice)


@pytest.mark.parametrize(
    "drafts", [6, pytest.param(500, marks=[pytest.mark.deep, pytest.mark.timeout(1800)])]
)
def test_all_drafts_are_reviewed_without_a_mouse(
    browser_page: Page,
    client: Client,
    mia: User,
    dr_rivera: Provider,
    medicare: Payer,
    sunrise: Any,
    signs_in: Callable[[Page, str], None],
    drafts: int,
) -> None:
    furnish(drafts, dr_rivera, medicare, sunrise)
    first = Claim.objects.order_by("period_starts_on", "pk")[0]
    Coverage.objects.filter(pk=first.coverage_id).update(member_id="")
    page = browser_page
    signs_in(page, "mia")
    page.set_viewport_size({"width": 1440, "height": 900})
    client.force_login(mia)
    client.get("/review/")  # what a process reads once
    page.goto("/review/")
    still(page)
    second = Claim.objects.filter(problem_count=0).order_by("period_starts_on", "pk")[1]
    page.keyboard.press("j")
    expect(page.locator("#pane")).to_have_attribute("data-shows", str(second.pk))
    assert page.evaluate("document.activeElement.matches('.row-link')")
    page.keyboard.press("k")
    expect(page.locator("#pane")).to_have_attribute("data-shows", str(first.pk))

    # the first one lacks a fact: approving says so, e leads to where it is filled in
    page.keyboard.press("a")
    expect(page.locator(".problems")).to_contain_text("The Medicare number is missing")
    still(page)
    page.keyboard.press("e")
    page.keyboard.type("1EG4TE5MK72")
    page.keyboard.press("Enter")
    expect(page.locator(".problems")).to_have_count(0)

    page.goto("/review/")
    still(page)
    page.keyboard.press("h")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Waits for the agency")
    page.keyboard.press("Enter")
    expect(page.locator(".last-act")).to_contain_text("Held: 1 claim.")
    assert Claim.objects.filter(state="held").count() == 1
    still(page)
    page.keyboard.press("u")
    expect(page.locator(".last-act")).to_have_count(0)
    assert not Claim.objects.filter(state="held").exists()

    page.goto("/review/")
    assert (findings(page), sideways(page)) == ([], 0)
    for key in "jxjxa":  # with two chosen, a letter means both
        page.keyboard.press(key)
    expect(page.locator(".last-act")).to_contain_text("Approved: 2 claims.")
    for left in range(drafts - 2, 0, -1):
        still(page)
        shown = str(page.locator("#pane").get_attribute("data-shows"))
        page.keyboard.press("a")
        if left > 1:
            expect(page.locator("#pane")).not_to_have_attribute("data-shows", shown)
    expect(page.get_by_text("Nothing is ready")).to_be_visible()
    assert Claim.objects.filter(state="approved").count() == drafts
    assert ReviewAct.objects.filter(undone_at=None).count() == drafts - 1
