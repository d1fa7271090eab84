"""Reading what comes back first: TA1 (interchange), 999 (syntax, 005010X231A1) and 277CA (each claim, 005010X214).

A 997, which some still send instead of a 999, says the same in segments of other names (AK3, AK4, AK5).

Matched by the numbers we sent: ISA13 in TA1, GS06 and ST02 in 999, the patient control number in 277CA.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from apps.billing.domain.acknowledgement import (
    AcknowledgementFile,
    GroupAcknowledgement,
    InterchangeAcknowledgement,
    Level,
    SetAcknowledgement,
    Status,
    StatusReport,
    SyntaxError999,
    describe,
)
from apps.billing.domain.x12_command import say_files
from apps.billing.domain.x12_read import Finding, Segment, TransactionSet, read


def read_acknowledgements(content: bytes | str) -> AcknowledgementFile:
    """Return every TA1, 999 and 277CA in `content`; never raises for what a file holds."""
    file = read(content)
    findings = list(file.findings)
    interchanges = tuple(_interchange(segment) for segment in file.segments if segment.identifier == "TA1")
    groups: list[GroupAcknowledgement] = []
    reports: list[StatusReport] = []
    for transaction in file.transaction_sets:
        if transaction.kind in ("999", "997"):
            groups += _Reader999(transaction).groups
        elif transaction.kind == "277":
            said = _Reader277(transaction).reports
            reports += [report for report in said if report.is_answer]
            findings += [_no_answer(report) for report in said if not report.is_answer]
        else:
            message = (
                f"A transaction set {transaction.kind or '(none)'} acknowledges nothing; it was left out."
            )
            findings.append(Finding("not_an_acknowledgement", message, transaction.segments[0].number))
    if not (interchanges or groups or reports):
        findings.append(Finding("nothing_acknowledged", "There is no TA1, 999 or 277CA in this file."))
    return AcknowledgementFile(interchanges, tuple(groups), tuple(reports), tuple(findings))


def _no_answer(report: StatusReport) -> Finding:
    """Say of a status that it moves nothing: it comes from another kind of 277, which tells how far a claim is."""
    codes = ", ".join(f"{each.category}:{each.code}" for each in report.statuses)
    message = (
        f"The status {codes} of {report.reference or '(no reference)'} tells how far a claim is, not whether it was"
        " taken in; it was left out."
    )
    return Finding("no_answer", message, report.segment_number)


def _interchange(segment: Segment) -> InterchangeAcknowledgement:
    code, note = segment.element(4), segment.element(5)
    return InterchangeAcknowledgement(segment.element(1), code, note, segment.number)


class _Reader999:
    """Reads AK1 to AK9; a set that lacks its IK5 is kept with an empty code."""

    def __init__(self, transaction: TransactionSet) -> None:
        self.groups: list[GroupAcknowledgement] = []
        self._group = self._set = ""
        self._errors: list[SyntaxError999] = []
        self._sets: list[SetAcknowledgement] = []
        steps: dict[str, Callable[[Segment], None]] = {
            "AK1": self._ak1,
            "AK2": self._ak2,
            "IK3": self._ik3,
            "IK4": self._ik4,
            "IK5": self._ik5,
            "AK3": self._ik3,
            "AK4": self._ik4,
            "AK5": self._ik5,
            "AK9": self._ak9,
        }
        for segment in transaction.segments:
            if step := steps.get(segment.identifier):
                step(segment)
        self._close_set(transaction.segments[-1].number, code="")
        if self._sets:
            self._ak9(Segment(transaction.segments[-1].number, ("AK9",)))

    def _ak1(self, segment: Segment) -> None:
        self._group = segment.element(2)

    def _ak2(self, segment: Segment) -> None:
        self._close_set(segment.number, code="")
        self._set = segment.element(2)

    def _ik3(self, segment: Segment) -> None:
        name, position, loop, code = (segment.element(place) for place in (1, 2, 3, 4))
        self._errors.append(SyntaxError999(name, position, loop, code))

    def _ik4(self, segment: Segment) -> None:
        """Put the element's fault in the place of its segment's general one."""
        last = self._errors[-1] if self._errors else SyntaxError999("", "", "", "")
        if self._errors and not last.element:
            self._errors.pop()
        element, code, value = (
            "-".join(filter(None, segment.components(1))),
            segment.element(3),
            segment.element(4),
        )
        self._errors.append(SyntaxError999(last.segment, last.position, last.loop, code, element, value))

    def _ik5(self, segment: Segment) -> None:
        self._close_set(segment.number, code=segment.element(1))

    def _ak9(self, segment: Segment) -> None:
        self._close_set(segment.number, code="")
        self.groups.append(
            GroupAcknowledgement(self._group, segment.element(1), tuple(self._sets), segment.number)
        )
        self._sets = []

    def _close_set(self, segment_number: int, *, code: str) -> None:
        if self._set:
            errors = tuple(self._errors)
            self._sets.append(SetAcknowledgement(self._group, self._set, code, errors, segment_number))
        self._set, self._errors = "", []


@dataclass(slots=True)
class _Draft:
    """A status report while its segments come in."""

    level: Level
    segment_number: int
    reference: str = ""
    action: str = ""
    payer_claim_control_number: str = ""
    statuses: list[Status] = field(default_factory=list)


class _Reader277:
    """Reads levels, their references and statuses; a biller's level without any status is left out."""

    def __init__(self, transaction: TransactionSet) -> None:
        self._drafts: list[_Draft] = []
        steps: dict[str, Callable[[Segment], None]] = {
            "HL": self._hl,
            "TRN": self._trn,
            "STC": self._stc,
            "REF": self._ref,
            "SVC": self._svc,
        }
        for segment in transaction.segments:
            if step := steps.get(segment.identifier):
                step(segment)
        self.reports = [_report(draft) for draft in self._drafts if draft.statuses]

    def _hl(self, segment: Segment) -> None:
        code = segment.element(3)
        level = Level(code) if code in ("19", "20", "21", "PT") else Level.CLAIM
        self._drafts.append(_Draft(level, segment.number))

    def _trn(self, segment: Segment) -> None:
        """A claim's level can hold several claims, each begun by its TRN."""
        if not self._drafts:  # its level was lost; its claim is named all the same
            self._drafts.append(_Draft(Level.CLAIM, segment.number))
        last = self._drafts[-1]
        if last.level is Level.LINE or (last.reference and last.level is Level.CLAIM):
            last = _Draft(Level.CLAIM, segment.number)
            self._drafts.append(last)
        last.reference = segment.element(2)

    def _stc(self, segment: Segment) -> None:
        if not self._drafts:
            return
        last = self._drafts[-1]
        if not last.statuses:
            last.segment_number = segment.number
        last.action = segment.element(3) or last.action
        last.statuses += [status for place in (1, 10, 11) for status in _statuses(segment, place)]

    def _ref(self, segment: Segment) -> None:
        if self._drafts and segment.element(1) == "1K":
            self._drafts[-1].payer_claim_control_number = segment.element(2)
        elif self._drafts and segment.element(1) == "FJ" and self._drafts[-1].level is Level.LINE:
            self._drafts[-1].reference = segment.element(2)

    def _svc(self, segment: Segment) -> None:
        self._drafts.append(_Draft(Level.LINE, segment.number))


def _statuses(segment: Segment, position: int) -> Iterator[Status]:
    category, code, entity = (*segment.components(position), "", "", "")[:3]
    if category:
        yield Status(category, code, entity)


def _report(draft: _Draft) -> StatusReport:
    return StatusReport(
        draft.level,
        draft.reference,
        tuple(draft.statuses),
        draft.action,
        draft.payer_claim_control_number,
        draft.segment_number,
    )


def main(paths: Sequence[str]) -> int:
    """Print what each file says; see `say_files` for what it returns."""
    return say_files(paths, module="apps.billing.domain.x12_acknowledgements", say=_said)


def _said(content: bytes) -> tuple[str, bool]:
    file = read_acknowledgements(content)
    return describe(file), not file.findings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
