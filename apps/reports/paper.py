"""Printed pages of plain text: headings, facts, tables, a checklist; every page named and numbered."""

import io
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache, partial
from itertools import count, zip_longest

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from apps.billing.pdf import written
from apps.reports.wrapping import wrapped

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT, TOP, BOTTOM = 54.0, 558.0, 738.0, 60.0
INK, MUTED, RULE, RED, GREEN = map(HexColor, ("#1b1d22", "#5c6470", "#c9ced6", "#b3261e", "#1f6b45"))
PLAIN, BOLD, MARKS = "Helvetica", "Helvetica-Bold", "ZapfDingbats"
CHECK, CROSS = "4", "8"  # the codes of the ticks in the typeface of marks
SIZE, LEADING, SMALL, SMALL_LEADING = 9.5, 13.0, 8.0, 10.5
LABELS = 132.0
BAR, BAR_ROOM = 5.0, 8.5
Bar = Callable[[Canvas, float, float, float], None]  # draws at left and bottom, over a width
_RULE_PEN = f"{RULE.red:g} {RULE.green:g} {RULE.blue:g} RG 0.4 w"
Pen = tuple[str, float, Color]
_PAGES = "pages-in-all"
_ESCAPES = {code: f"\\{code:03o}" for code in range(127, 256)} | {ord(each): f"\\{each}" for each in "\\()"}


class Paper:
    """A document that is written from top to bottom; `name` and the page's number stand on every page.

    A page that says what is `legible` is not compressed: who looks through the bytes of the file finds it there.
    """

    def __init__(
        self, *, name: str, title: str, subject: str = "", keywords: str = "", legible: str = ""
    ) -> None:
        self._bytes = io.BytesIO()
        self.canvas = Canvas(self._bytes, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("Careminutes")
        self.canvas.setSubject(subject)
        self.canvas.setKeywords(keywords)
        self._name = name
        self._y = TOP
        self._legible = legible
        self._is_open = self._is_right = self._is_legible = False
        self._pen: Pen | None = None
        self._pens: dict[Pen, list[str]] = {}

    def finished(self, *, behind: int = 0) -> bytes:
        """Number the pages and return the document; so many pages are going to be put behind it."""
        if self._is_open:
            self._end_page()
        canvas = self.canvas
        canvas.beginForm(_PAGES)
        canvas.setFont(PLAIN, SMALL)
        canvas.setFillColor(MUTED)
        canvas.drawString(0, 0, f"of {canvas.getPageNumber() - 1 + behind}")
        canvas.endForm()
        canvas.save()
        return self._bytes.getvalue()

    def title(self, text: str, lead: str) -> None:
        """Write the large line of a cover, and one below it."""
        self._need(60)
        self._say(text, LEFT, BOLD, 22)
        self._y -= 18
        self._say(lead, LEFT, PLAIN, 10.5, MUTED)
        self._y -= 26

    def heading(self, text: str, *, needs: float = 60) -> None:
        """Begin a part; it moves to the next page when less than `needs` points are left on this one."""
        self._need(needs)
        if self._y < TOP:
            self._y -= 12
        self._say(text, LEFT, BOLD, 13)
        self._y -= 18

    def text(self, text: str, *, muted: bool = False) -> None:
        """Write running text."""
        for line in wrapped(text, PLAIN, SIZE, RIGHT - LEFT):
            self._need(LEADING)
            self._say(line, LEFT, PLAIN, SIZE, MUTED if muted else INK)
            self._y -= LEADING
        self._y -= 3

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write labels with their values; a value that is empty is missing, in red."""
        for label, value in rows:
            names = wrapped(label, PLAIN, SIZE, LABELS - 8)
            lines = wrapped(value or "missing", PLAIN, SIZE, RIGHT - LEFT - LABELS)
            for name, line in zip_longest(names, lines, fillvalue=""):
                self._need(LEADING)
                self._say(name, LEFT, PLAIN, SIZE, MUTED)
                self._say(line, LEFT + LABELS, PLAIN, SIZE, INK if value else RED)
                self._y -= LEADING
        self._y -= 3

    def checklist(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """Write what there is and what is missing: a name, the proof (empty: the lack is said), where it stands."""
        for name, proof, lack, where in rows:
            lines = wrapped(proof or lack, PLAIN, SIZE, RIGHT - LEFT - 256)
            self._need(LEADING * len(lines) + 5)
            self._say(CHECK if proof else CROSS, LEFT, MARKS, SIZE, GREEN if proof else RED)
            self._say(name, LEFT + 16, PLAIN, SIZE)
            self._right(where, RIGHT, PLAIN, MUTED)
            for line in lines:
                self._say(line, LEFT + 192, PLAIN if proof else BOLD, SIZE, INK if proof else RED)
                self._y -= LEADING
            self._rule(self._y + 8)
            self._y -= 3
        self._y -= 4

    def table(
        self,
        heads: Sequence[str],
        widths: Sequence[float],
        rows: Iterable[Sequence[str]],
        *,
        under: Callable[[int], Bar | None] = lambda _: None,
        right: bool = False,
        quiet: Container[int] = frozenset(),
    ) -> None:
        """Write a table; its head is said again on every page it reaches.

        `under` gives what is drawn below the label of a row, if anything; `right` aligns all columns but the first.
        Rows that are `quiet` belong to the one above them: muted, no rule between, and on its page.
        """
        edges = [LEFT + sum(widths[:place]) for place in range(len(widths))]
        self._is_right = right
        again = partial(self._table_head, heads, edges)
        again()
        for place, row in enumerate(rows):
            cells = [wrapped(cell, PLAIN, SMALL, width - 6) for cell, width in zip(row, widths, strict=True)]
            bar, last = under(place), next(each for each in count(place) if each + 1 not in quiet)
            height = SMALL_LEADING * (max(map(len, cells)) + last - place) + (BAR_ROOM if bar else 0)
            self._need(min(height, TOP - BOTTOM) + 4, then=again)
            ink = MUTED if place in quiet else INK
            self._row(cells, edges, again, bar, widths[0] - 8, ink=ink, is_last=place + 1 not in quiet)
        self._y -= 6
        self._is_right = False

    def drawing(self, height: float, draw: Callable[[Canvas, float, float, float], None]) -> None:
        """Let `draw` fill as much of the page as is asked for: it is given left, bottom and width."""
        self._need(height + 8)
        self._y -= height
        draw(self.canvas, LEFT, self._y, RIGHT - LEFT)
        self._pen = None
        self._y -= 14

    def page_of_its_own(self, draw: Callable[[Canvas], None]) -> None:
        """Let `draw` fill a page; name and number are put on it as on the others."""
        if self._is_open:
            self._end_page()
        self.canvas.saveState()
        draw(self.canvas)
        self.canvas.restoreState()
        self._pen = None
        self._end_page(with_head=False)

    def _row(
        self,
        cells: Sequence[Sequence[str]],
        edges: Sequence[float],
        again: Callable[[], None],
        bar: Bar | None,
        width: float,
        *,
        ink: Color,
        is_last: bool,
    ) -> None:
        for lines in zip_longest(*cells, fillvalue=""):
            self._need(SMALL_LEADING, then=again)  # a cell longer than a page goes on on the next one
            for column, line in enumerate(lines):
                self._say_in(line, column, edges, PLAIN, ink)
            self._y -= SMALL_LEADING
        if bar:
            bar(self.canvas, LEFT, self._y + 1.5, width)
            self._y -= BAR_ROOM
        if is_last:
            self._rule(self._y + 7)
            self._y -= 3

    def _table_head(self, heads: Sequence[str], edges: Sequence[float]) -> None:
        both = zip(heads, edges, [*edges[1:], RIGHT], strict=True)
        said = [wrapped(head, BOLD, SMALL, end - edge - 6) for head, edge, end in both]
        lines = max(map(len, said))
        self._need(40 + SMALL_LEADING * (lines - 1))
        for place, line in enumerate(zip_longest(*said, fillvalue="")):
            for column, head in enumerate(line):
                self._say_in(head, column, edges, BOLD, MUTED)
            self._y -= SMALL_LEADING if place < lines - 1 else 0
        self._rule(self._y - 4)
        self._y -= 15

    def _need(self, height: float, *, then: Callable[[], None] | None = None) -> None:
        """Go to a new page unless `height` points are left on this one."""
        if self._is_open and self._y - height < BOTTOM:
            self._end_page()
            self._begin_page()
            if then is not None:
                then()
        elif not self._is_open:
            self._begin_page()

    def _begin_page(self) -> None:
        self._is_open, self._y, self._pen = True, TOP, None

    def _end_page(self, *, with_head: bool = True) -> None:
        canvas = self.canvas
        foot = 30 if with_head else 14
        self._y = foot
        self._say(self._name, LEFT, PLAIN, SMALL, MUTED)
        self._right(f"Page {canvas.getPageNumber()}", RIGHT - 26, PLAIN, MUTED)
        canvas.saveState()
        canvas.translate(RIGHT - 23, foot)
        canvas.doForm(_PAGES)
        canvas.restoreState()
        canvas.setPageCompression(not self._is_legible)
        canvas.showPage()
        canvas.setPageCompression(1)
        self._is_open = self._is_legible = False

    def _rule(self, y: float) -> None:
        written(self.canvas).append(f"{_RULE_PEN} n {LEFT:g} {y:g} m {RIGHT:g} {y:g} l S")

    def _say_in(self, text: str, column: int, edges: Sequence[float], font: str, color: Color) -> None:
        """Write a line of a cell: at the left of its column, or at the right where figures stand below each other."""
        if not (self._is_right and column):
            self._say(text, edges[column], font, SMALL, color)
            return
        self._right(text, [*edges[1:], RIGHT][column] - 2, font, color)

    def _say(self, text: str, x: float, font: str, size: float, color: Color = INK) -> None:
        """Write a line; letters that every reader knows without the canvas, which asks much more of each of them."""
        if not text:
            return
        self._is_legible = self._is_legible or text == self._legible
        self._take((font, size, color))
        literal = _literal(text)
        if literal is not None:
            written(self.canvas).append(f"BT 1 0 0 1 {x:g} {self._y:g} Tm ({literal}) Tj T* ET")
            return
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self._y, text)

    def _take(self, pen: Pen) -> None:
        """Take a typeface and a colour, unless they are in hand: most lines are written like the one before."""
        if self._pen == pen:
            return
        self._pen = pen
        lines = written(self.canvas)
        if pen in self._pens:
            lines += self._pens[pen]
            return
        before = len(lines)
        font, size, color = pen
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(color)
        self._pens[pen] = lines[before:]

    def _right(self, text: str, x: float, font: str, color: Color) -> None:
        self._say(text, x - _width(text, font), font, SMALL, color)


@lru_cache(maxsize=8192)
def _literal(text: str) -> str | None:
    """Return `text` as a PDF writes it in the built-in typefaces; None when it has other letters than theirs."""
    if not text.isprintable():
        return None
    try:
        return text.encode("cp1252").decode("latin-1").translate(_ESCAPES)
    except UnicodeEncodeError:
        return None


@lru_cache(maxsize=1024)
def _width(text: str, font: str) -> float:
    return float(stringWidth(text, font, SMALL))
