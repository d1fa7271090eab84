"""Small papers to attach: each kind of file that is kept, and some that are not."""

import io
from collections.abc import Sequence

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas


def a_pdf(*pages: str, field: str = "") -> bytes:
    """A PDF with a line of text on each page; `field` is what a filled-in field of the first page shows."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(500, 700), invariant=1)
    for number, text in enumerate(pages or ("Signed",)):
        canvas.drawString(50, 600, text)
        if field and not number:
            canvas.acroForm.textfield(name="signer", value=field, x=50, y=500, width=200, height=30)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def locked_pdf() -> bytes:
    """A PDF behind a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def a_picture(kind: str = "PNG", *, size: tuple[int, int] = (60, 80), pages: int = 1) -> bytes:
    """A picture of one shade; a TIFF may have pages, as a fax has."""
    written = io.BytesIO()
    shades: Sequence[Image.Image] = [Image.new("L", size, 200 - 10 * page) for page in range(pages)]
    more = {"save_all": True, "append_images": shades[1:]} if pages > 1 else {}
    shades[0].save(written, kind, **more)
    return written.getvalue()
