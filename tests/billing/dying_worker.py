"""A Celery application for one test: as `config`, but its worker ends by SIGKILL at the point named by DIE_AT.

Chunks are of two patients here, so that a small practice has several.
"""

import os
import signal
from collections.abc import Callable
from typing import Any

import django

from config.celery import app

django.setup()

from apps.billing.operations import closing, cutting, posting  # noqa: E402  Django has to stand first

__all__ = ["POINTS", "POSTING_POINTS", "app"]

# name: function of the closing module, whether the worker dies before or after it, and in which call
POINTS: dict[str, tuple[str, str, int]] = {
    "before anything is cut": ("cut_periods", "before", 1),
    "when everything is cut": ("cut_periods", "after", 1),
    "when the first books are locked": ("locked_books", "after", 1),
    "when the first periods are pinned": ("_pin", "after", 1),
    "when the second chunk has its drafts": ("draft_claims", "after", 6),
    "before the second chunk is committed": ("_count", "after", 6),
    "after the second chunk is committed": ("_close_chunk", "after", 2),
    "when all is closed and the run is not finished": ("_close_all", "after", 1),
}
# The same for posting a remittance, in chunks of one claim: workers that share a file leave some for the next death.
POSTING_POINTS: dict[str, tuple[str, str, int]] = {
    "when the payments are written down": ("begin", "after", 1),
    "when the first claims are matched": ("match", "after", 1),
    "when the lines of the second chunk are written": ("write_details", "after", 2),
    "when the second chunk is on its claims, before it is committed": ("write_postings", "after", 2),
    "after the next chunk is committed": ("_post_chunk", "after", 1),
}


def _die() -> None:
    """End the whole worker at once, children and all, as a power cut would."""
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _deadly(function: Callable[..., Any], when: str, call: int) -> Callable[..., Any]:
    calls = 0

    def wrapped(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if when == "before" and calls == call:
            _die()
        result = function(*arguments, **named)
        if when == "after" and calls == call:
            _die()
        return result

    return wrapped


# Tests import this module for its points; only the worker itself is changed.
if os.environ.get("DIE_AT"):
    for _module in (closing, cutting):
        vars(_module)["PATIENTS_IN_A_CHUNK"] = 2
    posting.CLAIMS_IN_A_CHUNK = 1
    _where: Any = closing if os.environ["DIE_AT"] in POINTS else posting
    _name, _when, _call = {**POINTS, **POSTING_POINTS}[os.environ["DIE_AT"]]
    setattr(_where, _name, _deadly(getattr(_where, _name), _when, _call))
