"""Where a report leads: the first step where there is nothing to show yet, and the proofs beside the figures."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import get_script_prefix, reverse

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.reports.domain.report import Report
from apps.reports.kinds import KINDS, Kind
from apps.reports.report_mine import NOBODY

# what has to be there before a report can say anything: the page's name, its address and who may open it
_PATIENTS = ("Patients", "patients:list", Action.SEE_PATIENTS)
_CLOSINGS = ("Closings", "billing:runs", Action.SEE_RUNS)
_CLAIMS = ("Claims", "billing:claims", Action.SEE_CLAIMS)
_PROVIDERS = ("Providers", "practice:providers", Action.SEE_PRACTICE)
_STEPS = {
    "months": _PATIENTS, "forecast": _PATIENTS, "mine": _PATIENTS, "year": _PATIENTS, "program": _PATIENTS,
    "leakage": _PATIENTS, "breakdown": _CLOSINGS, "speed": _CLAIMS, "aging": _CLAIMS, "denials": _CLAIMS,
}  # fmt: skip
_PROOFS = (
    ("Self-audit", "reports:self_audits", Action.SEE_CLAIMS),
    ("Audit packets", "reports:packets", Action.SEE_CLAIMS),
    ("Access report", "reports:access", Action.SEE_AUDIT),
)


def first_step(report: Report, actor: Actor, *, is_asked: bool) -> dict[str, str]:
    """Return the link out of an empty report: nothing for one that says something other than zero.

    It leads back from the dates and filters that were asked for, else to where the rows come from.
    """
    says_something = any(cell.value for table in report.tables for row in table.rows for cell in row.cells)
    if is_asked and not says_something:
        return {"label": "Without these dates and filters", "url": "?"}
    way = (
        _PROVIDERS
        if any(each.empty.startswith(NOBODY) for each in report.sections)
        else _STEPS.get(report.name)
    )
    if says_something or way is None or not actor.may(way[2]):
        return {}
    return {"label": way[0], "url": reverse(way[1])}


@dataclass(frozen=True, slots=True)
class Tab:
    """The way to a report or to a proof; `is_apart`: the first of the proofs."""

    label: str
    url: str
    is_current: bool = False
    is_apart: bool = False


def tabs(actor: Actor, current: Kind) -> tuple[Tab, ...]:
    """Return the ways to the reports that the actor may see and, apart, to what proves their figures."""
    return _tabs(actor.actions, current.name, get_script_prefix())


@lru_cache(maxsize=256)
def _tabs(allowed: frozenset[Action], current: str, prefix: str) -> tuple[Tab, ...]:
    """Return them; `prefix` is where the product is mounted."""
    seen = [kind for kind in KINDS if not allowed.isdisjoint(kind.actions)]
    reports = [Tab(kind.tab, reverse(f"reports:{kind.name}"), kind.name == current) for kind in seen]
    proofs = [(label, reverse(name)) for label, name, action in _PROOFS if action in allowed]
    return *reports, *(Tab(label, url, is_apart=place == 0) for place, (label, url) in enumerate(proofs))
