"""Medicare numbers and diagnosis codes: their shape, and what the yearly release says."""

from datetime import date
from importlib import import_module

import pytest

from apps.patients.domain.icd10 import _release, diagnosis_warnings, is_heading
from apps.patients.domain.identifiers import (
    bare_diagnosis_code,
    bare_member_id,
    check_diagnosis_code,
    check_medicare_number,
    dotted_diagnosis_code,
)


@pytest.mark.parametrize("number", ["1EG4-TE5-MK73", "1eg4te5mk73", "9AA0AA0AA00"])
def test_a_medicare_number_is_accepted_however_written(number: str) -> None:
    assert check_medicare_number(number) == []


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("0EG4TE5MK73", id="begins with 0"),
        pytest.param("1SG4TE5MK73", id="letter S"),
        pytest.param("1EGATE5MK73", id="letter for a digit"),
        pytest.param("1EG4TE5MK7", id="ten characters"),
        pytest.param("1EG4TE5MK735", id="twelve characters"),
        pytest.param("", id="nothing"),
    ],
)
def test_another_medicare_number_is_refused(number: str) -> None:
    [problem] = check_medicare_number(number)
    assert (problem.code, problem.field) == ("medicare_number_shape", "member_id")
    assert number in problem.message


def test_a_member_id_loses_the_hyphens_of_the_card() -> None:
    assert bare_member_id(" 1eg4-te5-mk73 ") == "1EG4TE5MK73"


@pytest.mark.parametrize("code", ["I10", "I50.32", "I5032", "c4a.0", "M1A.00X0", "S72.001A", "U07.1"])
def test_a_diagnosis_code_is_accepted_with_or_without_its_point(code: str) -> None:
    assert check_diagnosis_code(code) == []


@pytest.mark.parametrize("code", ["", "I5", "150.32", "I503.2", "I50.32.1", "I50.32345", "I50-32", "IX0"])
def test_what_does_not_look_like_a_diagnosis_code_is_refused(code: str) -> None:
    assert [problem.code for problem in check_diagnosis_code(code)] == ["diagnosis_shape"]


def test_claims_carry_codes_without_the_point_and_people_read_them_with_it() -> None:
    assert bare_diagnosis_code("i50.32") == "I5032"
    assert dotted_diagnosis_code("I5032") == "I50.32"
    assert dotted_diagnosis_code("I10") == "I10"


@pytest.mark.parametrize(
    ("code", "warning"),
    [
        pytest.param("I50.32", [], id="billable"),
        pytest.param("S72001A", [], id="seventh character"),
        pytest.param("I50", ["diagnosis_not_billable"], id="heading"),
        pytest.param("I50.39", ["diagnosis_unknown"], id="no such code"),
        pytest.param("9", ["diagnosis_unknown"], id="a chapter is no code"),
    ],
)
def test_an_unknown_or_unspecific_code_is_a_warning(code: str, warning: list[str]) -> None:
    assert [problem.code for problem in diagnosis_warnings([code])] == warning


def test_a_heading_is_refused_only_on_days_that_the_release_knows() -> None:
    assert is_heading("I50.2", on=date(2026, 4, 1))
    assert not is_heading("I50.2", on=date(2026, 3, 31))
    assert not is_heading("I50.22", on=date(2026, 4, 1))
    assert not is_heading("I50.39", on=date(2026, 4, 1))


def test_the_list_agrees_with_the_tree_of_its_library() -> None:
    tree = import_module("simple_icd_10_cm")
    codes = [each for each in tree.get_all_codes(with_dots=False) if len(each) > 2 and "-" not in each]
    assert _release() == {each: tree.is_leaf(each) for each in codes}
