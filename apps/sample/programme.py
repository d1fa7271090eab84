"""What a programme costs and whom it is for: monitoring time of no patient, and who has Medicare and Medicaid."""

from datetime import date, datetime, timedelta

from apps.patients.models import Patient, PatientStatus
from apps.practice.access import actor_for, schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider
from apps.sample.desk import member
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Activity, Channel
from apps.timelog.operations import log_time

EVERY, MEETINGS = timedelta(days=14), 9
SAID = (
    "Went through all open goals with the nurse; four are past their date.",
    "Compared the minutes of the month with the plan; two patients get too little.",
    "Looked at last quarter's admissions for what oversight could have caught.",
)
ONE_IN = 6


def run_programme(practice: Practice, *, now: datetime, today: date) -> None:
    """Log the programme's own time every other week, and record who has Medicare and Medicaid."""
    for number, doctor in enumerate(_physicians(practice)):
        actor = actor_for(doctor.user, practice_id=practice.pk) if doctor.user else None
        for meeting in range(number, MEETINGS, 2):
            draft = Draft(
                activity=Activity.PROGRAM_MONITORING,
                channel=Channel.RECORD_REVIEW,
                performed_on=today - EVERY * (meeting + 1),
                seconds=(18 + 7 * (meeting % 3)) * 60,
                note=SAID[meeting % len(SAID)],
            )
            log_time(draft, actor=actor or schedule_of(practice), patient=None, provider=doctor, now=now)
    nurse = member(practice, Role.CARE_STAFF).user
    people = Patient.objects.filter(practice=practice).order_by("pk").values_list("pk", flat=True)
    PatientStatus.objects.bulk_create(
        PatientStatus(
            practice=practice,
            patient_id=pk,
            kind=PatientStatus.Kind.DUAL_ELIGIBLE,
            starts_on=date(today.year - 1, 1, 1),
            note="Medicaid card on file",
            recorded_by=nurse,
        )
        for pk in list(people)[::ONE_IN]
    )


def _physicians(practice: Practice) -> list[Provider]:
    kind = Provider.Kind.PHYSICIAN
    return list(
        Provider.objects.filter(practice=practice, kind=kind).order_by("pk").select_related("user")[:2]
    )
