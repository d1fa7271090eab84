"""The states of a claim and the only moves between them: one table."""

from dataclasses import dataclass
from enum import StrEnum

from apps.practice.domain.roles import Action
from apps.problems import Problem


class ClaimState(StrEnum):
    """Where a claim is. "Ready" is not a state: it is a draft without problems."""

    DRAFT = "draft"
    HELD = "held"
    RETURNED = "returned"
    APPROVED = "approved"
    BATCHED = "batched"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    DENIED = "denied"
    REPLACED = "replaced"
    VOIDED = "voided"
    REFUNDED = "refunded"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return self.value.replace("_", " ").capitalize()


class Move(StrEnum):
    """What somebody does with a claim, as a verb."""

    HOLD = "hold"
    RELEASE = "release"
    RETURN = "return"
    RESUME = "resume"
    APPROVE = "approve"
    WITHDRAW_APPROVAL = "withdraw_approval"
    BATCH = "batch"
    UNBATCH = "unbatch"
    SEND = "send"
    UNSEND = "unsend"
    ACCEPT = "accept"
    REJECT = "reject"
    PAY = "pay"
    PAY_PARTLY = "pay_partly"
    DENY = "deny"
    UNDO_POSTING = "undo_posting"
    REVERSE = "reverse"
    REOPEN = "reopen"
    REPLACE = "replace"
    VOID = "void"
    STAND_AGAIN = "stand_again"
    REFUND = "refund"
    BILL_ANOTHER_PAYER = "bill_another_payer"


_S, _A = ClaimState, Action


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: where a move starts and ends, who may make it, whether it needs a reason.

    `label` is the verb as a button says it, `done` its past tense as the history says it. `leads_back_to` are the
    states that a move which undoes another may restore instead of `ends_in`.
    """

    move: Move
    starts_in: frozenset[ClaimState]
    ends_in: ClaimState
    action: Action
    needs_reason: bool
    label: str
    done: str
    leads_back_to: frozenset[ClaimState] = frozenset()


def _rule(
    move: Move,
    starts: set[ClaimState],
    ends: ClaimState,
    action: Action,
    words: str,
    *,
    reason: bool = False,
    back_to: set[ClaimState] = frozenset(),  # type: ignore[assignment]
) -> Rule:
    label, done = words.split("|")
    return Rule(move, frozenset(starts), ends, action, reason, label, done, frozenset(back_to))


_WITH_PAYER = {_S.SENT, _S.ACCEPTED}
_ADJUDICATED = {_S.PAID, _S.PARTLY_PAID, _S.DENIED}
_UNSENT = {_S.DRAFT, _S.HELD, _S.RETURNED}

RULES: tuple[Rule, ...] = (
    _rule(Move.HOLD, {_S.DRAFT}, _S.HELD, _A.REVIEW_CLAIMS, "Hold|Held", reason=True),
    _rule(Move.RELEASE, {_S.HELD}, _S.DRAFT, _A.REVIEW_CLAIMS, "Release|Released"),
    _rule(Move.RETURN, {_S.DRAFT}, _S.RETURNED, _A.REVIEW_CLAIMS, "Return|Returned", reason=True),
    _rule(Move.RESUME, {_S.RETURNED}, _S.DRAFT, _A.REVIEW_CLAIMS, "Take up again|Taken up again"),
    _rule(Move.APPROVE, {_S.DRAFT}, _S.APPROVED, _A.REVIEW_CLAIMS, "Approve|Approved"),
    _rule(
        Move.WITHDRAW_APPROVAL,
        {_S.APPROVED},
        _S.DRAFT,
        _A.REVIEW_CLAIMS,
        "Withdraw approval|Approval withdrawn",
        reason=True,
    ),
    _rule(Move.BATCH, {_S.APPROVED}, _S.BATCHED, _A.SUBMIT_CLAIMS, "Put in a batch|Put in a batch"),
    _rule(
        Move.UNBATCH,
        {_S.BATCHED},
        _S.APPROVED,
        _A.SUBMIT_CLAIMS,
        "Take out of the batch|Taken out of its batch",
    ),
    _rule(Move.SEND, {_S.BATCHED}, _S.SENT, _A.SUBMIT_CLAIMS, "Mark sent|Sent"),
    _rule(Move.UNSEND, {_S.SENT}, _S.BATCHED, _A.SUBMIT_CLAIMS, "Mark not sent|Marked not sent", reason=True),
    _rule(Move.ACCEPT, {_S.SENT}, _S.ACCEPTED, _A.SUBMIT_CLAIMS, "Record acceptance|Accepted by the payer"),
    _rule(Move.REJECT, _WITH_PAYER, _S.REJECTED, _A.SUBMIT_CLAIMS, "Record rejection|Rejected", reason=True),
    _rule(Move.PAY, _WITH_PAYER | _ADJUDICATED, _S.PAID, _A.SUBMIT_CLAIMS, "Post payment|Paid"),
    _rule(
        Move.PAY_PARTLY,
        _WITH_PAYER | _ADJUDICATED,
        _S.PARTLY_PAID,
        _A.SUBMIT_CLAIMS,
        "Post part payment|Partly paid",
    ),
    _rule(
        Move.DENY, _WITH_PAYER | _ADJUDICATED, _S.DENIED, _A.SUBMIT_CLAIMS, "Post denial|Denied", reason=True
    ),
    _rule(
        Move.UNDO_POSTING,
        _ADJUDICATED,
        _S.SENT,
        _A.SUBMIT_CLAIMS,
        "Undo posting|Posting undone",
        reason=True,
        back_to=_WITH_PAYER | _ADJUDICATED,
    ),
    _rule(
        Move.REVERSE,
        _ADJUDICATED,
        _S.ACCEPTED,
        _A.SUBMIT_CLAIMS,
        "Post reversal|Reversed by the payer",
        reason=True,
    ),
    _rule(
        Move.REOPEN,
        _ADJUDICATED,
        _S.ACCEPTED,
        _A.SUBMIT_CLAIMS,
        "Record reopening|Reopened by the payer",
        reason=True,
    ),
    _rule(
        Move.REPLACE,
        _ADJUDICATED | _WITH_PAYER | {_S.REJECTED},
        _S.REPLACED,
        _A.REVIEW_CLAIMS,
        "Replace|Replaced by a new claim",
        reason=True,
    ),
    _rule(
        Move.VOID,
        _UNSENT | _ADJUDICATED | _WITH_PAYER | {_S.REJECTED},
        _S.VOIDED,
        _A.REVIEW_CLAIMS,
        "Void|Voided",
        reason=True,
    ),
    _rule(
        Move.STAND_AGAIN,
        {_S.REPLACED, _S.VOIDED},
        _S.ACCEPTED,
        _A.SUBMIT_CLAIMS,
        "Let stand again|Stands again",
        reason=True,
        back_to=_WITH_PAYER | _ADJUDICATED | {_S.REJECTED},
    ),
    _rule(
        Move.REFUND,
        {_S.PAID, _S.PARTLY_PAID},
        _S.REFUNDED,
        _A.REVIEW_CLAIMS,
        "Record refund|Refunded",
        reason=True,
    ),
    _rule(
        Move.BILL_ANOTHER_PAYER,
        _ADJUDICATED | {_S.REFUNDED},
        _S.VOIDED,
        _A.REVIEW_CLAIMS,
        "Bill another payer|Ended, another payer is billed",
        reason=True,
    ),
)

_RULE_OF = {rule.move: rule for rule in RULES}

FINAL_STATES = frozenset({_S.REPLACED, _S.VOIDED, _S.REFUNDED})
FROZEN_STATES = frozenset(_S) - _UNSENT
GONE_STATES = frozenset({_S.VOIDED, _S.REPLACED})
LIVE_STATES = frozenset(_S) - GONE_STATES
# What a payer was, or is about to be, asked to pay.
BILLED_STATES = frozenset({_S.APPROVED, _S.BATCHED, *_WITH_PAYER, _S.PAID, _S.PARTLY_PAID})
SENT_STATES = frozenset({*_WITH_PAYER, _S.REJECTED, *_ADJUDICATED})
# The moves by which a payer takes a replacement or a void: the claim it corrects has had its day.
TAKES_OVER = frozenset({Move.ACCEPT, Move.PAY, Move.PAY_PARTLY})
# The states to which a replacement or a void falls back that the payer did not take after all, by the move.
GIVES_BACK = {Move.UNDO_POSTING: _S.SENT, Move.REJECT: _S.REJECTED}
# How an act of review is taken back, by its move; what is given up (void) stays given up.
TAKES_BACK = {
    Move.APPROVE: Move.WITHDRAW_APPROVAL,
    Move.WITHDRAW_APPROVAL: Move.APPROVE,
    Move.HOLD: Move.RELEASE,
    Move.RELEASE: Move.HOLD,
    Move.RETURN: Move.RESUME,
    Move.RESUME: Move.RETURN,
}
# Nobody makes these moves alone: they follow from the move of another claim, or are a part of a larger act.
FOLLOWS = frozenset({Move.STAND_AGAIN, Move.BILL_ANOTHER_PAYER})


def rule_of(move: Move) -> Rule:
    """Return the row of `move`."""
    return _RULE_OF[move]


def moves_from(state: ClaimState) -> tuple[Rule, ...]:
    """Return the rows of every move that somebody can make in `state`, in the table's order."""
    return tuple(rule for rule in RULES if state in rule.starts_in and rule.move not in FOLLOWS)


def state_after(state: ClaimState, move: Move, *, back_to: ClaimState | None = None) -> ClaimState:
    """Return where `move` leads; `back_to` is the state restored by a move that undoes another.

    Refuses (ValueError) a move that `check_move` would not allow, and a way back that the table has not.
    """
    rule = rule_of(move)
    if state not in rule.starts_in:
        raise ValueError(f"{move} does not start in {state}.")
    if back_to is not None and back_to not in rule.leads_back_to:
        raise ValueError(f"{move} does not lead back to {back_to}.")
    return back_to or rule.ends_in


def check_move(state: ClaimState, move: Move, *, reason: str = "") -> list[Problem]:
    """Return what stands in the way of `move` for a claim in `state`: nothing when it may be made."""
    rule = rule_of(move)
    problems = []
    if state not in rule.starts_in:
        problems.append(Problem("claim_move_not_allowed", _not_allowed(rule, state), "state"))
    if rule.needs_reason and not reason.strip():
        problems.append(
            Problem(
                "claim_move_needs_reason", f"“{rule.label}” needs a reason. Say why in a few words.", "reason"
            )
        )
    return problems + check_reason(reason)


def check_reason(reason: str) -> list[Problem]:
    """Return what keeps a reason from being kept: a null character, which no database takes."""
    if "\0" not in reason:
        return []
    said = "The reason holds a character that cannot be stored. Type it anew."
    return [Problem("reason_not_printable", said, "reason")]


def _not_allowed(rule: Rule, state: ClaimState) -> str:
    starts = " or ".join(each.label.lower() for each in ClaimState if each in rule.starts_in)
    possible = ", ".join(each.label.lower() for each in moves_from(state))
    remedy = f"Possible now: {possible}." if possible else "Nothing more can be done with it."
    return f"“{rule.label}” is for a claim that is {starts}; this one is {state.label.lower()}. {remedy}"
