"""Change what is known of a patient's care: episodes, conditions, visits, consents, stays."""

from datetime import date

from django.db import transaction

from apps.patients.domain.checks import check_diagnosis, check_episode
from apps.patients.domain.identifiers import bare_diagnosis_code, dotted_diagnosis_code
from apps.patients.models import CareEpisode, Consent, Diagnosis, FaceToFaceVisit, Patient, Stay
from apps.patients.operations import lock_patient
from apps.practice.access import Actor
from apps.practice.domain.dates import (
    Span,
    check_no_overlap,
    check_not_future,
    check_order,
    check_within_life,
)
from apps.practice.records import blanks, keep, plain_values, strangers
from apps.problems import Problem, refuse_any


@transaction.atomic
def save_episode(episode: CareEpisode, *, actor: Actor, today: date) -> CareEpisode:
    """Keep an episode of care, new or changed; refuse what `problems_with_episode` finds."""
    episode.patient = lock_patient(episode.patient_id)
    refuse_any(strangers(episode, actor=actor) + problems_with_episode(episode, today=today))
    keep(episode, actor=actor, noun="episode", patient_id=episode.patient_id)
    return episode


def problems_with_episode(episode: CareEpisode, *, today: date) -> list[Problem]:
    """Return everything wrong with an episode: its dates, its agency, who signed the plan and when."""
    patient = episode.patient
    values = plain_values(episode)
    found = check_episode(values, born_on=patient.born_on, died_on=patient.died_on, today=today)
    found += _problems_with_agency(episode) + _problems_with_signature(episode)
    if values["starts_on"] is None:
        return found
    span = Span(episode.starts_on, episode.ends_on)
    return found + check_no_overlap(span, _other_episodes(episode), what="This episode")


def _problems_with_agency(episode: CareEpisode) -> list[Problem]:
    agency = episode.agency
    if agency is None or not episode.setting or agency.kind == episode.setting:
        return []
    message = (
        f"{agency} is kept as {agency.get_kind_display().lower()}, but the setting is "
        f"{episode.get_setting_display().lower()}. Choose the agency of this setting."
    )
    return [Problem("agency_of_other_kind", message, "agency")]


def _problems_with_signature(episode: CareEpisode) -> list[Problem]:
    signer, signed_on = episode.plan_signer, episode.plan_signed_on
    found = []
    if signer is not None and not signer.may_bill:
        message = f"{signer} is clinical staff and cannot sign a plan of care. Choose a practitioner."
        found.append(Problem("signer_cannot_sign", message, "plan_signer"))
    if signer is not None and signed_on is None:
        message = f"{signer} is named as signer, but the day is missing. Give it, or name nobody until it is signed."
        found.append(Problem("plan_signed_on_missing", message, "plan_signed_on"))
    if signer is None and signed_on is not None:
        message = "The plan has a day of signature, but nobody who signed. Choose who did."
        found.append(Problem("plan_signer_missing", message, "plan_signer"))
    return found


def _other_episodes(episode: CareEpisode) -> list[Span]:
    """A patient can be under home health and hospice at once, but not twice in one setting."""
    rows = CareEpisode.objects.filter(patient=episode.patient_id, setting=episode.setting).exclude(
        pk=episode.pk
    )
    name = "the other episode"
    return [
        Span(row.starts_on, row.ends_on, f"the one under {row.agency}" if row.agency else name)
        for row in rows
    ]


@transaction.atomic
def save_diagnosis(diagnosis: Diagnosis, *, actor: Actor, today: date) -> Diagnosis:
    """Keep a condition of the problem list, new or changed; refuse what `problems_with_diagnosis` finds."""
    diagnosis.patient = lock_patient(diagnosis.patient_id)
    refuse_any(strangers(diagnosis, actor=actor) + problems_with_diagnosis(diagnosis, today=today))
    diagnosis.code = bare_diagnosis_code(diagnosis.code)
    keep(diagnosis, actor=actor, noun="diagnosis", patient_id=diagnosis.patient_id)
    return diagnosis


def problems_with_diagnosis(diagnosis: Diagnosis, *, today: date) -> list[Problem]:
    """Return everything wrong with a condition; a code is kept without its point."""
    found = check_diagnosis(plain_values(diagnosis), today=today)
    for day, what, field in (
        (diagnosis.starts_on, "The condition's first day", "starts_on"),
        (diagnosis.ends_on, "The condition's last day", "ends_on"),
    ):
        found += check_within_life(
            day, born_on=diagnosis.patient.born_on, died_on=None, what=what, field=field
        )
    code = bare_diagnosis_code(diagnosis.code)
    others = Diagnosis.objects.filter(patient=diagnosis.patient_id, ends_on__isnull=True).exclude(
        pk=diagnosis.pk
    )
    if code and diagnosis.ends_on is None and others.filter(code=code).exists():
        message = f"{dotted_diagnosis_code(code)} is on the problem list already. Change that line instead."
        found.append(Problem("diagnosis_twice", message, "code"))
    return found


@transaction.atomic
def save_face_to_face(visit: FaceToFaceVisit, *, actor: Actor, today: date) -> FaceToFaceVisit:
    """Keep a visit with the patient, new or changed; refuse what `problems_with_face_to_face` finds."""
    visit.patient = lock_patient(visit.patient_id)
    refuse_any(strangers(visit, actor=actor) + problems_with_face_to_face(visit, today=today))
    keep(visit, actor=actor, noun="face_to_face", patient_id=visit.patient_id)
    return visit


def problems_with_face_to_face(visit: FaceToFaceVisit, *, today: date) -> list[Problem]:
    """Return everything wrong with a visit: it has taken place, in the patient's life, once."""
    found = blanks(visit, {"occurred_on": "The day of the visit is missing. Fill it in."})
    if found:
        return found
    found += _problems_with_day(
        visit.occurred_on, visit.patient, today=today, what="The visit", field="occurred_on"
    )
    twins = FaceToFaceVisit.objects.filter(
        patient=visit.patient_id, provider=visit.provider_id, occurred_on=visit.occurred_on
    )
    if twins.exclude(pk=visit.pk).exists():
        found.append(
            Problem("visit_twice", "This visit is recorded already. Change that line instead.", "occurred_on")
        )
    return found


@transaction.atomic
def save_consent(consent: Consent, *, actor: Actor, today: date) -> Consent:
    """Keep a consent, new, changed or revoked; refuse what `problems_with_consent` finds."""
    consent.patient = lock_patient(consent.patient_id)
    refuse_any(strangers(consent, actor=actor) + problems_with_consent(consent, today=today))
    keep(consent, actor=actor, noun="consent", patient_id=consent.patient_id)
    return consent


def problems_with_consent(consent: Consent, *, today: date) -> list[Problem]:
    """Return everything wrong with a consent: given and revoked in the past, in that order, one at a time."""
    found = blanks(consent, {"given_on": "The day of the consent is missing. Fill it in."})
    if found:
        return found
    patient, revoked = consent.patient, consent.revoked_on
    found += _problems_with_day(consent.given_on, patient, today=today, what="The consent", field="given_on")
    found += check_not_future(revoked, today=today, what="The revocation", field="revoked_on")
    span = Span(consent.given_on, revoked)
    found += check_order(span, what="The consent", field="revoked_on")
    others = Consent.objects.filter(patient=consent.patient_id).exclude(pk=consent.pk)
    spans = [Span(row.given_on, row.revoked_on, "the one") for row in others]
    return found + check_no_overlap(span, spans, what="This consent", field="given_on")


@transaction.atomic
def save_stay(stay: Stay, *, actor: Actor, today: date) -> Stay:
    """Keep an inpatient or nursing stay, new or changed; refuse what `problems_with_stay` finds."""
    stay.patient = lock_patient(stay.patient_id)
    refuse_any(strangers(stay, actor=actor) + problems_with_stay(stay, today=today))
    keep(stay, actor=actor, noun="stay", patient_id=stay.patient_id)
    return stay


def problems_with_stay(stay: Stay, *, today: date) -> list[Problem]:
    """Return everything wrong with a stay: begun, in order, not twice on one day."""
    found = blanks(
        stay,
        {"kind": "The kind of stay is missing. Choose one.", "starts_on": "The day of admission is missing."},
    )
    if plain_values(stay)["starts_on"] is None:
        return found
    found += _problems_with_day(
        stay.starts_on, stay.patient, today=today, what="The admission", field="starts_on"
    )
    span = Span(stay.starts_on, stay.ends_on)
    found += check_order(span, what="The stay")
    others = Stay.objects.filter(patient=stay.patient_id, kind=stay.kind).exclude(pk=stay.pk)
    return found + check_no_overlap(
        span, [Span(row.starts_on, row.ends_on, "the one") for row in others], what="This stay"
    )


def _problems_with_day(day: date, patient: Patient, *, today: date, what: str, field: str) -> list[Problem]:
    return check_not_future(day, today=today, what=what, field=field) + check_within_life(
        day, born_on=patient.born_on, died_on=patient.died_on, what=what, field=field
    )
