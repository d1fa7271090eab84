"""Patients, coverages, enrollments: what is kept, what is refused, what is recorded."""

from datetime import date

import pytest

from apps.patients.models import Coverage, Enrollment, Patient, Payer
from apps.patients.operations import save_coverage, save_enrollment, save_patient
from apps.patients.operations_partners import save_payer
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make

TODAY = date(2026, 3, 2)


@pytest.fixture
def actor(ada: User) -> Actor:
    return make.actor(ada)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def are_cut(patient: Patient) -> set[bool]:
    return set(patient.enrollments.values_list("periods_are_cut", flat=True))


def test_a_new_patient_is_kept_and_recorded(actor: Actor, hilltop: Practice) -> None:
    patient = Patient(practice=hilltop, last_name="Doe", first_name="Jane", born_on=date(1940, 2, 15))
    save_patient(patient, actor=actor, today=TODAY)
    event = AuditEvent.objects.get(action="patient.added")
    assert (event.actor, event.subject_id) == (actor.user, patient.pk)
    assert event.new is not None
    assert event.new["born_on"] == "1940-02-15"


def test_a_change_records_only_what_changed(actor: Actor, jane: Patient) -> None:
    jane.phone = "6145550123"
    save_patient(jane, actor=actor, today=TODAY)
    event = AuditEvent.objects.get(action="patient.changed")
    assert (event.old, event.new) == ({"phone": ""}, {"phone": "6145550123"})


def test_saving_what_is_stored_already_records_nothing(actor: Actor, jane: Patient) -> None:
    save_patient(jane, actor=actor, today=TODAY)
    assert not AuditEvent.objects.filter(action="patient.changed").exists()


def test_everything_wrong_with_a_patient_is_said_at_once(actor: Actor, jane: Patient) -> None:
    jane.last_name, jane.zip_code, jane.state = "", "4321", "XX"
    jane.born_on, jane.died_on = date(1826, 2, 15), date(2026, 4, 1)
    with pytest.raises(Refused) as refused:
        save_patient(jane, actor=actor, today=TODAY)
    assert codes(refused) == {
        "name_missing",
        "zip_code_shape",
        "state_unknown",
        "born_too_long_ago",
        "date_in_future",
    }


def test_a_medical_record_number_belongs_to_one_patient(actor: Actor, jane: Patient, mark: Patient) -> None:
    jane.medical_record_number = mark.medical_record_number
    with pytest.raises(Refused) as refused:
        save_patient(jane, actor=actor, today=TODAY)
    assert codes(refused) == {"medical_record_number_twice"}


def test_nobody_dies_before_an_enrollment_begins(actor: Actor, jane: Patient) -> None:
    jane.died_on = date(2026, 1, 14)
    with pytest.raises(Refused) as refused:
        save_patient(jane, actor=actor, today=TODAY)
    assert codes(refused) == {"death_before_enrollment"}
    jane.died_on = date(2026, 1, 15)
    save_patient(jane, actor=actor, today=TODAY)


def test_a_patient_of_another_practice_is_refused(actor: Actor, lena: Patient) -> None:
    with pytest.raises(Refused) as refused:
        save_patient(lena, actor=actor, today=TODAY)
    assert "not_of_this_practice" in codes(refused)


def test_a_changed_coverage_lets_periods_be_cut_anew(actor: Actor, jane: Patient) -> None:
    jane.enrollments.update(periods_are_cut=True)
    coverage = jane.coverages.get()
    save_coverage(coverage, actor=actor, today=TODAY)
    assert are_cut(jane) == {True}
    coverage.starts_on = date(2026, 1, 1)
    save_coverage(coverage, actor=actor, today=TODAY)
    assert are_cut(jane) == {False}


def test_a_medicare_number_is_tidied_and_must_have_its_shape(actor: Actor, jane: Patient) -> None:
    coverage = jane.coverages.get()
    coverage.member_id = "1eg4-te5-mk72"
    save_coverage(coverage, actor=actor, today=TODAY)
    assert coverage.member_id == "1EG4TE5MK72"
    coverage.member_id = "1SG4TE5MK72"
    with pytest.raises(Refused) as refused:
        save_coverage(coverage, actor=actor, today=TODAY)
    assert "1SG4TE5MK72 is not a Medicare number" in str(refused.value)


def test_another_payers_member_id_has_any_shape(actor: Actor, mark: Patient) -> None:
    coverage = mark.coverages.get()
    coverage.member_id = "BM-77 12"
    save_coverage(coverage, actor=actor, today=TODAY)
    assert coverage.member_id == "BM-77 12"


def test_a_coverage_needs_a_member_id_and_a_subscriber_who_is_known(
    actor: Actor, mark: Patient, buckeye: Payer
) -> None:
    coverage = mark.coverages.get()
    coverage.member_id, coverage.relationship = "", Coverage.Relationship.SPOUSE
    with pytest.raises(Refused) as refused:
        save_coverage(coverage, actor=actor, today=TODAY)
    assert codes(refused) == {"member_id_missing", "name_missing", "subscriber_born_on_missing"}


@pytest.mark.parametrize(
    ("first_ends_on", "second_starts_on", "overlaps"),
    [
        (date(2026, 1, 31), date(2026, 2, 1), False),
        (date(2026, 2, 1), date(2026, 2, 1), True),
        (None, date(2026, 2, 1), True),
        (date(2026, 1, 31), None, True),
    ],
    ids=["the day after", "on the last day", "the first never ends", "the second has always been"],
)
def test_two_coverages_never_share_a_day(
    actor: Actor,
    jane: Patient,
    buckeye: Payer,
    first_ends_on: date | None,
    second_starts_on: date | None,
    overlaps: bool,
) -> None:
    jane.coverages.update(starts_on=date(2025, 1, 1), ends_on=first_ends_on)
    second = Coverage(
        practice=jane.practice, patient=jane, payer=buckeye, member_id="B1", starts_on=second_starts_on
    )
    if overlaps:
        with pytest.raises(Refused) as refused:
            save_coverage(second, actor=actor, today=TODAY)
        assert codes(refused) == {"dates_overlap"}
        assert "Medicare Part B" in str(refused.value)
    else:
        assert save_coverage(second, actor=actor, today=TODAY).pk


@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        (date(1940, 2, 14), "before_birth"),
        (date(2026, 2, 2), "after_death"),
        (None, "starts_on_missing"),
    ],
    ids=["the day before birth", "the day after death", "never"],
)
def test_an_enrollment_lies_within_a_life(
    actor: Actor, jane: Patient, starts_on: date | None, code: str
) -> None:
    Patient.objects.filter(pk=jane.pk).update(died_on=date(2026, 2, 1))
    enrollment = jane.enrollments.get()
    enrollment.starts_on = starts_on  # type: ignore[assignment]  # what a form hands over
    with pytest.raises(Refused) as refused:
        save_enrollment(enrollment, actor=actor, today=TODAY)
    assert codes(refused) == {code}


def test_a_patient_is_enrolled_once_in_a_programme(actor: Actor, jane: Patient, dr_okafor: Provider) -> None:
    second = Enrollment(
        practice=jane.practice, patient=jane, rendering_provider=dr_okafor, starts_on=date(2026, 3, 1)
    )
    with pytest.raises(Refused) as refused:
        save_enrollment(second, actor=actor, today=TODAY)
    assert codes(refused) == {"dates_overlap"}
    second.program = Enrollment.Program.CHRONIC_CARE
    assert save_enrollment(second, actor=actor, today=TODAY).pk


def test_an_enrollment_that_ended_can_be_followed_by_another(
    actor: Actor, jane: Patient, dr_okafor: Provider
) -> None:
    first = jane.enrollments.get()
    first.ends_on = date(2026, 2, 28)
    save_enrollment(first, actor=actor, today=TODAY)
    second = Enrollment(
        practice=jane.practice, patient=jane, rendering_provider=dr_okafor, starts_on=date(2026, 3, 1)
    )
    assert save_enrollment(second, actor=actor, today=TODAY).pk


def test_staff_and_those_who_left_are_no_rendering_providers(
    actor: Actor, jane: Patient, nurse_lindqvist: Provider, dr_okafor: Provider
) -> None:
    enrollment = jane.enrollments.get()
    enrollment.rendering_provider = nurse_lindqvist
    with pytest.raises(Refused) as refused:
        save_enrollment(enrollment, actor=actor, today=TODAY)
    assert codes(refused) == {"provider_cannot_bill"}
    dr_okafor.ends_on = date(2026, 1, 14)
    dr_okafor.save()
    enrollment.rendering_provider = dr_okafor
    with pytest.raises(Refused) as refused:
        save_enrollment(enrollment, actor=actor, today=TODAY)
    assert codes(refused) == {"provider_left"}


def test_a_rendering_provider_of_another_practice_is_refused(
    actor: Actor, jane: Patient, dr_whitfield: Provider
) -> None:
    enrollment = jane.enrollments.get()
    enrollment.rendering_provider = dr_whitfield
    with pytest.raises(Refused) as refused:
        save_enrollment(enrollment, actor=actor, today=TODAY)
    assert "not_of_this_practice" in codes(refused)


def test_a_changed_enrollment_lets_its_periods_be_cut_anew(actor: Actor, jane: Patient) -> None:
    jane.enrollments.update(periods_are_cut=True)
    enrollment = jane.enrollments.get()
    enrollment.starts_on = date(2026, 1, 20)
    save_enrollment(enrollment, actor=actor, today=TODAY)
    assert are_cut(jane) == {False}


def test_another_profile_lets_the_periods_of_the_payers_members_be_cut_anew(
    actor: Actor, jane: Patient, mark: Patient, buckeye: Payer
) -> None:
    Enrollment.objects.update(periods_are_cut=True)
    buckeye.street = "PO Box 7"
    save_payer(buckeye, actor=actor, today=TODAY)
    assert are_cut(mark) == {True}
    buckeye.profile = "commercial_calendar_month"
    save_payer(buckeye, actor=actor, today=TODAY)
    assert (are_cut(mark), are_cut(jane)) == ({False}, {True})
