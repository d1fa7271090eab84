"""What the log form says at once about an entry, and what a decision says in words and money."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from apps.rules.activities import verdict
from apps.rules.answer import Decision
from apps.rules.case_facts import read_case
from apps.rules.cases import read_folder
from apps.rules.decision import decide
from apps.rules.explain import explain, length
from apps.rules.money import expected_amount, percent_of_charge
from apps.rules.ruleset import RuleSet

ON = date(2026, 5, 4)
CASES = {case["id"]: case for case in read_folder(Path(__file__).parents[1] / "billing" / "cases")}


def _decisions(name: str) -> tuple[Decision, ...]:
    facts, problems = read_case(CASES[name], RuleSet.shipped())
    assert facts is not None, problems
    return decide(facts, RuleSet.shipped())


def test_family_talk_will_not_count_for_medicare_and_says_why() -> None:
    said = verdict(
        "communication",
        counterpart="family_or_caregiver",
        payer="medicare_ffs",
        program="cpo",
        rule_set=RuleSet.shipped(),
        on=ON,
    )
    assert said is not None
    assert (said.counts, said.reason) == (False, "family_or_caregiver")
    assert said.sentence == "Medicare does not count talk with family or friends."
    assert said.source.startswith(
        "Palmetto GBA Jurisdiction J Part B, Care plan oversight, What does not count (2023-07-03"
    )


@pytest.mark.parametrize(
    ("payer", "program", "provider_type", "is_rendering", "reason"),
    [
        ("medicare_ffs", "cpo", "physician", True, ""),
        ("medicare_ffs", "cpo", "clinical_staff", False, "clinical_staff"),
        ("medicare_ffs", "ccm", "clinical_staff", False, ""),
        ("medicare_ffs", "cpo", "physician", False, "other_provider"),
        ("commercial_30_day", "cpo", "nurse_practitioner", True, ""),
    ],
)
def test_whose_time_counts(
    payer: str, program: str, provider_type: str, is_rendering: bool, reason: str
) -> None:
    said = verdict(
        "progress_tracking",
        payer=payer,
        program=program,
        provider_type=provider_type,
        is_rendering_provider=is_rendering,
        rule_set=RuleSet.shipped(),
        on=ON,
    )
    assert said is not None
    assert said.reason == reason


def test_no_verdict_without_a_profile_and_none_for_unknown_words() -> None:
    rules = RuleSet.shipped()
    assert verdict("travel", payer="acme", program="cpo", rule_set=rules, on=ON) is None
    assert verdict("travel", payer="medicare_ffs", program="ccm", rule_set=rules, on=date(2014, 1, 1)) is None
    with pytest.raises(LookupError, match="parrot"):
        verdict("travel", counterpart="parrot", payer="medicare_ffs", program="cpo", rule_set=rules, on=ON)
    with pytest.raises(LookupError, match="napping"):
        verdict("napping", payer="medicare_ffs", program="cpo", rule_set=rules, on=ON)


FEES = [
    ("G0181", date(2025, 5, 1), "102.21"),
    ("G0182", date(2025, 5, 1), "100.92"),
    ("G0181", date(2026, 5, 1), "109.89"),
    ("G0182", date(2026, 5, 1), "108.55"),
    ("G0179", date(2026, 5, 1), "44.42"),
    ("G0180", date(2026, 5, 1), "56.78"),
    ("99490", date(2026, 5, 1), "66.13"),
    ("99439", date(2026, 5, 1), "50.44"),
    ("99491", date(2026, 5, 1), "89.18"),
    ("99437", date(2026, 5, 1), "63.13"),
    ("99487", date(2026, 5, 1), "144.29"),
    ("99489", date(2026, 5, 1), "78.16"),
    ("99424", date(2026, 5, 1), "87.51"),
    ("99427", date(2026, 5, 1), "54.11"),
    ("G0558", date(2026, 5, 1), "117.24"),
    ("99374", date(2026, 5, 1), None),
    ("99375", date(2026, 5, 1), None),
    ("G0181", date(2024, 5, 1), None),
]


def _paid(
    code: str, on: date, *, basis: str = "medicare", place: str = "11", kind: str = "physician"
) -> Decimal | None:
    found = expected_amount(
        code,
        payer="medicare_ffs",
        fee_basis=basis,
        place_of_service=place,
        provider_type=kind,
        locality="",
        on=on,
        rule_set=RuleSet.shipped(),
    )
    return found[1] if found else None


@pytest.mark.parametrize(("code", "on", "amount"), FEES)
def test_national_amounts_of_the_fee_files(code: str, on: date, amount: str | None) -> None:
    assert _paid(code, on) == (Decimal(amount) if amount else None)


def test_shadow_prices_facility_rates_and_practitioner_percentage() -> None:
    assert _paid("99374", ON, basis="shadow") == Decimal("70.81")
    assert _paid("99375", ON, basis="shadow") == Decimal("105.55")
    assert _paid("99375", ON, basis="shadow", place="21") == Decimal("73.82")
    assert _paid("G0181", ON, kind="nurse_practitioner") == Decimal("93.41")
    assert _paid("99424", ON, place="21") is None
    assert _paid("99375", ON, basis="contracted") is None


def test_benchmarks_stand_alone() -> None:
    charge = Decimal("7200")
    rules = RuleSet.shipped()
    assert percent_of_charge(charge, benchmark="percent_of_charge", on=ON, rule_set=rules) == Decimal(
        "1872.00"
    )
    assert percent_of_charge(charge, benchmark="collection_rate", on=ON, rule_set=rules) == Decimal("2376.00")
    assert percent_of_charge(charge, benchmark="hope", on=ON, rule_set=rules) is None


def test_words_say_what_would_change_the_answer() -> None:
    said = explain(_decisions("agency-number-wrong")[0], RuleSet.shipped())
    texts = {each.text: each.code for each in said}
    assert next(iter(texts)) == "Blocked: 31 min counted, 31 minutes. Would be G0181 x 1 ($109.89)."
    assert texts["The agency's NPI 1234567890 fails its check digit or is missing."] == "agency_npi_invalid"
    assert "Correct the agency's NPI; item 23 needs it." in texts
    assert all(each.source for each in said if each.kind in ("reason", "warning", "time", "change"))


def test_every_case_can_be_put_in_words_without_a_gap() -> None:
    for name, case in CASES.items():
        facts, _ = read_case(case, RuleSet.shipped())
        for decision in decide(facts, RuleSet.shipped()) if facts else ():
            for said in explain(decision, RuleSet.shipped()):
                assert "{" not in said.text, (name, said.text)
                assert "not known" not in said.text, (name, said.text)


@pytest.mark.parametrize(
    ("seconds", "words"), [(250, "4 min 10 s"), (1800, "30 min"), (9, "9 s"), (0, "0 s")]
)
def test_lengths_in_words(seconds: int, words: str) -> None:
    assert length(seconds) == words


def test_a_stored_trace_is_small() -> None:
    for name in CASES:
        facts, _ = read_case(CASES[name], RuleSet.shipped())
        for decision in decide(facts, RuleSet.shipped()) if facts else ():
            size = len(decision.to_json()) - len(decision.without_trace().to_json())
            assert size < 2_000, name
    assert len(_decisions("threshold-day")[0].to_json()) < 2_500
