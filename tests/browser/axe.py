"""What axe finds on a page: WCAG 2.0 to 2.2, A and AA, and its best practices."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browsing import still

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    # It would fetch style sheets a second time, and wrongly those that one imports from another.
    "preload": False,
}
# The rest of the answer, which nobody reads, is as long as the page.
FAULTS = "(options) => axe.run(options).then((answer) => answer.violations)"


def findings(page: Page) -> list[str]:
    """Return a line for each fault: the rule, what it asks, and where it was broken."""
    still(page)
    if not page.evaluate("'axe' in window"):  # a page that is looked at twice has it already
        page.evaluate(AXE_SCRIPT)
    return [
        f"{page.url} {rule['id']}: {rule['help']}: {node['html'][:160]}"
        for rule in page.evaluate(FAULTS, OPTIONS)
        for node in rule["nodes"]
    ]


def sideways(page: Page) -> int:
    """Return by how many pixels the page scrolls sideways; 0 is right."""
    still(page)
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
