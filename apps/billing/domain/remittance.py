"""What a payer says it paid and why: remittance advice as values, and whether its amounts agree.

An amount is `None` when the file holds none that can be read: nothing is ever guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from apps.billing.domain.money import sum_of
from apps.billing.domain.x12_read import Finding

Amount = Decimal | None
Further = tuple[tuple[str, ...], ...]  # segments that have no field of their own, each with all its elements
_NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One reason why less was paid (CAS): group CO, PR, OA, PI or CR, and a claim adjustment reason code."""

    adjustment_group: str
    reason_code: str
    amount: Amount
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """One service line as paid (SVC); `line_id` is ours when the payer returned it.

    `original_procedure` and `original_units` are what was billed when the payer judged another code (SVC06, SVC07).
    """

    procedure_code: str
    modifiers: tuple[str, ...]
    charge: Amount
    paid: Amount
    units: str
    starts_on: date | None
    ends_on: date | None
    line_id: str
    allowed: Amount
    adjustments: tuple[Adjustment, ...]
    remark_codes: tuple[str, ...]
    segment_number: int
    revenue_code: str = ""
    original_procedure: str = ""
    original_units: str = ""
    further: Further = ()


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """One claim as processed (CLP); `claim_status_code` 4 is denied, 22 the reversal of an earlier payment.

    `adjudication` holds every element of its MOA and MIA segments, and of all others that have no field of their own.
    """

    patient_control_number: str
    claim_status_code: str
    charge: Amount
    paid: Amount
    patient_responsibility: Amount
    claim_filing_indicator: str
    payer_claim_control_number: str
    patient_name: str
    member_id: str
    rendering_npi: str
    received_on: date | None
    starts_on: date | None
    ends_on: date | None
    interest: Amount
    adjudication: Further
    adjustments: tuple[Adjustment, ...]
    remark_codes: tuple[str, ...]
    services: tuple[ServicePayment, ...]
    segment_number: int

    @property
    def all_adjustments(self) -> tuple[Adjustment, ...]:
        """The claim's own adjustments and those of its lines."""
        return self.adjustments + tuple(each for service in self.services for each in service.adjustments)


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """Money taken or given outside any claim (PLB): a positive amount lowers the payment.

    `fiscal_period_ends_on` is the end of the provider's fiscal year that it belongs to (PLB02).
    """

    provider_id: str
    reason_code: str
    reference: str
    amount: Amount
    segment_number: int
    fiscal_period_ends_on: date | None = None


@dataclass(slots=True)
class Sums:
    """What the claims of a remittance come to, as far as their amounts can be read."""

    claim_count: int = 0
    claims_paid: Decimal = _NOTHING
    patient_responsibility: Decimal = _NOTHING
    is_readable: bool = True

    def add(self, claim: ClaimPayment) -> None:
        """Count one claim more."""
        self.claim_count += 1
        self.claims_paid += claim.paid or _NOTHING
        self.patient_responsibility += claim.patient_responsibility or _NOTHING
        self.is_readable = self.is_readable and claim.paid is not None


@dataclass(frozen=True, slots=True)
class _Payment:
    """The payment that a remittance is about."""

    trace_number: str
    payment: Amount
    method: str
    paid_on: date | None
    payer_name: str
    payer_id: str
    payee_name: str
    payee_npi: str
    provider_adjustments: tuple[ProviderAdjustment, ...]
    further: Further
    segment_number: int

    @property
    def provider_adjusted(self) -> Decimal:
        """The sum of the provider adjustments, as far as they can be read."""
        return _sum(each.amount for each in self.provider_adjustments)


@dataclass(frozen=True, slots=True)
class RemittanceAdvice(_Payment):
    """One payment and the claims it is for: one transaction set of an 835."""

    claims: tuple[ClaimPayment, ...]

    @property
    def claims_paid(self) -> Decimal:
        """The sum of what was paid for claims, as far as it can be read."""
        return _sum(claim.paid for claim in self.claims)


@dataclass(frozen=True, slots=True)
class RemittanceSummary(_Payment):
    """One payment and what its claims come to, without the claims themselves."""

    sums: Sums

    def with_claims(self, claims: Iterable[ClaimPayment]) -> RemittanceAdvice:
        """Return the whole remittance."""
        head = {each.name: getattr(self, each.name) for each in fields(_Payment)}
        return RemittanceAdvice(claims=tuple(claims), **head)


@dataclass(frozen=True, slots=True)
class RemittanceFile:
    """The remittances of one file and what is odd about it."""

    remittances: tuple[RemittanceAdvice, ...]
    findings: tuple[Finding, ...]


def payment_balances(remittance: RemittanceSummary) -> bool:
    """Whether the payment is there and is what its claims and provider adjustments come to, all amounts readable."""
    amounts = [remittance.payment, *(each.amount for each in remittance.provider_adjustments)]
    return None not in amounts and remittance.sums.is_readable and not any(payment_findings(remittance))


def claim_balances(claim: ClaimPayment) -> bool:
    """Whether all amounts of a claim can be read, and agree on both levels."""
    amounts = [claim.charge, claim.paid, *(each.amount for each in claim.all_adjustments)]
    amounts += [service.charge for service in claim.services]
    return None not in amounts and not any(claim_findings(claim))


def payment_findings(remittance: RemittanceSummary) -> Iterator[Finding]:
    """Return where the payment does not agree with what is in it; it is stated, never repaired.

    Source: 005010X221A1, section 1.10.2.1: service line, claim and transaction balancing.
    """
    taken, paid = remittance.provider_adjusted, remittance.sums.claims_paid
    if remittance.payment is not None and remittance.payment != paid - taken:
        message = (
            f"The payment of {remittance.payment} is not what the claims ({paid}) less the provider "
            f"adjustments ({taken}) come to: {paid - taken}."
        )
        yield Finding("payment_does_not_balance", message, remittance.segment_number)


def claim_findings(claim: ClaimPayment) -> Iterator[Finding]:
    """Return where the amounts of a claim and its lines do not agree (the same source)."""
    number = claim.patient_control_number
    yield from _difference(
        f"Claim {number}", claim.charge, claim.paid, claim.all_adjustments, "claim", claim.segment_number
    )
    charges = _sum(service.charge for service in claim.services)
    if claim.services and claim.charge is not None and charges != claim.charge:
        message = f"Claim {number}: the lines' charges come to {charges}, not to the claim's {claim.charge}."
        yield Finding("charges_do_not_balance", message, claim.segment_number)
    for service in claim.services:
        what = f"Claim {number}, line {service.procedure_code}"
        yield from _difference(
            what, service.charge, service.paid, service.adjustments, "line", service.segment_number
        )


def _difference(
    what: str,
    charge: Amount,
    paid: Amount,
    adjustments: Iterable[Adjustment],
    level: str,
    segment_number: int,
) -> Iterator[Finding]:
    if charge is None or paid is None:
        return
    adjusted = _sum(each.amount for each in adjustments)
    if charge - adjusted != paid:
        message = (
            f"{what}: {charge} charged less {adjusted} adjusted is {charge - adjusted}, not the {paid} paid."
        )
        yield Finding(f"{level}_does_not_balance", message, segment_number)


def _sum(amounts: Iterable[Amount]) -> Decimal:
    return sum_of(amount for amount in amounts if amount is not None)


def describe(file: RemittanceFile) -> str:
    """Return what a file says in plain lines: payments, claims, lines, adjustments, findings."""
    lines = [line for advice in file.remittances for line in _described(advice)]
    lines += [f"  finding at segment {each.segment_number}: {each.message}" for each in file.findings]
    return "\n".join(lines)


def _described(advice: RemittanceAdvice) -> Iterator[str]:
    yield (
        f"  payment {advice.trace_number} of {advice.payment} by {advice.payer_name} on {advice.paid_on} "
        f"to {advice.payee_name}: {len(advice.claims)} claims, {advice.claims_paid} paid for them"
    )
    for claim in advice.claims:
        yield (
            f"    claim {claim.patient_control_number} status {claim.claim_status_code}: charged {claim.charge}, "
            f"paid {claim.paid}, payer's number {claim.payer_claim_control_number}"
        )
        yield from _beside("      ", claim.adjustments, claim.remark_codes, claim.adjudication)
        for service in claim.services:
            billed = f", billed as {service.original_procedure}" if service.original_procedure else ""
            yield f"      line {service.procedure_code}: charged {service.charge}, paid {service.paid}{billed}"
            yield from _beside("        ", service.adjustments, service.remark_codes, service.further)
    for taken in advice.provider_adjustments:
        yield f"    provider adjustment {taken.reason_code} {taken.reference}: {taken.amount}"
    yield from _beside("    ", (), (), advice.further)


def _beside(
    indent: str, adjustments: Iterable[Adjustment], remark_codes: Sequence[str], further: Further
) -> Iterator[str]:
    for each in adjustments:
        yield f"{indent}adjusted {each.adjustment_group}-{each.reason_code}: {each.amount}"
    if remark_codes:
        yield f"{indent}remarks {' '.join(remark_codes)}"
    yield from (f"{indent}also {'*'.join(segment)}" for segment in further)
