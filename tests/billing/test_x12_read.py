"""Reading X12 files as they come: delimiters, envelopes, and what is odd, with segment numbers."""

import pytest

from apps.billing.domain.x12_837p import write_837p
from apps.billing.domain.x12_delimiters import decode
from apps.billing.domain.x12_read import read
from tests.billing.documents import CONTROL_NUMBERS, RECEIVER, WRITTEN_AT, dependent_claim, medicare_claim

FILE = write_837p(
    [medicare_claim(), dependent_claim()],
    receiver=RECEIVER,
    control_numbers=CONTROL_NUMBERS,
    written_at=WRITTEN_AT,
).decode("ascii")


def said(text: str) -> list[tuple[str, int]]:
    return [(finding.code, finding.segment_number) for finding in read(text).findings]


def test_our_own_files_are_read_without_a_finding() -> None:
    file = read(FILE)
    assert file.findings == ()
    [transaction] = file.transaction_sets
    assert (transaction.kind, transaction.control_number) == ("837", "0001")
    assert (transaction.group_control_number, transaction.interchange_control_number) == ("417", "000000417")
    assert "".join(f"{segment}~\n" for segment in file.segments) == FILE


def test_elements_count_from_one_and_composites_come_apart() -> None:
    [service, _] = [segment for segment in read(FILE).segments if segment.identifier == "SV1"]
    assert service.components(1) == ("HC", "G0181")
    assert (service.element(2), service.element(99)) == ("125.5", "")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param("GE*1*417", "GE*2*417", "count_differs", id="sets miscounted"),
        pytest.param("GE*1*417", "GE*1*418", "control_number_differs", id="group numbers differ"),
        pytest.param("GE*1*417~\n", "", "envelope_without_end", id="no GE"),
        pytest.param("IEA*1*000000417~\n", "", "envelope_without_end", id="no IEA"),
        pytest.param("GS*HC", "GX*HC", "end_without_envelope", id="no GS"),
        pytest.param("IEA*1*000000417~\n", "IEA*1*0000004", "file_cut_short", id="cut in the last segment"),
        pytest.param("ISA*00*", "some text ISA*00*", "text_before_interchange", id="text before"),
    ],
)
def test_an_odd_envelope_is_said_and_every_claim_is_still_read(old: str, new: str, code: str) -> None:
    assert old in FILE
    file = read(FILE.replace(old, new))
    assert code in [finding.code for finding in file.findings]
    assert [segment.identifier for segment in file.segments].count("CLM") == 2


def test_a_finding_names_its_segment() -> None:
    number = FILE.count("~") - 1
    assert said(FILE.replace("GE*1*417", "GE*2*417")) == [("count_differs", number)]


def test_isa_in_a_value_begins_no_interchange() -> None:
    file = read(FILE.replace("NM1*IL*1*SORENSEN", "NM1*IL*1*ISA*ISA"))
    assert [segment.identifier for segment in file.segments].count("ISA") == 1


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"\xef\xbb\xbfISA", "ISA"), ("é".encode(), "é"), (b"\xe9", "é"), (b"", "")],
)
def test_any_encoding_becomes_text(content: bytes, text: str) -> None:
    assert decode(content) == text
