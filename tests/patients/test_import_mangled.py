"""Mangled files are read or refused, and never break the import."""

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from apps.patients.domain.roster import RosterFile
from apps.patients.domain.roster_files import read_roster

TODAY = date(2026, 11, 22)
FIXTURES = Path(__file__).parent / "fixtures"
TABLE = (FIXTURES / "roster.csv").read_bytes()
BUNDLES = [(FIXTURES / f"bundle_{name}.json").read_bytes() for name in ("transaction", "collection")]


def judge(content: bytes) -> None:
    """Read a file to its end: every row has a label that can be stored, every problem a sentence."""
    file = read_roster(content, today=TODAY)
    if not isinstance(file, RosterFile):
        assert file
        assert all(problem.message for problem in file)
        return
    lines = [row.line for row in file.rows]
    assert lines == sorted(set(lines))
    for row in file.rows:
        sentences = [problem.message for problem in (*row.problems, *row.to_complete)]
        assert all(sentences)
        for text in (row.label, *sentences):
            assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


@st.composite
def damaged(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """One of the originals, with a piece cut out, doubled or replaced by arbitrary bytes."""
    content = draw(st.sampled_from(originals))
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 200)))
    piece = draw(
        st.one_of(
            st.binary(max_size=12), st.just(content[start:end] * 2), st.sampled_from([b'"', b"\n", b","])
        )
    )
    return content[:start] + piece + content[end:]


@given(damaged([TABLE]))
def test_a_damaged_table_is_judged(content: bytes) -> None:
    judge(content)


@given(damaged(BUNDLES))
def test_a_damaged_bundle_is_judged(content: bytes) -> None:
    judge(content)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_judged(content: bytes) -> None:
    judge(content)


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=6))
def test_arbitrary_cells_are_judged(cells: list[list[str]]) -> None:
    lines = [",".join(f'"{cell.replace(chr(34), "")}"' for cell in row) for row in cells]
    judge("\n".join(["last_name,first_name,born_on", *lines]).encode("utf-8", "replace"))


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["Patient/p1", "HH"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)


@given(st.data())
def test_a_bundle_with_any_value_in_any_place_is_judged(data: st.DataObject) -> None:
    whole = json.loads(data.draw(st.sampled_from(BUNDLES)))
    places = list(_places(whole))
    for _ in range(data.draw(st.integers(1, 4))):
        holder, key = data.draw(st.sampled_from(places))
        holder[key] = data.draw(JSON)
    judge(json.dumps(whole).encode())


def _places(value: Any) -> Any:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in list(keys):
        yield value, key
        yield from _places(value[key])
