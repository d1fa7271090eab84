"""Reading X12 tolerantly: delimiters from each ISA, everything readable kept, everything odd said.

Takes a byte order mark, blanks and line breaks between segments, several interchanges with delimiters of
their own, an ISA that is not padded, and counts that do not agree. Never raises for what a file holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ISA = re.compile(r"ISA(?=[^A-Za-z0-9\s])")
_BLANKS = " \t\r\n\x00\x1a"
_TRAILERS = {"SE": "ST", "GE": "GS", "IEA": "ISA"}
_ENDS = {begin: end for end, begin in _TRAILERS.items()}
_CONTROL_NUMBER = {"ISA": 13, "GS": 6, "ST": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in a file: `segment_number` counts from 1, 0 for the file as a whole."""

    code: str
    message: str
    segment_number: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as it stood in the file, without its terminator."""

    number: int
    elements: tuple[str, ...]
    component_separator: str = ":"

    @property
    def identifier(self) -> str:
        """The segment's name: CLP, SVC ..."""
        return self.elements[0]

    def element(self, position: int) -> str:
        """Return the element at `position`, counted from 1 as the guides do; empty when it is not there."""
        return self.elements[position] if position < len(self.elements) else ""

    def components(self, position: int) -> tuple[str, ...]:
        """Return the components of the element at `position`; one empty string when it is not there."""
        return tuple(self.element(position).split(self.component_separator))

    def __str__(self) -> str:
        return "*".join(self.elements)


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """The segments from ST to SE, with the control numbers of the envelopes around them."""

    kind: str
    control_number: str
    group_control_number: str
    interchange_control_number: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class X12File:
    """A file as read: all its segments, its transaction sets, and what is odd about it."""

    segments: tuple[Segment, ...]
    transaction_sets: tuple[TransactionSet, ...]
    findings: tuple[Finding, ...]


def decode(content: bytes) -> str:
    """Return the text of a file, whatever its encoding: a byte that is no UTF-8 is read as Latin-1."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read(content: bytes | str) -> X12File:
    """Return everything that can be read in `content`."""
    findings: list[Finding] = []
    text = decode(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    if "\0" in text.strip(_BLANKS):
        findings.append(
            Finding("null_character", "The file holds null characters; each was read as “\ufffd”.")
        )
        text = text.strip(_BLANKS).replace("\0", "\ufffd")
    segments = tuple(_segments(text, findings))
    envelopes = _Envelopes()
    sets = tuple(envelopes.transaction_sets(segments))
    findings += envelopes.findings
    return X12File(segments, sets, tuple(sorted(findings, key=lambda finding: finding.segment_number)))


def _segments(text: str, findings: list[Finding]) -> Iterator[Segment]:
    position = _next_interchange(text, 0, terminator="")
    if position is None:
        findings.append(Finding("no_interchange", "There is no ISA segment: this is not an X12 file."))
        return
    if text[:position].strip():
        findings.append(Finding("text_before_interchange", "The text before the first ISA was left out."))
    number = 0
    while position is not None:
        delimiters = _delimiters(text, position)
        if delimiters is None:
            findings.append(Finding("isa_cut_short", "ISA is cut short; the rest was left out.", number + 1))
            return
        element, component, terminator = delimiters
        following = _next_interchange(text, position + 3, terminator=terminator)
        raw_segments = text[position:following].split(terminator)
        if raw_segments[-1].strip(_BLANKS):
            message = "The last segment has no end: the file may be cut short."
            findings.append(Finding("file_cut_short", message, number + len(raw_segments)))
        for raw in raw_segments:
            if stripped := raw.strip(_BLANKS):
                number += 1
                yield Segment(number, tuple(stripped.split(element)), component)
        position = following


def _next_interchange(text: str, start: int, *, terminator: str) -> int | None:
    """Return where the next ISA begins: anywhere for the first, else after a terminator or on a new line."""
    for found in _ISA.finditer(text, start):
        before = text[max(start, found.start() - 80) : found.start()].rstrip(" \t")
        if not terminator or before.endswith((terminator, "\n", "\r")) or not before:
            return found.start()
    return None


def _delimiters(text: str, position: int) -> tuple[str, str, str] | None:
    """Return element separator, component separator and terminator as the ISA at `position` names them."""
    element = text[position + 3]
    end = position + 3
    for _ in range(15):
        end = text.find(element, end + 1)
        if end < 0:
            return None
    if end + 2 >= len(text):
        return None
    return element, text[end + 1], text[end + 2]


class _Envelopes:
    """Cuts segments into transaction sets and compares every count and control number on the way."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._open: dict[str, Segment] = {}
        self._inside: list[Segment] = []
        self._counts = {"ISA": 0, "GS": 0}

    def transaction_sets(self, segments: tuple[Segment, ...]) -> Iterator[TransactionSet]:
        for segment in segments:
            name = segment.identifier
            if name in ("ST", "GS", "ISA", "GE", "IEA") and "ST" in self._open:
                self._say("set_without_end", "A transaction set has no SE; it was read to here.", segment)
                yield self._finished_set()
            if name in ("ISA", "GS", "ST"):
                self._begin(name, segment)
            if "ST" in self._open:
                self._inside.append(segment)
            if name in _TRAILERS:
                self._compare(name, segment)
                if name == "SE" and "ST" in self._open:
                    yield self._finished_set()
                self._open.pop(_TRAILERS[name], None)
        if "ST" in self._open:
            self._say("set_without_end", "The last transaction set has no SE.", segments[-1])
            yield self._finished_set()
        for name, opened in self._open.items():
            self._say("envelope_without_end", f"{name} has no {_ENDS[name]}.", opened)

    def _begin(self, name: str, segment: Segment) -> None:
        if name in self._open:
            self._say("envelope_without_end", f"A new {name} begins before {_ENDS[name]}.", segment)
        self._open[name] = segment
        if name == "ST":
            self._inside = []
            self._counts["GS"] += 1
        else:
            self._counts[name] = 0
            self._counts["ISA"] += name == "GS"

    def _compare(self, trailer: str, segment: Segment) -> None:
        opened = self._open.get(_TRAILERS[trailer])
        if opened is None:
            self._say("end_without_envelope", f"{trailer} ends nothing.", segment)
            return
        counted = len(self._inside) if trailer == "SE" else self._counts[_TRAILERS[trailer]]
        if segment.element(1).lstrip("0") != str(counted):
            stated = segment.element(1) or "nothing"
            self._say("count_differs", f"{trailer} counts {stated}; there are {counted}.", segment)
        wanted = opened.element(_CONTROL_NUMBER[opened.identifier])
        if segment.element(2).strip() != wanted.strip():
            message = f"{trailer} carries control number {segment.element(2)}, not {wanted} as its beginning."
            self._say("control_number_differs", message, segment)

    def _finished_set(self) -> TransactionSet:
        header = self._open.pop("ST")
        return TransactionSet(
            kind=header.element(1),
            control_number=header.element(2),
            group_control_number=self._number_of("GS"),
            interchange_control_number=self._number_of("ISA"),
            segments=tuple(self._inside),
        )

    def _number_of(self, name: str) -> str:
        return self._open[name].element(_CONTROL_NUMBER[name]).strip() if name in self._open else ""

    def _say(self, code: str, message: str, segment: Segment) -> None:
        self.findings.append(Finding(code, message, segment.number))
