"""The words of an entry: what was done, with whom, how, and how it was captured."""

from django.db import models


class Activity(models.TextChoices):
    """What the time was spent on; the values are those of the rules."""

    INITIAL_EVALUATION = "initial_evaluation", "Initial evaluation and goals"
    LONG_TERM_STRATEGY = "long_term_strategy", "Long-term strategy"
    PROGRESS_TRACKING = "progress_tracking", "Progress tracking"
    COMMUNICATION = "communication", "Communication"
    QUALITY_IMPROVEMENT = "quality_improvement", "Quality of this patient's plan"
    TEAM_CONFERENCE = "team_conference", "Team conference"
    DOCUMENTATION = "documentation", "Documentation"
    PROGRAM_MONITORING = "program_monitoring", "Programme monitoring"
    DIRECT_CARE = "direct_care", "Direct care (a visit)"
    DISCHARGE_DAY = "discharge_day", "Discharge day"
    POST_OPERATIVE = "post_operative", "Post-operative follow-up"
    CERTIFICATION = "certification", "Certification of a plan"
    PRESCRIPTION_REFILL = "prescription_refill", "Prescription refill"
    TRAVEL = "travel", "Travel"
    ADMINISTRATIVE = "administrative", "Administrative work"
    CLAIM_PREPARATION = "claim_preparation", "Claim preparation"


class Counterpart(models.TextChoices):
    """With whom; the values are those of the rules."""

    OUTSIDE_PROFESSIONAL = "outside_professional", "Professional outside the practice"
    AGENCY_STAFF = "agency_staff", "Agency staff"
    PHARMACIST = "pharmacist", "Pharmacist"
    OWN_PRACTICE = "own_practice", "Own practice"
    FAMILY_OR_CAREGIVER = "family_or_caregiver", "Family or caregiver"
    PATIENT = "patient", "Patient"


class Channel(models.TextChoices):
    """How; the values are those of the rules."""

    PHONE = "phone", "Phone"
    IN_PERSON = "in_person", "In person"
    PORTAL = "portal", "Portal or secure message"
    RECORD_REVIEW = "record_review", "Record review"
    CONFERENCE = "conference", "Conference"


class Doubt(models.TextChoices):
    """Why a person has to confirm the length of a time before it counts."""

    LONG_DAY = "long_day", "The day is longer than the practice takes unasked"
    LONG_TIMER = "long_timer", "The timer ran longer than the practice takes unasked"
    CLOCK = "clock", "The device's clock could not be trusted"


class Capture(models.TextChoices):
    """How the time was captured."""

    TIMER = "timer", "Timer"
    MANUAL = "manual", "By hand"
    QUICK_LOG = "quick_log", "Quick log"
    OFFLINE = "offline", "Offline"
    IMPORTED = "imported", "Imported"
    API = "api", "Another program"
