"""What the people of a story do: come on a day, sign in, log time; and what a printed form says where."""

import io
import re
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from zoneinfo import ZoneInfo

import pdfplumber
import time_machine
from playwright.sync_api import Page, expect

from apps.billing.domain.cms1500_positions import (
    COLUMN_WIDTH,
    POSITIONS,
    SERVICE_LINE_POSITIONS,
    Position,
    baseline_of,
    left_of,
    service_line_position,
)
from apps.practice.models import User
from tests.builders import PASSWORD

NEW_YORK = ZoneInfo("America/New_York")
HALF_A_COLUMN = COLUMN_WIDTH / 2


class Story:
    """One browser in which one person after another comes, each on a day of their own."""

    def __init__(self, page: Page, calendar: ExitStack) -> None:
        self.page = page
        self._calendar = calendar

    def travel(self, moment: str) -> None:
        """Make it `moment`, as 2026-05-04 09:00 in New York; the clock stands still there."""
        self._calendar.close()
        there = datetime.fromisoformat(moment).replace(tzinfo=NEW_YORK)
        self._calendar.enter_context(time_machine.travel(there, tick=False))

    def comes(self, who: User, moment: str, *, to: str) -> None:
        """Let `who` come at `moment`, sign in and arrive at the page `to`; whoever was there has left."""
        self.travel(moment)
        self.page.goto("about:blank")  # an answer still on its way would bring the cookies of whoever left
        self.page.context.clear_cookies()
        self.page.goto(f"/accounts/login/?next={to}")
        self.page.get_by_label("E-mail address").fill(who.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)

    def opens(self, name: str) -> None:
        """Follow the link called `name`."""
        self.page.get_by_role("link", name=name).first.click()

    def fills(self, values: Mapping[str, str]) -> None:
        """Write into the fields whose labels begin like this; choose where there is something to choose."""
        for label, value in values.items():
            field = self.page.get_by_label(re.compile(rf"^{label}\b"))
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def presses(self, name: str, *, then: str = "") -> None:
        """Press the button called `name` and read `then`, without which nobody may go on to another page."""
        self.page.get_by_role("button", name=name).click()
        if then:
            self.reads(then)

    def saves(self) -> None:
        """Press Save and arrive where the form leads."""
        form = self.page.url
        self.presses("Save")
        self.page.wait_for_url(lambda url: url != form)

    def reads(self, text: str) -> None:
        """Expect `text` on the page."""
        expect(self.page.locator("main")).to_contain_text(text)

    def logs(self, patient: str, **values: str) -> None:
        """Log minutes by hand with a nurse of the agency on the phone, and read back that they were logged."""
        self.page.goto("/patients/")
        self.opens("All patients")
        self.page.wait_for_url(lambda url: not url.endswith("/patients/"))
        self.opens(f"Log minutes for {patient}")
        said = {"Activity": "Communication", "With whom": "Agency staff", "How": "Phone"}
        self.fills({**said, **{label.capitalize(): value for label, value in values.items()}})
        self.presses("Log it")
        self.reads("logged.")


def items_of(pdf: bytes) -> dict[str, str]:
    """Return what is printed on a CMS-1500 without its drawing, by the name of the box in which it stands."""
    boxes: dict[str, Position] = {**POSITIONS}
    for name in SERVICE_LINE_POSITIONS:
        boxes |= {f"{name}, line {row + 1}": service_line_position(name, row=row) for row in range(6)}
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        (form,) = document.pages
        letters = [(each["matrix"][4], each["matrix"][5], each["text"]) for each in form.chars]
    printed = {name: _inside(box, letters) for name, box in boxes.items()}
    return {name: text for name, text in printed.items() if text}


def _inside(box: Position, letters: list[tuple[float, float, str]]) -> str:
    left = left_of(box.column) - HALF_A_COLUMN
    right = left_of(box.column + box.length) - HALF_A_COLUMN
    on_line = [
        (x, text) for x, y, text in letters if abs(y - baseline_of(box.line)) < 1 and left <= x < right
    ]
    return "".join(text for _, text in sorted(on_line)).strip()
