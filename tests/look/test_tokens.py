"""The colours: every pair that is written on one another is WCAG AA, in both themes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TOKENS = (ROOT / "static/css/tokens.css").read_text()

GROUNDS = ("surface", "raised", "sunken")
WORDS = ("text", "muted", "ink-blue", "good", "attention", "danger")

# What is written, what it stands on, and the contrast it needs: 4.5 for text, 3 for lines and shapes that mean
# something.
PAIRS = [
    *[(word, ground, 4.5) for word in WORDS for ground in GROUNDS],
    *[("text", f"{tone}-soft", 4.5) for tone in ("accent", "good", "attention", "danger")],
    ("muted", "accent-soft", 4.5),
    ("danger", "danger-soft", 4.5),
    ("good", "good-soft", 4.5),
    ("attention", "attention-soft", 4.5),
    ("ink-blue", "accent-soft", 4.5),
    ("on-accent", "ink-blue", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("on-danger", "danger", 4.5),
    ("surface", "counted", 4.5),
    ("line-strong", "surface", 3),
    ("line-strong", "raised", 3),
    ("counted", "track", 3),
    ("counted", "not-counted", 3),
    ("text", "track", 3),
]


def colours(theme: int) -> dict[str, str]:
    """Return the hex value of each colour in the light (0) or dark (1) theme."""
    found = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS)
    return {name: values[theme] for name, *values in found}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("word", "ground", "needed"), PAIRS)
def test_every_pair_of_colours_can_be_read(word: str, ground: str, needed: float, theme: int) -> None:
    of = colours(theme)

    assert contrast(of[word], of[ground]) >= needed


def test_raw_colours_live_only_in_the_tokens() -> None:
    strays = [
        f"{path.name}: {match}"
        for path in sorted((ROOT / "static/css").glob("*.css"))
        if path.name != "tokens.css"
        for match in re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\b(?:oklch|hsl)\(", path.read_text())
    ]

    assert strays == []


def test_a_class_is_laid_out_by_one_sheet_of_the_pages() -> None:
    """Every page loads these sheets: a class of the same name in two of them would undo a layout far away."""
    sheets = [path for path in (ROOT / "static/css").glob("*.css") if path.name != "admin.css"]
    found = [name for path in sheets for name in set(re.findall(r"(?m)^  (\.[a-z-]+) \{", path.read_text()))]
    assert {name for name in found if found.count(name) > 1} == set()
