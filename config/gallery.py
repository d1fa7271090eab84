"""The gallery: every component in every state, on made-up values; never served in production."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from apps.practice.context import NavigationItem
from apps.practice.templatetags.look import FACES
from apps.problems import Problem
from apps.timelog.domain.threshold_bar import Step, ThresholdBar, threshold_bar

PLACES = (
    ("today", "Today", "sun"),
    ("patients", "Patients", "users"),
    ("review", "Review", "clipboard-check"),
    ("claims", "Claims", "file-text"),
    ("runs", "Closings", "calendar-check"),
    ("reports", "Reports", "chart-column"),
    ("practice", "Practice", "building-2"),
)


@dataclass(frozen=True)
class SamplePractice:
    """Stands for the practice in the frame of the gallery."""

    name: str = "Elm Street Family Medicine"


@dataclass(frozen=True)
class SampleTimer:
    """Stands for a running timer."""

    patient_label: str = "Ortega, M."
    initials: str = "MO"
    activity_label: str = "Communication"
    url: str = "#timer"
    stop_url: str = "#stop"
    elapsed_seconds: int = 754
    is_paused: bool = False
    is_call: bool = False
    started_at: datetime = datetime(2026, 1, 24, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class SampleShell:
    """Stands for the frame of somebody who is signed in and may do everything."""

    is_signed_in: bool = True
    practice: SamplePractice = SamplePractice()
    is_sample: bool = True
    user_name: str = "Dana Whitfield"
    role_names: tuple[str, ...] = ("Billing manager", "Physician")
    navigation: tuple[NavigationItem, ...] = tuple(
        NavigationItem(key, label, f"#{key}", icon, key == "review") for key, label, icon in PLACES
    )
    today: date = date(2026, 1, 24)


class EntryForm(forms.Form):
    """A form with a field of each kind."""

    minutes = forms.IntegerField(help_text="Whole minutes, 1 to 600.", min_value=1, max_value=600)
    worked_on = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}), initial=date(2026, 1, 24)
    )
    activity = forms.ChoiceField(
        choices=[("communication", "Communication"), ("documentation", "Documentation"), ("travel", "Travel")]
    )
    channel = forms.ChoiceField(
        label="How",
        choices=[("phone", "Phone"), ("in_person", "In person"), ("portal", "Portal or secure message")],
        widget=forms.RadioSelect,
        initial="phone",
    )
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    is_first_call = forms.BooleanField(label="First call about this plan", required=False)
    plan = forms.FileField(label="Signed plan", required=False)


def bar(
    counted: int, *, other: int = 0, today: date = date(2026, 1, 24), codes: tuple[Step, ...] = ()
) -> ThresholdBar:
    """Return the bar of January with some minutes."""
    return threshold_bar(
        counted_seconds=counted * 60,
        not_counted_seconds=other * 60,
        steps=codes or (Step(30, "G0181"),),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 30),
        today=today,
    )


CPT = (Step(15, "99374"), Step(30, "99375"))
CHRONIC = (Step(20, "99490"), Step(40, "99439"), Step(60, "99439 × 2"))


def bars() -> list[ThresholdBar]:
    """Return bars in every state there is."""
    return [
        bar(0, today=date(2025, 12, 31)),
        bar(22, other=9),
        bar(22, other=4, codes=CPT),
        bar(34, today=date(2026, 1, 30), codes=CPT),
        bar(47, other=6, codes=CHRONIC),
        bar(28, today=date(2026, 2, 1)),
        bar(212, other=30, codes=CPT),
    ]


def rows() -> list[dict[str, Any]]:
    """Return claims for the list."""
    people = (
        ("Ortega, Miguel", "G0181", 34, "117.48", "ready", 34),
        ("Fairbanks, Lucille", "99375", 31, "104.20", "held", 31),
        ("Nakamura, Ken", "G0182", 52, "121.06", "draft", 52),
        ("O’Brien-Castellanos, Wilhelmina", "99374", 17, "71.95", "returned", 17),
        ("Abara, Chidi", "G0181", 28, "", "not_billable", 28),
    )
    return [
        {
            "patient": patient,
            "code": code,
            "seconds": minutes * 60 + 41,
            "charge": Decimal(charge) if charge else None,
            "state": state,
            "bar": bar(shown, today=date(2026, 1, 24)),
        }
        for patient, code, minutes, charge, state, shown in people
    ]


def reasons() -> list[dict[str, Any]]:
    """Return the trace of a decision."""
    source = "Medicare Benefit Policy Manual, chapter 15, section 30 G"
    return [
        {
            "sentence": "34 minutes count in January 2026: 30 are needed.",
            "verdict": "yes",
            "source": source,
            "facts": [
                {"label": "Counted", "value": "34 min 12 s in 6 entries"},
                {"label": "Left out", "value": "9 min of travel"},
            ],
        },
        {
            "sentence": "The patient was under home health care the whole month.",
            "verdict": "yes",
            "source": source,
            "facts": [
                {"label": "Agency", "value": "Riverbend Home Health, certified 12 Dec 2025 to 9 Feb 2026"}
            ],
        },
        {
            "sentence": "No face-to-face visit is recorded in the six months before.",
            "verdict": "no",
            "source": source,
        },
        {"sentence": "Whether the physician holds a stake in the agency is not known.", "verdict": "open"},
        {"sentence": "No other practice has billed this month, as far as we can see."},
    ]


def history() -> list[dict[str, Any]]:
    """Return the history of a claim."""
    return [
        {
            "icon": "circle-pause",
            "text": "Held",
            "who": "Dana Whitfield",
            "note": "Wait for the signed plan of care.",
            "at": datetime(2026, 2, 3, 15, 12, tzinfo=UTC),
        },
        {
            "icon": "file-text",
            "text": "Drafted at the close",
            "who": "Close run",
            "at": datetime(2026, 2, 1, 5, 4, tzinfo=UTC),
        },
    ]


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    wrong = EntryForm({"minutes": "2000", "worked_on": "", "activity": "travel", "channel": "", "note": ""})
    claims = rows()
    context = {
        "shell": SampleShell(),
        "running_timer": SampleTimer(),
        "form": EntryForm(),
        "wrong": wrong,
        "problems": [
            Problem("period_closed", "The period 1–30 Jan is closed. Ask billing to reopen it.", ""),
            Problem(
                "npi_check",
                "NPI 1234567890 fails its check digit. Compare it with the NPI registry.",
                "minutes",
            ),
        ],
        "bars": bars(),
        "large_bar": bar(22, other=6, codes=CPT),
        "rows": claims,
        "page": Paginator(range(1234), 50).page(2),
        "states": FACES,
        "reasons": reasons(),
        "history": history(),
        "counters": [
            {"count": 412, "label": "Ready", "url": "#ready", "is_current": True, "icon": "circle-check"},
            {"count": 37, "label": "Held", "url": "#held", "is_current": False, "icon": "circle-pause"},
            {"count": 0, "label": "Returned", "url": "#returned", "is_current": False, "icon": "undo-2"},
        ],
        "chips": [{"label": "Payer: Medicare", "url": "#a"}, {"label": "Agency: Riverbend", "url": "#b"}],
        "tabs": [
            {"label": "Periods", "url": "#p", "is_current": True, "count": 7},
            {"label": "Entries", "url": "#e", "is_current": False, "count": 128},
            {"label": "Goals", "url": "#g", "is_current": False},
        ],
        "steps": [
            {"label": "Upload", "is_done": True, "is_current": False},
            {"label": "Check the rows", "is_done": False, "is_current": True},
            {"label": "Carry out", "is_done": False, "is_current": False},
        ],
        "figures": [
            {"value": "1,204", "unit": "min", "label": "Counted in January"},
            {"value": "41", "label": "Drafts"},
            {"value": "$4,816.68", "label": "Charged"},
        ],
        "facts": [
            {"label": "Period", "value": "1–31 January 2026 (America/Chicago)"},
            {"label": "Agency", "value": "Riverbend Home Health", "url": "#agency"},
            {"label": "Agency NPI", "is_missing": True, "url": "#npi"},
        ],
        "changes": [
            {"label": "Minutes", "old": "12 min", "new": "21 min"},
            {"label": "Activity", "old": "Communication", "new": "Communication"},
            {"label": "Note", "old": "", "new": "Called the agency nurse about the wound plan."},
        ],
    }
    return render(request, "look.html", context)
