"""What a roster table says, and what is wrong with it, told row by row."""

from datetime import date
from pathlib import Path

import pytest

from apps.patients.domain.roster import RosterFile, RosterRow
from apps.patients.domain.roster_columns import COLUMNS, comparable, template_table
from apps.patients.domain.roster_csv import Looked, look_at_table
from apps.patients.domain.roster_files import read_roster
from apps.patients.domain.roster_rows import PATIENTS
from apps.problems import Problem

TODAY = date(2026, 11, 22)
ROSTER = (Path(__file__).parent / "fixtures/roster.csv").read_text(encoding="utf-8")
HEAD = "last_name,first_name,born_on"


def opened(content: str | bytes) -> RosterFile:
    file = read_roster(content.encode() if isinstance(content, str) else content, today=TODAY)
    assert isinstance(file, RosterFile), file
    return file


def rows(content: str | bytes) -> list[RosterRow]:
    return list(opened(content).rows)


def refused(content: str | bytes) -> list[Problem]:
    problems = read_roster(content.encode() if isinstance(content, str) else content, today=TODAY)
    assert isinstance(problems, list)
    return problems


def test_synonyms_of_column_names_are_understood_and_unknown_columns_are_named() -> None:
    file = opened(ROSTER)
    rose, aldo = list(file.rows)
    assert rose.problems == aldo.problems == ()
    assert rose.patient == {
        "last_name": "O'Keefe",
        "first_name": "Rose",
        "born_on": date(1941, 7, 4),
        "sex": "F",
        "medical_record_number": "MR-1",
        "street": "12 Elm St",
        "city": "Columbus",
        "state": "OH",
        "zip_code": "432151234",
        "phone": "6145550142",
    }
    assert rose.coverages[0].payer == "Medicare Part B"
    assert rose.episodes[0].values["starts_on"] == date(2026, 1, 2)
    assert rose.enrollments[0].values == {"program": "cpo", "starts_on": date(2026, 1, 15)}
    assert rose.diagnoses == ({"code": "I5022"}, {"code": "E119"})
    assert aldo.label == "Núñez, Aldo3"
    assert aldo.episodes == ()
    assert aldo.enrollments == ()
    assert any("Shoe size" in finding for finding in file.findings)


def test_no_two_columns_share_a_name() -> None:
    names = [
        name for column in COLUMNS for name in {comparable(each) for each in (column.name, *column.synonyms)}
    ]
    assert sorted(names) == sorted(set(names))


def test_the_template_can_be_read_back_without_a_problem() -> None:
    content = "\n".join(",".join(cells) for cells in template_table())
    (row,) = rows(content)
    assert row.problems == ()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"], ids=["commas", "semicolons", "tabs", "bars"])
def test_the_separator_is_detected(separator: str) -> None:
    (row,) = rows(f"{HEAD}\nDoe,Jane,1940-02-15\n".replace(",", separator))
    assert row.problems == ()
    assert row.label == "Doe, Jane"


@pytest.mark.parametrize(
    "start", ["", "﻿", "sep=,\n", "\n\n"], ids=["plain", "mark", "sep line", "blank lines"]
)
def test_what_precedes_the_header_is_skipped(start: str) -> None:
    (row,) = rows(f"{start}{HEAD}\r\nDoe,Jane,1940-02-15\r\n")
    assert row.patient["last_name"] == "Doe"
    assert row.line == start.count("\n") + 2


def test_windows_1252_is_read_and_said() -> None:
    file = opened(f"{HEAD}\nNúñez,Ana,1940-02-15\n".encode("cp1252"))
    assert [row.label for row in file.rows] == ["Núñez, Ana"]
    assert "Line 2 is not UTF-8" in file.findings[0]


def test_all_problems_of_a_row_are_told_at_once_with_column_value_and_remedy() -> None:
    head = f"{HEAD},Sex,ZIP,Phone,SOC,Setting,Rendering NPI,Enrolled on,Dx"
    (row,) = rows(f"{head}\nDoe,,13/40/1940,Q,1234,12,2026-02-30,moon,123,,??\n")
    told = {problem.field: problem.message for problem in row.problems}
    assert set(told) == {"first_name", "born_on", "Sex", "ZIP", "Phone", "SOC", "Setting", "Dx"}
    assert told["born_on"] == "13/40/1940 is not a day of the calendar. Correct the date."
    assert "1234 must be five or nine digits" in told["ZIP"]
    assert "Write home health, hospice or nursing facility" in told["Setting"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2026-11-23", "23 Nov 2026 is in the future; today is 22 Nov 2026"),
        ("1890-01-01", "is 136 years ago"),
        ("1/2/40", "is not a date"),
        ("2.1.1940", "is not a date"),
    ],
)
def test_an_impossible_birth_date_is_refused(cell: str, told: str) -> None:
    (row,) = rows(f"{HEAD}\nDoe,Jane,{cell}\n")
    (problem,) = row.problems
    assert told in problem.message


def test_an_npi_that_fails_its_check_digit_is_refused_with_the_value() -> None:
    (row,) = rows(f"{HEAD},provider_npi,enrolled_on\nDoe,Jane,1940-02-15,1555000111,2026-01-15\n")
    (problem,) = row.problems
    assert problem.field == "provider_npi"
    assert "1555000111 fails its check digit" in problem.message


def test_an_enrollment_needs_its_first_day() -> None:
    (row,) = rows(f"{HEAD},program,provider_npi\nDoe,Jane,1940-02-15,oversight,1555000110\n")
    assert [problem.field for problem in row.problems] == ["enrolled_on"]


def test_a_row_with_too_few_cells_is_refused_and_the_others_are_read() -> None:
    first, second = rows(f"{HEAD}\nDoe,Jane\nRoe,Mark,1941-01-01\n")
    assert "has 2 cells, the row of names has 3" in first.problems[0].message
    assert second.problems == ()


def test_a_row_with_too_many_cells_is_refused_unless_they_are_empty() -> None:
    first, second = rows(f"{HEAD}\nDoe, Jr,Jane,1940-02-15\nRoe,Mark,1941-01-01,,\n")
    assert "has 4 cells" in first.problems[0].message
    assert second.problems == ()


def test_a_file_cut_off_inside_a_quoted_cell_says_in_which_line() -> None:
    good, cut = rows(f'{HEAD}\nRoe,Mark,1941-01-01\n"Doe,Jane,1940-')
    assert good.problems == ()
    assert cut.line == 3
    assert "ends inside a quoted cell that begins in line 3" in cut.problems[0].message


def test_a_quotation_mark_that_opens_in_the_header_does_not_swallow_the_rows() -> None:
    (row,) = rows(f'{HEAD},"street\nDoe,Jane,1940-02-15,12 Elm St\n')
    assert (row.line, row.problems, row.patient["street"]) == (2, (), "12 Elm St")


def test_a_line_break_inside_a_quoted_cell_is_a_blank() -> None:
    (row,) = rows(f'{HEAD},street\nDoe,Jane,1940-02-15,"12 Elm St\n rear"\n')
    assert row.patient["street"] == "12 Elm St rear"


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", "file_empty", "is empty"),
        (b"\xef\xbb\xbf \n", "file_empty", "is empty"),
        (b"PK\x03\x04xxxx", "file_kind_wrong", "Excel workbook"),
        (b"%PDF-1.7", "file_kind_wrong", "PDF"),
        ("last_name".encode("utf-16"), "file_kind_wrong", "UTF-16"),
        (b"\x01\x00\x00binary", "file_kind_wrong", "not text"),
        (b"name,dob\nx,y", "columns_missing", "last_name, first_name. It reads: name, dob"),
        (b"last_name,surname,first_name,dob\n", "column_twice", "last_name and surname both mean last_name"),
        (
            f"{HEAD}\nD\x81,x,y".encode("latin-1"),
            "encoding_unknown",
            "Line 2 is neither UTF-8 nor Windows-1252",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else None,
)
def test_a_file_that_is_no_roster_is_refused_with_the_remedy(content: bytes, code: str, told: str) -> None:
    (problem,) = refused(content)
    assert problem.code == code
    assert told in problem.message


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Roster of May", "last_name,Given,born_on,Ward"),
        ("Hilltop,Roster of May", "last_name,Given,born_on,Ward"),
        ("Roster of May", "Nachname,Vorname,Geboren,Station"),
        ("Roster of May,,,", "Nachname,Vorname,Geboren,Station"),
    ],
)
def test_the_columns_asked_about_are_those_of_the_names_and_not_of_a_title(title: str, names: str) -> None:
    looked = look_at_table(f"{title}\n\n{names}\nDoe,Jane,1940-02-15,West\n".encode(), kind=PATIENTS)
    assert isinstance(looked, Looked)
    assert looked.header.names == tuple(names.split(","))
    assert looked.samples == (("Doe", "Jane", "1940-02-15", "West"),)
    assert looked.header.problems[0].message.startswith("The row of column names lacks ")
    assert "Roster" not in looked.header.problems[0].message


def test_a_file_that_is_too_large_names_its_size_and_the_limit() -> None:
    (problem,) = refused(b"x" * (33 * 1024 * 1024))
    assert "33 MB; the import takes 32 MB" in problem.message
