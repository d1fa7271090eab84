"""Numbers as people type them: 12, 1.5, 1½, twenty-five."""

from fractions import Fraction

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
PARTS = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}

_UNIT = "|".join(sorted(UNITS[1:], key=len, reverse=True))
_TEN = "|".join(TENS)
# A number in words, and any number; both without groups of their own.
IN_WORDS = rf"(?:(?:{_TEN})(?:[\s-]?(?:{_UNIT}))?|{_UNIT})"
# An hour and its minutes in words: "eight thirty".
HOUR_IN_WORDS = "(?:" + "|".join(UNITS[12:0:-1]) + ")"
MINUTES_IN_WORDS = r"(?:oh[\s-]five|ten|fifteen|(?:twenty|thirty|forty|fifty)(?:[\s-]five)?)"
NUMBER = rf"(?:(?:\d{{1,4}}\s?)?[½¼¾]|\d{{1,4}}\s\d/\d|\d{{1,5}}[.,]\d{{1,3}}|\.\d{{1,3}}|\d{{1,5}}|{IN_WORDS}|an?(?![a-z]))"


def number_of(text: str) -> Fraction:
    """Return the number that `text`, found by NUMBER, says; "a" and "an" are one."""
    text = text.strip()
    if text in ("a", "an"):
        return Fraction(1)
    if text[-1:] in PARTS:
        return Fraction(text[:-1].strip() or 0) + PARTS[text[-1]]
    if text[0].isdigit() or text[0] == ".":
        return sum((_plain(part) for part in text.split()), Fraction(0))
    return Fraction(_in_words(text))


def _plain(text: str) -> Fraction:
    above, _, below = text.partition("/")
    if below:
        return Fraction(int(above), int(below)) if int(below) else Fraction(0)
    return Fraction(text.replace(",", "."))


def _in_words(text: str) -> int:
    text = text.removeprefix("oh").strip(" -")
    if text in UNITS:
        return UNITS.index(text)
    ten = next(word for word in TENS if text.startswith(word))
    rest = text[len(ten) :].strip(" -")
    return TENS[ten] + (UNITS.index(rest) if rest else 0)
