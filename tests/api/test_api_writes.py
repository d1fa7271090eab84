"""Writes: the same operations and refusals as the pages, and each of them once."""

import json
from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from apps.billing.models import Claim, CloseRun
from apps.billing.tasks import check_file
from apps.practice import api_gate
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, IdempotencyKey
from apps.timelog.entry_selectors import with_words
from apps.timelog.models import EntryVersion, TimeEntry, Timer
from apps.timelog.serializers import MadeSerializer, TimerSerializer
from tests.api.conftest import As, codes
from tests.api.world import Place


def minutes(hill: Place, **said: Any) -> dict[str, Any]:
    return {
        "patient": hill.ids["patient"],
        "activity": "progress_tracking",
        "performed_on": "2026-06-01",
        "minutes": 9,
        **said,
    }


def test_time_is_logged_like_on_the_page_and_marked_as_from_a_program(hill: Place, as_: As) -> None:
    answer = as_(Role.PHYSICIAN).post("time-entries/", minutes(hill, goals=[hill.ids["goal"]]))
    assert answer.status_code == 201, answer.json()
    (entry,) = answer.json()["entries"]
    assert (entry["current"]["seconds"], entry["current"]["capture"]) == (540, "api")
    assert entry["goals"] == [hill.ids["goal"]]
    event = AuditEvent.objects.get(action="time.logged", subject_id=entry["id"])
    assert event.actor == hill.people[Role.PHYSICIAN].user


def test_everything_wrong_with_an_entry_is_said_at_once(hill: Place, as_: As) -> None:
    body = minutes(hill, minutes=2000, activity="gossip", performed_on="2027-01-01")
    answer = as_(Role.PHYSICIAN).post("time-entries/", body)
    assert answer.status_code == 422
    assert {"activity_unknown", "longer_than_a_day", "in_the_future"} <= set(codes(answer))


def test_a_closed_date_needs_a_reason(hill: Place, as_: As) -> None:
    answer = as_(Role.PHYSICIAN).post("time-entries/", minutes(hill, performed_on="2026-05-05"))
    assert answer.status_code == 422
    late = minutes(hill, performed_on="2026-05-05", reason="Found the note of the call")
    entry = as_(Role.PHYSICIAN).post("time-entries/", late).json()["entries"][0]
    assert entry["current"]["is_late"]


def test_a_misspelled_value_is_named_and_not_dropped(hill: Place, as_: As) -> None:
    answer = as_(Role.PHYSICIAN).post("time-entries/", minutes(hill, minuts=3))
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "minuts"


def test_a_time_without_an_offset_is_refused(hill: Place, as_: As) -> None:
    body = minutes(hill, started_at="2026-06-01T10:00:00", ended_at="2026-06-01T10:20:00Z")
    answer = as_(Role.PHYSICIAN).post("time-entries/", body)
    assert [problem["field"] for problem in answer.json()["problems"]] == ["started_at"]
    assert codes(answer) == ["no_offset"]


def test_a_patient_of_another_practice_is_not_found(hill: Place, lake: Place, as_: As) -> None:
    answer = as_(Role.PHYSICIAN).post("time-entries/", minutes(hill, patient=lake.ids["patient"]))
    assert answer.status_code == 404


def test_a_goal_of_another_practice_is_unknown(hill: Place, lake: Place, as_: As) -> None:
    answer = as_(Role.PHYSICIAN).post("time-entries/", minutes(hill, goals=[lake.ids["goal"]]))
    assert codes(answer) == ["goal_unknown"]


def test_a_broken_body_is_refused_in_the_same_shape(as_: As) -> None:
    client = as_(Role.PHYSICIAN).client
    broken = client.post("/api/time-entries/", "{", content_type="application/json")
    assert (broken.status_code, codes(broken)) == (400, ["parse_error"])
    other = client.post("/api/time-entries/", "a=b", content_type="text/plain")
    assert (other.status_code, codes(other)) == (415, ["unsupported_media_type"])
    listed = client.post("/api/time-entries/", "[]", content_type="application/json")
    assert listed.status_code == 422


def test_an_entry_is_corrected_and_voided_by_its_owner(hill: Place, as_: As) -> None:
    path = f"time-entries/{hill.ids['entry']}/"
    physician = as_(Role.PHYSICIAN)
    body = minutes(hill, reason="Read the clock wrong", based_on=1)
    del body["patient"]
    assert [row["number"] for row in physician.post(f"{path}amend/", body).json()["versions"]] == [2, 1]
    assert codes(physician.post(f"{path}amend/", body)) == ["changed_meanwhile"]
    assert codes(physician.post(f"{path}void/")) == ["reason_missing"]
    assert physician.post(f"{path}void/", {"reason": "Wrong patient"}).json()["current"]["is_void"]
    assert codes(physician.post(f"{path}void/", {"reason": "Again"})) == ["entry_is_void"]


def test_somebody_elses_time_is_not_changed(hill: Place, as_: As) -> None:
    answer = as_(Role.CARE_STAFF).post(f"time-entries/{hill.ids['entry']}/void/", {"reason": "Mine?"})
    assert (answer.status_code, codes(answer)) == (422, ["not_your_time"])


def test_a_timer_runs_once_and_is_discarded_with_a_reason(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    assert physician.get("timer/").json() == {"timer": None}
    start = {"patient": hill.ids["patient"], "activity": "progress_tracking"}
    assert physician.post("timer/start/", start).status_code == 201
    assert codes(physician.post("timer/start/", start)) == ["timer_running"]
    assert physician.get("timer/").json()["timer"]["patient"]["id"] == hill.ids["patient"]
    assert codes(physician.post("timer/discard/")) == ["reason_missing"]
    assert physician.post("timer/discard/", {"reason": "Wrong patient"}).json() == {"timer": None}
    assert codes(physician.post("timer/stop/")) == ["no_timer"]


def test_a_stopped_timer_keeps_what_was_said_at_its_start(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    start = {"patient": hill.ids["patient"], "activity": "progress_tracking", "note": "Labs"}
    physician.post("timer/start/", {**start, "started_at": "2026-06-02T14:40:00Z"})
    (entry,) = physician.post("timer/stop/", {"channel": "portal"}).json()["entries"]
    said = entry["current"]
    assert (said["seconds"], said["note"], said["channel"], said["capture"]) == (
        1200,
        "Labs",
        "portal",
        "timer",
    )


def test_the_same_key_gives_the_same_answer_and_logs_once(hill: Place, as_: As) -> None:
    physician, before = as_(Role.PHYSICIAN), TimeEntry.objects.count()
    first = physician.post("time-entries/", minutes(hill), key="a-1")
    again = physician.post("time-entries/", minutes(hill), key="a-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert TimeEntry.objects.count() == before + 1


def test_the_same_key_for_something_else_is_refused(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    physician.post("time-entries/", minutes(hill), key="a-1")
    other = physician.post("time-entries/", minutes(hill, minutes=10), key="a-1")
    assert (other.status_code, codes(other)) == (422, ["idempotency_key_reused"])
    elsewhere = physician.post("timer/stop/", {}, key="a-1")
    assert codes(elsewhere) == ["idempotency_key_reused"]


def test_a_key_that_comes_back_later_neither_starts_nor_stops_another_timer(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    body = {"patient": hill.ids["patient"], "activity": "progress_tracking"}

    def kept() -> tuple[list[int], int, int]:
        written = AuditEvent.objects.filter(action__in=("timer.started", "timer.stopped", "time.logged"))
        return list(Timer.objects.values_list("pk", flat=True)), EntryVersion.objects.count(), written.count()

    started = physician.post("timer/start/", body, key="s-1").json()
    refused = physician.post("timer/start/", body, key="s-2").json()
    stopped = physician.post("timer/stop/", {}, key="t-1").json()
    before = kept()
    assert physician.post("timer/start/", body, key="s-1").json() == started
    assert physician.post("timer/start/", body, key="s-2").json() == refused
    assert physician.post("timer/stop/", {}, key="t-1").json() == stopped
    assert kept() == before
    assert physician.post("timer/start/", body, key="s-3").status_code == 201
    before = kept()
    assert physician.post("timer/stop/", {}, key="t-1").json() == stopped
    assert kept() == before


def test_a_refusal_is_repeated_too_and_leaves_nothing_behind(hill: Place, as_: As) -> None:
    physician, before = as_(Role.PHYSICIAN), EntryVersion.objects.count()
    first = physician.post("time-entries/", minutes(hill, minutes=0), key="a-1")
    assert (first.status_code, codes(first)) == (422, ["minutes_not_positive"])
    assert physician.post("time-entries/", minutes(hill, minutes=0), key="a-1").json() == first.json()
    assert EntryVersion.objects.count() == before


def test_a_shape_that_cannot_be_read_does_not_use_the_key_up(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    assert physician.post("time-entries/", minutes(hill, minutes="many"), key="a-1").status_code == 422
    assert physician.post("time-entries/", minutes(hill), key="a-1").status_code == 201


def test_two_people_may_use_the_same_key(hill: Place, as_: As) -> None:
    for role in (Role.PHYSICIAN, Role.CARE_STAFF):
        assert as_(role).post("time-entries/", minutes(hill), key="a-1").status_code == 201


def test_a_key_of_a_request_still_worked_on_says_so(hill: Place, as_: As) -> None:
    manager = as_(Role.BILLING_MANAGER)
    manager.post("close-runs/", {}, key="b-1")
    IdempotencyKey.objects.filter(key="b-1").update(status=None, answer=None)
    answer = manager.post("close-runs/", {}, key="b-1")
    assert (answer.status_code, codes(answer)) == (409, ["still_working"])


def test_closing_by_a_program_is_a_run_by_that_person(hill: Place, as_: As) -> None:
    manager, before = as_(Role.BILLING_MANAGER), CloseRun.objects.count()
    run = manager.post("close-runs/", {}, key="b-1").json()
    assert manager.post("close-runs/", {}, key="b-1").json() == run
    assert (run["trigger"], run["closed"], CloseRun.objects.count()) == ("person", 0, before + 1)


def test_a_key_that_is_too_long_is_refused(hill: Place, as_: As) -> None:
    answer = as_(Role.PHYSICIAN).post("time-entries/", minutes(hill), key="k" * 81)
    assert codes(answer) == ["idempotency_key_too_long"]


def test_a_draft_goes_the_whole_way_out(hill: Place, as_: As) -> None:
    manager, claim = as_(Role.BILLING_MANAGER), hill.ids["claim"]

    def move(name: str, reason: str = "") -> Any:
        return manager.post("claims/moves/", {"move": name, "claims": [claim], "reason": reason})

    for name, reason in (
        ("hold", "Ask"),
        ("release", ""),
        ("return", "Sign"),
        ("resume", ""),
        ("approve", ""),
    ):
        done = move(name, reason).json()
        assert (done["moved"], done["left_out"]) == ([claim], []), name
    assert manager.post(f"claims/acts/{done['act']}/undo/").json() == {"moved": [claim], "left_out": []}
    assert move("approve").status_code == 200
    assert move("withdraw_approval", "Wrong code").status_code == 200
    assert move("approve").status_code == 200
    body = {"format": "837p", "claims": [claim], "receiver": hill.ids["receiver"]}
    made = manager.post("submissions/", body)
    assert (made.status_code, made.json()["claims"]) == (201, [claim])
    path = f"submissions/{made.json()['id']}/"
    waiting = manager.get(f"{path}download/")
    assert (waiting.status_code, codes(waiting)) == (422, ["submission_unchecked"])
    check_file(made.json()["id"])
    content = manager.get(f"{path}download/")
    assert (content["Content-Type"], content.content[:4]) == ("application/edi-x12", b"ISA*")
    assert manager.post(f"{path}sent/").json()["state"] == "sent"
    assert manager.post(f"{path}not-sent/", {"reason": "Upload failed"}).json()["state"] == "made"
    assert manager.post(f"{path}undo/", {"reason": "Wrong receiver"}).json()["claims"] == []
    assert Claim.objects.get(pk=claim).state == "approved"


def test_claims_that_may_not_move_are_left_out_with_their_reasons(hill: Place, lake: Place, as_: As) -> None:
    claims = [hill.ids["claim"], hill.ids["approved_claim"], lake.ids["claim"]]
    done = as_(Role.BILLING_MANAGER).post("claims/moves/", {"move": "approve", "claims": claims}).json()
    assert done["moved"] == claims[:1]
    left_out = {each["claim"]: each["problems"][0]["code"] for each in done["left_out"]}
    assert left_out == {claims[1]: "claim_move_not_allowed", claims[2]: "claim_unknown"}


def test_a_move_that_moves_nothing_is_refused(hill: Place, as_: As) -> None:
    body = {"move": "hold", "claims": [hill.ids["claim"]]}
    answer = as_(Role.BILLING_MANAGER).post("claims/moves/", body)
    assert (answer.status_code, codes(answer)) == (422, ["claim_move_needs_reason"])


@pytest.mark.parametrize("move", ["send", "pay", "batch"])
def test_moves_that_are_not_of_review_are_no_moves_here(hill: Place, as_: As, move: str) -> None:
    body = {"move": move, "claims": [hill.ids["claim"]], "reason": "x"}
    assert as_(Role.BILLING_MANAGER).post("claims/moves/", body).status_code == 422


def test_only_those_who_log_time_have_a_timer(hill: Place, as_: As) -> None:
    before = Timer.objects.count()
    assert as_(Role.AUDITOR).post("timer/start/", {"patient": hill.ids["patient"]}).status_code == 403
    assert Timer.objects.count() == before


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("[" * 100_000, 400, "parse_error"),
        ('{"note":' * 50_000, 400, "parse_error"),
        ('{"\\ud800": 1}', 400, "parse_error"),
        ('{"activity": "\\uDFFF"}', 400, "parse_error"),
        (json.dumps({"note": "n" * 2000}), 413, "body_too_large"),
    ],
    ids=[
        "lists in lists",
        "objects in objects",
        "half a character as a name",
        "half a character",
        "too much",
    ],
)
def test_json_that_no_program_means_is_refused(
    hill: Place, as_: As, body: str, status: int, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(Role.PHYSICIAN).client
    if status == 413:
        monkeypatch.setattr(api_gate, "LARGEST_BODY", 1000)
    answer = client.post("/api/time-entries/", body, content_type="application/json")
    assert answer.status_code == status
    assert code in codes(answer)


def test_periods_and_claims_are_narrowed_to_a_month(hill: Place, as_: As) -> None:
    program = as_(Role.BILLING_MANAGER)
    for path in ("service-periods/", "claims/"):
        assert program.get(path, month="2026-05").json()["results"]
        assert program.get(path, month="2020-05").json()["results"] == []
        assert program.get(path, month="2026-5").status_code == 422


def test_an_answer_from_the_rows_in_hand_says_what_reading_them_again_says(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    clock = {"performed_on": None, "minutes": None, "started_at": "2026-06-02T03:50:00Z"}
    across_midnight = minutes(hill, **clock, ended_at="2026-06-02T04:10:00Z", note="Ward: “stable”")
    programme = minutes(hill, patient=None, activity="program_monitoring")
    for body in (minutes(hill, client_id="11111111-1111-4111-8111-111111111111"), across_midnight, programme):
        answer = physician.post("time-entries/", body).json()
        made = TimeEntry.objects.filter(pk__in=[entry["id"] for entry in answer["entries"]])
        rows = with_words(made).order_by("pk")
        assert answer == json.loads(JSONRenderer().render(MadeSerializer({"entries": rows}).data))
    started = physician.post(
        "timer/start/", {"patient": hill.ids["patient"], "activity": "progress_tracking"}
    )
    assert started.json() == json.loads(
        JSONRenderer().render(TimerSerializer(Timer.objects.get(waiting_since=None)).data)
    )


def test_the_same_client_id_again_is_answered_with_the_goals_of_the_first_time(hill: Place, as_: As) -> None:
    body = minutes(hill, client_id="11111111-1111-4111-8111-111111111111", goals=[hill.ids["goal"]])
    first = as_(Role.PHYSICIAN).post("time-entries/", body).json()
    assert as_(Role.PHYSICIAN).post("time-entries/", {**body, "goals": []}).json() == first


def test_a_timer_is_paused_goes_on_and_moves_to_another_patient(hill: Place, as_: As) -> None:
    physician = as_(Role.PHYSICIAN)
    start = {"patient": hill.ids["patient"], "activity": "progress_tracking"}
    assert (
        codes(physician.post("timer/pause/")) == codes(physician.post("timer/switch/", start)) == ["no_timer"]
    )
    physician.post("timer/start/", {**start, "started_at": "2026-06-02T14:40:00Z"})
    assert [physician.post("timer/pause/").json()["is_paused"] for _ in range(2)] == [True, True]
    assert physician.get("timer/").json()["timer"]["is_paused"]
    assert not physician.post("timer/resume/").json()["is_paused"]
    switched = physician.post("timer/switch/", {**start, "activity": "documentation"})
    assert (switched.status_code, switched.json()["entries"][0]["current"]["seconds"]) == (201, 1200)
    assert switched.json()["timer"]["activity"] == "documentation"


def test_a_switch_that_is_refused_leaves_the_timer_as_it_was(hill: Place, lake: Place, as_: As) -> None:
    physician, before = as_(Role.PHYSICIAN), TimeEntry.objects.count()
    start = {"patient": hill.ids["patient"], "activity": "progress_tracking"}
    physician.post("timer/start/", {**start, "started_at": "2026-06-02T14:40:00Z"})
    assert codes(physician.post("timer/switch/", {**start, "activity": "gossip"})) == ["activity_unknown"]
    elsewhere = physician.post("timer/switch/", {**start, "patient": lake.ids["patient"]})
    assert (elsewhere.status_code, TimeEntry.objects.count()) == (404, before)
    assert physician.get("timer/").json()["timer"]["activity"] == "progress_tracking"
