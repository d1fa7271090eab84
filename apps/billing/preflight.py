"""A last look at an 837P file before it may leave: pyx12's findings, in words, with their claims."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pyx12.params
import pyx12.x12n_document
from pyx12.errors import EngineError, X12Error

from apps.billing.domain.x12_837p_read import ClaimFinder
from apps.billing.domain.x12_read import read


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: `segment_number` counts from 1 at ISA, 0 for the file as a whole.

    `patient_control_number` is empty when the fault belongs to no claim; `location` is segment and element.
    """

    segment_number: int
    location: str
    message: str
    patient_control_number: str = ""


def findings_of(content: bytes, *, seen: Callable[[int], None] = lambda _claims: None) -> list[Finding]:
    """Return everything pyx12 finds wrong in `content`; nothing when the file may leave.

    `seen` is told now and then how many claims were looked at.
    """
    text = content.decode("ascii", errors="replace")
    report, is_valid = _report(_Watched(text, seen))
    found = list(_findings(report))
    if not is_valid and not found:
        found.append(Finding(0, "", "The file is not a readable X12 interchange. Make the batch again."))
    claims = ClaimFinder(read(text).segments)
    return [
        Finding(each.segment_number, each.location, each.message, claims.at(each.segment_number))
        for each in found
    ]


class _Watched(io.StringIO):
    """A text that says how many claims of it were read."""

    def __init__(self, text: str, seen: Callable[[int], None]) -> None:
        super().__init__(text)
        self._seen, self._claims = seen, 0

    def read(self, size: int | None = -1, /) -> str:
        """Read on, and say how far."""
        piece = super().read(size)
        self._claims += piece.count("~CLM*") + piece.count("\nCLM*")
        self._seen(self._claims)
        return piece


def _report(source: io.StringIO) -> tuple[dict[str, Any], bool]:
    """Run pyx12 without its log, which would repeat names and numbers of patients."""
    logging.getLogger("pyx12").setLevel(logging.CRITICAL + 1)
    output = io.StringIO()
    try:
        is_valid = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), source, None, None, fd_json=output
        )
    except (EngineError, X12Error):
        return {}, False
    return (json.loads(output.getvalue()) if output.getvalue() else {}), is_valid


def _findings(report: dict[str, Any]) -> Iterator[Finding]:
    for interchange in report.get("interchanges", ()):
        yield from _envelope_findings(interchange, "ISA")
        for group in interchange["groups"]:
            yield from _envelope_findings(group, "GS")
            for transaction in group["transactions"]:
                yield from _envelope_findings(transaction, "ST")
                for segment in transaction["segments"]:
                    yield from _segment_findings(segment)


def _envelope_findings(node: dict[str, Any], location: str) -> Iterator[Finding]:
    for error in node["errors"]:
        yield Finding(0, location, error["err_str"])


def _segment_findings(segment: dict[str, Any]) -> Iterator[Finding]:
    number, identifier = int(segment["cur_line"]), str(segment["seg_id"])
    for error in segment["errors"]:
        yield Finding(number, identifier, f"{segment['name']}: {error['err_str']}")
    for element in segment["elements"]:
        place = f"{identifier}{element['ele_pos']:02}" if element["ele_pos"] else identifier
        part = f"-{element['subele_pos']}" if element["subele_pos"] else ""
        for error in element["errors"]:
            yield Finding(number, place + part, f"{segment['name']}: {error['err_str']}")
