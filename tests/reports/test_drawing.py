"""Charts on paper: each line is named where nothing else is drawn."""

import io
from typing import Any

import pdfplumber
import pytest
from reportlab.pdfgen.canvas import Canvas

from apps.reports.domain.report import Chart, Series, Tone, Unit
from apps.reports.drawing import draw_chart

MONTHS = ("Jul", "Aug", "Sep")


def words(*series: Series, is_open: bool = False) -> dict[str, Any]:
    """Return the words of a chart on paper, by what they say."""
    written = io.BytesIO()
    canvas = Canvas(written)
    chart = Chart("Minutes", MONTHS, series, Unit.MINUTES, is_open=is_open)
    draw_chart(canvas, chart, left=40, bottom=400, width=500)
    canvas.save()
    with pdfplumber.open(written) as paper:
        return {word["text"]: word for word in paper.pages[0].extract_words()}


@pytest.mark.parametrize(("first", "is_above"), [(100.0, True), (2000.0, False)], ids=["rising", "falling"])
def test_a_line_that_others_go_on_from_is_named_before_its_end(first: float, is_above: bool) -> None:
    found = words(
        Series("Came", Tone.COUNTED, (first, 1000.0, None)),
        Series("Ahead", Tone.BILLED, (None, 1000.0, 1200.0)),
    )
    month, end = found["Aug"], found["Sep"]
    middle = (month["x0"] + month["x1"]) / 2
    assert found["Came"]["x1"] < middle < end["x0"] < found["Ahead"]["x0"]
    line = found["1,000"]
    assert (found["Came"]["bottom"] <= (line["top"] + line["bottom"]) / 2) is is_above


def test_lines_that_end_together_are_named_behind_their_ends() -> None:
    found = words(
        Series("Charged", Tone.BILLED, (100.0, 900.0, None)),
        Series("Received", Tone.PAID, (50.0, 880.0, None)),
    )
    assert found["Aug"]["x1"] < found["Charged"]["x1"]
    assert found["Charged"]["x0"] == pytest.approx(found["Received"]["x0"])
    assert found["Charged"]["bottom"] <= found["Received"]["top"] + 1


def test_a_month_that_is_not_over_lies_in_a_band_that_says_so() -> None:
    line = Series("Logged", Tone.LOGGED, (900.0, 1000.0, 100.0))
    assert "far" not in words(line)
    found = words(line, is_open=True)
    assert found["Aug"]["x1"] < found["far"]["x1"] < found["Logged"]["x0"]
