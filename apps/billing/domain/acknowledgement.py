"""What answers to our files say: the interchange taken in, the syntax looked at, each claim accepted or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from apps.billing.domain.words import Table, words_for
from apps.billing.domain.x12_read import Finding


class Level(StrEnum):
    """What a status of a 277CA is about, by its hierarchical level."""

    SOURCE = "20"
    BATCH = "21"
    BILLER = "19"
    CLAIM = "PT"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class InterchangeAcknowledgement:
    """A TA1: `code` A accepted, E accepted with errors, R rejected; `note_code` says why."""

    interchange_control_number: str
    code: str
    note_code: str
    segment_number: int

    @property
    def is_accepted(self) -> bool:
        """Whether the interchange was taken in."""
        return self.code in ("A", "E")


@dataclass(frozen=True, slots=True)
class SyntaxError999:
    """One fault of a 999: segment, its position in the set and its loop; element and value where it is in one."""

    segment: str
    position: str
    loop: str
    code: str
    element: str = ""
    bad_value: str = ""


@dataclass(frozen=True, slots=True)
class SetAcknowledgement:
    """What a 999 says of one transaction set: `code` A, E accepted; M, R, W, X rejected."""

    group_control_number: str
    set_control_number: str
    code: str
    errors: tuple[SyntaxError999, ...]
    segment_number: int

    @property
    def is_accepted(self) -> bool:
        """Whether the transaction set was taken in."""
        return self.code in ("A", "E")


@dataclass(frozen=True, slots=True)
class GroupAcknowledgement:
    """What a 999 says of a functional group: `code` A, E accepted, P in part, R and others rejected."""

    group_control_number: str
    code: str
    sets: tuple[SetAcknowledgement, ...]
    segment_number: int


@dataclass(frozen=True, slots=True)
class Status:
    """One claim status: category (A0 to A8), status code, and the entity it is about."""

    category: str
    code: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What a 277CA says of a batch, a biller, a claim or a line of it; `reference` is what we called it.

    `action` is WQ for accepted and U for rejected.
    """

    level: Level
    reference: str
    statuses: tuple[Status, ...]
    action: str
    payer_claim_control_number: str
    segment_number: int

    @property
    def is_answer(self) -> bool:
        """Whether any status acknowledges (A0 to A8): others, as F1 or P1, are of claims taken in long ago."""
        return any(status.category.startswith("A") for status in self.statuses)

    @property
    def is_accepted(self) -> bool:
        """Whether every status is one of acknowledgement (A0, A1, A2, A5) and the action is not to reject."""
        accepted = all(status.category in ACCEPTING for status in self.statuses)
        return bool(self.statuses) and accepted and self.action != "U"


ACCEPTING = frozenset({"A0", "A1", "A2", "A5"})


@dataclass(frozen=True, slots=True)
class AcknowledgementFile:
    """Everything a file acknowledges, and what is odd about it."""

    interchanges: tuple[InterchangeAcknowledgement, ...]
    groups: tuple[GroupAcknowledgement, ...]
    reports: tuple[StatusReport, ...]
    findings: tuple[Finding, ...]


def describe(file: AcknowledgementFile) -> str:
    """Return what a file says in plain lines: interchanges, groups and sets with their faults, claims, findings."""
    lines = [
        *_interchanges(file),
        *_groups(file),
        *(line for report in file.reports for line in _report(report)),
    ]
    lines += [f"  finding at segment {each.segment_number}: {each.message}" for each in file.findings]
    return "\n".join(lines)


def _taken(is_accepted: bool) -> str:  # noqa: FBT001 - one word for one fact
    return "accepted" if is_accepted else "rejected"


def _interchanges(file: AcknowledgementFile) -> Iterator[str]:
    for each in file.interchanges:
        note = words_for(Table.INTERCHANGE_NOTES, each.note_code)
        yield f"  interchange {each.interchange_control_number} {_taken(each.is_accepted)} ({each.code}): {note}"


def _groups(file: AcknowledgementFile) -> Iterator[str]:
    for group in file.groups:
        yield f"  group {group.group_control_number} answered with {group.code}, {len(group.sets)} sets"
        for each in group.sets:
            yield f"    set {each.set_control_number} {_taken(each.is_accepted)} ({each.code})"
            yield from (f"      {_fault(error)}" for error in each.errors)


def _fault(error: SyntaxError999) -> str:
    where = f"segment {error.segment} at {error.position}" + (f" in loop {error.loop}" if error.loop else "")
    if not error.element:
        return f"{where}: {words_for(Table.SEGMENT_FAULTS, error.code)}"
    value = f", value {error.bad_value!r}" if error.bad_value else ""
    return f"{where}, element {error.element}{value}: {words_for(Table.ELEMENT_FAULTS, error.code)}"


def _report(report: StatusReport) -> Iterator[str]:
    number = (
        f", payer's number {report.payer_claim_control_number}" if report.payer_claim_control_number else ""
    )
    level = report.level.name.lower()
    yield f"  {level} {report.reference or '(no reference)'} {_taken(report.is_accepted)}{number}"
    for status in report.statuses:
        said = "; ".join(
            (words_for(Table.CATEGORIES, status.category), words_for(Table.STATUSES, status.code))
        )
        yield f"    {status.category}:{status.code}{f':{status.entity}' if status.entity else ''} {said}"
