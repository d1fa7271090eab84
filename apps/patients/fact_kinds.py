"""The kinds of recorded facts: what each is called, how it is kept, and the words its page uses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.patients import operations_facts, operations_plans
from apps.patients.models import (
    CarePlan,
    Consent,
    DecisionMaking,
    FaceToFaceVisit,
    OutsideService,
    PatientStatus,
    PlanCopy,
    RecordedFact,
    Stay,
    TimedService,
)


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact. `word` stands in addresses and in the API, `noun` in the audit trail."""

    word: str
    noun: str
    model: type[RecordedFact]
    save: Callable[..., Any]
    name: str
    many: str
    none: str


KINDS: tuple[FactKind, ...] = (
    FactKind(
        "consent", "consent", Consent, operations_facts.save_consent, "consent", "Consent",
        "None recorded. Oversight needs none; chronic and principal care management do.",
    ),
    FactKind(
        "plan", "care_plan", CarePlan, operations_plans.save_care_plan, "comprehensive plan", "Comprehensive plan",
        "None recorded. Chronic and principal care management ask for one.",
    ),
    FactKind(
        "copy", "plan_copy", PlanCopy, operations_plans.save_plan_copy, "copy of the plan", "Copies of the plan",
        "None recorded. Chronic care management asks that the patient or caregiver has one.",
    ),
    FactKind(
        "decision-making", "decision_making", DecisionMaking, operations_plans.save_decision_making,
        "medical decision-making", "Medical decision-making",
        "None recorded. Complex chronic care management asks for moderate or high, month by month.",
    ),
    FactKind(
        "visit", "face_to_face", FaceToFaceVisit, operations_facts.save_face_to_face, "visit", "Visits",
        "None recorded. Medicare asks for one in the six months before oversight, and one to begin care management.",
    ),
    FactKind(
        "timed-service", "timed_service", TimedService, operations_plans.save_timed_service,
        "service with time of its own", "Other services with time of their own",
        "None recorded. Minutes of a certification or another timed service are kept apart.",
    ),
    FactKind(
        "stay", "stay", Stay, operations_facts.save_stay, "stay", "Hospital and nursing stays",
        "None recorded. Minutes on the days of a stay do not count.",
    ),
    FactKind(
        "status", "patient_status", PatientStatus, operations_plans.save_patient_status, "status", "Status",
        "None recorded: no Medicaid beside Medicare, no dialysis capitation, no global period.",
    ),
    FactKind(
        "outside-service", "outside_service", OutsideService, operations_plans.save_outside_service,
        "service billed elsewhere", "Services billed elsewhere",
        "None recorded. Transitional care, remote monitoring or advanced primary care of the month belong here.",
    ),
)  # fmt: skip
BY_WORD = {kind.word: kind for kind in KINDS}
BY_MODEL = {kind.model: kind for kind in KINDS}
