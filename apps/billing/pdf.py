"""CMS-1500 claims as PDF: over a form drawn here, or data only for preprinted paper."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any, cast
from zlib import compress

from reportlab import rl_config
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import createBarcodeDrawing
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, xObjectName
from reportlab.pdfgen.canvas import Canvas

from apps.billing.cms1500_captions import BOLD, CAPTIONS, SIDE, Caption, SideCaption
from apps.billing.cms1500_geometry import BOXES, DASHED, LINES, RIGHT, TINTED, Line
from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.cms1500 import PlacedText, forms
from apps.billing.domain.cms1500_positions import PAGE_HEIGHT, PAGE_WIDTH, baseline_of, left_of

# Compressed pages stay as they are: as text they would be a quarter longer, and take longer to write than to compress.
rl_config.useA85 = 0
DATA_FONT, DATA_SIZE = "Courier", 12  # its advance of 7.2 points is the form's 10 characters an inch
_RED = HexColor("#d1141f")
_TINT = HexColor("#fbebeb")
_FORM = "cms1500-0212"
_SIDE_X = 598.0


class Paper(StrEnum):
    """What the claims are printed on."""

    DRAWN_FORM = "drawn_form"
    PREPRINTED = "preprinted"


@dataclass(frozen=True, slots=True)
class PrinterOffset:
    """How far one printer must move the data, in millimetres; negative is left and up."""

    right_mm: float = 0.0
    down_mm: float = 0.0

    @property
    def words(self) -> str:
        """How far and where to: 1.5 mm to the right and 2.0 mm up."""
        across, along = "left" if self.right_mm < 0 else "right", "up" if self.down_mm < 0 else "down"
        return f"{abs(self.right_mm):.1f} mm to the {across} and {abs(self.down_mm):.1f} mm {along}"


NO_OFFSET = PrinterOffset()


def cms1500_pdf(
    documents: Iterable[ClaimDocument], *, paper: Paper, offset: PrinterOffset = NO_OFFSET
) -> bytes:
    """Return one PDF with all forms of all claims, in their order.

    `offset` moves the data on preprinted paper only. Refuses (ValueError) a claim with a value that does not
    fit its box, and an empty list.
    """
    output = io.BytesIO()
    canvas = _canvas(output, title="CMS-1500")
    if paper is Paper.DRAWN_FORM:
        _define_form(canvas)
        offset = NO_OFFSET
    pages = 0
    for document in documents:
        for texts in forms(document):
            if paper is Paper.DRAWN_FORM:
                canvas.doForm(_FORM)
            _draw_data(canvas, texts, offset)
            canvas.showPage()
            pages += 1
    if not pages:
        raise ValueError("There is no claim to print. Choose at least one.")
    canvas.save()
    return output.getvalue()


def draw_cms1500(canvas: Canvas, texts: Iterable[PlacedText]) -> None:
    """Draw one page of a claim over the drawn form on a page of another document."""
    if not canvas.hasForm(_FORM):
        _define_form(canvas)
    canvas.doForm(_FORM)
    _draw_data(canvas, texts, NO_OFFSET)


def calibration_pdf(offset: PrinterOffset = NO_OFFSET) -> bytes:
    """Return a test page: crosses and X marks that meet the preprinted form when `offset` is right."""
    output = io.BytesIO()
    canvas = _canvas(output, title="CMS-1500 printer test")
    marks = [PlacedText("mark", line, column, "X") for line, column in _MARKS]
    _draw_data(canvas, marks, offset)
    canvas.translate(offset.right_mm * mm, -offset.down_mm * mm)
    canvas.setLineWidth(0.3)
    for x, y in _CROSSES:
        canvas.lines(
            [
                (x - 9, PAGE_HEIGHT - y, x + 9, PAGE_HEIGHT - y),
                (x, PAGE_HEIGHT - y - 9, x, PAGE_HEIGHT - y + 9),
            ]
        )
    _draw_rulers(canvas)
    canvas.setFont("Helvetica", 8)
    for place, sentence in enumerate(_calibration_words(offset)):
        canvas.drawString(240, PAGE_HEIGHT - 30 - 12 * place, sentence)
    canvas.showPage()
    canvas.save()
    return output.getvalue()


def _draw_rulers(canvas: Canvas) -> None:
    """Draw two scales of 40 mm, every millimetre a line, every tenth a longer one with its number."""
    canvas.setFont("Helvetica", 6)
    for step in range(41):
        tick = 9 if step % 10 == 0 else 6 if step % 5 == 0 else 4
        along = step * mm
        canvas.line(_RULER_X + along, _RULER_Y, _RULER_X + along, _RULER_Y + tick)
        canvas.line(_RULER_X, _RULER_Y - along, _RULER_X - tick, _RULER_Y - along)
        if step % 10 == 0 and step:
            canvas.drawCentredString(_RULER_X + along, _RULER_Y + tick + 2, str(step))
            canvas.drawRightString(_RULER_X - tick - 2, _RULER_Y - along - 2, str(step))
    canvas.line(_RULER_X, _RULER_Y, _RULER_X + 40 * mm, _RULER_Y)
    canvas.line(_RULER_X, _RULER_Y, _RULER_X, _RULER_Y - 40 * mm)
    canvas.drawString(_RULER_X + 8, _RULER_Y - 12, "Millimetres: 40 on your ruler are 40 here,")
    canvas.drawString(_RULER_X + 8, _RULER_Y - 20, "or the page was not printed at full size.")


_RULER_X, _RULER_Y = 240.0, PAGE_HEIGHT - 560.0

# The crosses fall on corners of the form's frame, the X marks in its check boxes.
_CROSSES = ((24.3, 96.2), (592.6, 96.2), (375.3, 384.2), (24.3, 756.2), (592.6, 756.2))
_MARKS = ((8, 1), (8, 45), (10, 42), (20, 41), (26, 57), (36, 57), (56, 17), (56, 43))


def _calibration_words(offset: PrinterOffset) -> Sequence[str]:
    return (
        "Print this page on a preprinted form, at full size, without fitting it to the page.",
        "Crosses belong on corners of the frame, every X inside its box.",
        f"This page was moved {offset.words}.",
        "Measure how far the crosses must move to meet their corners,",
        "and add that to the printer's setting: right and down are more.",
    )


def _canvas(output: io.BytesIO, *, title: str) -> Canvas:
    """Return an empty letter-size PDF whose bytes depend only on what is drawn."""
    canvas = Canvas(output, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("Careminutes")
    return canvas


def _draw_data(canvas: Canvas, texts: Iterable[PlacedText], offset: PrinterOffset) -> None:
    """Write the page as a line printer does, line by line: the typeface keeps the columns."""
    right, up = offset.right_mm * mm, -offset.down_mm * mm
    first: dict[int, int] = {}
    lines: dict[int, str] = {}
    for _, line, column, text in sorted(texts, key=attrgetter("line", "column")):
        start = first.setdefault(line, column)
        lines[line] = lines.get(line, "").ljust(column - start) + text
    writing = canvas.beginText()
    writing.setFont(DATA_FONT, DATA_SIZE)
    for line, text in lines.items():
        writing.setTextOrigin(left_of(first[line]) + right, baseline_of(line) + up)
        writing.textOut(text)
    canvas.drawText(writing)


def _define_form(canvas: Canvas) -> None:
    """Put the empty form into the document once, for every page to show."""
    compressed, fonts = _form_written(tuple(_document(canvas).fontMapping))
    for font in fonts:
        _document(canvas).getInternalFontName(font)
    canvas.beginForm(_FORM, 0, 0, PAGE_WIDTH, PAGE_HEIGHT)
    is_compressed = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
    canvas.endForm(Contents=PDFStream(is_compressed, compressed))


@lru_cache(maxsize=16)
def _form_written(fonts: tuple[str, ...]) -> tuple[bytes, tuple[str, ...]]:
    """Return what draws the empty form in a document that has used `fonts` so far, and the fonts used then.

    It is the same in every document; drawing and compressing it anew took half the time of a packet.
    """
    canvas = _canvas(io.BytesIO(), title="CMS-1500")
    document = _document(canvas)
    for font in fonts:
        document.getInternalFontName(font)
    canvas.beginForm(_FORM, 0, 0, PAGE_WIDTH, PAGE_HEIGHT)
    _draw_form(canvas)
    canvas.endForm()
    return compress(document.idToObject[xObjectName(_FORM)].stream), tuple(document.fontMapping)


def _document(canvas: Any) -> Any:
    """Return the document of a canvas; the library has no other way to say which fonts it knows already."""
    return canvas._doc  # noqa: SLF001


def written(canvas: Any) -> list[str]:
    """Return what a canvas has written of the page or form it is at."""
    return cast("list[str]", canvas._code)  # noqa: SLF001


def _draw_form(canvas: Canvas) -> None:
    canvas.setFillColor(_TINT)
    for box in TINTED:
        canvas.rect(box.x, PAGE_HEIGHT - box.y - box.height, box.width, box.height, stroke=0, fill=1)
    canvas.setFillColor(_RED)
    canvas.setStrokeColor(_RED)
    for line in LINES:
        _draw_line(canvas, line)
    canvas.setLineWidth(0.6)
    for box in BOXES:
        canvas.rect(box.x, PAGE_HEIGHT - box.y - box.height, box.width, box.height, stroke=1, fill=0)
    canvas.setDash([3.6, 1.2])
    for line in DASHED:
        _draw_line(canvas, line)
    canvas.setDash()
    _draw_emblem(canvas)
    for caption in CAPTIONS:
        _draw_caption(canvas, caption)
    for side in SIDE:
        _draw_side(canvas, side)


def _draw_emblem(canvas: Canvas) -> None:
    """Draw the square code of the upper left corner, which names the form's keeper."""
    side = 36.0
    code = createBarcodeDrawing(  # type: ignore[no-untyped-call]
        "QR", value="http://www.nucc.org", width=side, height=side, barBorder=0
    )
    renderPDF.draw(code, canvas, 24.5, PAGE_HEIGHT - 53.4)
    canvas.setFillColor(_RED)
    canvas.setStrokeColor(_RED)


def _draw_line(canvas: Canvas, line: Line) -> None:
    canvas.setLineWidth(line.width)
    canvas.line(line.x0, PAGE_HEIGHT - line.y0, line.x1, PAGE_HEIGHT - line.y1)


def _draw_caption(canvas: Canvas, caption: Caption) -> None:
    canvas.setFont(caption.font, caption.size)
    draw = {"left": canvas.drawString, "middle": canvas.drawCentredString, "right": canvas.drawRightString}
    draw[caption.anchor](caption.x, PAGE_HEIGHT - caption.y, caption.text)


def _draw_side(canvas: Canvas, side: SideCaption) -> None:
    """Draw a section's name upwards between two arrows."""
    canvas.saveState()
    canvas.setLineWidth(0.48)
    for tip, tail, direction in ((side.top, side.word_top, 1), (side.bottom, side.word_bottom, -1)):
        canvas.line(_SIDE_X, PAGE_HEIGHT - tip, _SIDE_X, PAGE_HEIGHT - tail)
        head = canvas.beginPath()
        head.moveTo(_SIDE_X, PAGE_HEIGHT - tip)
        head.lineTo(_SIDE_X - 3.4, PAGE_HEIGHT - tip - 8 * direction)
        head.lineTo(_SIDE_X, PAGE_HEIGHT - tip - 6.4 * direction)
        head.lineTo(_SIDE_X + 3.4, PAGE_HEIGHT - tip - 8 * direction)
        head.close()
        canvas.drawPath(head, stroke=0, fill=1)
    foot = PAGE_HEIGHT - side.bottom - 1.2
    canvas.line(RIGHT + 0.6, foot, RIGHT + 10, foot)
    canvas.setFont(BOLD, 8)
    canvas.translate(_SIDE_X + 2.9, PAGE_HEIGHT - (side.word_top + side.word_bottom) / 2)
    canvas.rotate(90)
    canvas.drawCentredString(0, 0, side.text)
    canvas.restoreState()
