"""Time from other trackers: exact to the second, never twice, never over other time, taken back by voiding."""

from datetime import UTC, date, datetime

import pytest

from apps.patients.imports.committing import commit_roster
from apps.patients.imports.rosters import preview_roster
from apps.patients.imports.undoing import undo_roster
from apps.patients.models import Enrollment, Patient, RosterImport
from apps.practice.access import Actor, schedule_of
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.timelog.domain.entries import Draft
from apps.timelog.models import EntryVersion
from apps.timelog.operations import log_time, void_entry
from apps.timelog.operations.merging import merge_patients
from apps.timelog.verification import breaks
from tests import builders as make

pytestmark = pytest.mark.django_db

NOW, TODAY = datetime(2026, 5, 20, 15, tzinfo=UTC), date(2026, 5, 20)
TOGGL = (
    "User,Email,Client,Project,Task,Description,Start date,Start time,End date,End time,Duration,Tags\n"
    'Ana Rivera,ana@hilltop.example,,"Doe, Jane",,Dose of insulin raised,2026-05-04,09:00:05,2026-05-04,09:12:42,'
    '00:12:37,"communication, agency staff, phone"\n'
)
CLOCKIFY = (
    "Project,Client,Description,User,Email,Tags,Start Date,Start Time,End Date,End Time,Duration (h)\n"
    "H-1,Hilltop,Labs read,Ana Rivera,ana@hilltop.example,documentation,05/05/2026,01:00:00 PM,05/05/2026,01:07:03 PM,"
    "0:07:03\n"
)
KIMAI = (
    "Date,From,To,Duration,Customer,Project,Activity,User,Description\n"
    "2026-05-06,22:58,00:03,0:05,Doe (H-1),,documentation,Rivera Ana,Over midnight is another day\n"
    "2026-05-07,,,0:04:59,H-1,,documentation,Rivera Ana,Without clock times\n"
)
TIMETAGGER = (
    "project\tuser\tstart\tstop\ttags\tdescription\n"
    "H-1\tAna Rivera\t2026-05-08T13:00:00Z\t2026-05-08T13:01:01Z\tdocumentation\tBy UTC\n"
)


@pytest.fixture
def boss(ada: User, hilltop: Practice) -> Actor:
    return make.actor(ada, hilltop)


@pytest.fixture
def janes_time(jane: Patient, dr_rivera: Provider) -> Patient:
    Patient.objects.filter(pk=jane.pk).update(medical_record_number="H-1")
    return jane


def looked_at(content: str, actor: Actor) -> RosterImport:
    return preview_roster(content.encode(), actor=actor, file_name="t.csv", now=NOW, today=TODAY, kind="time")


def brought(content: str, actor: Actor) -> RosterImport:
    return commit_roster(looked_at(content, actor), actor=actor, accept_good_rows=True, now=NOW, today=TODAY)


def said(roster: RosterImport) -> list[str]:
    return [each["message"] for row in roster.rows.all() for each in row.problems]


def versions() -> list[EntryVersion]:
    return list(EntryVersion.objects.order_by("performed_on", "sequence"))


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        pytest.param(TOGGL, [757], id="toggl"),
        pytest.param(CLOCKIFY, [423], id="clockify"),
        pytest.param(TIMETAGGER, [61], id="timetagger"),
    ],
)
def test_every_second_of_a_tracker_comes_in_once(
    content: str, seconds: list[int], boss: Actor, janes_time: Patient
) -> None:
    roster = brought(content, boss)
    assert roster.counts["new"] == 1, said(roster)
    found = versions()
    assert [each.seconds for each in found] == seconds
    assert {each.capture for each in found} == {"imported"}
    assert found[0].capture_detail == "Imported from another tracker by Ada Novak"
    assert found[0].recorded_at == NOW  # how late it came in is not hidden
    event = AuditEvent.objects.get(action="time.imported")
    assert (event.actor, event.patient_id) == (boss.user, janes_time.pk)
    assert event.new == {"entries": [found[0].entry_id], "import": {"id": roster.pk, "file": "t.csv"}}
    again = brought(content, boss)
    assert (again.counts["same"], len(versions())) == (1, 1)
    undo_roster(roster, actor=boss, now=NOW)
    assert [each.is_void for each in versions()] == [False, True]
    assert not list(breaks(boss.practice))


SUMMER, WINTER = "2026-03-08", "2025-11-02"  # the nights on which the clocks of New York change


@pytest.mark.parametrize(
    ("times", "seconds", "began"),
    [
        pytest.param(f"{SUMMER},01:50,,,1:20:00", 4800, "06:50", id="a length over the hour that is skipped"),
        pytest.param(f"{SUMMER},01:50,,03:10,", 1200, "06:50", id="an end behind the hour that is skipped"),
        pytest.param(
            f"{WINTER},00:50,,,1:30:00", 5400, "04:50", id="a length over the hour that comes twice"
        ),
        pytest.param(f"{WINTER},01:50,,01:10,", 1200, "05:50", id="an end in the hour that comes twice"),
        pytest.param(f"{WINTER} 01:50:00,,{WINTER} 01:10:00,,", 1200, "05:50", id="the same in one cell"),
    ],
)
def test_a_night_on_which_the_clocks_change_costs_no_second(
    times: str, seconds: int, began: str, boss: Actor, janes_time: Patient
) -> None:
    Enrollment.objects.update(starts_on=date(2025, 10, 1))
    brought(
        f"start date,start time,end date,end time,duration,project,user,task\n{times},H-1,Ana Rivera,travel\n",
        boss,
    )
    (version,) = versions()
    assert version.started_at is not None
    assert (version.seconds, f"{version.started_at:%H:%M}") == (seconds, began)


def test_a_time_that_the_clocks_skipped_is_refused(boss: Actor, janes_time: Patient) -> None:
    row = f"{SUMMER},02:30,0:10:00,H-1,Ana Rivera,travel"
    found = looked_at(f"start date,start time,duration,project,user,task\n{row}\n", boss)
    assert "02:30 does not exist on 8 Mar 2026" in said(found)[0]


def test_clock_times_are_read_as_the_practice_reads_them(boss: Actor, janes_time: Patient) -> None:
    roster = brought(KIMAI, boss)
    problems = said(roster)
    assert roster.counts["new"] == 1 and "The end is not after the start" in problems[0]
    (version,) = versions()
    assert (version.seconds, version.started_at, version.performed_on) == (299, None, date(2026, 5, 7))
    brought(TOGGL, boss)
    first = versions()[0]
    assert first.started_at == datetime(2026, 5, 4, 13, 0, 5, tzinfo=UTC)  # nine o'clock in New York
    assert (first.counterpart, first.channel) == ("agency_staff", "phone")


def test_what_cannot_be_true_is_refused_by_name(
    boss: Actor, janes_time: Patient, dr_rivera: Provider
) -> None:
    start = datetime(2026, 5, 4, 13, 5, tzinfo=UTC)
    draft = Draft("documentation", started_at=start, ended_at=start.replace(minute=15))
    log_time(draft, actor=schedule_of(boss.practice), patient=janes_time, provider=dr_rivera, now=NOW)
    rows = [
        ("2026-05-04,09:00:00,09:12:00,,H-1,Ana Rivera", "overlaps an entry of Ana Rivera MD on 4 May 2026"),
        ("2026-05-05,09:00:00,09:12:00,,H-1,Ana Rivera", ""),
        ("2026-05-05,09:11:59,09:20:00,,H-1,Ana Rivera", "overlaps row 3"),
        ("2026-05-06,09:00:00,09:12:00,0:11:00,H-1,Ana Rivera", "From start to end are"),
        ("2026-05-06,,,0.3333,H-1,Ana Rivera", "no whole seconds"),
        ("2026-05-06,09:00:00,09:12:00,,H-404,Ana Rivera", "Nobody on the roster"),
        ("2026-05-06,09:00:00,09:12:00,,H-1,Somebody Else", "No provider of the practice"),
        ("2037-06-06,09:00:00,09:12:00,,H-1,Ana Rivera", "ahead of now"),
    ]
    content = "date,from,to,duration,project,user,activity\n" + "".join(
        f"{row},documentation\n" for row, _ in rows
    )
    roster = looked_at(content, boss)
    found = {row.line: " ".join(each["message"] for each in row.problems) for row in roster.rows.all()}
    for line, (_, reason) in enumerate(rows, start=2):
        assert reason in found[line] if reason else not found[line], (line, found[line])


def test_an_entry_that_was_changed_since_is_not_taken_back(
    boss: Actor, janes_time: Patient, ana: User
) -> None:
    roster = brought(TOGGL, boss)
    entry = versions()[0].entry
    void_entry(entry, actor=make.actor(ana, boss.practice), reason="Was another patient", now=NOW)
    with pytest.raises(Refused, match="changed since"):
        undo_roster(roster, actor=boss, now=NOW)


@pytest.mark.parametrize("content", [TOGGL, KIMAI], ids=["clock times", "lengths alone"])
def test_what_was_undone_comes_in_again_and_then_only_once(
    content: str, boss: Actor, janes_time: Patient
) -> None:
    first = brought(content, boss)
    before = counted()
    undo_roster(first, actor=boss, now=NOW)
    assert counted() == 0
    second = brought(content, boss)
    assert second.counts["new"] == first.counts["new"]
    assert counted() == before
    assert brought(content, boss).counts["new"] == 0
    assert counted() == before


def test_what_somebody_voided_does_not_come_in_again(boss: Actor, janes_time: Patient, ana: User) -> None:
    brought(TOGGL, boss)
    void_entry(versions()[0].entry, actor=make.actor(ana), reason="Was no work", now=NOW)
    assert brought(TOGGL, boss).counts["same"] == 1
    assert counted() == 0


def test_a_file_brings_nothing_twice_after_its_patient_was_merged(
    boss: Actor, janes_time: Patient, dr_rivera: Provider
) -> None:
    twin = make.patient(janes_time.practice, last_name="DOE", first_name="Jane", medical_record_number="H-9")
    make.enrollment(twin, dr_rivera, program="ccm", starts_on=date(2026, 1, 1))
    length = "date,from,to,duration,project,user,activity\n2026-05-07,,,0:04:59,{},Rivera Ana,documentation\n"
    brought(length.format("H-9"), boss)
    merge_patients(boss, kept=janes_time, merged=twin, reason="One person", now=NOW, today=TODAY)
    brought(length.format("H-1"), boss)
    assert counted() == 299


def counted() -> int:
    return sum(
        EntryVersion.objects.filter(current_of__isnull=False, is_void=False).values_list("seconds", flat=True)
    )
