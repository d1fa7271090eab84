"""Record facts that decisions ask for, each with its proof: visits, consents, stays; and strike out a mistake."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from apps.patients.models import Consent, FaceToFaceVisit, Patient, RecordedFact, Stay
from apps.patients.operations import lock_patient
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.dates import (
    Span,
    check_no_overlap,
    check_not_future,
    check_order,
    check_within_life,
)
from apps.practice.records import blanks, keep, plain_values, readable_values, strangers
from apps.problems import Problem, refuse_any

LONGEST_MINUTES = 24 * 60 - 1


def keep_fact(fact: RecordedFact, problems: Iterable[Problem], *, actor: Actor, noun: str) -> None:
    """Keep a fact, new or changed, and who recorded it; refuse what is wrong with it, or that it was struck out."""
    refuse_any([*strangers(fact, actor=actor), *_problems_with_struck(fact), *problems])
    if fact.pk is None:
        fact.recorded_by = actor.user
    keep(fact, actor=actor, noun=noun, patient_id=fact.patient_id)


def _problems_with_struck(fact: RecordedFact) -> list[Problem]:
    if fact.pk is None:
        return []
    stored = type(fact)._default_manager.filter(pk=fact.pk, struck_at__isnull=False).first()
    if stored is None:
        return []
    message = f"This was struck out: {stored.struck_reason} Record what is true as a new line."
    return [Problem("fact_struck_out", message)]


@transaction.atomic
def strike_out(fact: RecordedFact, *, actor: Actor, reason: str, noun: str, now: datetime) -> RecordedFact:
    """Strike out a fact that was entered by mistake: the row stays, is seen as struck, and no longer counts."""
    lock_patient(fact.patient_id)
    locked: Any = rows_of(actor, type(fact)).select_for_update().get(pk=fact.pk)
    refuse_any(problems_with_striking(locked, reason=reason))
    locked.struck_by, locked.struck_at, locked.struck_reason = actor.user, now, reason.strip()
    locked.save(update_fields=["struck_by", "struck_at", "struck_reason"])
    old = {name: value for name, value in readable_values(locked).items() if value not in ("", None)}
    new = {"struck_out_because": locked.struck_reason}
    audit.record(actor, f"{noun}.struck_out", locked, patient_id=locked.patient_id, old=old, new=new, at=now)
    return locked  # type: ignore[no-any-return]


def problems_with_striking(fact: RecordedFact, *, reason: str) -> list[Problem]:
    """Return what stands against striking out a fact: it is struck already, or nobody says why."""
    longest = 200
    if fact.is_struck:
        return [Problem("fact_struck_out", f"This was struck out before: {fact.struck_reason}")]
    if not reason.strip():
        return [Problem("reason_missing", "Say why this is struck out; the next reader asks.", "reason")]
    if len(reason.strip()) > longest:
        message = f"The reason has {len(reason.strip())} characters. Shorten it to {longest}."
        return [Problem("too_long", message, "reason")]
    return []


@transaction.atomic
def save_face_to_face(visit: FaceToFaceVisit, *, actor: Actor, today: date) -> FaceToFaceVisit:
    """Keep a visit with the patient, new or changed; refuse what `problems_with_face_to_face` finds."""
    visit.patient = lock_patient(visit.patient_id)
    keep_fact(visit, problems_with_face_to_face(visit, today=today), actor=actor, noun="face_to_face")
    return visit


def problems_with_face_to_face(visit: FaceToFaceVisit, *, today: date) -> list[Problem]:
    """Return everything wrong with a visit: it has taken place, in the patient's life, once."""
    found = blanks(visit, {"occurred_on": "The day of the visit is missing. Fill it in."})
    if found:
        return found
    found += problems_with_day(
        visit.occurred_on, visit.patient, today=today, what="The visit", field="occurred_on"
    )
    found += problems_with_minutes(visit.minutes, what="The visit")
    if visit.begins_at is not None and visit.minutes is None:
        message = "The visit has a time of day, but not how long it took. Give its minutes."
        found.append(Problem("minutes_missing", message, "minutes"))
    twins = FaceToFaceVisit.objects.filter(
        patient=visit.patient_id,
        provider=visit.provider_id,
        occurred_on=visit.occurred_on,
        struck_at__isnull=True,
    )
    if twins.exclude(pk=visit.pk).exists():
        found.append(
            Problem("visit_twice", "This visit is recorded already. Change that line instead.", "occurred_on")
        )
    return found


def problems_with_minutes(minutes: int | None, *, what: str) -> list[Problem]:
    """Return a problem with minutes that no service on one day has."""
    if minutes is None or 0 < minutes <= LONGEST_MINUTES:
        return []
    message = f"{what} took {minutes} minutes. Give between 1 and {LONGEST_MINUTES}."
    return [Problem("minutes_out_of_range", message, "minutes")]


@transaction.atomic
def save_consent(consent: Consent, *, actor: Actor, today: date) -> Consent:
    """Keep a consent, new, changed or revoked; refuse what `problems_with_consent` finds."""
    consent.patient = lock_patient(consent.patient_id)
    keep_fact(consent, problems_with_consent(consent, today=today), actor=actor, noun="consent")
    return consent


def problems_with_consent(consent: Consent, *, today: date) -> list[Problem]:
    """Return everything wrong with a consent: given and revoked in the past, in that order, one at a time."""
    found = blanks(consent, {"given_on": "The day of the consent is missing. Fill it in."})
    if found:
        return found
    patient, revoked = consent.patient, consent.revoked_on
    found += problems_with_day(consent.given_on, patient, today=today, what="The consent", field="given_on")
    found += check_not_future(revoked, today=today, what="The revocation", field="revoked_on")
    span = Span(consent.given_on, revoked)
    found += check_order(span, what="The consent", field="revoked_on")
    others = standing(Consent, consent)
    spans = [Span(row.given_on, row.revoked_on, "the one") for row in others]
    return found + check_no_overlap(span, spans, what="This consent", field="given_on")


@transaction.atomic
def save_stay(stay: Stay, *, actor: Actor, today: date) -> Stay:
    """Keep an inpatient or nursing stay, new or changed; refuse what `problems_with_stay` finds."""
    stay.patient = lock_patient(stay.patient_id)
    keep_fact(stay, problems_with_stay(stay, today=today), actor=actor, noun="stay")
    return stay


def problems_with_stay(stay: Stay, *, today: date) -> list[Problem]:
    """Return everything wrong with a stay: begun, in order, not twice on one day."""
    found = blanks(
        stay,
        {"kind": "The kind of stay is missing. Choose one.", "starts_on": "The day of admission is missing."},
    )
    if plain_values(stay)["starts_on"] is None:
        return found
    found += problems_with_day(
        stay.starts_on, stay.patient, today=today, what="The admission", field="starts_on"
    )
    span = Span(stay.starts_on, stay.ends_on)
    found += check_order(span, what="The stay")
    others = standing(Stay, stay, kind=stay.kind)
    return found + check_no_overlap(
        span, [Span(row.starts_on, row.ends_on, "the one") for row in others], what="This stay"
    )


def standing(model: type[Any], fact: RecordedFact, **alike: object) -> Any:
    """Return the patient's other facts of this kind that are not struck out."""
    rows = model.objects.filter(patient=fact.patient_id, struck_at__isnull=True, **alike)
    return rows.exclude(pk=fact.pk)


def problems_with_day(day: date, patient: Patient, *, today: date, what: str, field: str) -> list[Problem]:
    """Return what is wrong with the day of something that has happened to a patient."""
    return check_not_future(day, today=today, what=what, field=field) + check_within_life(
        day, born_on=patient.born_on, died_on=patient.died_on, what=what, field=field
    )
