"""A day that a sentence names, and the words that stand beside every way to name one."""

import re
from dataclasses import dataclass
from datetime import date

from apps.timelog.domain.quick_log.text import Mention

PART = r"(?:\s+(?:in\s+the\s+)?(?P<part>morning|afternoon|evening|night|nite|am|pm)(?![a-z]))?"
ON = r"(?:\bon\s+|\bdos:?\s+|\bfrom\s+(?=yesterday|last|mon|tue|wed|thu|fri|sat|sun))?"


@dataclass(frozen=True, slots=True)
class Day:
    """A day that a sentence names: what it can be, the first meant first, the part of it ("" when none is said) and its name alone."""

    dates: tuple[date, ...]
    part: str = ""
    weekday: int | None = None


def mention_of(match: "re.Match[str]", dates: tuple[date, ...], part: str | None = None) -> Mention:
    """Return the day that a match names, on the part of it that the match or `part` says."""
    said = part if part is not None else match["part"] or ""
    return Mention(*match.span(), Day(dates, part_of(said)))


PARTS_OF_DAY = ("morning", "afternoon", "evening", "night")


def part_of(said: str | None) -> str:
    """Return the part of the day that is said, "" when it is none."""
    known = {"am": "morning", "pm": "afternoon", "nite": "night"}.get(said or "", said or "")
    return known if known in PARTS_OF_DAY else ""
