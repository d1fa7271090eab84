"""Writing X12: readable transliteration, exact numbers, protected delimiters, counts by construction."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.billing.domain.claim import Patient, PersonName, Subscriber
from apps.billing.domain.x12 import SegmentWriter, letters_lost, number, text
from apps.billing.domain.x12_837p import write_837p
from tests.billing.documents import CONTROL_NUMBERS, RECEIVER, WRITTEN_AT, medicare_claim
from tests.billing.reader_837p import read_claims

BASIC = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !\"&'()+,-./;?=")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("José Núñez", "JOSE NUNEZ"),
        ("O’Brien", "O'BRIEN"),
        ("Großmann", "GROSSMANN"),
        ("Łódź – Ørsted Þór Æsir œuvre", "LODZ - ORSTED THOR AESIR OEUVRE"),
        ("Groẞ", "GROSS"),
        ("Məmmədov, Ɗanjuma, Kaʻahumanu", "MEMMEDOV, DANJUMA, KA'AHUMANU"),
        ("A*B:C^D~E", "A B C D E"),
        ("  two   blanks\tand\nlines ", "TWO BLANKS AND LINES"),
        ("Apt #4 @ {rear}", "APT 4 (REAR)"),
        ("7½ St", "7 1/2 ST"),
        ("李娜", ""),
        ("“Bo” ‹x›", '"BO" X'),
    ],
)
def test_text_comes_out_readable_in_the_basic_character_set(typed: str, written: str) -> None:
    assert text(typed) == written


@pytest.mark.parametrize(
    ("typed", "lost"),
    [
        pytest.param("José Łódź", "", id="marks and strokes"),
        pytest.param("Mаrk", "а", id="a Cyrillic letter among Latin ones"),
        pytest.param("李 Wei 李", "李", id="another script, each letter once"),
        pytest.param("№ 4 ½ – “x” ☎", "", id="signs are no letters"),
    ],
)
def test_letters_that_text_leaves_out_are_named(typed: str, lost: str) -> None:
    assert letters_lost(typed) == lost


@given(st.text(max_size=60))
def test_any_text_becomes_clean_and_stays_as_it_is_the_second_time(typed: str) -> None:
    written = text(typed)
    assert set(written) <= BASIC
    assert written == written.strip() == " ".join(written.split())
    assert text(written) == written


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), min_size=1, max_size=60))
def test_any_latin_name_reads_back_from_the_file_as_transliterated(last: str) -> None:
    name = PersonName(last, "Ann")
    patient = medicare_claim().patient
    claim = medicare_claim(
        patient=Patient(name, patient.born_on, patient.sex, patient.address),
        subscriber=Subscriber(name, "1EG4TE5MK73"),
    )
    content = write_837p([claim], receiver=RECEIVER, control_numbers=CONTROL_NUMBERS, written_at=WRITTEN_AT)
    [read] = read_claims(content)
    assert read.facts["IL name"] == f"{text(last)} ANN".strip()


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("125.50", "125.5"),
        ("140.00", "140"),
        ("0.00", "0"),
        ("0.05", "0.05"),
        ("1000", "1000"),
        ("99999999.99", "99999999.99"),
    ],
)
def test_numbers_have_no_needless_zeros(amount: str, written: str) -> None:
    assert number(Decimal(amount)) == written


def test_trailing_empty_elements_and_components_are_not_written() -> None:
    writer = SegmentWriter(line_end="")
    writer.add("NM1", "IL", "1", "ROE", "", "")
    writer.add_composed("SV1", ("HC", "G0181", "", ""), "", ("1", ""))
    assert writer.to_bytes() == b"NM1*IL*1*ROE~SV1*HC:G0181**1~"


@pytest.mark.parametrize("value", ["A*B", "A~B", "A:B", "A^B", "é", "a", "A\nB", "A|B"])
def test_a_value_that_would_not_read_back_is_refused(value: str) -> None:
    writer = SegmentWriter(line_end="\n")
    writer.add_composed("SV1", ("HC", "G0181"), "1")
    with pytest.raises(ValueError, match="NM1"):  # noqa: PT012 - a delimiter is refused at once, a letter in the end
        writer.add("NM1", "IL", value)
        writer.to_bytes()


def test_a_colon_inside_a_composite_is_refused() -> None:
    with pytest.raises(ValueError, match="composite"):
        SegmentWriter(line_end="\n").add_composed("SV1", ("HC", "G0:81"), "1")


def test_an_element_that_looks_like_trailing_blanks_is_refused() -> None:
    with pytest.raises(ValueError, match="NM1"):
        SegmentWriter(line_end="").add("NM1", "IL", "1*")
