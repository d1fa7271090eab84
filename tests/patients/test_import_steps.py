"""The steps of an import beyond its rows: columns matched, workbooks, the background, refused rows, taking it back."""

import io
import json
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from apps.patients.domain.roster_csv import raw_rows
from apps.patients.domain.roster_rows import PATIENTS
from apps.patients.import_selectors import counters
from apps.patients.imports import progress, undoing, workbooks
from apps.patients.imports.background import NOT_ALLOWED, STOPPED, go_on
from apps.patients.imports.committing import ask_to_commit, commit_roster
from apps.patients.imports.error_files import error_file
from apps.patients.imports.kinds import kinds
from apps.patients.imports.rosters import preview_roster
from apps.patients.imports.undoing import ask_to_undo, undo_roster
from apps.patients.models import (
    Agency,
    CareEpisode,
    ColumnMatch,
    Coverage,
    Patient,
    PatientStatus,
    Payer,
    RosterImport,
    Stay,
    ToldApart,
)
from apps.patients.operations_documents import Upload, attach_document
from apps.practice.access import Actor
from apps.practice.domain.sheets import Column, Sheet
from apps.practice.models import AuditEvent, Membership, Practice, Provider, User
from apps.practice.workbooks import write_workbook
from apps.problems import Problem, Refused
from apps.timelog.models import Favourite
from tests import builders as make
from tests.papers import a_pdf

pytestmark = pytest.mark.django_db

NOW, TODAY = datetime(2026, 11, 22, 15, tzinfo=UTC), date(2026, 11, 22)
HEAD = "last_name,first_name,born_on,payer,member_id\n"
TWO = f"{HEAD}Ives,Wanda,1938-02-28,Buckeye Mutual,B-1\nMoss,Carl,1940-03-01,Buckeye Mutual,B-2\n"


@pytest.fixture
def boss(ada: User, hilltop: Practice) -> Actor:
    return make.actor(ada, hilltop)


def looked_at(
    content: str | bytes, actor: Actor, *, kind: str = "patients", name: str = "a.csv"
) -> RosterImport:
    data = content.encode() if isinstance(content, str) else content
    return preview_roster(data, actor=actor, file_name=name, now=NOW, today=TODAY, kind=kind)


def brought(content: str, actor: Actor, *, kind: str = "patients") -> RosterImport:
    roster = looked_at(content, actor, kind=kind)
    return commit_roster(roster, actor=actor, accept_good_rows=True, now=NOW, today=TODAY)


def said(roster: RosterImport) -> list[str]:
    return [each["message"] for row in roster.rows.all() for each in row.problems]


def a_workbook(*rows: tuple[Any, ...]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(written)
    return written.getvalue()


def test_columns_are_matched_once_and_remembered(client: Client, ada: User, hilltop: Practice) -> None:
    client.force_login(ada)
    content = a_workbook(
        ("Nachname", "Given", "DOB", "Shoe"), ("Ives", "Wanda", date(1938, 2, 28), 38.0), ("Moss", "Carl", "soon", 41)
    )  # fmt: skip
    chosen = client.post(reverse("imports:new"), {"file": SimpleUploadedFile("a.xlsx", content)})
    roster = RosterImport.objects.get()
    match = reverse("imports:match", args=[roster.pk])
    assert (chosen.status_code, chosen["Location"], roster.layout) == (302, match, "xlsx")
    page = client.get(match).content.decode()
    assert "Nachname" in page and "1938-02-28" in page and "row of column names lacks" in page
    missing = client.post(match, {"column_0": "", "column_1": "first_name", "column_2": "born_on"})
    assert missing.status_code == 422 and b"last_name" in missing.content
    sent = {"column_0": "last_name", "column_1": "first_name", "column_2": "born_on", "column_3": ""}
    assert "Ives, Wanda" in client.post(match, sent, follow=True).content.decode()
    assert ColumnMatch.objects.filter(practice=hilltop, kind="patients").count() == 4
    again = client.post(reverse("imports:new"), {"file": SimpleUploadedFile("b.xlsx", content)})
    newest = RosterImport.objects.first()
    assert newest is not None
    assert again["Location"] == reverse("imports:preview", args=[newest.pk])  # nothing is asked twice

    refused = client.get(reverse("imports:errors", args=[newest.pk]))
    sheet = load_workbook(io.BytesIO(refused.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Nachname", "Given", "DOB", "Shoe", "Refused because"]
    assert rows[1][:3] == ["Moss", "Carl", "soon"] and "is not a date" in str(rows[1][4])
    assert len(rows) == 2


@pytest.mark.once
def test_workbooks_made_to_hurt_are_refused_in_words(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "LARGEST_BYTES", 100_000)
    far, charts, written, whole = Workbook(), Workbook(), io.BytesIO(), a_workbook(("last_name",), ("Ives",))
    far.active["XFD1048576"] = "x"  # type: ignore[index]
    far.save(written)
    beyond = "Row 1048576 of the sheet has a cell in column XFD. Delete what stands beyond the roster."
    assert workbooks.table_of(written.getvalue()) == Problem("workbook_unreadable", beyond, "file")
    # a thousand cells of one text, which the file holds once
    cells = b"<sheetData><row r='1'>" + b"<c t='s'><v>0</v></c>" * 1000 + b"</row></sheetData>"
    begin = b" xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
    many = _with_sheet(whole, b"<worksheet" + begin + cells + b"</worksheet>")
    shared = _with_text(many, b"<sst" + begin + b"<si><t>" + b"x" * 50_000 + b"</t></si></sst>")
    tracemalloc.start()
    assert workbooks.table_of(shared) == Problem("workbook_unreadable", workbooks.TOO_MUCH, "file")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000
    charts.create_chartsheet()
    charts.remove(charts.worksheets[0])
    charts.save(no_cells := io.BytesIO())
    for content in (
        no_cells.getvalue(),
        _with_sheet(whole, b"<worksheet"),
        _with_sheet(
            whole,
            b"<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>99</v></c></row></sheetData></worksheet>",
        ),
        _damaged(whole),
    ):
        with pytest.raises(Refused):
            looked_at(content, boss)


def _with_sheet(content: bytes, sheet: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet if name.endswith("sheet1.xml") else old.read(name))
    return made.getvalue()


def _with_text(content: bytes, text: bytes) -> bytes:
    """Return the workbook with the texts that its cells share."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = b'<Override PartName="/xl/shared.xml" ContentType="' + kind + b'"/></Types>'
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"</Types>", named) if name.startswith("[Content") else part)
        new.writestr("xl/shared.xml", text)
    return made.getvalue()


def _damaged(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    start = info.header_offset + 30 + len(info.filename)
    return content[:start] + b"\xff" * 20 + content[start + 20 :]


def test_refused_rows_come_back_in_the_layout_of_the_file(boss: Actor) -> None:
    rows = "Ives;Wanda;1938-02-28;\nMoss;=Ann;soon;+1 614 555 0188\n"
    table = looked_at(f"last_name;first_name;born_on;phone\n{rows}", boss)
    back = error_file(table, made_at=NOW)
    lines = back.decode("utf-8-sig").splitlines()
    assert lines[0] == "last_name;first_name;born_on;phone;Refused because"
    # no spreadsheet calculates anything in it, and it says the same when it is chosen again
    assert lines[1].startswith("Moss;'=Ann;soon;'+1 614 555 0188;") and len(lines) == 2
    again = looked_at(back.replace(b"soon", b"1940-03-01"), boss)
    assert said(again) == []
    commit_roster(again, actor=boss, accept_good_rows=False, now=NOW, today=TODAY)
    moss = Patient.objects.get(last_name="Moss")
    assert (moss.first_name, moss.phone) == ("=Ann", "6145550188")
    # the reasons are ours: nobody is told that they mean nothing, and they do not pile up
    once_more = looked_at(back, boss)
    assert once_more.counts["findings"] == ["Cells separated by semicolons."]
    assert error_file(once_more, made_at=NOW) == back
    person = {"resourceType": "Patient", "id": "1", "name": [{"family": "Ives"}]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": person}]}
    fhir = json.loads(error_file(looked_at(json.dumps(bundle), boss, name="a.json"), made_at=NOW))
    assert [each["resource"]["resourceType"] for each in fhir["entry"]] == ["Patient", "OperationOutcome"]


@pytest.mark.parametrize("layout", ["csv", "xlsx"])
def test_what_begins_like_a_formula_comes_back_as_it_was(boss: Actor, layout: str) -> None:
    names = ["=Ann", "'=Ann", "''=Ann", "'Ann", "-", "'+"]
    rows = [("last_name", "first_name", "born_on"), *(("Moss", name, f"soon {name}") for name in names)]
    content = io.BytesIO("\n".join(",".join(row) for row in rows).encode())
    if layout == "xlsx":
        write_workbook(content, [Sheet("Roster", [*map(Column, rows[0])], rows[1:])], made_at=NOW)
    roster = looked_at(content.getvalue(), boss, name=f"a.{layout}")
    for _ in range(2):  # what came back is chosen again as it is, and comes back once more
        cells = [row for line, row in raw_rows(bytes(roster.content), kind=PATIENTS) if line]
        assert [(row[1], row[2]) for row in cells] == [(name, f"soon {name}") for name in names]
        roster = looked_at(error_file(roster, made_at=NOW), boss, name=f"b.{layout}")


@pytest.mark.parametrize("layout", ["csv", "xlsx"])
def test_titles_that_a_person_put_above_refused_rows_change_no_cell(boss: Actor, layout: str) -> None:
    names = {"Moss": "=Ann", "Ives": "'=Ann", "Pike": "'Ann"}
    rows = [("last_name", "first_name", "born_on"), *((last, first, "soon") for last, first in names.items())]
    content = io.BytesIO("\n".join(map(",".join, rows)).encode())
    if layout == "xlsx":
        write_workbook(content, [Sheet("Roster", [*map(Column, rows[0])], rows[1:])], made_at=NOW)
    back = error_file(looked_at(content.getvalue(), boss, name=f"a.{layout}"), made_at=NOW)
    back = (
        _titled(back) if layout == "xlsx" else b"To correct,,,\n,,,\n" + back.replace(b"soon", b"1940-03-01")
    )
    again = looked_at(back, boss, name=f"b.{layout}")
    assert (said(again), again.counts["findings"]) == (
        [],
        ["Left out above the names of the columns: 1 line."],
    )
    commit_roster(again, actor=boss, accept_good_rows=False, now=NOW, today=TODAY)
    assert dict(Patient.objects.values_list("last_name", "first_name")) == names


def _titled(content: bytes) -> bytes:
    """Return the workbook of refused rows as a person gives it back: under a title, with the days corrected."""
    book, written = load_workbook(io.BytesIO(content)), io.BytesIO()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 3).value = date(1940, 3, 1)
    sheet.insert_rows(1, 2)
    sheet.cell(1, 1).value = "To correct"
    book.save(written)
    return written.getvalue()


def test_bulk_files_are_taken_together(client: Client, ada: User, hilltop: Practice) -> None:
    client.force_login(ada)
    people = [
        {"resourceType": "Patient", "id": str(n), "birthDate": f"1940-01-0{n}",
         "name": [{"family": f"Bulk{n}", "given": ["A"]}]}
        for n in (1, 2)
    ]  # fmt: skip
    conditions = [
        {"resourceType": "Condition", "id": f"c{n}", "subject": {"reference": f"Patient/{n}"},
         "code": {"text": "Heart failure"}}
        for n in (1, 2)
    ]  # fmt: skip
    files = [
        SimpleUploadedFile(f"{name}.ndjson", "\n".join(map(json.dumps, rows)).encode())
        for name, rows in (("Patient", people), ("Condition", conditions))
    ]
    page = client.post(reverse("imports:new"), {"file": files}, follow=True).content.decode()
    assert "Patient.ndjson and 1 more" in page and "Bulk1, A" in page
    mixed = [SimpleUploadedFile("a.csv", TWO.encode()), SimpleUploadedFile("b.csv", TWO.encode())]
    refused = client.post(reverse("imports:new"), {"file": mixed})
    assert refused.status_code == 422 and b"only as NDJSON" in refused.content


def test_the_background_imports_once_and_stops_leaving_nothing(boss: Actor, buckeye: Payer) -> None:
    roster = ask_to_commit(looked_at(TWO, boss), actor=boss, accept_good_rows=False, now=NOW)
    progress.ask_to_stop(roster.pk)
    go_on(roster, clock=lambda: NOW)
    roster.refresh_from_db()
    assert (roster.state, roster.problem, Patient.objects.count()) == ("previewed", STOPPED, 0)
    roster = ask_to_commit(roster, actor=boss, accept_good_rows=False, now=NOW)
    assert progress.take_lease(roster.pk)
    go_on(roster, clock=lambda: NOW)  # somebody else is at it
    assert Patient.objects.count() == 0
    progress.end_lease(roster.pk)
    for _ in range(2):
        go_on(roster, clock=lambda: NOW)
    roster.refresh_from_db()
    assert (roster.state, Patient.objects.count(), progress.done_of(roster.pk)) == ("done", 2, 2)


def test_nothing_is_imported_for_somebody_who_may_not_any_more(boss: Actor, buckeye: Payer) -> None:
    for change in ({"role": "care_staff"}, {"deactivated_at": NOW}):
        roster = ask_to_commit(looked_at(TWO, boss), actor=boss, accept_good_rows=False, now=NOW)
        Membership.objects.filter(user=boss.user).update(**change)
        go_on(roster, clock=lambda: NOW)
        roster.refresh_from_db()
        assert (roster.state, roster.problem, Patient.objects.count()) == ("previewed", NOT_ALLOWED, 0)


def test_a_whole_import_is_taken_back(boss: Actor, ada: User, buckeye: Payer, jane: Patient) -> None:
    before = (Patient.objects.count(), Coverage.objects.count(), jane.street)
    change = "Doe,Jane,1940-02-15,,,9 New Rd\n"
    roster = brought(HEAD.strip() + ",street\nIves,Wanda,1938-02-28,Buckeye Mutual,B-1,\n" + change, boss)
    jane.refresh_from_db()
    assert (Patient.objects.count(), jane.street) == (before[0] + 1, "9 New Rd")
    Patient.objects.filter(pk=jane.pk).update(city="Dublin")  # the import said nothing of it
    Favourite.objects.create(
        practice=boss.practice, user=ada, patient=Patient.objects.get(last_name="Ives"), recorded_at=NOW
    )
    roster = ask_to_undo(roster, actor=boss, now=NOW)
    go_on(roster, clock=lambda: NOW)
    roster.refresh_from_db()
    jane.refresh_from_db()
    assert (roster.state, roster.problem) == ("undone", "")
    assert (jane.city, Favourite.objects.count()) == ("Dublin", 0)
    assert "to complete" not in {each.label for each in counters(roster, show="")}
    assert (Patient.objects.count(), Coverage.objects.count(), jane.street) == before
    events = {event.action: event for event in AuditEvent.objects.filter(at=NOW)}
    assert events["patient.removed"].old["last_name"] == "Ives"  # type: ignore[index]
    changes = AuditEvent.objects.filter(action="patient.changed", patient_id=jane.pk).values_list(
        "old", flat=True
    )
    assert {"street": "9 New Rd"} in list(changes)
    assert brought(TWO, boss).counts["new"] == 2  # and can be brought in again


def test_what_somebody_has_worked_with_is_not_taken_back(
    boss: Actor, buckeye: Payer, dr_rivera: Provider
) -> None:
    roster = brought(TWO, boss)
    wanda, carl = Patient.objects.order_by("last_name")
    attach_document(boss, patient=wanda, upload=Upload("a.pdf", a_pdf()), now=NOW)
    Patient.objects.filter(pk=carl.pk).update(city="Dublin")
    ida = brought("last_name,first_name,born_on\nAmes,Ida,1935-01-02\n", boss)
    ToldApart.objects.create(
        practice=boss.practice,
        one=wanda,
        other=Patient.objects.get(last_name="Ames"),
        told_by=boss.user,
        told_at=NOW,
    )
    with pytest.raises(Refused) as refused:
        undo_roster(ida, actor=boss, now=NOW)
    assert "Row 2, Ames, Ida: a" in refused.value.problems[0].message
    with pytest.raises(Refused) as refused:
        undo_roster(roster, actor=boss, now=NOW)
    reasons = " ".join(each.message for each in refused.value.problems)
    assert "Row 2, Ives, Wanda: a document was recorded on top" in reasons
    assert "Row 3, Moss, Carl: the patient it wrote was changed since" in reasons
    assert Patient.objects.count() == 3


KINDS = {
    "payers": "name,rules,payer id,city\nAcme Health,medicare_ffs,60054,Dayton\nBad,no_such_profile,,\n",
    "agencies": "name,kind,npi\nMoonrise Hospice,hospice,1555000201\nX,castle,\n",
    "providers": "last_name,first_name,type,npi\nChen,Li,NP,1234567893\nNobody,No,wizard,\n",
    "coverages": "mrn,payer,member_id,effective date\nH-1,Buckeye Mutual,B-9,2030-01-01\nH-404,Buckeye Mutual,B-8,\n",
    "episodes": "mrn,setting,start of care,agency\nH-1,hospice,2026-06-01,Moonrise Hospice\nH-1,hospice,2026-06-05,\n",
    "facts": "mrn,fact,on,until,npi,words\n"
             "H-1,hospital,2026-03-01,2026-03-04,,\n"
             "H-1,dual eligible,2026-01-01,,,\n"
             "H-1,complexity statement,2026-02-01,,1555000110,Two systems fail at once\n"
             "H-1,visit,2026-03-09,2026-03-10,,\n",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_comes_in_once_names_its_bad_row_and_goes_again(
    kind: str, boss: Actor, jane: Patient, dr_rivera: Provider, buckeye: Payer
) -> None:
    Patient.objects.filter(pk=jane.pk).update(medical_record_number="H-1")
    jane.coverages.update(ends_on=date(2029, 12, 31))
    roster = brought(KINDS[kind], boss, kind=kind)
    came_in = roster.counts["new"] + roster.counts["changed"]
    assert (came_in, roster.counts["refused"]) == (3 if kind == "facts" else 1, 1), said(roster)
    again = looked_at(KINDS[kind], boss, kind=kind)
    assert (again.counts["same"], again.counts["refused"]) == (came_in, 1)
    if kind == "facts":
        stay, status = Stay.objects.get(patient=jane), PatientStatus.objects.get(patient=jane)
        assert (stay.kind, stay.ends_on, status.recorded_by) == ("inpatient", date(2026, 3, 4), boss.user)
        assert jane.episodes.get().complexity_statement == "Two systems fail at once"
    undo_roster(roster, actor=boss, now=NOW)
    assert looked_at(KINDS[kind], boss, kind=kind).counts == {**roster.counts}
    assert Agency.objects.filter(name="Moonrise Hospice").count() == 0
    assert CareEpisode.objects.filter(patient=jane).count() == 1


def test_what_is_planned_on_providers_comes_in_with_them(boss: Actor) -> None:
    roster = brought(
        "last_name,first_name,type,minutes a month\nChen,Li,RN,480.0\nFalk,Iris,RN,much\nMoss,Ada,RN,50000\n",
        boss,
        kind="providers",
    )
    assert Provider.objects.get(last_name="Chen").capacity_minutes == 480
    text = str(said(roster))
    assert "is no whole number" in text and "50,000 min a month cannot be planned" in text
    assert roster.counts["refused"] == 2


def test_every_kind_has_a_template_that_it_reads(client: Client, ada: User, boss: Actor) -> None:
    client.force_login(ada)
    for kind in kinds():
        answer = client.get(reverse("imports:template", args=[kind.word]))
        assert looked_at(answer.content, boss, kind=kind.word).rows.count() == 1
    assert client.get(reverse("imports:template", args=["castles"])).status_code == 404


def test_an_undo_asks_no_more_often_for_more_rows_and_lets_rows_follow_each_other(
    boss: Actor, jane: Patient, buckeye: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries(count: int) -> int:
        rows = "".join(f"Ives,Ann,{1900 + n}-02-28,Buckeye Mutual,B-{n},\n" for n in range(count))
        roster = brought(HEAD + rows, boss)
        with CaptureQueriesContext(connection) as captured:
            undo_roster(roster, actor=boss, now=NOW)
        return len(captured)

    assert queries(90) <= queries(3) + 1  # many events are written in another way
    Patient.objects.filter(pk=jane.pk).update(medical_record_number="H-1")
    jane.coverages.update(ends_on=date(2025, 12, 31))
    monkeypatch.setattr(undoing, "CHUNK", 1)
    lines = "mrn,payer,member_id,effective date,termination date\n"
    lines += "H-1,Buckeye Mutual,B-7,2026-01-01,\nH-1,Buckeye Mutual,B-8,2026-06-01,\n"
    before = jane.coverages.count()
    undo_roster(brought(lines, boss, kind="coverages"), actor=boss, now=NOW)
    assert jane.coverages.count() == before
