"""Damage done to the segments of a file: cut, doubled, reordered, a bit flipped; for Hypothesis to choose from."""

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Step = tuple[str, int, int]


def examples(plain: int) -> int:
    """Return how many examples a test tries: `plain` of them, or the many of a run with --deep."""
    asked = settings().max_examples
    return asked if asked > 100 else plain


def steps(segments: int, *, most: int = 6) -> SearchStrategy[list[Step]]:
    """What is done to a file of so many segments: how, to which, and with which other or which bit."""
    step = st.tuples(
        st.sampled_from(["cut", "double", "swap", "flip"]), st.integers(0, segments - 1), st.integers(0, 7)
    )
    return st.lists(step, min_size=1, max_size=most)


def mangle(segments: Sequence[str], done: Sequence[Step]) -> bytes:
    """Return the file after all that was done to it."""
    rows = list(segments)
    for kind, place, extra in done:
        index = place % max(len(rows), 1)
        if kind == "cut" and rows:
            del rows[index]
        elif kind == "double" and rows:
            rows.insert(index, rows[index])
        elif kind == "swap" and rows:
            other = (index + extra + 1) % len(rows)
            rows[index], rows[other] = rows[other], rows[index]
        elif kind == "flip" and rows and rows[index]:
            raw = bytearray(rows[index].encode("latin-1"))
            raw[extra % len(raw)] ^= 1 << (extra % 8)
            rows[index] = raw.decode("latin-1")
    return "".join(f"{row}~" for row in rows).encode("latin-1")
