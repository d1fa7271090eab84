"""Who may do what: one table, role by action."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a practice; somebody may hold several."""

    PHYSICIAN = "physician"
    CARE_STAFF = "care_staff"
    BILLING_MANAGER = "billing_manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Action(StrEnum):
    """Something a page, an endpoint or a command lets a person do."""

    SEE_PATIENTS = "see_patients"
    LOG_TIME = "log_time"
    CORRECT_TIME = "correct_time"
    CHANGE_GOALS = "change_goals"
    RECORD_FACTS = "record_facts"
    CHANGE_ROSTER = "change_roster"
    IMPORT_ROSTER = "import_roster"
    CHANGE_PRACTICE = "change_practice"
    CHANGE_PEOPLE = "change_people"
    CHANGE_CHARGES = "change_charges"
    CLOSE_PERIODS = "close_periods"
    SEE_CLAIMS = "see_claims"
    REVIEW_CLAIMS = "review_claims"
    SUBMIT_CLAIMS = "submit_claims"
    POST_PAYMENTS = "post_payments"
    SEE_REPORTS = "see_reports"
    SEE_RUNS = "see_runs"
    SEE_PRACTICE = "see_practice"
    SEE_AUDIT = "see_audit"


_SEES = frozenset({Action.SEE_PATIENTS, Action.SEE_REPORTS})
_SEES_MONEY = frozenset({Action.SEE_CLAIMS, Action.SEE_RUNS})

PERMISSIONS: dict[Role, frozenset[Action]] = {
    Role.PHYSICIAN: _SEES | {Action.LOG_TIME, Action.CHANGE_GOALS, Action.RECORD_FACTS},
    Role.CARE_STAFF: _SEES | {Action.LOG_TIME, Action.CHANGE_GOALS, Action.RECORD_FACTS},
    Role.BILLING_MANAGER: _SEES
    | _SEES_MONEY
    | {
        Action.REVIEW_CLAIMS,
        Action.SUBMIT_CLAIMS,
        Action.POST_PAYMENTS,
        Action.CLOSE_PERIODS,
        Action.CHANGE_CHARGES,
        Action.RECORD_FACTS,
        Action.CHANGE_ROSTER,
        Action.SEE_PRACTICE,
    },
    Role.ADMINISTRATOR: _SEES
    | _SEES_MONEY
    | {
        Action.CORRECT_TIME,
        Action.RECORD_FACTS,
        Action.CHANGE_ROSTER,
        Action.IMPORT_ROSTER,
        Action.CHANGE_PRACTICE,
        Action.CHANGE_PEOPLE,
        Action.CHANGE_CHARGES,
        Action.CLOSE_PERIODS,
        Action.SEE_PRACTICE,
        Action.SEE_AUDIT,
    },
    Role.AUDITOR: _SEES | _SEES_MONEY | {Action.SEE_PRACTICE, Action.SEE_AUDIT},
}


def actions_of(roles: frozenset[Role]) -> frozenset[Action]:
    """Return everything that somebody holding `roles` may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
