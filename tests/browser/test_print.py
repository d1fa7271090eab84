"""What a page looks like on paper, where a browser breaks it into sheets."""

import io
from collections import defaultdict

import pdfplumber
from playwright.sync_api import Page

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


def places(page: Page) -> dict[str, list[tuple[int, float, float]]]:
    """Return where each word stands on paper: the number of its sheet, its top and its bottom."""
    found: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    with pdfplumber.open(io.BytesIO(page.pdf(format="Letter"))) as paper:
        for number, sheet in enumerate(paper.pages):
            for word in sheet.extract_words():
                found[word["text"]].append((number, word["top"], word["bottom"]))
    return found


def test_on_paper_no_section_lies_over_the_table_before_it(browser_page: Page) -> None:
    for rows in range(8, 14):
        browser_page.goto("/look/")
        browser_page.evaluate(SECTIONS, [rows])
        stands = places(browser_page)
        [(sheet, top, _)] = stands["Afterwards"]  # letters over other letters make no word
        assert stands["several"]
        assert all((number, bottom) < (sheet, top) for number, _, bottom in stands["several"]), rows
