"""Opens a document before it is kept: only what can be read again later is proof."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from apps.patients.domain.documents import PDF, check_pages, check_points, media_type_of, unreadable
from apps.problems import Problem

# What the libraries raise on files that are cut off, damaged, or made to hurt.
DAMAGED = (PyPdfError, UnidentifiedImageError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError,
           SyntaxError, EOFError, RecursionError, OverflowError, ZeroDivisionError, Image.DecompressionBombError,
           NotImplementedError, AssertionError)  # fmt: skip


def pages_in(content: bytes) -> int | list[Problem]:
    """Return how many pages a PDF or a picture has, or why it cannot be kept."""
    is_pdf = media_type_of(content) == PDF
    try:
        with _quietly():
            found = _pages_of_pdf(content) if is_pdf else _pages_of_picture(content)
    except DAMAGED:
        return [unreadable("it is damaged or was cut off")]
    if isinstance(found, int):
        return check_pages(found) or found
    return found


def _pages_of_pdf(content: bytes) -> int | list[Problem]:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        return [unreadable("it is protected by a password")]
    pages = len(reader.pages)
    for page in reader.pages:
        page.mediabox  # noqa: B018 - a damaged page tree shows itself here
    return pages


def _pages_of_picture(content: bytes) -> int | list[Problem]:
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF")) as picture:
        frames: int = getattr(picture, "n_frames", 1)
        if check_pages(frames):
            return frames
        for frame in range(frames):
            picture.seek(frame)
            if problems := check_points(*picture.size):
                return problems
            picture.load()
        return frames


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep what the library says of a file, which may be words of it, out of the log."""
    log = logging.getLogger("pypdf")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before
