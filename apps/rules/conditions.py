"""What must hold besides minutes: prerequisites, and the other services of the period.

Each check answers with the facts it used and whether they hold; which checks a payer asks for, their
numbers and their reasons are rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from apps.rules import periods
from apps.rules.answer import FactValue, Tried
from apps.rules.counting import Time
from apps.rules.facts import Episode, PeriodFacts
from apps.rules.npi import is_valid_npi
from apps.rules.reaching import Reach
from apps.rules.resolved import Prerequisite, Resolved
from apps.rules.stretches import Stretch

Facts = tuple[tuple[str, FactValue], ...]
Answer = tuple[bool, Facts] | None

# A named tuple made without the call that its own constructor adds: a decision tries many rules.
_new = tuple.__new__

_NO_ROLE: Answer = (True, (("role", "none"),))
_DIALYSIS: Answer = (False, (("dialysis_capitation", "yes"),))
_NO_DIALYSIS: Answer = (True, (("dialysis_capitation", "no"),))


@dataclass(slots=True, eq=False)
class Case:
    """Everything a check may look at."""

    facts: PeriodFacts
    stretch: Stretch
    resolved: Resolved
    time: Time
    reach: Reach
    provider_type: str
    episodes: Sequence[Episode]


class Findings:
    """What the checks said: reasons and warnings in the order of their rules, each once, and the trace."""

    __slots__ = ("reasons", "trace", "warnings")

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.warnings: list[str] = []
        self.trace: list[Tried] = []

    def blocks(self, reason: str, rule: str, facts: Facts) -> None:
        """Note what stands in the way."""
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.trace.append(Tried(rule, reason, facts))

    def warns(self, warning: str, rule: str, facts: Facts) -> None:
        """Note what stands beside."""
        if warning not in self.warnings:
            self.warnings.append(warning)
        self.trace.append(Tried(rule, warning, facts))

    def holds(self, rule: str, facts: Facts) -> None:
        """Note what is in order."""
        self.trace.append(Tried(rule, "holds", facts))


def check_prerequisites(case: Case, findings: Findings) -> None:
    """Try every prerequisite that the payer asks for; one that does not apply here is left out."""
    setting, trace, asked = case.stretch.setting, findings.trace, case.resolved.asked
    checks = asked.get(setting)
    if checks is None:
        checks = asked[setting] = _checks_for(case.resolved, setting)
    for check, row in checks:
        answer = check(case, row)
        if answer is None:
            continue
        does_hold, used = answer
        if not does_hold:
            findings.blocks(row.reason, row.rule, used)
        elif row.warning:
            findings.warns(row.warning, row.rule, used)
        else:
            trace.append(_new(Tried, (row.rule, "holds", used)))


def _checks_for(
    resolved: Resolved, setting: str
) -> list[tuple[Callable[[Case, Prerequisite], Answer], Prerequisite]]:
    """The prerequisites that the payer asks for in a setting, each with its check."""
    rows = [row for row in resolved.prerequisites if not row.settings or setting in row.settings]
    return [(CHECKS[row.check], row) for row in rows]


def check_other_services(case: Case, findings: Findings) -> None:
    """Try the exclusion of each other code of the period."""
    for service in sorted(case.facts.other_services, key=lambda each: (each.code, each.by or "")):
        family = case.resolved.families.get(service.code)
        of = "own" if service.by in (None, case.facts.rendering_provider) else "other"
        row = case.resolved.exclusions.get((family, of)) if family else None
        if row is None:
            continue
        used: Facts = (("code", service.code), ("other", service.by or ""))
        if row.effect == "blocks":
            findings.blocks(row.says, row.rule, used)
        elif row.effect == "warns":
            findings.warns(row.says, row.rule, used)
        else:
            findings.holds(row.rule, used)


def _may_bill(case: Case, row: Prerequisite) -> Answer:
    used: Facts = (("provider", case.facts.rendering_provider), ("provider_type", case.provider_type))
    return case.provider_type in case.resolved.billers, used


def _signer(case: Case, row: Prerequisite) -> Answer:
    """The biller signed, or, unless only the signer may bill, is an NP, PA or CNS who collaborates with the signer."""
    provider, first = case.facts.rendering_provider, None
    for episode in case.episodes:
        signer = episode.plan_signed_by
        if signer is None:
            continue
        if signer != provider and not (row.check != "signer_alone" and _collaborates(case, episode)):
            return False, (("provider", provider), ("signed_by", signer or "nobody"))
        first = first or signer
    return (True, (("provider", provider), ("signed_by", first))) if first else None


def _signer_first(case: Case, row: Prerequisite) -> Answer:
    """Nothing where the biller may bill as the signer does; else who signed, which stands beside and not in the way."""
    signed = _signer(case, row)
    return (True, signed[1]) if signed is not None and not signed[0] else None


def _collaborates(case: Case, episode: Episode) -> bool:
    is_signed = bool(episode.plan_signed_by)
    return (
        is_signed and episode.collaborates_with_signer and case.provider_type in case.resolved.collaborators
    )


def _agency_role(case: Case, row: Prerequisite) -> Answer:
    for episode in case.episodes:
        if episode.agency_role:
            roles = {each.agency_role for each in case.episodes if each.agency_role}
            return False, (("role", ", ".join(sorted(roles))),)
    return _NO_ROLE


def _face_to_face(case: Case, row: Prerequisite) -> Answer:
    first, visits = case.time.first_on, case.facts.face_to_face_on
    if visits is None or first is None:
        return None
    last = None
    for visit in visits:
        if visit <= first and (last is None or visit > last):
            last = visit
    shown = last or max(visits, default=None)
    used: Facts = (("visit", _day(shown)), ("first_counted", _day(first)), ("months", row.months))
    return last is not None and _months_later(last, row.months) >= first, used


def _agency_npi(case: Case, row: Prerequisite) -> Answer:
    if case.stretch.setting not in case.resolved.agency_settings:
        return None
    for episode in case.episodes:
        if not _checked(episode.agency_npi):
            return False, (("agency_npi", episode.agency_npi),)
    return True, (("agency_npi", case.episodes[0].agency_npi),)


def _recorded_on_episode(case: Case, row: Prerequisite) -> Answer:
    fact, answer = row.fact, None
    for episode in case.episodes:
        value = getattr(episode, fact)
        if value is False:
            return False, ((fact, "no"),)
        if value is not None:
            answer = True
    return (True, ((fact, "yes"),)) if answer else None


def _recorded(case: Case, row: Prerequisite) -> Answer:
    value = getattr(case.facts, row.fact)
    return None if value is None else (value, ((row.fact, "yes" if value else "no"),))


def _recorded_for_staff_time(case: Case, row: Prerequisite) -> Answer:
    first = case.reach.first
    return _recorded(case, row) if first is not None and first.uses_staff_time else None


def _consent(case: Case, row: Prerequisite) -> Answer:
    if case.facts.consents_on is None:
        return None
    earliest = min(case.facts.consents_on, default=None)
    first = case.time.first_on or case.stretch.ends_on
    used: Facts = (("consent", _day(earliest)), ("first_counted", _day(first)))
    return earliest is not None and earliest <= first, used


def _conditions(case: Case, row: Prerequisite) -> Answer:
    found = len({code.replace(".", "").upper() for code in case.facts.diagnoses})
    return found >= row.needed, (("conditions", found), ("needed", row.needed))


def _esrd_capitation(case: Case, row: Prerequisite) -> Answer:
    return _DIALYSIS if case.facts.esrd_capitation else _NO_DIALYSIS


def _one_biller(case: Case, row: Prerequisite) -> Answer:
    """The signer of the plan comes first, then the one with more minutes; equal minutes are for a person."""
    if case.reach.first is None or not case.time.others:
        return None
    lowest = case.resolved.lowest[case.stretch.setting].seconds
    rivals = {by: seconds for by, seconds in case.time.others.items() if seconds >= lowest}
    if not rivals:
        return None
    signers = {episode.plan_signed_by for episode in case.episodes}
    own = (case.facts.rendering_provider in signers, case.time.seconds)
    leading = max(sorted(rivals), key=lambda by: (by in signers, rivals[by]))
    comes_first = own > (leading in signers, rivals[leading])
    return comes_first, (("other", leading), ("other_seconds", rivals[leading]), ("own_seconds", own[1]))


def episodes_with_time(stretch: Stretch, time: Time) -> Sequence[Episode]:
    """The episodes with counted time, or all of the stretch where none has any."""
    used = time.by_episode
    return [stretch.episodes[index] for index in sorted(used)] if used else stretch.episodes


@lru_cache(maxsize=4096)
def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else "none"


_months_later = lru_cache(maxsize=4096)(periods.add_months)
_checked = lru_cache(maxsize=65_536)(is_valid_npi)

CHECKS: dict[str, Callable[[Case, Prerequisite], Answer]] = {
    "may_bill": _may_bill,
    "signer": _signer,
    "signer_alone": _signer,
    "signer_first": _signer_first,
    "agency_role": _agency_role,
    "face_to_face": _face_to_face,
    "agency_npi": _agency_npi,
    "recorded_on_episode": _recorded_on_episode,
    "recorded": _recorded,
    "recorded_for_staff_time": _recorded_for_staff_time,
    "consent": _consent,
    "conditions": _conditions,
    "esrd_capitation": _esrd_capitation,
    "one_biller": _one_biller,
}
