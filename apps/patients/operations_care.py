"""Change what is known of a patient's care: episodes and conditions."""

from datetime import date

from django.db import transaction

from apps.patients.domain.checks import check_diagnosis, check_episode
from apps.patients.domain.identifiers import bare_diagnosis_code, dotted_diagnosis_code
from apps.patients.models import CareEpisode, Diagnosis
from apps.patients.operations import lock_patient
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, check_no_overlap, check_not_future, check_within_life
from apps.practice.models import Provider
from apps.practice.records import keep, plain_values, strangers
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
    found += _problems_with_statements(episode, today=today) + _problems_with_attending(episode)
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


def _problems_with_statements(episode: CareEpisode, *, today: date) -> list[Problem]:
    """A statement may stand on the signed plan; when it is signed by itself, by a practitioner and on a day."""
    found = []
    for part, name in (
        ("complexity", "statement of complexity"),
        ("necessity", "statement of medical necessity"),
    ):
        signer: Provider | None = getattr(episode, f"{part}_signer")
        signed_on: date | None = getattr(episode, f"{part}_signed_on")
        says = bool(getattr(episode, f"{part}_statement").strip())
        if signer is not None and not signer.may_bill:
            message = f"{signer} is clinical staff and cannot sign the {name}. Choose a practitioner."
            found.append(Problem("signer_cannot_sign", message, f"{part}_signer"))
        if (signer is None) != (signed_on is None):
            message = f"The {name} needs both who signed it and on which day, or neither."
            found.append(Problem("statement_half_signed", message, f"{part}_signed_on"))
        if (signer or signed_on) and not says:
            message = f"The {name} is signed but says nothing. Write it, or take the signature away."
            found.append(Problem("statement_missing", message, f"{part}_statement"))
        what = f"The signature of the {name}"
        found += check_not_future(signed_on, today=today, what=what, field=f"{part}_signed_on")
    return found


def _problems_with_attending(episode: CareEpisode) -> list[Problem]:
    if episode.attending is None or episode.attending.may_bill:
        return []
    message = f"{episode.attending} is clinical staff and cannot be the attending. Choose a practitioner."
    return [Problem("attending_cannot_attend", message, "attending")]


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
