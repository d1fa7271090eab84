"""The claim document as canonical JSON, and money."""

import json
from decimal import Decimal

import pytest

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.claim_json import from_json, to_json
from apps.billing.domain.money import dollars, is_whole_cents, sum_of
from tests.billing.documents import dependent_claim, facility_claim, line, medicare_claim, solo_claim
from tests.billing.varied import varied_claims


@pytest.mark.parametrize("document", [medicare_claim(), dependent_claim(), solo_claim(), facility_claim()])
def test_a_document_comes_back_equal_and_gives_the_same_bytes(document: ClaimDocument) -> None:
    written = to_json(document)
    assert from_json(written) == document
    assert to_json(from_json(written)) == written


def test_varied_documents_come_back_equal() -> None:
    documents = varied_claims(100, seed=5)
    assert [from_json(to_json(document)) for document in documents] == documents


def test_equal_amounts_give_equal_bytes() -> None:
    short, long = Decimal("140"), Decimal("140.00")
    assert to_json(medicare_claim(lines=(line(charge=short),))) == to_json(
        medicare_claim(lines=(line(charge=long),))
    )


def broken(change: str, *, is_canonical: bool) -> str:
    body = json.loads(to_json(medicare_claim()))
    claim = body["claim"]
    if change == "format":
        body["format"] = 2
    elif change == "missing part":
        del claim["payer"]
    elif change == "unknown part":
        claim["colour"] = "red"
    elif change == "number for text":
        claim["note"] = 5
    elif change == "amount as a number":
        claim["amount_paid"] = 1.5
    elif change == "unknown code":
        claim["claim_frequency"] = "9"
    elif change == "text for a flag":
        claim["accepts_assignment"] = "yes"
    elif change == "unknown part among the shared ones":
        claim["payer_b"] = "x"
    elif change == "a shared part of another shape":
        claim["payer"]["name"] = None
    return json.dumps(body, sort_keys=True, separators=(",", ":") if is_canonical else None)


@pytest.mark.parametrize(
    "change",
    [
        "format",
        "missing part",
        "unknown part",
        "number for text",
        "amount as a number",
        "unknown code",
        "text for a flag",
        "unknown part among the shared ones",
        "a shared part of another shape",
    ],
)
def test_a_document_is_read_exactly_or_not_at_all(change: str) -> None:
    for is_canonical in (True, False):
        with pytest.raises(ValueError):
            from_json(broken(change, is_canonical=is_canonical))


def test_claims_read_one_after_another_share_their_biller_and_payer() -> None:
    one, other = (from_json(to_json(medicare_claim(patient_control_number=number))) for number in ("A", "B"))
    assert (one.payer is other.payer, one.billing_provider is other.billing_provider) == (True, True)
    spread = json.dumps(json.loads(to_json(one)), indent=1)
    assert from_json(spread) == one


def test_the_total_is_the_sum_of_the_lines() -> None:
    lines = tuple(line(line_id=f"L{place}", charge=Decimal("0.10")) for place in range(3))
    assert medicare_claim(lines=lines).total_charge == Decimal("0.30")


@pytest.mark.parametrize(("value", "amount"), [("125.5", "125.50"), (140, "140.00"), ("-0.00", "0.00")])
def test_dollars_have_two_decimals(value: str | int, amount: str) -> None:
    assert str(dollars(value)) == amount


@pytest.mark.parametrize("value", ["1.005", "abc", "NaN", "Infinity", "", "1E9999999", f"1.{'0' * 40}1"])
def test_what_is_no_amount_in_cents_is_refused(value: str) -> None:
    with pytest.raises(ValueError):
        dollars(value)


@pytest.mark.parametrize(
    ("amount", "whole"),
    [
        ("0.01", True),
        ("100", True),
        ("1E+40", True),
        ("0.010", True),
        ("0.001", False),
        ("NaN", False),
        ("Infinity", False),
        ("495.0E9999999", True),
        (f"1.{'0' * 40}1", False),
        ("1E-9999999", False),
    ],
)
def test_whole_cents_are_recognised(amount: str, whole: bool) -> None:
    assert is_whole_cents(Decimal(amount)) is whole


def test_no_amounts_add_up_to_nothing() -> None:
    assert sum_of([]) == Decimal("0.00")
