"""What goes out and comes back: service periods, decisions, claims, submissions."""

from apps.billing.models.charges import Charge
from apps.billing.models.claims import Claim, ClaimEvent, ServiceLine
from apps.billing.models.decisions import Decision, RuleSetVersion
from apps.billing.models.periods import CloseRun, ServicePeriod
from apps.billing.models.submissions import Receiver, Submission

__all__ = [
    "Charge",
    "Claim",
    "ClaimEvent",
    "CloseRun",
    "Decision",
    "Receiver",
    "RuleSetVersion",
    "ServiceLine",
    "ServicePeriod",
    "Submission",
]
