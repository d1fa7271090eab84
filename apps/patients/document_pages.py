"""Puts documents behind a paper: every page of theirs on a page of the same size, with what it is written above it."""

import io
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import DictionaryObject, NameObject, RectangleObject, StreamObject
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from apps.patients.document_files import DAMAGED
from apps.patients.domain.documents import PDF, media_type_of

WIDTH, HEIGHT = 612.0, 792.0
LEFT, RIGHT, BOTTOM, FOOT = 54.0, 558.0, 60.0, 30.0
INK, MUTED, RED = map(HexColor, ("#1b1d22", "#5c6470", "#b3261e"))
PLAIN, SIZE, SMALL = "Helvetica", 9.5, 8.0
TOP_OF_PAGE = HEIGHT - 54
HIDDEN, NOT_SHOWN = 2, 32
Frame = tuple[float, float, float, float]
FRAME: Frame = (LEFT, BOTTOM, RIGHT - LEFT, TOP_OF_PAGE - BOTTOM)

log = logging.getLogger(__name__)


def with_documents(paper: bytes, documents: Mapping[str, bytes]) -> bytes:
    """Return the paper with the pages of the documents, by name, behind its own."""
    return with_pages(paper, document_pages(documents))


def document_pages(documents: Mapping[str, bytes]) -> list[PageObject]:
    """Return the pages of the documents, by name."""
    named = enumerate(documents.items(), start=1)
    return [page for number, (name, content) in named for page in _pages(number, name, content)]


def with_pages(paper: bytes, pages: Sequence[PageObject], *, keywords: str = "", foot: str = "") -> bytes:
    """Return the paper with `pages` behind its own; `keywords` stand in its own words.

    `foot` stands below each page behind, with its number among all.
    """
    if not pages:
        return paper
    writer = PdfWriter(clone_from=io.BytesIO(paper))
    feet = _feet(foot, len(writer.pages), len(pages)) if foot else None
    for place, page in enumerate(pages):
        added = writer.add_page(page)
        if feet:
            added.merge_page(feet[place])
    if keywords:
        writer.add_metadata({"/Keywords": keywords})
    joined = io.BytesIO()
    writer.write(joined)
    return joined.getvalue()


def _feet(words: str, before: int, pages: int) -> Sequence[PageObject]:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    for number in range(before + 1, before + pages + 1):
        canvas.setFont(PLAIN, SMALL)
        canvas.setFillColor(MUTED)
        canvas.drawString(LEFT, FOOT, words)
        canvas.drawRightString(RIGHT, FOOT, f"Page {number} of {before + pages}")
        canvas.showPage()
    canvas.save()
    return list(PdfReader(drawn).pages)


def _pages(number: int, name: str, content: bytes) -> Sequence[PageObject]:
    """Return a document as pages; one that cannot be drawn is named on a page of its own."""
    try:
        if media_type_of(content) == PDF:
            return _pages_of_pdf(number, name, content)
        return _pages_of_picture(number, name, content)
    except DAMAGED:
        log.exception("A document could not be drawn; its page says so.")
        return _captions(number, name, 1, problem=f"It cannot be drawn here: open {name} beside this paper.")


def _pages_of_pdf(number: int, name: str, content: bytes) -> Sequence[PageObject]:
    sources, joined = PdfWriter(clone_from=io.BytesIO(content)), PdfWriter()
    captions = _captions(number, name, len(sources.pages))
    for caption, source in zip(captions, sources.pages, strict=True):
        _flatten(source)
        source.transfer_rotation_to_content()
        box, page = source.cropbox, joined.add_page(caption)
        page.merge_transformed_page(source, _fitted(box.left, box.bottom, box.width, box.height, FRAME))
    return list(joined.pages)


def _pages_of_picture(number: int, name: str, content: bytes) -> Sequence[PageObject]:
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
        frames: int = getattr(picture, "n_frames", 1)
        drawn = io.BytesIO()
        canvas = Canvas(drawn, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
        for place in range(frames):
            picture.seek(place)
            _caption(canvas, number, name, place + 1, frames)
            _draw(canvas, ImageOps.exif_transpose(picture))
            canvas.showPage()
        canvas.save()
    return list(PdfReader(drawn).pages)


def _draw(canvas: Canvas, picture: Image.Image) -> None:
    shown = picture.convert("L" if picture.mode in ("1", "L", "I;16", "I", "F") else "RGB")
    x, y, width, height = FRAME
    canvas.drawImage(ImageReader(shown), x, y, width, height, preserveAspectRatio=True, anchor="n")


def _captions(number: int, name: str, pages: int, *, problem: str = "") -> Sequence[PageObject]:
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=(WIDTH, HEIGHT), invariant=1, pageCompression=1)
    for place in range(1, pages + 1):
        _caption(canvas, number, name, place, pages)
        if problem:
            canvas.setFont(PLAIN, SIZE)
            canvas.setFillColor(RED)
            canvas.drawString(LEFT, TOP_OF_PAGE - 30, problem)
        canvas.showPage()
    canvas.save()
    return list(PdfReader(drawn).pages)


def _caption(canvas: Canvas, number: int, name: str, page: int, pages: int) -> None:
    canvas.setFont(PLAIN, SMALL)
    canvas.setFillColor(INK)
    canvas.drawString(LEFT, HEIGHT - 36, f"Document {number}")
    canvas.setFillColor(MUTED)
    canvas.drawRightString(RIGHT, HEIGHT - 36, f"{name}, page {page} of {pages}")


def _fitted(left: float, bottom: float, width: float, height: float, frame: Frame) -> Transformation:
    """Return how a box is moved into a frame, as large as it fits, at the top and in the middle."""
    x, y, wide, high = frame
    scale = min(wide / float(width), high / float(height))
    return (
        Transformation()
        .translate(-float(left), -float(bottom))
        .scale(scale)
        .translate(x + (wide - float(width) * scale) / 2, y + high - float(height) * scale)
    )


def _flatten(page: PageObject) -> None:
    """Draw what signatures and filled fields show into the page, and leave every action and link of it behind."""
    for reference in page.get("/Annots", None) or ():
        note = reference.get_object()
        if int(note.get("/F", 0)) & (HIDDEN | NOT_SHOWN):
            continue
        look = _look(note)
        if look is not None:
            _stamp(page, look, [float(each) for each in note["/Rect"]])
    for name in ("/Annots", "/AA"):
        page.pop(NameObject(name), None)


def _look(note: DictionaryObject) -> StreamObject | None:
    looks: Any = note.get("/AP", DictionaryObject()).get_object().get("/N")
    found = looks.get_object() if looks is not None else None
    if isinstance(found, DictionaryObject) and not isinstance(found, StreamObject):
        state = found.get(note.get("/AS", "/Off"))
        found = state.get_object() if state is not None else None
    return found if isinstance(found, StreamObject) else None


def _stamp(page: PageObject, look: StreamObject, rect: Sequence[float]) -> None:
    box = [float(each) for each in look.get("/BBox", (0, 0, 1, 1))]
    a, b, c, d, e, f = (float(each) for each in look.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    matrix = Transformation((a, b, c, d, e, f))
    corners = [matrix.apply_on((box[x], box[y])) for x in (0, 2) for y in (1, 3)]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    if right == left or high == low:
        return
    x, y = min(rect[0], rect[2]), min(rect[1], rect[3])
    wide, tall = abs(rect[2] - rect[0]), abs(rect[3] - rect[1])
    drawn = PageObject.create_blank_page(width=1, height=1)
    drawn[NameObject("/Resources")] = look.get("/Resources", DictionaryObject())
    drawn[NameObject("/Contents")] = look
    for name in ("/MediaBox", "/CropBox", "/TrimBox"):
        drawn[NameObject(name)] = RectangleObject((box[0], box[1], box[2], box[3]))
    moved = matrix.translate(-left, -low).scale(wide / (right - left), tall / (high - low)).translate(x, y)
    page.merge_transformed_page(drawn, moved)
