"""Where a report leads: the first step where there is nothing to show yet, and the proofs beside the figures."""

from django.urls import reverse

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.reports.domain.report import Report
from apps.reports.report_mine import NOBODY

# what has to be there before a report can say anything: the page's name, its address and who may open it
_PATIENTS = ("Patients", "patients:list", Action.SEE_PATIENTS)
_CLOSINGS = ("Closings", "billing:runs", Action.SEE_RUNS)
_CLAIMS = ("Claims", "billing:claims", Action.SEE_CLAIMS)
_PEOPLE = ("People", "practice:people", Action.SEE_PRACTICE)
_STEPS = {
    "months": _PATIENTS, "forecast": _PATIENTS, "mine": _PATIENTS, "year": _PATIENTS, "program": _PATIENTS,
    "leakage": _CLOSINGS, "breakdown": _CLOSINGS, "speed": _CLAIMS, "aging": _CLAIMS, "denials": _CLAIMS,
}  # fmt: skip
_PROOFS = (
    ("Self-audit", "reports:self_audits", Action.SEE_CLAIMS),
    ("Audit packets", "reports:packets", Action.SEE_CLAIMS),
    ("Access report", "reports:access", Action.SEE_AUDIT),
)


def first_step(report: Report, actor: Actor) -> dict[str, str]:
    """Return the link to where the rows of an empty report come from; nothing for one that says something."""
    way = _PEOPLE if any(each.empty == NOBODY for each in report.sections) else _STEPS.get(report.name)
    if report.tables or way is None or not actor.may(way[2]):
        return {}
    return {"label": way[0], "url": reverse(way[1])}


def proofs(actor: Actor) -> list[dict[str, object]]:
    """Return the tabs that lead to what proves the figures, as far as the actor may see them; they stand apart."""
    seen = [(label, reverse(name)) for label, name, action in _PROOFS if actor.may(action)]
    return [{"label": label, "url": url, "is_apart": place == 0} for place, (label, url) in enumerate(seen)]
