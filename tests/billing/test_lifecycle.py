"""The table of claim moves: what leads where, what is refused, and who may do it."""

# ruff: noqa: E501  (one way a line)

import pytest

from apps.billing.domain.lifecycle import (
    FINAL_STATES,
    FROZEN_STATES,
    LIVE_STATES,
    RULES,
    ClaimState,
    Move,
    check_move,
    moves_from,
    rule_of,
    state_after,
)
from apps.practice.domain.roles import Action

S = ClaimState


@pytest.mark.parametrize(
    "path",
    [
        pytest.param([(Move.HOLD, S.HELD), (Move.RELEASE, S.DRAFT), (Move.RETURN, S.RETURNED), (Move.RESUME, S.DRAFT)], id="held and returned drafts come back"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.ACCEPT, S.ACCEPTED), (Move.PAY, S.PAID)], id="approved to paid"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.UNBATCH, S.APPROVED), (Move.WITHDRAW_APPROVAL, S.DRAFT)], id="undone before sending"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.UNSEND, S.BATCHED)], id="sending undone"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.REJECT, S.REJECTED), (Move.REPLACE, S.REPLACED)], id="rejected and replaced"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.DENY, S.DENIED), (Move.UNDO_POSTING, S.SENT)], id="posting undone"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.PAY_PARTLY, S.PARTLY_PAID), (Move.REFUND, S.REFUNDED)], id="paid in part and refunded"),
        pytest.param([(Move.VOID, S.VOIDED)], id="draft voided"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.PAY, S.PAID), (Move.REVERSE, S.ACCEPTED), (Move.PAY_PARTLY, S.PARTLY_PAID)], id="reversed by the payer and paid anew"),
        pytest.param([(Move.APPROVE, S.APPROVED), (Move.BATCH, S.BATCHED), (Move.SEND, S.SENT), (Move.DENY, S.DENIED), (Move.REOPEN, S.ACCEPTED), (Move.PAY, S.PAID), (Move.VOID, S.VOIDED)], id="reopened, paid, voided"),
    ],
)  # fmt: skip
def test_a_claim_may_go_this_way(path: list[tuple[Move, ClaimState]]) -> None:
    state = ClaimState.DRAFT
    for move, expected in path:
        assert check_move(state, move, reason="because") == []
        state = state_after(state, move)
        assert state is expected


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (S.DRAFT, Move.SEND),
        (S.DRAFT, Move.BATCH),
        (S.HELD, Move.APPROVE),
        (S.RETURNED, Move.APPROVE),
        (S.APPROVED, Move.APPROVE),
        (S.APPROVED, Move.VOID),
        (S.BATCHED, Move.WITHDRAW_APPROVAL),
        (S.SENT, Move.BATCH),
        (S.SENT, Move.SEND),
        (S.PAID, Move.SEND),
        (S.REPLACED, Move.VOID),
    ],
)
def test_another_move_is_refused_in_words(state: ClaimState, move: Move) -> None:
    [problem] = check_move(state, move, reason="because")
    assert problem.code == "claim_move_not_allowed"
    assert state.label.lower() in problem.message
    assert rule_of(move).label in problem.message
    with pytest.raises(ValueError):
        state_after(state, move)


@pytest.mark.parametrize("state", sorted(FINAL_STATES))
def test_nobody_leads_a_claim_out_of_a_final_state(state: ClaimState) -> None:
    assert moves_from(state) == ()


@pytest.mark.parametrize(
    "move", [Move.HOLD, Move.RETURN, Move.WITHDRAW_APPROVAL, Move.VOID, Move.UNSEND, Move.REJECT]
)
def test_setting_back_or_aside_needs_a_reason(move: Move) -> None:
    state = min(rule_of(move).starts_in)
    assert [problem.code for problem in check_move(state, move, reason="  ")] == ["claim_move_needs_reason"]
    assert check_move(state, move, reason="Agency not known") == []


def test_both_problems_of_a_move_are_listed_at_once() -> None:
    assert {problem.code for problem in check_move(S.PAID, Move.HOLD)} == {
        "claim_move_not_allowed",
        "claim_move_needs_reason",
    }


@pytest.mark.parametrize("back_to", [S.SENT, S.ACCEPTED, S.PAID, S.PARTLY_PAID, S.DENIED])
def test_an_undone_posting_restores_the_state_before_it(back_to: ClaimState) -> None:
    assert state_after(S.PAID, Move.UNDO_POSTING, back_to=back_to) is back_to


@pytest.mark.parametrize("back_to", sorted(set(S) - {S.SENT, S.ACCEPTED, S.PAID, S.PARTLY_PAID, S.DENIED}))
def test_an_undone_posting_leads_nowhere_else(back_to: ClaimState) -> None:
    with pytest.raises(ValueError, match="does not lead back"):
        state_after(S.PAID, Move.UNDO_POSTING, back_to=back_to)


def test_only_an_undo_leads_back() -> None:
    assert [rule.move for rule in RULES if rule.leads_back_to] == [Move.UNDO_POSTING, Move.STAND_AGAIN]


def test_every_state_can_be_reached_and_every_move_has_one_row() -> None:
    assert {rule.move for rule in RULES} == set(Move)
    assert len(RULES) == len(Move)
    assert {rule.ends_in for rule in RULES} == set(ClaimState)


def test_review_and_sending_are_different_permissions() -> None:
    assert rule_of(Move.APPROVE).action is Action.REVIEW_CLAIMS
    assert rule_of(Move.SEND).action is Action.SUBMIT_CLAIMS


def test_what_left_review_is_frozen_and_what_was_undone_is_not_live() -> None:
    assert S.DRAFT not in FROZEN_STATES
    assert S.APPROVED in FROZEN_STATES
    assert {S.VOIDED, S.REPLACED}.isdisjoint(LIVE_STATES)
