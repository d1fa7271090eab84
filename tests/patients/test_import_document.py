"""docs/import.md names the columns as the program knows them."""

from pathlib import Path

import pytest

from apps.patients.domain.roster_columns import COLUMNS, Column
from apps.patients.domain.roster_files import LARGEST_MEGABYTES

DOCUMENT = (Path(__file__).parents[2] / "docs/import.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_is_documented_as_it_is(column: Column) -> None:
    name = f"`{column.name}`{' *' if column.is_required else ''}"
    assert f"| {name} | {column.meaning} | {', '.join(column.synonyms)} | {column.example} |" in DOCUMENT


def test_no_other_column_is_documented() -> None:
    rows = [
        line
        for line in DOCUMENT.split("## The table")[1].split("## FHIR")[0].splitlines()
        if line[:3] == "| `"
    ]
    assert len(rows) == len(COLUMNS)


def test_the_limit_is_documented() -> None:
    assert f"{LARGEST_MEGABYTES} MB" in " ".join(DOCUMENT.split())
