"""The rules as pages list them: profiles with their versions and payers, own rows, every rule of the book."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.patients.models import OwnRule, Payer
from apps.patients.profiles import MEANING_OF
from apps.patients.rule_sets import rules_in_force, shipped_rules
from apps.practice.access import Actor, rows_of
from apps.practice.models import Practice
from apps.rules.columns import VERDICT_TABLES
from apps.rules.ruleset import RuleSet, holds
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


@dataclass(frozen=True, slots=True)
class Compared:
    """One column of a row beside another's."""

    label: str
    old: str
    new: str


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


def compared(old: Row | None, new: Mapping[str, Any]) -> list[Compared]:
    """Return the columns of two rows beside one another, those that differ."""
    return [
        Compared(MEANING_OF.get(label, _words(label)), _spoken(before), _spoken(after))
        for label, before, after in _columns(old or {}, new)
        if before != after
    ]


def _columns(old: Row, new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name in new:
        was, now = old.get(name), new[name]
        if isinstance(now, Mapping):
            was = was or {}
            for part in dict.fromkeys((*was, *now)):
                yield f"{name}, {part}", was.get(part), now.get(part)
        else:
            yield name, was, now


def _spoken(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(_words(str(each)) for each in value)
    return str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the book: its id, words and source, and what else its row says."""

    id: str
    table: str
    sentence: str
    source: str
    valid: str
    is_own: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CellRow:
    """One kind of time with its cell for every verdict table, in the order of `VERDICT_TABLES`."""

    id: str
    label: str
    component: int
    cells: tuple["Cell", ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a kind of time counts in one verdict table, why, and where that is written."""

    rule: str
    state: str
    sentence: str
    source: str


_WORDS_AND_SOURCE = (
    "id",
    "label",
    "sentence",
    "source",
    "section",
    "confidence",
    "valid_from",
    "valid_through",
)
CELL_TABLES = ("activity", "counterpart", "channel", "meeting", "person")


def book(practice: Practice, tables: Sequence[str]) -> list[Rule]:
    """Return every rule of some tables of the practice's rules, own ones included."""
    rule_set = rules_in_force(practice)
    own = {(row.table, row.key) for row in OwnRule.objects.filter(practice=practice)}
    return [
        rule_of(rule_set, table, row, is_own=(table, row["id"]) in own)
        for table in tables
        for row in rule_set.rows(table)
    ]


def rule_of(rule_set: RuleSet, table: str, row: Row, *, is_own: bool = False) -> Rule:
    """Return one row as a rule of the book."""
    cited = rule_set.cited(f"{table}.{row['id']}") if "source" in row else None
    through = row.get("valid_through")
    return Rule(
        id=f"{table}.{row['id']}",
        table=table,
        sentence=str(row.get("sentence") or row.get("label") or row["id"]),
        source=cited.citation if cited else "",
        valid=f"from {row.get('valid_from', '')}" + (f" through {through}" if through else ""),
        is_own=is_own,
        facts=tuple(
            (_words(name), _spoken(value) if not isinstance(value, Mapping) else _of_mapping(value))
            for name, value in row.items()
            if name not in _WORDS_AND_SOURCE and name not in (*VERDICT_TABLES, "every_table")
        ),
    )


def _of_mapping(value: Mapping[str, Any]) -> str:
    return "; ".join(f"{_words(key)}: {_spoken(item)}" for key, item in value.items()) or "none"


def verdict_rows(practice: Practice, table: str) -> list[CellRow]:
    """Return the table of what counts: a row for each kind of time, a cell for each verdict table."""
    rule_set = rules_in_force(practice)
    return [
        CellRow(
            row["id"],
            row["label"],
            int(row.get("component", 0)),
            tuple(_cell(rule_set, table, row, name) for name in VERDICT_TABLES),
        )
        for row in rule_set.rows(table)
    ]


def _cell(rule_set: RuleSet, table: str, row: Row, verdict_table: str) -> Cell:
    rule = f"{table}.{row['id']}.{verdict_table}"
    counts = (row.get(verdict_table) or row["every_table"])["counts"]
    cited = rule_set.cited(rule)
    return Cell(rule, "counted" if counts else "not_counted", cited.sentence, cited.citation)


def is_in_force(row: Row, actor: Actor) -> bool:
    """Say whether a row holds today."""
    return holds(row, actor.today)
