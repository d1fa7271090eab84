"""What the product tells people about once a day: kinds, who is told, and the words, in which no patient occurs."""

from dataclasses import dataclass
from enum import StrEnum

from apps.practice.domain.roles import Action


class AlertKind(StrEnum):
    """Something that wants a person."""

    PERIOD_ENDING = "period_ending"
    CLOSE_FAILED = "close_failed"
    FILING_LIMIT = "filing_limit"
    REJECTED = "rejected"
    TIME_CHANGED = "time_changed"


@dataclass(frozen=True, slots=True)
class Telling:
    """How a kind is told: to whom it may concern, what it is, and the words for one and for many."""

    action: Action
    label: str
    one: str
    many: str


TELLINGS: dict[AlertKind, Telling] = {
    AlertKind.PERIOD_ENDING: Telling(
        Action.LOG_TIME,
        "Periods of my patients that end in five days, or tomorrow, below their threshold",
        "1 period ends soon below its threshold",
        "{count} periods end soon below their threshold",
    ),
    AlertKind.CLOSE_FAILED: Telling(
        Action.CLOSE_PERIODS,
        "Periods that could not be closed",
        "1 period could not be closed",
        "{count} periods could not be closed",
    ),
    AlertKind.FILING_LIMIT: Telling(
        Action.REVIEW_CLAIMS,
        "Claims with 30 days, 7 days or one day left to file",
        "1 claim nears its last day for filing",
        "{count} claims near their last day for filing",
    ),
    AlertKind.REJECTED: Telling(
        Action.REVIEW_CLAIMS,
        "Claims that were rejected",
        "1 claim was rejected",
        "{count} claims were rejected",
    ),
    AlertKind.TIME_CHANGED: Telling(
        Action.LOG_TIME,
        "Time of mine that somebody else changed, and answers",
        "1 change of your time waits to be read",
        "{count} changes of your time wait to be read",
    ),
}

# Days before the end of a period, and before the last day for filing, on which people are told.
PERIOD_MARKS = (5, 1)
FILING_MARKS = (30, 7, 1)


def in_words(kind: AlertKind, count: int) -> str:
    """Return what an alert says; never a patient's name or any other detail of one."""
    telling = TELLINGS[kind]
    return telling.one if count == 1 else telling.many.format(count=f"{count:,}")
