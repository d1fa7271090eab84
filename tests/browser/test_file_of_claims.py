"""The page of a file of claims in a browser: it shows by itself when the check in the background is over."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from apps.billing.models import Claim, Submission
from apps.billing.operations import checking, review, sending
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close
from tests.browser.test_pages_axe import signs_in

__all__ = ["signs_in"]


def test_the_page_of_a_file_shows_the_end_of_its_check(
    browser_page: Page,
    jane: Patient,
    dr_rivera: Provider,
    mia: User,
    signs_in: Callable[[Page, str], None],
) -> None:
    charges(jane.practice)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 30)
    close(jane.practice)
    manager, ids = make.actor(mia), list(Claim.objects.values_list("pk", flat=True))
    assert not review.approve(manager, claim_ids=ids, now=NOW, today=JUNE).left_out
    [file] = sending.make_submissions(
        manager,
        claim_ids=ids,
        format=Submission.Format.X12_837P,
        receiver=make.receiver(jane.practice),
        now=NOW,
        today=JUNE,
    )
    signs_in(browser_page, "mia")
    browser_page.goto(f"/submissions/{file.pk}/")
    expect(browser_page.get_by_text("Waiting for the check")).to_be_visible()
    checking.check_submission(manager, submission_id=file.pk, clock=lambda: NOW)
    expect(browser_page.get_by_text("The check found no fault in this file.")).to_be_visible()
