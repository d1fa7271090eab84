"""Lists what a patient still lacks for billing after a row is imported: asked for, never invented."""

from collections.abc import Iterator

from apps.patients.domain.icd10 import diagnosis_warnings
from apps.patients.imports.draft import Draft
from apps.patients.models import Diagnosis
from apps.problems import Problem

NAMED = 3


def asks_of(draft: Draft) -> list[Problem]:
    """Return what is missing for a patient who is alive, or whose care is in the file; nothing else is needed."""
    return [
        *_about_coverage(draft),
        *_about_conditions(draft),
        *_about_episodes(draft),
        *_about_enrollment(draft),
    ]


def _about_coverage(draft: Draft) -> Iterator[Problem]:
    coverages = draft.dossier.coverages
    if not coverages:
        yield Problem(
            "coverage_to_enter", "Insurance is missing: enter payer and member id.", "coverage.payer"
        )
    for coverage in coverages:
        if not coverage.member_id:
            message = f"The member id with {coverage.payer} is missing: copy it from the card."
            yield Problem("member_id_to_enter", message, "coverage.member_id")


def _about_conditions(draft: Draft) -> Iterator[Problem]:
    diagnoses = draft.dossier.diagnoses
    uncoded = [each.description for each in diagnoses if not each.code and each.ends_on is None]
    if uncoded:
        more = f" and {len(uncoded) - NAMED} more" if len(uncoded) > NAMED else ""
        message = (
            f"ICD-10-CM codes are missing for {'; '.join(uncoded[:NAMED])}{more}: choose them for the conditions that "
            "the plan of care is about."
        )
        yield Problem("diagnosis_to_code", message, "diagnosis.code")
    elif not diagnoses:
        yield Problem(
            "diagnosis_to_enter", "Conditions are missing: enter the ICD-10-CM codes.", "diagnosis.code"
        )
    added = [write.row.code for write in draft.writes if isinstance(write.row, Diagnosis) and write.row.code]
    yield from diagnosis_warnings(added, field="diagnosis.code")


def _about_episodes(draft: Draft) -> Iterator[Problem]:
    for episode in draft.dossier.episodes:
        if episode.ends_on is not None and episode.ends_on < draft.today:
            continue
        if episode.agency is None:
            yield Problem("agency_to_choose", "The episode names no agency: choose it.", "episode.agency")
        elif not episode.agency.npi:
            message = f"The NPI of {episode.agency} is missing: look it up in the NPPES registry."
            yield Problem("agency_npi_to_enter", message, "episode.agency_npi")
        if episode.plan_signer is None:
            message = "Who signed the plan of care, and when, is missing: enter both."
            yield Problem("plan_signer_to_enter", message, "episode.signer_npi")


def _about_enrollment(draft: Draft) -> Iterator[Problem]:
    if not draft.dossier.enrollments and draft.dossier.patient.died_on is None:
        message = "The patient is in no programme: enroll with a provider (by NPI) and a first day."
        yield Problem("enrollment_to_enter", message, "enrollment.starts_on")
