"""Plans what a row says of care management: consent, plan and copy, initiating visit, Medicaid beside Medicare.

A fact that was struck out as a mistake does not come back with a file that still holds it.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from apps.patients.domain.checks import day, text
from apps.patients.imports.draft import Draft
from apps.patients.models import CarePlan, Consent, FaceToFaceVisit, PatientStatus, PlanCopy
from apps.practice.domain.dates import Span, check_no_overlap, in_words
from apps.practice.models import Provider
from apps.problems import Problem

DUAL_ELIGIBLE = PatientStatus.Kind.DUAL_ELIGIBLE


def plan_facts(draft: Draft) -> None:
    """Plan the facts of a row that are not recorded yet."""
    facts = draft.row.facts
    if not facts:
        return
    if "fact" in facts:  # one fact a row: `single_facts` plans it
        return
    if visited_on := day(facts, "initiating_visit_on"):
        plan_initiating_visit(draft, visited_on)
    if consented_on := day(facts, "consent_on"):
        _plan_consent(draft, consented_on)
    if made_on := day(facts, "plan_made_on"):
        plan_care_plan(draft, made_on)
    if given_on := day(facts, "plan_copy_given_on"):
        plan_copy(draft, given_on, text(facts, "plan_copy_way"))
    if eligible_on := day(facts, "dual_eligible_on"):
        _plan_dual_eligible(draft, eligible_on)


def own(draft: Draft) -> dict[str, Any]:
    person = draft.dossier.patient
    return {"practice": person.practice, "patient": person, "recorded_by": draft.known.actor.user}


def biller(draft: Draft, *, on: date, what: str) -> Provider | None:
    """Return the provider who bills; ask for the number where the row has none."""
    npi = draft.row.provider_npi
    if not npi:
        message = f"{what} needs who bills. Fill in provider_npi."
        draft.accepts([Problem("provider_missing", message, "enrollment.provider_npi")])
        return None
    found = draft.known.provider(npi, field="enrollment.provider_npi", on=on)
    if isinstance(found, Provider):
        return found
    draft.accepts([found])
    return None


def plan_initiating_visit(draft: Draft, visited_on: date) -> None:
    visits = [each for each in draft.dossier.visits if each.occurred_on == visited_on]
    if any(each.is_initiating_visit or each.is_struck for each in visits):
        return
    if visits:
        values = {"is_initiating_visit": True}
        draft.change(visits[0], values, noun="face_to_face", part=f"Visit of {in_words(visited_on)}")
        return
    provider = biller(draft, on=visited_on, what="The initiating visit")
    if provider is None:
        return
    visit = FaceToFaceVisit(**own(draft), occurred_on=visited_on, provider=provider, is_initiating_visit=True)
    draft.dossier.visits.append(visit)
    summary = f"{in_words(visited_on)} with {provider}"
    draft.add(visit, noun="face_to_face", part="Initiating visit", summary=summary)


def _plan_consent(draft: Draft, consented_on: date) -> None:
    known = draft.dossier.consents
    if any(each.given_on == consented_on for each in known):
        return
    standing = [Span(each.given_on, each.revoked_on, "the one") for each in known if not each.is_struck]
    if not is_free(draft, Span(consented_on, None), standing, what="This consent", field="consent_on"):
        return
    consent = Consent(**own(draft), given_on=consented_on)
    draft.dossier.consents.append(consent)
    draft.add(consent, noun="consent", part="Consent", summary=in_words(consented_on))


def plan_care_plan(draft: Draft, made_on: date) -> None:
    known = draft.dossier.plans
    if any(each.made_on == made_on for each in known):
        return
    standing = [Span(each.made_on, each.ends_on, "the one") for each in known if not each.is_struck]
    if not is_free(draft, Span(made_on, None), standing, what="This plan", field="plan_made_on"):
        return
    provider = biller(draft, on=made_on, what="The comprehensive plan")
    if provider is None:
        return
    plan = CarePlan(**own(draft), made_on=made_on, made_by=provider)
    draft.dossier.plans.append(plan)
    summary = f"{in_words(made_on)} by {provider}"
    draft.add(plan, noun="care_plan", part="Comprehensive plan", summary=summary)


def plan_copy(draft: Draft, given_on: date, way: str) -> None:
    if any(each.given_on == given_on for each in draft.dossier.copies):
        return
    plans = [each for each in draft.dossier.plans if not each.is_struck and each.made_on <= given_on]
    if not plans:
        message = "There is no comprehensive plan that the copy could be of. Fill in plan_made_on."
        draft.accepts([Problem("plan_missing", message, "facts.plan_copy_given_on")])
        return
    provider = biller(draft, on=given_on, what="The copy of the plan")
    if provider is None:
        return
    plan = max(plans, key=lambda each: each.made_on)
    copy = PlanCopy(**own(draft), plan=plan, given_on=given_on, way=way, given_by=provider)
    draft.dossier.copies.append(copy)
    summary = f"{in_words(given_on)}, {copy.get_way_display().lower()}"
    draft.add(copy, noun="plan_copy", part="Copy of the plan", summary=summary)


def _plan_dual_eligible(draft: Draft, eligible_on: date) -> None:
    known = [each for each in draft.dossier.statuses if each.kind == DUAL_ELIGIBLE]
    holds = [Span(each.starts_on, each.ends_on, "the one") for each in known if not each.is_struck]
    if any(each.starts_on == eligible_on for each in known) or any(span.holds(eligible_on) for span in holds):
        return
    span = Span(eligible_on, None)
    if not is_free(draft, span, holds, what=DUAL_ELIGIBLE.label, field="dual_eligible_on"):
        return
    status = PatientStatus(**own(draft), kind=DUAL_ELIGIBLE, starts_on=eligible_on)
    draft.dossier.statuses.append(status)
    summary = f"{DUAL_ELIGIBLE.label}, from {in_words(eligible_on)}"
    draft.add(status, noun="patient_status", part="Status", summary=summary)


def is_free(draft: Draft, span: Span, others: Iterable[Span], *, what: str, field: str) -> bool:
    found = check_no_overlap(span, list(others), what=what, field=f"facts.{field}")
    return draft.accepts(found)
