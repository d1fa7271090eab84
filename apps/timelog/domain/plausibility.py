"""When the length of a time is doubtful, so that a person has to say that it is right before it counts."""

from dataclasses import dataclass
from datetime import date

from apps.problems import Problem
from apps.timelog.domain.clock import in_words, on_day

LONG_DAY = "long_day"


@dataclass(frozen=True, slots=True)
class DayLength:
    """What somebody's day holds, what it would get, and the longest that is taken unasked, all in seconds."""

    day: date
    held: int
    added: int
    longest: int

    @property
    def is_too_long(self) -> bool:
        """Say whether together they are more than is taken unasked; exactly as much is not."""
        return self.held + self.added > self.longest


def check_length(length: DayLength, *, is_confirmed: bool, reason: str) -> list[Problem]:
    """Return what is missing before the day may get what it would: nothing, that somebody confirms it, or why."""
    if not length.is_too_long:
        return []
    total = length.held + length.added
    if not is_confirmed:
        return [
            Problem(
                "day_too_long",
                f"{in_words(length.added)} would make {on_day(length.day)} a day of {in_words(total)}; the practice"
                f" takes {in_words(length.longest)} unasked. Correct the minutes, or say that they are right, and why.",
                "is_confirmed",
            )
        ]
    if not reason.strip():
        return [
            Problem(
                "reason_missing",
                f"{on_day(length.day)} would have {in_words(total)}. Say how that came about; it is kept with the"
                " entry.",
                "reason",
            )
        ]
    return []
