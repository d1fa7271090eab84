"""Files that other programs write wrongly, or that were made to hurt: nothing is lost in silence, nothing hangs."""

import io
import json
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from apps.patients.domain.roster import RosterFile
from apps.patients.domain.roster_csv import NAMES_AT_MOST
from apps.patients.domain.roster_files import read_roster
from apps.patients.imports import workbooks
from apps.patients.imports.error_files import error_file
from apps.practice.access import Actor
from apps.practice.models import Practice, User
from tests import builders as make
from tests.patients.test_import_fhir import TODAY, bundle, patient, rows
from tests.patients.test_import_steps import NOW, _with_sheet, a_workbook, looked_at

HEADS = ("Last name", "First name", "Date of birth")


def _sheet_of(*rows: tuple[Any, ...]) -> str:
    """Return the sheet of a workbook as the file holds it."""
    with zipfile.ZipFile(io.BytesIO(a_workbook(*rows))) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.once
def test_rows_beyond_what_a_sheet_says_of_its_size_are_read() -> None:
    table = (HEADS, ("Ives", "Wanda", date(1938, 2, 28)), ("Moss", "Carl", date(1941, 3, 1)))
    sheet, said = re.subn('dimension ref="A1:C3"', 'dimension ref="A1"', _sheet_of(*table))
    assert said == 1
    read = workbooks.table_of(_with_sheet(a_workbook(*table), sheet.encode()))
    assert isinstance(read, bytes)
    assert read.decode().splitlines() == [",".join(HEADS), "Ives,Wanda,1938-02-28", "Moss,Carl,1941-03-01"]


@pytest.mark.once
def test_a_cell_beyond_every_column_of_a_roster_is_refused_before_millions_are_made_of_it() -> None:
    whole = _sheet_of(HEADS)
    far = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(2, 5000))
    made = _with_sheet(a_workbook(HEADS), whole.replace("</sheetData>", f"{far}</sheetData>").encode())
    found = workbooks.table_of(made)
    assert not isinstance(found, bytes)
    assert (
        found.message == "Row 2 of the sheet has a cell in column XFD. Delete what stands beyond the roster."
    )


@pytest.mark.once
def test_rows_without_a_cell_at_the_end_of_a_sheet_are_left_out() -> None:
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(3, 30_000))
    sheet = _sheet_of(HEADS, ("Ives", "Wanda", date(1938, 2, 28))).replace(
        "</sheetData>", f"{empty}</sheetData>"
    )
    read = workbooks.table_of(_with_sheet(a_workbook(HEADS, (date(1938, 2, 28),)), sheet.encode()))
    assert read == ",".join(HEADS).encode() + b"\r\nIves,Wanda,1938-02-28\r\n"


@pytest.mark.once
def test_a_row_whose_last_cells_are_empty_is_no_row_that_was_cut_off() -> None:
    heads, whole = (*HEADS, "Street"), ("Moss", "Carl", date(1941, 3, 1), "1 Elm St")
    read = workbooks.table_of(a_workbook(heads, ("Ives", "Wanda", date(1938, 2, 28)), whole))
    assert isinstance(read, bytes)
    found = read_roster(read, today=TODAY)
    assert isinstance(found, RosterFile)
    assert [[each.code for each in row.problems] for row in found.rows] == [[], []]


def _packed(*rows: tuple[Any, ...], **parts: bytes) -> bytes:
    """Return a workbook packed as small as can be, with other bytes for some of its parts."""
    made = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(a_workbook(*rows)))
    with whole as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2].removesuffix(".xml"), old.read(name)))
    return made.getvalue()


@pytest.mark.once
@pytest.mark.parametrize(
    ("part", "begin", "each", "end"),
    [
        ("sheet1", "<sheetData>", "<row/>", "</sheetData>"),
        ("styles", "<cellXfs>", "<xf/>", "</cellXfs>"),
    ],
)
def test_a_small_workbook_that_unpacks_to_a_huge_one_is_refused_unread(
    part: str, begin: str, each: str, end: str
) -> None:
    root = {"sheet1": "worksheet", "styles": "styleSheet"}[part]
    begins = f'<{root} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{begin}'
    bomb = (begins + each * (24_000_000 // len(each)) + f"{end}</{root}>").encode()
    made = _packed(HEADS, **{part: bomb})
    assert len(made) < 100_000
    found = workbooks.table_of(made)
    assert not isinstance(found, bytes)
    assert found.message == workbooks.TOO_MUCH


@pytest.mark.once
def test_a_roster_of_the_same_person_a_thousand_times_is_no_bomb() -> None:
    read = workbooks.table_of(_packed(HEADS, *[("Ives", "Wanda", date(1938, 2, 28))] * 1000))
    assert isinstance(read, bytes)
    assert len(read.splitlines()) == 1001


@pytest.mark.once
def test_blank_rows_between_others_keep_their_numbers() -> None:
    book, written = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active["A1"], book.active["A5"] = "Last name", "Ives"
    book.save(written)
    read = workbooks.table_of(written.getvalue())
    assert isinstance(read, bytes)
    assert [line.strip(",") for line in read.decode().splitlines()] == ["Last name", "", "", "", "Ives"]


@pytest.fixture
def boss(ada: User, hilltop: Practice) -> Actor:
    return make.actor(ada, hilltop)


def test_half_a_letter_in_a_bundle_does_not_keep_its_refused_rows_from_being_fetched(boss: Actor) -> None:
    half = patient(birthDate="soon", name=[{"family": "Doe\ud800", "given": ["Jane"]}])
    back = error_file(looked_at(bundle(half).decode(), boss, name="a.json"), made_at=NOW)
    assert [each["resource"]["resourceType"] for each in json.loads(back)["entry"]] == [
        "Patient",
        "OperationOutcome",
    ]


def test_a_column_whose_name_holds_what_no_database_keeps_is_a_column_like_others(boss: Actor) -> None:
    table = f"{','.join(HEADS)},Sh\x00oe\n{','.join(('Ives', 'W' * 5000, '1938-02-28'))},38\n"
    far_down = table.replace("Last name", "Last name" + " " * 5000)
    assert looked_at(far_down, boss).matches["Sh\ufffdoe"] == ""


@pytest.mark.once
def test_two_patients_under_one_id_are_both_refused_as_nobody_knows_whose_facts_are_whose() -> None:
    other = patient(name=[{"family": "Roe", "given": ["Mark"]}])
    fact = {
        "resourceType": "Coverage",
        "beneficiary": {"reference": "Patient/p"},
        "payor": [{"display": "Acme"}],
    }
    found = rows(bundle(patient(), other, patient(id="q", birthDate="1941-01-01"), fact))
    assert [[each.code for each in row.problems] for row in found] == [["id_twice"], ["id_twice"], []]
    assert found[1].problems[0].message == (
        "Entries 1 and 2 are two patients with the id p, so that nobody can tell whose coverage and conditions are"
        " whose. Export them again with an id each."
    )


@pytest.mark.once
def test_one_patient_twice_under_one_id_is_no_question() -> None:
    assert [row.problems for row in rows(bundle(patient(), patient()))] == [(), ()]


@pytest.mark.once
@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_a_word_in_the_place_of_a_number_is_named(word: str) -> None:
    content = b'{"resourceType": "Patient", "multipleBirthInteger": %s}' % word.encode()
    problems = read_roster(content, today=TODAY)
    assert isinstance(problems, list)
    assert problems[0].message == f"The JSON has {word} in the place of a number. Export it again."


@pytest.mark.once
def test_a_thousand_unknown_columns_are_counted_and_not_all_named() -> None:
    unknown = ",".join(f"c{place}" for place in range(1000))
    found = read_roster(f"{','.join(HEADS)},{unknown}\n".encode(), today=TODAY)
    assert isinstance(found, RosterFile)
    (said,) = (each for each in found.findings if "mean nothing" in each)
    assert said.endswith(f"c{NAMES_AT_MOST - 1} and {1000 - NAMES_AT_MOST} more.")
