"""Change a practice's own rules: drafts, versions with their dates, and which shipped rules it goes by."""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from apps.patients.models import Enrollment, OwnRule, Payer
from apps.patients.rule_sets import keep_rules, own_tables, rules_of, shipped_rules
from apps.practice import audit
from apps.practice.access import Actor, one_of
from apps.practice.domain.dates import in_words
from apps.practice.domain.roles import Action
from apps.practice.models import Practice
from apps.practice.records import keep, lock_practice, plain_values
from apps.problems import Problem, refuse_any
from apps.rules.ruleset import RuleSet

State, Table = OwnRule.State, OwnRule.Table
_DAY = timedelta(days=1)
_ROW = re.compile(r"^\w+\[[^\]]*\]\.?(?P<field>\w*)")


@transaction.atomic
def save_own_rule(rule: OwnRule, *, actor: Actor, today: date) -> OwnRule:
    """Keep a draft of an own rule, new or changed; it decides nothing before it is applied.

    Refuses a version that was applied, and everything that the checks of the shipped rows find in it.
    """
    _check_may(actor)
    lock_practice(actor)
    rule.practice = actor.practice
    refuse_any(problems_with_own_rule(rule, today=today))
    rule.made_by = rule.made_by or actor.user
    keep(rule, actor=actor, noun="own_rule")
    return rule


def problems_with_own_rule(rule: OwnRule, *, today: date) -> list[Problem]:
    """Return everything wrong with a version of an own rule, among the practice's others."""
    blank = [name for name in ("starts_on",) if plain_values(rule)[name] is None]
    if rule.state != State.DRAFT:
        state = rule.get_state_display().lower()
        said = f"This version is {state} and is never edited. Make a new version from a date."
        return [Problem("own_rule_frozen", said, "starts_on")]
    if "starts_on" in blank:
        return [Problem("starts_on_missing", "The first day is missing. Fill it in.", "starts_on")]
    if rule.ends_on is not None and rule.ends_on < rule.starts_on:
        said = f"The last day, {in_words(rule.ends_on)}, is before the first, {in_words(rule.starts_on)}. Correct one."
        return [Problem("dates_out_of_order", said, "ends_on")]
    return _taken(rule) + problems_with_rows(rule.practice, rows_with(rule))


def problems_with_rows(practice: Practice, rows: Iterable[OwnRule]) -> list[Problem]:
    """Return what the checks of the shipped rows find in own rows beside them; `field` is the row's own column."""
    _, problems = shipped_rules(practice.shipped_rules).with_own(own_tables(rows))
    return [Problem(each.code, each.message, _column(each)) for each in problems]


def _column(problem: Problem) -> str:
    found = _ROW.match(problem.field or "")
    return (found["field"] if found else "") or problem.field or ""


def _taken(rule: OwnRule) -> list[Problem]:
    """Say when the new version would not come after the ones in force, which it cannot change."""
    later = applied_rows(rule.practice).filter(table=rule.table, key=rule.key, starts_on__gte=rule.starts_on)
    last = later.order_by("-starts_on").first()
    if last is None:
        return []
    said = f"A version from {in_words(last.starts_on)} is in force already. Begin this one later."
    return [Problem("own_rule_begins_too_early", said, "starts_on")]


def applied_rows(practice: Practice) -> QuerySet[OwnRule]:
    """Return the own rows in force, past ones included."""
    return OwnRule.objects.filter(practice=practice, state=State.APPLIED)


def rows_with(rule: OwnRule) -> list[OwnRule]:
    """Return the own rows as they would be with this version applied: the one before ends the day before."""
    rows = []
    for row in applied_rows(rule.practice):
        if row.pk == rule.pk:
            continue
        if (row.table, row.key) == (rule.table, rule.key) and _reaches(row, rule.starts_on):
            row = copy(row)
            row.ends_on = rule.starts_on - _DAY
        rows.append(row)
    return [*rows, rule]


def _reaches(row: OwnRule, day: date) -> bool:
    return row.starts_on < day and (row.ends_on is None or row.ends_on >= day)


def rules_with(rule: OwnRule) -> RuleSet:
    """Return the whole rule set of the practice as it would be with this version applied; refuses unsound rows."""
    found, problems = shipped_rules(rule.practice.shipped_rules).with_own(own_tables(rows_with(rule)))
    refuse_any(problems)
    return found


@transaction.atomic
def apply_own_rule(actor: Actor, *, rule_id: int, now: datetime, today: date) -> OwnRule:
    """Put a draft in force from its first day; the version before it ends the day before. Open periods are cut anew.

    What is closed stands until somebody decides it again.
    """
    _check_may(actor)
    lock_practice(actor)
    rule = one_of(actor, OwnRule.objects.select_for_update(), rule_id)
    refuse_any(problems_with_own_rule(rule, today=today))
    for row in rows_with(rule):
        if row.pk != rule.pk:
            keep(row, actor=actor, noun="own_rule")
    rule.state, rule.applied_at, rule.applied_by = State.APPLIED, now, actor.user
    keep(rule, actor=actor, noun="own_rule")
    _take_into_force(actor, [rule])
    return rule


@transaction.atomic
def end_own_rule(actor: Actor, *, rule_id: int, ends_on: date | None, today: date) -> OwnRule:
    """Let a version in force end on a day, inclusive; refuses a day before its first, and one a payer still needs."""
    _check_may(actor)
    lock_practice(actor)
    rule = one_of(actor, OwnRule.objects.select_for_update(), rule_id)
    refuse_any(_problems_with_end(rule, ends_on))
    rule.ends_on = ends_on
    rows = [rule if row.pk == rule.pk else row for row in applied_rows(actor.practice)]
    refuse_any(problems_with_rows(actor.practice, rows))
    keep(rule, actor=actor, noun="own_rule")
    _take_into_force(actor, [rule])
    return rule


def _problems_with_end(rule: OwnRule, ends_on: date | None) -> list[Problem]:
    if rule.state != State.APPLIED:
        return [
            Problem("own_rule_not_in_force", "Only a version in force can end. Drop the draft.", "ends_on")
        ]
    if ends_on is None:
        return [Problem("ends_on_missing", "The last day is missing. Fill it in.", "ends_on")]
    if ends_on < rule.starts_on:
        said = f"The last day, {in_words(ends_on)}, is before the first, {in_words(rule.starts_on)}."
        return [Problem("dates_out_of_order", said, "ends_on")]
    return _still_needed(rule, ends_on)


def _still_needed(rule: OwnRule, ends_on: date) -> list[Problem]:
    """Name the payers that would have no rules after the day."""
    goes_on = applied_rows(rule.practice).filter(table=rule.table, key=rule.key, starts_on__gt=ends_on)
    if rule.table != Table.PROFILE or goes_on.exists():
        return []
    payers = Payer.objects.filter(practice=rule.practice, profile=rule.key)
    needing = [payer.name for payer in payers if payer.ends_on is None or payer.ends_on > ends_on]
    if not needing:
        return []
    said = f"{', '.join(needing)} would have no rules after {in_words(ends_on)}. Give each another profile first."
    return [Problem("profile_in_use", said, "ends_on")]


@transaction.atomic
def drop_own_rule(actor: Actor, *, rule_id: int) -> OwnRule:
    """Drop a draft; it stays in the list of versions as dropped."""
    _check_may(actor)
    lock_practice(actor)
    rule = one_of(actor, OwnRule.objects.select_for_update(), rule_id)
    if rule.state != State.DRAFT:
        refuse_any(
            [Problem("own_rule_frozen", "Only a draft can be dropped; let a version in force end.", "")]
        )
    rule.state = State.DROPPED
    keep(rule, actor=actor, noun="own_rule")
    return rule


def next_key(practice: Practice, label: str) -> str:
    """Return an id for a new profile, from its name: one that neither shipped nor own rules have."""
    stem = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:50] or "own_profile"
    taken = shipped_rules(practice.shipped_rules).ids("profile") | set(
        OwnRule.objects.filter(practice=practice, table=Table.PROFILE).values_list("key", flat=True)
    )
    numbered = (f"{stem}_{number}" for number in range(2, 10_000))
    return stem if stem not in taken else next(each for each in numbered if each not in taken)


@transaction.atomic
def take_shipped_rules(actor: Actor) -> Practice:
    """Go by the rules that this version of the product ships; refuses while own rows do not fit them."""
    _check_may(actor)
    lock_practice(actor)
    shipped = RuleSet.shipped()
    _, problems = shipped.with_own(own_tables(applied_rows(actor.practice)))
    refuse_any(problems)
    old = actor.practice.shipped_rules
    actor.practice.shipped_rules = keep_rules(shipped.to_json())
    actor.practice.save(update_fields=["shipped_rules"])
    new = {"shipped_rules": actor.practice.shipped_rules}
    audit.record(actor, "rules.taken", actor.practice, old={"shipped_rules": old}, new=new)
    Enrollment.objects.filter(practice=actor.practice).update(periods_are_cut=False)
    return actor.practice


def pin_shipped_rules(practice: Practice) -> None:
    """Note, the first time a practice decides, by which shipped rules: an upgrade does not change them unseen."""
    if not practice.shipped_rules:
        practice.shipped_rules = keep_rules(RuleSet.shipped().to_json())
        practice.save(update_fields=["shipped_rules"])


def _take_into_force(actor: Actor, changed: Sequence[OwnRule]) -> None:
    """Let the practice decide by its own rows as they are now; periods of payers concerned are cut anew."""
    practice = actor.practice
    old = practice.own_rules
    pin_shipped_rules(practice)
    practice.own_rules = keep_rules(own_tables(applied_rows(practice)))
    practice.save(update_fields=["own_rules"])
    rules_of(practice.shipped_rules, practice.own_rules)
    audit.record(
        actor, "rules.changed", practice, old={"own_rules": old}, new={"own_rules": practice.own_rules}
    )
    profiles = {rule.key for rule in changed if rule.table == Table.PROFILE}
    members = Enrollment.objects.filter(
        practice=practice, patient__coverages__payer__profile__in=profiles
    ).values("pk")
    Enrollment.objects.filter(pk__in=members).update(periods_are_cut=False)


def _check_may(actor: Actor) -> None:
    if not actor.may(Action.CHANGE_CHARGES):
        raise PermissionDenied
