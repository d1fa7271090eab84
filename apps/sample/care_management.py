"""A small cohort in care management: one patient for each way it is billed, and one that waits for a consent."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from apps.patients.models import (
    CarePlan,
    Consent,
    Coverage,
    DecisionMaking,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Patient,
    PlanCopy,
)
from apps.practice.domain.dates import in_words
from apps.practice.models import Provider
from apps.sample.entries import Act
from apps.sample.roster import Panel, mbi
from apps.sample.staff import Staff
from apps.timelog.models import Book


@dataclass(frozen=True)
class Case:
    """One patient of the cohort: the programme, whole minutes a month of staff and of the practitioner."""

    program: str = "ccm"
    staff: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    is_complex: bool = False
    has_consent: bool = True


COHORT = (
    Case(staff=(9, 8, 7)),
    Case(staff=(16, 14, 16)),
    Case(staff=(22, 21, 20)),
    Case(staff=(35, 32, 28), is_complex=True),
    Case(own=(24, 22, 19)),
    Case(program="pcm", own=(18, 16)),
    Case(staff=(15, 11), has_consent=False),
)
DAYS = (5, 12, 19)
SAID = (
    ("communication", "patient", "phone", "Called about the new doses; weight and swelling unchanged."),
    ("progress_tracking", "", "record_review", "Went through home readings and the last laboratory values."),
    ("communication", "outside_professional", "phone", "Agreed the plan with the cardiology practice."),
)


def care_managed(staff: Staff, *, today: date) -> list[tuple[Panel, list[Act]]]:
    """Enroll the last patients of the practice, one for each case, and return what is done for them."""
    waiting = Patient.objects.filter(practice=staff.practice, enrollments__isnull=True).order_by("-pk")
    first = _month_before(_month_before(today.replace(day=1)))
    return [
        (panel, list(_acts(staff, panel, case, today)))
        for number, (patient, case) in enumerate(zip(waiting, COHORT, strict=False))
        for panel in [_enroll(staff, patient, case, first, number)]
    ]


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def _enroll(staff: Staff, patient: Patient, case: Case, first: date, number: int) -> Panel:
    doctor, nurse = staff.physicians[number % 3], staff.nurses[0]
    own = {"practice": staff.practice, "patient": patient}
    by_doctor, by_nurse = {**own, "recorded_by": doctor.user}, {**own, "recorded_by": nurse.user}
    Coverage.objects.filter(patient=patient).update(
        payer=staff.payers[0], member_id=mbi(7_000_000 + number), group_number=""
    )
    FaceToFaceVisit.objects.create(
        **by_doctor, provider=doctor, occurred_on=first - timedelta(days=9), is_initiating_visit=True
    )
    if case.has_consent:
        said = f"Explained by {doctor} at the visit, cost share told."
        Consent.objects.create(
            **by_nurse, given_on=first - timedelta(days=9), is_written=number % 2 == 0, note=said
        )
    plan = CarePlan.objects.create(
        **by_doctor, made_on=first - timedelta(days=5), made_by=doctor, note="Kept with the chart"
    )
    PlanCopy.objects.create(
        **by_nurse, plan=plan, given_on=first - timedelta(days=3), way="portal", given_by=nurse
    )
    if case.program == "pcm":
        _one_serious_condition(patient)
    Enrollment.objects.create(**own, program=case.program, rendering_provider=doctor, starts_on=first)
    book = Book.objects.create(practice=staff.practice, patient=patient)
    return Panel(patient, doctor, book, first)


def _one_serious_condition(patient: Patient) -> None:
    conditions = Diagnosis.objects.filter(patient=patient).order_by("rank")
    conditions.filter(rank=1).update(is_serious=True)


def _acts(staff: Staff, panel: Panel, case: Case, today: date) -> Iterator[Act]:
    """Give the acts of each month up to yesterday, oldest first."""
    month = panel.enrolled_on
    nurse = staff.nurses[0]
    while month < today:
        done = [(DAYS[at], nurse, minutes) for at, minutes in enumerate(case.staff)]
        done += [(DAYS[at] + 1, panel.provider, minutes) for at, minutes in enumerate(case.own)]
        for number, (day, provider, minutes) in enumerate(sorted(done, key=lambda each: each[0])):
            on = month.replace(day=day)
            if on < today:
                yield _act(panel, provider, on, minutes, number)
        if case.is_complex and month.replace(day=20) < today:
            _decided(panel, month.replace(day=20))
        month = (month + timedelta(days=32)).replace(day=1)


def _decided(panel: Panel, on: date) -> None:
    DecisionMaking.objects.create(
        practice_id=panel.patient.practice_id,
        patient=panel.patient,
        occurred_on=on,
        provider=panel.provider,
        recorded_by_id=panel.provider.user_id,
        level=DecisionMaking.Level.MODERATE,
        note=f"Note of {in_words(on)}",
    )


def _act(panel: Panel, provider: Provider, on: date, minutes: int, number: int) -> Act:
    activity, counterpart, channel, note = SAID[number % len(SAID)]
    return Act(
        patient=panel.patient,
        provider=provider,
        performed_on=on,
        started_at=None,
        seconds=minutes * 60,
        activity=activity,
        counterpart=counterpart,
        channel=channel,
        note=note,
        capture="manual",
        recorded_at=datetime.combine(on, time(22, 10), UTC),
    )
