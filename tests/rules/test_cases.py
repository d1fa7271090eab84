"""The case files agree, the command says so, and a wrong expectation is seen."""

import json
from pathlib import Path
from typing import Any

import pytest

from apps.rules.answer import Decision
from apps.rules.cases import ALL_GOOD, DIFFERENCES, UNREADABLE, answers, read_file, read_folder, run
from apps.rules.exercised import cases_by_rule
from apps.rules.expectations import differences
from apps.rules.ruleset import RuleSet
from tests.rules import write_cases

FOLDER = Path(__file__).parents[1] / "billing" / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_of_the_file_agrees(path: Path) -> None:
    said: list[str] = []
    assert run(path, how="check", write=said.append) == ALL_GOOD, "\n".join(said)


def test_at_least_three_hundred_cases_each_with_a_source_and_an_expectation() -> None:
    cases = read_folder(FOLDER)
    assert len(cases) >= 300
    assert len({case["id"] for case in cases}) == len(cases)
    assert [case["id"] for case in cases if not case.get("source") or not case.get("expect")] == []


def test_no_rule_is_without_a_case() -> None:
    exercised = cases_by_rule(read_folder(FOLDER), RuleSet.shipped())
    assert [rule for rule, cases in exercised.items() if not cases] == []


def test_written_case_files_are_what_their_tables_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_cases, "FOLDER", tmp_path)
    write_cases.main()
    for path in tmp_path.glob("*.yaml"):
        assert path.read_text() == (FOLDER / path.name).read_text(), path.name


def _one(name: str) -> tuple[dict[str, Any], tuple[Decision, ...]]:
    case = next(case for case in read_folder(FOLDER) if case["id"] == name)
    (answered,) = answers([case], RuleSet.shipped())
    return case, answered.decisions


WRONG: list[dict[str, Any]] = [
    {"minutes": 39},
    {"lines": []},
    {"lines": [{"code": "G0181", "units": 1}]},
    {"lines": [{"code": "G0182", "units": 2}]},
    {"lines": [{"code": "G0182", "modifiers": []}]},
    {"reasons": ["below_threshold"]},
    {"outcome": "blocked"},
    {"excluded": {"patient": 60}},
    {"from_date": "2026-05-06"},
    {"would_have_been": "99375"},
    {"warnings": ["no_agency_contact"]},
    {"rule_set": "another"},
    {"nonsense": 1},
    {"expected_amount": "108.54"},
    {"alternatives": [{"program": "ccm"}]},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: next(iter(wrong)))
def test_a_wrong_expectation_is_a_difference(wrong: dict[str, Any]) -> None:
    _, decisions = _one("hospice-modifier")
    right = {"minutes": 40, "lines": [{"code": "G0182"}], "reasons": [], "from_date": "2026-05-26"}
    assert differences({"decisions": [right]}, decisions, ()) == []
    assert len(differences({"decisions": [right | wrong]}, decisions, ())) == 1


def test_a_wrong_number_of_decisions_or_problems_is_a_difference() -> None:
    _, decisions = _one("payer-change")
    assert differences({"decisions": [{}]}, decisions, ())
    assert differences({"decisions": [{}, {}], "problems": ["period"]}, decisions, ())
    assert differences({"decisions": [{}, {}], "problems": 1}, decisions, ())
    assert not differences({"decisions": [{}, {}], "problems": []}, decisions, ())


def test_a_difference_leaves_with_one_and_an_unreadable_file_with_two(tmp_path: Path) -> None:
    said: list[str] = []
    text = (FOLDER / "situations.yaml").read_text().replace("minutes: 30, lines", "minutes: 31, lines", 1)
    (tmp_path / "wrong.yaml").write_text(text)
    assert run(tmp_path / "wrong.yaml", how="check", write=said.append) == DIFFERENCES
    assert said[0] == "five-components: decisions[0].minutes: expected 31, given 30"
    (tmp_path / "broken.yaml").write_text("- id: [")
    assert run(tmp_path / "broken.yaml", how="check", write=said.append) == UNREADABLE
    assert run(tmp_path / "absent.yaml", how="json", write=said.append) == UNREADABLE


def test_json_is_one_object_a_line_with_source_and_dates_of_each_rule() -> None:
    said: list[str] = []
    assert run(FOLDER / "situations.yaml", how="json", write=said.append) == ALL_GOOD
    cases, _ = read_file(FOLDER / "situations.yaml")
    lines = [json.loads(line) for line in said]
    assert [line["id"] for line in lines] == [case["id"] for case in cases]
    tried = [each for line in lines for decision in line["decisions"] for each in decision["trace"]]
    assert all(each["source"] and each["valid_from"] and "facts" in each and each["said"] for each in tried)
    assert all(line["problems"] == [] for line in lines)


def test_text_names_minutes_verdict_reason_and_what_would_change_it() -> None:
    said: list[str] = []
    run(FOLDER / "situations.yaml", how="text", write=said.append)
    text = next(each for each in said if each.startswith("after-discharge "))
    assert "Nothing to bill: 18 min counted, 18 minutes." in text
    assert "16 min left out: The patient was under no agency or facility on this day." in text
    assert "18 minutes count; G0181 needs 30." in text
    assert "12 min short of G0181." in text


def test_bad_facts_are_problems_in_every_form(tmp_path: Path) -> None:
    said: list[str] = []
    assert run(FOLDER / "bad_facts.yaml", how="text", write=said.append) == DIFFERENCES
    assert any(
        "Case two-primary-payers: coverages[0] and coverages[1] hold the same days." in each for each in said
    )
    for written in (
        "just text",
        [1, 2],
        {"id": "x"},
        {"id": "x", "entries": "none", "providers": [], "period": 3},
    ):
        (answered,) = answers([written], RuleSet.shipped())
        assert answered.problems
        assert not answered.decisions
