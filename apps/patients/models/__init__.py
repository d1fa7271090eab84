"""Who is cared for, who pays, which agency is involved."""

from apps.patients.models.care import Agency, AgencyRole, CareEpisode, Setting
from apps.patients.models.documents import Document, DocumentContent
from apps.patients.models.imports import ColumnMatch, RosterImport, RosterImportRow
from apps.patients.models.merges import PatientMerge, ToldApart
from apps.patients.models.payers import Coverage, Payer
from apps.patients.models.people import Diagnosis, Patient, PatientIdentifier, Sex
from apps.patients.models.plans import CarePlan, DecisionMaking, PlanCopy
from apps.patients.models.programs import Enrollment, Goal, GoalRevision, Strategy
from apps.patients.models.proofs import Consent, FaceToFaceVisit, Stay
from apps.patients.models.recorded import RecordedFact
from apps.patients.models.rules import KeptRules, OwnRule
from apps.patients.models.standing import OutsideService, PatientStatus, TimedService

__all__ = [
    "Agency",
    "AgencyRole",
    "CareEpisode",
    "CarePlan",
    "ColumnMatch",
    "Consent",
    "Coverage",
    "DecisionMaking",
    "Diagnosis",
    "Document",
    "DocumentContent",
    "Enrollment",
    "FaceToFaceVisit",
    "Goal",
    "GoalRevision",
    "KeptRules",
    "OutsideService",
    "OwnRule",
    "Patient",
    "PatientIdentifier",
    "PatientMerge",
    "PatientStatus",
    "Payer",
    "PlanCopy",
    "RecordedFact",
    "RosterImport",
    "RosterImportRow",
    "Setting",
    "Sex",
    "Stay",
    "Strategy",
    "TimedService",
    "ToldApart",
]
