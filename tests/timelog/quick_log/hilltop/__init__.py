"""Hilltop, on Tuesday 24 November 2026, half past three in the afternoon, by Dr Ana Rivera; two people are called Nguyen.

Where a sentence says nothing of a field, nothing is expected of it; without a day today is meant.
"""

from typing import Any

from tests.timelog.quick_log.sentence import Sentence

NOW = "2026-11-24T15:30:00-05:00"
PLACE = "Hilltop"
TODAY, YESTERDAY = "2026-11-24", "2026-11-23"

AGENCY, PHARMACIST, FAMILY = "agency_staff", "pharmacist", "family_or_caregiver"
OUTSIDE, OWN, PATIENT = "outside_professional", "own_practice", "patient"
COMM, TRACK = "communication", "progress_tracking"
SCHMITT, DOE, ROE, ORTEGA = "Schmitt, Denis A", "Doe, Jane", "Roe, Mark", "Ortega, Miguel"
OBRIEN, GARCIA, CRUZ, FERN = "O'Brien, Nora", "García, Lucía", "de la Cruz, Rosa", "McAllister, Fern"
WHITLOCK, JONES, LAN, BINH = "Whitlock, Agnes", "Smith-Jones, Ida", "Nguyen, Lan", "Nguyen, Binh"
PATIENTS = (SCHMITT, DOE, ROE, ORTEGA, OBRIEN, GARCIA, CRUZ, FERN, WHITLOCK, JONES, LAN, BINH)
SEX = {SCHMITT: "M", DOE: "F", ROE: "M"}
AGENCIES = ("Sunrise Home Health", "Riverbend Visiting Nurses", "Harbor Light Hospice", "Oakmont Care Center")
COLLEAGUES = ("Rivera", "Okafor")
RR, PHONE, CONF, PORTAL, FACE = "record_review", "phone", "conference", "portal", "in_person"
STRAT, ADMIN, CERT, DOCU, REFILL = (
    "long_term_strategy", "administrative", "certification", "documentation", "prescription_refill",
)  # fmt: skip
TEAM, DIRECT, QUAL, EVAL = "team_conference", "direct_care", "quality_improvement", "initial_evaluation"
FRIDAY, SUNDAY = "2026-11-20", "2026-11-22"
SATURDAY, THURSDAY, WEDNESDAY = "2026-11-21", "2026-11-19", "2026-11-18"
NOTHING: dict[str, Any] = {
    "patient": None, "seconds": None, "start": None, "end": None, "date": TODAY, "activity": None, "counterpart": None,
    "channel": None, "note": "", "ambiguous": [],
}  # fmt: skip


def h(text: str, *problems: str, **means: Any) -> Sentence:
    """Return one sentence of the practice with what it means."""
    return Sentence(text, {**NOTHING, **means}, problems, PLACE)


def on(day: str, at: str) -> str:
    """Return a time of a day, with or without seconds, as it is printed."""
    return f"{day}T{at}:00-05:00" if len(at) == 5 else f"{day}T{at}-05:00"
