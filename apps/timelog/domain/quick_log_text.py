"""A sentence of the quick log as a sheet of characters that readings take for themselves, each at most once."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

# The longest sentence that is read; people type a line.
LONGEST_SENTENCE = 1_000
SAME: dict[str, str] = {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "→": "-"}
WORD = re.compile(r"[a-z0-9½¼¾]+(?:['./-][a-z0-9½¼¾]+)*'?")


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

    def __post_init__(self) -> None:
        self.folded = fold(self.text)
        self.owner = [""] * len(self.text)

    def is_free(self, start: int, end: int) -> bool:
        """Say whether nobody took a character of [start, end)."""
        return not any(self.owner[start:end])

    def take(self, mention: Mention, by: str) -> None:
        """Give [start, end) to the field `by`."""
        self.owner[mention.start : mention.end] = [by] * (mention.end - mention.start)

    def found(self, pattern: "re.Pattern[str]") -> Iterator["re.Match[str]"]:
        """Yield the matches of `pattern` whose characters nobody took."""
        for match in pattern.finditer(self.folded):
            if self.is_free(*match.span()):
                yield match

    def words(self) -> Iterator["re.Match[str]"]:
        """Yield the words that nobody took."""
        yield from self.found(WORD)


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
