"""Two records of one person: found, merged without losing a second, told apart again exactly."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.patients.models import Coverage, Diagnosis, Enrollment, Patient, PatientMerge, Payer
from apps.patients.operations_merging import tell_apart
from apps.patients.selectors_duplicates import duplicates
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.timelog.models import EntryVersion, TimeEntry
from apps.timelog.operations import undo_entry, void_entry
from apps.timelog.operations.merging import merge_patients, undo_merge
from apps.timelog.verification import breaks, misplaced_entries
from tests import builders as make
from tests.billing.closing import JUNE, NOW, charges, close

pytestmark = pytest.mark.django_db
WHY = "Same person, same card, entered twice"


@pytest.fixture
def boss(ada: User, hilltop: Practice) -> Actor:
    return make.actor(ada, hilltop)


@pytest.fixture
def twin(jane: Patient, dr_rivera: Provider, buckeye: Payer) -> Patient:
    """Jane Doe entered a second time, in chronic care, with facts and an own coverage of earlier years."""
    row = make.patient(jane.practice, last_name="DOE", first_name="Jane", medical_record_number="H-9")
    Coverage.objects.filter(patient=jane).update(starts_on=date(2025, 1, 1))
    make.coverage(row, buckeye, starts_on=date(2023, 1, 1), ends_on=date(2024, 12, 31))
    make.enrollment(row, dr_rivera, program="ccm", starts_on=date(2026, 1, 1))
    make.consent(row, date(2026, 1, 5))
    make.diagnosis(row, "J449")
    make.diagnosis(row, "I5022")  # Jane has it already
    return row


def merged(boss: Actor, jane: Patient, twin: Patient) -> PatientMerge:
    return merge_patients(boss, kept=jane, merged=twin, reason=WHY, now=NOW, today=JUNE)


def standing(patient: Patient) -> Counter[tuple[Any, ...]]:
    """What stands in a patient's book, entry by entry."""
    rows = EntryVersion.objects.filter(patient=patient, current_of__isnull=False, is_void=False)
    return Counter(
        rows.values_list(
            "performed_on", "started_at", "seconds", "activity", "counterpart", "channel", "note", "provider", "capture"
        )
    )  # fmt: skip


def rows_by_patient(*patients: Patient) -> dict[tuple[str, int], set[int]]:
    """Which rows of the roster belong to whom."""
    found = {}
    for patient in patients:
        for name in ("coverages", "episodes", "diagnoses", "consents", "enrollments", "documents"):
            found[name, patient.pk] = set(getattr(patient, name).values_list("pk", flat=True))
    found["ends", 0] = {hash(each) for each in Enrollment.objects.values_list("pk", "ends_on")}
    return found


def test_no_minute_is_lost_and_undoing_restores_everything(
    boss: Actor, jane: Patient, twin: Patient, dr_rivera: Provider, hilltop: Practice
) -> None:
    make.logged(jane, dr_rivera, date(2026, 5, 20), 10)
    make.logged(twin, dr_rivera, date(2026, 5, 21), seconds=757, note="To the second")
    make.logged(twin, dr_rivera, date(2026, 5, 22), 4, doubt="clock")
    before_time = standing(jane), standing(twin)
    before_rows = rows_by_patient(jane, twin)
    merge = merged(boss, jane, twin)
    assert standing(jane) == before_time[0] + before_time[1]
    assert not standing(twin)
    waits = EntryVersion.objects.get(patient=jane, current_of__isnull=False, doubt="clock")
    assert not waits.is_confirmed
    assert jane.consents.count() == jane.enrollments.filter(program="ccm").count() == 1
    assert jane.diagnoses.filter(code="I5022").count() == 1
    assert not list(breaks(hilltop)) and not misplaced_entries(hilltop).exists()
    twin.refresh_from_db()
    assert twin.merged_into == jane
    with pytest.raises(Refused, match="merged with another of the same person"):
        make.logged(twin, dr_rivera, date(2026, 5, 23), 5)
    undo_merge(boss, merge=merge, now=NOW)
    assert (standing(jane), standing(twin)) == before_time
    assert rows_by_patient(jane, twin) == before_rows
    assert not list(breaks(hilltop))
    with pytest.raises(Refused, match="undone before"):
        undo_merge(boss, merge=merge, now=NOW)
    events = AuditEvent.objects.filter(action__in=("patient.merged", "patient.merge_undone"))
    assert all(event.old and event.new for event in events) and events.count() == 4


def test_a_code_that_both_records_have_stays_once_however_it_is_described(
    boss: Actor, jane: Patient, twin: Patient
) -> None:
    mine = Diagnosis.objects.get(patient=jane, code="I5022")
    theirs = Diagnosis.objects.filter(patient=twin, code="I5022", ends_on=None)
    theirs.update(description="Weak heart")
    gone = make.diagnosis(twin, "I5022", description="Weak heart once", ends_on=date(2025, 6, 1))
    merge = merged(boss, jane, twin)
    assert theirs.exists() and Diagnosis.objects.get(patient=jane, code="I5022", ends_on=None) == mine
    assert Diagnosis.objects.filter(patient=jane, pk=gone.pk).exists(), "what ended is beside what stands"
    undo_merge(boss, merge=merge, now=NOW)
    assert Diagnosis.objects.filter(patient=twin, pk=gone.pk).exists()


def test_a_minute_that_a_merge_moved_is_not_brought_back_by_undoing_its_void(
    boss: Actor, jane: Patient, twin: Patient, dr_rivera: Provider
) -> None:
    entry = make.logged(twin, dr_rivera, date(2026, 5, 21), 12)
    merge = merged(boss, jane, twin)
    with pytest.raises(Refused) as refused:
        undo_entry(entry, actor=boss, now=NOW)
    assert [problem.code for problem in refused.value.problems] == ["moved_by_merge"]
    assert not standing(twin)

    (moved,) = TimeEntry.objects.filter(patient=jane)
    undo_merge(boss, merge=merge, now=NOW)
    with pytest.raises(Refused) as refused:
        undo_entry(moved, actor=boss, now=NOW)
    assert [problem.code for problem in refused.value.problems] == ["moved_by_merge"]
    assert not standing(jane)


def test_what_was_closed_stays_where_it_was_closed(
    boss: Actor, jane: Patient, dr_rivera: Provider, hilltop: Practice
) -> None:
    charges(hilltop)
    twin = make.patient(hilltop, last_name="Doe", first_name="Jane", medical_record_number="H-9")
    make.enrollment(twin, dr_rivera, starts_on=date(2026, 5, 1))
    make.logged(twin, dr_rivera, date(2026, 5, 4), 12)
    close(hilltop)
    make.logged(twin, dr_rivera, date(2026, 6, 1), 3)
    merge = merged(boss, jane, twin)
    assert sum(standing(twin).values()) == 1  # May is closed
    assert sum(standing(jane).values()) == 1
    ended = Enrollment.objects.get(patient=twin)
    assert ended.ends_on == JUNE
    moved = TimeEntry.objects.get(patient=jane, current_version__is_void=False)
    void_entry(moved, actor=boss, reason="Was somebody else", now=NOW)
    with pytest.raises(Refused, match="was changed after the merge"):
        undo_merge(boss, merge=merge, now=NOW)


def test_duplicates_are_found_told_apart_and_merged_on_their_pages(
    client: Client, ada: User, mia: User, boss: Actor, jane: Patient, twin: Patient, mark: Patient
) -> None:
    assert [(pair.one, pair.other) for pair in duplicates(boss)] == [(jane, twin)]
    client.force_login(ada)
    page = client.get(reverse("patients:duplicates")).content.decode()
    address = reverse("patients:merge", args=[jane.pk, twin.pk])
    assert address in page
    assert b"Stays" in client.get(address).content
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": WHY}).status_code == 302
    record = client.get(reverse("patients:record", args=[jane.pk])).content.decode()
    assert "was merged into this one" in record
    assert "H-9" not in client.get(reverse("patients:list") + "?show=all").content.decode()
    assert not duplicates(boss)
    undo = reverse("patients:merge_undo", args=[PatientMerge.objects.get().pk])
    client.force_login(mia)
    assert client.post(undo).status_code == 403
    client.force_login(ada)
    client.post(undo)
    assert len(duplicates(boss)) == 1
    tell_apart(boss, one=twin, other=jane, now=NOW)
    assert not duplicates(boss)
    again = client.post(reverse("patients:merge", args=[jane.pk, jane.pk]), {"reason": WHY})
    assert again.status_code == 422 and b"These are one record" in again.content
