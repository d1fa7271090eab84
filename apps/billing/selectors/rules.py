"""The rules as pages list them: profiles with their versions and payers, own rows, every rule of the book."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.patients.models import OwnRule, Payer
from apps.patients.rule_sets import shipped_rules
from apps.practice.access import Actor, rows_of
from apps.rules.schema import Row


@dataclass(frozen=True, slots=True)
class ListedProfile:
    """A profile as the list shows it: shipped or own, its versions, and the payers that go by it."""

    id: str
    label: str
    state: str
    versions: tuple[OwnRule, ...]
    payers: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Say whether the practice made it."""
        return bool(self.versions)


def listed_profiles(actor: Actor) -> list[ListedProfile]:
    """Return the shipped profiles, then the practice's own, drafts included: three queries."""
    rule_set = shipped_rules(actor.practice.shipped_rules)
    payers: dict[str, list[str]] = defaultdict(list)
    for name, profile in rows_of(actor, Payer).order_by("name").values_list("name", "profile"):
        payers[profile].append(name)
    shipped = [
        ListedProfile(row["id"], row["label"], "active", (), tuple(payers[row["id"]]))
        for row in rule_set.rows("profile", on=actor.today)
    ]
    own: dict[str, list[OwnRule]] = defaultdict(list)
    for version in own_rows(actor, OwnRule.Table.PROFILE):
        own[version.key].append(version)
    return shipped + [_own_profile(key, rows, payers[key], actor) for key, rows in own.items()]


def _own_profile(key: str, rows: Sequence[OwnRule], payers: Sequence[str], actor: Actor) -> ListedProfile:
    last = rows[-1]
    return ListedProfile(key, last.content["label"], state_of(last, actor), tuple(rows), tuple(payers))


def state_of(rule: OwnRule, actor: Actor) -> str:
    """Say in one word how a version stands today."""
    if rule.state != OwnRule.State.APPLIED:
        return str(rule.state)
    if rule.ends_on is not None and rule.ends_on < actor.today:
        return "ended"
    return "active" if rule.starts_on <= actor.today else "due"


def value_of(rule: OwnRule) -> str:
    """Return what an amount, capitation, factor or benchmark comes to, as it is written."""
    row = rule.content
    if rule.table in (OwnRule.Table.CONTRACTED, OwnRule.Table.CAPITATION):
        return f"${Decimal(row['amount']):,.2f}"
    if rule.table == OwnRule.Table.BENCHMARK:
        return f"{(Decimal(row['value']) * 100).normalize():f}%"
    return str(row.get("factor", ""))


def own_rows(actor: Actor, *tables: str) -> list[OwnRule]:
    """Return the practice's own rows of some tables, those dropped left out, in the order of their versions."""
    rows = rows_of(actor, OwnRule).filter(table__in=tables).exclude(state=OwnRule.State.DROPPED)
    return list(rows.select_related("made_by", "applied_by").order_by("table", "key", "starts_on", "pk"))


def row_behind(rule: OwnRule) -> Row | None:
    """Return what a version is compared with: the one before it, or the shipped profile it was copied from."""
    before = (
        OwnRule.objects.filter(
            practice=rule.practice,
            table=rule.table,
            key=rule.key,
            state=OwnRule.State.APPLIED,
            starts_on__lt=rule.starts_on,
        )
        .order_by("-starts_on")
        .first()
    )
    if before is not None:
        return dict(before.content)
    copied = rule.copied_from
    return shipped_rules(rule.practice.shipped_rules).row(rule.table, copied) if copied else None


def spoken(value: Any) -> str:
    """Return a value of a row in words."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(words_of(str(each)) for each in value)
    return str(value)


# Words that are written in capital letters.
LETTERS = frozenset({"cpt", "npi", "rvu"})


def words_of(name: str) -> str:
    """Return the name of a column or row legibly."""
    return " ".join(word.upper() if word in LETTERS else word for word in name.split("_"))
