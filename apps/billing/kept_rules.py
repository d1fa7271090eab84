"""The rule sets by which a practice was decided, kept whole: what may be asked under earlier rules."""

import re
from functools import lru_cache

from django.db.models import Exists, OuterRef, QuerySet

from apps.billing.evidence import rule_set_of
from apps.billing.models import Decision, RuleSetVersion
from apps.patients.rule_sets import rules_in_force
from apps.practice.models import Practice
from apps.problems import Problem, Refused
from apps.rules.ruleset import RuleSet
from apps.rules.schema import check_tables

SHORTEST = 8  # characters of a hash that are enough to name it
_HASH = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def kept_rule_sets(practice: Practice) -> QuerySet[RuleSetVersion]:
    """Return the rule sets by which anything of a practice was decided, the newest first, without their rows."""
    decided = Decision.objects.filter(rule_set=OuterRef("pk"), practice=practice)
    kept = RuleSetVersion.objects.filter(Exists(decided)).defer("content")
    return kept.order_by("-first_used_at", "content_hash")


def earlier_rule_sets(practice: Practice) -> QuerySet[RuleSetVersion]:
    """Return those of the kept rule sets that are not in force."""
    return kept_rule_sets(practice).exclude(content_hash=rules_in_force(practice).content_hash)


def kept_rule_set(practice: Practice, version: str) -> RuleSet:
    """Return a kept rule set of a practice by its hash, or by a beginning of it that only one has.

    Refuses a version that was never used in the practice, one that several have, and one whose rows cannot be read.
    """
    return one_kept(kept_rule_sets(practice), version)


def one_kept(kept: QuerySet[RuleSetVersion], version: str) -> RuleSet:
    """Return the one of some kept rule sets whose hash begins so; refuses none, several and unreadable ones."""
    found = list(kept.filter(content_hash__startswith=version)[:2]) if _HASH.fullmatch(version) else []
    if not found:
        said = f"No rules “{version[:64]}” are kept. Choose a version from the list, or write at least {SHORTEST}"
        raise Refused(Problem("unknown_rule_set", f"{said} characters of it.", "rule_set"))
    if len(found) > 1:
        said = f"Several kept rules begin with “{version}”. Write more of the version."
        raise Refused(Problem("several_rule_sets", said, "rule_set"))
    return readable_rule_set(found[0].content_hash)


@lru_cache(maxsize=8)
def readable_rule_set(content_hash: str) -> RuleSet:
    """Return kept rules that may decide; refuses those of an earlier version that this one cannot read any more."""
    rule_set = rule_set_of(content_hash)
    if check_tables(rule_set.tables):
        said = f"The rules {content_hash[:12]} were kept by a version whose rows this one cannot read."
        raise Refused(Problem("unreadable_rule_set", f"{said} Choose others.", "rule_set"))
    return rule_set
