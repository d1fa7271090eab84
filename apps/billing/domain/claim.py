"""The claim document: everything a claim says, frozen at approval, the one value every exporter receives.

Names are those of the field (see docs/vocabulary.md). Text is kept as people wrote it, in any case and
script; each exporter turns it into what its format can carry. An empty string means "not given"; `None` means
"does not apply".
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from apps.billing.domain.money import sum_of


class TaxIdKind(StrEnum):
    """Which number the billing provider's tax id is; the X12 reference qualifier as value."""

    EMPLOYER = "EI"
    SOCIAL_SECURITY = "SY"


class Sex(StrEnum):
    """The sex on the payer's record (X12 element 1068)."""

    FEMALE = "F"
    MALE = "M"
    UNKNOWN = "U"


class Relationship(StrEnum):
    """What the patient is to the subscriber (X12 element 1069, as 2000B and 2000C allow)."""

    SELF = "18"
    SPOUSE = "01"
    CHILD = "19"
    EMPLOYEE = "20"
    UNKNOWN = "21"
    ORGAN_DONOR = "39"
    CADAVER_DONOR = "40"
    LIFE_PARTNER = "53"
    OTHER = "G8"


class ClaimFilingIndicator(StrEnum):
    """What kind of insurance pays (X12 element 1032): the kinds a physician's claim can have."""

    MEDICARE_B = "MB"
    MEDICARE_A = "MA"
    MEDICARE_ADVANTAGE_HMO = "16"
    MEDICAID = "MC"
    COMMERCIAL = "CI"
    BLUE_CROSS_BLUE_SHIELD = "BL"
    HMO = "HM"
    PPO = "12"
    POS = "13"
    EPO = "14"
    INDEMNITY = "15"
    DENTAL_MAINTENANCE = "17"
    TRICARE = "CH"
    VETERANS_AFFAIRS = "VA"
    FEDERAL_EMPLOYEES = "FI"
    OTHER_FEDERAL = "OF"
    TITLE_V = "TV"
    WORKERS_COMPENSATION = "WC"
    AUTOMOBILE_MEDICAL = "AM"
    DISABILITY = "DS"
    LIABILITY = "LM"
    OTHER_NON_FEDERAL = "11"
    MUTUALLY_DEFINED = "ZZ"


class ClaimFrequency(StrEnum):
    """Original, or the correction of a claim the payer already holds (CLM05-3, item 22)."""

    ORIGINAL = "1"
    REPLACEMENT = "7"
    VOID = "8"


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in the United States; `zip_code` is 5 or 9 digits, a hyphen is allowed."""

    street: str
    city: str
    state: str
    zip_code: str
    street_2: str = ""


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in its parts; `credentials` (MD, NP) are printed on paper only."""

    last: str
    first: str
    middle: str = ""
    suffix: str = ""
    credentials: str = ""


@dataclass(frozen=True, slots=True)
class BillingProvider:
    """Who is paid (2010AA, items 25 and 33): an organization, or one person (solo).

    `name` is the organization's name as a string, or the person's `PersonName`.
    """

    name: str | PersonName
    npi: str
    tax_id: str
    tax_id_kind: TaxIdKind
    address: Address
    phone: str
    taxonomy: str = ""
    payer_assigned_id: str = ""

    @property
    def is_person(self) -> bool:
        """Whether the biller is one person and not an organization."""
        return isinstance(self.name, PersonName)


@dataclass(frozen=True, slots=True)
class RenderingProvider:
    """Who did the work (2310B, items 24J and 31)."""

    name: PersonName
    npi: str
    taxonomy: str = ""


@dataclass(frozen=True, slots=True)
class ServiceFacility:
    """Where the service was furnished, when that is not the billing address (2310C, item 32)."""

    name: str
    address: Address
    npi: str = ""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who holds the coverage (2010BA, items 1a, 4, 7, 11).

    When the patient is the subscriber, name and address are those of the patient, as on the insurance card.
    """

    name: PersonName
    member_id: str
    group_number: str = ""
    group_name: str = ""
    address: Address | None = None
    born_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is cared for (2010BA or 2010CA, items 2, 3, 5, 6); `relationship` is to the subscriber."""

    name: PersonName
    born_on: date
    sex: Sex
    address: Address
    relationship: Relationship = Relationship.SELF
    phone: str = ""

    @property
    def is_subscriber(self) -> bool:
        """Whether the patient holds the coverage."""
        return self.relationship is Relationship.SELF


@dataclass(frozen=True, slots=True)
class Payer:
    """Who is asked to pay (2010BB, the form's upper right corner) and what it demands of a claim.

    The demands are copied from the payer's profile when the document is made, so that a claim can be checked
    without reading anything else. `file_by_on` is the last day on which the claim can reach the payer.
    """

    name: str
    electronic_payer_id: str
    claim_filing_indicator: ClaimFilingIndicator
    address: Address | None = None
    accepts_frequency_7_8: bool = False
    requires_care_plan_oversight_number: bool = False
    claim_alone: bool = False
    submit_after_period_end: bool = False
    allows_span_across_months: bool = False
    wants_taxonomy: bool = True
    file_by_on: date | None = None

    @property
    def is_medicare(self) -> bool:
        """Whether this is original Medicare Part B."""
        return self.claim_filing_indicator is ClaimFilingIndicator.MEDICARE_B


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service (2400, item 24): both days inclusive, `charge` for all units.

    `line_id` is ours and comes back in the 835 (REF*6R); `diagnosis_pointers` count the claim's
    diagnoses from 1, the most relevant first.
    """

    line_id: str
    procedure_code: str
    charge: Decimal
    starts_on: date
    ends_on: date
    diagnosis_pointers: tuple[int, ...]
    units: int = 1
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimDocument:
    """A professional claim as it will go out, on paper or as 837P.

    `patient_control_number` is CLM01 and item 26. `care_plan_oversight_number` is the NPI of the home health
    agency or hospice (REF*1J, item 23) and is sent whenever it is given. `period_ends_on` is the last
    day of the service period behind the claim. `signed_on` is the day of the provider's signature (item 31).
    `amount_paid` is what the patient paid already.
    """

    patient_control_number: str
    billing_provider: BillingProvider
    rendering_provider: RenderingProvider
    subscriber: Subscriber
    patient: Patient
    payer: Payer
    place_of_service: str
    diagnosis_codes: tuple[str, ...]
    lines: tuple[ServiceLine, ...]
    period_starts_on: date
    period_ends_on: date
    accepts_assignment: bool
    claim_frequency: ClaimFrequency = ClaimFrequency.ORIGINAL
    payer_claim_control_number: str = ""
    care_plan_oversight_number: str = ""
    prior_authorization_number: str = ""
    referral_number: str = ""
    pay_to: Address | None = None
    service_facility: ServiceFacility | None = None
    note: str = ""
    amount_paid: Decimal = Decimal("0.00")
    benefits_assigned: bool = True
    patient_signature_on_file: bool = True
    provider_signature_on_file: bool = True
    signed_on: date | None = None

    @property
    def total_charge(self) -> Decimal:
        """The sum of the lines' charges (CLM02, item 28)."""
        return sum_of(line.charge for line in self.lines)
