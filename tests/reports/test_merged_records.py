"""A record that was merged into another of the same person is nobody more."""

from datetime import UTC, date, datetime

from apps.patients.models import Diagnosis, Patient
from apps.practice.access import Actor
from apps.practice.models import Provider, User
from apps.reports.domain.slices import Slice, Source
from apps.reports.rows_shown import sums_of
from apps.timelog.operations.merging import merge_patients
from tests import builders as make

NOW = datetime(2026, 6, 2, 15, tzinfo=UTC)


def who_could(actor: Actor) -> int:
    found: int = sums_of(actor, Slice(Source.PATIENTS).narrowed(eligible="1"))["count"]
    return found


def test_one_person_entered_twice_could_be_cared_for_once(
    ada: User, jane: Patient, dr_rivera: Provider
) -> None:
    actor = make.actor(ada)
    twin = make.patient(jane.practice)
    for code in Diagnosis.objects.filter(patient=jane).values_list("code", flat=True):
        make.diagnosis(twin, code)
    Diagnosis.objects.update(is_chronic=True)
    assert who_could(actor) == 2
    merge_patients(actor, kept=jane, merged=twin, reason="Entered twice", now=NOW, today=date(2026, 6, 2))
    assert who_could(actor) == 1
