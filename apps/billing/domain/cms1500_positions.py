"""Where everything is printed on the CMS-1500 (02/12): line, column and number of characters of every item.

The grid is that of a line printer on letter paper: 10 columns and 6 lines an inch. Column 1 begins 24.2
points from the left edge, line 1 begins 24 points from the top. Source: NUCC 1500 Claim Form Reference
Instruction Manual, version 02/12 (field lengths), and the print grid of the form itself.
"""

from typing import NamedTuple

COLUMN_WIDTH = 7.2  # points
LINE_HEIGHT = 12.0  # points
LEFT = 24.2  # points from the left edge to column 1
TOP = 24.0  # points from the top edge to line 1
BASELINE_RISE = 3.0  # points from the bottom of a line to its baseline
PAGE_WIDTH = 612.0
PAGE_HEIGHT = 792.0
LINES_A_FORM = 6


class Position(NamedTuple):
    """The box of one value: its line, its first column, and how many characters it holds."""

    line: int
    column: int
    length: int


def left_of(column: int) -> float:
    """Return the left edge of `column` in points from the left edge of the paper."""
    return LEFT + COLUMN_WIDTH * (column - 1)


def baseline_of(line: int) -> float:
    """Return the baseline of `line` in points from the bottom edge of the paper."""
    return PAGE_HEIGHT - (TOP + LINE_HEIGHT * line - BASELINE_RISE)


# The first word of a name is the number of the item on the form.
POSITIONS: dict[str, Position] = {
    "carrier name": Position(2, 41, 38),
    "carrier address 1": Position(3, 41, 38),
    "carrier address 2": Position(4, 41, 38),
    "carrier city": Position(5, 41, 38),
    "1 medicare": Position(8, 1, 1),
    "1 medicaid": Position(8, 8, 1),
    "1 tricare": Position(8, 15, 1),
    "1 champva": Position(8, 24, 1),
    "1 group health plan": Position(8, 31, 1),
    "1 feca": Position(8, 39, 1),
    "1 other": Position(8, 45, 1),
    "1a insured id": Position(8, 50, 29),
    "2 patient name": Position(10, 1, 28),
    "3 birth month": Position(10, 31, 2),
    "3 birth day": Position(10, 34, 2),
    "3 birth year": Position(10, 37, 4),
    "3 male": Position(10, 42, 1),
    "3 female": Position(10, 47, 1),
    "4 insured name": Position(10, 50, 29),
    "5 patient street": Position(12, 1, 28),
    "6 self": Position(12, 33, 1),
    "6 spouse": Position(12, 38, 1),
    "6 child": Position(12, 42, 1),
    "6 other": Position(12, 47, 1),
    "7 insured street": Position(12, 50, 29),
    "5 patient city": Position(14, 1, 24),
    "5 patient state": Position(14, 26, 3),
    "8 reserved": Position(14, 30, 19),
    "7 insured city": Position(14, 50, 23),
    "7 insured state": Position(14, 74, 4),
    "5 patient zip": Position(16, 1, 12),
    "5 phone area": Position(16, 15, 3),
    "5 phone number": Position(16, 19, 10),
    "7 insured zip": Position(16, 50, 12),
    "7 phone area": Position(16, 65, 3),
    "7 phone number": Position(16, 69, 10),
    "9 other insured name": Position(18, 1, 28),
    "11 group number": Position(18, 50, 29),
    "9a other policy": Position(20, 1, 28),
    "10a yes": Position(20, 35, 1),
    "10a no": Position(20, 41, 1),
    "11a birth month": Position(20, 53, 2),
    "11a birth day": Position(20, 56, 2),
    "11a birth year": Position(20, 59, 4),
    "11a male": Position(20, 68, 1),
    "11a female": Position(20, 75, 1),
    "9b reserved": Position(22, 1, 28),
    "10b yes": Position(22, 35, 1),
    "10b no": Position(22, 41, 1),
    "10b state": Position(22, 45, 2),
    "11b qualifier": Position(22, 50, 2),
    "11b other claim id": Position(22, 52, 28),
    "9c reserved": Position(24, 1, 28),
    "10c yes": Position(24, 35, 1),
    "10c no": Position(24, 41, 1),
    "11c plan name": Position(24, 50, 29),
    "9d other plan name": Position(26, 1, 28),
    "10d claim codes": Position(26, 30, 19),
    "11d yes": Position(26, 52, 1),
    "11d no": Position(26, 57, 1),
    "12 signature": Position(29, 7, 25),
    "12 date": Position(29, 37, 12),
    "13 signature": Position(29, 55, 23),
    "14 month": Position(32, 2, 2),
    "14 day": Position(32, 5, 2),
    "14 year": Position(32, 8, 4),
    "14 qualifier": Position(32, 16, 3),
    "15 qualifier": Position(32, 31, 3),
    "15 month": Position(32, 37, 2),
    "15 day": Position(32, 40, 2),
    "15 year": Position(32, 43, 4),
    "16 from month": Position(32, 54, 2),
    "16 from day": Position(32, 57, 2),
    "16 from year": Position(32, 60, 4),
    "16 to month": Position(32, 68, 2),
    "16 to day": Position(32, 71, 2),
    "16 to year": Position(32, 74, 4),
    "17a qualifier": Position(33, 30, 2),
    "17a other id": Position(33, 33, 17),
    "17 qualifier": Position(34, 1, 2),
    "17 name": Position(34, 4, 24),
    "17b npi": Position(34, 33, 10),
    "18 from month": Position(34, 54, 2),
    "18 from day": Position(34, 57, 2),
    "18 from year": Position(34, 60, 4),
    "18 to month": Position(34, 68, 2),
    "18 to day": Position(34, 71, 2),
    "18 to year": Position(34, 74, 4),
    "19 line 1": Position(35, 26, 23),
    "19 line 2": Position(36, 1, 48),
    "20 yes": Position(36, 52, 1),
    "20 no": Position(36, 57, 1),
    "20 charges dollars": Position(36, 63, 8),
    "20 charges cents": Position(36, 71, 2),
    "21 icd indicator": Position(37, 42, 1),
    "21 A": Position(38, 3, 7),
    "21 B": Position(38, 16, 7),
    "21 C": Position(38, 29, 7),
    "21 D": Position(38, 42, 7),
    "21 E": Position(39, 3, 7),
    "21 F": Position(39, 16, 7),
    "21 G": Position(39, 29, 7),
    "21 H": Position(39, 42, 7),
    "21 I": Position(40, 3, 7),
    "21 J": Position(40, 16, 7),
    "21 K": Position(40, 29, 7),
    "21 L": Position(40, 42, 7),
    "22 resubmission code": Position(38, 50, 11),
    "22 original reference": Position(38, 62, 18),
    "23 prior authorization": Position(40, 50, 29),
    "25 tax id": Position(56, 1, 15),
    "25 social security": Position(56, 17, 1),
    "25 employer": Position(56, 19, 1),
    "26 account number": Position(56, 23, 14),
    "27 yes": Position(56, 38, 1),
    "27 no": Position(56, 43, 1),
    "28 dollars": Position(56, 51, 7),
    "28 cents": Position(56, 58, 2),
    "29 dollars": Position(56, 62, 6),
    "29 cents": Position(56, 68, 2),
    "30 reserved": Position(56, 72, 5),
    "33 phone area": Position(57, 66, 3),
    "33 phone number": Position(57, 70, 9),
    "32 name": Position(58, 23, 26),
    "32 street": Position(59, 23, 26),
    "32 city": Position(60, 23, 26),
    "33 name": Position(58, 50, 29),
    "33 street": Position(59, 50, 29),
    "33 city": Position(60, 50, 29),
    "31 signature": Position(60, 1, 21),
    "31 date": Position(61, 7, 8),
    "32a npi": Position(61, 24, 10),
    "32b other id": Position(61, 36, 14),
    "33a npi": Position(61, 51, 10),
    "33b other id": Position(61, 63, 17),
}

# One service line of item 24: `line` counts from its lower (unshaded) half, line 44 for the first of them.
FIRST_SERVICE_LINE = 44
SERVICE_LINE_STEP = 2
SERVICE_LINE_POSITIONS: dict[str, Position] = {
    "24 supplemental": Position(-1, 1, 61),
    "24H reason": Position(-1, 63, 2),
    "24I qualifier": Position(-1, 65, 2),
    "24J other id": Position(-1, 68, 11),
    "24A from month": Position(0, 1, 2),
    "24A from day": Position(0, 4, 2),
    "24A from year": Position(0, 7, 2),
    "24A to month": Position(0, 10, 2),
    "24A to day": Position(0, 13, 2),
    "24A to year": Position(0, 16, 2),
    "24B place": Position(0, 19, 2),
    "24C emergency": Position(0, 22, 2),
    "24D procedure": Position(0, 25, 6),
    "24D modifier 1": Position(0, 33, 2),
    "24D modifier 2": Position(0, 36, 2),
    "24D modifier 3": Position(0, 39, 2),
    "24D modifier 4": Position(0, 42, 2),
    "24E pointer": Position(0, 45, 4),
    "24F dollars": Position(0, 50, 6),
    "24F cents": Position(0, 56, 2),
    "24G units": Position(0, 59, 3),
    "24H family plan": Position(0, 63, 1),
    "24J npi": Position(0, 68, 10),
}


def service_line_position(name: str, *, row: int) -> Position:
    """Return the position of a part of item 24 in the service line `row`, counted from 0."""
    position = SERVICE_LINE_POSITIONS[name]
    line = FIRST_SERVICE_LINE + SERVICE_LINE_STEP * row + position.line
    return Position(line, position.column, position.length)
