"""Inbox, undo, plan and signatures for other programs."""

from base64 import b64encode
from typing import Any

from apps.billing.models import Attestation
from apps.patients.models import Goal, Strategy
from apps.practice.domain.roles import Role
from apps.timelog.models import Notice
from tests.api.conftest import As, codes
from tests.api.world import Place

OPEN_DAY = {"activity": "progress_tracking", "performed_on": "2026-06-01", "minutes": 9}


def corrected(hill: Place, as_: As) -> Any:
    """The administrator corrects the physician's entry; the notice of it as the physician's program reads it."""
    entry = hill.people[Role.PHYSICIAN].entry
    said = {**OPEN_DAY, "reason": "The call list says nine minutes"}
    assert as_(Role.ADMINISTRATOR).post(f"time-entries/{entry}/amend/", said).status_code == 200
    return as_(Role.PHYSICIAN).get("inbox/", unread="true").json()["results"][0]


def test_a_change_by_somebody_else_stands_in_the_inbox_until_acknowledged(hill: Place, as_: As) -> None:
    notice = corrected(hill, as_)
    assert notice["reason"] == "The call list says nine minutes"
    assert notice["entry"] == hill.people[Role.PHYSICIAN].entry
    path = f"inbox/{notice['id']}/acknowledge/"
    assert as_(Role.ADMINISTRATOR).post(path).status_code == 404
    assert as_(Role.PHYSICIAN).post(path).json()["read_at"]
    unread = as_(Role.PHYSICIAN).get("inbox/", unread="true").json()["results"]
    assert notice["id"] not in {each["id"] for each in unread}


def test_an_answer_stands_in_the_inbox_of_whoever_made_the_change(hill: Place, as_: As) -> None:
    notice = corrected(hill, as_)
    path = f"inbox/{notice['id']}/answer/"
    assert codes(as_(Role.PHYSICIAN).post(path, {"text": " "})) == ["answer_missing"]
    assert as_(Role.PHYSICIAN).post(path, {"text": "It was twelve; see the bill."}).status_code == 200
    answer = as_(Role.ADMINISTRATOR).get("inbox/").json()["results"][0]
    assert (answer["text"], answer["replies_to"]) == ("It was twelve; see the bill.", notice["id"])
    assert Notice.objects.get(pk=notice["id"]).read_at is not None


def test_ones_own_act_is_taken_back_within_ten_seconds(hill: Place, as_: As) -> None:
    made = as_(Role.PHYSICIAN).post("time-entries/", {**OPEN_DAY, "patient": hill.ids["patient"]}).json()
    path = f"time-entries/{made['entries'][0]['id']}/undo/"
    assert codes(as_(Role.CARE_STAFF).post(path)) == ["not_yours_to_undo"]
    assert codes(as_(Role.PHYSICIAN).post(path, {"based_on": 4})) == ["changed_meanwhile"]
    undone = as_(Role.PHYSICIAN).post(path, {"based_on": 1}).json()
    assert undone["current"]["is_void"]
    assert [version["number"] for version in undone["versions"]] == [2, 1]


def test_a_goal_gets_strategies_and_the_plan_tells_both(hill: Place, as_: As) -> None:
    program, patient = as_(Role.PHYSICIAN), hill.ids["patient"]
    stated = program.post(f"patients/{patient}/goals/", {"statement": "Climb one flight"})
    assert stated.status_code == 201
    goal = stated.json()["id"]
    made = program.post(f"goals/{goal}/strategies/", {"statement": "Stairs with the therapist"})
    assert made.status_code == 201
    assert codes(program.post(f"strategies/{made.json()['id']}/drop/", {})) == ["reason_missing"]
    program.post("time-entries/", {**OPEN_DAY, "patient": patient, "goals": [goal]})
    plan = program.get(f"patients/{patient}/plan/").json()
    (found,) = [each for each in plan["goals"] if each["goal"]["id"] == goal]
    assert [each["statement"] for each in found["strategies"]] == ["Stairs with the therapist"]
    assert [each["seconds"] for each in found["progress"]] == [540]
    program.post(f"strategies/{made.json()['id']}/drop/", {"reason": "No stairs at home"})
    assert Strategy.objects.get(pk=made.json()["id"]).drop_reason == "No stairs at home"


def test_goals_are_revised_met_and_dropped(hill: Place, as_: As) -> None:
    goal, program = hill.ids["goal"], as_(Role.CARE_STAFF)
    said = {"statement": "Walk to the corner", "reason": "The mailbox was reached"}
    assert program.post(f"goals/{goal}/revise/", said).json()["statement"] == "Walk to the corner"
    assert program.post(f"goals/{goal}/met/").json()["state"] == "met"
    assert codes(program.post(f"goals/{goal}/drop/", {"reason": "Moved away"})) == ["goal_ended"]
    assert Goal.objects.get(pk=goal).state == "met"


def test_a_program_signs_what_it_saw_and_nothing_else(hill: Place, as_: As) -> None:
    program = as_(Role.PHYSICIAN)
    waiting = program.get("attestations/").json()
    first = waiting["results"][0]
    assert waiting["statement"].startswith("I personally performed")
    assert [each["seconds"] for each in first["entries"]] == [1800]
    stale = program.post("attestations/", {"periods": [{"period": first["period"], "seen": "0" * 64}]})
    assert [each["code"] for each in stale.json()["left_out"]] == ["changed_meanwhile"]
    signed = program.post("attestations/", {"periods": [{"period": first["period"], "seen": first["seen"]}]})
    assert signed.status_code == 201
    (made,) = signed.json()["made"]
    assert Attestation.objects.get(pk=made["id"]).content_hash == first["seen"]
    assert first["period"] not in {each["period"] for each in program.get("attestations/").json()["results"]}


def test_a_claim_is_given_to_people_of_the_practice_and_others_are_not_even_named(
    hill: Place, lake: Place, as_: As
) -> None:
    program, claim = as_(Role.BILLING_MANAGER), hill.ids["claim"]
    stranger = program.post("claims/assign/", {"claims": [claim], "person": lake.ids["biller"]})
    nobody = program.post("claims/assign/", {"claims": [claim], "person": 2**40})
    assert codes(stranger) == codes(nobody) == ["not_a_member"]
    told = stranger.json()["problems"][0]["message"]
    assert told == f"Nobody with the id {lake.ids['biller']} works here. Look the id up and send it again."
    nurse = program.post("claims/assign/", {"claims": [claim], "person": hill.ids["person"]})
    assert nurse.json()["problems"][0]["message"].startswith("Nora Lindqvist sees no claims")
    mine = program.post("claims/assign/", {"claims": [claim], "person": hill.ids["biller"]})
    assert mine.json() == {"changed": 1}


def test_the_columns_of_a_file_are_matched_by_name_and_remembered(hill: Place, as_: As) -> None:
    program = as_(Role.ADMINISTRATOR)
    content = b64encode(b"Nachname,First name,DOB,Shoe\nIves,Wanda,1938-02-28,38\n").decode()
    brought = program.post("imports/", {"file_name": "a.csv", "content": content}).json()
    assert brought["state"] == "matching"
    path = f"imports/{brought['id']}"
    seen = program.get(f"{path}/columns/").json()
    assert seen["columns"][0] == {"name": "Nachname", "matched": "", "samples": ["Ives"]}
    assert {"name": "last_name", "meaning": "Family name", "is_required": True} in seen["offered"]
    assert "last_name" in seen["problems"][0]["message"]
    wrong = {"matches": {"Vorname": "first_name", "Nachname": "surname"}}
    assert codes(program.post(f"{path}/match/", wrong)) == ["column_unknown", "match_unknown"]
    matched = program.post(f"{path}/match/", {"matches": {"Nachname": "last_name", "Shoe": ""}})
    assert (matched.status_code, matched.json()["state"]) == (200, "judging")
    stopped = program.post(f"{path}/stop/").json()
    assert (stopped["state"], stopped["problem"]) == ("matching", "It was stopped. Nothing of it was kept.")
    again = program.post("imports/", {"file_name": "b.csv", "content": content}).json()
    assert again["state"] == "judging", "nothing is asked twice"
    assert program.post(f"imports/{hill.ids['import']}/stop/").json()["state"] == "previewed"
    assert program.post(f"{path}/discard/").json()["state"] == "discarded"
    assert program.get(f"{path}/columns/").status_code == 404
