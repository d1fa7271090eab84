"""What a page looks like on paper, where a browser breaks it into sheets."""

import io
from collections import defaultdict
from collections.abc import Callable

import pdfplumber
from playwright.sync_api import Page

from apps.billing.models import Claim
from apps.practice.models import User
from tests.browser.test_pages_axe import signs_in
from tests.browsing import still
from tests.reports.conftest import paid

__all__ = ["paid", "signs_in"]

# A claim's page in small: a section with a long table in a column of sections, and another section after it.
SECTIONS = """([rows]) => {
  const table = Array.from({ length: rows }, (_, row) =>
    `<tr><th scope="row">row ${row}</th><td>${"A note of several lines that says what was. ".repeat(6)}</td></tr>`);
  const section = (title, inside) => `<section class="section"><header><h2>${title}</h2></header>${inside}</section>`;
  document.querySelector("main").innerHTML = `<div class="beside"><div class="stack">${
    section("Time", `<div class="list-frame"><table class="list"><thead><tr><th>Date</th><th>What</th></tr></thead>
      <tbody>${table.join("")}</tbody></table></div>`)
  }${section("Afterwards", "<p>What comes next</p>")}</div></div>`;
}"""


def places(page: Page) -> dict[str, list[tuple[int, float, float, float]]]:
    """Return where each word stands on paper: the number of its sheet, its top, its bottom and its right."""
    found: dict[str, list[tuple[int, float, float, float]]] = defaultdict(list)
    with pdfplumber.open(io.BytesIO(page.pdf(format="Letter"))) as paper:
        for number, sheet in enumerate(paper.pages):
            for word in sheet.extract_words():
                found[word["text"]].append((number, word["top"], word["bottom"], word["x1"]))
    return found


def test_on_paper_no_section_lies_over_the_table_before_it(browser_page: Page) -> None:
    for rows in range(8, 14):
        browser_page.goto("/look/")
        browser_page.evaluate(SECTIONS, [rows])
        stands = places(browser_page)
        [(sheet, top, *_)] = stands["Afterwards"]  # letters over other letters make no word
        assert stands["several"]
        assert all((number, bottom) < (sheet, top) for number, _, bottom, _ in stands["several"]), rows


def test_on_paper_no_report_loses_a_column_or_the_end_of_a_chart(
    browser_page: Page, mia: User, paid: Claim, signs_in: Callable[[Page, str], None]
) -> None:
    signs_in(browser_page, "mia")
    dates, sheet = "since=2026-04-01&until=2026-05-31", 8.5 * 72
    # The head of the last column, the name at the end of a line, and the note below.
    for path, times in ((f"months/?{dates}", 3), (f"breakdown/?{dates}&compare=on", 1)):
        browser_page.goto(f"/reports/{path}")
        still(browser_page)
        ends = [right for *_, right in places(browser_page)["Received"]]
        assert len(ends) == times, path
        assert max(ends) < sheet - 0.6 * 72 + 1, path
