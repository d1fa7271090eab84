"""Which rows stand behind a figure: a source and the conditions that choose among its rows, as an address says them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote_plus

NONE = "none"
SEVERAL = (list, tuple, set, frozenset)


class Source(StrEnum):
    """What the rows are."""

    ENTRIES = "entries"
    PERIODS = "periods"
    TIMES = "times"
    CLAIMS = "claims"
    PAYMENTS = "payments"
    DENIALS = "denials"
    PATIENTS = "patients"
    GOALS = "goals"
    PROVIDERS = "providers"


# a page says the same dates and states in the address of each figure
_quoted = lru_cache(maxsize=1024)(quote_plus)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of one source; `where` is in one order, so that equal slices are equal."""

    source: Source
    where: tuple[tuple[str, str], ...] = ()

    def narrowed(self, **more: object) -> "Slice":
        """Return the slice with further conditions; those given anew take the place of the earlier ones."""
        kept = dict(self.where)
        for name, value in more.items():
            kept[name] = text_of(value)
        return Slice(self.source, tuple(sorted([pair for pair in kept.items() if pair[1]])))

    def of(self, source: Source) -> "Slice":
        """Return the same conditions on the rows of another source."""
        return Slice(source, self.where)

    @property
    def query(self) -> str:
        """The conditions as the query of an address."""
        return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in self.where])


def text_of(value: object) -> str:
    """Return a condition as an address has it: dates as in ISO 8601, several values with commas, nothing as a word."""
    if isinstance(value, str):
        return str(value)
    if value is None:
        return NONE
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, SEVERAL):
        return ",".join(sorted(text_of(each) for each in value))
    return str(value)


def stretch(first: date, last: date) -> str:
    """Return dates, both inclusive, as one condition."""
    return f"{first.isoformat()}~{last.isoformat()}"


def slice_of(source: Source, pairs: Iterable[tuple[str, str]]) -> Slice:
    """Return a slice with the conditions of an address."""
    return Slice(source).narrowed(**dict(pairs))
