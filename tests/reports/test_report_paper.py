"""A report on paper and as a file: what belongs together stands together, steps stand in from what they lead to."""

import io
from dataclasses import replace

import pdfplumber
import pytest

from apps.practice.models import User
from apps.reports.domain.report import Cell, Column, Report, Row, Section, Segment, Table, Tone, Unit
from apps.reports.report_files import as_csv, as_pdf
from tests import builders as make

BAR = (Segment(0, 50, Tone.COUNTED),)
ROWS = (
    Row("Logged", (Cell(600),), BAR),
    Row("Programmes", (Cell(60),), BAR, is_step=True),
    Row("Counted", (Cell(540),), BAR),
)
ROOM = Section(
    "Capacity",
    table=Table("Room", "Provider", (Column("Given", Unit.MINUTES),), ROWS, ((Tone.COUNTED, "given"),)),
    lede="How much of what is planned is in use. " * 8,
)


def words_of(report: Report, mia: User) -> dict[str, tuple[int, float]]:
    """Return the first page and place of each word from the left of the paper."""
    found: dict[str, tuple[int, float]] = {}
    with pdfplumber.open(io.BytesIO(as_pdf(report, actor=make.actor(mia)))) as paper:
        for number, page in enumerate(paper.pages):
            for word in page.extract_words():
                found.setdefault(word["text"], (number, word["x0"]))
    return found


@pytest.mark.parametrize("lines", range(24, 46, 2))
def test_a_heading_stands_on_the_page_of_the_table_below_it(lines: int, mia: User) -> None:
    above = Section("Above", notes=("One line.",) * lines)
    found = words_of(Report("room", "The room", "", sections=(above, ROOM)), mia)
    assert found["Capacity"][0] == found["Provider"][0] == found["Logged"][0]


def test_steps_stand_in_and_what_they_were_before_further(mia: User) -> None:
    found = words_of(Report("room", "The room", "", sections=(ROOM,)), mia)
    assert found["Logged"][1] == found["Counted"][1] < found["Programmes"][1]
    step = replace(ROWS[1], cells=(Cell(60, before=0, has_before=True),))
    assert ROOM.table is not None
    beside = replace(ROOM, table=replace(ROOM.table, rows=(step,)))
    found = words_of(Report("room", "The room", "", sections=(beside,)), mia)
    assert found["Programmes"][1] < found["before"][1]


def test_a_file_says_what_its_tables_are_of(mia: User) -> None:
    noted = replace(ROOM, lede="Of whole months.", notes=("No verdict.",))
    said = b"".join(as_csv(Report("room", "The room", "", sections=(noted,)), actor=make.actor(mia))).decode()
    assert "Capacity,Of whole months." in said and "Capacity,No verdict." in said
