"""Everything a decision may look at: the facts of one service period, frozen.

Three states of a recorded fact are told apart everywhere:

* `None` – nobody asked (a case file that has no key for it): counts as satisfied;
* `True`, a date, an id – recorded, with proof;
* `False`, an empty tuple, an empty string – asked and not there: it stands in the way.

The product always asks: it never passes `None` (`check_facts(..., recorded=True)` refuses it).

The words for programs, settings, activities, counterparts, channels and roles are rows of the rule
set, so they are plain strings here; `check_facts` compares them with the rows.
All dates are inclusive local dates of the practice; seconds are whole; `…_at` is aware UTC.
"""

from dataclasses import dataclass
from datetime import date, datetime

from apps.rules import canonical

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who pays, from when until when; an open end is `None`."""

    payer: str
    from_on: date | None = None
    through_on: date | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """The care setting of some dates, with what is recorded about its plan of care.

    `plan_signed_by`: `NOBODY` when the plan is unsigned. `agency_npi`: empty when none is recorded.
    `agency_role`: the rendering provider's own role at this agency, empty for none.
    """

    setting: str
    from_on: date | None = None
    through_on: date | None = None
    agency_npi: str = ""
    plan_signed_by: str | None = None
    collaborates_with_signer: bool = False
    agency_role: str = ""
    complexity_documented: bool | None = None
    medical_necessity_documented: bool | None = None
    agency_benefit_active: bool | None = None
    attending_of_record: bool | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class BarredSpan:
    """Dates on which no oversight counts: an inpatient stay, a Part A stay, a surgeon's global period."""

    kind: str
    from_on: date
    through_on: date | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who worked for the patient: an id and a provider type (physician, clinical_staff, …)."""

    id: str
    type: str


@dataclass(frozen=True, slots=True)
class OtherService:
    """A code that somebody of the practice bills, or has billed, for the patient in the same period.

    `by` is the provider's id; `None` means the rendering provider.
    """

    code: str
    by: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Time spent on one local date. `key` is opaque: the product puts the entry version's id there.

    `started_at` is known for clocked entries only and serves to count a minute once; a visit or
    another service that took time is an entry with its own activity (`direct_care`, …).
    `billed_under` names the code that has already used this time.
    """

    on: date
    seconds: int
    by: str
    activity: str
    counterpart: str = ""
    channel: str = ""
    started_at: datetime | None = None
    billed_under: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """The facts of one patient's service period for one program and one rendering provider.

    `diagnoses` are the conditions that count as chronic (ICD-10-CM). `face_to_face_on` and `consents_on`
    are every recorded date of a qualifying visit or consent. `enrolled_on`: `None` means the first day.
    `overlapping_coverages` names coverages on the same days of which nobody said yet which one pays first.
    """

    program: str
    starts_on: date
    ends_on: date
    rendering_provider: str
    providers: tuple[Provider, ...]
    coverages: tuple[Coverage, ...]
    episodes: tuple[Episode, ...]
    entries: tuple[Entry, ...]
    enrolled_on: date | None = None
    face_to_face_on: tuple[date, ...] | None = None
    consents_on: tuple[date, ...] | None = None
    diagnoses: tuple[str, ...] = ()
    medical_decision_making: str = ""
    esrd_capitation: bool = False
    other_services: tuple[OtherService, ...] = ()
    died_on: date | None = None
    barred: tuple[BarredSpan, ...] = ()
    comprehensive_plan: bool | None = None
    plan_copy_given: bool | None = None
    initiating_visit: bool | None = None
    serious_condition: bool | None = None
    staff_supervised: bool | None = None
    dual_eligible: bool | None = None
    overlapping_coverages: tuple[str, ...] = ()
    locality: str = ""
    time_zone: str = "America/New_York"
    name: str = ""

    def to_json(self) -> str:
        """Stable bytes: the same facts give the same text, years later."""
        return canonical.dump(self)

    @staticmethod
    def from_json(text: str) -> "PeriodFacts":
        """Rebuild what `to_json` wrote."""
        return canonical.load(PeriodFacts, text)
