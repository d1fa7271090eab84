"""Who works here: the practice, its people and what they did."""

from apps.practice.models.alerts import Alert, AlertChoice, AlertRound
from apps.practice.models.doors import ApiToken, IdempotencyKey, SignIn
from apps.practice.models.exports import Export, ExportPart
from apps.practice.models.people import Invitation, Membership, User, UserManager
from apps.practice.models.practices import Practice
from apps.practice.models.providers import Collaboration, Provider, ServiceLocation, Supervision
from apps.practice.models.saved_views import SavedView, ViewSchedule
from apps.practice.models.trail import AuditEvent

__all__ = [
    "Alert",
    "AlertChoice",
    "AlertRound",
    "ApiToken",
    "AuditEvent",
    "Collaboration",
    "Export",
    "ExportPart",
    "IdempotencyKey",
    "Invitation",
    "Membership",
    "Practice",
    "Provider",
    "SavedView",
    "ServiceLocation",
    "SignIn",
    "Supervision",
    "User",
    "UserManager",
    "ViewSchedule",
]
