"""What goes out and comes back: service periods, decisions, claims, submissions."""

from apps.billing.models.acknowledgements import Acknowledgement, AcknowledgementFile
from apps.billing.models.attestations import Attestation, AttestationText
from apps.billing.models.charges import Charge
from apps.billing.models.claims import Claim, ClaimEvent, ServiceLine
from apps.billing.models.corrections import ChangeAnswer, Correction
from apps.billing.models.decisions import DecidedTime, Decision, RuleSetVersion
from apps.billing.models.desk import ClaimNote, ClaimTag, ReviewAct
from apps.billing.models.packets import Packet, PacketRun
from apps.billing.models.periods import CloseRun, ServicePeriod
from apps.billing.models.printers import Printer
from apps.billing.models.remittances import (
    Adjustment,
    ClaimPayment,
    MoneyCheck,
    Posting,
    ProviderAdjustment,
    RemittanceAdvice,
    RemittanceFile,
    ServicePayment,
)
from apps.billing.models.self_audits import SelfAudit, SelfAuditLack
from apps.billing.models.signals import Signal
from apps.billing.models.submissions import Receiver, Submission
from apps.billing.models.tasks import ClaimLetter, ClaimTask, TaskNote
from apps.billing.models.trials import Trial, TrialRow

__all__ = [
    "Acknowledgement",
    "AcknowledgementFile",
    "Adjustment",
    "Attestation",
    "AttestationText",
    "ChangeAnswer",
    "Charge",
    "Claim",
    "ClaimEvent",
    "ClaimLetter",
    "ClaimNote",
    "ClaimPayment",
    "ClaimTag",
    "ClaimTask",
    "CloseRun",
    "Correction",
    "DecidedTime",
    "Decision",
    "MoneyCheck",
    "Packet",
    "PacketRun",
    "Posting",
    "Printer",
    "ProviderAdjustment",
    "Receiver",
    "RemittanceAdvice",
    "RemittanceFile",
    "ReviewAct",
    "RuleSetVersion",
    "SelfAudit",
    "SelfAuditLack",
    "ServiceLine",
    "ServicePayment",
    "ServicePeriod",
    "Signal",
    "Submission",
    "TaskNote",
    "Trial",
    "TrialRow",
]
