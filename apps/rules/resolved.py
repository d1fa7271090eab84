"""What holds for one payer and one program on a date: the rows, laid out for deciding fast.

Nothing is decided here; each value is a row's, with the row's id beside it for the trace.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.rules.answer import Tried
from apps.rules.cells import Cell, Cells, one_cell
from apps.rules.ruleset import RuleSet
from apps.rules.schema import Row

OWN, STAFF, OTHER = "rendering_provider", "clinical_staff", "other_provider"
STAFF_TYPE = "clinical_staff"
COUNTS, LEFT_OUT, ALSO_LAWFUL = "counts", "left out", "also lawful"

# A kind of time in the trace: the rule, what it said, counterpart and channel.
Kind = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True, order=True)
class Tier:
    """A code with its minimum, in seconds and whole minutes."""

    seconds: int
    minutes: int
    code: str
    rule: str


@dataclass(frozen=True, slots=True)
class AddOn:
    """A code for each further full block; `most` 0 for no limit."""

    code: str
    every_seconds: int
    most: int
    is_disputed: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Pathway:
    """Whose time is summed for which tiers (by setting, highest first), and its steps in the trace."""

    name: str
    time_of: str
    joins_personal: str
    only_alternative: bool
    decision_making: frozenset[str]
    tiers: dict[str, tuple[Tier, ...]]
    leads: Tried
    is_also_lawful: Tried


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """What must hold besides minutes."""

    check: str
    reason: str
    rule: str
    fact: str
    settings: tuple[str, ...]
    months: int
    needed: int
    warning: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What another code of the same period means for this program."""

    effect: str
    says: str
    rule: str


@dataclass(slots=True)
class Resolved:
    """Rows of one payer and program on a date. `cells`, `verdicts` and `asked` fill as they are needed."""

    payer: str
    program: str
    rule: str
    applies: Tried
    basis: str
    other_bases: tuple[str, ...]
    needs_setting: bool
    watches_agency_contact: bool
    verdict_table: str
    stop: str
    date_of_service: str
    span_across_months: bool
    waits_for_period_end: bool
    two_settings: str
    needs_agency_number: bool
    fee_basis: str
    place_of_service: str
    modifiers: dict[str, tuple[str, ...]]
    pathways: tuple[Pathway, ...]
    addons: dict[str, tuple[AddOn, ...]]
    personal_threshold: int | None
    lowest: dict[str, Tier]
    prerequisites: tuple[Prerequisite, ...]
    exclusions: dict[tuple[str, str], Exclusion]
    families: dict[str, str]
    absorbing: frozenset[str]
    persons: dict[str, Cell]
    limits: dict[str, int]
    asks_consent: bool
    disputed: frozenset[str]
    agency_settings: frozenset[str]
    agency_counterparts: frozenset[str]
    collaborators: frozenset[str]
    billers: frozenset[str]
    decision_making: frozenset[str]
    barred: dict[str, frozenset[str]]
    source: RuleSet
    on: date
    source_cells: Cells
    cells: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    verdicts: dict[Kind, tuple[str, Kind]] = field(default_factory=dict)
    asked: dict[str, list[tuple[Any, Prerequisite]]] = field(default_factory=dict)  # by apps.rules.conditions

    def cell(self, activity: str, counterpart: str, channel: str) -> Cell:
        """Whether such time counts, apart from whose it is."""
        key = (activity, counterpart, channel)
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = self.source_cells.find(activity, counterpart, channel)
        return found

    def verdict(self, person: str, activity: str, counterpart: str, channel: str) -> tuple[str, Kind]:
        """Why such a person's time does not count, empty when it does, and its kind for the trace."""
        key = (person, activity, counterpart, channel)
        found = self.verdicts.get(key)
        if found is None:
            whose = self.persons[person]
            cell = whose if whose.reason else self.cell(activity, counterpart, channel)
            kind = (cell.rule, LEFT_OUT, "", "") if cell.reason else (cell.rule, COUNTS, counterpart, channel)
            found = self.verdicts[key] = (cell.reason, kind)
        return found


def resolve(rule_set: RuleSet, payer: str, program: str, *, on: date) -> Resolved | None:
    """Lay out the rows for a payer and program on a date; `None` when no profile is in force."""
    profile = rule_set.row("profile", payer, on=on)
    words = rule_set.row("program", program, on=on)
    if profile is None or words is None:
        return None
    pathways = _pathways(rule_set, profile, program, on)
    types = list(rule_set.rows("provider_type", on=on))
    asked = _prerequisites(rule_set, profile, program, on)
    table = profile["counts_by"].get(program, "")
    rule, basis = f"profile.{payer}", profile["period_basis"].get(program, "")
    return Resolved(
        payer=payer,
        program=program,
        rule=rule,
        applies=Tried(rule, "applies", (("basis", basis),)),
        basis=basis,
        other_bases=_other_bases(profile, program, words),
        needs_setting=words["needs_setting"],
        watches_agency_contact=words["agency_contact"] and profile["warns_without_agency_contact"],
        verdict_table=table,
        stop=profile["stop"],
        date_of_service=profile["date_of_service"].get(program, ""),
        span_across_months=profile["span_across_months"],
        waits_for_period_end=profile["submit_after_period_end"].get(program, True),
        two_settings=profile["two_settings"],
        needs_agency_number=profile["care_plan_oversight_number"] and words["needs_setting"],
        fee_basis=profile["fee_basis"],
        place_of_service=profile["place_of_service"],
        modifiers={code: tuple(items) for code, items in profile["modifiers"].items()},
        pathways=pathways,
        addons=_addons(rule_set, on),
        personal_threshold=_personal_threshold(pathways),
        lowest=_lowest(pathways),
        prerequisites=asked,
        exclusions=_exclusions(rule_set, program, on),
        families={code: row["id"] for row in rule_set.rows("family", on=on) for code in row["codes"]},
        absorbing=frozenset(row["id"] for row in rule_set.rows("activity", on=on) if row["absorbs"]),
        persons={row["id"]: one_cell(row, "person", table) for row in rule_set.rows("person", on=on)}
        if table
        else {},
        asks_consent=any(row.check == "consent" for row in asked),
        disputed=frozenset(row["code"] for row in rule_set.rows("addon", on=on) if row["cap_disputed"]),
        limits={row["id"]: row["value"] for row in rule_set.rows("limit", on=on)},
        agency_settings=frozenset(row["id"] for row in rule_set.rows("setting", on=on) if row["has_agency"]),
        agency_counterparts=frozenset(
            row["id"] for row in rule_set.rows("counterpart", on=on) if row["is_agency"]
        ),
        collaborators=frozenset(row["id"] for row in types if row["may_collaborate"]),
        billers=frozenset(row["id"] for row in types if row["may_bill"]),
        decision_making=frozenset(row["id"] for row in rule_set.rows("decision_making", on=on)),
        barred={row["id"]: frozenset(row["programs"]) for row in rule_set.rows("barred", on=on)},
        source=rule_set,
        on=on,
        source_cells=Cells(rule_set, profile, table, on),
    )


def _other_bases(profile: Row, program: str, words: Row) -> tuple[str, ...]:
    """What else than its own basis a payer may be asked about a program by."""
    by_program = profile["period_basis"]
    others = (by_program.get(each) for each in words.get("also_asked_in_periods_of", ()))
    return tuple(basis for basis in others if basis and basis != by_program.get(program))


def _pathways(rule_set: RuleSet, profile: Row, program: str, on: date) -> tuple[Pathway, ...]:
    code_set = profile["code_set"].get(program, "")
    found = []
    for row in sorted(rule_set.rows("pathway", on=on), key=lambda each: int(each["rank"])):
        if row["program"] != program:
            continue
        tiers = _tiers(rule_set, code_set, row["name"], on)
        if tiers:
            rule = f"pathway.{row['id']}"
            found.append(
                Pathway(
                    name=row["name"],
                    time_of=row["time_of"],
                    joins_personal=row["joins_personal"],
                    only_alternative=row["only_alternative"],
                    decision_making=frozenset(row["decision_making"]),
                    tiers=tiers,
                    leads=Tried(rule, "leads", ()),
                    is_also_lawful=Tried(rule, ALSO_LAWFUL, ()),
                )
            )
    return tuple(found)


def _tiers(rule_set: RuleSet, code_set: str, pathway: str, on: date) -> dict[str, tuple[Tier, ...]]:
    by_setting: dict[str, list[Tier]] = {}
    for row in rule_set.rows("tier", on=on):
        if row["code_set"] == code_set and row["pathway"] == pathway:
            tier = Tier(row["minutes"] * 60, row["minutes"], row["code"], f"tier.{row['id']}")
            by_setting.setdefault(row["setting"], []).append(tier)
    return {setting: tuple(sorted(tiers, reverse=True)) for setting, tiers in by_setting.items()}


def _addons(rule_set: RuleSet, on: date) -> dict[str, tuple[AddOn, ...]]:
    found: dict[str, tuple[AddOn, ...]] = {}
    for row in rule_set.rows("addon", on=on):
        addon = AddOn(row["code"], row["every"] * 60, row["most"], row["cap_disputed"], f"addon.{row['id']}")
        found[row["to"]] = (*found.get(row["to"], ()), addon)
    return found


def _personal_threshold(pathways: tuple[Pathway, ...]) -> int | None:
    own = [
        tier.seconds
        for path in pathways
        if path.time_of == OWN
        for tiers in path.tiers.values()
        for tier in tiers
    ]
    return min(own) if own else None


def _lowest(pathways: tuple[Pathway, ...]) -> dict[str, Tier]:
    lowest: dict[str, Tier] = {}
    for path in pathways:
        for setting, tiers in path.tiers.items():
            lowest[setting] = min(tiers[-1], lowest.get(setting, tiers[-1]))
    return lowest


def _prerequisites(rule_set: RuleSet, profile: Row, program: str, on: date) -> tuple[Prerequisite, ...]:
    found = []
    for wanted in profile["prerequisites"].get(program, ()):
        row: Any = rule_set.row("prerequisite", wanted, on=on)
        if row is not None:
            found.append(
                Prerequisite(
                    check=row["check"],
                    reason=row["reason"],
                    rule=f"prerequisite.{wanted}",
                    fact=row.get("fact", ""),
                    settings=tuple(row.get("settings", ())),
                    months=row.get("months", 0),
                    needed=row.get("count", 0),
                    warning=row.get("warning", ""),
                )
            )
    return tuple(found)


def _exclusions(rule_set: RuleSet, program: str, on: date) -> dict[tuple[str, str], Exclusion]:
    found = {}
    for row in rule_set.rows("exclusion", on=on):
        if row["program"] == program:
            for of in ("own", "other") if row["of"] == "any" else (row["of"],):
                found[row["family"], of] = Exclusion(row["effect"], row["says"], f"exclusion.{row['id']}")
    return found
