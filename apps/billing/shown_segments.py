"""Segments of a remittance that have no field of their own, as lines that a person can read."""

from collections.abc import Iterable, Sequence

from apps.billing.domain.words import Table, row_of
from apps.billing.domain.x12_values import cents

_QUALIFIED = ("PER", "NM1", "DTM", "AMT", "QTY", "REF")


def segment_facts(segments: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    """Return one fact a segment: our words for it where we have any, and its values as they came."""
    return [_fact(segment) for segment in segments if any(segment[1:])]


def _fact(segment: Sequence[str]) -> dict[str, str]:
    name, *values = segment
    code = f"{name}*{values[0]}" if name in _QUALIFIED else name
    known = row_of(Table.FURTHER, code)
    if known and name in _QUALIFIED:
        values = values[1:]
    if name == "AMT" and (amount := cents(values[-1])) is not None:
        values = [*values[:-1], f"${amount}"]
    shown = " · ".join(filter(None, values))
    return {"label": f"{known.words.capitalize() if known else 'No words for it'} ({code})", "value": shown}
