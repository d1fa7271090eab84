"""The rules of one practice: those the product ships, as the practice took them, with its own rows beside them."""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from apps.patients.domain.stretches import CoverageSpan, Span
from apps.patients.models import KeptRules, OwnRule
from apps.practice.models import Practice
from apps.problems import refuse_any
from apps.rules import canonical
from apps.rules.periods import CALENDAR_MONTH
from apps.rules.ruleset import RuleSet
from apps.rules.schema import check_tables

log = logging.getLogger(__name__)

# first and last day (open where None) and what periods are cut by
Basis = tuple[date | None, date | None, str]
OwnTables = dict[str, list[dict[str, Any]]]


def rules_in_force(practice: Practice) -> RuleSet:
    """Return the rules that decide in a practice today; no query once they are known in this process."""
    return rules_of(practice.shipped_rules, practice.own_rules)


@lru_cache(maxsize=32)
def rules_of(shipped_hash: str, own_hash: str) -> RuleSet:
    """Return the shipped rules of that hash (today's when empty) with the own rows of that hash (none when empty).

    Refuses own rows that these shipped rules do not admit.
    """
    shipped = shipped_rules(shipped_hash)
    if not own_hash:
        return shipped
    found, problems = shipped.with_own(json.loads(KeptRules.objects.get(pk=own_hash).content))
    refuse_any(problems)
    return found


@lru_cache(maxsize=8)
def shipped_rules(content_hash: str) -> RuleSet:
    """Return the shipped rules of that hash, or today's.

    Rules kept by an earlier version that this one cannot read any more give way to today's; the page of the rules
    says so, and every decision names the rules it was made by.
    """
    if content_hash in ("", RuleSet.shipped().content_hash):
        return RuleSet.shipped()
    kept = RuleSet.from_json(KeptRules.objects.get(pk=content_hash).content)
    if check_tables(kept.tables):
        log.warning("The kept rules %s cannot be read by this version; today's are used.", content_hash[:12])
        return RuleSet.shipped()
    return kept


def coverage_spans(
    coverage_id: int, dates: Span, *, profile: str, program: str, rule_set: RuleSet
) -> Iterator[CoverageSpan]:
    """Give a coverage with its period basis, in parts where a new version of the profile has another basis."""
    return spans_between(coverage_id, dates, bases_of(rule_set, profile=profile, program=program))


def spans_between(coverage_id: int, dates: Span, bases: Iterable[Basis]) -> Iterator[CoverageSpan]:
    """Give a coverage in parts, one for each of the period bases that its dates meet."""
    for first, last, basis in bases:
        if first is None and last is None:
            yield CoverageSpan(coverage_id, dates, basis)
            continue
        starts_on = max(filter(None, (dates.starts_on, first)), default=None)
        ends_on = min(filter(None, (dates.ends_on, last)), default=None)
        if starts_on is None or ends_on is None or starts_on <= ends_on:
            yield CoverageSpan(coverage_id, Span(starts_on, ends_on), basis)


def bases_of(rule_set: RuleSet, *, profile: str, program: str) -> list[Basis]:
    """Return the period bases of a profile in date order; dates it does not know are cut by month.

    Versions of a profile that agree on the basis make one. The first is open at the start, the last at the end:
    what the profile does not cover is refused at the close.
    """
    found: list[Basis] = []
    versions = (row for row in rule_set.rows("profile") if row["id"] == profile)
    for row in sorted(versions, key=lambda each: str(each["valid_from"])):
        basis = str(row["period_basis"].get(program, CALENDAR_MONTH))
        if not found:
            found = [(None, None, basis)]
        elif found[-1][2] != basis:
            begins_on = date.fromisoformat(row["valid_from"])
            found[-1] = (found[-1][0], begins_on - timedelta(days=1), found[-1][2])
            found.append((begins_on, None, basis))
    return found or [(None, None, CALENDAR_MONTH)]


def has_newer_rules(practice: Practice) -> bool:
    """Say whether this version of the product ships other rules than the practice goes by."""
    return practice.shipped_rules not in ("", RuleSet.shipped().content_hash)


def own_tables(rows: Iterable[OwnRule]) -> OwnTables:
    """Return own rows as the rule set takes them, in one order however they came."""
    tables: OwnTables = {}
    for row in sorted(rows, key=lambda each: (each.table, each.key, each.starts_on)):
        tables.setdefault(row.table, []).append(rule_row(row))
    return tables


def rule_row(row: OwnRule) -> dict[str, Any]:
    """Return one own row as the rule set reads it."""
    dates = {"valid_from": row.starts_on.isoformat()}
    if row.ends_on is not None:
        dates["valid_through"] = row.ends_on.isoformat()
    return {**row.content, "id": row.key, **dates}


def keep_rules(content: Mapping[str, Any] | str) -> str:
    """Keep rows of rules under the hash of their content, once; return the hash."""
    text = content if isinstance(content, str) else canonical.dump(content)
    content_hash = canonical.digest(text)
    KeptRules.objects.get_or_create(content_hash=content_hash, defaults={"content": text})
    return content_hash
