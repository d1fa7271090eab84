"""Plain builders: each makes one row with fixed, ordinary values; say only what a test is about."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from apps.billing.models import Charge, Receiver
from apps.patients.models import (
    Agency,
    CareEpisode,
    CarePlan,
    Consent,
    Coverage,
    DecisionMaking,
    Diagnosis,
    Enrollment,
    FaceToFaceVisit,
    Patient,
    PatientStatus,
    Payer,
    PlanCopy,
    Setting,
)
from apps.practice.access import Actor, actor_for, schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import Membership, Practice, Provider, ServiceLocation, Supervision, User
from apps.timelog.domain.entries import Draft
from apps.timelog.models import TimeEntry, Timer
from apps.timelog.operations import log_time

PASSWORD = "correct horse battery staple"

# The identifier that Medicare prints in its own examples, and made-up NPIs whose check digits hold.
MBI = "1EG4TE5MK73"
PRACTICE_NPI = "1555000102"
RIVERA_NPI = "1555000110"
OKAFOR_NPI = "1555000128"
WHITFIELD_NPI = "1555000136"
LAKESIDE_NPI = "1555000144"
HOME_HEALTH_NPI = "1555000201"
HOSPICE_NPI = "1555000219"
NURSING_NPI = "1555000227"


def practice(**fields: Any) -> Practice:
    values: dict[str, Any] = {
        "name": "Hilltop Senior Care",
        "npi": PRACTICE_NPI,
        "tax_id": "311234567",
        "taxonomy_code": "207QG0300X",
        "street": "100 Main St",
        "city": "Columbus",
        "state": "OH",
        "zip_code": "432151234",
        "phone": "6145550100",
        "billing_contact": "Mia Castillo",
        "time_zone": "America/New_York",
    }
    return Practice.objects.create(**{**values, **fields})


def user(email: str, full_name: str = "", **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, full_name=full_name, **fields)


def member(person: User, where: Practice, *roles: Role, **fields: Any) -> User:
    for role in roles:
        Membership.objects.create(practice=where, user=person, role=role.value, **fields)
    return person


def actor(person: User, where: Practice | None = None) -> Actor:
    found = actor_for(person, practice_id=where.pk if where else None)
    assert found is not None, f"{person} is no member"
    return found


def provider(where: Practice, **fields: Any) -> Provider:
    values: dict[str, Any] = {
        "kind": Provider.Kind.PHYSICIAN,
        "first_name": "Ana",
        "last_name": "Rivera",
        "credentials": "MD",
        "npi": RIVERA_NPI,
        "taxonomy_code": "207QG0300X",
    }
    return Provider.objects.create(practice=where, **{**values, **fields})


def patient(where: Practice, **fields: Any) -> Patient:
    values: dict[str, Any] = {
        "last_name": "Doe",
        "first_name": "Jane",
        "born_on": date(1940, 2, 15),
        "sex": "F",
        "street": "12 Elm St",
        "city": "Columbus",
        "state": "OH",
        "zip_code": "43215",
    }
    return Patient.objects.create(practice=where, **{**values, **fields})


def payer(where: Practice, **fields: Any) -> Payer:
    values: dict[str, Any] = {
        "name": "Medicare Part B",
        "profile": "medicare_ffs",
        "electronic_payer_id": "15202",
    }
    return Payer.objects.create(practice=where, **{**values, **fields})


def commercial_payer(where: Practice, **fields: Any) -> Payer:
    values: dict[str, Any] = {
        "name": "Buckeye Mutual",
        "profile": "commercial_30_day",
        "electronic_payer_id": "87726",
    }
    return Payer.objects.create(practice=where, **{**values, **fields})


def coverage(whose: Patient, by: Payer, **fields: Any) -> Coverage:
    values: dict[str, Any] = {"member_id": _own_member_id(whose)}
    return Coverage.objects.create(practice=whose.practice, patient=whose, payer=by, **{**values, **fields})


def _own_member_id(whose: Patient) -> str:
    """Medicare's printed example for the first patient of a practice, another number of its shape for each further."""
    others = Patient.objects.filter(practice=whose.practice_id, pk__lt=whose.pk).count()
    if not others:
        return MBI
    tens, ones = divmod(others, 10)
    return f"1EG4TE5{'ACDEFGHJKM'[tens // 100 % 10]}{'ACDEFGHJKM'[tens // 10 % 10]}{tens % 10}{ones}"


def agency(where: Practice, **fields: Any) -> Agency:
    values: dict[str, Any] = {
        "kind": Setting.HOME_HEALTH,
        "name": "Sunrise Home Health",
        "npi": HOME_HEALTH_NPI,
    }
    return Agency.objects.create(practice=where, **{**values, **fields})


def episode(whose: Patient, under: Agency | None, signer: Provider | None, **fields: Any) -> CareEpisode:
    values: dict[str, Any] = {
        "setting": under.kind if under else Setting.HOME_HEALTH,
        "starts_on": date(2026, 1, 2),
        "plan_signed_on": date(2026, 1, 3),
        "complexity_statement": "Heart failure with wound care and three agencies to coordinate.",
        "necessity_statement": "Two admissions in six months; without oversight a third is near.",
        "attending": signer,
    }
    return CareEpisode.objects.create(
        practice=whose.practice, patient=whose, agency=under, plan_signer=signer, **{**values, **fields}
    )


def enrollment(whose: Patient, by: Provider, **fields: Any) -> Enrollment:
    values: dict[str, Any] = {"starts_on": date(2026, 1, 15)}
    return Enrollment.objects.create(
        practice=whose.practice, patient=whose, rendering_provider=by, **{**values, **fields}
    )


def diagnosis(whose: Patient, code: str = "I5022", **fields: Any) -> Diagnosis:
    return Diagnosis.objects.create(practice=whose.practice, patient=whose, code=code, **fields)


def face_to_face(whose: Patient, on: date, by: Provider | None = None, **fields: Any) -> FaceToFaceVisit:
    return FaceToFaceVisit.objects.create(
        practice=whose.practice, patient=whose, provider=by, occurred_on=on, **fields
    )


def consent(whose: Patient, on: date, **fields: Any) -> Consent:
    return Consent.objects.create(practice=whose.practice, patient=whose, given_on=on, **fields)


def care_plan(whose: Patient, by: Provider, on: date, **fields: Any) -> CarePlan:
    return CarePlan.objects.create(practice=whose.practice, patient=whose, made_by=by, made_on=on, **fields)


def plan_copy(plan: CarePlan, on: date, by: Provider, **fields: Any) -> PlanCopy:
    values: dict[str, Any] = {"way": "paper", "practice": plan.practice, "patient": plan.patient}
    return PlanCopy.objects.create(plan=plan, given_on=on, given_by=by, **{**values, **fields})


def decision_making(whose: Patient, by: Provider, on: date, level: str = "moderate") -> DecisionMaking:
    own = {"practice": whose.practice, "patient": whose}
    return DecisionMaking.objects.create(provider=by, occurred_on=on, level=level, **own)


def status(whose: Patient, kind: str, starts_on: date, **fields: Any) -> PatientStatus:
    own = {"practice": whose.practice, "patient": whose}
    return PatientStatus.objects.create(kind=kind, starts_on=starts_on, **own, **fields)


def service_location(where: Practice, **fields: Any) -> ServiceLocation:
    values: dict[str, Any] = {
        "name": "Hilltop East",
        "street": "700 Oak Ave",
        "city": "Newark",
        "state": "OH",
        "zip_code": "430551234",
    }
    return ServiceLocation.objects.create(practice=where, **{**values, **fields})


def supervision(staff: Provider, by: Provider, **fields: Any) -> Supervision:
    values: dict[str, Any] = {"starts_on": date(2026, 1, 1)}
    return Supervision.objects.create(
        practice=staff.practice, staff=staff, supervisor=by, **{**values, **fields}
    )


def chronic_care_patient(by: Provider, payer_: Payer, **fields: Any) -> Patient:
    """A patient at home with everything chronic care management needs, enrolled on 2 March 2026."""
    whose = patient(by.practice, **fields)
    coverage(whose, payer_)
    diagnosis(whose, "I5022")
    diagnosis(whose, "E119", rank=2)
    face_to_face(whose, date(2026, 2, 20), by, is_initiating_visit=True)
    consent(whose, date(2026, 2, 20))
    plan_copy(care_plan(whose, by, date(2026, 2, 24)), date(2026, 2, 25), by)
    enrollment(whose, by, program="ccm", starts_on=date(2026, 3, 2))
    return whose


def charge(where: Practice, code: str, amount: str, **fields: Any) -> Charge:
    values: dict[str, Any] = {"starts_on": date(2025, 1, 1)}
    return Charge.objects.create(
        practice=where, procedure_code=code, amount=Decimal(amount), **{**values, **fields}
    )


def receiver(where: Practice, **fields: Any) -> Receiver:
    values: dict[str, Any] = {
        "name": "Ohio Clearinghouse",
        "receiver_id": "15202",
        "sender_id": "OVERSIGHT01",
        "contact_name": "Billing office",
        "contact_phone": "6145550100",
    }
    return Receiver.objects.create(practice=where, **{**values, **fields})


def homebound_patient(by: Provider, payer_: Payer, under: Agency, **fields: Any) -> Patient:
    """A patient with everything oversight needs, enrolled on 15 January 2026."""
    whose = patient(by.practice, **fields)
    coverage(whose, payer_)
    episode(whose, under, by)
    face_to_face(whose, date(2025, 12, 16), by)
    diagnosis(whose, "I5022")
    diagnosis(whose, "E119", rank=2)
    enrollment(whose, by)
    return whose


def logged(
    whose: Patient,
    by: Provider,
    on: date,
    minutes: int = 0,
    *,
    seconds: int = 0,
    doubt: str = "",
    **said: str,
) -> TimeEntry:
    """Time on one date without clock times, written down late that evening; it counts unless said otherwise.

    With a `doubt` it waits for somebody to confirm it.
    """
    values: dict[str, Any] = {
        "activity": "communication",
        "counterpart": "agency_staff",
        "channel": "phone",
        **said,
    }
    draft = Draft(performed_on=on, seconds=minutes * 60 + seconds, **values)
    evening = datetime.combine(on + timedelta(days=1), time(2, 30), UTC)
    actor = schedule_of(whose.practice)
    (entry,) = log_time(draft, actor=actor, patient=whose, provider=by, now=evening, doubt=doubt)
    return entry


def waiting_timer(whose: Patient, by: Provider, on: date) -> Timer:
    """A timer of `by` that ran an hour from 14:00 UTC and then stopped by itself."""
    assert by.user is not None
    start = datetime.combine(on, time(14), UTC)
    end = start + timedelta(hours=1)
    return Timer.objects.create(
        practice=whose.practice, user=by.user, provider=by, patient=whose, activity="documentation", started_at=start,
        seen_at=start + timedelta(minutes=10), waiting_since=end, stretches=[[start.isoformat(), end.isoformat()]],
    )  # fmt: skip
