"""Who saw and changed which patient."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.patients.imports.committing import commit_roster
from apps.patients.imports.rosters import preview_roster
from apps.patients.imports.undoing import undo_roster
from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.models import AuditEvent, Practice, User
from apps.reports.access_report import Asked, Kind, access_report, kind_of, whole_report
from tests import builders as make
from tests.billing.closing import NOW

ALL_DAYS = Asked(date(2026, 5, 1), date(2026, 6, 30))
WINDOW = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 6, 30)}


@pytest.fixture
def seen(hilltop: Practice, mia: User, ana: User, jane: Patient, mark: Patient) -> None:
    """Mia saw a list with both, Ana looked at Jane and changed Mark, Mia printed Jane's claim."""
    mia_acts, ana_acts = make.actor(mia, hilltop), make.actor(ana, hilltop)
    audit.record(mia_acts, "patients.listed", new={"patients": [jane.pk, mark.pk]}, at=NOW)
    audit.record(ana_acts, "patient.viewed", jane, patient_id=jane.pk, at=NOW)
    audit.record(
        ana_acts, "coverage.changed", patient_id=mark.pk, old={"payer": "A"}, new={"payer": "B"}, at=NOW
    )
    audit.record(mia_acts, "claim.printed", patient_id=jane.pk, at=NOW)
    audit.record(mia_acts, "patients.listed", new={"patients": [mark.pk]}, at=NOW)


def test_what_was_taken_out_together_stands_with_each_patient(
    seen: None, hilltop: Practice, mia: User, otto: User, jane: Patient, mark: Patient
) -> None:
    actor = make.actor(mia, hilltop)
    old = make.patient(hilltop, last_name="Doe", first_name="Jane", medical_record_number="OLD")
    Patient.objects.filter(pk=old.pk).update(merged_into=jane)
    audit.record(actor, "patient.viewed", old, patient_id=old.pk, at=NOW)
    audit.record(actor, "patients.kept_offline", new={"patients": [jane.pk, 0]}, at=NOW)
    audit.record(actor, "export.fetched", new={"size": 1}, at=NOW)
    audit.record(actor, "claims.exported", new={"rows": [0]}, at=NOW)

    def of(patient: Patient, kind: str) -> list[str]:
        asked = replace(ALL_DAYS, patient=patient, kind=kind)
        return sorted(line.what for line in access_report(make.actor(otto, hilltop), asked).lines)

    assert of(jane, "took out") == ["Fetched export", "Kept offline patients", "Printed claim"]
    assert of(mark, "took out") == ["Fetched export"]
    assert len(of(jane, "saw")) == 3, "the record that was merged into hers is hers"
    oldest = make.patient(hilltop, last_name="Doe", first_name="Jane", medical_record_number="OLDEST")
    Patient.objects.filter(pk=oldest.pk).update(merged_into=old)
    audit.record(actor, "patient.viewed", oldest, patient_id=oldest.pk, at=NOW)
    assert [len(of(each, "saw")) for each in (jane, old, oldest)] == [4, 4, 4], (
        "and what was merged into that"
    )


def test_a_list_of_one_names_its_patient_and_a_longer_one_says_how_many(
    seen: None, hilltop: Practice, otto: User, jane: Patient, mark: Patient
) -> None:
    report = access_report(make.actor(otto, hilltop), ALL_DAYS)
    lists = {line.patient: line for line in report.lines if "Listed" in line.what}
    assert lists.keys() == {"2 patients", mark.display_name}
    assert (lists[mark.display_name].patient_id, lists[mark.display_name].values) == (mark.pk, "")
    assert lists["2 patients"].patient_id is None
    assert all(str(each.pk) in lists["2 patients"].values for each in (jane, mark)), "a breach asks for each"
    of_jane = access_report(make.actor(otto, hilltop), replace(ALL_DAYS, patient=jane)).lines
    (listed,) = (line for line in of_jane if "Listed" in line.what)
    assert listed.values == "patients: one list of 2", "others are not hers to read"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, 5, id="everything"),
        pytest.param({"whom": "jane"}, 3, id="of Jane: a look, a print, and the list she stood in"),
        pytest.param({"whom": "mark", "kind": "changed"}, 1, id="changes of Mark"),
        pytest.param({"whom": "jane", "kind": "took out"}, 1, id="what of Jane left the house"),
        pytest.param({"who": "mia"}, 3, id="by Mia"),
        pytest.param({"whom": "jane", "who": "ana"}, 1, id="Jane, by Ana"),
        pytest.param({"ends_on": date(2026, 5, 31)}, 0, id="the day before, in the practice's time zone"),
    ],
)
def test_the_report_answers_of_whom_by_whom_when_and_what(
    seen: None,
    hilltop: Practice,
    otto: User,
    request: pytest.FixtureRequest,
    more: dict[str, Any],
    expected: int,
) -> None:
    asked: dict[str, Any] = {
        **WINDOW,
        **{key: value for key, value in more.items() if key not in ("who", "whom")},
    }
    if "whom" in more:
        asked["patient"] = request.getfixturevalue(more["whom"])
    if "who" in more:
        asked["person"] = request.getfixturevalue(more["who"])
    actor = make.actor(otto, hilltop)
    on_page = access_report(actor, Asked(**asked)).lines
    assert len(on_page) == expected
    whole = whole_report(actor, Asked(**asked))
    assert whole is not None
    assert whole.lines == on_page


def test_an_import_stands_with_each_patient_it_touched_and_names_its_file(
    hilltop: Practice, ada: User, jane: Patient, mark: Patient
) -> None:
    boss = make.actor(ada, hilltop)
    content = b"last_name,first_name,born_on,street\nDoe,Jane,1940-02-15,9 New Rd\nNew,Nell,1941-01-01,\n"
    roster = preview_roster(content, actor=boss, file_name="may.csv", now=NOW, today=NOW.date())
    commit_roster(roster, actor=boss, accept_good_rows=False, now=NOW, today=NOW.date())
    nell = Patient.objects.get(last_name="New")

    def of(patient: Patient) -> list[str]:
        return sorted(line.what for line in access_report(boss, replace(ALL_DAYS, patient=patient)).lines)

    assert (of(jane), of(nell), of(mark)) == (
        ["Changed patient by import of may.csv"], ["Added patient by import of may.csv"], [],
    )  # fmt: skip
    undo_roster(roster, actor=boss, now=NOW)
    line = access_report(boss, replace(ALL_DAYS, patient=jane)).lines[0]
    assert (line.what, line.who) == ("Changed patient by undoing the import of may.csv", "Ada Novak")
    assert line.values == "street: 9 New Rd to 12 Elm St"


def test_lists_that_were_recorded_without_whom_they_held_are_said(
    client: Client, hilltop: Practice, otto: User, jane: Patient
) -> None:
    actor = make.actor(otto, hilltop)
    audit.record(actor, "decisions.exported", new={"outcome": "blocked", "format": "csv"}, at=NOW)
    audit.record(actor, "decisions.exported", new={"rows": [], "format": "csv"}, at=NOW)
    audit.record(actor, "roster_import.previewed", new={"same": 1}, at=NOW)
    assert access_report(actor, replace(ALL_DAYS, patient=jane)).unnamed == 1
    assert access_report(actor, replace(ALL_DAYS, patient=jane, kind="saw")).unnamed == 0
    assert access_report(actor, ALL_DAYS).unnamed == 0
    client.force_login(otto)
    query = {"patient": str(jane.pk), "starts_on": "2026-05-01", "ends_on": "2026-06-30"}
    said = "1 list was seen or taken out on these dates without a record of whom."
    assert said in client.get(reverse("reports:access"), query).content.decode()
    assert said in client.get(reverse("reports:access_file", args=["csv"]), query).content.decode()


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("patient.viewed", Kind.SAW),
        ("claims.listed", Kind.SAW),
        ("claim.packet_exported", Kind.TOOK_OUT),
        ("time.amended", Kind.CHANGED),
    ],
)
def test_what_an_action_did(action: str, kind: Kind) -> None:
    assert kind_of(action) == kind


def test_page_and_files_show_the_same_and_are_recorded(
    client: Client, seen: None, otto: User, jane: Patient
) -> None:
    client.force_login(otto)
    query = {"patient": f"{jane.last_name}", "starts_on": "2026-05-01", "ends_on": "2026-06-30"}
    page = client.get(reverse("reports:access"), query)
    assert [line.what for line in page.context["report"].lines]
    written = client.get(reverse("reports:access_file", args=["csv"]), query).content.decode()
    assert written.count("Doe, Jane") == 2
    assert len(written.splitlines()) == 1 + len(page.context["report"].lines)
    printed = client.get(reverse("reports:access_file", args=["pdf"]), query)
    assert printed.content.startswith(b"%PDF")
    events = AuditEvent.objects.filter(action__startswith="access_report.", patient_id=jane.pk)
    assert sorted(each.action for each in events) == [
        "access_report.exported", "access_report.exported", "access_report.viewed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("/reports/access/", "Viewed access report"),
        ("/reports/access/csv/", "Exported access report"),
        ("/practice/audit/", "Viewed audit"),
    ],
)
def test_who_read_of_a_patient_in_the_trail_itself_is_told_too(
    client: Client, seen: None, otto: User, hilltop: Practice, jane: Patient, url: str, what: str
) -> None:
    client.force_login(otto)
    other = make.patient(hilltop, last_name="Poe", first_name="Ann", medical_record_number="X1")
    assert client.get(url, {"starts_on": "2026-05-01", "ends_on": "2026-06-30"}).status_code == 200
    today = datetime.now(UTC).date()
    days = Asked(today - timedelta(days=1), today + timedelta(days=1), person=otto)

    def of(patient: Patient) -> list[str]:
        asked = replace(days, patient=patient)
        return [line.what for line in access_report(make.actor(otto, hilltop), asked).lines]

    assert (of(jane), of(other)) == ([what], [])


def test_a_name_that_nobody_has_is_said(client: Client, seen: None, otto: User) -> None:
    client.force_login(otto)
    page = client.get(reverse("reports:access"), {"patient": "Nobody"})
    assert page.status_code == 422
    assert "No patient here is called Nobody" in page.content.decode()
