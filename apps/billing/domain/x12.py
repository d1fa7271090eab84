"""Writing X12 exactly: delimiters protected, counts by construction, no trailing empty elements.

Values come out in the basic character set, upper case, readably transliterated (É as E, ß as SS): every
receiver takes it. Source: ASC X12 005010 control standards, appendix B.1 of the 005010 implementation guides.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
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
_ANYWHERE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !\"&'()+,-./;?=*:"  # in segments, with their delimiters
_NOT_BASIC = re.compile(r"""[^A-Z0-9 !"&'()+,./;?=-]+""", re.ASCII)
_READABLE = str.maketrans(
    {
        **dict.fromkeys("‘’‛`´ʼʹʻʾʿ′", "'"),
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
        "ẞ": "SS",
        **dict(zip("ƁƊƉƏƐƎƘƆƳ", "BDDEEEKOY", strict=True)),
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

    What has no readable likeness is left out, see `letters_lost`; a name in another script can come out empty.
    """
    upper = value.upper()
    if _CLEAN.fullmatch(upper):
        return " ".join(upper.split())
    upper = unicodedata.normalize("NFKD", upper.translate(_READABLE))
    return " ".join(_NOT_BASIC.sub("", upper.translate(_READABLE)).split())


def letters_lost(value: str) -> str:
    """Return the letters of `value` that `text` leaves out, each once."""
    lost = (letter for letter in value if not letter.isascii() and letter.isalpha() and not text(letter))
    return "".join(dict.fromkeys(lost))


@lru_cache(maxsize=4096)
def number(value: Decimal) -> str:
    """Return `value` as type R wants it: no needless zeros or point (125.5, 140, 0)."""
    return format(value.normalize(), "f") if value else "0"


@lru_cache(maxsize=4096)
def day(value: date) -> str:
    """Return `value` as CCYYMMDD."""
    return value.isoformat().replace("-", "")


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


class Segments:
    """Segments in their order; refuses (ValueError) a value that would not read back as itself."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: list[str] = []

    def add(self, *elements: str) -> None:
        """Write one segment, its identifier first; trailing empty elements are left out."""
        row = ELEMENT.join(elements)
        if COMPONENT in row or row.count(ELEMENT) >= len(elements):
            raise ValueError(f"A value in {elements[0]} holds a delimiter, which the file cannot carry.")
        self.rows.append(row if elements[-1] else row.rstrip(ELEMENT))

    def add_composed(self, *elements: Element) -> None:
        """Write one segment with composites, given as tuples; trailing empty components are left out too."""
        colons, joined = 0, []
        for each in elements:
            if isinstance(each, tuple):
                shown = each if each[-1] else _without_trailing_blanks(each)
                colons += max(len(shown) - 1, 0)
                joined.append(COMPONENT.join(shown))
            else:
                joined.append(each)
        row = ELEMENT.join(joined)
        if row.count(COMPONENT) != colons or row.count(ELEMENT) >= len(joined):
            raise ValueError(
                f"A value in a composite of {joined[0]} holds a delimiter, which the file cannot carry."
            )
        self.rows.append(row.rstrip(ELEMENT))

    def add_qualified(self, name: str, qualifiers: tuple[str, str], values: Sequence[str]) -> None:
        """Write one segment of pairs, qualifier and value: the first with one qualifier, all others with another."""
        first, other = qualifiers
        row = f"{name}{ELEMENT}{first}{COMPONENT}" + f"{ELEMENT}{other}{COMPONENT}".join(values)
        if row.count(COMPONENT) != len(values) or row.count(ELEMENT) != len(values):
            raise ValueError(f"A value in {name} holds a delimiter, which the file cannot carry.")
        self.rows.append(row)


class SegmentWriter(Segments):
    """A file in the making: its envelope, whose counts are those of what is inside, around its segments."""

    __slots__ = ("_end", "_groups", "_header", "_sets")

    def __init__(self, *, line_end: str) -> None:
        super().__init__()
        self._header = ""
        self._end = SEGMENT + line_end
        self._sets = 0
        self._groups = 0

    @contextmanager
    def interchange(self, header: InterchangeHeader, *, control_number: int) -> Iterator[None]:
        """Write ISA, what is added inside, and IEA with the number of groups."""
        self._header = header.segment(control_number) + self._end
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
        before = len(self.rows)
        self.add("ST", kind, f"{control_number:04}", version)
        self._sets += 1
        yield
        self.add("SE", str(len(self.rows) - before + 1), f"{control_number:04}")

    def to_bytes(self) -> bytes:
        """Return the file; refuses (ValueError) letters outside the basic character set, wherever they stand."""
        body = _encoded(self._end.join([*self.rows, ""]))
        # without the characters that may stand anywhere, the segments' own ends must be left
        if body.translate(None, _ANYWHERE) != self._end.encode("ascii") * len(self.rows):
            strange = next(row for row in self.rows if _encoded(row).translate(None, _ANYWHERE))
            name = strange.split(ELEMENT)[0]
            raise ValueError(f"A value in {name} holds a character that the file cannot carry.")
        return self._header.encode("ascii") + body


def _encoded(text: str) -> bytes:
    """Return ASCII; any other letter shows by a backslash, which no file may carry either."""
    return text.encode("ascii", "backslashreplace")


def _without_trailing_blanks(composite: Composite) -> Composite:
    while composite and not composite[-1]:
        composite = composite[:-1]
    return composite
