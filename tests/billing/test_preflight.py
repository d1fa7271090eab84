"""What pyx12 says about a batch, in words and with the claim it is about."""

import logging

import pytest

from apps.billing.domain.x12_837p import write_837p
from apps.billing.preflight import findings_of
from tests.billing.documents import CONTROL_NUMBERS, RECEIVER, WRITTEN_AT, dependent_claim, medicare_claim


@pytest.fixture
def content() -> bytes:
    claims = [medicare_claim(), dependent_claim()]
    return write_837p(claims, receiver=RECEIVER, control_numbers=CONTROL_NUMBERS, written_at=WRITTEN_AT)


def test_a_clean_batch_has_no_findings(content: bytes) -> None:
    assert findings_of(content) == []


@pytest.mark.parametrize(
    ("old", "new", "location", "claim"),
    [
        pytest.param(
            b"19380409", b"19381309", "DMG02", "CM26100000817", id="month 13 in the subscriber's birth"
        ),
        pytest.param(
            b"20140228", b"20140230", "DMG02", "CM26100000971", id="30 February in the dependent's birth"
        ),
        pytest.param(b"NM1*IL*1*SORENSEN", b"NM1*IL*1*", "NM103", "CM26100000817", id="no subscriber name"),
        pytest.param(b"UN*1***1:2", b"UN*1***1:13", "SV107-2", "CM26100000971", id="thirteenth diagnosis"),
        pytest.param(
            b"REF*EI*427654321~\n", b"", "REF", "CM26100000817", id="no tax id (noticed at the first claim)"
        ),
        pytest.param(b"PER*IC", b"PER*ZZ", "PER", "", id="fault of the header"),
        pytest.param(b"SE*51*", b"SE*50*", "ST", "", id="wrong count"),
    ],
)
def test_a_fault_is_said_with_its_place_and_its_claim(
    content: bytes, old: bytes, new: bytes, location: str, claim: str
) -> None:
    assert old in content
    found = findings_of(content.replace(old, new))
    assert any(each.location == location and each.patient_control_number == claim for each in found)
    assert all(each.message for each in found)


@pytest.mark.parametrize("content", [b"", b"no claim at all", b"ISA*00*"])
def test_what_is_no_interchange_has_a_finding(content: bytes) -> None:
    [found] = findings_of(content)
    assert "not a readable X12" in found.message


def test_no_value_of_a_patient_reaches_the_log(content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert findings_of(content.replace(b"19380409", b"19381309"))
    assert "19381309" not in caplog.text
