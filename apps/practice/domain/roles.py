"""Who may do what: one table, role by action."""

from enum import StrEnum
from functools import cache


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


# What each action lets somebody do, in a sentence that goes on from "may".
SENTENCES: dict[Action, str] = {
    Action.SEE_PATIENTS: "see the practice's patients and their time",
    Action.LOG_TIME: "log own time, by clock or by hand",
    Action.CORRECT_TIME: "correct time that somebody else logged, with a reason",
    Action.CHANGE_GOALS: "keep goals and strategies of a patient's plan",
    Action.RECORD_FACTS: "record visits, stays, consents and other facts that decide",
    Action.CHANGE_ROSTER: "keep patients, coverage, providers, payers and agencies",
    Action.IMPORT_ROSTER: "import rosters from other systems",
    Action.CHANGE_PRACTICE: "change the practice's details and settings",
    Action.CHANGE_PEOPLE: "invite people, change roles, end access",
    Action.CHANGE_CHARGES: "keep charges and the practice's own rules",
    Action.CLOSE_PERIODS: "close periods and decide again",
    Action.SEE_CLAIMS: "see claims, decisions and what came back for them",
    Action.REVIEW_CLAIMS: "review, approve, hold and return claims",
    Action.SUBMIT_CLAIMS: "make claim files and send them",
    Action.POST_PAYMENTS: "post remittances and work denials",
    Action.SEE_REPORTS: "see reports",
    Action.SEE_RUNS: "see the closings and what failed in them",
    Action.SEE_PRACTICE: "see how the practice is set up and who works here",
    Action.SEE_AUDIT: "read the audit trail",
}

# Reading alone: nothing is changed by it.
READING = frozenset(
    {
        Action.SEE_PATIENTS,
        Action.SEE_REPORTS,
        Action.SEE_CLAIMS,
        Action.SEE_RUNS,
        Action.SEE_PRACTICE,
        Action.SEE_AUDIT,
    }
)

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


@cache
def actions_of(roles: frozenset[Role]) -> frozenset[Action]:
    """Return everything that somebody holding `roles` may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def roles_to_look_as(roles: frozenset[Role]) -> tuple[Role, ...]:
    """Return the roles as which somebody holding `roles` may look at the product: those that read nothing more.

    Only who keeps the people may; to others the answer is empty.
    """
    own = actions_of(roles)
    if Action.CHANGE_PEOPLE not in own:
        return ()
    return tuple(role for role in Role if PERMISSIONS[role] & READING <= own and role not in roles)
