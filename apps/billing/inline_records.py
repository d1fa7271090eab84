"""What a blocked decision misses, recorded beside it: the form of the fact, with a few fields of a care episode."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apps.billing.models import Decision
from apps.billing.remedies import MISSING_FACTS
from apps.patients.fact_kinds import BY_WORD
from apps.patients.forms import CoverageForm, DiagnosisForm, EpisodeForm
from apps.patients.forms_facts import FORMS
from apps.patients.models import Coverage, Diagnosis
from apps.patients.operations import save_coverage
from apps.patients.operations_care import save_diagnosis, save_episode
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.form_fields import RosterForm

COMPLEXITY = ("complexity_statement", "complexity_signer", "complexity_signed_on")
NECESSITY = ("necessity_statement", "necessity_signer", "necessity_signed_on")
# The fields of the care episode that are asked for, by reason.
OF_EPISODE: dict[str, tuple[str, tuple[str, ...]]] = {
    "no_complexity_statement": ("Why the care is complex", COMPLEXITY),
    "no_medical_necessity_statement": ("Why it is necessary", NECESSITY),
    "rendering_provider_did_not_sign_plan": ("Who signed the plan", ("plan_signer", "plan_signed_on")),
    "not_attending_of_record": ("Attending of record", ("attending",)),
}
CONDITIONS = frozenset({"needs_two_chronic_conditions", "needs_one_serious_condition"})


@dataclass(frozen=True, slots=True)
class Record:
    """A form for what one reason of a decision asks for; `noun` says what is saved."""

    reason: str
    title: str
    form: RosterForm
    save: Callable[..., Any]


def records_of(actor: Actor, decision: Decision) -> list[Record]:
    """Return the forms for everything that a decision misses and that `actor` may record, in the order of reasons."""
    found = (record_of(actor, decision, reason) for reason in decision.reasons)
    return [record for record in found if record is not None]


def record_of(actor: Actor, decision: Decision, reason: str, sent: QueryDict | None = None) -> Record | None:
    """Return the form for one reason; None where there is none, or it is not the actor's to fill in."""
    prefix = reason.replace("_", "-")
    own: dict[str, Any] = {"practice": decision.practice, "patient": decision.patient}
    if reason in MISSING_FACTS and actor.may(Action.RECORD_FACTS):
        title, word = MISSING_FACTS[reason]
        kind = BY_WORD[word]
        form = FORMS[kind.model](sent, actor=actor, instance=kind.model(**own), prefix=prefix)
        return Record(reason, title, form, kind.save)
    if not actor.may(Action.CHANGE_ROSTER):
        return None
    if reason in OF_EPISODE and decision.episode is not None:
        title, fields = OF_EPISODE[reason]
        episode_form = EpisodeForm(sent, actor=actor, instance=decision.episode, prefix=prefix)
        for name in set(episode_form.fields) - set(fields):
            del episode_form.fields[name]
        return Record(reason, title, episode_form, save_episode)
    if reason == "no_coverage":
        form = CoverageForm(sent, actor=actor, instance=Coverage(**own), prefix=prefix)
        return Record(reason, "Add the coverage", form, save_coverage)
    if reason in CONDITIONS:
        form = DiagnosisForm(sent, actor=actor, instance=Diagnosis(**own), prefix=prefix)
        return Record(reason, "Add a condition", form, save_diagnosis)
    return None
