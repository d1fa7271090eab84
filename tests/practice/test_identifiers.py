"""NPI, tax ids, taxonomy, ZIP, state and phone: what each accepts and what it says otherwise."""

import pytest

from apps.practice.domain.identifiers import (
    check_employer_number,
    check_npi,
    check_phone,
    check_social_security_number,
    check_state,
    check_taxonomy,
    check_zip_code,
    is_po_box,
    phone_digits,
)


@pytest.mark.parametrize("npi", ["1234567893", "1558598797", "2000000002"])
def test_an_npi_with_its_check_digit_is_accepted(npi: str) -> None:
    assert check_npi(npi) == []


@pytest.mark.parametrize(
    ("npi", "code"),
    [
        pytest.param("", "npi_missing", id="nothing"),
        pytest.param("123456789", "npi_shape", id="nine digits"),
        pytest.param("12345678933", "npi_shape", id="eleven digits"),
        pytest.param("123456789O", "npi_shape", id="a letter"),
        pytest.param("١٢٣٤٥٦٧٨٩٣", "npi_shape", id="digits of another script"),
        pytest.param("1234567890", "npi_check_digit", id="check digit"),
        pytest.param("3234567893", "npi_check_digit", id="begins with 3"),
    ],
)
def test_an_npi_that_cannot_be_one_is_refused(npi: str, code: str) -> None:
    [problem] = check_npi(npi, field="billing_provider.npi")
    assert (problem.code, problem.field) == (code, "billing_provider.npi")
    assert npi in problem.message


@pytest.mark.parametrize("number", ["311234567", "31-1234567"])
def test_an_employer_number_is_nine_digits(number: str) -> None:
    assert check_employer_number(number) == []


@pytest.mark.parametrize("number", ["", "31123456", "3112345678", "31123456A", "001234567"])
def test_another_employer_number_is_refused(number: str) -> None:
    assert [problem.code for problem in check_employer_number(number)] == ["tax_id_shape"]


@pytest.mark.parametrize("number", ["123-45-6789", "123456789", "912701234"])
def test_a_social_security_or_taxpayer_number_is_accepted(number: str) -> None:
    assert check_social_security_number(number) == []


@pytest.mark.parametrize("number", ["000-12-3456", "666123456", "123-00-4567", "123-45-0000", "12345678"])
def test_an_impossible_social_security_number_is_refused_without_repeating_it(number: str) -> None:
    [problem] = check_social_security_number(number)
    assert number not in problem.message


@pytest.mark.parametrize(
    ("taxonomy", "accepted"), [("207QG0300X", True), ("207qg0300x", False), ("207QG0300", False), ("", False)]
)
def test_a_taxonomy_code_is_ten_characters_ending_in_x(taxonomy: str, accepted: bool) -> None:
    assert (check_taxonomy(taxonomy) == []) is accepted


@pytest.mark.parametrize(
    ("zip_code", "five_allowed", "nine_needed"),
    [
        ("43215", True, False),
        ("43215-1234", True, True),
        ("432151234", True, True),
        ("4321", False, False),
        ("43215-12-34", False, False),
        ("", False, False),
    ],
)
def test_a_zip_code_has_five_or_nine_digits(zip_code: str, five_allowed: bool, nine_needed: bool) -> None:
    assert (check_zip_code(zip_code) == []) is five_allowed
    assert (check_zip_code(zip_code, nine_digits=True) == []) is nine_needed


@pytest.mark.parametrize(
    ("state", "known"), [("OH", True), ("PR", True), ("AE", True), ("oh", False), ("XX", False)]
)
def test_a_state_is_one_the_postal_service_knows(state: str, known: bool) -> None:
    assert (check_state(state) == []) is known


@pytest.mark.parametrize("phone", ["6145550100", "(614) 555-0100", "+1 614 555 0100"])
def test_a_phone_number_is_ten_digits_however_written(phone: str) -> None:
    assert check_phone(phone) == []
    assert phone_digits(phone) == "6145550100"


@pytest.mark.parametrize("phone", ["", "5550100", "0145550100", "614555010O"])
def test_another_phone_number_is_refused(phone: str) -> None:
    assert [problem.code for problem in check_phone(phone)] == ["phone_shape"]


@pytest.mark.parametrize(
    ("street", "box"),
    [
        ("PO Box 12", True),
        ("P.O. Box 12", True),
        ("p o box 7", True),
        ("Post Office Box 3", True),
        ("12 Boxwood Ln", False),
    ],
)
def test_a_post_office_box_is_recognised(street: str, box: bool) -> None:
    assert is_po_box(street) is box
