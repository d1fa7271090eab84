"""How values are written: minutes, money, states."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.models import Decision, ServicePeriod, Submission
from apps.patients.models import Goal
from apps.practice.templatetags import look
from apps.timelog.models import Capture
from config.form_rendering import Renderer
from config.formats.en import formats


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        pytest.param(0, "0 min", id="nothing"),
        pytest.param(59, "0 min", id="a second under a minute"),
        pytest.param(1799, "29 min", id="a second under thirty minutes"),
        pytest.param(72_240, "1,204 min", id="over a thousand minutes"),
    ],
)
def test_minutes_are_floored(seconds: int, written: str) -> None:
    assert look.minutes(seconds) == written


@pytest.mark.parametrize(
    ("count", "noun", "written"),
    [(1, "claim", "1 claim"), (12_345, "claim", "12,345 claims"), (0, "agency", "0 agencies")],
)
def test_what_is_counted_agrees_with_its_number(count: int, noun: str, written: str) -> None:
    assert look.counted(count, noun) == written


@pytest.mark.parametrize(
    ("seconds", "written"),
    [pytest.param(3599, "59 min", id="under an hour"), pytest.param(3900, "1 h 05 min", id="over an hour")],
)
def test_hours_begin_with_the_sixtieth_minute(seconds: int, written: str) -> None:
    assert look.hours(seconds) == written


def test_the_clock_shows_hours_minutes_and_seconds() -> None:
    assert look.clock(3754) == "1:02:34"


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        pytest.param(Decimal("1234.5"), "$1,234.50", id="thousands"),
        pytest.param(Decimal("-3"), "−$3.00", id="taken back"),
        pytest.param(Decimal(0), "$0.00", id="zero is an amount"),
        pytest.param(None, "–", id="no amount is a dash"),
    ],
)
def test_money_has_cents_and_no_amount_is_never_zero(amount: Decimal | None, written: str) -> None:
    assert look.money(amount) == written


@pytest.mark.parametrize(
    "value",
    [
        *ClaimState,
        *Decision.Outcome.values,
        *ServicePeriod.State.values,
        *Submission.State.values,
        *Capture.values,
        *Goal.State.values,
    ],
)
def test_every_state_has_a_face(value: str) -> None:
    assert look.state(value)["word"]


def test_a_state_without_a_face_is_a_bug() -> None:
    with pytest.raises(KeyError):
        look.state("nonsense")


def test_a_hint_is_tied_to_its_field() -> None:
    class Form(forms.Form):
        npi = forms.CharField()

    assert 'aria-describedby="id_npi_helptext"' in look.control(Form()["npi"], "Ten digits.")


class _Everything(forms.Form):
    name = forms.CharField(initial='A "quote" & more', max_length=1000)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    count = forms.IntegerField(initial=12_345, min_value=0)
    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date", "data-is": True, "data-not": False}))
    words = forms.CharField(widget=forms.Textarea, initial="<b>two\nlines</b>", required=False)
    agrees = forms.BooleanField(initial=True)
    one = forms.ChoiceField(
        choices=[("", "None"), ("Group & so", [(1, "<one>"), (2, 1234)]), ("c", "Three")], initial=2
    )
    many = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], initial=["a", "b"])


def test_fields_are_written_as_the_templates_of_django_write_them() -> None:
    of_django, ours = (
        [" ".join(str(field).split()).replace("> <", "><") for field in _Everything(renderer=renderer)]
        for renderer in (TemplatesSetting(), Renderer())
    )
    assert ours == of_django


def test_the_time_of_day_is_written_by_one_clock_on_every_page() -> None:
    pages = [
        *Path(settings.BASE_DIR, "templates").rglob("*.html"),
        *Path(settings.BASE_DIR, "apps").rglob("*.py"),
    ]
    twelve_hours = re.compile(r"date:\"[^\"]*[gh]:i|:[^}\"]*%-?I:%M")

    assert [str(page) for page in pages if twelve_hours.search(page.read_text())] == []
    assert formats.DATETIME_FORMAT == "j M Y, H:i"
