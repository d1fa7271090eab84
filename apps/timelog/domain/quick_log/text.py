"""A sentence of the quick log as a sheet of characters that readings take for themselves, each at most once."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.timelog.domain.quick_log.spelling import respelt

# The longest sentence that is read; people type a line.
LONGEST_SENTENCE = 1_000
# What stands for bytes that were no character.
UNREADABLE = "\ufffd"
SAME: dict[str, str] = {"’": "'", "‘": "'", "`": "'", "´": "'", "→": "-", "•": "-", "·": "-"}
SAME |= dict.fromkeys("‐‑‒–—―−⁃﹣－", "-")
WORD = re.compile(r"[a-z0-9½¼¾]+(?:['.-][a-z0-9½¼¾]+)*'?")


class Confidence(StrEnum):
    """How sure a reading is."""

    CERTAIN = "certain"
    GUESSED = "guessed"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Read:
    """What a field was read as: `value` None when it is missing or ambiguous; `choices` holds what else it can be."""

    value: Any = None
    confidence: Confidence = Confidence.MISSING
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the sentence, [start, end), that says something."""

    start: int
    end: int
    value: Any
    is_sure: bool = True


@dataclass
class Sheet:
    """The sentence, folded without changing its length, and which field took each character (empty: nobody)."""

    text: str
    folded: str = ""
    owner: list[str] = field(default_factory=list)
    filled: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = fold(EM_DASH.sub(";", self.text))
        joined = [match.span() for match in DAY_T_TIME.finditer(self.folded)]
        self.folded = DAY_T_TIME.sub(" ", self.folded)
        self.folded = STROKED.sub(lambda run: run[0].replace("/", ";"), self.folded)
        if len(SPACED.findall(self.folded)) > 1:
            self.folded = SPACED.sub(" ; ", self.folded)
        if TIMED.search(self.folded):
            self.folded = STROKE.sub(";", self.folded)
        self.folded, self.filled = respelt(self.folded, self.text)
        self.filled += joined
        self.owner = [""] * len(self.text)

    def is_free(self, start: int, end: int) -> bool:
        """Say whether nobody took a character of [start, end)."""
        return not any(self.owner[start:end])

    def take(self, mention: Mention, by: str) -> None:
        """Give [start, end) to the field `by`."""
        self.owner[mention.start : mention.end] = [by] * (mention.end - mention.start)

    def take_rests(self) -> None:
        """Give the letters that a word put right has too many to whoever took the word."""
        for start, end in self.filled:
            if not self.owner[start]:
                self.owner[start:end] = [self.owner[start - 1]] * (end - start)

    def found(self, pattern: "re.Pattern[str]") -> Iterator["re.Match[str]"]:
        """Yield the matches of `pattern` whose characters nobody took."""
        at = 0
        while match := pattern.search(self.folded, at):
            is_free = self.is_free(*match.span())
            at = max(match.end() if is_free else 0, match.start() + 1)
            if is_free:
                yield match

    def words(self) -> Iterator["re.Match[str]"]:
        """Yield the words that nobody took."""
        yield from self.found(WORD)


# "Doe—8m—call": a long dash parts the fields but between figures.
EM_DASH = re.compile(r"(?<=[^\s\d])[—―](?=\S)|(?<=\S)[—―](?=[^\s\d])")
# "2026-11-09T14:05" is a day and a time.
DAY_T_TIME = re.compile(r"(?<=\d{4}-\d\d-\d\d)t(?=\d\d:\d\d)")
# Strokes between four or more parts stand for commas: "Schmitt/Sunrise/12m/call".
STROKED = re.compile(r"(?<![^\s])(?=[^\s]*[a-z]{3})[^\s/]{2,}(?:/[^\s/]{2,}){3,}")
# So do all that stand between words where a length stands between two of them: "Jane Doe/HHA/5 min/low sugar".
TIMED = re.compile(r"/\s*\d{1,3}\s*(?:m|mins?|minutes)\s*(?:/|$)|^\s*\d{1,3}\s*(?:m|mins?|minutes)\s*/")
SPACED = re.compile(r"(?<!\d) / | / (?!\d)")
STROKE = re.compile(
    r"(?<![\d][\d])(?<![^a-z][wdsnfcptu])/(?=\s*\w\w|\s*\d)(?!\d+(?:\D|$))|(?<=[a-z]{2})/(?=\d)"
)
# Marks that only join letters of some scripts; all others that cannot be seen are left out.
JOINERS = "\u200c\u200d"


def plain(sentence: str) -> str:
    """Return the sentence without what cannot be seen, and no longer than people type."""
    seen = (each for each in sentence if each in JOINERS or unicodedata.category(each) != "Cf")
    return "".join(" " if each.isspace() else max(each, " ") for each in seen)[:LONGEST_SENTENCE]


def fold(text: str) -> str:
    """Return `text` in small letters without accents and with plain quotes and dashes, as long as it was."""
    return "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
    if character in SAME:
        return SAME[character]
    if character in "½¼¾":
        return character
    if character.isspace():
        return " "
    plain = unicodedata.normalize("NFKD", character)[:1].lower()
    return plain if len(plain) == 1 else character
