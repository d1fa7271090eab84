"""What the audit trail says of a claim that moves: only what the move changes."""

from apps.billing.domain.lifecycle import Move
from apps.billing.models import Claim, Submission


def before(claim: Claim, move: Move, submission: Submission | None) -> dict[str, str]:
    """Return what a claim said that is about to move: its state and why, what it was held by, what was frozen."""
    held = {} if move is Move.HOLD else {"hold_reason": claim.hold_reason, "hold_until": claim.hold_until}
    return _filled(
        claim,
        reason=claim.state_reason,
        **held,
        document_hash=claim.document_hash if move is Move.WITHDRAW_APPROVAL else "",
        submission=submission if move is Move.UNBATCH else "",
    )


def after(claim: Claim, move: Move, submission: Submission | None) -> dict[str, str]:
    """Return what a claim says that has moved; its reason even where it has none."""
    said = _filled(
        claim,
        hold_reason=claim.hold_reason,
        hold_until=claim.hold_until,
        document_hash=claim.document_hash if move is Move.APPROVE else "",
        submission=submission if move is Move.BATCH else "",
    )
    return {**said, "reason": claim.state_reason}


def _filled(claim: Claim, **more: object) -> dict[str, str]:
    return {"state": str(claim.state), **{name: str(value) for name, value in more.items() if value}}
