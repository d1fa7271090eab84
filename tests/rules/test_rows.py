"""The rows: each has a source, mistakes are named all at once, and a practice's own rows obey the same checks."""

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from apps.problems import Refused
from apps.rules import ruleset
from apps.rules.case_facts import read_case
from apps.rules.cases import read_folder
from apps.rules.conditions import CHECKS
from apps.rules.decision import decide
from apps.rules.document import document
from apps.rules.facts import Episode, PeriodFacts
from apps.rules.ruleset import RuleSet, read_tables
from apps.rules.schema import check_tables

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "billing" / "cases"


def _tables(**changed: Any) -> dict[str, Any]:
    return dict(RuleSet.shipped().tables) | changed


def _own_profile(**changed: Any) -> dict[str, Any]:
    row = dict(RuleSet.shipped().row("profile", "commercial_30_day") or {})
    own = {
        "id": "blue_plan",
        "label": "Blue plan",
        "source": "practice_contract",
        "section": "Contract of 2026-01-01",
    }
    return row | own | {"valid_from": date(2026, 1, 1)} | changed


def test_every_row_is_sound_and_names_its_source() -> None:
    rules = RuleSet.shipped()
    assert check_tables(rules.tables) == []
    for rule in rules.rules():
        assert rules.cited(rule).citation


def test_a_row_without_a_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ruleset.DATA.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    text = (tmp_path / "limits.toml").read_text()
    (tmp_path / "limits.toml").write_text(text.replace('source = "codapedia_ccm"\n', "", 1))
    monkeypatch.setattr(ruleset, "DATA", tmp_path)
    with pytest.raises(Refused, match=r"limit\[cap_disputed_units\] has no source"):
        ruleset._shipped.__wrapped__()


MISTAKES = [
    ("profile", {"fee_basis": "guess"}, "profile[blue_plan].fee_basis"),
    ("profile", {"period_basis": {"cpo": "weekly"}}, "profile[blue_plan].period_basis"),
    ("profile", {"period_basis": {"dance": "rolling_30"}}, "profile[blue_plan].period_basis"),
    ("profile", {"prerequisites": {"cpo": ["hat"]}}, "profile[blue_plan].prerequisites"),
    ("profile", {"counts": {"parrot": True}}, "profile[blue_plan].counts"),
    ("profile", {"modifiers": {"99375": "GV"}}, "profile[blue_plan].modifiers"),
    ("profile", {"place_of_service": "home"}, "profile[blue_plan].place_of_service"),
    ("profile", {"timely_filing_days": -1}, "profile[blue_plan].timely_filing_days"),
    ("profile", {"claim_alone": "yes"}, "profile[blue_plan].claim_alone"),
    ("profile", {"label": " "}, "profile[blue_plan].label"),
    ("profile", {"confidence": "sure"}, "profile[blue_plan].confidence"),
    ("profile", {"valid_from": "soon"}, "profile[blue_plan].valid_from"),
    ("profile", {"color": "red"}, "profile[blue_plan].color"),
    ("profile", {"id": "medicare_ffs"}, "profile[medicare_ffs]"),
]


@pytest.mark.parametrize(("table", "changed", "field"), MISTAKES, ids=[field for *_, field in MISTAKES])
def test_a_practices_own_mistake_is_named(table: str, changed: dict[str, Any], field: str) -> None:
    rules, problems = RuleSet.shipped().with_own({table: [_own_profile(**changed)]})
    assert [problem.field for problem in problems] == [field]
    assert rules is RuleSet.shipped()


def test_all_mistakes_come_at_once() -> None:
    row = _own_profile(fee_basis="guess", claim_alone="yes", color="red")
    del row["label"]
    _, problems = RuleSet.shipped().with_own({"profile": [row], "reason": []})
    assert len(problems) == 5


def test_an_own_profile_decides_and_changes_the_hash() -> None:
    own = _own_profile(counts={"patient": True}, two_settings="hold")
    amount = {
        "id": "blue_plan.99375",
        "valid_from": date(2026, 1, 1),
        "payer": "blue_plan",
        "code": "99375",
        "amount": "120.00",
        "source": "practice_contract",
        "section": "Fee exhibit of 2026-01-01",
        "confidence": "H/R",
    }
    rules, problems = RuleSet.shipped().with_own({"profile": [own], "contracted": [amount]})
    assert problems == []
    assert rules.content_hash != RuleSet.shipped().content_hash
    case = next(case for case in read_folder(CASES) if case["id"] == "cell-C-talk-patient")
    case = case | {"coverages": [{"payer": "blue_plan"}], "period": [date(2026, 5, 1), date(2026, 5, 30)]}
    case["entries"] = [each | {"minutes": 15} for each in case["entries"]]
    for each in case["entries"]:
        del each["seconds"]
    facts, found = read_case(case, rules)
    assert facts is not None, found
    (decision,) = decide(facts, rules)
    assert (decision.minutes, str(decision.expected_amount)) == (30, "120.00")


def test_an_own_profile_holds_from_its_first_day() -> None:
    rules, _ = RuleSet.shipped().with_own({"profile": [_own_profile()]})
    assert rules.resolved("blue_plan", "cpo", on=date(2025, 12, 31)) is None
    assert rules.resolved("blue_plan", "cpo", on=date(2026, 1, 1)) is not None


def test_a_rule_set_comes_back_from_its_own_text() -> None:
    rules = RuleSet.shipped()
    again = RuleSet.from_json(rules.to_json())
    assert again.content_hash == rules.content_hash
    case = read_folder(CASES)[0]
    facts, _ = read_case(case, rules)
    assert facts is not None
    assert [each.to_json() for each in decide(facts, again)] == [
        each.to_json() for each in decide(facts, rules)
    ]


def test_two_versions_of_one_id_may_follow_but_not_overlap() -> None:
    first = _own_profile(valid_through=date(2026, 6, 30))
    second = _own_profile(valid_from=date(2026, 7, 1))
    assert RuleSet.shipped().with_own({"profile": [first, second]})[1] == []
    overlapping = _own_profile(valid_from=date(2026, 6, 30))
    assert [each.code for each in RuleSet.shipped().with_own({"profile": [first, overlapping]})[1]] == [
        "overlapping_versions"
    ]


def test_every_check_and_fact_that_a_row_names_exists() -> None:
    known = {field.name for kind in (PeriodFacts, Episode) for field in fields(kind)}
    for row in RuleSet.shipped().rows("prerequisite"):
        assert row["check"] in CHECKS
        assert row.get("fact", "complexity_documented") in known


def test_every_program_has_a_row_beside_every_family() -> None:
    rules, on = RuleSet.shipped(), date(2026, 5, 1)
    for program in rules.ids("program"):
        resolved = rules.resolved("medicare_ffs", program, on=on)
        assert resolved is not None
        for family in rules.ids("family"):
            assert {(family, "own"), (family, "other")} <= resolved.exclusions.keys(), (program, family)


def test_every_code_of_the_tiers_has_a_family_and_a_fee() -> None:
    rules = RuleSet.shipped()
    in_families = {code for row in rules.rows("family") for code in row["codes"]}
    priced = {row["code"] for row in rules.rows("fee", on=date(2026, 5, 1))}
    codes = {row["code"] for table in ("tier", "addon") for row in rules.rows(table)}
    assert codes <= in_families
    assert codes <= priced


def test_only_the_data_folder_knows_a_code() -> None:
    codes = {code for row in RuleSet.shipped().rows("family") for code in row["codes"]}
    for path in (ROOT / "apps" / "rules").glob("*.py"):
        text = path.read_text()
        named = [code for code in codes if f'"{code}"' in text]
        assert named == [], path


def test_the_document_is_fresh() -> None:
    text = document(RuleSet.shipped(), read_folder(CASES))
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == text, "Run manage.py rules_document."


@pytest.mark.parametrize(
    ("from_date", "deadline"),
    [(date(2024, 2, 29), date(2025, 2, 28)), (date(2026, 5, 6), date(2027, 5, 6))],
)
def test_medicare_files_within_twelve_months_of_the_from_date(from_date: date, deadline: date) -> None:
    assert RuleSet.shipped().filing_deadline("medicare_ffs", from_date=from_date) == deadline


def test_a_payer_that_counts_days_gets_days() -> None:
    day = date(2026, 5, 6)
    assert RuleSet.shipped().filing_deadline("capitated", from_date=day) == day + timedelta(days=90)


def test_tables_of_the_folder_are_plain_values() -> None:
    assert _tables() == read_tables(ruleset.DATA)
