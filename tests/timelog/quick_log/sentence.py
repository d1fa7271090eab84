"""A sentence as somebody typed it, with what it means, and short names for what it can mean."""

from dataclasses import dataclass
from typing import Any

VALUES = {
    "activity": {
        "comm": "communication", "track": "progress_tracking", "team": "team_conference", "eval": "initial_evaluation",
        "strat": "long_term_strategy", "qual": "quality_improvement", "prog": "program_monitoring", "direct": "direct_care",
        "dday": "discharge_day", "postop": "post_operative", "cert": "certification", "refill": "prescription_refill",
        "claim": "claim_preparation", "travel": "travel", "admin": "administrative", "docu": "documentation",
    },
    "counterpart": {
        "agency": "agency_staff", "pharm": "pharmacist", "family": "family_or_caregiver", "outside": "outside_professional",
        "own": "own_practice", "patient": "patient",
    },
    "channel": {"phone": "phone", "portal": "portal", "face": "in_person", "rr": "record_review", "conf": "conference"},
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """What was typed, and what each field of it means; `problems` are codes, in any order; `place` the practice."""

    text: str
    means: dict[str, Any]
    problems: tuple[str, ...]
    place: str
