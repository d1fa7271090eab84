"""Change patients, their coverages and their enrollments."""

from datetime import date

from django.db import transaction

from apps.patients.domain.checks import check_coverage, check_enrollment, check_patient
from apps.patients.domain.identifiers import bare_member_id
from apps.patients.models import Coverage, Enrollment, Patient
from apps.patients.profiles import asks_for_medicare_number
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, check_no_overlap, in_words
from apps.practice.domain.identifiers import check_state, check_zip_code
from apps.practice.records import blanks, keep, lock_practice, plain_values, strangers
from apps.problems import Problem, refuse_any


@transaction.atomic
def save_patient(patient: Patient, *, actor: Actor, today: date) -> Patient:
    """Keep a patient, new or changed; refuse what `problems_with_patient` finds."""
    lock_practice(actor)
    refuse_any(strangers(patient, actor=actor) + problems_with_patient(patient, today=today))
    keep(patient, actor=actor, noun="patient")
    return patient


def problems_with_patient(patient: Patient, *, today: date) -> list[Problem]:
    """Return everything wrong with a patient: the values, a number that is taken, a death before an enrollment."""
    found = check_patient(plain_values(patient), today=today)
    number = patient.medical_record_number
    others = Patient.objects.filter(practice=patient.practice_id).exclude(pk=patient.pk)
    if number and others.filter(medical_record_number=number).exists():
        message = (
            f"The medical record number {number} is taken by another patient. Correct it, or leave it blank."
        )
        found.append(Problem("medical_record_number_twice", message, "medical_record_number"))
    return found + _problems_with_death(patient)


def _problems_with_death(patient: Patient) -> list[Problem]:
    if patient.died_on is None or patient.pk is None:
        return []
    later = patient.enrollments.filter(starts_on__gt=patient.died_on).first()
    if later is None:
        return []
    message = (
        f"The date of death {in_words(patient.died_on)} is before the enrollment that begins on "
        f"{in_words(later.starts_on)}. Correct one of the two dates."
    )
    return [Problem("death_before_enrollment", message, "died_on")]


def lock_patient(patient_id: int) -> Patient:
    """Return the patient's row, locked: what is checked of the patient's facts stays true until the save."""
    return Patient.objects.select_for_update().get(pk=patient_id)


@transaction.atomic
def save_coverage(coverage: Coverage, *, actor: Actor, today: date) -> Coverage:
    """Keep a coverage, new or changed; the patient's open periods are cut anew before anything is closed."""
    coverage.patient = lock_patient(coverage.patient_id)
    coverage.member_id = _tidy_member_id(coverage, today=today)
    refuse_any(strangers(coverage, actor=actor) + problems_with_coverage(coverage, today=today))
    if keep(coverage, actor=actor, noun="coverage", patient_id=coverage.patient_id):
        Enrollment.objects.filter(patient=coverage.patient_id).update(periods_are_cut=False)
    return coverage


def _tidy_member_id(coverage: Coverage, *, today: date) -> str:
    is_medicare = _is_medicare(coverage, today=today)
    return bare_member_id(coverage.member_id) if is_medicare else coverage.member_id.strip()


def _is_medicare(coverage: Coverage, *, today: date) -> bool:
    has_payer = coverage.payer_id is not None
    return has_payer and asks_for_medicare_number(coverage.payer.practice, coverage.payer.profile, on=today)


def problems_with_coverage(coverage: Coverage, *, today: date) -> list[Problem]:
    """Return everything wrong with a coverage, among the patient's others."""
    is_medicare = _is_medicare(coverage, today=today)
    found = blanks(
        coverage,
        {
            "payer": "The payer is missing. Choose one from the list.",
            "member_id": "The member id is missing. Copy it from the card.",
        },
    )
    born_on = coverage.patient.born_on
    found += check_coverage(plain_values(coverage), is_medicare=is_medicare, born_on=born_on, today=today)
    if coverage.subscriber_state:
        found += check_state(coverage.subscriber_state, field="subscriber_state")
    if coverage.subscriber_zip_code:
        found += check_zip_code(coverage.subscriber_zip_code, field="subscriber_zip_code")
    span = Span(coverage.starts_on, coverage.ends_on)
    return found + check_no_overlap(span, _other_coverages(coverage), what="This coverage")


def _other_coverages(coverage: Coverage) -> list[Span]:
    rows = (
        Coverage.objects.filter(patient=coverage.patient_id).exclude(pk=coverage.pk).select_related("payer")
    )
    return [Span(row.starts_on, row.ends_on, f"the one with {row.payer}") for row in rows]


@transaction.atomic
def save_enrollment(enrollment: Enrollment, *, actor: Actor, today: date) -> Enrollment:
    """Keep an enrollment, new or changed; its open periods are cut anew before anything is closed."""
    enrollment.patient = lock_patient(enrollment.patient_id)
    refuse_any(strangers(enrollment, actor=actor) + problems_with_enrollment(enrollment, today=today))
    enrollment.periods_are_cut = False
    keep(enrollment, actor=actor, noun="enrollment", patient_id=enrollment.patient_id)
    return enrollment


def problems_with_enrollment(enrollment: Enrollment, *, today: date) -> list[Problem]:
    """Return everything wrong with an enrollment: its dates, its provider, another one on the same day."""
    patient = enrollment.patient
    found = check_enrollment(plain_values(enrollment), born_on=patient.born_on, died_on=patient.died_on)
    found += blanks(
        enrollment,
        {
            "program": "The programme is missing. Choose one.",
            "rendering_provider": "The rendering provider is missing. Choose one from the list.",
        },
    )
    if enrollment.rendering_provider_id is not None:
        found += _problems_with_provider(enrollment)
    if plain_values(enrollment)["starts_on"] is None:
        return found
    span = Span(enrollment.starts_on, enrollment.ends_on)
    return found + check_no_overlap(span, _other_enrollments(enrollment), what="This enrollment")


def _problems_with_provider(enrollment: Enrollment) -> list[Problem]:
    provider = enrollment.rendering_provider
    found = []
    if not provider.may_bill:
        message = f"{provider} is clinical staff and cannot be the rendering provider. Choose a practitioner."
        found.append(Problem("provider_cannot_bill", message, "rendering_provider"))
    starts_on = plain_values(enrollment)["starts_on"]
    if isinstance(starts_on, date) and provider.ends_on is not None and provider.ends_on < starts_on:
        message = (
            f"{provider} left on {in_words(provider.ends_on)}, before the enrollment begins on "
            f"{in_words(starts_on)}. Choose another provider."
        )
        found.append(Problem("provider_left", message, "rendering_provider"))
    return found


def _other_enrollments(enrollment: Enrollment) -> list[Span]:
    rows = Enrollment.objects.filter(patient=enrollment.patient_id, program=enrollment.program)
    rows = rows.exclude(pk=enrollment.pk).select_related("rendering_provider")
    return [Span(row.starts_on, row.ends_on, f"the one with {row.rendering_provider}") for row in rows]
