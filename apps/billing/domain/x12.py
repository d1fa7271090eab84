"""Writing X12 exactly: delimiters protected, counts by construction, no trailing empty elements.

Values come out in the basic character set, upper case, readably transliterated (É as E, ß as SS): every
receiver takes it. Source: ASC X12 005010 control standards, appendix B.1 of the 005010 implementation guides.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

ELEMENT, COMPONENT, REPETITION, SEGMENT = "*", ":", "^", "~"

Composite: TypeAlias = tuple[str, ...]
Element: TypeAlias = str | Composite

_CLEAN = re.compile(r"""[A-Z0-9 !"&'()+,./;?=-]*""", re.ASCII)
_WRITTEN = re.compile(r"""[A-Z0-9 !"&'()*+,./:;?=-]*""", re.ASCII)
_NOT_BASIC = re.compile(r"""[^A-Z0-9 !"&'()+,./;?=-]+""", re.ASCII)
_READABLE = str.maketrans(
    {
        **dict.fromkeys("‘’‛`´ʼʹ′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−_", "-"),
        **dict.fromkeys("*:^~|\\@\t\r\n", " "),
        "Æ": "AE",
        "Ø": "O",
        "Ł": "L",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "Œ": "OE",
        "Ħ": "H",
        "Ŋ": "NG",
        "Ŧ": "T",
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        "⁄": "/",
        "[": "(",
        "]": ")",
        "{": "(",
        "}": ")",
    }
)


@lru_cache(maxsize=65536)
def text(value: str) -> str:
    """Return `value` as the basic character set can carry it: upper case, single blanks, no delimiters.

    What has no readable likeness is left out; a name in another script can come out empty.
    """
    if _CLEAN.fullmatch(value) and "  " not in value and value == value.strip():
        return value
    upper = unicodedata.normalize("NFKD", value.upper().translate(_READABLE))
    return " ".join(_NOT_BASIC.sub("", upper.translate(_READABLE)).split())


@lru_cache(maxsize=4096)
def number(value: Decimal) -> str:
    """Return `value` as type R wants it: no needless zeros or point (125.5, 140, 0)."""
    return format(value.normalize(), "f") if value else "0"


@lru_cache(maxsize=4096)
def day(value: date) -> str:
    """Return `value` as CCYYMMDD."""
    return value.strftime("%Y%m%d")


def minute(value: datetime) -> str:
    """Return the time of `value` as HHMM."""
    return value.strftime("%H%M")


@dataclass(frozen=True, slots=True)
class InterchangeHeader:
    """The fixed-width ISA segment: who sends to whom, when, for test or production."""

    sender_qualifier: str
    sender_id: str
    receiver_qualifier: str
    receiver_id: str
    written_at: datetime
    is_production: bool
    wants_acknowledgement: bool

    def segment(self, control_number: int) -> str:
        """Return ISA without its terminator; refuses (ValueError) what does not fit its fixed widths."""
        elements = (
            *("ISA", "00", " " * 10, "00", " " * 10),
            *(
                self.sender_qualifier,
                f"{self.sender_id:15}",
                self.receiver_qualifier,
                f"{self.receiver_id:15}",
            ),
            *(day(self.written_at.date())[2:], minute(self.written_at), REPETITION, "00501"),
            f"{control_number:09}",
            "1" if self.wants_acknowledgement else "0",
            "P" if self.is_production else "T",
            COMPONENT,
        )
        header = ELEMENT.join(elements)
        if len(header) != 105 or header.count(ELEMENT) != 16 or SEGMENT in header or not header.isascii():
            raise ValueError(f"The ISA segment is not 106 characters long or holds a delimiter: {header!r}.")
        return header


class SegmentWriter:
    """Collects segments; refuses (ValueError) any element that would not read back as itself."""

    def __init__(self, *, line_end: str) -> None:
        self._segments: list[str] = []
        self._end = SEGMENT + line_end
        self._sets = 0
        self._groups = 0

    def add(self, identifier: str, *elements: str) -> None:
        """Write one segment; trailing empty elements are left out."""
        segment = ELEMENT.join((identifier, *elements))
        self._append(segment, elements=len(elements), components=0)

    def add_composed(self, identifier: str, *elements: Element) -> None:
        """Write one segment with composites, given as tuples; trailing empty components are left out too."""
        joined = [
            each if isinstance(each, str) else COMPONENT.join(each).rstrip(COMPONENT) for each in elements
        ]
        components = sum(
            part.count(COMPONENT)
            for part, each in zip(joined, elements, strict=True)
            if not isinstance(each, str)
        )
        segment = ELEMENT.join((identifier, *joined))
        self._append(segment, elements=len(elements), components=components)

    def _append(self, segment: str, *, elements: int, components: int) -> None:
        as_meant = segment.count(ELEMENT) == elements and segment.count(COMPONENT) == components
        if not as_meant or not _WRITTEN.fullmatch(segment):
            name = segment.partition(ELEMENT)[0]
            raise ValueError(f"A value in {name} holds a character that the file cannot carry.")
        self._segments.append(segment.rstrip(ELEMENT))

    @contextmanager
    def interchange(self, header: InterchangeHeader, *, control_number: int) -> Iterator[None]:
        """Write ISA, what is added inside, and IEA with the number of groups."""
        self._segments.append(header.segment(control_number))
        self._groups = 0
        yield
        self.add("IEA", str(self._groups), f"{control_number:09}")

    @contextmanager
    def group(self, *elements: str, control_number: int, version: str) -> Iterator[None]:
        """Write GS (its first five elements given), what is added inside, and GE with the number of sets."""
        self.add("GS", *elements, str(control_number), "X", version)
        self._groups += 1
        self._sets = 0
        yield
        self.add("GE", str(self._sets), str(control_number))

    @contextmanager
    def transaction_set(self, kind: str, *, control_number: int, version: str) -> Iterator[None]:
        """Write ST, what is added inside, and SE with the number of segments, both ends included."""
        before = len(self._segments)
        self.add("ST", kind, f"{control_number:04}", version)
        self._sets += 1
        yield
        self.add("SE", str(len(self._segments) - before + 1), f"{control_number:04}")

    def to_bytes(self) -> bytes:
        """Return the file."""
        return "".join([segment + self._end for segment in self._segments]).encode("ascii")
