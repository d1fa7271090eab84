"""How the programmes of a patient stand today: what the rules would say of the running period."""

from dataclasses import dataclass
from datetime import date

from apps.billing.assumed import assumed_entry
from apps.billing.evidence import names_in, payer_of
from apps.billing.facts import facts_of, practice_facts
from apps.billing.models import ServicePeriod
from apps.patients.models import Patient
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.explain import reasons_in_words
from apps.rules.facts_check import check_facts


@dataclass(frozen=True, slots=True)
class Standing:
    """A programme's running period: what stands in its way besides time, as (reason, sentence), and its answer."""

    period: ServicePeriod
    answer: Answer | None
    missing: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()


def standings_of(actor: Actor, patient: Patient, *, today: date) -> list[Standing]:
    """Return how each running period of a patient stands; time still to come is not counted as missing.

    Where none counts yet, a minute of today is assumed: some facts are asked for by the first day that counts.
    """
    running = rows_of(actor, ServicePeriod).filter(
        patient=patient, starts_on__lte=today, ends_on__gte=today, state=ServicePeriod.State.OPEN
    )
    periods = list(
        running.select_related("patient", "enrollment__rendering_provider", "coverage__payer").order_by("pk")
    )
    practice, rule_set = practice_facts(actor.practice), rules_in_force(actor.practice)
    facts = facts_of(periods, practice=practice) if periods else {}
    names = names_in(actor.practice.pk)
    found = []
    for period in periods:
        problems = check_facts(facts[period.pk], rule_set, recorded=True)
        if problems:
            found.append(Standing(period, None, (), tuple(each.message for each in problems)))
            continue
        answer = decide(facts[period.pk], rule_set)[-1]
        if not answer.seconds:
            minute = {period.pk: [assumed_entry(period, rule_set, minutes=1, today=today)]}
            answer = decide(facts_of([period], practice=practice, entries=minute)[period.pk], rule_set)[-1]
        said = reasons_in_words(answer, rule_set, names={**names, **payer_of(period)})
        missing = tuple(each for each in said if each[0] != "below_threshold")
        found.append(Standing(period, answer, missing))
    return found
