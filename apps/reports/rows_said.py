"""The conditions of a slice as people read them."""

from collections.abc import Mapping
from datetime import date

from apps.patients.models import Enrollment
from apps.practice.access import Actor
from apps.reports.domain.slices import NONE, Slice
from apps.reports.named import names_of
from apps.reports.sums import in_words, name_in
from apps.timelog.models import Activity

SENTENCES = {
    "since": "from {}", "until": "through {}", "sent_since": "sent from {}", "sent_until": "sent through {}",
    "billed": "with a claim sent for {}", "billing": "with a claim sent for {}", "active": "active {}",
    "past": "past their date on {}", "unenrolled": "in no programme on the day of the work",
    "open": "in periods not closed yet, that began from {} on",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {
    "late": {"1": "late", "0": "in time"}, "programme": {"1": "programme time", "0": "for patients"},
    "left_out": {"1": "left out", "0": "counted"}, "end": {"lost": "lost", "open": "blocked or on its way"},
    "followed": {"1": "followed", "0": "not followed"},
    "stands": {"1": "payments in force"}, "sent": {"1": "sent"},
    "dual": {"1": "with Medicare and Medicaid", "0": "without Medicare and Medicaid"},
    "eligible": {"1": "who could have oversight or care management"},
    "fate": {"earned": "earned", "at_risk": "at risk", "lost": "lost"},
}  # fmt: skip
NAMED = ("provider", "payer", "agency")
IN_PROGRAM = {"enrolled": "enrolled in {}", "could": "could be in {}", "program": "{}"}
# What a condition is called where its own name says too little, and one of its values that says nothing by itself.
CALLED = {"obstacle": "why", "stage": "claim", "claim_state": "claim"}
VALUES = {"unclaimed": "none yet", NONE: "none"}
AS_WRITTEN = ("code", "group", "reason")  # of payers: CO, 97


def conditions_in_words(actor: Actor, wanted: Slice) -> list[str]:
    """Return the conditions of a slice as people read them; at most three queries."""
    return [_said(actor, name, value) for name, value in wanted.where]


def _said(actor: Actor, name: str, value: str) -> str:
    if name in WORDS:
        return WORDS[name].get(value, value)
    if name in SENTENCES:
        return SENTENCES[name].format(_day(value))
    if name in IN_PROGRAM:
        return IN_PROGRAM[name].format(_program(value))
    if name == "activity":
        return ", ".join(str(Activity(each).label) if each in Activity else each for each in value.split(","))
    if name in NAMED:
        names = names_of(actor, name)
        return ", ".join(
            name_in(names, name, None if each == NONE else int(each)) for each in value.split(",")
        )
    if name == "covered":
        payer, _, dates = value.partition("~")
        return f"covered by {name_in(names_of(actor, 'payer'), 'payer', int(payer))} {_day(dates)}"
    return f"{CALLED.get(name, in_words(name).lower())}: {_several(value, is_code=name in AS_WRITTEN)}"


def _program(value: str) -> str:
    labels = {**dict(Enrollment.Program.choices), NONE: "no programme"}
    return ", ".join(str(labels.get(each, "a programme")).lower() for each in value.split(","))


def _day(value: str) -> str:
    first, _, last = value.partition("~")
    if last:
        return f"{_day(first)} to {_day(last)}"
    try:
        return f"{date.fromisoformat(value):%-d %b %Y}"
    except ValueError:
        return value


def _several(value: str, *, is_code: bool) -> str:
    return ", ".join(
        VALUES.get(each, each.replace("_", " ") if is_code else in_words(each).lower())
        for each in value.split(",")
    )
