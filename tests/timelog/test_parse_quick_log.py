"""The command that reads sentences: exact keys, the practice's own names only, nothing written."""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.patients.models import Patient
from apps.patients.models.people import HasParts
from apps.practice.models import Practice, Provider, User
from tests import builders as make
from tests.timelog.quick_log.hilltop import NOW

KEYS = {
    "patient", "seconds", "start", "end", "date", "activity", "counterpart", "channel", "note", "ambiguous", "problems",
}  # fmt: skip
Parse = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def parse(ana: User, dr_rivera: Provider, jane: Patient, monkeypatch: pytest.MonkeyPatch) -> Parse:
    def run(
        *sentences: str, user: str = "ana@hilltop.example", now: str = NOW, encoding: str = "utf-8"
    ) -> list[dict[str, Any]]:
        sent = "".join(f"{each}\n" for each in sentences).encode(encoding)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sent)))
        printed = io.StringIO()
        call_command("parse_quick_log", "--user", user, "--now", now, "--json", stdout=printed)
        return [json.loads(line) for line in printed.getvalue().splitlines()]

    return run


def test_each_line_is_answered_by_one_object_with_exactly_these_keys(parse: Parse) -> None:
    answers = parse("12m call w/ Sunrise HHA re wound care, Doe, yesterday 14:05", "", "nonsense")

    assert [set(answer) for answer in answers] == [KEYS] * 3
    assert answers[0] == {
        "patient": "Doe, Jane", "seconds": 720, "start": "2026-11-23T14:05:00-05:00",
        "end": "2026-11-23T14:17:00-05:00",
        "date": "2026-11-23", "activity": "communication", "counterpart": "agency_staff", "channel": "phone",
        "note": "wound care", "ambiguous": [], "problems": [],
    }  # fmt: skip


def test_what_editors_and_keyboards_leave_in_a_line_changes_nothing(parse: Parse) -> None:
    line = "12m call w/ Sunrise HHA re wound care, Doe, yesterday 14:05"
    ways = (
        "\ufeff" + line,
        line + "\r",
        line.replace(" ", "\u00a0"),
        line.replace(", ", ",\t"),
        line.replace(", ", " — "),
        line.replace(", ", "—"),
        f"“{line}”",
        line.upper().replace("WOUND CARE", "wound care"),
    )

    assert parse(*ways) == [parse(line)[0]] * len(ways)


def test_more_than_anybody_types_is_read_in_part_and_said(parse: Parse) -> None:
    (answer,) = parse("12m call w/ HHA re wound care, Doe" + " and so on 🙂" * 5_000)

    assert (answer["patient"], answer["seconds"]) == ("Doe, Jane", 720)
    assert "Only the first 1,000 characters were read" in answer["problems"][0]


def test_bytes_that_are_no_text_are_said_and_hold_back_no_other_line(parse: Parse) -> None:
    line = "12m call w/ Sunrise HHA re wound care, Doe"
    strange, plain = parse(f"{line}, naïve", line, encoding="latin-1")

    assert (strange["seconds"], plain["problems"]) == (720, [])
    assert "could not be read" in strange["problems"][0]


def test_nothing_is_written(parse: Parse) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        parse("12m call w/ Sunrise HHA re wound care, Doe", "12m call re pain, Dow")

    assert {query["sql"].lstrip("(").split()[0] for query in queries} == {"SELECT"}


def test_a_sentence_costs_few_queries_however_many_words_it_has(parse: Parse) -> None:
    with CaptureQueriesContext(connection) as none:
        parse()
    with CaptureQueriesContext(connection) as usual:
        parse("12m call w/ Sunrise HHA re wound care, Doe")
    with CaptureQueriesContext(connection) as worst:
        parse("12m call w/ somebody unheard of about many things and more things, Zabriskie, #77, X.Y.")

    assert len(usual) - len(none) <= 3
    assert len(worst) - len(none) <= 8


@pytest.mark.parametrize(
    "line", ["12m call w/ HHA re wound care and pain meds, Barlow", "12m call w/ HHA, Balrow"]
)
def test_no_patient_is_read_who_is_not_meant(parse: Parse, hilltop: Practice, line: str) -> None:
    names = ["Barlow", *(f"{first}e{last}nan" for first in "BCDFGHJKLM" for last in "bcdfghjklm")]
    Patient.objects.bulk_create(
        Patient(practice=hilltop, last_name=names[number % 101], first_name="Ada", born_on=date(1940, 2, 15))
        for number in range(1_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":  # so few would be read whole
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        parse(line)
    asked = [each["sql"] for each in queries if "patients_patient" in each["sql"]]

    assert asked
    assert [plan for sql in asked if (plan := _plan(sql)) and READS_ALL.search(plan)] == []


READS_ALL = re.compile(r"Removed by Filter: [1-9]\d\d|SCAN patients_patient")


def _plan(sql: str) -> str:
    how = "EXPLAIN ANALYZE" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def test_a_patient_of_another_practice_is_not_known(parse: Parse, lena: Patient) -> None:
    (answer,) = parse("12m call w/ HHA, Quist")

    assert answer["patient"] is None
    assert "No patient of this practice is called “Quist”" in answer["problems"][0]


def test_names_are_found_in_any_case_with_accents_and_a_wrong_letter(parse: Parse, hilltop: Practice) -> None:
    make.patient(hilltop, last_name="García", first_name="Lucía")
    make.patient(hilltop, last_name="McAllister", first_name="Fern")
    make.patient(hilltop, last_name="de la Cruz", first_name="Rosa")
    make.patient(hilltop, last_name="Smith-Jones", first_name="Ida")
    sentences = (
        "12m call, garcia",
        "12m call, GARCÍA",
        "12m call, mcallister",
        "12m call, McAlister",
        "12m call, lucia garcia",
        "12m call, Mcallitser",
        "12m call, Bcallister",
        "12m call, Cruz",
        "12m call, Smith",
    )

    assert [answer["patient"] for answer in parse(*sentences)] == [
        "García, Lucía", "García, Lucía", "McAllister, Fern", "McAllister, Fern", "García, Lucía",
        "McAllister, Fern", None, "de la Cruz, Rosa", "Smith-Jones, Ida",
    ]  # fmt: skip


def test_initials_are_those_of_ones_own_patients(parse: Parse, mark: Patient) -> None:
    (answer,) = parse("12m call w/ HHA, M.R.")

    assert answer["patient"] == "Roe, Mark"


def test_now_without_an_offset_is_on_the_practices_clocks(parse: Parse) -> None:
    (answer,) = parse("12m call w/ HHA, Doe, since 15:00", now="2026-11-24T15:12")

    assert answer["end"] == "2026-11-24T15:12:00-05:00"


@pytest.mark.parametrize(
    ("user", "now", "said"),
    [
        ("nobody@hilltop.example", NOW, "no active member"),
        ("otto@hilltop.example", NOW, "does not log time"),
        ("ana@hilltop.example", "noon", "noon is no moment"),
    ],
)
def test_who_cannot_ask_is_told_why(parse: Parse, otto: User, user: str, now: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        parse("12m call, Doe", user=user, now=now)


def test_one_part_of_a_name_is_found_by_the_index_of_names_of_several_parts(
    parse: Parse, hilltop: Practice
) -> None:
    for last_name in ("Ruiz-Ortega", "De La Cruz", "Ortegason", "Cruzado"):
        make.patient(hilltop, last_name=last_name, first_name="Ada")

    answers = parse("12m call Ortega", "12m call Cruz, Ada")
    assert [each["patient"] for each in answers] == ["Ruiz-Ortega, Ada", "De La Cruz, Ada"]

    several = Patient.objects.filter(HasParts("last_name"), practice=hilltop).order_by()
    assert set(several.values_list("last_name", flat=True)) == {"Ruiz-Ortega", "De La Cruz"}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "patient_by_part" in several.values_list("last_name").explain()
