"""The drawn CMS-1500 agrees with the published form: its lines, boxes and separators, typed here as measured."""

import io

import pdfplumber
import pytest

from apps.billing.cms1500_captions import CAPTIONS
from apps.billing.cms1500_geometry import LEFT, RIGHT
from apps.billing.domain.cms1500_positions import (
    COLUMN_WIDTH,
    POSITIONS,
    SERVICE_LINE_POSITIONS,
    left_of,
    service_line_position,
)
from apps.billing.pdf import Paper, cms1500_pdf
from tests.billing.documents import medicare_claim

HALF_A_MILLIMETRE = 72 / 25.4 / 2

# Points from the top left corner: x0, y0, x1, y1 of lines of the published form, version 02/12.
PUBLISHED_LINES = {
    "top of the form": (24.0, 96.2, 592.9, 96.2),
    "below item 1": (24.4, 121.0, 592.4, 121.0),
    "below item 2": (24.4, 143.6, 592.4, 143.6),
    "below item 5": (24.4, 168.5, 592.4, 168.5),
    "below the city": (24.4, 191.6, 230.3, 191.6),
    "below the insured's city": (375.0, 192.1, 592.5, 192.1),
    "below the ZIP code": (24.4, 217.0, 592.4, 217.0),
    "below item 9": (24.4, 239.6, 230.4, 239.6),
    "below item 11": (375.1, 240.3, 592.7, 240.3),
    "below item 11a": (374.8, 265.3, 592.4, 265.3),
    "below item 9b": (24.4, 288.5, 230.4, 288.5),
    "below item 9c": (24.4, 312.5, 592.4, 312.5),
    "below item 9d": (24.2, 336.5, 592.5, 336.5),
    "under the patient's signature": (60.4, 380.7, 240.4, 380.7),
    "below item 13": (24.4, 384.2, 592.4, 384.2),
    "below item 14": (24.4, 407.6, 592.4, 407.6),
    "below item 17": (24.3, 431.6, 592.6, 431.6),
    "below item 19": (24.4, 456.1, 592.4, 456.1),
    "below item 22": (375.6, 479.8, 592.6, 479.8),
    "above item 24": (24.3, 504.5, 338.5, 504.5),
    "above line 1": (24.4, 526.9, 592.6, 526.9),
    "below line 1": (24.1, 551.0, 482.9, 551.0),
    "below line 2": (24.4, 575.6, 483.0, 575.6),
    "below line 3": (24.4, 599.0, 483.0, 599.0),
    "below line 4": (24.4, 623.6, 483.0, 623.6),
    "below line 5": (24.4, 647.0, 482.7, 647.0),
    "below line 6": (24.4, 671.0, 592.7, 671.0),
    "below item 25": (24.4, 695.2, 592.7, 695.2),
    "above 32a": (180.7, 742.1, 592.6, 742.1),
    "foot of the form": (24.0, 756.2, 592.9, 756.2),
    "foot of the patient's half, at the side": (593.3, 384.1, 602.3, 384.1),
    "left of item 3": (230.6, 121.0, 230.6, 336.4),
    "left of item 4": (375.3, 97.3, 375.3, 526.5),
    "left of 24B": (151.0, 504.3, 151.0, 670.7),
    "left of 24C": (174.0, 504.3, 174.0, 670.7),
    "left of 24D": (195.6, 504.5, 195.6, 670.7),
    "left of 24E": (338.6, 504.3, 338.6, 670.9),
    "left of 24G": (439.0, 504.3, 439.0, 671.2),
    "left of 24H": (468.0, 504.3, 468.0, 671.1),
    "left of 24I": (482.9, 504.3, 482.9, 671.0),
    "left of 24J": (503.9, 504.3, 503.9, 671.1),
    "cents of 24F": (420.9, 538.6, 420.9, 551.0),
    "cents of item 28": (436.4, 682.4, 436.4, 695.3),
    "cents of item 29": (507.9, 682.1, 507.9, 695.5),
    "left of item 29": (456.0, 671.1, 456.0, 695.6),
    "left of item 32": (180.5, 671.2, 180.5, 755.2),
    "left of item 33": (375.3, 671.1, 375.3, 755.8),
    "left of 33b": (458.3, 742.3, 458.3, 755.8),
}
# The upper left corners of the check boxes, each 11 points wide and high.
PUBLISHED_BOXES = {
    "1 medicare": (24.7, 108.1),
    "1 medicaid": (73.6, 107.9),
    "1 tricare": (124.0, 108.1),
    "1 champva": (188.8, 107.9),
    "1 group health plan": (239.4, 107.9),
    "1 feca": (296.9, 107.9),
    "1 other": (340.2, 107.9),
    "3 male": (318.5, 131.6),
    "3 female": (354.4, 131.5),
    "6 self": (253.8, 156.2),
    "6 spouse": (290.2, 156.3),
    "6 child": (318.7, 156.3),
    "6 other": (354.8, 155.6),
    "10a yes": (268.4, 252.4),
    "10a no": (311.5, 252.3),
    "10b no": (311.6, 276.0),
    "10c no": (311.8, 299.6),
    "11a male": (505.5, 251.7),
    "11a female": (556.2, 251.9),
    "11d no": (426.4, 323.8),
    "20 no": (427.2, 443.4),
    "25 social security": (139.7, 682.8),
    "25 employer": (154.0, 682.8),
    "27 yes": (290.7, 682.8),
    "27 no": (326.5, 682.9),
}


@pytest.fixture(scope="module")
def page() -> "pdfplumber.page.Page":
    content = cms1500_pdf([medicare_claim()], paper=Paper.DRAWN_FORM)
    return pdfplumber.open(io.BytesIO(content)).pages[0]


@pytest.mark.parametrize("name", PUBLISHED_LINES)
def test_a_published_line_is_drawn_within_half_a_millimetre(name: str, page: "pdfplumber.page.Page") -> None:
    x0, y0, x1, y1 = PUBLISHED_LINES[name]
    drawn = [(each["x0"], each["top"], each["x1"], each["bottom"]) for each in page.lines]
    near = [
        each
        for each in drawn
        if each[0] - HALF_A_MILLIMETRE <= x0
        and each[2] + HALF_A_MILLIMETRE >= x1
        and each[1] - HALF_A_MILLIMETRE <= y0
        and each[3] + HALF_A_MILLIMETRE >= y1
        and min(each[2] - each[0], each[3] - each[1]) < 0.1
    ]
    assert near, f"nothing drawn at {x0}, {y0} to {x1}, {y1}"


@pytest.mark.parametrize("name", PUBLISHED_BOXES)
def test_a_published_check_box_is_drawn_and_its_mark_stands_inside(
    name: str, page: "pdfplumber.page.Page"
) -> None:
    x, y = PUBLISHED_BOXES[name]
    boxes = [each for each in page.rects if abs(each["width"] - 11) < 0.5 and abs(each["height"] - 11) < 0.5]
    assert any(
        abs(each["x0"] - x) < HALF_A_MILLIMETRE and abs(each["top"] - y) < HALF_A_MILLIMETRE for each in boxes
    )
    mark = left_of(POSITIONS[name].column) + COLUMN_WIDTH / 2
    assert x < mark - 1 < mark + 1 < x + 11


def test_every_item_of_the_form_has_its_caption() -> None:
    words = " ".join(caption.text for caption in CAPTIONS)
    for number in range(2, 34):
        assert f"{number}. " in words or f"{number}a. " in words, number
    for label in ("1.", "1a.", "10d.", "17a.", "17b.", "24. A.", "a.", "b.", "c.", "d."):
        assert label in words


def test_every_position_lies_inside_the_frame() -> None:
    positions = {**POSITIONS, **{name: service_line_position(name, row=5) for name in SERVICE_LINE_POSITIONS}}
    for name, position in positions.items():
        left, right = left_of(position.column), left_of(position.column + position.length)
        assert LEFT - 0.2 <= left < right <= RIGHT + 1, name


def test_cents_begin_at_their_separator() -> None:
    separators = {"24F cents": 420.9, "28 cents": 436.4, "29 cents": 507.9}
    for name, x in separators.items():
        position = SERVICE_LINE_POSITIONS.get(name) or POSITIONS[name]
        assert abs(left_of(position.column) - x) < COLUMN_WIDTH / 3


def test_no_caption_reaches_into_the_next_column(page: "pdfplumber.page.Page") -> None:
    inside = [char for char in page.chars if "Courier" not in char["fontname"] and 97 < char["top"] < 756]
    assert inside
    for char in inside:
        if char["upright"] and char["x0"] > LEFT:
            assert not char["x0"] < 375.3 < char["x1"], char["text"]
            assert char["x1"] < RIGHT, char["text"]


def test_no_two_boxes_of_a_line_share_a_column() -> None:
    """Each line is written as one text: a box that reached into its neighbour would push it aside."""
    rows = (service_line_position(name, row=0) for name in SERVICE_LINE_POSITIONS)
    taken = [
        (position.line, column)
        for position in (*POSITIONS.values(), *rows)
        for column in range(position.column, position.column + position.length)
    ]
    assert len(taken) == len(set(taken))
