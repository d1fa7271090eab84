"""Reading X12 tolerantly: delimiters from each ISA, everything readable kept, everything odd said.

Takes a byte order mark, blanks and line breaks between and inside segments, small letters, several interchanges
with delimiters of their own, an ISA that is not padded or is missing, and counts that do not agree. Never raises for
what a file holds.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from apps.billing.domain.x12_delimiters import (
    BLANKS,
    Interchange,
    Mending,
    decode,
    in_capitals,
    interchanges,
)

_EXACT = ("ISA", "IK4", "AK4")
_ODD = {
    "no_interchange": "ISA is missing; what follows was read with the delimiters of its first transaction set.",
    "isa_incomplete": "ISA names no component separator; a colon was taken for it.",
}
_TRAILERS = {"SE": "ST", "GE": "GS", "IEA": "ISA"}
_ENDS = {begin: end for end, begin in _TRAILERS.items()}
_ENVELOPES = frozenset((*_TRAILERS, *_ENDS))
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
class SetHeader:
    """What a transaction set is, with the control numbers of the envelopes around it."""

    kind: str
    control_number: str
    group_control_number: str
    interchange_control_number: str


@dataclass(frozen=True, slots=True)
class TransactionSet(SetHeader):
    """The segments from ST to SE, with the control numbers of the envelopes around them."""

    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class X12File:
    """A file as read: all its segments, its transaction sets, and what is odd about it."""

    segments: tuple[Segment, ...]
    transaction_sets: tuple[TransactionSet, ...]
    findings: tuple[Finding, ...]


def read(content: bytes | str) -> X12File:
    """Return everything that can be read in `content`."""
    walk = Walk(content)
    sets: list[tuple[SetHeader, list[Segment]]] = []
    for header, segment in walk.inside():
        if not sets or sets[-1][0] is not header:
            sets.append((header, []))
        sets[-1][1].append(segment)
    return X12File(
        tuple(walk.kept),
        tuple(TransactionSet(*_values(header), tuple(segments)) for header, segments in sets),
        tuple(sorted(walk.findings, key=lambda finding: finding.segment_number)),
    )


def _values(header: SetHeader) -> tuple[str, str, str, str]:
    numbers = (header.control_number, header.group_control_number, header.interchange_control_number)
    return (header.kind, *numbers)


class Walk:
    """One way through a file, segment by segment; `findings` is complete at its end."""

    def __init__(self, content: bytes | str, *, keeps: bool = True) -> None:
        text = decode(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
        self.findings: list[Finding] = []
        self.kept: list[Segment] = []
        self._keeps = keeps
        self._text = in_capitals(text)

    def inside(self) -> Iterator[tuple[SetHeader, Segment]]:
        """Yield what stands inside transaction sets, each segment with the header of its set."""
        envelopes = _Envelopes(self.findings)
        segments = _segments(self._text, self.findings)
        yield from envelopes.inside(self._keeping(segments) if self._keeps else segments)

    def _keeping(self, segments: Iterator[Segment]) -> Iterator[Segment]:
        for segment in segments:
            self.kept.append(segment)
            yield segment


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
    """Follows the envelopes around segments and compares every count and control number on the way."""

    def __init__(self, findings: list[Finding]) -> None:
        self._findings = findings
        self._open: dict[str, Segment] = {}
        self._header: SetHeader | None = None
        self._counts = {"ISA": 0, "GS": 0, "ST": 0}

    def inside(self, segments: Iterable[Segment]) -> Iterator[tuple[SetHeader, Segment]]:
        segment = None
        for segment in segments:
            name = segment.identifier
            if name in _ENVELOPES:
                if self._header is not None and name != "SE":
                    self._say("set_without_end", "A transaction set has no SE; it was read to here.", segment)
                    self._end_set()
                if name in _ENDS:
                    self._begin(name, segment)
            if self._header is not None:
                self._counts["ST"] += 1
                yield self._header, segment
            if name in _TRAILERS:
                self._compare(name, segment)
                self._open.pop(_TRAILERS[name], None)
                self._header = None if name == "SE" else self._header
        if self._header is not None and segment is not None:
            self._say("set_without_end", "The last transaction set has no SE.", segment)
            self._end_set()
        for name, opened in self._open.items():
            self._say("envelope_without_end", f"{name} has no {_ENDS[name]}.", opened)

    def _end_set(self) -> None:
        self._open.pop("ST")
        self._header = None

    def _begin(self, name: str, segment: Segment) -> None:
        if name in self._open:
            self._say("envelope_without_end", f"A new {name} begins before {_ENDS[name]}.", segment)
        self._open[name] = segment
        self._counts[name] = 0
        if name == "ST":
            self._counts["GS"] += 1
            kind, number = segment.element(1), segment.element(2)
            self._header = SetHeader(kind, number, self._number_of("GS"), self._number_of("ISA"))
        else:
            self._counts["ISA"] += name == "GS"

    def _compare(self, trailer: str, segment: Segment) -> None:
        opened = self._open.get(_TRAILERS[trailer])
        if opened is None:
            self._say("end_without_envelope", f"{trailer} ends nothing.", segment)
            return
        counted, stated = self._counts[_TRAILERS[trailer]], segment.element(1)
        if (stated.lstrip("0") or stated[-1:]) != str(
            counted
        ):  # a TA1 alone stands in no group: IEA counts 0
            said = f"{trailer} counts {stated or 'nothing'}; there are {counted}."
            self._say("count_differs", said, segment)
        wanted = opened.element(_CONTROL_NUMBER[opened.identifier])
        if segment.element(2).strip() != wanted.strip():
            message = f"{trailer} carries control number {segment.element(2)}, not {wanted} as its beginning."
            self._say("control_number_differs", message, segment)

    def _number_of(self, name: str) -> str:
        return self._open[name].element(_CONTROL_NUMBER[name]).strip() if name in self._open else ""

    def _say(self, code: str, message: str, segment: Segment) -> None:
        self._findings.append(Finding(code, message, segment.number))
