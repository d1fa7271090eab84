"""How the book of what was done changes: time is logged, corrected and voided; timers are started and stopped."""

from apps.timelog.operations.accepting import problems_of
from apps.timelog.operations.books import lock_book
from apps.timelog.operations.entries import amend_entry, log_time, void_entry
from apps.timelog.operations.timers import discard_timer, start_timer, stop_timer

__all__ = [
    "amend_entry",
    "discard_timer",
    "lock_book",
    "log_time",
    "problems_of",
    "start_timer",
    "stop_timer",
    "void_entry",
]
