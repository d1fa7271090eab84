"""Minutes so far: what counts for the payer, whose time it is, which period, and how few queries it takes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from apps.patients.models import Agency, Patient, Payer, Stay
from apps.practice.models import Practice, Provider, User
from apps.timelog.domain.entries import Draft
from apps.timelog.operations import log_time
from apps.timelog.patient_selectors import patients_near_a_threshold, patients_page
from apps.timelog.progress import Progress, progress_of
from apps.timelog.selectors import seconds_by_patient
from tests import builders as make

NOW = datetime(2026, 3, 25, 18, 0, tzinfo=UTC)
TODAY = date(2026, 3, 25)


def log(user: User, patient: Patient, minutes: int, on: date = date(2026, 3, 20), **words: Any) -> None:
    said = {"activity": "progress_tracking", **words}
    log_time(
        Draft(performed_on=on, seconds=minutes * 60, **said), actor=make.actor(user), patient=patient, now=NOW
    )


def progress(user: User, patient: Patient, today: date = TODAY) -> Progress:
    return progress_of(make.actor(user), [patient], today=today)[patient.pk]


def test_a_medicare_patient_has_one_step_in_the_calendar_month(ana: User, jane: Patient) -> None:
    log(ana, jane, 22)
    log(ana, jane, 40, on=date(2026, 2, 28))
    found = progress(ana, jane)
    assert (found.stretch.starts_on, found.stretch.ends_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert [(step.minutes, step.leads_to) for step in found.bar.steps] == [(30, "G0181")]
    assert (found.bar.counted_minutes, found.bar.minutes_short, found.bar.days_left) == (22, 8, 6)
    assert found.hint == ""


def test_a_commercial_patient_has_two_steps_in_the_window_of_thirty_days(ana: User, mark: Patient) -> None:
    log(ana, mark, 16, on=date(2026, 3, 16))
    log(ana, mark, 9, on=date(2026, 3, 15))
    found = progress(ana, mark)
    assert (found.stretch.starts_on, found.stretch.ends_on) == (date(2026, 3, 16), date(2026, 4, 14))
    assert [(step.minutes, step.leads_to) for step in found.bar.steps] == [(15, "99374"), (30, "99375")]
    assert found.counted_seconds == 16 * 60


def test_only_what_the_payer_counts_of_the_physicians_own_time_counts(
    ana: User, ben: User, nora: User, dr_okafor: Provider, nurse_lindqvist: Provider, jane: Patient
) -> None:
    log(ana, jane, 10)
    log(ana, jane, 5, activity="travel")
    log(ana, jane, 6, activity="communication", counterpart="family_or_caregiver", channel="phone")
    log(ben, jane, 7)
    log(nora, jane, 8)
    found = progress(ana, jane)
    assert (found.counted_seconds, found.not_counted_seconds) == (600, 26 * 60)


def test_days_of_a_hospital_stay_do_not_count(ana: User, jane: Patient) -> None:
    Stay.objects.create(
        practice=jane.practice,
        patient=jane,
        kind=Stay.Kind.INPATIENT,
        starts_on=date(2026, 3, 18),
        ends_on=date(2026, 3, 20),
    )
    log(ana, jane, 10, on=date(2026, 3, 20))
    log(ana, jane, 11, on=date(2026, 3, 21))
    assert progress(ana, jane).counted_seconds == 11 * 60


def test_time_outside_every_episode_does_not_count(ana: User, jane: Patient) -> None:
    jane.episodes.update(starts_on=date(2026, 3, 10))
    log(ana, jane, 10, on=date(2026, 3, 9))
    log(ana, jane, 11, on=date(2026, 3, 10))
    assert progress(ana, jane).counted_seconds == 11 * 60


def test_what_is_missing_is_said(ana: User, jane: Patient) -> None:
    jane.episodes.update(ends_on=date(2026, 3, 1))
    assert "No episode of care" in progress(ana, jane).hint
    jane.coverages.update(ends_on=date(2026, 3, 1))
    found = progress(ana, jane)
    assert "No coverage" in found.hint
    assert found.bar.steps == ()


def test_a_patient_who_is_not_enrolled_has_no_progress(
    ana: User, dr_rivera: Provider, hilltop: Practice
) -> None:
    patient = make.patient(hilltop)
    assert progress_of(make.actor(ana), [patient], today=TODAY) == {}


@pytest.fixture
def many(dr_rivera: Provider, medicare: Payer, sunrise: Agency, ana: User) -> list[Patient]:
    patients = [
        make.homebound_patient(
            dr_rivera, medicare, sunrise, last_name=f"Name{place:02}", medical_record_number=f"R{place}"
        )
        for place in range(60)
    ]
    for place, patient in enumerate(patients[:20]):
        log(ana, patient, place + 1, on=TODAY - timedelta(days=place % 5))
    return patients


@pytest.mark.parametrize("count", [1, 25])
def test_progress_takes_five_queries_for_any_number_of_patients(
    many: list[Patient], ana: User, count: int, django_assert_num_queries: Any
) -> None:
    actor = make.actor(ana)
    with django_assert_num_queries(5):
        assert len(progress_of(actor, many[:count], today=TODAY)) == count


def test_patients_near_a_threshold_have_counted_time_and_a_step_ahead(
    many: list[Patient], ana: User, jane: Patient
) -> None:
    log(ana, jane, 31)
    near = patients_near_a_threshold(make.actor(ana), today=TODAY)
    assert [each.patient for each in near] == many[19:7:-1]


def test_seconds_of_many_patients_come_in_one_query(
    many: list[Patient], ana: User, django_assert_num_queries: Any
) -> None:
    actor = make.actor(ana)
    with django_assert_num_queries(1):
        found = seconds_by_patient(actor, many[:3], starts_on=date(2026, 3, 1), ends_on=TODAY)
    assert found == {many[0].pk: 60, many[1].pk: 120, many[2].pk: 180}


def test_pages_go_forward_and_back_without_losing_anybody(many: list[Patient], ana: User) -> None:
    actor = make.actor(ana)
    first = patients_page(actor)
    second = patients_page(actor, after=first.after)
    third = patients_page(actor, after=second.after)
    assert [*first.patients, *second.patients, *third.patients] == many
    assert (first.before, third.after) == (None, None)
    assert patients_page(actor, before=third.before).patients == second.patients
    assert patients_page(actor, before=second.before).patients == first.patients


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("doe", ["Doe, Jane"], id="last name"),
        pytest.param("ja do", ["Doe, Jane"], id="both, in any order"),
        pytest.param("Roe, M", ["Roe, Mark"], id="as a roster writes it"),
        pytest.param("H-2", ["Roe, Mark"], id="record number"),
        pytest.param("1940-02-15", ["Doe, Jane", "Roe, Mark"], id="birth date"),
        pytest.param("2/15/1940", ["Doe, Jane", "Roe, Mark"], id="American birth date"),
        pytest.param("quist", [], id="somebody of another practice"),
    ],
)
def test_patients_are_found_by_name_number_and_birth_date(
    ana: User, jane: Patient, mark: Patient, lena: Patient, words: str, expected: list[str]
) -> None:
    found = patients_page(make.actor(ana), words=words).patients
    assert [patient.display_name for patient in found] == expected


def test_mine_are_those_enrolled_with_me(ana: User, ben: User, dr_okafor: Provider, jane: Patient) -> None:
    assert patients_page(make.actor(ana), mine=True).patients == [jane]
    assert patients_page(make.actor(ben), mine=True).patients == []
