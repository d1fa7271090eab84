"""Claims as 837P: the files as people may read them, what pyx12 says, and the same claims read back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from apps.billing.domain.claim import Address, ClaimDocument
from apps.billing.domain.scrub import scrub
from apps.billing.domain.x12_837p import CLAIMS_PER_FILE, ControlNumbers, write_837p
from apps.billing.preflight import findings_of
from tests.billing.documents import (
    CONTROL_NUMBERS,
    OFFICE,
    RECEIVER,
    TODAY,
    WRITTEN_AT,
    dependent_claim,
    facility_claim,
    line,
    medicare_claim,
    replacement_claim,
    solo_claim,
    void_claim,
)
from tests.billing.reader_837p import differences, read_claims
from tests.billing.varied import varied_claims

GOLDEN = Path(__file__).parent.parent / "golden" / "837p"

KINDS: dict[str, Callable[[], ClaimDocument]] = {
    "medicare-g0181": medicare_claim,
    "dependent-99375": dependent_claim,
    "replacement": replacement_claim,
    "void": void_claim,
    "solo-physician": solo_claim,
    "facility-and-pay-to": facility_claim,
}


def written(*claims: ClaimDocument, line_end: str = "\n") -> bytes:
    receiver = replace(RECEIVER, line_end=line_end)
    return write_837p(claims, receiver=receiver, control_numbers=CONTROL_NUMBERS, written_at=WRITTEN_AT)


def segments(content: bytes, identifier: str) -> list[str]:
    rows = content.decode("ascii").replace("\n", "").split("~")
    return [row for row in rows if row.split("*")[0] == identifier]


@pytest.mark.parametrize("kind", KINDS)
def test_a_claim_is_written_as_the_golden_file_says(kind: str) -> None:
    assert written(KINDS[kind]()).decode("ascii") == (GOLDEN / f"{kind}.837").read_text("ascii")


@pytest.mark.parametrize("kind", KINDS)
def test_pyx12_finds_nothing_in_a_golden_file(kind: str) -> None:
    assert findings_of((GOLDEN / f"{kind}.837").read_bytes()) == []


@pytest.mark.parametrize("line_end", ["", "\n", "\r\n"])
def test_claims_of_several_billers_share_one_file_with_any_line_end(line_end: str) -> None:
    claims = [make() for make in KINDS.values()]
    content = written(*claims, line_end=line_end)
    assert findings_of(content) == []
    assert len(segments(content.replace(b"\r", b""), "CLM")) == len(claims)
    by_number = {claim.patient_control_number: claim for claim in claims}
    for read in read_claims(content):
        assert differences(read, by_number[read.facts["number"]]) == []


def test_counts_and_control_numbers_agree_at_both_ends() -> None:
    content = written(medicare_claim(), dependent_claim())
    rows = content.decode("ascii").replace("\n", "").split("~")[:-1]
    assert len(rows[0]) + 1 == 106
    inside = rows[2:-2]
    assert inside[0] == "ST*837*0001*005010X222A1"
    assert inside[-1] == f"SE*{len(inside)}*0001"
    assert rows[-2:] == ["GE*1*417", "IEA*1*000000417"]


def test_the_same_claims_and_numbers_give_the_same_bytes() -> None:
    assert written(medicare_claim()) == written(medicare_claim())


def test_the_agency_number_stands_only_where_the_claim_carries_one() -> None:
    assert segments(written(medicare_claim()), "REF")[1] == "REF*1J*1300000035"
    assert not any("1J" in row for row in segments(written(dependent_claim()), "REF"))


def test_one_day_is_d8_and_several_are_rd8() -> None:
    one = medicare_claim(lines=(line(starts_on=date(2026, 10, 31)),))
    several = medicare_claim(lines=(line(starts_on=date(2026, 10, 30)),))
    assert segments(written(one), "DTP") == ["DTP*472*D8*20261031"]
    assert segments(written(several), "DTP") == ["DTP*472*RD8*20261030-20261031"]


def test_a_solo_physician_is_not_named_twice() -> None:
    content = written(solo_claim())
    assert [row.split("*")[1:4] for row in segments(content, "NM1")][2] == ["85", "1", "ADEYEMI"]
    assert not any(row.startswith("NM1*82") for row in segments(content, "NM1"))


def test_a_facility_at_the_billing_address_is_left_out() -> None:
    same = Address("410 birch avenue", "DECORAH", "IA", "521011834", street_2="Suite 3")
    elsewhere = facility_claim()
    assert elsewhere.service_facility is not None
    here = facility_claim(service_facility=replace(elsewhere.service_facility, address=same))
    assert same != OFFICE
    assert any(row.startswith("NM1*77") for row in segments(written(elsewhere), "NM1"))
    assert not any(row.startswith("NM1*77") for row in segments(written(here), "NM1"))


@pytest.mark.parametrize(
    ("number", "name", "says"),
    [
        pytest.param("GR 4471", "Driftless Foods", "GR 4471******12", id="both: the number alone"),
        pytest.param(
            "", "Driftless Foods", "*DRIFTLESS FOODS*****12", id="the name where there is no number"
        ),
        pytest.param("", "", "******12", id="neither"),
    ],
)
def test_a_group_is_named_only_where_it_has_no_number(number: str, name: str, says: str) -> None:
    claim = dependent_claim()
    claim = replace(claim, subscriber=replace(claim.subscriber, group_number=number, group_name=name))
    assert segments(written(claim), "SBR") == [f"SBR*P**{says}"]


@pytest.mark.parametrize("count", [0, CLAIMS_PER_FILE + 1])
def test_a_file_holds_at_least_one_and_at_most_five_thousand_claims(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 5,000"):
        written(*[medicare_claim()] * count)


@pytest.mark.parametrize(
    "receiver",
    [
        pytest.param(replace(RECEIVER, sender_id="SIXTEEN-LETTERS0"), id="sender id of 16"),
        pytest.param(replace(RECEIVER, receiver_id="A*B"), id="delimiter in the receiver id"),
    ],
)
def test_an_envelope_that_would_not_read_back_is_refused(receiver: object) -> None:
    with pytest.raises(ValueError, match="ISA"):
        write_837p(
            [medicare_claim()],
            receiver=receiver,  # type: ignore[arg-type]
            control_numbers=ControlNumbers(1, 1, "B1"),
            written_at=WRITTEN_AT,
        )


def check_many(count: int, *, seed: int) -> None:
    claims = varied_claims(count, seed=seed)
    by_number = {claim.patient_control_number: claim for claim in claims}
    assert [problem for claim in claims for problem in scrub(claim, today=TODAY)] == []
    read = 0
    for start in range(0, count, CLAIMS_PER_FILE):
        content = written(*claims[start : start + CLAIMS_PER_FILE])
        assert findings_of(content) == []
        for each in read_claims(content):
            assert differences(each, by_number[each.facts["number"]]) == []
            read += 1
    assert read == count


def test_varied_claims_pass_pyx12_and_read_back_the_same() -> None:
    check_many(300, seed=20261122)


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_ten_thousand_varied_claims_pass_pyx12_and_read_back_the_same() -> None:
    check_many(10_000, seed=7)
