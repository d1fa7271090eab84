"""Reading X12 tolerantly: delimiters from each ISA, everything readable kept, everything odd said.

Takes a byte order mark, blanks and line breaks between and inside segments, small letters, several interchanges
with delimiters of their own, an ISA that is not padded or is missing, and counts that do not agree. Never raises for
what a file holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apps.billing.domain.x12_delimiters import (
    BLANKS,
    Interchange,
    Mending,
    decode,
    in_capitals,
    interchanges,
)

_EXACT = ("ISA", "IK4")
_ODD = {
    "no_interchange": "ISA is missing; what follows was read with the delimiters of its first transaction set.",
    "isa_incomplete": "ISA names no component separator; a colon was taken for it.",
}
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


def read(content: bytes | str) -> X12File:
    """Return everything that can be read in `content`."""
    findings: list[Finding] = []
    text = decode(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    segments = tuple(_segments(in_capitals(text), findings))
    envelopes = _Envelopes()
    sets = tuple(envelopes.transaction_sets(segments))
    findings += envelopes.findings
    return X12File(segments, sets, tuple(sorted(findings, key=lambda finding: finding.segment_number)))


def _segments(text: str, findings: list[Finding]) -> Iterator[Segment]:
    """Yield the segments of all interchanges, numbered through the file."""
    number = 0
    for part in interchanges(text):
        if isinstance(part, str):
            findings.append(_left_out(part, number, is_all=part == text))
            continue
        if part.odd:
            findings.append(Finding(part.odd, _ODD[part.odd], number + 1))
        for segment in _segments_of(part, findings, number):
            number = segment.number
            yield segment
    if not number and not findings:
        findings.append(_left_out("", 0, is_all=True))


def _left_out(part: str, number: int, *, is_all: bool) -> Finding:
    if part.startswith("ISA"):
        return Finding("isa_cut_short", "ISA is cut short; the rest was left out.", number + 1)
    if is_all:
        return Finding("no_interchange", "There is no ISA segment: this is not an X12 file.")
    return Finding("text_before_interchange", "The text before the first ISA was left out.")


def _segments_of(part: Interchange, findings: list[Finding], number: int) -> Iterator[Segment]:
    raw_segments = part.text.split(part.terminator)
    if raw_segments[-1].strip(BLANKS):
        message = "The last segment has no end: the file may be cut short."
        findings.append(Finding("file_cut_short", message, number + len(raw_segments)))
    mend = Mending(part)
    beside = (f" {part.element}", f"{part.element} ")
    for raw in raw_segments:
        if not (stripped := raw.strip(BLANKS)):
            continue
        whole = [stripped] if stripped.isprintable() else mend.mended(stripped)
        for each in whole:
            number += 1
            yield Segment(number, _elements(each, part.element, beside), part.component)
        if mend.said:
            findings += [Finding(code, message, number) for code, message in mend.said]
            mend.said.clear()


def _elements(raw: str, separator: str, beside: tuple[str, str]) -> tuple[str, ...]:
    """Take a segment apart; blanks around a value say nothing, except in ISA and in the bad value of a 999."""
    values = raw.split(separator)
    if (beside[0] in raw or beside[1] in raw) and values[0] not in _EXACT:
        values = [value.strip(" ") for value in values]
    values[0] = values[0].upper()
    return tuple(values)


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
