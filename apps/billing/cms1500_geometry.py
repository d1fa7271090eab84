"""The CMS-1500 (02/12) as lines and boxes, for drawing it.

Points from the top left corner of letter paper: the measures of the published form, set
on even values where it wavers by less than a point.
"""

from typing import NamedTuple

LEFT, MIDDLE, RIGHT = 24.3, 375.3, 592.6
TOP, PATIENT_END, BOTTOM = 96.2, 384.2, 756.2
HAIR, FINE, MEDIUM, THICK = 0.25, 0.48, 0.75, 2.04
BOX_SIDE = 11.0

ROW_TOPS = (527.0, 551.0, 575.0, 599.0, 623.0, 647.0)  # the six service lines
ROW_HEIGHT = 24.0
ROWS_END = ROW_TOPS[-1] + ROW_HEIGHT


class Line(NamedTuple):
    """A straight line; `width` in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = FINE


class Box(NamedTuple):
    """An empty rectangle by its upper left corner."""

    x: float
    y: float
    width: float = BOX_SIDE
    height: float = BOX_SIDE


def _across(y: float, *spans: tuple[float, float], width: float = FINE) -> list[Line]:
    return [Line(x0, y, x1, y, width) for x0, x1 in spans or ((LEFT, RIGHT),)]


def _down(y0: float, y1: float, *xs: float, width: float = FINE) -> list[Line]:
    return [Line(x, y0, x, y1, width) for x in xs]


_LEFT_COLUMN, _RIGHT_COLUMN = (LEFT, 230.5), (MIDDLE, RIGHT)

_DIAGNOSES = (
    *((x, y) for y in (479.0, 490.8, 502.7) for x in (37.9, 131.2, 225.3)),
    *((318.6, y) for y in (479.6, 491.6, 502.8)),
)

LINES: tuple[Line, ...] = (
    *_across(TOP, (24.0, 592.9), width=THICK),
    *_across(PATIENT_END, width=THICK),
    *_across(BOTTOM, (24.0, 592.9), width=THICK),
    *_down(TOP, BOTTOM, LEFT, RIGHT),
    *_down(TOP, ROW_TOPS[0], MIDDLE, width=MEDIUM),
    *_down(ROWS_END, BOTTOM, MIDDLE),
    # items 1 to 13
    *(line for y in (121.0, 143.6, 168.5, 217.0, 312.5, 336.5) for line in _across(y)),
    *_across(192.0, _LEFT_COLUMN, _RIGHT_COLUMN),
    *_across(240.0, _LEFT_COLUMN, _RIGHT_COLUMN),
    *_across(263.0, _LEFT_COLUMN),
    *_across(265.3, _RIGHT_COLUMN),
    *_across(288.3, _LEFT_COLUMN, _RIGHT_COLUMN),
    *_down(121.0, 336.5, 230.5),
    *_down(168.5, 192.0, 204.0, 546.0),
    *_down(192.0, 217.0, 117.6, 467.9),
    *_across(286.9, (339.5, 360.4), width=HAIR),
    *_down(281.8, 286.9, 339.5, 360.4, width=HAIR),
    *_across(380.9, (60.4, 240.4), (276.4, MIDDLE), (416.8, RIGHT), width=HAIR),
    # items 14 to 23
    *(line for y in (407.6, 431.6, 456.1, 504.5) for line in _across(y)),
    *_down(PATIENT_END, 431.6, 216.6),
    *_down(407.6, 431.6, 233.0, 248.6),
    *_down(443.4, 456.1, 458.6, 527.9),
    *_down(467.6, 479.8, 457.9),
    *_across(479.8, _RIGHT_COLUMN),
    *(Line(x, y, x + 50.9, y) for x, y in _DIAGNOSES),
    *(Line(x, y - 6, x, y) for x, y in _DIAGNOSES),
    # item 24
    *(line for y in ROW_TOPS for line in _across(y)),
    *_down(504.5, ROWS_END, 151.0, 174.0, 195.6, 338.6, 439.0, 468.0, 482.9, 503.9),
    *_down(ROW_TOPS[0], ROWS_END, 86.6),
    *_down(521.4, ROW_TOPS[0], 248.2),
    *(line for y in ROW_TOPS for line in _down(y + 12.4, y + ROW_HEIGHT, 248.2, MIDDLE)),
    # items 25 to 33
    *_across(ROWS_END),
    *_across(695.2),
    *_down(ROWS_END, BOTTOM, 180.6),
    *_down(ROWS_END, 695.2, 286.0, 456.0, 524.4),
    *_across(742.1, (180.6, RIGHT)),
    *_down(742.1, BOTTOM, 264.0, 458.3),
)

DASHED: tuple[Line, ...] = (
    *_down(130.1, 143.6, 259.4, 281.5, width=HAIR),
    *_down(250.2, 264.0, 418.1, 439.4, width=HAIR),
    *_down(273.3, 287.0, 392.8, width=HAIR),
    *_down(393.9, 407.6, 50.8, 72.0, 130.0, 237.6, 263.3, 303.3, 324.5, width=HAIR),
    *_down(394.7, 407.6, 423.0, 447.0, 525.0, 546.0, width=HAIR),
    *_down(417.9, 431.6, 44.9, 423.1, 447.1, 525.1, 546.1, width=HAIR),
    *_down(456.4, 469.6, 318.8, 332.5, width=HAIR),
    *_across(419.7, (216.6, MIDDLE), width=HAIR),
    *(
        line
        for y in ROW_TOPS
        for line in _down(
            y + 11.5, y + ROW_HEIGHT, 43.5, 64.5, 107.5, 130.3, 273.5, 295.0, 316.5, 420.9, width=HAIR
        )
    ),
    *(line for y in ROW_TOPS for line in _across(y + 12.0, (482.9, RIGHT), width=HAIR)),
    *_down(682.2, 695.2, 436.4, 507.9, 572.5, width=HAIR),
)

BOXES: tuple[Box, ...] = (
    *(Box(x, 86.4, 7.0, 8.8) for x in (24.9, 31.8, 38.8, 571.9, 578.8, 585.8)),
    *(Box(x, 108.0) for x in (24.7, 73.6, 124.0, 188.8, 239.4, 296.9, 340.2)),
    *(Box(x, 131.6) for x in (318.5, 354.4)),
    *(Box(x, 156.1) for x in (253.8, 290.2, 318.7, 354.8)),
    *(Box(x, y) for y in (252.4, 276.1, 299.7) for x in (268.5, 311.6)),
    *(Box(x, 251.8) for x in (505.5, 556.2)),
    *(Box(x, 323.8) for x in (390.2, 426.4)),
    *(Box(x, 443.4) for x in (391.0, 427.2)),
    *(Box(x, 682.8) for x in (139.7, 154.0, 290.7, 326.5)),
)

# The upper half of every service line, and item 17a, are tinted: they hold supplemental data.
TINTED: tuple[Box, ...] = (
    *(Box(LEFT, y, 482.9 - LEFT, 12.0) for y in ROW_TOPS),
    *(Box(482.9, y, RIGHT - 482.9, 12.0) for y in ROW_TOPS),
    Box(216.6, 407.6, MIDDLE - 216.6, 12.1),
)
