"""The patients of a sample practice, in chunks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from apps.patients.models import (
    Agency,
    CareEpisode,
    Coverage,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Goal,
    Patient,
    Setting,
    Sex,
)
from apps.practice.models import Provider
from apps.sample import words
from apps.sample.staff import Staff
from apps.timelog.models import Book

CHUNK = 2000
MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"


@dataclass(frozen=True)
class Panel:
    """One enrolled patient as the entry writer needs it."""

    patient: Patient
    provider: Provider
    book: Book
    enrolled_on: date


def admit(
    staff: Staff, *, rng: random.Random, patients: int, enrolled: int, months: int, today: date
) -> Iterator[list[Panel]]:
    """Write `patients` patients, the first `enrolled` of them enrolled; yield the enrolled of each chunk."""
    for first in range(0, patients, CHUNK):
        numbers = range(first, min(first + CHUNK, patients))
        rows = Patient.objects.bulk_create(_patient(staff, rng, number, today) for number in numbers)
        Coverage.objects.bulk_create(
            _coverage(staff, rng, row, number) for row, number in zip(rows, numbers, strict=True)
        )
        Diagnosis.objects.bulk_create(line for row in rows for line in _diagnoses(rng, row))
        yield _enroll(staff, rng, rows[: max(0, enrolled - first)], months=months, today=today)


def _patient(staff: Staff, rng: random.Random, number: int, today: date) -> Patient:
    is_female = rng.random() < 0.6
    city, state, zip_code = rng.choice(words.CITIES)
    return Patient(
        practice=staff.practice,
        first_name=rng.choice(words.FIRST_NAMES_F if is_female else words.FIRST_NAMES_M),
        last_name=rng.choice(words.LAST_NAMES),
        middle_name=rng.choice("ABCDEFGHJKLMNPRSTW") if rng.random() < 0.5 else "",
        sex=Sex.FEMALE if is_female else Sex.MALE,
        born_on=today - timedelta(days=rng.randint(67 * 365, 96 * 365)),
        street=f"{rng.randint(11, 1990)} {rng.choice(words.STREETS)}",
        city=city,
        state=state,
        zip_code=zip_code,
        phone=f"614555{rng.randint(1000, 9999)}",
        medical_record_number=f"MG{number + 1:06d}",
    )


def _coverage(staff: Staff, rng: random.Random, patient: Patient, number: int) -> Coverage:
    payer = rng.choices(staff.payers, staff.payer_shares)[0]
    member_id = (
        mbi(number)
        if payer.profile == "medicare_ffs"
        else f"{payer.electronic_payer_id[:3]}{number + 100200:09d}"
    )
    return Coverage(
        practice=staff.practice,
        patient=patient,
        payer=payer,
        member_id="" if rng.random() < 0.01 else member_id,
        group_number="" if payer.profile.startswith("medicare") else f"GRP{rng.randint(10, 99)}",
        starts_on=date(2024, 1, 1),
    )


def mbi(number: int) -> str:
    """Return a made-up Medicare identifier of the published shape, a different one for every number."""

    def letter(place: int) -> str:
        return MBI_LETTERS[(number // len(MBI_LETTERS) ** place) % len(MBI_LETTERS)]

    digits = f"{number % 10}{number // 10 % 10}{number // 100 % 10}"
    return f"1{letter(0)}{letter(1)}{digits[0]}{letter(2)}{letter(3)}{digits[1]}{letter(4)}K{digits[2]}7"


def _diagnoses(rng: random.Random, patient: Patient) -> list[Diagnosis]:
    chosen = rng.sample(words.CONDITIONS, rng.choice((2, 2, 3, 4)))
    return [
        Diagnosis(practice_id=patient.practice_id, patient=patient, code=code, description=text, rank=rank)
        for rank, (code, text) in enumerate(chosen, start=1)
    ]


def _enroll(
    staff: Staff, rng: random.Random, rows: list[Patient], *, months: int, today: date
) -> list[Panel]:
    starts = [today - timedelta(days=months * 30 - rng.randint(0, 40)) for _ in rows]
    doctors = [rng.choice(staff.physicians) for _ in rows]
    Enrollment.objects.bulk_create(
        Enrollment(practice=staff.practice, patient=row, rendering_provider=doctor, starts_on=start)
        for row, doctor, start in zip(rows, doctors, starts, strict=True)
    )
    CareEpisode.objects.bulk_create(
        _episode(rng, row, doctor, start, rng.choices(staff.agencies, (34, 24, 6, 18, 18))[0])
        for row, doctor, start in zip(rows, doctors, starts, strict=True)
    )
    FaceToFaceVisit.objects.bulk_create(
        visit
        for row, doctor, start in zip(rows, doctors, starts, strict=True)
        for visit in _visits(rng, row, doctor, start, today)
    )
    Goal.objects.bulk_create(_goal(rng, row, start) for row, start in zip(rows, starts, strict=True))
    books = Book.objects.bulk_create(Book(practice=staff.practice, patient=row) for row in rows)
    return [Panel(*parts) for parts in zip(rows, doctors, books, starts, strict=True)]


def _episode(
    rng: random.Random, patient: Patient, doctor: Provider, start: date, agency: Agency
) -> CareEpisode:
    return CareEpisode(
        practice_id=patient.practice_id,
        patient=patient,
        agency=agency,
        setting=agency.kind,
        starts_on=start - timedelta(days=rng.randint(0, 20)),
        plan_signer=doctor,
        plan_signed_on=start,
        complexity_statement="" if rng.random() < 0.04 else rng.choice(words.COMPLEXITY),
        necessity_statement="Without oversight between visits, the next admission is a matter of weeks.",
        attending=doctor if agency.kind == Setting.HOSPICE else None,
    )


def _visits(
    rng: random.Random, patient: Patient, doctor: Provider, start: date, today: date
) -> Iterator[FaceToFaceVisit]:
    if rng.random() < 0.04:
        return
    day = start - timedelta(days=rng.randint(10, 60))
    while day < today:
        yield FaceToFaceVisit(
            practice_id=patient.practice_id,
            patient=patient,
            provider=doctor,
            occurred_on=day,
            is_initiating_visit=day < start,
            recorded_by_id=doctor.user_id,
        )
        day += timedelta(days=rng.randint(80, 150))


def _goal(rng: random.Random, patient: Patient, start: date) -> Goal:
    return Goal(
        practice_id=patient.practice_id,
        patient=patient,
        statement=rng.choice(words.GOALS),
        stated_on=start,
        target_on=start + timedelta(days=90 if patient.last_name < "C" else 210),
    )
