"""Claims on the CMS-1500: what each item says, read back from the PDF by its place."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.billing.domain.claim import (
    Address,
    ClaimDocument,
    ClaimFilingIndicator,
    Patient,
    PersonName,
    Relationship,
    Sex,
)
from apps.billing.domain.cms1500 import PlacedText, forms
from apps.billing.domain.cms1500_positions import POSITIONS, baseline_of, left_of
from apps.billing.domain.scrub import scrub_for_paper
from apps.billing.pdf import Paper, PrinterOffset, calibration_pdf, cms1500_pdf
from tests.billing.documents import (
    EDITH,
    PRACTICE,
    PRAIRIE_MUTUAL,
    TODAY,
    dependent_claim,
    facility_claim,
    line,
    medicare_claim,
    replacement_claim,
    solo_claim,
    void_claim,
)
from tests.billing.varied import varied_claims

POINTS_A_MM = 72 / 25.4
# Every name in this test's own words: item, then line and column as the manual counts them.
MEDICARE_ITEMS = {
    (2, 41): "WISCONSIN PHYSICIANS SERVICE",
    (3, 41): "PO BOX 8550",
    (5, 41): "MADISON WI 53708-8550",
    (8, 1): "X",
    (8, 50): "1EG4TE5MK73",
    (10, 1): "SORENSEN, EDITH, M",
    (10, 31): "04",
    (10, 34): "09",
    (10, 37): "1938",
    (10, 47): "X",
    (12, 1): "27 LILAC ST",
    (14, 1): "RIDGEWAY",
    (14, 26): "IA",
    (16, 1): "52165",
    (16, 15): "563",
    (16, 19): "5550177",
    (18, 50): "NONE",
    (20, 41): "X",
    (22, 41): "X",
    (24, 41): "X",
    (29, 7): "SIGNATURE ON FILE",
    (36, 57): "X",
    (37, 42): "0",
    (38, 3): "I5032",
    (38, 16): "E1122",
    (38, 29): "N1831",
    (40, 50): "1300000035",
    (44, 1): "10",
    (44, 4): "31",
    (44, 7): "26",
    (44, 10): "10",
    (44, 13): "31",
    (44, 16): "26",
    (44, 19): "11",
    (44, 25): "G0181",
    (44, 45): "A",
    (44, 53): "125",
    (44, 56): "50",
    (44, 59): "1",
    (44, 68): "1300000027",
    (56, 1): "427654321",
    (56, 19): "X",
    (56, 23): "CM26100000817",
    (56, 38): "X",
    (56, 55): "125",
    (56, 58): "50",
    (57, 66): "563",
    (57, 70): "5550142",
    (58, 23): "ONEOTA FAMILY MEDICINE PC",
    (58, 50): "ONEOTA FAMILY MEDICINE PC",
    (59, 23): "410 BIRCH AVENUE SUITE 3",
    (59, 50): "410 BIRCH AVENUE SUITE 3",
    (60, 1): "SIGNATURE ON FILE",
    (60, 23): "DECORAH IA 52101-1834",
    (60, 50): "DECORAH IA 52101-1834",
    (61, 7): "11 03 26",
    (61, 24): "1300000019",
    (61, 51): "1300000019",
}


def printed(
    *claims: ClaimDocument, paper: Paper = Paper.DRAWN_FORM, offset: PrinterOffset | None = None
) -> bytes:
    return cms1500_pdf(claims, paper=paper, offset=offset or PrinterOffset())


def items(texts: list[PlacedText]) -> dict[tuple[int, int], str]:
    return {(each.line, each.column): each.text for each in texts}


def one_form(document: ClaimDocument) -> dict[tuple[int, int], str]:
    [texts] = forms(document)
    return items(texts)


def characters(content: bytes, page: int = 0) -> list[tuple[float, float, str]]:
    """Every character in the face of the data: left edge and baseline in points, the baseline from below."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        chars = pdf.pages[page].chars
    return [
        (char["matrix"][4], char["matrix"][5], char["text"])
        for char in chars
        if "Courier" in char["fontname"]
    ]


def check_read_back(content: bytes, texts: list[PlacedText], page: int) -> None:
    """Every character of the data stands within a point of its place, and nothing else is printed in that face."""
    wanted = [
        (left_of(each.column + place), baseline_of(each.line), letter)
        for each in texts
        for place, letter in enumerate(each.text)
        if letter != " "
    ]
    seen = sorted(
        (each for each in characters(content, page) if each[2] != " "), key=lambda each: (-each[1], each[0])
    )
    wanted.sort(key=lambda each: (-each[1], each[0]))
    assert [letter for _, _, letter in seen] == [letter for _, _, letter in wanted]
    for (x, y, _), (wanted_x, wanted_y, _) in zip(seen, wanted, strict=True):
        assert abs(x - wanted_x) < 1
        assert abs(y - wanted_y) < 1


def worst_case() -> ClaimDocument:
    """A claim in which every item is as long as its box allows, on six lines."""
    name = PersonName("W" * 19, "W" * 4, "W")
    address = Address("W" * 28, "W" * 23, "WY", "99999-9999")
    lines = tuple(
        line(
            line_id=f"L{place}",
            procedure_code="99375",
            modifiers=("25", "GV", "GW", "95"),
            charge=Decimal("999999.99"),
            units=999,
            starts_on=date(2026, 10, 10),
            diagnosis_pointers=(12, 11, 10, 9),
        )
        for place in range(6)
    )
    return dependent_claim(
        billing_provider=replace(
            PRACTICE, name="W" * 26, address=replace(address, street="W" * 26, city="W" * 12)
        ),
        patient=Patient(name, date(1999, 12, 31), Sex.FEMALE, address, Relationship.OTHER, "9999999999"),
        subscriber=replace(
            dependent_claim().subscriber,
            name=name,
            member_id="W" * 29,
            group_number="W" * 29,
            group_name="W" * 29,
            address=address,
            phone="9999999999",
        ),
        payer=replace(
            PRAIRIE_MUTUAL, name="W" * 38, address=replace(address, street="W" * 38, street_2="W" * 38)
        ),
        diagnosis_codes=tuple(f"S72.00{place}A" for place in "123456789ABC"),
        lines=lines,
        note="W" * 23 + " " + "W" * 48,
        prior_authorization_number="W" * 29,
        amount_paid=Decimal("999999.99"),
        patient_control_number="W" * 14,
    )


@pytest.mark.parametrize(
    ("line_number", "column", "x", "y"),
    [
        pytest.param(8, 50, 377.0, 675.0, id="item 1a"),
        pytest.param(38, 3, 38.6, 315.0, id="item 21A"),
        pytest.param(44, 25, 197.0, 243.0, id="item 24D of the first line"),
        pytest.param(61, 51, 384.2, 39.0, id="item 33a"),
    ],
)
def test_lines_and_columns_lie_where_the_form_has_them(
    line_number: int, column: int, x: float, y: float
) -> None:
    assert (left_of(column), baseline_of(line_number)) == pytest.approx((x, y), abs=0.05)


def test_a_medicare_oversight_claim_fills_exactly_these_items() -> None:
    assert one_form(medicare_claim()) == MEDICARE_ITEMS


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param(
            dependent_claim(),
            {
                (8, 31): "X",
                (10, 1): "O'ROURKE-NUNEZ, NORA",
                (10, 50): "O'ROURKE JR, DENNIS, P",
                (12, 42): "X",
                (18, 50): "GR4471",
                (20, 53): "07",
                (20, 68): "X",
                (24, 50): "DRIFTLESS FOODS",
                (26, 57): "X",
                (29, 55): "SIGNATURE ON FILE",
                (40, 50): "AUTH5520",
                (43, 65): "ZZ",
                (43, 68): "207Q00000X",
                (44, 45): "AB",
                (61, 63): "ZZ207Q00000X",
            },
            id="dependent of a commercial member",
        ),
        pytest.param(
            replacement_claim(),
            {(38, 50): "7", (38, 62): "2026310PMH00417"},
            id="replacement names what it replaces",
        ),
        pytest.param(
            void_claim(),
            {(38, 50): "8", (38, 62): "2026310PMH00417"},
            id="void names what it takes back",
        ),
        pytest.param(
            dependent_claim(prior_authorization_number="", referral_number="REF 118"),
            {(40, 50): "REF118"},
            id="referral number where there is no authorization",
        ),
        pytest.param(
            solo_claim(),
            {(56, 17): "X", (58, 50): "GRACE T ADEYEMI MD", (61, 51): "1300000027"},
            id="solo physician",
        ),
        pytest.param(
            facility_claim(),
            {
                (58, 23): "RIVERVIEW CARE CENTER",
                (61, 24): "1400000109",
                (56, 66): "20",
                (56, 68): "00",
                (44, 19): "32",
            },
            id="nursing facility",
        ),
        pytest.param(
            medicare_claim(lines=(line(diagnosis_pointers=(2, 1)),)),
            {(44, 45): "B"},
            id="one pointer for Medicare",
        ),
        pytest.param(medicare_claim(accepts_assignment=False), {(56, 43): "X"}, id="assignment not accepted"),
    ],
)
def test_an_item_says_what_the_claim_says(claim: ClaimDocument, expected: dict[tuple[int, int], str]) -> None:
    seen = one_form(claim)
    assert {place: seen.get(place) for place in expected} == expected


@pytest.mark.parametrize(
    ("indicator", "column"),
    [
        (ClaimFilingIndicator.MEDICARE_B, 1),
        (ClaimFilingIndicator.MEDICAID, 8),
        (ClaimFilingIndicator.TRICARE, 15),
        (ClaimFilingIndicator.VETERANS_AFFAIRS, 24),
        (ClaimFilingIndicator.COMMERCIAL, 31),
        (ClaimFilingIndicator.WORKERS_COMPENSATION, 39),
        (ClaimFilingIndicator.MEDICARE_ADVANTAGE_HMO, 45),
    ],
)
def test_exactly_one_box_of_item_1_is_marked(indicator: ClaimFilingIndicator, column: int) -> None:
    claim = facility_claim(payer=replace(PRAIRIE_MUTUAL, claim_filing_indicator=indicator))
    seen = one_form(claim)
    assert [place for place in seen if place[0] == 8 and place[1] < 50] == [(8, column)]


def test_a_visit_at_home_leaves_item_32_empty() -> None:
    seen = one_form(medicare_claim(place_of_service="12"))
    assert [(58, 23) in seen, (61, 24) in seen] == [False, False]


NEVER_PRINTED = {
    "8 reserved", "9 other insured name", "9a other policy", "9b reserved", "9c reserved", "9d other plan name",
    "10a yes", "10b yes", "10b state", "10c yes", "10d claim codes", "11b qualifier", "11b other claim id", "11d yes",
    "12 date", "14 month", "14 day", "14 year", "14 qualifier", "15 qualifier", "15 month", "15 day", "15 year",
    "16 from month", "16 from day", "16 from year", "16 to month", "16 to day", "16 to year", "17 qualifier",
    "17 name", "17a qualifier", "17a other id", "17b npi", "18 from month", "18 from day", "18 from year",
    "18 to month", "18 to day", "18 to year", "20 yes", "20 charges dollars", "20 charges cents", "30 reserved",
    "32b other id",
}  # fmt: skip


def test_every_item_is_printed_by_some_claim_or_is_known_to_stay_empty() -> None:
    """Reserved items, other insurance, accidents, dates of illness and hospital, referrals, laboratories: not ours."""
    boxes = (
        facility_claim(payer=replace(PRAIRIE_MUTUAL, claim_filing_indicator=kind))
        for kind in ClaimFilingIndicator
    )
    named = (medicare_claim(), dependent_claim(), void_claim(), solo_claim(), facility_claim(), worst_case())
    more = (
        medicare_claim(accepts_assignment=False),
        dependent_claim(
            patient=replace(dependent_claim().patient, relationship=Relationship.SPOUSE, sex=Sex.MALE)
        ),
        dependent_claim(subscriber=replace(dependent_claim().subscriber, sex=Sex.FEMALE)),
    )
    printed_items = {each.item for claim in (*boxes, *named, *more) for form in forms(claim) for each in form}
    assert set(POSITIONS) - printed_items == NEVER_PRINTED


def test_seven_lines_take_two_forms_each_with_its_own_total() -> None:
    lines = tuple(line(line_id=f"L{place}", charge=Decimal("10.25")) for place in range(7))
    first, second = (items(texts) for texts in forms(facility_claim(lines=lines)))
    assert ((56, 56), first[(56, 56)], first[(56, 58)]) == ((56, 56), "61", "50")
    assert (second[(56, 56)], second[(56, 58)]) == ("10", "25")
    assert (56, 66) in first
    assert (56, 66) not in second
    assert (44, 25) in second
    assert (46, 25) not in second


@pytest.mark.parametrize(
    "make", [medicare_claim, dependent_claim, replacement_claim, solo_claim, facility_claim, worst_case]
)
@pytest.mark.parametrize("paper", list(Paper))
def test_every_item_is_read_back_from_the_pdf_in_its_place(
    make: Callable[[], ClaimDocument], paper: Paper
) -> None:
    claim = make()
    content = printed(claim, paper=paper)
    [texts] = forms(claim)
    check_read_back(content, texts, 0)


def test_the_worst_case_fills_its_boxes_to_the_last_character() -> None:
    claim = worst_case()
    assert scrub_for_paper(claim, today=TODAY) == []
    seen = one_form(claim)
    for name in (
        "2 patient name",
        "1a insured id",
        "carrier name",
        "19 line 1",
        "19 line 2",
        "23 prior authorization",
    ):
        position = POSITIONS[name]
        assert len(seen[(position.line, position.column)]) == position.length


def test_no_two_texts_touch_on_the_worst_case() -> None:
    [texts] = forms(worst_case())
    cells = [(each.line, each.column + place) for each in texts for place in range(len(each.text))]
    assert len(cells) == len(set(cells))


def test_varied_claims_in_one_pdf_are_read_back_page_by_page() -> None:
    claims = [claim for claim in varied_claims(60, seed=3) if not scrub_for_paper(claim, today=TODAY)]
    pages = [texts for claim in claims for texts in forms(claim)]
    assert len(pages) >= 6
    content = printed(*claims)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == len(pages)
    for number, texts in enumerate(pages[:6]):
        check_read_back(content, texts, number)


def test_what_does_not_fit_is_never_printed() -> None:
    claim = medicare_claim(patient=replace(medicare_claim().patient, name=replace(EDITH, last="S" * 40)))
    with pytest.raises(ValueError, match="holds 28 characters"):
        printed(claim)


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), min_size=1, max_size=60))
def test_any_latin_name_fits_its_box_or_is_a_problem(last: str) -> None:
    claim = medicare_claim(patient=replace(medicare_claim().patient, name=replace(EDITH, last=last)))
    problems = scrub_for_paper(claim, today=TODAY)
    if problems:
        assert [(problem.code, problem.field) for problem in problems] == [
            ("cms1500_does_not_fit", "patient.name")
        ]
    else:
        assert len(one_form(claim)[(10, 1)]) <= 28


def test_no_claims_make_no_pdf() -> None:
    with pytest.raises(ValueError, match="no claim to print"):
        printed()


def test_preprinted_paper_gets_the_data_only_moved_by_the_printers_offset() -> None:
    offset = PrinterOffset(right_mm=2.0, down_mm=-1.5)
    content = printed(medicare_claim(), paper=Paper.PREPRINTED, offset=offset)
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0]
        assert {char["fontname"] for char in page.chars} == {"Courier"}
        assert not page.lines + page.rects + page.curves
    x, y, _ = characters(content)[0]
    assert x == pytest.approx(left_of(41) + 2.0 * POINTS_A_MM, abs=0.01)
    assert y == pytest.approx(baseline_of(2) + 1.5 * POINTS_A_MM, abs=0.01)


def test_the_same_claims_give_the_same_bytes() -> None:
    assert printed(medicare_claim()) == printed(medicare_claim())


def test_no_name_of_a_patient_stands_in_the_documents_title() -> None:
    with pdfplumber.open(io.BytesIO(printed(medicare_claim()))) as pdf:
        assert pdf.metadata["Title"] == "CMS-1500"


def test_the_calibration_page_moves_with_the_offset() -> None:
    there = characters(calibration_pdf(PrinterOffset(right_mm=1.0, down_mm=2.0)))
    here = characters(calibration_pdf())
    assert len(here) == len(there) > 0
    for (x, y, _), (moved_x, moved_y, _) in zip(here, there, strict=True):
        assert moved_x - x == pytest.approx(POINTS_A_MM, abs=0.01)
        assert y - moved_y == pytest.approx(2 * POINTS_A_MM, abs=0.01)
