"""Reading one transaction set of an 835, segment by segment, claim by claim."""

from collections.abc import Callable
from datetime import date
from typing import Any

from apps.billing.domain.remittance import (
    Adjustment,
    Amount,
    ClaimPayment,
    ProviderAdjustment,
    RemittanceSummary,
    Sums,
    claim_findings,
    payment_findings,
)
from apps.billing.domain.x12_835_draft import Draft, claim_of
from apps.billing.domain.x12_read import Finding, Segment
from apps.billing.domain.x12_values import cents, day_of

_HEAD = ("trace_number", "method", "payer_name", "payer_id", "payee_name", "payee_npi")
_TAKEN = ("BPR", "TRN", "N1", "CLP", "NM1", "MOA", "MIA", "SVC", "DTM", "CAS", "REF", "AMT", "LQ", "PLB")
_PASSED_OVER = ("ST", "LX", "SE")  # they number what is around them
_KEPT = frozenset(["NTE", "CUR", "N2", "N3", "N4", "PER", "RDM", "TS2", "TS3", "QTY"])
_REMARKS = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23)}


class SetReader:
    """Reads one transaction set, segment by segment."""

    def __init__(self, first: Segment, findings: list[Finding]) -> None:
        self._findings = findings
        self._head: dict[str, Any] = dict.fromkeys(_HEAD, "")
        self._head |= {"payment": None, "paid_on": None, "segment_number": first.number}
        self._sums = Sums()
        self._claim: Draft | None = None
        self._provider_adjustments: list[ProviderAdjustment] = []
        self._service: Draft | None = None
        self._further: list[tuple[str, ...]] = []
        self._has_payment = False
        self._steps: dict[str, Callable[[Segment], None]] = {
            name: getattr(self, f"_{name.lower()}") for name in _TAKEN
        }

    def take(self, segment: Segment) -> None:
        """Read one segment on."""
        if step := self._steps.get(segment.identifier):
            step(segment)
        elif segment.identifier not in _PASSED_OVER:
            self._keep(segment)
            if segment.identifier not in _KEPT:
                said = f"{segment.identifier[:8]!r} is no segment of an 835; it is kept as it stands."
                self._say("segment_unknown", said, segment.number)

    def finished_claim(self) -> ClaimPayment | None:
        """Return the claim that was being read, whole; None when there is none."""
        if self._claim is None:
            return None
        claim = claim_of(self._claim)
        self._claim = self._service = None
        self._sums.add(claim)
        self._findings += claim_findings(claim)
        return claim

    def summary(self) -> RemittanceSummary:
        """Return the remittance as a whole, once its last claim is finished."""
        found = RemittanceSummary(
            provider_adjustments=tuple(self._provider_adjustments),
            further=tuple(self._further),
            sums=self._sums,
            **self._head,
        )
        if not self._has_payment:
            self._say("no_payment", "The payment itself (BPR) is missing.", found.segment_number)
        if not found.trace_number:
            self._say("no_trace_number", "The payment has no trace number (TRN02).", found.segment_number)
        self._findings += payment_findings(found)
        return found

    def _bpr(self, segment: Segment) -> None:
        self._has_payment = True
        self._head["payment"] = self._amount(segment, 2)
        self._head["method"] = segment.element(4)
        self._head["paid_on"] = self._date(segment, 16)

    def _trn(self, segment: Segment) -> None:
        self._head["trace_number"] = self._head["trace_number"] or segment.element(2)

    def _n1(self, segment: Segment) -> None:
        if segment.element(1) == "PR":
            self._head["payer_name"], self._head["payer_id"] = segment.element(2), segment.element(4)
        elif segment.element(1) == "PE":
            self._head["payee_name"] = segment.element(2)
            self._head["payee_npi"] = segment.element(4) if segment.element(3) == "XX" else ""

    def _clp(self, segment: Segment) -> None:
        self._claim = Draft(
            {
                "patient_control_number": segment.element(1),
                "claim_status_code": segment.element(2),
                "charge": self._amount(segment, 3),
                "paid": self._amount(segment, 4),
                "patient_responsibility": self._amount(segment, 5, required=False),
                "claim_filing_indicator": segment.element(6),
                "payer_claim_control_number": segment.element(7),
                "patient_name": "",
                "member_id": "",
                "rendering_npi": "",
                "received_on": None,
                "starts_on": None,
                "ends_on": None,
                "interest": None,
                "segment_number": segment.number,
            },
            further=[
                (f"CLP{place:02}", text) for place, text in enumerate(segment.elements[8:], start=8) if text
            ],
        )

    def _nm1(self, segment: Segment) -> None:
        claim = self._claim_of(segment)
        if claim is None:
            return
        if segment.element(1) == "QC":
            claim.values["patient_name"] = " ".join(filter(None, map(segment.element, (4, 5, 3, 7))))
        if segment.element(1) in ("QC", "IL", "74") and segment.element(9):
            claim.values["member_id"] = segment.element(9)
        if segment.element(1) == "82":
            claim.values["rendering_npi"] = segment.element(9)
        if segment.element(1) not in ("QC", "82") or (segment.element(1) == "82" and segment.element(3)):
            self._keep(segment)

    def _moa(self, segment: Segment) -> None:
        if claim := self._claim_of(segment):
            claim.remark_codes += filter(None, map(segment.element, _REMARKS[segment.identifier]))
            claim.further.append(segment.elements)

    _mia = _moa

    def _svc(self, segment: Segment) -> None:
        claim = self._claim_of(segment)
        if claim is None:
            return
        _, code, *modifiers = self._procedure(segment)
        _, *original = segment.components(6)
        self._service = Draft(
            {
                "procedure_code": code,
                "modifiers": tuple(filter(None, modifiers[:4])),
                "charge": self._amount(segment, 2),
                "paid": self._amount(segment, 3, required=False),
                "units": segment.element(5) or "1",
                "starts_on": None,
                "ends_on": None,
                "line_id": "",
                "allowed": None,
                "revenue_code": segment.element(4),
                "original_procedure": "-".join(filter(None, original)),
                "original_units": segment.element(7),
                "segment_number": segment.number,
            }
        )
        claim.services.append(self._service)
        if any(modifiers[4:]):  # a description, or the last code of a range
            self._keep(segment)

    def _procedure(self, segment: Segment) -> tuple[str, ...]:
        """Return qualifier, code and what follows; a code that stands alone is taken for one, and said."""
        found = segment.components(1)
        if len(found) == 1 and found[0]:
            said = f"SVC01 holds {found[0]!r} without the qualifier in front; it was read as the code."
            self._say("qualifier_missing", said, segment.number)
            found = ("", *found)
        return (*found, "", "")

    def _dtm(self, segment: Segment) -> None:
        claim, service, qualifier = self._claim, self._service, segment.element(1)
        names = {
            "050": (claim, ("received_on",)),
            "232": (claim, ("starts_on",)),
            "233": (claim, ("ends_on",)),
            "472": (service, ("starts_on", "ends_on")),
            "150": (service, ("starts_on",)),
            "151": (service, ("ends_on",)),
        }
        draft, fields = names.get(qualifier, (None, ()))
        if draft is None:
            self._keep(segment)
        else:
            draft.values.update(dict.fromkeys(fields, self._date(segment, 2)))

    def _cas(self, segment: Segment) -> None:
        target = self._service or self._claim_of(segment)
        if target is None:
            return
        for first in range(2, max(len(segment.elements), 3), 3):
            code = segment.element(first)
            if code or segment.element(first + 1):
                amount = self._amount(segment, first + 1)
                target.adjustments.append(
                    Adjustment(segment.element(1), code, amount, segment.element(first + 2))
                )

    def _ref(self, segment: Segment) -> None:
        if self._service is not None and segment.element(1) == "6R":
            self._service.values["line_id"] = segment.element(2)
        elif self._claim is None and segment.element(1) == "2U" and not self._head["payer_id"]:
            self._head["payer_id"] = segment.element(2)
        else:
            self._keep(segment)

    def _amt(self, segment: Segment) -> None:
        if self._service is not None and segment.element(1) == "B6":
            self._service.values["allowed"] = self._amount(segment, 2)
        elif self._claim is not None and segment.element(1) == "I":
            self._claim.values["interest"] = self._amount(segment, 2)
        else:
            self._keep(segment)

    def _lq(self, segment: Segment) -> None:
        target = self._service or self._claim_of(segment)
        if target is not None and segment.element(2):
            kind, code = segment.element(1), segment.element(2)
            target.remark_codes.append(code if kind in ("HE", "") else f"{kind}:{code}")

    def _plb(self, segment: Segment) -> None:
        ends_on = self._date(segment, 2)
        for first in range(3, max(len(segment.elements), 4), 2):
            reason, reference = (*segment.components(first), "")[:2]
            if reason or segment.element(first + 1):
                amount = self._amount(segment, first + 1)
                self._provider_adjustments.append(
                    ProviderAdjustment(segment.element(1), reason, reference, amount, segment.number, ends_on)
                )

    def _keep(self, segment: Segment) -> None:
        """Keep a segment as it stands with what it belongs to: the line, the claim, or the payment."""
        target = self._service or self._claim
        (target.further if target else self._further).append(segment.elements)

    def _claim_of(self, segment: Segment) -> Draft | None:
        """Return the claim a segment belongs to; say so when there is none."""
        if self._claim is not None:
            return self._claim
        if segment.identifier != "NM1":
            self._say(
                "segment_without_claim", f"{segment.identifier} stands before any claim.", segment.number
            )
        return None

    def _amount(self, segment: Segment, position: int, *, required: bool = True) -> Amount:
        """Return an amount in cents; None, with a finding, when there is none or it cannot be one."""
        text = segment.element(position)
        if (amount := cents(text)) is not None:
            return amount
        place, text = f"{segment.identifier}{position:02}", text.strip()
        if text:
            said = f"{place} holds {text!r}, which is no amount in dollars."
            self._say("amount_unreadable", said, segment.number)
        elif required:
            self._say("amount_missing", f"{place} holds no amount.", segment.number)
        return None

    def _date(self, segment: Segment, position: int) -> date | None:
        text = segment.element(position)
        day = day_of(text)
        if day is None and text.strip():
            said = f"{segment.identifier}{position:02} holds {text.strip()!r}, which is no date."
            self._say("date_unreadable", said, segment.number)
        return day

    def _say(self, code: str, message: str, segment_number: int) -> None:
        self._findings.append(Finding(code, message, segment_number))
