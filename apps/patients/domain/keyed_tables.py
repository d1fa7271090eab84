"""Tables about patients who are on the roster already: coverages, episodes of care, recorded facts; several a patient.

A row says whom it is about by chart number, by another system's identifier, or by name and date of birth.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from apps.patients.domain import checks
from apps.patients.domain.checks import Values, day, text
from apps.patients.domain.roster import EpisodeRow, Identifier, RosterRow
from apps.patients.domain.roster_columns import BY_NAME, Column
from apps.patients.domain.roster_rows import Found, TableKind, coverages_in, episodes_in, part_of
from apps.practice.domain.dates import Span, check_not_future, check_order
from apps.practice.domain.identifiers import check_npi
from apps.problems import Problem

WHOM = tuple(
    replace(BY_NAME[name], is_required=False)
    for name in (
        "medical_record_number",
        "identifier_system",
        "identifier",
        "last_name",
        "first_name",
        "born_on",
    )
)
WHOM_ONE_OF = ("medical_record_number", "identifier", "last_name")


def _needed(name: str) -> Column:
    return replace(BY_NAME[name], is_required=True)


COVERAGE_COLUMNS = (
    *WHOM,
    _needed("payer"),
    *(
        BY_NAME[name]
        for name in (
            "member_id", "group_number", "plan_name", "coverage_starts_on", "coverage_ends_on", "relationship",
            "subscriber_last_name", "subscriber_first_name", "subscriber_born_on", "subscriber_sex",
        )
    ),
)  # fmt: skip
EPISODE_COLUMNS = (
    *WHOM,
    _needed("setting"),
    _needed("episode_starts_on"),
    *(
        BY_NAME[name]
        for name in (
            "episode_ends_on", "agency", "agency_npi", "plan_signer_npi", "plan_signed_on", "complexity_statement",
            "necessity_statement",
        )
    ),
)  # fmt: skip
FACT_COLUMNS = (
    *WHOM,
    Column("fact", "fact.fact", "fact",
           "inpatient stay, part A stay, visit, initiating visit, dual eligible, chronic care eligible, dialysis, "
           "surgical global, consent, comprehensive plan, plan copy, complexity statement or necessity statement",
           "visit", ("kind", "type", "what"), is_required=True),
    Column("on", "fact.starts_on", "date", "The day of it, or its first day", "2026-01-05",
           ("date", "day", "starts on", "start date", "from", "admitted on", "visit date", "given on", "signed on"),
           is_required=True),
    Column("until", "fact.ends_on", "date", "Its last day, where it has one; blank while it lasts", "",
           ("ends on", "end date", "to", "discharged on", "revoked on")),
    Column("provider_npi", "fact.provider_npi", "npi", "NPI of who saw, made, gave or signed it", "1555000110",
           ("npi", "provider", "seen by npi", "signer npi")),
    Column("minutes", "fact.minutes", "minutes", "Minutes of a visit, to keep them apart", "25",
           ("length", "duration")),
    Column("way", "fact.way", "way", "How a copy was given: paper, portal or mail", "", ("how", "copy method")),
    Column("written", "fact.is_written", "yes_no", "Whether a consent is on paper: yes or no", "", ("on paper",)),
    Column("setting", "fact.setting", "setting", "Of which episode a statement is, when there are two", "",
           ("care setting",)),
    Column("words", "fact.statement", "long_text", "What a statement says, in the physician's words", "",
           ("statement", "text", "complexity statement")),
    Column("note", "fact.note", "text", "How it was found out", "", ("remark", "comment", "source")),
)  # fmt: skip

SIGNED = ("complexity_statement", "necessity_statement")
NEEDS_PROVIDER = frozenset({"initiating_visit", "plan", "copy"})
LASTS = frozenset({"inpatient", "part_a_nursing", "dual_eligible", "chronic_care_eligible", "esrd_capitation",
                   "surgical_global_period", "consent", "plan"})  # fmt: skip


def _whom(line: int, found: Found) -> RosterRow:
    identifier = part_of(found, "identifier")
    known = (
        (Identifier(text(identifier, "system"), text(identifier, "value")),)
        if text(identifier, "value")
        else ()
    )
    row = RosterRow(line, part_of(found, "patient"), identifiers=known)
    by_name = bool(text(row.patient, "last_name") and text(row.patient, "first_name") and row.born_on)
    if known or text(row.patient, "medical_record_number") or by_name:
        return row
    message = (
        "The row does not say whom it is about. Give the chart number, or both names and the date of birth."
    )
    return replace(row, problems=(Problem("patient_missing", message, "patient.medical_record_number"),))


def _with(row: RosterRow, found: list[Problem], part: str, **values: Any) -> RosterRow:
    problems = [Problem(each.code, each.message, f"{part}.{each.field}") for each in found]
    return replace(row, problems=(*row.problems, *problems), **values)


def coverage_row(line: int, found: Found, today: date) -> RosterRow:
    """Return what a row says about one coverage; its payer decides later what its member id looks like."""
    return replace(_whom(line, found), coverages=coverages_in(part_of(found, "coverage")))


def episode_row(line: int, found: Found, today: date) -> RosterRow:
    """Return what a row says about one episode of care."""
    episodes: tuple[EpisodeRow, ...] = episodes_in(part_of(found, "episode"))
    problems = []
    for episode in episodes:
        problems += checks.check_episode(episode.values, born_on=None, died_on=None, today=today)
        for npi, field, whose in (
            (episode.signer_npi, "signer_npi", "The NPI of the plan's signer"),
            (episode.agency.npi, "agency_npi", "The agency's NPI"),
        ):
            problems += check_npi(npi, field=field, whose=whose) if npi else []
    return _with(_whom(line, found), problems, "episode", episodes=episodes)


def fact_row(line: int, found: Found, today: date) -> RosterRow:
    """Return what a row says about one recorded fact."""
    values = part_of(found, "fact")
    return _with(
        _whom(line, found), _check_fact(values, today), "fact", facts=values,
        provider_npi=text(values, "provider_npi"),
    )  # fmt: skip


def _check_fact(values: Values, today: date) -> list[Problem]:
    fact, starts_on, ends_on = text(values, "fact"), day(values, "starts_on"), day(values, "ends_on")
    found = check_not_future(starts_on, today=today, what="It", field="starts_on")
    found += check_order(Span(starts_on, ends_on), what="It")
    found += checks.check_texts(values, {"note": 200, "statement": 4000})
    for name in ("fact", "starts_on"):
        if name not in values:
            found.append(Problem(f"{name}_missing", "This cell is empty. Fill it in.", name))
    if text(values, "provider_npi"):
        found += check_npi(text(values, "provider_npi"), field="provider_npi", whose="The provider's NPI")
    elif fact in NEEDS_PROVIDER:
        found.append(
            Problem("provider_missing", "It needs who did it. Fill in provider_npi.", "provider_npi")
        )
    if ends_on is not None and fact and fact not in LASTS:
        message = "It happens on one day. Leave the last day blank."
        found.append(Problem("no_last_day", message, "ends_on"))
    if fact == "copy" and "way" not in values:
        found.append(Problem("way_missing", "A copy needs how it was given: paper, portal or mail.", "way"))
    if fact in SIGNED and not text(values, "statement"):
        found.append(
            Problem("statement_missing", "The statement says nothing. Fill in its words.", "statement")
        )
    return found


COVERAGES = TableKind("coverages", COVERAGE_COLUMNS, coverage_row, WHOM_ONE_OF)
EPISODES = TableKind("episodes", EPISODE_COLUMNS, episode_row, WHOM_ONE_OF)
FACTS = TableKind("facts", FACT_COLUMNS, fact_row, WHOM_ONE_OF)
