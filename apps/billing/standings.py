"""How the programmes of a patient stand today: what the rules would say of the running period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.billing.assumed import assumed_entry
from apps.billing.evidence import names_in, payer_of
from apps.billing.facts import current_entries, facts_of, practice_facts
from apps.billing.models import ServicePeriod
from apps.patients.models import Patient
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.explain import left_out_in_words, reasons_in_words, why_left_out
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class Standing:
    """A programme's running period: what stands in its way besides time, as (reason, sentence), and its answer.

    `uncounted` says why what is logged does not count while none of it does, and why time of today would not.
    """

    period: ServicePeriod
    answer: Answer | None
    missing: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()


def standings_of(actor: Actor, patient: Patient, *, today: date) -> list[Standing]:
    """Return how each running period of a patient stands; time still to come is not counted as missing.

    Where none counts yet, a minute of today is assumed beside what is logged: some facts are asked for by the first day
    that counts.
    """
    running = rows_of(actor, ServicePeriod).filter(
        patient=patient, starts_on__lte=today, ends_on__gte=today, state=ServicePeriod.State.OPEN
    )
    periods = list(
        running.select_related("patient", "enrollment__rendering_provider", "coverage__payer").order_by("pk")
    )
    practice, rule_set = practice_facts(actor.practice), rules_in_force(actor.practice)
    entries = current_entries(periods) if periods else {}
    facts = facts_of(periods, practice=practice, entries=entries) if periods else {}
    names = names_in(actor.practice.pk)
    found = []
    for period in periods:
        problems = check_facts(facts[period.pk], rule_set, recorded=True)
        if problems:
            found.append(Standing(period, None, (), tuple(each.message for each in problems)))
            continue
        answer = decide(facts[period.pk], rule_set)[-1]
        uncounted: tuple[str, ...] = ()
        if not answer.seconds:
            logged, minute = answer, assumed_entry(period, rule_set, minutes=1, today=today)
            with_minute = {period.pk: [*entries.get(period.pk, ()), minute]}
            answer = decide(facts_of([period], practice=practice, entries=with_minute)[period.pk], rule_set)[
                -1
            ]
            uncounted = (*left_out_in_words(logged, rule_set), *_today(answer, str(minute.id), rule_set))
        said = reasons_in_words(answer, rule_set, names={**names, **payer_of(period)})
        missing = tuple(each for each in said if each[0] != "below_threshold")
        found.append(Standing(period, answer, missing, uncounted=uncounted))
    return found


def _today(answer: Answer, key: str, rule_set: RuleSet) -> Iterator[str]:
    """Say why the minute of today that was assumed would not count, if it would not."""
    reason = next((each.reason for each in answer.left_out if each.key == key), "")
    if reason:
        yield f"Time of today would be left out: {why_left_out(reason, answer, rule_set).sentence}"
