"""What the rules would say: of open periods if they closed now, of closed ones under other rules. Writes nothing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F

from apps.billing.facts import EntryRow, PracticeFacts, current_entries, facts_of, practice_facts
from apps.billing.models import Decision, ServicePeriod
from apps.billing.operations.decisions import first_of_each, with_rows
from apps.billing.other_services import Ahead
from apps.billing.replays import worth
from apps.patients.models import Patient
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.practice.models import Practice
from apps.problems import Problem
from apps.rules.answer import BILLABLE
from apps.rules.answer import Decision as Answer
from apps.rules.decision import decide
from apps.rules.facts import PeriodFacts
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet
from apps.timelog.models import EntryVersion


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the rules would say of a period, one answer a stretch; or what is wrong with its facts."""

    period: ServicePeriod
    answers: tuple[Answer, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What closing some open periods now would bring: as everything stands, and as it was asked.

    Amounts are what may be billed is expected to bring. `is_change`: whether anything else than what stands was asked.
    """

    found: tuple[Foreseen, ...]
    standing_amount: Decimal
    asked_amount: Decimal
    is_change: bool

    @property
    def difference(self) -> Decimal:
        """What would be expected more, or less."""
        return self.asked_amount - self.standing_amount


@dataclass(slots=True)
class _Looking:
    """One look ahead: by which rules, with which entries, and what the periods before would have billed."""

    practice: PracticeFacts
    rule_set: RuleSet
    entries: Mapping[int, Sequence[EntryRow]] | None
    ahead: list[Ahead] = field(default_factory=list)


def if_closed(
    periods: Iterable[ServicePeriod],
    *,
    practice: Practice,
    rule_set: RuleSet,
    entries: Mapping[int, Sequence[EntryRow]] | None = None,
) -> list[Foreseen]:
    """Return what closing these open periods now would say: the very answers that a close over the same rows gives.

    They come as the close reads them (`with_rows`), in the order in which they fall due. Like the close, a later
    period of a patient sees what an earlier one would bill. `entries` replace those recorded.
    """
    looking = _Looking(practice_facts(practice), rule_set, entries)
    found: list[Foreseen] = []
    waiting = list(periods)
    while waiting:
        together = first_of_each(waiting)
        found += _round(looking, together)
        waiting = [period for period in waiting if period not in together]
    return found


def open_periods_of(actor: Actor, patient: Patient) -> list[ServicePeriod]:
    """Return a patient's open periods as the close reads them, in the order in which they fall due."""
    mine = rows_of(actor, ServicePeriod).filter(patient=patient, state=ServicePeriod.State.OPEN)
    return list(with_rows(mine).order_by("due_on", "pk"))


def look(
    periods: Sequence[ServicePeriod],
    *,
    practice: Practice,
    rule_set: RuleSet | None = None,
    confirmed: Collection[int] = (),
) -> Look:
    """Return what closing now would bring, under other rules or with some unconfirmed entries taken as confirmed.

    `rule_set`: `None` for the rules in force. `confirmed` are ids of versions as `unconfirmed_in` gives them.
    """
    standing = rules_in_force(practice)
    before = if_closed(periods, practice=practice, rule_set=standing)
    waiting = {version.pk for version in unconfirmed_in(periods)} if confirmed else set()
    if rule_set is None and waiting.isdisjoint(confirmed):
        amount = _worth_of(before)
        return Look(tuple(before), amount, amount, is_change=False)
    entries = _entries_without(waiting - set(confirmed), periods) if waiting else None
    after = if_closed(periods, practice=practice, rule_set=rule_set or standing, entries=entries)
    return Look(tuple(after), _worth_of(before), _worth_of(after), is_change=True)


def _worth_of(found: Iterable[Foreseen]) -> Decimal:
    return sum((worth(each.answers) for each in found), Decimal(0))


def unconfirmed_in(periods: Sequence[ServicePeriod]) -> list[EntryVersion]:
    """Return the entries on the dates of some periods that nobody confirmed yet, oldest first: they count nowhere."""
    rows = EntryVersion.objects.filter(
        patient__service_periods__in=[period.pk for period in periods],
        performed_on__gte=F("patient__service_periods__starts_on"),
        performed_on__lte=F("patient__service_periods__ends_on"),
        current_of__isnull=False,
        is_void=False,
        is_confirmed=False,
    )
    return list(rows.select_related("provider").order_by("performed_on", "pk").distinct())


def _entries_without(left: Collection[int], periods: Sequence[ServicePeriod]) -> dict[int, list[EntryRow]]:
    """Every entry of each period, in the order of a close, but those that stay unconfirmed."""
    every = current_entries(periods, with_unconfirmed=True)
    return {pk: [row for row in rows if row.id not in left] for pk, rows in every.items()}


def _round(looking: _Looking, periods: Sequence[ServicePeriod]) -> list[Foreseen]:
    facts = facts_of(periods, practice=looking.practice, entries=looking.entries, ahead=looking.ahead)
    found = [foreseen(period, facts[period.pk], looking.rule_set) for period in periods]
    looking.ahead += [
        Ahead(each.period, answer)
        for each in found
        for answer in each.answers
        if answer.outcome == BILLABLE and answer.lines
    ]
    return found


def foreseen(period: ServicePeriod, facts: PeriodFacts, rule_set: RuleSet) -> Foreseen:
    """Return what the rules say of these facts of a period."""
    problems = check_facts(facts, rule_set, recorded=True)
    return Foreseen(period, () if problems else decide(facts, rule_set), tuple(problems))


def if_decided_under(
    decisions: Iterable[Decision], rule_set: RuleSet
) -> list[tuple[ServicePeriod, tuple[Answer, ...], tuple[Answer, ...]]]:
    """Return what was said of closed periods and what other rules say of the same facts.

    `decisions` are the current ones of whole periods, with their period, in the order of period and stretch.
    """
    by_period: dict[int, list[Decision]] = {}
    for row in decisions:
        by_period.setdefault(row.period_id, []).append(row)
    return [
        (
            rows[0].period,
            tuple(Answer.from_json(row.result) for row in rows),
            decide(PeriodFacts.from_json(rows[0].facts), rule_set),
        )
        for rows in by_period.values()
    ]
