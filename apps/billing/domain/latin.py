"""Text for paper whose typeface knows Western European letters alone: others are written with their likeness."""

import unicodedata
from functools import lru_cache

_CHARACTERS = "cp1252"  # what the built-in typefaces of a PDF hold
_LIKENESS = str.maketrans(
    {
        **dict(zip("ŁłĐđĦħŦŧŊŋıĸŁ", "LlDdHhTtNnikL", strict=True)),
        **dict.fromkeys("ʼʹ′ʻ", "’"),
        "″": "”",
        **dict.fromkeys("‐‑‒―−", "-"),
        "⁄": "/",
    }
)


@lru_cache(maxsize=8192)
def latin(text: str) -> str:
    """Return `text` in Western European letters: Ł as L, ć as c; a question mark for what has no likeness."""
    if text.isascii():
        return text
    return "".join(map(_letter, unicodedata.normalize("NFC", text).translate(_LIKENESS)))


def _letter(character: str) -> str:
    if _is_known(character):
        return character
    bare = "".join(
        each for each in unicodedata.normalize("NFKD", character) if not unicodedata.combining(each)
    )
    return bare if bare and all(map(_is_known, bare)) else "" if unicodedata.combining(character) else "?"


def _is_known(character: str) -> bool:
    try:
        character.encode(_CHARACTERS)
    except UnicodeEncodeError:
        return False
    return True
