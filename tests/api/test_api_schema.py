"""Answers fit the description: every role reaches every operation with valid ids, then odd values are tried.

Schemathesis makes the requests and compares each answer with the OpenAPI document: its status, its type, its shape.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.billing.models import Claim, Correction, ServicePeriod
from apps.billing.operations.desk import tag_claims
from apps.patients.models import Coverage, Patient, RosterImport
from apps.practice.access import schedule_of
from apps.practice.domain.roles import Role, actions_of
from apps.practice.models import Alert, Practice, User
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Doubt, EntryVersion, Notice, TimeEntry
from apps.timelog.operations import log_time, void_entry
from apps.timelog.operations.conferences import Discussed, log_conference
from config.wsgi import application
from tests import builders as make
from tests.api.world import NOW, ROSTER, Place
from tests.billing.payers_answers import Answer, an_835
from tests.papers import a_pdf
from tests.test_every_address import ROWS
from tests.trail import fault_in_trail, watched

# On production's database, which refuses more (null characters, times out of range) than SQLite does.
pytestmark = pytest.mark.postgres

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Which id goes into an address, by operation where the usual one would be refused.
KEYS = {
    "patient_id": "patient",
    "entry_id": "entry",
    "notice_id": "notice",
    "goal_id": "goal",
    "strategy_id": "strategy",
    "period_id": "period",
    "decision_id": "decision",
    "claim_id": "claim",
    "submission_id": "submission",
    "run_id": "run",
    "file_id": "remittance_file",
    "payment_id": "claim_payment",
    "correction_id": "correction",
    "conference_id": "conference",
    "act_id": "review_act",
    "document_id": "document",
    "import_id": "import",
    "merge_id": "merge",
}
KEEPERS = (Role.ADMINISTRATOR, Role.BILLING_MANAGER)
WHY = {"reason": "Found the note"}
LATE_AT = datetime(2026, 6, 2, 14, tzinfo=UTC)
OPEN_DAY = {"activity": "progress_tracking", "performed_on": "2026-06-01", "minutes": 5}


def bodies(ids: dict[str, int]) -> dict[str, Any]:
    """A body that succeeds, for every operation that writes."""
    started = {"patient": ids["patient"], "activity": "progress_tracking"}
    return {
        "post_remittance": {
            "file_name": "era.835",
            "content": b64encode(an_835(Answer("NOBODY"), trace="EFT9")).decode(),
        },
        "log_time": {**OPEN_DAY, "patient": ids["patient"], "goals": [ids["goal"]]},
        "amend_time_entry": {**OPEN_DAY, **WHY},
        "void_time_entry": WHY,
        "confirm_time_entry": WHY,
        "undo_time_entry": {},
        "acknowledge_notice": {},
        "answer_notice": {"text": "It was twelve minutes"},
        "state_goal": {"statement": "Climb one flight"},
        "revise_goal": {"statement": "Climb two flights", **WHY},
        "meet_goal": {},
        "drop_goal": WHY,
        "state_strategy": {"statement": "Stairs with the therapist"},
        "drop_strategy": WHY,
        "sign_periods": {"periods": [{"period": ids["period"], "seen": "0" * 64}]},
        "start_timer": started,
        "stop_timer": {},
        "discard_timer": WHY,
        "pause_timer": {},
        "resume_timer": {},
        "switch_timer": started,
        "move_claims": {"move": "approve", "claims": [ids["claim"]]},
        "make_submission": {"format": "837p", "claims": [ids["approved_claim"]], "receiver": ids["receiver"]},
        "mark_submission_sent": {},
        "mark_submission_not_sent": WHY,
        "undo_submission": WHY,
        "make_submission_again": {"claims": [ids["batched_claim"]], "reason": "It waits for the agency"},
        "close_periods": {},
        "log_conference": {
            "patients": [{"patient": ids["patient"]}, {"patient": ids.get("another", ids["patient"])}],
            "attendees": "Kelly RN",
            "performed_on": "2026-06-01",
            "minutes": 31,
        },
        "void_conference": WHY,
        "answer_change": {"answer": "leave", "based_on": ids.get("length", 1), **WHY},
        "open_correction": {"claim": ids["claim"], "path": "reopening", **WHY},
        "record_refund": {"amount": "5.00", "on": "2026-06-02", "reference": "Check 4711"},
        "answer_reopening": {"was_granted": True, "answered_on": "2026-06-02"},
        "withdraw_correction": WHY,
        "bill_another_payer": WHY,
        "record_facts": {
            "status": {"kind": "dual_eligible", "starts_on": "2025-01-01", "ends_on": "2025-12-31"}
        },
        "assign_claims": {"claims": [ids["claim"]], "person": ids["biller"]},
        "tag_claims": {"claims": [ids["claim"]], "tag": "urgent"},
        "untag_claims": {"claims": [ids["claim"]], "tag": "urgent"},
        "note_claim": {"text": "Called the agency"},
        "attach_document": {"file_name": "plan.pdf", "content": b64encode(a_pdf("Another page")).decode()},
        "remove_document": WHY,
        "bring_import": {"file_name": "new.csv", "content": b64encode(ROSTER).decode()},
        "match_import": {"matches": {"MRN": "medical_record_number"}},
        "commit_import": {"accept_good_rows": True},
        "merge_patients": {"merged": ids.get("another", ids["patient"]), **WHY},
        "tell_patients_apart": {"other": ids.get("another", ids["patient"])},
        "read_alerts": {"alerts": [ids.get("alert", 1)]},
        "strike_out_fact": {"fact": "consent", "id": ids["consent"], "reason": "Of another patient"},
    }


NAMES = {  # the operation and its row in the table of addresses
    "me": "me", "payers": "payers", "patients": "patients", "patient": "patient", "patient_record": "record",
    "facts": "facts", "record_facts": "facts", "strike_out_fact": "fact_strike",
    "time_entries": "entries", "log_time": "entries", "time_entry": "entry", "amend_time_entry": "amend",
    "undo_time_entry": "undo_entry", "inbox": "inbox", "acknowledge_notice": "acknowledge_notice",
    "answer_notice": "answer_notice", "plan": "plan", "state_goal": "state_goal", "revise_goal": "revise_goal",
    "meet_goal": "meet_goal", "drop_goal": "drop_goal", "state_strategy": "state_strategy",
    "drop_strategy": "drop_strategy", "periods_to_sign": "attestations", "sign_periods": "attestations",
    "void_time_entry": "void", "confirm_time_entry": "confirm", "timer": "timer", "start_timer": "timer_start",
    "stop_timer": "timer_stop", "discard_timer": "timer_discard", "pause_timer": "timer_pause",
    "resume_timer": "timer_resume", "switch_timer": "timer_switch", "service_periods": "periods",
    "service_period": "period", "if_closed": "if_closed",
    "decisions": "decisions", "decision": "decision", "claims": "claims", "move_claims": "moves", "claim": "claim",
    "receivers": "receivers", "submissions": "submissions", "make_submission": "submissions",
    "submission": "submission", "download_submission": "download", "mark_submission_sent": "sent",
    "mark_submission_not_sent": "not_sent", "undo_submission": "undo", "make_submission_again": "take_out",
    "close_runs": "runs",
    "close_periods": "runs", "close_run": "run",
    "remittances": "remittances", "post_remittance": "remittances", "remittance": "remittance",
    "claim_payments": "claim_payments", "claim_payment": "claim_payment",
    "conferences": "conferences", "log_conference": "conferences", "conference": "conference",
    "void_conference": "conference_void",
    "changed_periods": "changed_periods", "answer_change": "answer_change", "take_off_period": "take_off",
    "review_acts": "acts", "undo_review_act": "undo_act", "assign_claims": "assign", "tag_claims": "tag",
    "untag_claims": "untag", "note_claim": "claim_note", "documents": "documents", "attach_document": "documents",
    "document_content": "document_content", "remove_document": "document_remove", "duplicates": "duplicates",
    "merge_patients": "merge", "tell_patients_apart": "tell_apart", "undo_merge": "undo_merge",
    "imports": "imports", "bring_import": "imports", "import": "import", "import_rows": "import_rows",
    "import_columns": "import_columns", "match_import": "import_match", "stop_import": "import_stop",
    "commit_import": "import_commit", "undo_import": "import_undo", "discard_import": "import_discard",
    "alerts": "alerts", "read_alerts": "alerts_read",
    "corrections": "corrections", "open_correction": "corrections", "record_refund": "refund",
    "answer_reopening": "reopening", "withdraw_correction": "withdrawal", "bill_another_payer": "another_payer",
}  # fmt: skip


def furnished(name: str, ids: dict[str, int], *, by: User) -> dict[str, int]:
    """Make what an operation of `by` needs besides the furnished practice; return the ids with what was made."""
    ids = {**ids, **furnished_desk(name, ids, by=by)}
    if name == "undo_time_entry":
        void_entry(
            TimeEntry.objects.get(pk=ids["entry"]), actor=make.actor(by), reason="Logged twice", now=NOW
        )
    if name in ("log_conference", "void_conference"):
        return {**ids, **conference_by(by, ids)}
    if name == "answer_notice":
        Notice.objects.filter(pk=ids["notice"]).update(made_by=by)
    if name == "confirm_time_entry":
        entry = TimeEntry.objects.select_related("patient", "provider").get(pk=ids["entry"])
        assert entry.patient is not None
        doubtful = make.logged(entry.patient, entry.provider, date(2026, 6, 1), 300, doubt=Doubt.CLOCK)
        return {**ids, "entry": doubtful.pk}
    if name in ("answer_change", "take_off_period"):
        period = ServicePeriod.objects.select_related("patient", "enrollment__rendering_provider").get(
            pk=ids["period"]
        )
        entry = late_entry(period)
        if name == "take_off_period":
            whose = entry.provider.user
            assert whose is not None
            void_entry(entry, actor=make.actor(whose), reason="Logged twice", now=LATE_AT)
        last = EntryVersion.objects.filter(entry=entry).latest("sequence")
        return {**ids, "length": last.sequence}
    if name == "record_refund":
        Correction.objects.filter(pk=ids["correction"]).update(path="refund", amount="5.00")
    if name in ("open_correction", "bill_another_payer"):
        case = Correction.objects.select_related("claim__patient").get(pk=ids["correction"])
        case.delete()
        if name == "bill_another_payer":
            denied_for_another_payer(case.claim)
        return {**ids, "claim": case.claim_id}
    return ids


def denied_for_another_payer(claim: Claim) -> None:
    """Deny a claim, and record that another payer covers its days."""
    Claim.objects.filter(pk=claim.pk).update(state="denied")
    Coverage.objects.filter(patient=claim.patient).update(
        starts_on=date(2024, 1, 1), ends_on=date(2024, 12, 31)
    )
    plan = make.payer(claim.practice, name="Silverline Advantage", profile="medicare_advantage")
    make.coverage(claim.patient, plan, member_id="SL778899", starts_on=date(2025, 1, 1))


def furnished_desk(name: str, ids: dict[str, int], *, by: User) -> dict[str, int]:
    """Make what an operation of the desk or the roster needs; return the ids of what was made."""
    if name in ("merge_patients", "tell_patients_apart"):
        return {"another": make.patient(Practice.objects.get(pk=ids["practice"]), last_name="Vale").pk}
    if name == "untag_claims":
        actor = make.actor(by)
        tag_claims(actor, claim_ids=[ids["claim"]], name="urgent", now=NOW)
    if name == "stop_import":
        RosterImport.objects.filter(pk=ids["import"]).update(state="judging")
    if name == "undo_import":
        RosterImport.objects.filter(pk=ids["import"]).update(state="done")
    if name == "read_alerts":
        alert = Alert.objects.create(
            practice_id=ids["practice"], recipient=by, kind="close_failed", on=NOW.date(), count=1, path="/",
            made_at=NOW,
        )  # fmt: skip
        return {"alert": alert.pk}
    return {}


def conference_by(person: User, ids: dict[str, int]) -> dict[str, int]:
    """Somebody's own conference over two patients, and the id of the second."""
    mine = Patient.objects.filter(practice=ids["practice"], enrollments__isnull=False).distinct()
    both = [mine.get(pk=ids["patient"]), mine.exclude(pk=ids["patient"])[0]]
    draft = Draft(activity="", performed_on=LATE_AT.date(), seconds=600)
    discussed = [Discussed(each, "") for each in both]
    held = log_conference(
        draft, actor=make.actor(person), discussed=discussed, attendees="Kelly RN", now=LATE_AT
    )
    return {"conference": held.pk, "another": both[1].pk}


def late_entry(period: ServicePeriod) -> TimeEntry:
    """Time of a closed period that was written down after its close."""
    draft = Draft(
        activity="communication", counterpart="agency_staff", channel="phone", performed_on=period.ends_on,
        seconds=60, reason="Found in the phone log",
    )  # fmt: skip
    boss, by = schedule_of(period.practice), period.enrollment.rendering_provider
    return log_time(draft, actor=boss, patient=period.patient, provider=by, now=LATE_AT)[0]


@pytest.fixture(scope="module")
def described() -> Any:
    """The description as schemathesis reads it, asked of the product itself and not of a server."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    document = json.loads(json.dumps(document, default=str))
    found = schemathesis.openapi.from_dict(document)
    found.app = application
    return found


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let nobody be told to wait, and no request end the connection that holds the test's transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    rates = {"read": "100000/minute", "write": "100000/minute"}
    monkeypatch.setattr("apps.practice.api_gate.ReadRate.THROTTLE_RATES", rates)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def operations(described: Any) -> list[Any]:
    """Every operation."""
    found = [each.ok() for each in described.get_all_operations()]
    assert {each.definition.raw["operationId"] for each in found} == NAMES.keys()
    return found


def _may(role: Role, operation: Any) -> bool:
    gates = ROWS[f"api:{NAMES[operation.definition.raw['operationId']]}"].gates[operation.method.upper()]
    return any(action in actions_of(frozenset({role})) for action in gates)


def _asked(case: Any, secret: str) -> Any:
    """The answer to a request, which is undone afterwards."""
    place = transaction.savepoint()
    try:
        return case.call(headers={"Authorization": f"Bearer {secret}"})
    finally:
        transaction.savepoint_rollback(place)


def _recorded(case: Any, secret: str) -> tuple[Any, str]:
    """The answer to a write of an administrator or biller, and what the audit trail does not tell of it."""
    seen = watched(lambda: case.call(headers={"Authorization": f"Bearer {secret}"}))
    return seen.answer, fault_in_trail(seen) if seen.change else ""


def _path(operation: Any, ids: dict[str, int]) -> dict[str, int]:
    name = operation.definition.raw["operationId"]
    key = {"mark_submission_not_sent": "sent_submission"}.get(name)
    return {part: ids[key or KEYS[part]] for part in KEYS if f"{{{part}}}" in operation.path}


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("role", list(Role))
def test_every_operation_succeeds_for_whom_it_is_and_refuses_the_others(
    hill: Place, described: Any, role: Role
) -> None:
    wrong, ids = [], hill.ids_for(role)
    secret = hill.people[role].secret
    for operation in operations(described):
        name = operation.definition.raw["operationId"]
        place = transaction.savepoint()
        if name in ("stop_timer", "discard_timer", "pause_timer", "resume_timer", "switch_timer") and _may(
            role, operation
        ):
            start = next(each for each in operations(described) if each.path.endswith("timer/start/"))
            started = start.Case(body=bodies(ids)["start_timer"], media_type="application/json")
            assert started.call(headers={"Authorization": f"Bearer {secret}"}).status_code == 201
        by = hill.people[role].user
        named = furnished(name, ids, by=by) if _may(role, operation) else ids
        body = bodies(named)
        sent = {"body": body[name], "media_type": "application/json"} if name in body else {}
        case = operation.Case(path_parameters=_path(operation, named), **sent)
        is_kept = operation.method.upper() == "POST" and role in KEEPERS and _may(role, operation)
        answer, fault = _recorded(case, secret) if is_kept else (_asked(case, secret), "")
        transaction.savepoint_rollback(place)
        expected = {200, 201} if _may(role, operation) else {403}
        if answer.status_code not in expected:
            wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
        elif fault:
            wrong.append(f"{name} as {role}: {fault}")
        case.validate_response(answer, checks=CHECKS)
    assert not wrong, "\n".join(wrong)


def _tried(hill: Place, described: Any, *roles: Role, examples: int) -> int:
    """Ask odd things of every operation with real ids, each as every role; return how many answers were looked at."""
    looked_at = 0
    for operation in operations(described):
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            asked = operation.as_strategy(generation_mode=mode)

            @seed(2026)
            @settings(
                max_examples=examples,
                phases=[Phase.generate],
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=asked)
            def odd(case: Any) -> None:
                nonlocal looked_at
                given_path = case.path_parameters
                for role in roles:  # thinking up a request takes longer than answering it
                    case.path_parameters = _path(case.operation, hill.ids_for(role)) or given_path
                    answer = _asked(case, hill.people[role].secret)
                    case.validate_response(answer, checks=CHECKS)
                    looked_at += 1

            if mode is schemathesis.GenerationMode.POSITIVE or operation.body or operation.query:
                odd()
    return looked_at


@pytest.mark.usefixtures("unhurried")
def test_odd_requests_get_answers_of_the_description(hill: Place, described: Any) -> None:
    assert _tried(hill, described, Role.PHYSICIAN, Role.BILLING_MANAGER, examples=2) > 2 * 60


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("unhurried")
def test_many_odd_requests_get_answers_of_the_description(hill: Place, described: Any) -> None:
    assert _tried(hill, described, *Role, examples=60) > len(Role) * 1500


def test_every_write_takes_an_idempotency_key(described: Any) -> None:
    without = [
        each.path
        for each in operations(described)
        if each.method.upper() == "POST" and "Idempotency-Key" not in {header.name for header in each.headers}
    ]
    assert not without
