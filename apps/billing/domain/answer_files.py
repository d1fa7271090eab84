"""What somebody chose as an answer of a payer, seen at a glance: before it is read segment by segment."""

import re

from apps.billing.domain.x12_delimiters import decode
from apps.problems import Problem

LARGEST_BYTES = 64 * 1024 * 1024
_BEGINS_835 = re.compile(r"ST *[^A-Za-z0-9 \t\r\n] *835", re.IGNORECASE)
_BEGINS_ANSWER = re.compile(
    r"ST *[^A-Za-z0-9 \t\r\n] *(?:999|997|277)|TA1 *[^A-Za-z0-9 \t\r\n]", re.IGNORECASE
)
_PACKED: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive or a workbook", "Unpack it and choose the files in it."),
    (b"\x1f\x8b", "a compressed file", "Unpack it and choose the file in it."),
    (b"%PDF", "a PDF", "Ask the payer or clearinghouse for the file that programs read."),
)


def begins_835(content: bytes) -> bool:
    """Whether a remittance advice begins anywhere in a file."""
    return _BEGINS_835.search(decode(content)) is not None


def check_remittance_file(content: bytes, name: str) -> list[Problem]:
    """Return why a file called `name` cannot be a remittance advice."""
    if problems := _no_text(content, name):
        return problems
    if begins_835(content):
        return []
    said = f"{name} holds no remittance advice: no 835 begins in it (ST*835)."
    return [Problem("not_an_835", f"{said} Choose the 835 file that the payer sent.", "file")]


def check_acknowledgement_file(content: bytes, name: str) -> list[Problem]:
    """Return why a file called `name` cannot be an acknowledgement."""
    if problems := _no_text(content, name):
        return problems
    if _BEGINS_ANSWER.search(decode(content)):
        return []
    if begins_835(content):
        said = (
            f"{name} is a remittance advice (835) and acknowledges nothing. Bring it in with the remittances."
        )
        return [Problem("nothing_acknowledged", said, "file")]
    return [nothing_acknowledged(name)]


def nothing_acknowledged(name: str) -> Problem:
    """Return the problem of a file without an answer."""
    said = f"{name} holds no TA1, 999 or 277CA. Choose the file that the clearinghouse sent back."
    return Problem("nothing_acknowledged", said, "file")


def too_large(size: int, name: str) -> Problem:
    """Return the problem of a file of `size` bytes."""
    most = LARGEST_BYTES // 1024**2
    said = f"{name} has {-(-size // 1024**2):,} MB; at most {most} MB are taken. Ask for smaller files."
    return Problem("file_too_large", said, "file")


def _no_text(content: bytes, name: str) -> list[Problem]:
    if len(content) > LARGEST_BYTES:
        return [too_large(len(content), name)]
    return [
        Problem("file_packed", f"{name} is {what}. {remedy}", "file")
        for beginning, what, remedy in _PACKED
        if content.startswith(beginning)
    ]
