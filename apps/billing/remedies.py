"""Where each obstacle of a decision is put right: the page or form that records the missing fact."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.rules.answer import Decision as Answer


@dataclass(frozen=True, slots=True)
class Fix:
    """A link to where something is put right."""

    label: str
    url: str


# The kind of fact that is missing, by reason.
MISSING_FACTS = {
    "no_consent": ("Record the consent", "consent"),
    "no_comprehensive_plan": ("Record the plan", "plan"),
    "no_plan_copy": ("Record the copy", "copy"),
    "no_initiating_visit": ("Record the visit", "visit"),
    "no_recent_face_to_face": ("Record the visit", "visit"),
}
# The page of a patient that is asked for, by reason: its address and the part of it.
OF_PATIENT = {
    "needs_two_chronic_conditions": ("Add a condition", "patients:diagnosis_add", ""),
    "needs_one_serious_condition": ("Add a condition", "patients:diagnosis_add", ""),
    "condition_not_expected_to_last": ("Problem list", "patients:record", "#diagnoses"),
    "no_oversight_setting": ("Add an episode", "patients:episode_add", ""),
    "no_coverage": ("Add a coverage", "patients:coverage_add", ""),
    "coverages_overlap": ("Coverage", "patients:record", "#coverages"),
    "rendering_provider_may_not_bill": ("Enrollments", "patients:record", "#enrollments"),
    "no_complexity_statement": ("Episode of care", "patients:record", "#episodes"),
    "no_medical_necessity_statement": ("Episode of care", "patients:record", "#episodes"),
    "no_agency_benefit": ("Episode of care", "patients:record", "#episodes"),
    "not_attending_of_record": ("Episode of care", "patients:record", "#episodes"),
    "rendering_provider_did_not_sign_plan": ("Episode of care", "patients:record", "#episodes"),
    "esrd_capitation_same_month": ("Status", "billing:facts", "#status"),
}
OF_EPISODE = frozenset(
    {
        "no_complexity_statement", "no_medical_necessity_statement", "no_agency_benefit", "not_attending_of_record",
        "rendering_provider_did_not_sign_plan",
    }
)  # fmt: skip
OF_PRACTICE = {
    "no_general_supervision": ("Supervision of staff", "practice:providers"),
    "agency_npi_invalid": ("Agencies", "patients:agencies"),
    "conflicted_role": ("Agencies", "patients:agencies"),
}
# What others bill beside it; recorded as services billed elsewhere when it is not a claim of ours.
BESIDE = frozenset(
    {
        "already_billed_this_period", "one_biller_per_period", "ccm_and_cpo_exclusive", "pcm_and_cpo_exclusive",
        "ccm_and_pcm_exclusive", "apcm_includes_care_management", "tcm_same_period",
    }
)  # fmt: skip


def fix_of(
    reason: str, *, actor: Actor, patient_id: int, episode_key: str = "", back: str = ""
) -> Fix | None:
    """Return where `actor` can put `reason` right, None when nowhere; `back` is where the form leads afterwards."""
    if reason in MISSING_FACTS and actor.may(Action.RECORD_FACTS):
        label, kind = MISSING_FACTS[reason]
        return Fix(label, _with(reverse("patients:fact_add", args=[patient_id, kind]), back))
    if reason in OF_EPISODE and episode_key and actor.may(Action.CHANGE_ROSTER):
        return Fix("Episode of care", _with(reverse("patients:episode_edit", args=[int(episode_key)]), back))
    if reason in OF_PATIENT:
        label, name, part = OF_PATIENT[reason]
        if part or actor.may(Action.CHANGE_ROSTER):
            return Fix(label, _with(reverse(name, args=[patient_id]), back, part))
    if reason in OF_PRACTICE and actor.may(Action.SEE_PRACTICE):
        label, name = OF_PRACTICE[reason]
        return Fix(label, _with(reverse(name), back))
    if reason in BESIDE:
        return Fix(
            "Billed elsewhere", _with(reverse("billing:facts", args=[patient_id]), "", "#outside-service")
        )
    return None


def fixes_of(
    answer: Answer, *, actor: Actor, patient_id: int, back: str = "", without: Collection[str] = ()
) -> list[Fix]:
    """Return where the obstacles of a decision are put right, each place once; not for reasons in `without`."""
    found = (
        fix_of(reason, actor=actor, patient_id=patient_id, episode_key=answer.episode_key, back=back)
        for reason in answer.reasons
        if reason not in without
    )
    return list(dict.fromkeys(fix for fix in found if fix is not None))


def _with(url: str, back: str, part: str = "") -> str:
    return f"{url}?{urlencode({'next': back})}{part}" if back else f"{url}{part}"
