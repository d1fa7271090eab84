"""A word or phrase that speaks of one field, where it stands, and the words that tell whom somebody spoke with."""

import re
from dataclasses import dataclass

from apps.timelog.domain.quick_log.text import Mention

COMMUNICATION = "communication"
TALKS = frozenset({"phone", "portal", "in_person"})
WITH = re.compile(
    r"(?:\bwith|\bw/|\bw\.|\bw|\bfrom|\bfr|\bfrm|\bto|\bby|\bcalled|\bcall|\bphoned|\bcontacted|\bmet|\bvia|\bat)\s*(?:the\s+|a\s+)?$"
)
# "with Washington's POA": the patient's name may stand between.
_WHOSE = r"(?:the\s+|an?\s+|(?:[\w-]+\s+)?[\w'-]+'s?\s+)?"
PLAIN_WITH = re.compile(rf"(?:\bwith|\bw/|\bw(?=\s))\s*{_WHOSE}(?:two\s+|both\s+)?$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A word or phrase with what it says of one field; `strength` 3 says it outright."""

    field: str
    value: str
    strength: int
    pattern: "re.Pattern[str]"


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase at its place."""

    start: int
    end: int
    phrase: Phrase

    @property
    def mention(self) -> Mention:
        return Mention(self.start, self.end, self.phrase.value, self.phrase.strength > 2)
