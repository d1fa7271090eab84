"""The pages of the time log: they work, refuse the wrong role, and know nobody of another practice."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import Goal, Patient
from apps.practice.domain.roles import Role
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.timelog import patient_views, views
from apps.timelog.models import EntryVersion, TimeEntry, Timer
from tests import builders as make
from tests.timelog.test_log_time import by_clock, by_minutes, close, log

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)  # 14:00 in New York


@pytest.fixture(autouse=True)
def _on_the_tenth_of_march() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(client: Client, url: str) -> dict[str, str]:
    """Return what a browser would send back of the form at `url`, untouched."""
    form = client.get(url).context["form"]
    return {
        name: str(form[name].value() or "") for name in form.fields if name not in ("goals", "ends_next_day")
    }


@pytest.fixture
def entry(ana: User, jane: Patient) -> TimeEntry:
    return log(by_clock("2026-03-10T10:00:07-04:00", "2026-03-10T10:12:31-04:00"), user=ana, patient=jane)[0]


@pytest.fixture
def goal(jane: Patient) -> Goal:
    return Goal.objects.create(
        practice=jane.practice, patient=jane, statement="Walk", stated_on=date(2026, 2, 1)
    )


@pytest.fixture
def addresses(jane: Patient, entry: TimeEntry, goal: Goal) -> dict[str, tuple[str, str]]:
    """Each page with the method that is not the wrong one."""
    return {
        name: (method, reverse(name, args=args))
        for method, name, args in (
            ("get", "timelog:today", ()),
            ("get", "timelog:entries", ()),
            ("get", "timelog:log_program", ()),
            ("get", "timelog:log", (jane.pk,)),
            ("get", "timelog:verdict", (jane.pk,)),
            ("get", "timelog:amend", (entry.pk,)),
            ("get", "timelog:void", (entry.pk,)),
            ("get", "timelog:timer", ()),
            ("post", "timelog:start", (jane.pk,)),
            ("get", "timelog:discard", ()),
            ("post", "timelog:stop", ()),
            ("get", "timelog:state_goal", (jane.pk,)),
            ("get", "timelog:revise_goal", (goal.pk,)),
            ("get", "timelog:meet_goal", (goal.pk,)),
            ("get", "timelog:drop_goal", (goal.pk,)),
            ("get", "patients:list", ()),
            ("get", "patients:detail", (jane.pk,)),
        )
    }


def test_every_page_works_for_a_physician(ana: User, addresses: dict[str, tuple[str, str]]) -> None:
    client = signed_in(ana)
    answers = {name: getattr(client, method)(url).status_code for name, (method, url) in addresses.items()}
    # The timer was started just before "stop" ended it.
    expected = dict.fromkeys(addresses, 200) | {"timelog:start": 302, "timelog:stop": 422}
    assert answers == expected


def test_nobody_else_logs_time(mia: User, otto: User, addresses: dict[str, tuple[str, str]]) -> None:
    for user in (mia, otto):
        client = signed_in(user)
        answers = {
            name: getattr(client, method)(url).status_code for name, (method, url) in addresses.items()
        }
        seen = {"patients:list": 200, "patients:detail": 200}
        assert answers == dict.fromkeys(addresses, 403) | seen


def test_nothing_of_another_practice_is_there(
    carol: User, dr_whitfield: Provider, addresses: dict[str, tuple[str, str]]
) -> None:
    client = signed_in(carol)
    answers = {name: getattr(client, method)(url).status_code for name, (method, url) in addresses.items()}
    own = dict.fromkeys(
        ("timelog:today", "timelog:entries", "timelog:log_program", "timelog:timer", "patients:list"), 200
    )
    assert answers == dict.fromkeys(addresses, 404) | own | {"timelog:discard": 200, "timelog:stop": 422}


def test_nobody_is_sent_to_the_sign_in(db: None, addresses: dict[str, tuple[str, str]]) -> None:
    for method, url in addresses.values():
        answer = getattr(Client(), method)(url)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_a_wrong_method_is_refused(ana: User, addresses: dict[str, tuple[str, str]]) -> None:
    client = signed_in(ana)
    for url in (addresses["timelog:today"][1], addresses["patients:list"][1]):
        assert client.post(url).status_code == 405
    for url in (reverse("timelog:pause"), addresses["timelog:stop"][1]):
        assert client.get(url).status_code == 405
    assert client.delete(addresses["timelog:log"][1]).status_code == 405


def test_minutes_are_logged_by_the_form_once(ana: User, jane: Patient) -> None:
    client, url = signed_in(ana), reverse("timelog:log", args=(jane.pk,))
    typed = form_of(client, url) | {"activity": "documentation", "minutes": "12", "note": "Wrote the plan"}
    for _ in range(2):
        answer = client.post(url, typed)
        assert (answer.status_code, answer["Location"]) == (302, reverse("patients:detail", args=(jane.pk,)))
    version = EntryVersion.objects.get()
    assert (version.seconds, version.performed_on, version.note) == (720, date(2026, 3, 10), "Wrote the plan")


def test_times_are_those_of_the_practice_and_may_pass_midnight(ana: User, jane: Patient) -> None:
    client, url = signed_in(ana), reverse("timelog:log", args=(jane.pk,))
    typed = form_of(client, url) | {
        "activity": "documentation",
        "performed_on": "2026-03-09",
        "started_at": "23:50",
        "ended_at": "00:15",
        "ends_next_day": "on",
    }
    client.post(url, typed)
    said = EntryVersion.objects.order_by("sequence").values_list("performed_on", "seconds")
    assert list(said) == [(date(2026, 3, 9), 600), (date(2026, 3, 10), 900)]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        pytest.param({"minutes": "2000", "performed_on": "2026-03-11"}, {"minutes", "performed_on"}, id="both wrong"),
        pytest.param({"minutes": "a lot", "performed_on": "2026-01-14"}, {"minutes", "performed_on"}, id="unreadable"),
        pytest.param({"minutes": "0", "performed_on": ""}, {"minutes", "performed_on"}, id="nothing"),
        pytest.param({"started_at": "10:00", "ended_at": "09:00"}, {"ended_at"}, id="end before start"),
        pytest.param({"performed_on": "2026-03-08", "started_at": "02:30", "ended_at": "03:10"}, {"started_at"},
                     id="a time that does not exist"),
        pytest.param({"minutes": "12", "performed_on": "2026-02-28"}, {"reason"}, id="closed"),
        pytest.param({"minutes": "12", "activity": "communication"}, {"counterpart", "channel"}, id="with nobody"),
    ],
)  # fmt: skip
def test_problems_stand_beside_their_fields_and_nothing_typed_is_lost(
    ana: User, jane: Patient, typed: dict[str, str], fields: set[str]
) -> None:
    close(jane, date(2026, 2, 1), date(2026, 2, 28))
    client, url = signed_in(ana), reverse("timelog:log", args=(jane.pk,))
    sent = form_of(client, url) | {"activity": "documentation", "note": "Kept words"} | typed
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == fields
    page = answer.content.decode()
    assert "Kept words" in page
    for name in fields:
        assert f'href="#id_{name}"' in page
        assert not typed.get(name) or typed[name] in page
    assert not TimeEntry.objects.exists()


def test_a_verdict_says_whether_it_counts_with_its_source(ana: User, jane: Patient) -> None:
    client, url = signed_in(ana), reverse("timelog:verdict", args=(jane.pk,))
    family = {"activity": "communication", "counterpart": "family_or_caregiver", "channel": "phone"}
    said = client.get(url, family).content.decode()
    assert "Does not count" in said
    assert "Palmetto" in said
    assert "Counts" in client.get(url, family | {"counterpart": "agency_staff"}).content.decode()
    assert "Choose an activity" in client.get(url, {"activity": "x", "channel": "y"}).content.decode()
    unsaid = client.get(url, family | {"counterpart": ""}).content.decode()
    assert "Choose with whom" in unsaid
    assert "Counts" not in unsaid


def test_an_unchanged_correction_keeps_the_odd_seconds(ana: User, entry: TimeEntry) -> None:
    client, url = signed_in(ana), reverse("timelog:amend", args=(entry.pk,))
    assert client.post(url, form_of(client, url)).status_code == 422
    client.post(url, form_of(client, url) | {"reason": "Added a note", "note": "Read the report"})
    old, new = EntryVersion.objects.filter(entry=entry).order_by("number")
    assert (new.started_at, new.ended_at, new.seconds) == (old.started_at, old.ended_at, old.seconds)
    assert (new.note, new.reason) == ("Read the report", "Added a note")


def test_a_void_needs_its_reason_and_stays_readable(ana: User, jane: Patient, entry: TimeEntry) -> None:
    client, url = signed_in(ana), reverse("timelog:void", args=(entry.pk,))
    assert client.post(url, form_of(client, url)).status_code == 422
    client.post(url, form_of(client, url) | {"reason": "Wrong patient"})
    page = client.get(reverse("patients:detail", args=(jane.pk,))).content.decode()
    assert "Voided" in page
    assert "Wrong patient" in page
    day = client.get(reverse("timelog:entries")).content.decode()
    assert "Why it was voided" in day
    assert "Why it came late" not in day


def test_only_ones_own_entries_can_be_corrected(ben: User, dr_okafor: Provider, entry: TimeEntry) -> None:
    client = signed_in(ben)
    for name in ("timelog:amend", "timelog:void"):
        assert client.get(reverse(name, args=(entry.pk,))).status_code == 404


def test_a_timer_is_started_in_one_action_and_shown_on_every_page(ana: User, jane: Patient) -> None:
    client = signed_in(ana)
    client.post(reverse("timelog:start", args=(jane.pk,)))
    page = client.get(reverse("timelog:entries")).content.decode()
    assert 'data-initials="JD"' in page
    assert "Doe" not in re.findall("<title>(.*)</title>", page)[0]
    answer = client.post(reverse("timelog:start", args=(jane.pk,)))
    assert answer.status_code == 422
    assert "You have a timer running since 14:00" in answer.content.decode()
    with time_machine.travel("2026-03-10T18:12:00Z", tick=False):
        client.post(reverse("timelog:stop"), {"activity": "documentation"})
    assert (EntryVersion.objects.get().seconds, Timer.objects.exists()) == (720, False)


def test_a_long_timer_asks_for_the_minutes(ana: User, jane: Patient) -> None:
    client = signed_in(ana)
    client.post(reverse("timelog:start", args=(jane.pk,)))
    with time_machine.travel("2026-03-10T23:12:00Z", tick=False):
        client.force_login(ana)
        answer = client.post(reverse("timelog:stop"), {"activity": "documentation"})
        assert answer.status_code == 422
        assert "The timer ran 312 min, since 14:00." in answer.content.decode()
        client.post(reverse("timelog:stop"), {"activity": "documentation", "minutes": "25"})
    assert EntryVersion.objects.get().seconds == 1500


def test_looking_at_a_patient_is_recorded(mia: User, jane: Patient) -> None:
    signed_in(mia).get(reverse("patients:detail", args=(jane.pk,)))
    assert AuditEvent.objects.filter(actor=mia, action="patient.viewed", patient_id=jane.pk).count() == 1


def test_goals_are_stated_and_revised_on_pages(ana: User, jane: Patient, goal: Goal) -> None:
    client = signed_in(ana)
    assert client.post(reverse("timelog:state_goal", args=(jane.pk,)), {"statement": ""}).status_code == 422
    client.post(reverse("timelog:state_goal", args=(jane.pk,)), {"statement": "Sleep at night"})
    client.post(
        reverse("timelog:revise_goal", args=(goal.pk,)), {"statement": "Walk far", "reason": "Stronger"}
    )
    client.post(reverse("timelog:drop_goal", args=(goal.pk,)), {"reason": "Fell"})
    page = client.get(reverse("patients:detail", args=(jane.pk,))).content.decode()
    assert "Sleep at night" in page
    assert "Walk far" in page
    assert "Fell" in page


@pytest.mark.parametrize("entries", [1, 14])
def test_pages_take_the_same_number_of_queries_however_many_entries(
    ana: User, jane: Patient, entries: int, django_assert_num_queries: Any
) -> None:
    for _ in range(entries):
        log(by_minutes(2), user=ana, patient=jane)
    client = signed_in(ana)
    for name, args, most in (
        ("patients:detail", (jane.pk,), 19),
        ("timelog:today", (), 25),
        ("timelog:entries", (), 13),
    ):
        with django_assert_num_queries(most):
            assert client.get(reverse(name, args=args)).status_code == 200


@pytest.mark.parametrize("patients", [1, 25])
def test_the_list_takes_the_same_number_of_queries_however_many_patients(
    ana: User, jane: Patient, patients: int, django_assert_num_queries: Any
) -> None:
    for place in range(1, patients):
        provider = make.actor(ana).provider
        assert provider is not None
        payer, agency = jane.coverages.get().payer, jane.episodes.get().agency
        assert agency is not None
        make.homebound_patient(
            provider, payer, agency, last_name=f"N{place}", medical_record_number=f"R{place}"
        )
    client = signed_in(ana)
    with django_assert_num_queries(13):
        assert len(client.get(reverse("patients:list")).context["rows"]) == patients


def test_only_the_latest_entries_are_shown_while_totals_are_those_of_all(
    ana: User, jane: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (views, patient_views):
        monkeypatch.setattr(module, "MOST_SHOWN", 2)
    for _ in range(3):
        log(by_minutes(20), user=ana, patient=jane)
    client = signed_in(ana)
    for name, args in (("timelog:today", ()), ("timelog:entries", ()), ("patients:detail", (jane.pk,))):
        answer = client.get(reverse(name, args=args))
        assert answer.context["seconds"] == 3600
        assert answer.content.decode().count('class="entry"') == 2
        assert "Only the latest" in answer.content.decode()


def test_an_empty_practice_leads_whoever_sets_it_up_to_what_is_missing(
    hilltop: Practice, ana: User, dr_rivera: Provider
) -> None:
    begin, words = reverse("billing:setup_check"), "An administrator adds them"
    client = signed_in(ana)
    assert words in client.get("/today/").text and words in client.get("/patients/").text
    make.member(ana, hilltop, Role.ADMINISTRATOR)
    for path in ("/today/", "/patients/", "/patients/?show=all"):
        page = client.get(path).text
        assert begin in page.split("<main")[1] and words not in page
    make.patient(hilltop)
    for path in ("/today/", "/patients/"):
        assert begin not in client.get(path).text.split("<main")[1]


def test_whoever_may_enroll_a_patient_is_led_there(hilltop: Practice, ana: User, dr_rivera: Provider) -> None:
    patient = make.patient(hilltop)
    page, enroll = (
        reverse("patients:detail", args=[patient.pk]),
        reverse("patients:enrollment_add", args=[patient.pk]),
    )
    client, words = signed_in(ana), "An administrator adds the enrollment."
    assert (enroll in client.get(page).text, words in client.get(page).text) == (False, True)
    make.member(ana, hilltop, Role.ADMINISTRATOR)
    assert (enroll in client.get(page).text, words in client.get(page).text) == (True, False)
