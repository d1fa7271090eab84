"""How long there is to file a claim: the days left, and how much that hurries."""

from datetime import date
from enum import StrEnum

from apps.billing.domain.lifecycle import ClaimState

# What has not reached its payer: money that is lost when the time for filing runs out.
UNFILED = (
    ClaimState.DRAFT,
    ClaimState.HELD,
    ClaimState.RETURNED,
    ClaimState.APPROVED,
    ClaimState.BATCHED,
    ClaimState.REJECTED,
)


class Urgency(StrEnum):
    """How soon the time for filing runs out; the last day still counts."""

    PAST = "past"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    LATER = "later"

    @property
    def label(self) -> str:
        """The urgency as a counter says it."""
        return _LABELS[self]


_LABELS = {
    Urgency.PAST: "too late",
    Urgency.WEEK: "within 7 days",
    Urgency.MONTH: "within 30 days",
    Urgency.QUARTER: "within 90 days",
    Urgency.LATER: "later",
}
_MOST_DAYS = ((7, Urgency.WEEK), (30, Urgency.MONTH), (90, Urgency.QUARTER))


def days_left(file_by_on: date, *, today: date) -> int:
    """Return the days from today to the last one: 0 on that day, less than 0 afterwards."""
    return (file_by_on - today).days


def urgency_of(days: int) -> Urgency:
    """Return how much `days` left to file hurry."""
    if days < 0:
        return Urgency.PAST
    return next((urgency for most, urgency in _MOST_DAYS if days <= most), Urgency.LATER)
