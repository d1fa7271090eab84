"""Where the interchanges of a file begin and what parts their segments: named by each ISA, or by the first set.

Takes any encoding, small letters, control characters as delimiters, an ISA that is not padded or lacks its last
element, and a file whose ISA was cut away.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

# \w would take letters of every script, \s the control characters that some payers part elements with
_ISA = re.compile(r"ISA(?=[^A-Za-z0-9 \t\r\n\0])")
_SMALL_ISA = re.compile(r"isa(?=[^A-Za-z0-9 \t\r\n\0])")
_SET = re.compile(
    r"\bST(?P<element>[^A-Za-z0-9 \t\r\n])\d{3}(?:(?P=element)[A-Za-z0-9]+)+(?P<terminator>[^A-Za-z0-9])"
)
_GROUP = re.compile(r"\bGS[^A-Za-z0-9 \t\r\n][A-Z]{2}[^A-Za-z0-9]")
_COMPOSITE = r"(?:SVC|SV1|STC){element}[A-Z][A-Z0-9]([^A-Za-z0-9 \t\r\n])"
_NO_COMPONENT = re.compile(r"[A-Z](\W)\s*GS")  # ISA15, the terminator, the next segment
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
BLANKS = " \t\r\n\x00\x1a"


@dataclass(frozen=True, slots=True)
class Interchange:
    """A stretch of a file with delimiters of its own; `odd` is a finding's code when they were not named whole."""

    text: str
    element: str
    component: str
    terminator: str
    odd: str = ""


def decode(content: bytes) -> str:
    """Return the text of a file, whatever its encoding: a byte that is no UTF-8 is read as Latin-1."""
    if content.startswith(_UTF_16):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def in_capitals(text: str) -> str:
    """Return `text`, in capitals when the file is written in small letters: codes mean the same."""
    return text.upper() if _SMALL_ISA.search(text) and not _ISA.search(text) else text


def interchanges(text: str) -> Iterator[Interchange | str]:
    """Yield the interchanges of a file in their order; a stretch that cannot be read as one comes as plain text."""
    begin = _next_interchange(text, 0, terminator="")
    yield from _without_header(text[:begin])
    while begin is not None:
        found = _delimiters(text, begin)
        if found is None:
            yield text[begin:]
            return
        following = _next_interchange(text, begin + 3, terminator=found[2])
        yield Interchange(text[begin:following], *found)
        begin = following


def _without_header(text: str) -> Iterator[Interchange | str]:
    """Read what stands before the first ISA by the delimiters of its first transaction set, when there is one."""
    if not text.strip(BLANKS):
        return
    if not (first := _SET.search(text)):
        yield text
        return
    group = _GROUP.search(text, 0, first.start())
    begin = group.start() if group else first.start()
    if text[:begin].strip(BLANKS):
        yield text[:begin]
    element, terminator = first["element"], first["terminator"]
    composite = re.search(_COMPOSITE.format(element=re.escape(element)), text)
    component = composite[1] if composite and composite[1] not in (element, terminator) else ":"
    yield Interchange(text[begin:], element, component, terminator, "no_interchange")


def _next_interchange(text: str, start: int, *, terminator: str) -> int | None:
    """Return where the next ISA begins: anywhere for the first, else after a terminator or on a new line."""
    for found in _ISA.finditer(text, start):
        before = text[max(start, found.start() - 80) : found.start()].rstrip(" \t\0")
        if not terminator or before.endswith((terminator, "\n", "\r")) or not before:
            return found.start()
    return None


def _delimiters(text: str, position: int) -> tuple[str, str, str, str] | None:
    """Return element and component separator and terminator as the ISA at `position` names them, and what is odd.

    An ISA that lacks its last element, or what it holds, still shows its terminator: it stands before GS.
    """
    element = text[position + 3]
    before = end = position + 3
    for _ in range(15):
        before, end = end, text.find(element, end + 1)
        if end < 0:
            return None
    if without := _NO_COMPONENT.fullmatch(text[before + 1 : end]):
        return element, ":", without[1], "isa_incomplete"
    if end + 2 >= len(text):
        return None
    component, terminator = text[end + 1], text[end + 2]
    following = text[end + 2 : end + 402].lstrip().splitlines()[:1]
    ends_alike = terminator in "\r\n" and following and following[0].rstrip().endswith(component)
    if terminator.isalnum() or ends_alike:
        return element, ":", component, "isa_incomplete"
    return element, component, terminator, ""


class Mending:
    """Puts right what line breaks did to segments of one interchange; `said` holds what was seen, each once."""

    def __init__(self, part: Interchange) -> None:
        self.said: list[tuple[str, str]] = []
        self._part = part
        self._seen: set[str] = set()
        self._begins = re.compile(rf"[\r\n]+ *(?=[A-Z][A-Z0-9]{{1,2}}{re.escape(part.element)})")
        self._is_wrapped: bool | None = None

    def mended(self, raw: str) -> list[str]:
        """Return the segment, or the several that stand in it because a terminator is missing between two lines."""
        if "\0" in raw:
            self._say("null_character", "The file holds null characters; each was read as “\ufffd”.")
            raw = raw.replace("\0", "\ufffd")
        if "\n" not in raw and "\r" not in raw:
            return [raw]
        self._is_wrapped = _is_wrapped(self._part.text) if self._is_wrapped is None else self._is_wrapped
        parts = [raw] if self._is_wrapped else self._begins.split(raw)
        if len(parts) > 1:
            self._say("terminator_missing", "A segment ends with its line and not with its terminator.")
        if any("\n" in part or "\r" in part for part in parts):
            self._say("line_breaks_inside", "Line breaks inside segments were left out.")
        return [part.replace("\r", "").replace("\n", "") for part in parts]

    def _say(self, code: str, message: str) -> None:
        if code not in self._seen:
            self.said.append((code, message))
            self._seen.add(code)


def _is_wrapped(text: str) -> bool:
    """Whether a file was broken into lines of one length, whatever its segments."""
    lengths = [len(line) for line in text.splitlines()[1:-1]]
    return bool(lengths) and lengths.count(max(lengths)) * 10 >= len(lengths) * 9
