"""The story of a payer that counts thirty days from enrollment: three windows and an entry that came too late.

Mark Roe is enrolled from 15 January 2026: his windows begin on 15 January, 14 February and 16 March.
"""

import io

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from apps.billing.models import Claim, Decision, ServicePeriod
from apps.patients.models import Patient
from apps.practice.models import Practice, User
from tests.billing.closing import charges
from tests.journeys.story import Story, items_of

MARK = "Roe, Mark"


@pytest.mark.django_db(transaction=True)
def test_a_thirty_day_window_becomes_money(
    story: Story, hilltop: Practice, ana: User, mia: User, mark: Patient
) -> None:
    charges(hilltop)
    story.comes(ana, "2026-01-28 12:00", to="/patients/")
    story.logs(MARK, date="2026-01-20", minutes="10", note="Wound care with the agency.")
    story.logs(MARK, date="2026-01-27", minutes="12", note="Wound closes; visits reduced.")
    story.comes(ana, "2026-02-20 12:00", to="/patients/")
    for start, end in (("09:00:00", "09:09:40"), ("10:00:00", "10:09:40"), ("11:00:00", "11:10:39")):
        logs_by_the_clock(story, mark, start, end)

    assert "2 closed; 2 billable, 0 blocked, 0 not billable; 0 failed." in closes("2026-03-16")
    closed = frozen()
    a_late_entry_needs_a_reason(story, ana)
    assert "0 closed" in closes("2026-03-17")
    assert frozen() == closed

    story.comes(mia, "2026-03-18 09:00", to="/review/")
    the_claim_says(story, first_day="2026-01-15", minutes="22 min", starts="01 20 26", ends="01 27 26")
    the_claim_says(story, first_day="2026-02-14", minutes="29 min", starts="02 20 26", ends="02 20 26")


def logs_by_the_clock(story: Story, mark: Patient, start: str, end: str) -> None:
    story.page.goto(f"/time/patients/{mark.pk}/")
    story.fills({"Activity": "Communication", "With whom": "Agency staff", "How": "Phone"})
    story.fills({"Date": "2026-02-20", "From": start, "To": end})
    story.presses("Log it")
    story.reads("logged.")


def closes(today: str) -> str:
    said = io.StringIO()
    call_command("close_periods", "--today", today, stdout=said)
    return said.getvalue()


def frozen() -> list[tuple[object, ...]]:
    """What is closed, as it stands: periods, decisions and claims."""
    periods = ServicePeriod.objects.exclude(closed_at=None).order_by("pk").values_list()
    decisions = Decision.objects.order_by("pk").values_list()
    claims = Claim.objects.order_by("pk").values_list()
    return [*periods, *decisions, *claims]


def a_late_entry_needs_a_reason(story: Story, ana: User) -> None:
    story.comes(ana, "2026-03-17 09:00", to="/patients/")
    story.page.get_by_role("link", name=f"Log minutes for {MARK}").click()
    said = {"Activity": "Communication", "With whom": "Agency staff", "How": "Phone"}
    story.fills({**said, "Date": "2026-01-30", "Minutes": "9"})
    story.presses("Log it")
    expect(story.page.get_by_role("alert").first).to_contain_text("Say why this comes late")
    story.fills({"Reason": "Found in the agency's fax of January"})
    story.presses("Log it")
    story.reads("9 min logged.")
    story.reads("late")


def the_claim_says(story: Story, *, first_day: str, minutes: str, starts: str, ends: str) -> None:
    claim = Claim.objects.get(period_starts_on=first_day)
    story.page.goto(f"/claims/{claim.pk}/")
    story.reads(f"May be billed: {minutes}")
    story.reads("99374")
    address = story.page.get_by_role("link", name="Data only").get_attribute("href")
    printed = items_of(story.page.request.get(address or "").body())
    assert printed["24D procedure, line 1"] == "99374"
    assert day_of(printed, "from") == starts
    assert day_of(printed, "to") == ends


def day_of(printed: dict[str, str], which: str) -> str:
    return " ".join(printed[f"24A {which} {part}, line 1"] for part in ("month", "day", "year"))
