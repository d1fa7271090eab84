"""What importing a roster does to the practice's patients, and that it does nothing else and nothing twice."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.patients.imports.committing import STALE, commit_roster
from apps.patients.imports.rosters import discard_roster, preview_roster, renew_preview
from apps.patients.models import (
    Agency,
    CareEpisode,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Patient,
    PatientIdentifier,
    Payer,
    RosterImport,
    RosterImportRow,
)
from apps.practice.access import Actor, schedule_of
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
FIXTURES = Path(__file__).parent / "fixtures"
ROSTER = (FIXTURES / "roster.csv").read_bytes()
HEAD = "last_name,first_name,born_on"


@pytest.fixture
def desk(ada: User, hilltop: Practice, dr_rivera: Provider, medicare: Payer, buckeye: Payer) -> Actor:
    """Ada at her desk, with Dr Rivera, Medicare and Buckeye Mutual on the practice's lists."""
    return make.actor(ada, hilltop)


def look(content: str | bytes, actor: Actor, name: str = "roster.csv") -> RosterImport:
    raw = content.encode() if isinstance(content, str) else content
    return preview_roster(raw, actor=actor, file_name=name, now=NOW, today=TODAY)


def carry_out(roster: RosterImport, actor: Actor, *, accept_good_rows: bool = False) -> RosterImport:
    return commit_roster(roster, actor=actor, accept_good_rows=accept_good_rows, now=NOW, today=TODAY)


def bring_in(content: str | bytes, actor: Actor) -> RosterImport:
    return carry_out(look(content, actor), actor)


def counts(roster: RosterImport) -> tuple[int, ...]:
    """New, changed, same, refused."""
    return tuple(roster.counts[state] for state in ("new", "changed", "same", "refused"))


def row_of(content: str, actor: Actor) -> RosterImportRow:
    return look(content, actor).rows.get()


def told(row: RosterImportRow) -> str:
    return " ".join(problem["message"] for problem in row.problems)


def everything() -> list[Any]:
    """Every stored value that an import may touch."""
    models = (
        Patient,
        PatientIdentifier,
        Coverage,
        Agency,
        CareEpisode,
        Enrollment,
        Diagnosis,
        FaceToFaceVisit,
    )
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_a_preview_changes_no_patient(desk: Actor) -> None:
    before = everything()
    roster = look(ROSTER, desk)
    assert counts(roster) == (2, 0, 0, 0)
    assert everything() == before


def test_a_row_brings_patient_coverage_agency_episode_enrollment_conditions_and_visit(
    desk: Actor, dr_rivera: Provider, medicare: Payer
) -> None:
    bring_in(ROSTER, desk)
    rose = Patient.objects.get(medical_record_number="MR-1")
    assert (rose.last_name, rose.zip_code, rose.practice) == ("O'Keefe", "432151234", desk.practice)
    coverage = rose.coverages.get()
    assert (coverage.payer, coverage.member_id) == (medicare, make.MBI)
    episode = rose.episodes.get()
    assert episode.agency is not None
    assert (episode.agency.name, episode.agency.npi) == ("Sunrise Home Health", make.HOME_HEALTH_NPI)
    assert (episode.plan_signer, episode.plan_signed_on) == (dr_rivera, date(2026, 1, 3))
    enrollment = rose.enrollments.get()
    assert (enrollment.rendering_provider, enrollment.starts_on) == (dr_rivera, date(2026, 1, 15))
    assert enrollment.periods_are_cut is False
    assert list(rose.diagnoses.values_list("code", "rank")) == [("I5022", 1), ("E119", 2)]
    assert rose.face_to_face_visits.get().provider == dr_rivera


@pytest.mark.parametrize("name", ["roster.csv", "bundle_transaction.json", "bundle_collection.json"])
def test_a_second_import_of_the_same_file_changes_nothing(desk: Actor, name: str) -> None:
    content = (FIXTURES / name).read_bytes()
    first = bring_in(content, desk)
    assert first.counts["new"] > 0
    before, audited = everything(), AuditEvent.objects.exclude(subject_type="patients.rosterimport").count()
    second = bring_in(content, desk)
    assert counts(second) == (0, 0, first.counts["new"], 0)
    assert everything() == before
    assert AuditEvent.objects.exclude(subject_type="patients.rosterimport").count() == audited


def test_a_bundle_brings_in_what_it_has_and_asks_for_the_rest(desk: Actor, medicare: Payer) -> None:
    roster = look((FIXTURES / "bundle_collection.json").read_bytes(), desk)
    lou, ida = roster.rows.all()
    assert "Insurance is missing" in str(ida.to_complete)
    assert "Who signed the plan of care" in str(lou.to_complete)
    carry_out(roster, desk)
    assert Coverage.objects.get().member_id == make.MBI
    assert set(Agency.objects.values_list("name", "npi")) == {
        ("Sunrise Home Health", make.HOME_HEALTH_NPI),
        ("RIVERBEND CARE CENTER", ""),
    }
    assert Patient.objects.get(last_name="Brandt9").died_on == date(2026, 8, 8)


def test_a_bundle_whose_payer_is_unknown_is_imported_without_the_coverage(
    desk: Actor, medicare: Payer
) -> None:
    medicare.delete()
    roster = bring_in((FIXTURES / "bundle_collection.json").read_bytes(), desk)
    assert counts(roster) == (2, 0, 0, 0)
    assert Coverage.objects.count() == 0
    assert "no payer called Medicare Part B" in str(roster.rows.first().to_complete)  # type: ignore[union-attr]


def test_a_condition_that_is_over_by_now_ends_the_line_it_started(desk: Actor) -> None:
    bundle = (FIXTURES / "bundle_transaction.json").read_text()
    bring_in(bundle, desk)
    over = bundle.replace('"active"', '"resolved"').replace(
        '"onsetDateTime": "2019-05-05T08:00:00-04:00"',
        '"onsetDateTime": "2019-05-05T08:00:00-04:00", "abatementDateTime": "2026-11-01"',
    )
    assert counts(bring_in(over, desk)) == (0, 1, 0, 0)
    assert Diagnosis.objects.get().ends_on == date(2026, 11, 1)


def test_changed_values_are_shown_old_and_new_and_recorded(desk: Actor, jane: Patient) -> None:
    row = f"{HEAD},street,phone\nDoe,Jane,1940-02-15,99 New Rd,614-555-0188\n"
    roster = look(row, desk)
    assert roster.rows.get().changes == [
        {"label": "Street", "old": "12 Elm St", "new": "99 New Rd"},
        {"label": "Phone", "old": "", "new": "6145550188"},
    ]
    carry_out(roster, desk)
    jane.refresh_from_db()
    assert (jane.street, jane.city) == ("99 New Rd", "Columbus")
    event = AuditEvent.objects.get(action="patient.changed")
    assert (event.actor, event.patient_id) == (desk.user, jane.pk)
    assert event.old == {"street": "12 Elm St", "phone": ""}
    came_from = {"id": roster.pk, "file": roster.file_name}
    assert event.new == {"street": "99 New Rd", "phone": "6145550188", "import": came_from}


def test_an_import_and_each_new_patient_are_recorded(desk: Actor) -> None:
    roster = bring_in(ROSTER, desk)
    events = AuditEvent.objects.filter(action="patient.added")
    assert set(events.values_list("patient_id", flat=True)) == set(
        Patient.objects.values_list("pk", flat=True)
    )
    rose = events.get(new__last_name="O'Keefe").new
    assert rose is not None
    assert rose["coverage"] == f"Medicare Part B, {make.MBI}"
    assert AuditEvent.objects.filter(action="roster_import.done", subject_id=roster.pk).count() == 1


def test_an_empty_cell_leaves_what_is_known(desk: Actor, jane: Patient) -> None:
    roster = look(f"{HEAD},street,sex,payer\nDoe,Jane,1940-02-15,,U,\n", desk)
    assert counts(roster) == (0, 0, 1, 0)


def test_another_member_id_of_the_same_payer_is_a_change_and_cuts_periods_anew(
    desk: Actor, jane: Patient
) -> None:
    jane.enrollments.update(periods_are_cut=True)
    content = f"{HEAD},payer,member_id\nDoe,Jane,1940-02-15,medicare part b,1EG4-TE5-MK72\n"
    assert counts(bring_in(content, desk)) == (0, 1, 0, 0)
    assert jane.coverages.get().member_id == "1EG4TE5MK72"
    assert jane.enrollments.get().periods_are_cut is False


@pytest.mark.parametrize(
    ("columns", "cells", "remedy"),
    [
        (
            "payer,member_id",
            "Nobody Health,1",
            "no payer called Nobody Health. Correct the name, or add the payer",
        ),
        ("payer,member_id", "Medicare Part B,12345", "12345 is not a Medicare number"),
        ("member_id", "1EG4TE5MK73", "The payer is missing"),
        (
            "provider_npi,enrolled_on",
            "1555000128,2026-02-01",
            "No provider of the practice has the NPI 1555000128",
        ),
        ("setting,agency_npi,episode_starts_on", "hospice,1555000219,2026-02-01", "Give its name as well"),
        ("setting,agency", "hospice,Meadow Hospice", "has no first day"),
        ("episode_starts_on", "2026-02-01", "The setting is missing"),
        ("died_on", "1939-01-01", "is before the birth"),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_with_value_and_remedy(
    desk: Actor, columns: str, cells: str, remedy: str
) -> None:
    row = row_of(f"{HEAD},{columns}\nDoe,Jane,1940-02-15,{cells}\n", desk)
    assert row.state == "refused"
    assert remedy in told(row)


def test_all_problems_of_a_row_with_the_practices_lists_are_told_at_once(desk: Actor) -> None:
    head = f"{HEAD},payer,SOC,setting,agency_npi,enrolled_on,provider_npi"
    cells = "Doe,Jane,1940-02-15,Nobody,2026-01-02,hospice,1555000219,2026-01-15,1555000128"
    row = row_of(f"{head}\n{cells}\n", desk)
    assert [problem["field"] for problem in row.problems] == ["payer", "agency_npi", "provider_npi"]


@pytest.mark.parametrize(
    ("columns", "cells", "told_"),
    [
        ("payer", "Buckeye Mutual", "overlaps the one with Medicare Part B"),
        (
            "enrolled_on,provider_npi",
            "2026-03-01,1555000110",
            "This enrollment from 1 Mar 2026 with no end overlaps",
        ),
        ("setting,episode_starts_on", "home health,2026-03-01", "overlaps the one under Sunrise Home Health"),
        ("died_on", "2026-01-10", "before the enrollment that begins on 15 Jan 2026"),
    ],
    ids=["coverage", "enrollment", "episode", "death"],
)
def test_what_contradicts_the_stored_facts_is_refused(
    desk: Actor, jane: Patient, columns: str, cells: str, told_: str
) -> None:
    row = row_of(f"{HEAD},{columns}\nDoe,Jane,1940-02-15,{cells}\n", desk)
    assert row.state == "refused"
    assert told_ in told(row)


def test_a_patient_is_found_by_chart_number_before_name(desk: Actor, jane: Patient) -> None:
    Patient.objects.filter(pk=jane.pk).update(medical_record_number="MR-9")
    row = row_of(f"{HEAD},mrn\nDoe-Smith,Jane,1940-02-15,MR-9\n", desk)
    assert (row.state, row.changes) == ("changed", [{"label": "Last name", "old": "Doe", "new": "Doe-Smith"}])


def test_a_patient_is_found_by_member_id(desk: Actor, jane: Patient) -> None:
    row = row_of(f"{HEAD},payer,member_id\nDoe,Janet,1940-02-15,Medicare Part B,{make.MBI}\n", desk)
    assert (row.state, [change["label"] for change in row.changes]) == ("changed", ["First name"])


def test_a_name_written_otherwise_is_the_same_name(desk: Actor, jane: Patient) -> None:
    row = row_of(f"{HEAD}\nDOE,jane,1940-02-15\n", desk)
    assert row.state == "changed"
    assert [change["new"] for change in row.changes] == ["DOE", "jane"]


@pytest.mark.parametrize(
    ("columns", "cells", "told_"),
    [
        ("mrn,sex", "Other,Person,1950-01-01,MR-9,F", "another name and another date of birth"),
        ("mrn,sex", "Doe,Jane,1940-02-15,MR-77,F", "chart number MR-9, not MR-77"),
        ("mrn,sex", "Doe,Jane,1940-02-15,,M", "with the sex F, not M"),
        (
            "payer,member_id",
            f"Other,Person,1950-01-01,Medicare Part B,{make.MBI}",
            "belongs to a patient on the roster",
        ),
    ],
    ids=["chart number of another", "other chart number", "other sex", "medicare number of another"],
)
def test_a_doubtful_identity_is_refused(
    desk: Actor, jane: Patient, columns: str, cells: str, told_: str
) -> None:
    Patient.objects.filter(pk=jane.pk).update(medical_record_number="MR-9")
    row = row_of(f"{HEAD},{columns}\n{cells}\n", desk)
    assert row.state == "refused"
    assert told_ in told(row)


def test_numbers_of_two_patients_in_one_row_are_ambiguous(desk: Actor, jane: Patient) -> None:
    make.patient(desk.practice, last_name="Roe", medical_record_number="MR-2")
    row = row_of(f"{HEAD},mrn,payer,member_id\nDoe,Jane,1940-02-15,MR-2,Medicare Part B,{make.MBI}\n", desk)
    assert "belong to 2 different patients" in told(row)


def test_two_rows_about_one_patient_leave_the_second_refused(desk: Actor) -> None:
    content = f"{HEAD},mrn\nDoe,Jane,1940-02-15,MR-1\nDoe,Jane,1940-02-15,MR-1\nRoe,Ann,1941-01-01,MR-1\n"
    roster = look(content, desk)
    assert list(roster.rows.values_list("state", flat=True)) == ["new", "refused", "refused"]
    assert "Row 2 has the same" in told(roster.rows.get(line=3))


def test_refused_rows_stop_the_import_until_the_good_ones_are_wanted(desk: Actor) -> None:
    roster = look(f"{HEAD}\nDoe,Jane,1940-02-15\nRoe,Mark,soon\n", desk)
    with pytest.raises(Refused) as refusal:
        carry_out(roster, desk)
    assert "1 row is refused" in refusal.value.problems[0].message
    assert Patient.objects.count() == 0
    carry_out(roster, desk, accept_good_rows=True)
    assert Patient.objects.get().last_name == "Doe"


def test_a_roster_that_changed_since_the_preview_is_not_imported_unseen(desk: Actor, jane: Patient) -> None:
    roster = look(f"{HEAD},street\nRoe,Mark,1941-01-01,1 A St\nDoe,Jane,1940-02-15,99 New Rd\n", desk)
    Patient.objects.filter(pk=jane.pk).update(street="7 Fresh St")
    with pytest.raises(Refused) as refusal:
        carry_out(roster, desk)
    assert refusal.value.problems[0].code == STALE
    assert not Patient.objects.filter(last_name="Roe").exists()
    renewed = renew_preview(roster, actor=desk, today=TODAY)
    assert renewed.rows.get(line=3).changes[0]["old"] == "7 Fresh St"
    carry_out(renewed, desk)
    assert Patient.objects.get(pk=jane.pk).street == "99 New Rd"


def test_an_import_is_carried_out_once(desk: Actor) -> None:
    roster = bring_in(ROSTER, desk)
    with pytest.raises(Refused, match="was imported on 22 Nov 2026"):
        carry_out(roster, desk)


def test_an_import_of_the_evening_is_told_by_the_day_of_the_practice(desk: Actor) -> None:
    roster = bring_in(ROSTER, desk)
    roster.finished_at = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # still 22 November in New York
    roster.save(update_fields=["finished_at"])
    with pytest.raises(Refused, match="was imported on 22 Nov 2026"):
        carry_out(roster, desk)


def test_a_file_put_away_is_forgotten(desk: Actor) -> None:
    roster = discard_roster(look(ROSTER, desk), actor=desk, now=NOW)
    assert (bytes(roster.content), roster.rows.count()) == (b"", 0)
    with pytest.raises(Refused, match="was discarded"):
        carry_out(roster, desk)


def test_another_practices_patient_is_never_matched(desk: Actor, lena: Patient, lakeside: Practice) -> None:
    row = row_of(f"{HEAD}\nQuist,Lena,1940-02-15\n", desk)
    assert row.state == "new"


def test_an_unreadable_file_leaves_nothing_behind(desk: Actor) -> None:
    with pytest.raises(Refused, match="no rows"):
        look(f"{HEAD}\n", desk)
    with pytest.raises(Refused, match="row of column names lacks"):
        look("a,b\n1,2\n", desk)
    assert RosterImport.objects.count() == 0


def many(count: int) -> str:
    rows = (
        f"Last{n},First{n},19{20 + n % 40}-03-{1 + n % 28:02},MR-{n},Agency {n % 7}" for n in range(count)
    )
    lines = (f"{row},home health,2026-01-02,1555000110,2026-01-15" for row in rows)
    return "\n".join([f"{HEAD},mrn,agency,setting,soc,provider_npi,enrolled_on", *lines])


def test_the_number_of_queries_does_not_grow_with_the_rows(desk: Actor) -> None:
    def queries(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            roster = look(many(count), desk)
            carry_out(roster, desk)
        return len([each for each in captured if each["sql"].startswith("SELECT")])

    queries(5)  # from now on some rows are about patients who are known
    few = queries(10)
    assert queries(400) == few


def test_a_file_larger_than_one_chunk_is_one_import(desk: Actor) -> None:
    roster = bring_in(many(1100), desk)
    assert counts(roster) == (1100, 0, 0, 0)
    assert Patient.objects.count() == Enrollment.objects.count() == 1100
    assert Agency.objects.count() == 7
    assert counts(look(many(1100), desk)) == (0, 0, 1100, 0)


@pytest.mark.deep
def test_twenty_thousand_rows_with_a_thousand_bad_ones_bring_in_every_good_one(desk: Actor) -> None:
    header, *lines = many(20_000).splitlines()
    spoilt = [line.replace("home health", "moon") if n % 20 == 0 else line for n, line in enumerate(lines)]
    roster = look("\n".join([header, *spoilt]), desk)
    assert counts(roster) == (19_000, 0, 0, 1_000)
    bad = roster.rows.filter(state="refused")
    assert all("moon is not a setting" in told(row) for row in bad)
    carry_out(roster, desk, accept_good_rows=True)
    assert Patient.objects.count() == 19_000
    assert counts(look("\n".join([header, *spoilt]), desk)) == (0, 0, 19_000, 1_000)


def test_the_schedule_may_import_without_a_person(hilltop: Practice) -> None:
    roster = bring_in(f"{HEAD}\nDoe,Jane,1940-02-15\n", schedule_of(hilltop))
    assert roster.uploaded_by is None
    assert AuditEvent.objects.get(action="patient.added").actor is None
