"""What may be kept as proof: the kinds of files, told by their content, and how large one may be."""

import re
from dataclasses import dataclass

from apps.problems import Problem

LARGEST_MEGABYTES = 15
LARGEST_BYTES = LARGEST_MEGABYTES * 1024 * 1024
MOST_PAGES = 300
# A page of 11 by 17 inches at 600 points an inch has 67 million.
MOST_POINTS = 80_000_000
LONGEST_NAME = 120
TAKEN = "a PDF, PNG, JPEG or TIFF"


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kind of file that is kept; `begins` are the bytes by which it is known."""

    name: str
    word: str
    extension: str
    begins: tuple[bytes, ...]


PDF = MediaType("application/pdf", "PDF", "pdf", (b"%PDF-",))
PNG = MediaType("image/png", "PNG", "png", (b"\x89PNG\r\n\x1a\n",))
JPEG = MediaType("image/jpeg", "JPEG", "jpg", (b"\xff\xd8\xff",))
TIFF = MediaType("image/tiff", "TIFF", "tif", (b"II*\x00", b"MM\x00*"))
MEDIA_TYPES = (PDF, PNG, JPEG, TIFF)
BY_NAME = {each.name: each for each in MEDIA_TYPES}

# What people try, so that the answer can say what it is.
_NOT_TAKEN: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture or a recording"),
    (b"\x00\x00\x00", "an HEIC picture or a film"),
    (b"MZ", "a program"),
    (b"<", "a web page or an SVG picture"),
)


def media_type_of(content: bytes) -> MediaType | None:
    """Return what a file is by its first bytes, whatever its name says; None when it is nothing that is kept."""
    return next((each for each in MEDIA_TYPES if content.startswith(each.begins)), None)


def check_document(content: bytes) -> list[Problem]:
    """Return why a file cannot be kept as proof: it is empty, too large, or of another kind."""
    if not content:
        return [_problem("file_empty", "The file is empty. Scan or save it again.")]
    if len(content) > LARGEST_BYTES:
        return [too_large(len(content))]
    if media_type_of(content) is None:
        found = next((name for begins, name in _NOT_TAKEN if content.startswith(begins)), "no such file")
        message = f"The file is {found}. Save or scan it as {TAKEN}."
        return [_problem("file_kind_wrong", message)]
    return []


def too_large(size: int) -> Problem:
    """Return the problem of a file of `size` bytes that exceeds the limit."""
    megabytes = size / 1024 / 1024
    message = (
        f"The file has {megabytes:.0f} MB; a document has at most {LARGEST_MEGABYTES} MB. Scan it in grey."
    )
    return _problem("file_too_large", message)


def check_pages(count: int) -> list[Problem]:
    """Return a problem with a document of no page or of too many."""
    if count == 0:
        return [_problem("file_without_pages", "The file has no page. Scan or save it again.")]
    if count > MOST_PAGES:
        message = f"The file has {count:,} pages; a document has at most {MOST_PAGES}. Attach the pages that prove it."
        return [_problem("file_too_long", message)]
    return []


def check_points(width: int, height: int) -> list[Problem]:
    """Return a problem with a picture that would fill the memory when it is opened."""
    if width * height <= MOST_POINTS:
        return []
    message = f"The picture has {width:,} by {height:,} points, more than any scan of a page. Scan it again at 300 dpi."
    return [_problem("picture_too_large", message)]


def unreadable(why: str) -> Problem:
    """Return the problem of a file that begins like one that is kept and cannot be opened."""
    return _problem("file_unreadable", f"The file cannot be opened: {why}. Scan or save it again.")


def shown_name(name: str) -> str:
    """Return the name of an uploaded file for the page: without folders and control characters, not too long."""
    bare = re.sub(
        r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", name.replace("\\", "/").rpartition("/")[2]
    )
    tidy = " ".join(bare.split()) or "document"
    if len(tidy) <= LONGEST_NAME:
        return tidy
    stem, dot, extension = tidy.rpartition(".")
    kept = f"{dot}{extension}" if dot and len(extension) <= 5 else ""
    return f"{(stem if kept else tidy)[: LONGEST_NAME - len(kept) - 1]}…{kept}"


def _problem(code: str, message: str) -> Problem:
    return Problem(code, message, "file")
