"""Who is cared for, who pays, which agency is involved."""

from apps.patients.models.care import Agency, AgencyRole, CareEpisode, Setting
from apps.patients.models.imports import RosterImport, RosterImportRow
from apps.patients.models.payers import Coverage, Payer
from apps.patients.models.people import Diagnosis, Patient, PatientIdentifier, Sex
from apps.patients.models.programs import Enrollment, Goal, GoalRevision
from apps.patients.models.proofs import Consent, FaceToFaceVisit, Stay
from apps.patients.models.rules import KeptRules, OwnRule

__all__ = [
    "Agency",
    "AgencyRole",
    "CareEpisode",
    "Consent",
    "Coverage",
    "Diagnosis",
    "Enrollment",
    "FaceToFaceVisit",
    "Goal",
    "GoalRevision",
    "KeptRules",
    "OwnRule",
    "Patient",
    "PatientIdentifier",
    "Payer",
    "RosterImport",
    "RosterImportRow",
    "Setting",
    "Sex",
    "Stay",
]
