"""What is pointed out before an auditor does: kinds of signals as rows, and what was seen. Never an accusation."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data" / "signals.toml"


class SignalKind(StrEnum):
    """A pattern that reviewers ask about; each has its row in the data."""

    AT_THRESHOLD = "at_threshold"
    IDENTICAL_DURATIONS = "identical_durations"
    ONE_SITTING = "one_sitting"
    CLONED_TEXT = "cloned_text"
    LONG_DAY = "long_day"
    AFTER_DEATH = "after_death"
    IN_HOSPITAL = "in_hospital"
    SAME_SERVICE = "same_service"
    OVERLAPPING_CARE = "overlapping_care"

    @property
    def label(self) -> str:
        """The kind as a list names it."""
        return kinds()[self].label


# The two patterns behind most of what Medicare took back for chronic care.
OIG = (SignalKind.SAME_SERVICE, SignalKind.OVERLAPPING_CARE)


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind in words: what is said when it is seen, what would explain it, and who says that it matters."""

    kind: str
    label: str
    seen: str
    explained: tuple[str, ...]
    source: str


class Behind(NamedTuple):
    """A row behind a signal: what it is ("entry", "claim", "decision", "stay", "outside") and its id."""

    what: str
    id: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one kind: its figures, and the rows behind it in their order."""

    kind: SignalKind
    figures: Mapping[str, Any] = field(default_factory=dict)
    behind: tuple[Behind, ...] = ()

    @property
    def sentence(self) -> str:
        """What was seen, in the words of the kind's row."""
        return sentence_of(self.kind, self.figures)


def sentence_of(kind: str, figures: Mapping[str, Any]) -> str:
    """Return what was seen, in the words of the kind's row."""
    return kinds()[SignalKind(kind)].seen.format(**figures)


@cache
def kinds() -> Mapping[SignalKind, KindRow]:
    """Return every kind with its words."""
    rows = _content()["signal"]
    return {
        SignalKind(each["kind"]): KindRow(**{**each, "explained": tuple(each["explained"])}) for each in rows
    }


@cache
def limit(name: str) -> int:
    """Return one number of the data, such as the hours of a day above which it is pointed out."""
    return next(int(each["value"]) for each in _content()["limit"] if each["id"] == name)


def limits() -> list[dict[str, Any]]:
    """Return every limit with its words and its source."""
    return list(_content()["limit"])


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text("utf-8"))
