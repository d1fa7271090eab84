"""What a page weighs: the first one under 200 kB in all, its scripts under 60 kB, uncompressed, cache empty."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, Response

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from tests import builders as make
from tests.browser.test_pages_axe import signs_in

__all__ = ["signs_in"]

KILOBYTE = 1000


def weigh(page: Page, address: str) -> tuple[int, int]:
    """Return the bytes of everything that a page asks for, and of its scripts."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", note)
    # What the worker fetches for a time without a network comes later and in the background.
    weights = [
        (answer.request.resource_type, len(answer.body())) for answer in answers if answer.status == 200
    ]
    assert len(weights) > 5
    return sum(weight for _, weight in weights), sum(weight for kind, weight in weights if kind == "script")


MANY = 24


@pytest.mark.parametrize("address", ["/accounts/login/", "/today/", "/patients/", "/quick-log/"])
def test_a_first_page_stays_within_its_budget(
    browser_page: Page,
    ana: User,
    dr_rivera: Provider,
    jane: Patient,
    address: str,
    signs_in: Callable[[Page, str], None],
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 4), 12)
    # as many rows as the first page of a physician's day has in the sample practice
    for number in range(MANY if address in ("/today/", "/patients/") else 0):
        other = make.patient(jane.practice, last_name=f"Featherstonehaugh-{number}")
        make.enrollment(other, dr_rivera)
        make.logged(other, dr_rivera, date(2026, 5, 4), 12)
    if address != "/accounts/login/":
        signs_in(browser_page, "ana")
    everything, scripts = weigh(browser_page, address)
    assert (everything < 200 * KILOBYTE, scripts < 60 * KILOBYTE) == (True, True), (everything, scripts)
