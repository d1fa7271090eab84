"""Every address and every operation of the API, with every method, real ids of two practices, as everybody.

`ROWS` is the whole answer to "who may come in where". An address that nobody listed fails; so does one that is listed
and gone, or that asks for another action than its row says. Requests are undone one by one, so their order is nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
from drf_spectacular.generators import SchemaGenerator

from apps.practice.access import rows_of
from apps.practice.admin_site import GatedAdmin
from apps.practice.domain.roles import Action, Role, actions_of
from apps.practice.models import Practice, User
from apps.practice.page_words import _pages, page_words
from tests import builders as make
from tests.api.conftest import hill, hilltop_stands, lake, lakeside_stands, now
from tests.api.world import Place

# Gates and methods know no database; one pass says all there is to say.
pytestmark = pytest.mark.once

__all__ = ["hill", "hilltop_stands", "lake", "lakeside_stands", "now"]

A = Action
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
MEMBER = tuple(Action)
ANSWERS = frozenset({200, 201, 204, 302, 422})
SIGN_IN = "/accounts/login/"


@dataclass(frozen=True)
class Row:
    """Who gets through by which method; `key` names the id in the address, `more` its other parts."""

    gates: dict[str, tuple[Action, ...]]
    key: str = ""
    more: tuple[tuple[str, str], ...] = ()


def reads(action: Action | tuple[Action, ...], key: str = "", **more: str) -> Row:
    """A page to look at."""
    return Row({"GET": _gate(action)}, key, tuple(more.items()))


def writes(action: Action | tuple[Action, ...], key: str = "", **more: str) -> Row:
    """A button."""
    return Row({"POST": _gate(action)}, key, tuple(more.items()))


def form(action: Action | tuple[Action, ...], key: str = "", **more: str) -> Row:
    """A form: looked at and sent by the same people."""
    return Row({"GET": _gate(action), "POST": _gate(action)}, key, tuple(more.items()))


def both(read: Action, write: Action, key: str = "") -> Row:
    """A list that some read and others add to."""
    return Row({"GET": (read,), "POST": (write,)}, key)


def _gate(action: Action | tuple[Action, ...]) -> tuple[Action, ...]:
    return action if isinstance(action, tuple) else (action,)


ROWS: dict[str, Row] = {
    # the practice
    "practice:overview": reads(A.SEE_PRACTICE),
    "practice:details": form(A.CHANGE_PRACTICE),
    "practice:providers": reads(A.SEE_PRACTICE),
    "practice:provider_add": form(A.CHANGE_ROSTER),
    "practice:provider_edit": form(A.CHANGE_ROSTER, "provider"),
    "practice:collaboration_add": form(A.CHANGE_ROSTER, "provider"),
    "practice:collaboration_edit": form(A.CHANGE_ROSTER, "collaboration"),
    "practice:supervision_add": form(A.CHANGE_ROSTER, "provider"),
    "practice:supervision_edit": form(A.CHANGE_ROSTER, "supervision"),
    "practice:service_locations": reads(A.SEE_PRACTICE),
    "practice:service_location_add": form(A.CHANGE_ROSTER),
    "practice:service_location_edit": form(A.CHANGE_ROSTER, "service_location"),
    "practice:switch": form(MEMBER),
    "practice:people": reads(A.SEE_PRACTICE),
    "practice:invitation_add": form(A.CHANGE_PEOPLE),
    "practice:person": form(A.CHANGE_PEOPLE, "person"),
    "practice:person_deactivate": writes(A.CHANGE_PEOPLE, "person"),
    "practice:person_reactivate": writes(A.CHANGE_PEOPLE, "person"),
    "practice:member_sign_ins_end": writes(A.CHANGE_PEOPLE, "person"),
    "practice:member_sign_in_end": writes(A.CHANGE_PEOPLE, "sign_in"),
    "practice:roles": reads(A.SEE_PRACTICE),
    "practice:look_as": writes(A.CHANGE_PEOPLE, role="physician"),
    "practice:look_as_oneself": writes(MEMBER),
    "practice:sign_ins": reads(MEMBER),
    "practice:sign_in_end": writes(MEMBER, "sign_in"),
    "practice:sign_ins_end_others": writes(MEMBER),
    "practice:invitation_resend": writes(A.CHANGE_PEOPLE, "invitation"),
    "practice:invitation_revoke": writes(A.CHANGE_PEOPLE, "invitation"),
    "practice:alerts": form(MEMBER),
    "practice:alerts_read": writes(MEMBER),
    "practice:tokens": form(MEMBER),
    "practice:token_revoke": writes(MEMBER, "token"),
    "practice:audit": reads(A.SEE_AUDIT),
    "views:list": reads(MEMBER),
    "views:add": writes(MEMBER),
    "views:open": reads(MEMBER, "saved_view"),
    "views:change": writes(MEMBER, "saved_view"),
    "views:remove": writes(MEMBER, "saved_view"),
    "timelog:anchors": reads(A.SEE_AUDIT),
    "timelog:anchors_file": reads(A.SEE_AUDIT),
    # roster imports
    "imports:list": reads(A.IMPORT_ROSTER),
    "imports:new": form(A.IMPORT_ROSTER),
    "imports:template": reads(A.IMPORT_ROSTER, kind="patients"),
    "imports:preview": reads(A.IMPORT_ROSTER, "import"),
    "imports:match": form(A.IMPORT_ROSTER, "import"),
    "imports:progress": reads(A.IMPORT_ROSTER, "import"),
    "imports:errors": reads(A.IMPORT_ROSTER, "import"),
    "imports:stop": writes(A.IMPORT_ROSTER, "import"),
    "imports:undo": writes(A.IMPORT_ROSTER, "import"),
    "imports:commit": writes(A.IMPORT_ROSTER, "import"),
    "imports:discard": writes(A.IMPORT_ROSTER, "import"),
    # patients and the roster
    "patients:list": reads(A.SEE_PATIENTS),
    "patients:mine": reads(A.LOG_TIME),
    "patients:detail": reads(A.SEE_PATIENTS, "patient"),
    "patients:record": reads(A.SEE_PATIENTS, "patient"),
    "patients:add": form(A.CHANGE_ROSTER),
    "patients:edit": form(A.CHANGE_ROSTER, "patient"),
    "patients:coverage_add": form(A.CHANGE_ROSTER, "patient"),
    "patients:coverage_edit": form(A.CHANGE_ROSTER, "coverage"),
    "patients:enrollment_add": form(A.CHANGE_ROSTER, "patient"),
    "patients:enrollment_edit": form(A.CHANGE_ROSTER, "enrollment"),
    "patients:episode_add": form(A.CHANGE_ROSTER, "patient"),
    "patients:episode_edit": form(A.CHANGE_ROSTER, "episode"),
    "patients:diagnosis_add": form(A.CHANGE_ROSTER, "patient"),
    "patients:diagnosis_edit": form(A.CHANGE_ROSTER, "diagnosis"),
    "patients:fact_add": form(A.RECORD_FACTS, "patient", kind="consent"),
    "patients:fact_edit": form(A.RECORD_FACTS, "consent", kind="consent"),
    "patients:fact_strike": form(A.RECORD_FACTS, "consent", kind="consent"),
    "patients:duplicates": reads(A.CORRECT_TIME),
    "patients:merge": form(A.CORRECT_TIME, "patient"),
    "patients:apart": writes(A.CORRECT_TIME, "patient"),
    "patients:merge_undo": writes(A.CORRECT_TIME, "merge"),
    "patients:rows": reads(A.SEE_PATIENTS, kind="coverages"),
    "patients:document_add": form(A.RECORD_FACTS, "patient"),
    "patients:document": reads(A.SEE_PATIENTS, "document"),
    "patients:document_remove": form(A.RECORD_FACTS, "document"),
    "patients:payers": reads(A.SEE_PRACTICE),
    "patients:payer_add": form(A.CHANGE_ROSTER),
    "patients:payer_edit": form(A.CHANGE_ROSTER, "payer"),
    "patients:agencies": reads(A.SEE_PRACTICE),
    "patients:agency_add": form(A.CHANGE_ROSTER),
    "patients:agency_edit": form(A.CHANGE_ROSTER, "agency"),
    "patients:agency_role_add": form(A.CHANGE_ROSTER, "agency"),
    "patients:agency_role_edit": form(A.CHANGE_ROSTER, "agency_role"),
    # time
    "timelog:today": reads(A.LOG_TIME),
    "timelog:entries": reads(A.LOG_TIME),
    "timelog:log_program": form(A.LOG_TIME),
    "timelog:log": form(A.LOG_TIME, "patient"),
    "timelog:verdict": reads(A.LOG_TIME, "patient"),
    "timelog:day": reads(A.LOG_TIME),
    "timelog:week": reads(A.LOG_TIME),
    "timelog:adjust": writes(A.LOG_TIME, "entry"),
    "timelog:entry": reads(A.SEE_PATIENTS, "entry"),
    "timelog:undo": writes((A.LOG_TIME, A.CORRECT_TIME), "entry"),
    "timelog:inbox": reads(MEMBER),
    "timelog:notice_read": writes((A.LOG_TIME, A.CORRECT_TIME), "notice"),
    "timelog:notice_reply": writes((A.LOG_TIME, A.CORRECT_TIME), "notice"),
    "timelog:amend": form((A.LOG_TIME, A.CORRECT_TIME), "entry"),
    "timelog:confirm": form(A.LOG_TIME, "entry"),
    "timelog:void": form((A.LOG_TIME, A.CORRECT_TIME), "entry"),
    "timelog:conference_add": form(A.LOG_TIME),
    "timelog:conference": form(A.LOG_TIME, "conference"),
    "timelog:favourite": writes(A.LOG_TIME, "patient"),
    "timelog:templates": reads((A.LOG_TIME, A.CHANGE_PRACTICE)),
    "timelog:template_add": form((A.LOG_TIME, A.CHANGE_PRACTICE)),
    "timelog:template": form((A.LOG_TIME, A.CHANGE_PRACTICE), template_key="progress"),
    "timelog:template_retire": writes((A.LOG_TIME, A.CHANGE_PRACTICE), template_key="progress"),
    "timelog:quick_log": form(A.LOG_TIME),
    "timelog:quick_log_reading": writes(A.LOG_TIME),
    "timelog:quick_log_save": writes(A.LOG_TIME),
    "timelog:timer": reads(A.LOG_TIME),
    "timelog:start": form(A.LOG_TIME, "patient"),
    "timelog:switch": writes(A.LOG_TIME, "patient"),
    "timelog:describe": writes(A.LOG_TIME),
    "timelog:pause": writes(A.LOG_TIME),
    "timelog:resume": writes(A.LOG_TIME),
    "timelog:call_mode": writes(A.LOG_TIME),
    "timelog:idle": writes(A.LOG_TIME),
    "timelog:seen": writes(A.LOG_TIME),
    "timelog:timer_state": reads(A.LOG_TIME),
    "timelog:timer_pill": reads(A.LOG_TIME),
    "timelog:offline_state": reads(A.LOG_TIME),
    "timelog:offline_sync": writes(A.LOG_TIME),
    "timelog:waiting": form(A.LOG_TIME, "waiting_timer"),
    "timelog:discard_waiting": form(A.LOG_TIME, "waiting_timer"),
    "timelog:stop": writes(A.LOG_TIME),
    "timelog:discard": form(A.LOG_TIME),
    "timelog:state_goal": form(A.CHANGE_GOALS, "patient"),
    "timelog:revise_goal": form(A.CHANGE_GOALS, "goal"),
    "timelog:meet_goal": form(A.CHANGE_GOALS, "goal"),
    "timelog:plan": reads(A.SEE_PATIENTS, "patient"),
    "timelog:plan_paper": reads(A.SEE_PATIENTS, "patient"),
    "timelog:state_strategy": form(A.CHANGE_GOALS, "goal"),
    "timelog:drop_strategy": form(A.CHANGE_GOALS, "strategy"),
    "timelog:drop_goal": form(A.CHANGE_GOALS, "goal"),
    # billing
    "billing:attest": form(A.LOG_TIME),
    "billing:statement": form(A.CHANGE_PRACTICE),
    "billing:facts": reads(A.SEE_PATIENTS, "patient"),
    "billing:review": reads(A.REVIEW_CLAIMS),
    "billing:check": writes(A.REVIEW_CLAIMS),
    "billing:approve_all": writes(A.REVIEW_CLAIMS),
    "billing:assign": writes(A.REVIEW_CLAIMS),
    "billing:tag": writes(A.REVIEW_CLAIMS),
    "billing:acts": reads(A.REVIEW_CLAIMS),
    "billing:undo_act": writes(A.REVIEW_CLAIMS, "review_act"),
    "billing:review_export": reads(A.REVIEW_CLAIMS, kind="csv"),
    "billing:not_billed_export": reads(A.SEE_CLAIMS, kind="csv"),
    "billing:not_billed_record": writes((A.RECORD_FACTS, A.CHANGE_ROSTER), "decision"),
    "billing:claim_note": writes(A.REVIEW_CLAIMS, "claim"),
    "billing:claim_fact": writes(A.REVIEW_CLAIMS, "claim"),
    "billing:claim_837p": reads(A.SEE_CLAIMS, "claim"),
    "billing:not_billed": reads(A.SEE_CLAIMS),
    "billing:encounters": reads(A.SEE_CLAIMS),
    "billing:encounters_file": reads(A.SUBMIT_CLAIMS),
    "billing:decide": writes(A.CLOSE_PERIODS, "period"),
    "practice:audit_file": reads(A.SEE_AUDIT, kind="csv"),
    "practice:exports": reads(A.CHANGE_PRACTICE),
    "practice:export_ask": writes(A.CHANGE_PRACTICE),
    "practice:export_progress": reads(A.CHANGE_PRACTICE, "export"),
    "practice:export_file": reads(A.CHANGE_PRACTICE, "export"),
    "practice:export_forget": writes(A.CHANGE_PRACTICE, "export"),
    "reports:self_audits": form(A.SEE_CLAIMS),
    "reports:self_audit": reads(A.SEE_CLAIMS, "self_audit"),
    "reports:self_audit_progress": reads(A.SEE_CLAIMS, "self_audit"),
    "reports:self_audit_paper": reads(A.SEE_CLAIMS, "self_audit"),
    "reports:self_audit_forget": writes(A.SEE_CLAIMS, "self_audit"),
    "billing:months": reads(A.SEE_CLAIMS),
    "billing:month": reads(A.SEE_CLAIMS, year="2026", number="5"),
    "billing:lock_month": writes(A.CLOSE_PERIODS, year="2026", number="5"),
    "billing:unlock_month": writes(A.CLOSE_PERIODS, year="2026", number="5"),
    "reports:month_statement": reads(A.SEE_CLAIMS, "locked_month"),
    "billing:signals": reads(A.SEE_CLAIMS),
    "billing:signal": reads(A.SEE_CLAIMS, "signal"),
    "billing:look_for_signals": writes(A.REVIEW_CLAIMS),
    "billing:signals_reviewed": writes(A.REVIEW_CLAIMS),
    "billing:move": writes(A.REVIEW_CLAIMS, name="approve"),
    "billing:claims": reads(A.SEE_CLAIMS),
    "billing:make": writes(A.SUBMIT_CLAIMS),
    "billing:claim": reads(A.SEE_CLAIMS, "claim"),
    "billing:authorize": writes(A.REVIEW_CLAIMS, "claim"),
    "billing:paper": reads(A.SEE_CLAIMS, "claim", kind="drawn_form"),
    "billing:patient": reads(A.SEE_CLAIMS, "patient"),
    "billing:submissions": reads(A.SEE_CLAIMS),
    "billing:submission": reads(A.SEE_CLAIMS, "submission"),
    "billing:download": reads(A.SUBMIT_CLAIMS, "submission"),
    "billing:submission_progress": reads(A.SEE_CLAIMS, "submission"),
    "billing:printed": reads(A.SUBMIT_CLAIMS, "submission", kind="drawn_form"),
    "billing:take_out": writes(A.SUBMIT_CLAIMS, "submission"),
    "billing:filing": reads(A.SEE_CLAIMS),
    "billing:printers": reads(A.SUBMIT_CLAIMS),
    "billing:printer_add": form(A.SUBMIT_CLAIMS),
    "billing:printer": form(A.SUBMIT_CLAIMS, "printer"),
    "billing:calibration": reads(A.SUBMIT_CLAIMS, "printer"),
    "billing:printer_remove": writes(A.SUBMIT_CLAIMS, "printer"),
    "billing:sent": writes(A.SUBMIT_CLAIMS, "submission"),
    "billing:not_sent": writes(A.SUBMIT_CLAIMS, "sent_submission"),
    "billing:undo": writes(A.SUBMIT_CLAIMS, "submission"),
    "billing:changed": reads(A.SEE_CLAIMS),
    "billing:period": reads(A.SEE_CLAIMS, "period"),
    "billing:close_again": writes(A.REVIEW_CLAIMS, "period"),
    "billing:leave": writes(A.REVIEW_CLAIMS, "period"),
    "billing:take_off": writes(A.REVIEW_CLAIMS, "period"),
    "billing:correct": writes(A.REVIEW_CLAIMS, "claim"),
    "billing:another_payer": writes(A.REVIEW_CLAIMS, "claim"),
    "billing:corrections": reads(A.SEE_CLAIMS),
    "billing:correction": reads(A.SEE_CLAIMS, "correction"),
    "billing:refund": writes(A.REVIEW_CLAIMS, "correction"),
    "billing:reopening": writes(A.REVIEW_CLAIMS, "correction"),
    "billing:withdraw": writes(A.REVIEW_CLAIMS, "correction"),
    "billing:correction_letter": reads(A.SEE_CLAIMS, "correction"),
    "billing:runs": reads(A.SEE_RUNS),
    "billing:run": reads(A.SEE_RUNS, "run"),
    "billing:close": writes(A.CLOSE_PERIODS),
    "billing:charges": reads(A.SEE_PRACTICE),
    "billing:charge_add": form(A.CHANGE_CHARGES),
    "billing:charge": form(A.CHANGE_CHARGES, "charge"),
    "billing:rules": reads(A.SEE_PRACTICE),
    "billing:rulebook": reads((A.SEE_PATIENTS, A.SEE_PRACTICE)),
    "billing:rulebook_part": reads((A.SEE_PATIENTS, A.SEE_PRACTICE), part="codes"),
    "billing:rule": reads((A.SEE_PATIENTS, A.SEE_PRACTICE), rule="profile.medicare_ffs"),
    "billing:rules_take": writes(A.CHANGE_CHARGES),
    "billing:profile": reads(A.SEE_PRACTICE, named="medicare_ffs"),
    "billing:profile_add": form(A.CHANGE_CHARGES, named="medicare_ffs"),
    "billing:amount_add": form(A.CHANGE_CHARGES, table="contracted"),
    "billing:own_rule": reads(A.SEE_PRACTICE, "own_rule"),
    "billing:own_rule_edit": form(A.CHANGE_CHARGES, "own_rule"),
    "billing:own_rule_apply": writes(A.CHANGE_CHARGES, "own_rule"),
    "billing:own_rule_drop": writes(A.CHANGE_CHARGES, "own_rule"),
    "billing:own_rule_end": writes(A.CHANGE_CHARGES, "own_rule"),
    "billing:ask": writes(A.CLOSE_PERIODS),
    "billing:trial": reads(A.SEE_CLAIMS, "trial"),
    "billing:trial_progress": reads(A.SEE_CLAIMS, "trial"),
    "billing:trial_apply": writes(A.CHANGE_CHARGES, "trial"),
    "billing:if_closed": reads(A.SEE_CLAIMS, "patient"),
    "billing:setup_check": reads(A.SEE_PRACTICE),
    "billing:rehearse": writes(A.CLOSE_PERIODS),
    "billing:receivers": reads(A.SEE_PRACTICE),
    "billing:receiver_add": form(A.SUBMIT_CLAIMS),
    "billing:receiver": form(A.SUBMIT_CLAIMS, "receiver"),
    # what came back
    "billing:remittances": reads(A.SEE_CLAIMS),
    "billing:remittance_add": form(A.POST_PAYMENTS),
    "billing:remittance": reads(A.SEE_CLAIMS, "remittance_file"),
    "billing:progress": reads(A.SEE_CLAIMS, "remittance_file"),
    "billing:remittance_download": reads(A.SEE_CLAIMS, "remittance_file"),
    "billing:post_as_it_stands": writes(A.POST_PAYMENTS, "remittance"),
    "billing:waiting": reads(A.SEE_CLAIMS),
    "billing:payment": reads(A.SEE_CLAIMS, "claim_payment"),
    "billing:payment_match": writes(A.POST_PAYMENTS, "claim_payment"),
    "billing:payment_undo": writes(A.POST_PAYMENTS, "claim_payment"),
    "billing:payment_aside": writes(A.POST_PAYMENTS, "claim_payment"),
    "billing:payment_take_up": writes(A.POST_PAYMENTS, "claim_payment"),
    "billing:tasks": reads(A.SEE_CLAIMS),
    "billing:task": reads(A.SEE_CLAIMS, "task"),
    "billing:task_note": writes(A.POST_PAYMENTS, "task"),
    "billing:task_assign": writes(A.POST_PAYMENTS, "task"),
    "billing:task_letter": writes(A.POST_PAYMENTS, "task"),
    "billing:letter": reads(A.SEE_CLAIMS, "letter"),
    "billing:acknowledgements": reads(A.SEE_CLAIMS),
    "billing:acknowledgement_add": form(A.SUBMIT_CLAIMS),
    "billing:acknowledgement": reads(A.SEE_CLAIMS, "acknowledgement_file"),
    "billing:acknowledgement_download": reads(A.SEE_CLAIMS, "acknowledgement_file"),
    # reports
    "reports:overview": reads(A.SEE_REPORTS),
    "reports:months": reads(A.SEE_CLAIMS),
    "reports:leakage": reads(A.SEE_CLAIMS),
    "reports:breakdown": reads(A.SEE_CLAIMS),
    "reports:forecast": reads(A.SEE_CLAIMS),
    "reports:speed": reads(A.SEE_CLAIMS),
    "reports:aging": reads(A.SEE_CLAIMS),
    "reports:denials": reads(A.SEE_CLAIMS),
    "reports:economics": reads(A.SEE_CLAIMS),
    "reports:mine": reads(A.SEE_REPORTS),
    "reports:year": reads(A.SEE_REPORTS),
    "reports:program": reads(A.SEE_REPORTS),
    "reports:rows": reads(A.SEE_REPORTS, source="entries"),
    "reports:rows_file": reads(A.SEE_REPORTS, source="entries", kind="csv"),
    "reports:access": reads(A.SEE_AUDIT),
    "reports:access_file": reads(A.SEE_AUDIT, kind="csv"),
    "reports:packets": reads(A.SEE_CLAIMS),
    "reports:packets_ask": writes(A.SEE_CLAIMS),
    "reports:packet": reads(A.SEE_CLAIMS, "claim"),
    "reports:packet_run": reads(A.SEE_CLAIMS, "packet_run"),
    "reports:packet_run_progress": reads(A.SEE_CLAIMS, "packet_run"),
    "reports:packet_run_file": reads(A.SEE_CLAIMS, "packet_run"),
    "reports:packet_run_forget": writes(A.SEE_CLAIMS, "packet_run"),
    # other programs
    "api:schema": reads(MEMBER),
    "api:docs": reads(MEMBER),
    "api:me": reads(MEMBER),
    "api:alerts": reads(MEMBER),
    "api:alerts_read": writes(MEMBER),
    "api:payers": reads(A.SEE_PRACTICE),
    "api:patients": reads(A.SEE_PATIENTS),
    "api:patient": reads(A.SEE_PATIENTS, "patient"),
    "api:record": reads(A.SEE_PATIENTS, "patient"),
    "api:facts": both(A.SEE_PATIENTS, A.RECORD_FACTS, "patient"),
    "api:fact_strike": writes(A.RECORD_FACTS, "patient"),
    "api:documents": both(A.SEE_PATIENTS, A.RECORD_FACTS, "patient"),
    "api:document_content": reads(A.SEE_PATIENTS, "document"),
    "api:document_remove": writes(A.RECORD_FACTS, "document"),
    "api:duplicates": reads(A.CORRECT_TIME),
    "api:merge": writes(A.CORRECT_TIME, "patient"),
    "api:tell_apart": writes(A.CORRECT_TIME, "patient"),
    "api:undo_merge": writes(A.CORRECT_TIME, "merge"),
    "api:imports": both(A.IMPORT_ROSTER, A.IMPORT_ROSTER),
    "api:import": reads(A.IMPORT_ROSTER, "import"),
    "api:import_rows": reads(A.IMPORT_ROSTER, "import"),
    "api:import_columns": reads(A.IMPORT_ROSTER, "import"),
    "api:import_match": writes(A.IMPORT_ROSTER, "import"),
    "api:import_stop": writes(A.IMPORT_ROSTER, "import"),
    "api:import_commit": writes(A.IMPORT_ROSTER, "import"),
    "api:import_undo": writes(A.IMPORT_ROSTER, "import"),
    "api:import_discard": writes(A.IMPORT_ROSTER, "import"),
    "api:entries": both(A.SEE_PATIENTS, A.LOG_TIME),
    "api:entry": reads(A.SEE_PATIENTS, "entry"),
    "api:amend": writes((A.LOG_TIME, A.CORRECT_TIME), "entry"),
    "api:confirm": writes(A.LOG_TIME, "entry"),
    "api:void": writes((A.LOG_TIME, A.CORRECT_TIME), "entry"),
    "api:conferences": both(A.SEE_PATIENTS, A.LOG_TIME),
    "api:conference": reads(A.SEE_PATIENTS, "conference"),
    "api:conference_void": writes(A.LOG_TIME, "conference"),
    "api:undo_entry": writes((A.LOG_TIME, A.CORRECT_TIME), "entry"),
    "api:inbox": reads((A.LOG_TIME, A.CORRECT_TIME)),
    "api:acknowledge_notice": writes((A.LOG_TIME, A.CORRECT_TIME), "notice"),
    "api:answer_notice": writes((A.LOG_TIME, A.CORRECT_TIME), "notice"),
    "api:plan": reads(A.SEE_PATIENTS, "patient"),
    "api:state_goal": writes(A.CHANGE_GOALS, "patient"),
    "api:revise_goal": writes(A.CHANGE_GOALS, "goal"),
    "api:meet_goal": writes(A.CHANGE_GOALS, "goal"),
    "api:drop_goal": writes(A.CHANGE_GOALS, "goal"),
    "api:state_strategy": writes(A.CHANGE_GOALS, "goal"),
    "api:drop_strategy": writes(A.CHANGE_GOALS, "strategy"),
    "api:attestations": form(A.LOG_TIME),
    "api:timer": reads(A.LOG_TIME),
    "api:timer_start": writes(A.LOG_TIME),
    "api:timer_stop": writes(A.LOG_TIME),
    "api:timer_pause": writes(A.LOG_TIME),
    "api:timer_resume": writes(A.LOG_TIME),
    "api:timer_switch": writes(A.LOG_TIME),
    "api:timer_discard": writes(A.LOG_TIME),
    "api:periods": reads(A.SEE_CLAIMS),
    "api:period": reads(A.SEE_CLAIMS, "period"),
    "api:if_closed": reads(A.SEE_CLAIMS, "patient"),
    "api:changed_periods": reads(A.SEE_CLAIMS),
    "api:answer_change": writes(A.REVIEW_CLAIMS, "period"),
    "api:corrections": both(A.SEE_CLAIMS, A.REVIEW_CLAIMS),
    "api:take_off": writes(A.REVIEW_CLAIMS, "period"),
    "api:another_payer": writes(A.REVIEW_CLAIMS, "claim"),
    "api:refund": writes(A.REVIEW_CLAIMS, "correction"),
    "api:reopening": writes(A.REVIEW_CLAIMS, "correction"),
    "api:withdrawal": writes(A.REVIEW_CLAIMS, "correction"),
    "api:decisions": reads(A.SEE_CLAIMS),
    "api:decision": reads(A.SEE_CLAIMS, "decision"),
    "api:claims": reads(A.SEE_CLAIMS),
    "api:moves": writes(A.REVIEW_CLAIMS),
    "api:claim": reads(A.SEE_CLAIMS, "claim"),
    "api:acts": reads(A.REVIEW_CLAIMS),
    "api:undo_act": writes(A.REVIEW_CLAIMS, "review_act"),
    "api:assign": writes(A.REVIEW_CLAIMS),
    "api:tag": writes(A.REVIEW_CLAIMS),
    "api:untag": writes(A.REVIEW_CLAIMS),
    "api:claim_note": writes(A.REVIEW_CLAIMS, "claim"),
    "api:receivers": reads(A.SEE_PRACTICE),
    "api:submissions": both(A.SEE_CLAIMS, A.SUBMIT_CLAIMS),
    "api:submission": reads(A.SEE_CLAIMS, "submission"),
    "api:download": reads(A.SUBMIT_CLAIMS, "submission"),
    "api:sent": writes(A.SUBMIT_CLAIMS, "submission"),
    "api:not_sent": writes(A.SUBMIT_CLAIMS, "sent_submission"),
    "api:undo": writes(A.SUBMIT_CLAIMS, "submission"),
    "api:take_out": writes(A.SUBMIT_CLAIMS, "submission"),
    "api:remittances": both(A.SEE_CLAIMS, A.POST_PAYMENTS),
    "api:remittance": reads(A.SEE_CLAIMS, "remittance_file"),
    "api:claim_payments": reads(A.SEE_CLAIMS),
    "api:claim_payment": reads(A.SEE_CLAIMS, "claim_payment"),
    "api:runs": both(A.SEE_RUNS, A.CLOSE_PERIODS),
    "api:run": reads(A.SEE_RUNS, "run"),
}

# Open to everybody, each with the reason; nothing of a practice is shown there.
PUBLIC: dict[str, str] = {
    "healthz": "asked by the machine that watches the process",
    "readyz": "asked by the machine that sends traffic",
    "keys": "a list of keyboard shortcuts",
    "icon": "the mark of the product",
    "timelog:offline": "the same page for everybody; what it shows comes from the device's own store",
    "timelog:service_worker": "keeps the application's own files on the device, nothing else",
    "timelog:manifest": "name and icons of the application",
    "start": "leads to the door that is open",
    "setup": "the first administrator has no account; gone afterwards",
    "invitation": "the secret in the link is the key",
    "sample": "sample practice on the local product only",
    "sample_sign_in": "sample practice on the local product only",
    "mail": "letters of the local product; not in production",
    "mail_letter": "letters of the local product; not in production",
    "practice:second_factor": "leads whoever needs a second factor to where one is set up; shows nothing of a practice",
    "look": "the gallery of components with made-up words; not in production",
    **dict.fromkeys(
        (
            "account_login", "account_logout", "account_inactive", "account_signup", "account_reauthenticate",
            "account_email", "account_email_verification_sent", "account_change_password", "account_set_password",
            "account_reset_password", "account_confirm_login_code", "account_confirm_email",
            "account_reset_password_from_key_done", "account_reset_password_from_key", "account_reset_password_done",
            "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
            "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
            "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
            "mfa_edit_webauthn", "mfa_login_webauthn",
        ),
        "signing in, and one's own account: the library looks at nobody else's",
    ),
}  # fmt: skip
PARTS = {
    "secret": "no-such-secret", "role": "physician", "name": "no-such-letter", "key": "no-such-key", "uidb36": "1",
    "pk": "999999",
}  # fmt: skip
# What an admin site has beside its tables.
ADMIN_WITHOUT_TABLE = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site",
    "app_list", "None",
}  # fmt: skip


def addresses() -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    """Every name in the resolver with its pattern and the parts of its address that are filled in."""

    def walk(
        resolver: Any, space: str, before: tuple[str, ...]
    ) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
        for each in resolver.url_patterns:
            parts = (*before, *(each.pattern.converters or each.pattern.regex.groupindex))
            if isinstance(each, URLResolver):
                yield from walk(each, f"{space}{each.namespace}:" if each.namespace else space, parts)
            else:
                assert isinstance(each, URLPattern)
                yield f"{space}{each.name}", each, parts

    yield from walk(get_resolver(), "", ())


def gated_address(name: str, ids: dict[str, int]) -> str:
    """The address of a row with an id in it; an address with two of a kind may name the second as `kind:part`."""
    row = ROWS[name]
    parts = dict(row.more)
    for part in _parts_of()[name]:
        parts.setdefault(part, str(ids.get(f"{row.key}:{part}", ids[row.key])) if row.key else "")
    return reverse(name, kwargs=parts)


@cache
def _parts_of() -> dict[str, tuple[str, ...]]:
    return {name: parts for name, _, parts in addresses()}


@pytest.fixture(autouse=True)
def _refusals_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer refusals with their number alone: drawing thousands of the same two pages says nothing about a gate."""
    drawn = URLResolver.resolve_error_handler

    def plain(self: URLResolver, view_type: int) -> Any:
        if view_type not in (403, 404):
            return drawn(self, view_type)
        return lambda request, exception: HttpResponse(status=view_type)

    monkeypatch.setattr(URLResolver, "resolve_error_handler", plain)


class Caller:
    """Somebody who asks, each time as if it were the first: what a request does is undone."""

    def __init__(self, user: User | None = None, secret: str = "") -> None:
        # Two browsers for all that is asked: a new one each time would set up the whole product for each request
        self.browser = Client()
        if user is not None:
            self.browser.force_login(user)
        self.cookies = {key: morsel.value for key, morsel in self.browser.cookies.items()}
        self.program = Client(headers={"Authorization": f"Bearer {secret}"}) if secret else None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer; an error in the product surfaces here."""
        with_token = path.startswith("/api/") and path != reverse("api:docs")
        client = self.program if self.program and with_token else self.browser
        client.cookies.clear()
        for key, value in self.cookies.items() if client is self.browser else ():
            client.cookies[key] = value
        place = transaction.savepoint()
        try:
            if method == "POST" and not path.startswith("/api/"):
                return client.post(path, body or {})
            return client.generic(method, path, "{}" if method == "POST" else "", "application/json")
        finally:
            transaction.savepoint_rollback(place)


def callers(place: Place) -> dict[Role, Caller]:
    """The five people of a practice."""
    return {role: Caller(person.user, person.secret) for role, person in place.people.items()}


def allowed(place: Place, role: Role, gate: tuple[Action, ...]) -> bool:
    """Whether a role opens a gate, by the table of roles."""
    return any(action in actions_of(frozenset({role})) for action in gate)


def test_every_address_is_listed_and_every_row_exists() -> None:
    names = {name for name, _, _ in addresses() if not name.startswith("admin:")}
    assert names - ROWS.keys() - PUBLIC.keys() == set(), "new addresses: say who may come in"
    assert (ROWS.keys() | PUBLIC.keys()) - names == set(), "rows of addresses that are gone"
    assert not ROWS.keys() & PUBLIC.keys()


def test_every_view_asks_for_the_action_of_its_row() -> None:
    different = {}
    for name, pattern, _ in addresses():
        if (
            name not in ROWS or name == "api:schema"
        ):  # the description has no action of its own, only the gate
            continue
        view = getattr(pattern.callback, "cls", None)
        found = getattr(view, "actions", None) or dict.fromkeys(ROWS[name].gates, pattern.callback.actions)
        if found != ROWS[name].gates:
            different[name] = found
    assert different == {}


def test_every_page_that_is_recorded_as_viewed_has_plain_words() -> None:
    pages = {name for name, _, _ in addresses() if not name.startswith("api:")}
    recorded = pages - PUBLIC.keys() - {"admin:None"}  # what no address of the admin fits answers 404
    assert {name for name in recorded if not page_words(name)} == set()
    named = {f"{app}:{page}" for app, words in _pages().items() for page in words}
    assert named - pages == set(), "words of pages that are gone"


def test_every_operation_of_the_api_has_its_row_and_every_row_its_operation() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    described = set()
    for path, operations in schema["paths"].items():
        filled = "".join(
            "1" if "}" in part else part for part in path.replace("{", "\0{").replace("}", "}\0").split("\0")
        )
        name = resolve(filled).view_name
        described |= {(name, method.upper()) for method in operations}
    listed = {
        (name, method)
        for name, row in ROWS.items()
        for method in row.gates
        if name.startswith("api:") and name not in ("api:schema", "api:docs")
    }
    assert described == listed


def test_every_role_gets_through_exactly_where_its_row_says_and_no_browser_keeps_what_it_saw(
    hill: Place, request: pytest.FixtureRequest
) -> None:
    wrong, kept = [], {}
    # A method that no row names is refused before anybody looks at who asks: one role says it, all of them with --deep
    everybody = frozenset(Role) if request.config.getoption("--deep") else {Role.CARE_STAFF}
    for role, caller in callers(hill).items():
        for name, row in ROWS.items():
            path = gated_address(name, hill.ids_for(role))
            for method in METHODS if role in everybody else row.gates:
                answer = caller.ask(method, path, {"practice": hill.practice.pk})
                if not _is_right(hill, role, row, method, answer):
                    wrong.append(f"{role} {method} {path} ({name}): {answer.status_code}")
                if method == "GET" and name != "api:schema" and _is_kept(answer):
                    kept[name] = answer.get("Cache-Control", "nothing said")
    assert not wrong, "\n".join(wrong)
    assert kept == {}


def _is_kept(answer: Any) -> bool:
    """Whether a browser may show it again after signing out."""
    return answer.status_code < 300 and "no-store" not in answer.get("Cache-Control", "")


def _is_right(place: Place, role: Role, row: Row, method: str, answer: Any) -> bool:
    code = answer.status_code
    asked = "GET" if method == "HEAD" else method
    if asked not in row.gates:
        return bool(code == 405)
    if not allowed(place, role, row.gates[asked]):
        return bool(code == 403 or (method == "HEAD" and code == 405))
    if code == 302:
        return not answer["Location"].startswith(SIGN_IN)
    return code in ANSWERS or (method == "HEAD" and code == 405)


def test_nothing_of_another_practice_is_there_for_anybody(hill: Place, lake: Place) -> None:
    wrong = []
    for role, caller in callers(lake).items():
        for name, row in ROWS.items():
            if not row.key:
                continue
            path = gated_address(name, hill.ids)
            for method, gate in row.gates.items():
                answer = caller.ask(method, path)
                expected = 404 if allowed(lake, role, gate) else 403
                if answer.status_code != expected:
                    wrong.append(f"{role} {method} {path} ({name}): {answer.status_code}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_nobody_gets_to_the_sign_in_page_or_a_401(hill: Place) -> None:
    wrong, nobody = [], Caller()
    for name, row in ROWS.items():
        path = gated_address(name, hill.ids)
        for method in METHODS:
            answer = nobody.ask(method, path)
            wants_sign_in = answer.status_code == 302 and answer["Location"].startswith(SIGN_IN)
            is_api = name.startswith("api:") and name != "api:docs"
            turned_away = answer.status_code == 401 if is_api else wants_sign_in
            if not turned_away and (method in row.gates or answer.status_code != 405):
                wrong.append(f"{method} {path} ({name}): {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_somebody_without_a_practice_is_refused_everywhere(hill: Place) -> None:
    wrong, stranger = [], Caller(make.user("stranger@elsewhere.example"))
    for name, row in ROWS.items():
        for method in row.gates:
            answer = stranger.ask(method, gated_address(name, hill.ids))
            if answer.status_code != 403:
                wrong.append(f"{method} ({name}): {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_public_addresses_answer_everybody_without_an_error(hill: Place) -> None:
    wrong = []
    people = {"nobody": Caller(), "member": Caller(hill.people[Role.PHYSICIAN].user)}
    for name in PUBLIC:
        path = reverse(name, kwargs={part: PARTS[part] for part in _parts_of()[name]})
        for who, caller in people.items():
            for method in METHODS:
                answer = caller.ask(method, path)
                if answer.status_code >= 500 or b"nora@hilltop.example" in getattr(answer, "content", b""):
                    wrong.append(f"{who} {method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def tables() -> list[GatedAdmin]:
    """Every table of the admin."""
    found = list(admin.site._registry.values())
    assert all(isinstance(each, GatedAdmin) for each in found), "a table outside the gate"
    return found  # type: ignore[return-value]


def test_every_address_of_the_admin_belongs_to_a_gated_table() -> None:
    made = {f"{each.opts.app_label}_{each.opts.model_name}" for each in tables()}
    kinds = ("changelist", "add", "history", "delete", "change")
    expected = {f"admin:{table}_{kind}" for table in made for kind in kinds}
    expected |= {f"admin:{name}" for name in ADMIN_WITHOUT_TABLE}
    assert {name for name, _, _ in addresses() if name.startswith("admin:")} == expected


def admin_calls(place: Place, role: Role, table: GatedAdmin) -> Iterator[tuple[str, str, bool]]:
    """Method, address and whether the role may, for one table with an own row."""
    actor = make.actor(place.people[role].user)
    base = f"admin:{table.opts.app_label}_{table.opts.model_name}"
    sees = actor.may(A.SEE_PRACTICE) and actor.may(table.see)
    changes = sees and table.change is not None and actor.may(table.change)
    adds = changes or (sees and table.add is not None and actor.may(table.add))
    pk = admin_row(place, table)
    for method in ("GET", "POST"):
        yield method, reverse(f"{base}_changelist"), sees
        yield method, reverse(f"{base}_history", args=[pk]), sees
        yield method, reverse(f"{base}_add"), adds and table.model is not Practice
        yield method, reverse(f"{base}_delete", args=[pk]), False
    yield "GET", reverse(f"{base}_change", args=[pk]), sees
    yield "POST", reverse(f"{base}_change", args=[pk]), changes


def admin_row(place: Place, table: GatedAdmin) -> int:
    """An own row of a table."""
    if table.model is Practice:
        return place.practice.pk
    own = rows_of(make.actor(place.people[Role.AUDITOR].user), table.model).order_by("pk").first()
    assert own is not None, f"{table.model.__name__} has no row in the furnished practice"
    return int(own.pk)


def test_the_admin_opens_to_each_role_as_its_tables_say(hill: Place, request: pytest.FixtureRequest) -> None:
    wrong = []
    # Of the pages, everybody asks for all; what is never sent is refused to two roles, to all of them with --deep
    sending = frozenset(Role) if request.config.getoption("--deep") else {Role.ADMINISTRATOR, Role.CARE_STAFF}
    for role, caller in callers(hill).items():
        for table in tables():
            for method, path, may in admin_calls(hill, role, table):
                if method == "POST" and not may and role not in sending:
                    continue
                code = caller.ask(method, path).status_code
                if (code in (200, 302)) is not may or (not may and code != 403):
                    wrong.append(f"{role} {method} {path}: {code}, may: {may}")
    assert not wrong, "\n".join(wrong)


def test_the_admin_knows_no_row_of_another_practice(hill: Place, lake: Place) -> None:
    wrong = []
    for role, caller in callers(lake).items():
        for table in tables():
            base = f"admin:{table.opts.app_label}_{table.opts.model_name}"
            for kind in ("change", "history", "delete"):
                path = reverse(f"{base}_{kind}", args=[admin_row(hill, table)])
                for method in ("GET", "POST"):
                    code = caller.ask(method, path).status_code
                    if code not in (403, 404) or (code == 404 and not allowed(lake, role, (A.SEE_PRACTICE,))):
                        wrong.append(f"{role} {method} {path}: {code}")
    assert not wrong, "\n".join(wrong)


def test_the_admin_sends_nobody_to_the_sign_in_page(hill: Place) -> None:
    wrong, nobody = [], Caller()
    for name, _, parts in addresses():
        if not name.startswith("admin:") or name in ("admin:login", "admin:logout", "admin:None"):
            continue
        values = {part: "practice" if part == "app_label" else "1" for part in parts}
        try:
            path = reverse(name, kwargs=values)
        except NoReverseMatch:
            wrong.append(f"{name}: no address")
            continue
        for method in ("GET", "POST"):
            answer = nobody.ask(method, path)
            if answer.status_code != 302 or "login" not in answer["Location"]:
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_nobody_switches_to_a_practice_that_is_not_theirs(hill: Place, lake: Place) -> None:
    for caller in callers(hill).values():
        assert caller.ask("POST", "/practice/switch/", {"practice": lake.practice.pk}).status_code == 404
