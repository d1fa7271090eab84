"""What other programs send to billing: filters, moves, files."""

from datetime import date

from rest_framework import serializers

from apps.billing.domain.holds import HoldReason
from apps.billing.domain.lifecycle import Move
from apps.billing.models import Decision, ServicePeriod, Submission
from apps.billing.selectors.queue import MONTH, Stage
from apps.practice.serializers import IdField, Strict

MOST_CLAIMS = 5000
MOST_CLAIMS_OF_FILES = 50_000  # a file holds 5,000
MOVES = (
    Move.APPROVE,
    Move.HOLD,
    Move.RELEASE,
    Move.RETURN,
    Move.RESUME,
    Move.WITHDRAW_APPROVAL,
    Move.VOID,
)


def month_field() -> serializers.RegexField:
    """Return the field of a month, such as 2026-05."""
    return serializers.RegexField(
        rf"^{MONTH.pattern}$",
        required=False,
        help_text="The month in which the period ends, as 2026-05.",
        error_messages={"invalid": "This is not a month. Write it as 2026-05."},
    )


def first_of(month: str | None) -> date | None:
    """Return the first day of a month written as 2026-05."""
    return date.fromisoformat(f"{month}-01") if month else None


class AfterShape(Strict):
    """Which page."""

    after = IdField(required=False, help_text="The last id of the page before.")


class PeriodFilterShape(AfterShape):
    """Which periods to list."""

    patient = IdField(required=False)
    state = serializers.ChoiceField(ServicePeriod.State.choices, required=False)
    month = month_field()


class DecisionFilterShape(AfterShape):
    """Which current decisions to list."""

    patient = IdField(required=False)
    period = IdField(required=False)
    outcome = serializers.ChoiceField(Decision.Outcome.choices, required=False)


class ClaimFilterShape(AfterShape):
    """Which claims to list; `q` finds by name, control number, member id or record number."""

    stage = serializers.ChoiceField([(stage.value, stage.value) for stage in Stage], required=False)
    payer = IdField(required=False)
    provider = IdField(required=False, help_text="The rendering provider.")
    code = serializers.CharField(required=False, max_length=5)
    month = month_field()
    q = serializers.CharField(required=False, max_length=80, allow_blank=True)


class MoveShape(Strict):
    """A move of one or many claims."""

    move = serializers.ChoiceField([(move.value, move.value) for move in MOVES])
    claims = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_CLAIMS)
    reason = serializers.CharField(
        default="", allow_blank=True, max_length=300, help_text="Needed to hold, return, withdraw or void."
    )
    hold_reason = serializers.ChoiceField(
        [(reason.value, reason.label) for reason in HoldReason],
        default=HoldReason.OTHER.value,
        help_text="What a held claim waits for; for holds only.",
    )
    hold_until = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=60,
        help_text="code/field of the problem that ends the hold once it is gone, or not_attested.",
    )


class ChosenClaimsShape(Strict):
    """Some claims."""

    claims = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_CLAIMS)


class AssignShape(ChosenClaimsShape):
    """Who looks after some claims: the id of a member who sees claims, null for nobody."""

    person = IdField(allow_null=True)


class TagShape(ChosenClaimsShape):
    """A word on some claims."""

    tag = serializers.CharField(max_length=30)


class NoteShape(Strict):
    """What is to be remembered of a claim."""

    text = serializers.CharField(max_length=1000)


class NewSubmissionShape(Strict):
    """Files to make of approved claims: one for every 5,000."""

    format = serializers.ChoiceField(Submission.Format.choices)
    claims = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_CLAIMS_OF_FILES)
    receiver = IdField(allow_null=True, default=None, help_text="Where an 837P goes.")


class TakeOutShape(Strict):
    """Claims to leave out of a file, and why."""

    claims = serializers.ListField(child=IdField(), min_length=1, max_length=MOST_CLAIMS)
    reason = serializers.CharField(default="", allow_blank=True, max_length=300)


class WhyShape(Strict):
    """Why."""

    reason = serializers.CharField(default="", allow_blank=True, max_length=300)


class NothingShape(Strict):
    """An empty object."""
