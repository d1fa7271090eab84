"""One case of a case file, turned into facts, or into every problem of what was written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.problems import Problem
from apps.rules.case_clock import Piece, clocked
from apps.rules.case_reader import CaseReader, as_date
from apps.rules.facts import NOBODY, BarredSpan, Coverage, Entry, Episode, OtherService, PeriodFacts, Provider
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet

KEYS = frozenset(
    "id title source program time_zone coverages episodes enrolled_on period rendering_provider providers "
    "plan_signed_by collaborates_with_signer agency_role face_to_face_on consent_on diagnoses "
    "medical_decision_making esrd_capitation other_services died_on entries expect recorded barred "
    "overlapping_coverages".split()
)
_REQUIRED = ("program", "coverages", "period", "rendering_provider", "providers", "entries")
_COVERAGE = {"payer", "from", "through"}
_EPISODE = {"setting", "from", "through", "agency_npi"}
_ENTRY = {
    "date",
    "minutes",
    "seconds",
    "start",
    "end",
    "by",
    "activity",
    "counterpart",
    "channel",
    "billed_under",
}
_BARRED = {"kind", "from", "through"}
_SERVICE = {"code", "by"}
# Facts the product records and most cases leave open; `recorded` names those that a case does not.
_OF_EPISODE = (
    "complexity_documented",
    "medical_necessity_documented",
    "agency_benefit_active",
    "attending_of_record",
)
_OF_PERIOD = (
    "comprehensive_plan",
    "plan_copy_given",
    "initiating_visit",
    "serious_condition",
    "staff_supervised",
)
_UNREAD = date(2000, 1, 1)  # stands for a period that is a problem already, while the rest is checked
_DEFAULT_ZONE = "America/New_York"
_NO_ROLE = "none"


def read_case(case: Any, rule_set: RuleSet) -> tuple[PeriodFacts | None, list[Problem]]:
    """The facts of a case, or `None` with one problem for each thing that is wrong, naming case and key."""
    reader = _Reader(case, rule_set)
    facts = reader.read()
    if facts is None:
        return None, reader.named()
    said = {problem.field for problem in reader.problems}
    unread = {problem.field for problem in reader.problems if problem.code in ("missing_key", "wrong_value")}
    for problem in check_facts(facts, rule_set):
        found = replace(problem, field=reader.key_of(problem.field), message=reader.in_case_words(problem))
        if found.field not in said and not _follows(found, unread):
            reader.problems.append(found)
            said.add(found.field)
    return (None, reader.named()) if reader.problems else (facts, [])


def _follows(problem: Problem, unread: set[str]) -> bool:
    """Whether a problem is only the consequence of something that could not be read, which was said already."""
    if problem.code == "unknown_provider":
        return "providers" in unread
    if problem.code == "period_does_not_fit_payer":
        return bool({"period", "program", "enrolled_on"} & unread) or any(
            field.startswith("coverages") for field in unread
        )
    head = problem.field.partition(".")[0].partition("[")[0]
    return head in unread or any(field.startswith(f"{problem.field}.") for field in unread)


class _Reader(CaseReader):
    """Reads one case, collecting problems instead of stopping at the first."""

    def __init__(self, case: Any, rule_set: RuleSet) -> None:
        super().__init__(case)
        self.rule_set = rule_set
        self.origin: list[int] = []

    def read(self) -> PeriodFacts | None:
        """The facts as far as they can be read; `None` when nothing can."""
        if not self.is_mapping:
            self.says("not_a_case", "A case is a mapping of facts. Write its keys and values.", "")
            return None
        for key in self.case:
            if key not in KEYS:
                self.says(
                    "unknown_key", f"{key} is no key of a case. Remove it or correct its spelling.", str(key)
                )
        for key in _REQUIRED:
            if self.case.get(key) is None:
                self.says("missing_key", f"{key} is missing. Add it.", key)
        return self.facts(self.zone())

    def facts(self, zone: ZoneInfo) -> PeriodFacts:
        starts_on, ends_on = self.period()
        return PeriodFacts(
            program=self.text(self.case, "program"),
            starts_on=starts_on,
            ends_on=ends_on,
            rendering_provider=self.text(self.case, "rendering_provider"),
            providers=self.providers(),
            coverages=tuple(self.coverage(*each) for each in self.items("coverages", _COVERAGE)),
            episodes=tuple(self.episode(*each) for each in self.items("episodes", _EPISODE)),
            entries=tuple(
                entry for each in self.items("entries", _ENTRY) for entry in self.entry(*each, zone)
            ),
            enrolled_on=self.day(self.case, "enrolled_on"),
            face_to_face_on=self.days("face_to_face_on"),
            consents_on=self.days("consent_on"),
            diagnoses=self.texts("diagnoses"),
            medical_decision_making=self.text(self.case, "medical_decision_making"),
            esrd_capitation=self.flag("esrd_capitation"),
            other_services=self.other_services(),
            died_on=self.day(self.case, "died_on"),
            barred=tuple(self.barred(*each) for each in self.items("barred", _BARRED)),
            **self.recorded(_OF_PERIOD),
            overlapping_coverages=self.texts("overlapping_coverages"),
            time_zone=zone.key,
            name=self.name,
        )

    def key_of(self, key: str) -> str:
        """The case's own key: entries were split at midnight, so their numbers may differ."""
        if not key.startswith("entries["):
            return key
        index, _, rest = key.removeprefix("entries[").partition("]")
        name = f"entries[{self.origin[int(index)]}]"
        written = self.case["entries"][self.origin[int(index)]]
        if rest == ".seconds":
            rest = next((f".{each}" for each in ("minutes", "seconds", "end") if each in written), rest)
        return name + rest

    def in_case_words(self, problem: Problem) -> str:
        head = problem.field.split(".", maxsplit=1)[0]
        return (
            problem.message.replace(head, self.key_of(head))
            if head.startswith("entries[")
            else problem.message
        )

    def zone(self) -> ZoneInfo:
        written = self.case.get("time_zone")
        written = _DEFAULT_ZONE if written is None else written
        try:
            return ZoneInfo(written)
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
            self.wants("time_zone", written, "an IANA time zone like America/Chicago")
            return ZoneInfo(_DEFAULT_ZONE)

    def period(self) -> tuple[date, date]:
        written = self.case.get("period")
        days = [as_date(each) for each in written] if isinstance(written, list) else []
        if len(days) == 2 and days[0] is not None and days[1] is not None:
            return days[0], days[1]
        if written is not None:
            self.wants("period", written, "two dates, the first and the last")
        return _UNREAD, _UNREAD

    def providers(self) -> tuple[Provider, ...]:
        written = self.case.get("providers")
        if isinstance(written, Mapping):
            return tuple(Provider(str(each), str(kind)) for each, kind in written.items())
        if written is not None:
            self.wants("providers", written, "a mapping of ids to provider types")
        return ()

    def coverage(self, row: Mapping[str, Any], where: str) -> Coverage:
        return Coverage(
            self.needed(row, "payer", where), self.day(row, "from", where), self.day(row, "through", where)
        )

    def episode(self, row: Mapping[str, Any], where: str) -> Episode:
        return Episode(
            setting=self.needed(row, "setting", where),
            from_on=self.day(row, "from", where),
            through_on=self.day(row, "through", where),
            agency_npi=self.text(row, "agency_npi", where),
            plan_signed_by=self.signer(),
            collaborates_with_signer=self.flag("collaborates_with_signer"),
            agency_role=self.agency_role(),
            **self.recorded(_OF_EPISODE),
        )

    def signer(self) -> str | None:
        """Not asked when the key is absent, nobody when it is null."""
        return self.text(self.case, "plan_signed_by") or NOBODY if "plan_signed_by" in self.case else None

    def agency_role(self) -> str:
        """The role, empty for none, whether the key is absent or says so."""
        role = self.text(self.case, "agency_role")
        return "" if role == _NO_ROLE else role

    def barred(self, row: Mapping[str, Any], where: str) -> BarredSpan:
        from_on = self.day(row, "from", where)
        if from_on is None:
            self.says("missing_key", f"{where}.from is missing. Add it.", f"{where}.from")
        return BarredSpan(
            self.needed(row, "kind", where), from_on or date.min, self.day(row, "through", where)
        )

    def other_services(self) -> tuple[OtherService, ...]:
        """Codes of the same provider, or mappings that also say by whom."""
        written = self.case.get("other_services") or []
        if isinstance(written, list) and any(isinstance(each, Mapping) for each in written):
            rows = self.items("other_services", _SERVICE)
            return tuple(
                OtherService(self.needed(row, "code", where), self.text(row, "by", where) or None)
                for row, where in rows
            )
        return tuple(OtherService(code) for code in self.texts("other_services"))

    def recorded(self, names: tuple[str, ...]) -> dict[str, Any]:
        """The named facts that the case says are recorded or not."""
        written = self.case.get("recorded") or {}
        if not isinstance(written, Mapping):
            self.wants("recorded", written, "a mapping of facts to true or false")
            return {}
        for name, value in written.items():
            if name not in (*_OF_EPISODE, *_OF_PERIOD) or not isinstance(value, bool):
                self.wants(f"recorded.{name}", value, "true or false for a known fact")
        return {name: bool(written[name]) for name in names if name in written}

    def entry(self, row: Mapping[str, Any], where: str, zone: ZoneInfo) -> list[Entry]:
        """The entry, cut at each local midnight; one whose time cannot be read still has its words checked."""
        index = int(where.removeprefix("entries[").removesuffix("]"))
        by, activity = self.needed(row, "by", where), self.needed(row, "activity", where)
        found = [
            Entry(
                on=on,
                seconds=seconds,
                by=by,
                activity=activity,
                counterpart=self.text(row, "counterpart", where),
                channel=self.text(row, "channel", where),
                billed_under=self.text(row, "billed_under", where),
                started_at=started_at,
                key=f"{index}",
            )
            for on, seconds, started_at in self.spans(row, where, zone) or [(_UNREAD, 1, None)]
        ]
        self.origin += [index] * len(found)
        return found

    def spans(self, row: Mapping[str, Any], where: str, zone: ZoneInfo) -> list[Piece]:
        """The dated seconds of an entry; a key that is null is as good as absent. None where they cannot be read."""
        given = {key for key in ("date", "minutes", "seconds", "start", "end") if row.get(key) is not None}
        if given & {"start", "end"}:
            if given & {"date", "minutes", "seconds"}:
                self.says("two_kinds_of_time", f"{where} has both clock times and a length. Keep one.", where)
            return self.clocked(row, where, zone)
        on = self.day(row, "date", where)
        if "date" not in given:
            said = f"{where}.date is missing. Add it, or start and end."
            self.says("missing_key", said, f"{where}.date")
        seconds = self.length(row, given & {"minutes", "seconds"}, where)
        return [(on, seconds, None)] if on is not None and seconds is not None else []

    def length(self, row: Mapping[str, Any], given: set[str], where: str) -> int | None:
        """The seconds of an entry with minutes or seconds; `None` where they cannot be read."""
        if len(given) != 1:
            self.says("missing_key", f"{where} needs either minutes or seconds.", f"{where}.minutes")
            return None
        (unit,) = given
        key, length = f"{where}.{unit}", row[unit]
        if isinstance(length, bool) or not isinstance(length, int):
            self.wants(key, length, "a whole number")
            return None
        if length <= 0:
            self.says("not_positive", f"{key} is {length}. Time must be longer than nothing.", key)
            return None
        return length * 60 if unit == "minutes" else length

    def clocked(self, row: Mapping[str, Any], where: str, zone: ZoneInfo) -> list[Piece]:
        longest = timedelta(hours=self.rule_set.limit("entry_longest_hours"))
        pieces, problems = clocked(row, where=where, zone=zone, longest=longest)
        self.problems += problems
        return pieces
