"""What a claim payment means for its claim, whether it may be posted by itself, and which claim it may belong to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from apps.billing.domain.remittance import Amount
from apps.billing.domain.words import Table, row_of

NOTHING = Decimal("0.00")


class Outcome(StrEnum):
    """What a payer decided of a claim."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    DENIED = "denied"
    REVERSAL = "reversal"
    NOTED = "noted"
    UNKNOWN = "unknown"


class Wait(StrEnum):
    """Why a claim payment is not posted by itself."""

    NO_SUCH_CLAIM = "no_such_claim"
    NUMBERS_DISAGREE = "numbers_disagree"
    CLAIM_NOT_SENT = "claim_not_sent"
    CLAIM_FINISHED = "claim_finished"
    AMOUNT_UNREADABLE = "amount_unreadable"
    DOES_NOT_BALANCE = "does_not_balance"
    PAYMENT_UNREADABLE = "payment_unreadable"
    PAYMENT_DOES_NOT_BALANCE = "payment_unbalanced"
    PAYMENT_SEEN_BEFORE = "payment_seen_before"
    PAID_BEFORE = "paid_before"
    MORE_THAN_CHARGED = "more_than_charged"
    NOTHING_TO_REVERSE = "nothing_to_reverse"
    STATUS_UNKNOWN = "status_unknown"
    UNDONE = "undone"
    FAILED = "failed"
    TAKEN_BACK = "taken_back"


WAIT_WORDS: dict[Wait, str] = {
    Wait.NO_SUCH_CLAIM: "No claim of the practice has this number, and no line either.",
    Wait.NUMBERS_DISAGREE: "Its claim number is that of one claim of ours, its line id that of another.",
    Wait.CLAIM_NOT_SENT: "The claim with this number is not with the payer: not sent, or rejected.",
    Wait.CLAIM_FINISHED: "The claim with this number is finished: replaced, voided or refunded.",
    Wait.AMOUNT_UNREADABLE: "An amount of it cannot be read.",
    Wait.DOES_NOT_BALANCE: "Charge, adjustments and payment of it do not agree.",
    Wait.PAYMENT_UNREADABLE: "The amount of the whole payment cannot be read.",
    Wait.PAYMENT_DOES_NOT_BALANCE: "The whole payment is not what its claims and adjustments come to.",
    Wait.PAYMENT_SEEN_BEFORE: "A payment with this number, amount and day is here already, from another file.",
    Wait.PAID_BEFORE: "The very same payment is posted to this claim already.",
    Wait.MORE_THAN_CHARGED: "With it more would be paid than was charged.",
    Wait.NOTHING_TO_REVERSE: "It takes back a payment that is not posted to this claim.",
    Wait.STATUS_UNKNOWN: "Its claim status code is not one we know.",
    Wait.FAILED: "Posting it by itself failed; the log says why.",
    Wait.UNDONE: "Its posting was undone.",
    Wait.TAKEN_BACK: "It was put aside and taken up again.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One adjustment as posting looks at it."""

    adjustment_group: str
    reason_code: str
    amount: Amount

    @property
    def kind(self) -> str:
        """How it bears on the claim; a reason we have no words for counts as a denial, unless the patient owes it."""
        if self.adjustment_group == "PR" and self._row_kind != "denial":
            return "patient"
        return self._row_kind or "denial"

    @property
    def _row_kind(self) -> str:
        row = row_of(Table.REASONS, self.reason_code)
        return row.kind if row else ""

    @property
    def label(self) -> str:
        """The group and code as people write them: CO-16."""
        return f"{self.adjustment_group}-{self.reason_code}"


@dataclass(frozen=True, slots=True)
class Standing:
    """A payment that is posted to a claim and stands: its CLP02, amounts and the payer's number.

    Two are the very same whatever they say of the patient's part.
    """

    claim_status_code: str
    charge: Amount
    paid: Decimal
    payer_claim_control_number: str
    patient_responsibility: Amount = field(default=None, compare=False)


def outcome_of(claim_status_code: str, paid: Decimal, reasons: Iterable[Reason]) -> Outcome:
    """Return what a payer decided: by the status, the money, and whether any reason is a refusal.

    Nothing paid and nothing refused (all of it deductible) is a part payment: the patient owes the rest.
    """
    row = row_of(Table.CLAIM_STATUSES, claim_status_code)
    if row is None:
        return Outcome.UNKNOWN
    if row.outcome in ("reversal", "noted"):
        return Outcome(row.outcome)
    refused = any(denials(reasons))
    if paid > 0:
        return Outcome.PARTLY_PAID if refused else Outcome.PAID
    return Outcome.DENIED if refused or row.outcome == "denied" else Outcome.PARTLY_PAID


def denials(reasons: Iterable[Reason]) -> list[Reason]:
    """Return the reasons that refuse something, the largest first."""
    found = [
        each for each in reasons if each.kind == "denial" and each.amount is not None and each.amount > 0
    ]
    return sorted(found, key=lambda each: -(each.amount or NOTHING))


def against_posting(
    outcome: Outcome, payment: Standing, standing: Sequence[Standing], total_charge: Decimal | None
) -> Wait | None:
    """Return why a payment must not be added by itself to what stands on a claim; None when it may."""
    if outcome is Outcome.UNKNOWN:
        return Wait.STATUS_UNKNOWN
    if outcome is Outcome.NOTED:
        return None
    if outcome is Outcome.REVERSAL:
        return None if _takes_back(payment, standing) else Wait.NOTHING_TO_REVERSE
    if _net_of_like(payment, standing) > 0:
        return Wait.PAID_BEFORE
    net = sum((each.paid for each in standing), NOTHING)
    limit = total_charge if total_charge is not None else payment.charge
    if limit is not None and payment.paid > 0 and net > 0 and net + payment.paid > limit:
        return Wait.MORE_THAN_CHARGED
    return None


def _takes_back(payment: Standing, standing: Sequence[Standing]) -> bool:
    net = sum((each.paid for each in standing), NOTHING)
    decided = [each for each in standing if not is_reversal(each.claim_status_code)]
    reversed_ = len(standing) - len(decided)
    return payment.paid <= 0 and net + payment.paid >= 0 and len(decided) > reversed_


def takes_back_exactly(reversal: Standing, standing: Sequence[Standing]) -> bool:
    """Whether a reversal takes back the one decision that stands on a claim, and nothing else can be meant.

    The payer's own number has to be the same, charge and payment opposite; so has the patient's part where it is said.
    """
    left: list[Standing] = []
    for each in standing:
        if not is_reversal(each.claim_status_code):
            left.append(each)
        elif pair := next((one for one in reversed(left) if _are_opposite(each, one)), None):
            left.remove(pair)
        else:
            return False
    number = reversal.payer_claim_control_number.strip()
    if len(left) != 1 or not number or number != left[0].payer_claim_control_number.strip():
        return False
    said = reversal.patient_responsibility
    return _are_opposite(reversal, left[0]) and (not said or said == -(left[0].patient_responsibility or 0))


def _are_opposite(reversal: Standing, payment: Standing) -> bool:
    return (
        payment.charge is not None and _minus(reversal) == payment.charge and reversal.paid == -payment.paid
    )


def _net_of_like(payment: Standing, standing: Sequence[Standing]) -> int:
    """Return how often the very same payment stands and was not taken back."""
    same = sum(each == payment for each in standing)
    back = sum(
        is_reversal(each.claim_status_code) and each.paid == -payment.paid and each.charge == _minus(payment)
        for each in standing
    )
    return same - back


def _minus(payment: Standing) -> Amount:
    return None if payment.charge is None else -payment.charge


def is_reversal(claim_status_code: str) -> bool:
    """Whether CLP02 says that an earlier payment is taken back."""
    return claim_status_code == "22"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a claim and a claim payment are compared by; an empty value compares with nothing."""

    charge: Amount
    starts_on: date | None
    ends_on: date | None
    member_id: str
    name: str
    npi: str = ""
    payer_claim_control_number: str = ""


def resemblance(payment: Candidate, claim: Candidate) -> tuple[int, list[str]]:
    """Return points and the words of what agrees: 0 to 100, the more the likelier."""
    found: list[tuple[int, str]] = []
    if payment.charge is not None and payment.charge == claim.charge:
        found.append((25, "same charge"))
    if payment.member_id and _bare(payment.member_id) == _bare(claim.member_id):
        found.append((30, "same member id"))
    if points := _days_agree(payment, claim):
        found.append((points, "same dates" if points == 25 else "dates close by"))
    if points := _names_agree(payment.name, claim.name):
        found.append((points, "same name" if points == 15 else "part of the name"))
    if payment.npi and payment.npi == claim.npi:
        found.append((5, "same rendering provider"))
    number = payment.payer_claim_control_number
    if number and number == claim.payer_claim_control_number:
        found.append((40, "same payer claim number"))
    return min(sum(points for points, _ in found), 100), [words for _, words in found]


def _days_agree(payment: Candidate, claim: Candidate) -> int:
    if payment.starts_on is None or claim.starts_on is None or claim.ends_on is None:
        return 0
    last = payment.ends_on or payment.starts_on
    if payment.starts_on == claim.starts_on and last in (claim.ends_on, claim.starts_on):
        return 25
    near = timedelta(days=31)
    return 10 if claim.starts_on - near <= payment.starts_on <= claim.ends_on + near else 0


def _names_agree(one: str, other: str) -> int:
    first, second = set(_words(one)), set(_words(other))
    if not first or not second:
        return 0
    if first <= second or second <= first:
        return 15 if len(first & second) > 1 else 5
    return 5 if first & second else 0


def _words(name: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in name.upper()).split()


def _bare(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
