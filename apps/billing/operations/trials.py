"""Ask what the rules would say of a whole practice: in chunks, so that it can be left and taken up again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import zip_longest

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q, QuerySet

from apps.billing.domain.lifecycle import ClaimState
from apps.billing.facts import current_entries
from apps.billing.kept_rules import kept_rule_set, readable_rule_set
from apps.billing.models import Claim, Decision, ServicePeriod, Trial, TrialRow
from apps.billing.operations.decisions import with_rows
from apps.billing.operations.own_rules import rows_with
from apps.billing.replays import is_told_apart, lines_in_words, worth
from apps.billing.what_if import Foreseen, if_closed, if_decided_under
from apps.patients.models import OwnRule
from apps.patients.rule_sets import keep_rules, own_tables, rules_in_force, rules_of
from apps.practice import audit
from apps.practice.access import Actor, one_of
from apps.practice.domain.roles import Action
from apps.rules.answer import Decision as Answer
from apps.rules.ruleset import RuleSet

Question = Trial.Question
OPEN, CLOSED = ServicePeriod.State.OPEN, ServicePeriod.State.CLOSED
UNSENT = (ClaimState.DRAFT, ClaimState.HELD, ClaimState.RETURNED)
PERIODS_IN_A_CHUNK = 400
AT_ONCE = 400


@dataclass(slots=True)
class _Found:
    """What one chunk came to."""

    rows: list[TrialRow] = field(default_factory=list)
    unreadable: int = 0
    old_amount: Decimal = Decimal(0)
    new_amount: Decimal = Decimal(0)


@transaction.atomic
def ask(
    actor: Actor,
    *,
    question: Trial.Question,
    own_rule_id: int | None = None,
    version: str = "",
    now: datetime,
) -> Trial:
    """Begin a trial; the same question's earlier answer makes room.

    `version` names the kept rules that are asked. Refuses an own rule whose rows are unsound, and unknown rules.
    """
    if not actor.may(Action.CLOSE_PERIODS):
        raise PermissionDenied
    own_rule = one_of(actor, OwnRule, own_rule_id) if own_rule_id is not None else None
    kept = kept_rule_set(actor.practice, version).content_hash if question == Question.KEPT else None
    shipped, own = _hashes(actor, question, own_rule)
    rules_of(shipped, own)
    same = Trial.objects.filter(
        practice=actor.practice, question=question, own_rule=own_rule, rule_set_id=kept
    )
    same.delete()
    trial = Trial(
        practice=actor.practice,
        question=question,
        own_rule=own_rule,
        shipped_rules=shipped,
        own_rules=own,
        rule_set_id=kept,
        asked_by=actor.user,
        asked_at=now,
    )
    trial.total = _periods(trial).count()
    trial.save()
    audit.record(
        actor, "rules.tried", trial, new={"question": question.value, "periods": trial.total}, at=now
    )
    return trial


def _hashes(actor: Actor, question: Trial.Question, own_rule: OwnRule | None) -> tuple[str, str]:
    """The shipped and own rules that answer."""
    practice = actor.practice
    if question == Question.SHIPPED:
        return keep_rules(RuleSet.shipped().to_json()), practice.own_rules
    if own_rule is None:
        return practice.shipped_rules, practice.own_rules
    rows = rows_with(own_rule) if own_rule.state == OwnRule.State.DRAFT else []
    return practice.shipped_rules, keep_rules(own_tables(rows)) if rows else practice.own_rules


def run_trial(trial_id: int, *, now: datetime) -> Trial:
    """Go on with a trial until it is finished; one that was cut short goes on where it stopped."""
    trial = Trial.objects.select_related("practice", "own_rule").get(pk=trial_id)
    while trial.finished_at is None:
        _run_chunk(trial, now=now)
    return trial


@transaction.atomic
def _run_chunk(trial: Trial, *, now: datetime) -> None:
    """Look at the next periods; all of a patient's that are open come together, since one may exclude another."""
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    trial.last_patient_id, trial.done, trial.finished_at = (
        locked.last_patient_id,
        locked.done,
        locked.finished_at,
    )
    if trial.finished_at is not None:
        return
    periods = _next(trial)
    if periods:
        found = _look(trial, periods)
        TrialRow.objects.bulk_create(found.rows, batch_size=500)
        _note(trial, periods, found)
    else:
        trial.finished_at = now
        Trial.objects.filter(pk=trial.pk).update(finished_at=now)


def _note(trial: Trial, periods: Sequence[ServicePeriod], found: _Found) -> None:
    trial.done += len(periods)
    trial.last_patient_id = max(period.patient_id for period in periods)
    Trial.objects.filter(pk=trial.pk).update(
        done=trial.done,
        last_patient_id=trial.last_patient_id,
        differing=F("differing") + len(found.rows),
        unreadable=F("unreadable") + found.unreadable,
        old_amount=F("old_amount") + found.old_amount,
        new_amount=F("new_amount") + found.new_amount,
    )


def _periods(trial: Trial) -> QuerySet[ServicePeriod]:
    """The periods a trial looks at: open ones, and for a rule change closed ones without anything approved or sent."""
    mine = ServicePeriod.objects.filter(practice=trial.practice)
    if trial.question in (Question.CLOSE_NOW, Question.CONFIRMED):
        return mine.filter(state=OPEN)
    further = Claim.objects.filter(practice=trial.practice).exclude(state__in=[*UNSENT, ClaimState.VOIDED])
    return mine.filter(Q(state=OPEN) | ~Q(pk__in=further.values("period_id")))


def alters(trial: Trial) -> list[int]:
    """Return the closed periods that a finished trial of a rule change found to come out differently."""
    rows = TrialRow.objects.filter(trial=trial, period__state=CLOSED).order_by("period_id")
    return list(rows.values_list("period_id", flat=True).distinct())


def _next(trial: Trial) -> list[ServicePeriod]:
    """The periods of the next patients, whole patients together."""
    wanted = _periods(trial).filter(patient_id__gt=trial.last_patient_id)
    patient_ids = wanted.order_by("patient_id").values_list("patient_id", flat=True).distinct()
    chunk = list(patient_ids[: PERIODS_IN_A_CHUNK // 2])
    return list(with_rows(_periods(trial).filter(patient_id__in=chunk)).order_by("due_on", "pk"))


def _look(trial: Trial, periods: Sequence[ServicePeriod]) -> _Found:
    """Answer for these periods under the rules in force and under those of the trial."""
    asked = (
        readable_rule_set(trial.rule_set_id)
        if trial.rule_set_id
        else rules_of(trial.shipped_rules, trial.own_rules)
    )
    standing = rules_in_force(trial.practice)
    found = _Found()
    closed = [period for period in periods if period.state == CLOSED]
    rows = Decision.objects.filter(period__in=closed, is_current=True).select_related("period")
    for period, old, new in if_decided_under(rows.order_by("period_id", "stretch"), asked):
        _compare(trial, found, period, old, new)
    for period, old, new, is_unreadable in _of_open(trial, periods, standing, asked):
        found.unreadable += is_unreadable
        _compare(trial, found, period, old, new)
    return found


def _of_open(
    trial: Trial, periods: Sequence[ServicePeriod], standing: RuleSet, asked: RuleSet
) -> Iterator[tuple[ServicePeriod, tuple[Answer, ...], tuple[Answer, ...], bool]]:
    is_open = [period for period in periods if period.state == OPEN]
    if not is_open:
        return
    looks_ahead = trial.question == Question.CLOSE_NOW
    before: Sequence[Foreseen | None] = [None] * len(is_open)
    if not looks_ahead:
        before = _in_order(is_open, if_closed(is_open, practice=trial.practice, rule_set=standing))
    entries = (
        current_entries(is_open, with_unconfirmed=True) if trial.question == Question.CONFIRMED else None
    )
    after = _in_order(is_open, if_closed(is_open, practice=trial.practice, rule_set=asked, entries=entries))
    for period, old, new in zip(is_open, before, after, strict=True):
        yield period, old.answers if old else (), new.answers, bool(new.problems)


def _in_order(periods: Sequence[ServicePeriod], found: Iterable[Foreseen]) -> list[Foreseen]:
    by_period = {each.period.pk: each for each in found}
    return [by_period[period.pk] for period in periods]


def _compare(
    trial: Trial, found: _Found, period: ServicePeriod, old: Sequence[Answer], new: Sequence[Answer]
) -> None:
    found.old_amount += worth(old)
    found.new_amount += worth(new)
    for number, (before, after) in enumerate(zip_longest(old, new), start=1):
        if is_told_apart(before, after) and _is_worth_a_row(before, after):
            found.rows.append(_row(trial, period, number, before, after))


def _is_worth_a_row(before: Answer | None, after: Answer | None) -> bool:
    """Leave out a look ahead at a period in which nothing was logged."""
    return before is not None or (after is not None and bool(after.counted or after.left_out))


def _row(
    trial: Trial, period: ServicePeriod, number: int, before: Answer | None, after: Answer | None
) -> TrialRow:
    return TrialRow(
        trial=trial,
        period=period,
        patient_id=period.patient_id,
        stretch=number,
        old_outcome=before.outcome if before else "",
        new_outcome=after.outcome if after else "",
        old_codes=lines_in_words(before)[:60] if before else "",
        new_codes=lines_in_words(after)[:60] if after else "",
        old_minutes=before.minutes if before else None,
        new_minutes=after.minutes if after else None,
        old_amount=before.expected_amount if before else None,
        new_amount=after.expected_amount if after else None,
        reasons=list(after.reasons) if after else [],
    )
