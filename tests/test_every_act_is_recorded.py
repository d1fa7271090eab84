"""Every act of an administrator or biller stands in the audit trail, with old and new values.

The acts are found, not listed: whatever address lets one of the two send something. Forms are filled in from what they
show; `SENT` says what the others need. An act that nobody can perform here fails, and so does one that changes rows
and leaves no event. Every column of every row is compared: each that changed has to stand in an event of that row with
what it held and what it holds, and each row that was deleted with what it said.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from apps.billing.models import Claim, ClaimPayment, SelfAudit
from apps.billing.operations.correcting import paths_of
from apps.patients.models import Coverage, OwnRule
from apps.practice.domain.roles import Role, actions_of
from apps.practice.models import Alert, Collaboration, Membership, SignIn, Supervision, User
from apps.timelog.models import Notice
from tests import builders as make
from tests.api.conftest import hill, hilltop_stands, now
from tests.api.world import NOW, Place
from tests.billing.payers_answers import Answer, a_277ca, an_835
from tests.papers import a_pdf
from tests.test_every_address import ROWS, allowed, gated_address
from tests.trail import Watched, fault_in_trail, filled, rows, tables, watched

pytestmark = pytest.mark.once

__all__ = ["hill", "hilltop_stands", "now"]

KEEPERS = (Role.ADMINISTRATOR, Role.BILLING_MANAGER)
Sent = dict[str, Any]
CONTENTS: dict[str, Callable[[], bytes]] = {
    "imports:new": lambda: b"Surname,First name,DOB,Gender,MRN\nVale,Iris,7/4/1941,Female,MR-7\n",
    "billing:remittance_add": lambda: an_835(Answer("NOBODY2")),
    "billing:acknowledgement_add": lambda: a_277ca(("NOBODY3", "A7:562:85", "U")),
    "patients:document_add": lambda: a_pdf("Another page"),
}


def sent_for(name: str, place: Place) -> Sent:
    """What an act needs that its form does not show."""
    ids = place.ids
    earlier = {"starts_on": "2020-01-01", "ends_on": "2020-12-31"}
    because = {"reason": "Found in the chart"}
    known: dict[str, Sent] = {
        "practice:switch": {"practice": place.practice.pk},
        "practice:collaboration_add": earlier,
        "practice:collaboration_edit": {"ends_on": "2026-12-31"},
        "practice:supervision_add": earlier,
        "practice:service_location_add": {"state": "OH", "zip_code": "432151234"},
        "practice:invitation_add": {"roles": ["physician"], "ends_on": None},
        "practice:person": {"roles": ["care_staff", "physician"]},
        "practice:person_deactivate": because,
        "practice:alerts": {"close_failed_by_mail": None},
        "practice:alerts_read": {"alert": [each.pk for each in Alert.objects.all()]},
        "views:add": {"name": "Late ones", "list": "/claims/", "query": "stage=sent"},
        "views:change": {"name": "Renamed"},
        "patients:coverage_add": {"member_id": make.MBI, **earlier},
        "patients:coverage_edit": {"member_id": make.MBI, "group_number": "77"},
        "patients:enrollment_add": earlier,
        "patients:episode_add": earlier,
        "patients:fact_add": {"given_on": "2020-01-01", "revoked_on": "2020-02-01"},
        "timelog:notice_reply": {"text": "Thank you"},
        "timelog:template_add": {"activity": "communication", "title": "Lab review", "text": "What was found:"},
        "billing:signals_reviewed": {"signal": ids["signal"], "note": "Two visits on one day"},
        "billing:move": {"claim": ids["claim"]},
        "billing:assign": {
            "claim": ids["claim"], "person": place.people[Role.BILLING_MANAGER].user.pk,
        },
        "billing:tag": {"claim": ids["claim"], "tag": "urgent"},
        "billing:claim_note": {"text": "Called the agency"},
        "billing:make": {"claim": ids["approved_claim"], "format": "837p", "receiver": ids["receiver"]},
        "billing:authorize": {"number": "PA-77"},
        "billing:take_out": {"claim": ids["batched_claim"], **because},
        "billing:not_sent": because,
        "billing:undo": because,
        "billing:charge_add": {"procedure_code": "99490", "starts_on": "2026-05-20"},
        "billing:charge": {"amount": "131.00"},
        "billing:own_rule_end": {"ends_on": "2026-12-31"},
        "billing:ask": {"question": "close_now"},
        "billing:receiver_add": {
            "receiver_qualifier": "ZZ", "sender_qualifier": "ZZ", "contact_phone": "6145550100", "receiver_id": "OTHER",
            "sender_id": "HILL",
        },
        "billing:post_as_it_stands": because,
        "billing:payment_match": {"claim": ids["claim"], **because},
        "billing:payment_undo": because,
        "billing:payment_aside": because,
        "billing:payment_take_up": because,
        "billing:task_note": {"act": "resolve", "text": "Called the payer"},
        "billing:task_assign": {"person": place.people[Role.BILLING_MANAGER].user.pk},
        "billing:task_letter": {"letter": "Please look again."},
        "billing:correct": {"path": _path(ids), **because},
        "billing:another_payer": because,
        "billing:reopening": {"was_granted": "yes", "answered_on": "2026-06-02"},
        "billing:withdraw": because,
        "billing:unlock_month": because,
        "reports:packets_ask": {"claim": ids["approved_claim"]},
    }  # fmt: skip
    sent = dict(known.get(name, {}))
    if name in CONTENTS:
        field_ = "document-file" if name == "documents" else "file"
        ending = "pdf" if name == "patients:document_add" else "csv"
        sent[field_] = SimpleUploadedFile(f"act.{ending}", CONTENTS[name]())
    return sent


def _path(ids: dict[str, int]) -> str:
    claim = Claim.objects.select_related("payer", "practice").get(
        pk=addressed("billing:correct", ids)["claim"]
    )
    return next(iter(paths_of(claim)), "")


def addressed(name: str, ids: dict[str, int]) -> dict[str, int]:
    """The rows that an act is tried with, where they are other than the usual ones."""
    if name == "practice:collaboration_add":
        return {**ids, "provider": Collaboration.objects.get(pk=ids["collaboration"]).provider_id}
    if name == "practice:supervision_add":
        return {**ids, "provider": Supervision.objects.get(pk=ids["supervision"]).staff_id}
    if name in ("billing:correct", "billing:another_payer"):
        return {
            **ids,
            "claim": Claim.objects.filter(practice=ids["practice"], state="denied").latest("pk").pk,
        }
    if name.startswith("billing:payment_") and name != "billing:payment_undo":
        waiting = ClaimPayment.objects.filter(practice=ids["practice"], state="waiting").first()
        return {**ids, "claim_payment": waiting.pk if waiting else ids["claim_payment"]}
    return ids


# Acts that undo another one, which therefore comes first.
UNDOES = {"imports:undo": "imports:commit", "billing:unlock_month": "billing:lock_month"}


def prepare(name: str, place: Place, client: Client) -> bool:
    """Bring about what an act answers to; say whether there was anything to do."""
    practice, own = place.practice, place.people[Role.ADMINISTRATOR]
    if name == "practice:person_reactivate":
        Membership.objects.filter(user=place.ids["person"]).update(deactivated_at=NOW)
    elif name == "practice:alerts_read":
        user = User.objects.get(pk=int(client.session["_auth_user_id"]))
        Alert.objects.create(
            practice=practice,
            recipient=user,
            kind="close_failed",
            on=NOW.date(),
            count=1,
            path="/",
            made_at=NOW,
        )
    elif name == "timelog:notice_reply":
        Notice.objects.filter(pk=own.notice).update(made_by=place.people[Role.PHYSICIAN].user)
    elif name in UNDOES:
        assert client.post(gated_address(UNDOES[name], place.ids)).status_code == 302
    elif name == "timelog:undo":
        path = gated_address("timelog:void", place.ids_for(Role.ADMINISTRATOR))
        assert client.post(path, {"reason": "Entered twice"}).status_code == 302
    elif name == "billing:payment_take_up":
        waiting = addressed(name, place.ids)
        path = gated_address("billing:payment_aside", waiting)
        assert client.post(path, {"reason": "Not ours"}).status_code == 302
        place.ids["claim_payment"] = waiting["claim_payment"]
    elif name == "patients:coverage_add":
        Coverage.objects.filter(patient=place.ids["patient"]).update(starts_on=date(2026, 1, 1))
    elif name == "billing:own_rule_end":
        OwnRule.objects.filter(pk=place.ids["own_rule"]).update(state=OwnRule.State.APPLIED)
    else:
        return furnish(name, place, client)
    return True


def furnish(name: str, place: Place, client: Client) -> bool:
    """Enter the further row that an act is about; say whether there is one."""
    if name in ("patients:merge", "patients:apart"):
        place.ids["patient:merged_id"] = make.patient(place.practice, last_name="Vale").pk
    elif name == "reports:self_audit_forget":
        SelfAudit.objects.filter(pk=place.ids["self_audit"]).update(
            asked_by=place.people[Role.ADMINISTRATOR].user
        )
    elif name == "billing:another_payer":
        whose = Claim.objects.filter(practice=place.practice, state="denied").latest("pk").patient
        whose.coverages.update(ends_on=date(2026, 4, 30))
        plan = make.payer(place.practice, name="Silverline Advantage", profile="medicare_advantage")
        make.coverage(whose, plan, member_id="SL778899", starts_on=date(2026, 5, 1))
    elif name == "practice:sign_ins_end_others":
        user = User.objects.get(pk=int(client.session["_auth_user_id"]))
        SignIn.objects.create(user=user, practice=place.practice, session_key="a-third-browser")
    else:
        return False
    return True


# Acts whose state no furnished practice has: what asserts old and new values of them instead.
ELSEWHERE: dict[str, str] = {
    "billing:close_again": "tests/billing/test_correction_pages.py",
    "billing:leave": "tests/billing/test_correction_pages.py",
    "billing:refund": "tests/billing/test_correction_pages.py",
    "billing:post_as_it_stands": "tests/billing/test_posting.py",
    "billing:undo_act": "tests/billing/test_desk.py",
    "billing:claim_fact": "tests/billing/test_desk.py",
}
# Acts that change no row here, each with the reason.
CHANGES_NOTHING: dict[str, str] = {
    "practice:switch": "says only where this session works",
    "practice:look_as": "says only how this session looks; beginning and end are recorded",
    "practice:look_as_oneself": "as above",
    "billing:approve_all": "every draft here has a flag",
    "billing:not_billed_record": "the decision lacks no fact that is recorded there",
    "billing:take_off": "nothing stands on the list any more",
    "imports:stop": "nothing runs in the background",
    "billing:check": "drafts that say what they said",
    "billing:look_for_signals": "no new signal",
    "billing:trial_apply": "the question asked changed no rule",
    "billing:rules_take": "the rules of this version decide here already",
    "billing:rehearse": "nothing of a rehearsal is kept",
}


def acts() -> Iterator[tuple[str, Role]]:
    """Every address that an administrator or biller may send something to, and who does it here."""
    for name, row in ROWS.items():
        if "POST" in row.gates and not name.startswith("api:"):
            who = next(
                (role for role in KEEPERS if actions_of(frozenset({role})).intersection(row.gates["POST"])),
                None,
            )
            if who is not None:
                yield name, who


@pytest.fixture
def browsers(hill: Place) -> dict[Role, Client]:
    found = {}
    for role in KEEPERS:
        found[role] = Client()
        found[role].force_login(hill.people[role].user)
    return found


def body_of(client: Client, name: str, path: str, place: Place) -> dict[str, Any]:
    """What to send: the form as it stands, and what `SENT` says."""
    extra = sent_for(name, place)
    if "GET" not in ROWS[name].gates:
        return extra
    shown = client.get(path)
    form = (shown.context or {}).get("form") if shown.status_code == 200 else None
    sent = {**(filled(form) if form is not None else {}), **extra}
    return {key: value for key, value in sent.items() if value is not None}


def test_every_act_of_an_administrator_or_biller_is_in_the_trail(
    hill: Place, browsers: dict[Role, Client]
) -> None:
    wrong, done, everything = [], 0, rows(tables())
    for name, role in acts():
        place = transaction.savepoint()
        is_prepared = prepare(name, hill, browsers[role])
        path = gated_address(name, addressed(name, hill.ids_for(role)))
        sent, browser = body_of(browsers[role], name, path, hill), browsers[role]
        seen = watched(partial(browser.post, path, sent), before=None if is_prepared else everything)
        done += 1
        if fault := fault_of(name, seen):
            wrong.append(f"{name} as {role}: {fault}")
        transaction.savepoint_rollback(place)
    assert not wrong, "\n".join(wrong)
    assert done > 90


def fault_of(name: str, seen: Watched) -> str:
    answer = seen.answer
    if name in ELSEWHERE:
        return "" if answer.status_code == 422 else "it can be performed here after all"
    if answer.status_code not in (200, 204, 302):
        shown = answer.context or {}
        problems = getattr(shown.get("form"), "errors", None) or shown.get("problems")
        return f"{answer.status_code}, so nobody knows whether it is recorded: {problems}"
    if not seen.change:
        return "" if name in CHANGES_NOTHING else f"it changed no row ({answer.status_code})"
    return "it does change rows" if name in CHANGES_NOTHING else fault_in_trail(seen)


def test_looking_as_another_role_changes_nothing_and_hands_out_no_file(hill: Place) -> None:
    """An administrator looks as the biller: every button refused, every page without own right a page and no file."""
    browser, wrong = Client(), []
    browser.force_login(hill.people[Role.ADMINISTRATOR].user)
    assert browser.post("/practice/look-as/billing_manager/").status_code == 302
    for name, row in ROWS.items():
        if name.startswith("api:") or name == "practice:look_as_oneself":
            continue
        path = gated_address(name, hill.ids_for(Role.ADMINISTRATOR))
        if "POST" in row.gates and (code := browser.post(path).status_code) != 403:
            wrong.append(f"POST {name}: {code}")
        if "GET" in row.gates and not allowed(hill, Role.ADMINISTRATOR, row.gates["GET"]):
            answer = browser.get(path)
            is_page = answer.get("Content-Type", "").startswith("text/html")
            if answer.status_code == 200 and not is_page:
                wrong.append(f"GET {name}: a file")
    assert wrong == []
