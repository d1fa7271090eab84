"""How the book of what was done changes: time is logged, corrected and voided; timers are started and stopped."""

from apps.timelog.operations.accepting import problems_of
from apps.timelog.operations.books import lock_book
from apps.timelog.operations.entries import amend_entry, confirm_entry, log_time, void_entry
from apps.timelog.operations.forgotten import confirm_timer, discard_waiting_timer, stop_forgotten_timers
from apps.timelog.operations.notices import acknowledge, answer
from apps.timelog.operations.timer_moves import (
    answer_idle,
    describe_timer,
    note_sign_of_life,
    pause_timer,
    resume_timer,
    set_call_mode,
)
from apps.timelog.operations.timers import discard_timer, start_timer, stop_timer, switch_timer
from apps.timelog.operations.undoing import can_undo, undo_entry

__all__ = [
    "acknowledge",
    "amend_entry",
    "answer",
    "answer_idle",
    "can_undo",
    "confirm_entry",
    "confirm_timer",
    "describe_timer",
    "discard_timer",
    "discard_waiting_timer",
    "lock_book",
    "log_time",
    "note_sign_of_life",
    "pause_timer",
    "problems_of",
    "resume_timer",
    "set_call_mode",
    "start_timer",
    "stop_forgotten_timers",
    "stop_timer",
    "switch_timer",
    "undo_entry",
    "void_entry",
]
