"""What FHIR bundles say about patients, what they lack, and how broken ones are refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from apps.patients.domain.roster import Identifier, RosterFile, RosterRow
from apps.patients.domain.roster_files import read_roster

TODAY = date(2026, 11, 22)
FIXTURES = Path(__file__).parent / "fixtures"
TRANSACTION = (FIXTURES / "bundle_transaction.json").read_bytes()
COLLECTION = (FIXTURES / "bundle_collection.json").read_bytes()


def rows(content: bytes) -> list[RosterRow]:
    file = read_roster(content, today=TODAY)
    assert isinstance(file, RosterFile), file
    return list(file.rows)


def bundle(*resources: dict[str, Any]) -> bytes:
    entries = [{"resource": each} for each in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def patient(**fields: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "id": "p",
        "name": [{"family": "Doe", "given": ["Jane"]}],
        "birthDate": "1940-02-15",
        **fields,
    }


def asked(row: RosterRow) -> str:
    return " ".join(problem.message for problem in row.to_complete)


def test_a_patient_is_read_with_the_official_name_digits_and_apostrophe_included() -> None:
    (row,) = rows(TRANSACTION)
    assert row.problems == ()
    assert row.patient == {
        "last_name": "O'Hara88",
        "first_name": "Wilma7",
        "middle_name": "Greta2",
        "sex": "F",
        "born_on": date(1936, 9, 2),
        "street": "4 Birch Ln",
        "street_2": "Unit 2",
        "city": "Columbus",
        "state": "OH",
        "zip_code": "43215",
        "phone": "6145550177",
    }


def test_social_security_numbers_are_not_kept() -> None:
    (row,) = rows(TRANSACTION)
    assert row.identifiers == (Identifier("https://records.example/ids", "P-77"),)


def test_an_admission_to_a_hospice_is_an_episode_on_its_local_date_and_its_bogus_npi_is_unknown() -> None:
    (row,) = rows(TRANSACTION)
    (episode,) = row.episodes
    assert episode.values == {"setting": "hospice", "starts_on": date(2026, 10, 3)}
    assert (episode.agency.name, episode.agency.npi) == ("MEADOW HOSPICE", "")
    assert episode.agency.address["city"] == "Columbus"


def test_a_home_visit_only_hints_at_an_episode() -> None:
    (row,) = rows(TRANSACTION)
    assert "1 home health visit by NEAR HOME CARE, 1 Sep 2026" in asked(row)


def test_a_conditional_reference_finds_the_practitioner_whose_npi_is_not_believed() -> None:
    (row,) = rows(TRANSACTION)
    assert "Dr. Otis1 Stark5 is named" in asked(row)
    assert "350" not in asked(row)


def test_conditions_come_as_words_and_snomed_and_those_over_carry_their_last_day() -> None:
    (row,) = rows(TRANSACTION)
    assert row.diagnoses == (
        {
            "description": "Chronic heart failure",
            "snomed_code": "88805009",
            "starts_on": date(2019, 5, 5),
            "is_chronic": True,
        },
        {
            "description": "Viral sinusitis",
            "snomed_code": "444814009",
            "starts_on": date(2025, 1, 1),
            "ends_on": date(2025, 1, 20),
            "is_chronic": False,
        },
    )


def test_each_patient_of_a_bundle_is_a_row_and_gets_what_points_at_them() -> None:
    lou, ida = rows(COLLECTION)
    assert lou.coverages[0].payer == "Medicare Part B"
    assert lou.coverages[0].values["member_id"] == "1EG4-TE5-MK73"
    assert lou.episodes[0].values == {"setting": "home_health", "starts_on": date(2026, 9, 15)}
    assert lou.episodes[0].agency.npi == "1555000201"
    assert lou.diagnoses[0]["code"] == "I5022"
    assert ida.patient["died_on"] == date(2026, 8, 8)
    assert ida.episodes[0].values["setting"] == "nursing_facility"
    assert ida.episodes[0].agency.name == "RIVERBEND CARE CENTER"


def test_one_resource_a_line_is_read_like_a_bundle() -> None:
    condition = {"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "code": {"text": "COPD"}}
    (row,) = rows(f"{json.dumps(patient())}\n{json.dumps(condition)}\n".encode())
    assert row.diagnoses[0]["description"] == "COPD"


def test_a_value_that_cannot_be_kept_and_is_not_needed_is_left_out_and_asked_for() -> None:
    (row,) = rows(bundle(patient(address=[{"postalCode": "1610", "city": "Salem"}])))
    assert row.problems == ()
    assert "zip_code" not in row.patient
    assert "Left out: The ZIP code 1610 must be five or nine digits" in asked(row)


def test_a_death_without_a_date_is_asked_for() -> None:
    (row,) = rows(bundle(patient(deceasedBoolean=True)))
    assert "gives no date" in asked(row)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"birthDate": "1940"}, "birthDate 1940 is no whole date. The date of birth is missing."),
        ({"birthDate": None}, "The date of birth is missing."),
        ({"name": [{"text": "Jane Doe"}]}, "The name “Jane Doe” is not split into family and given."),
        ({"name": []}, "The last name is missing."),
        ({"birthDate": "2027-01-01"}, "is in the future"),
        ({"deceasedDateTime": "1930-01-01"}, "is before the birth"),
    ],
)
def test_a_patient_without_what_is_needed_is_refused(fields: dict[str, Any], told: str) -> None:
    (row,) = rows(bundle(patient(**fields)))
    assert any(told in problem.message for problem in row.problems)


def test_resources_about_a_patient_who_is_not_in_the_file_are_told_once() -> None:
    stray = {"resourceType": "Condition", "subject": {"reference": "Patient/gone"}, "code": {"text": "COPD"}}
    good, refused = rows(bundle(patient(), stray, stray))
    assert good.problems == ()
    assert "2 Condition resources (entry 2 first) point at Patient/gone, which is not in the file" in (
        refused.problems[0].message
    )


def test_an_entry_without_a_resource_is_refused_by_its_number() -> None:
    content = {"resourceType": "Bundle", "entry": [{"resource": patient()}, {"request": {}}, 7]}
    _, second, third = rows(json.dumps(content).encode())
    assert (second.line, third.line) == (2, 3)
    assert "Entry 2 holds no resource" in second.problems[0].message


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b'{"resourceType": "Bundle", "entry": [', "json_cut_off", "at line 1, column 38"),
        (b'{"resourceType": "Bundle",\n "entry": oops}', "json_broken", "line 2, column 11 (“oops}”)"),
        (b'{"resourceType": "Bun', "json_cut_off", "cut off"),
        (b"[1, 2]", "not_fhir", "no resourceType"),
        (b'{"resourceType": "Observation"}', "resource_type_wrong", "The resourceType is Observation"),
        (b'{"resourceType": "Bundle", "entry": []}', "bundle_empty", "no entries"),
        (
            b'{"resourceType": "Bundle", "type": "subscription-notification", "entry": [1]}',
            "bundle_type_wrong",
            "type",
        ),
        (bundle({"resourceType": "Device"}), "no_patient", "It holds Device"),
        (b'{"a": "\xff"}', "encoding_unknown", "Line 1 is not UTF-8"),
        (b'{"a":' * 100_000, "json_unreadable", "nested too deeply"),
    ],
    ids=[
        "cut off",
        "broken",
        "cut in text",
        "no fhir",
        "other resource",
        "empty",
        "type",
        "no patient",
        "bytes",
        "deep",
    ],
)
def test_a_broken_bundle_is_refused_with_where_and_what_to_do(content: bytes, code: str, told: str) -> None:
    problems = read_roster(content, today=TODAY)
    assert isinstance(problems, list)
    assert [problem.code for problem in problems] == [code]
    assert told in problems[0].message
