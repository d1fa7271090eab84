"""Keep what must not stand together from being approved: the last look, whatever the engine was told.

Most of what Medicare took back for chronic care was one service billed twice in a period, or care management that
overlapped for one patient (OIG A-07-17-05101, 2019, and its report of 2021). The engine sees to it when it decides;
here every claim is held against what is billed at the moment of approval, with the patients' books locked.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from apps.billing.domain.lifecycle import BILLED_STATES
from apps.billing.models import Claim
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor
from apps.problems import Problem
from apps.rules.answer import Tried
from apps.rules.explain import sentence
from apps.rules.ruleset import RuleSet

VOID = "8"


def billed_beside(
    actor: Actor, claims: Sequence[Claim], persons: Mapping[int, int]
) -> dict[int, list[Problem]]:
    """Return, for locked claims about to be approved, what is billed already and excludes them.

    Of two that exclude each other in one call the first one passes. `persons` are the patients looked at, each with
    its person: somebody entered twice is one.
    """
    wanted = {claim.pk for claim in claims}
    rows = _with_lines(set(persons))
    billed: dict[int, list[Claim]] = defaultdict(list)
    for claim in rows:
        if claim.state in BILLED_STATES and claim.claim_frequency != VOID:
            billed[persons[claim.patient_id]].append(claim)
    rules = rules_in_force(actor.practice)
    found: dict[int, list[Problem]] = {}
    for claim in rows:
        if claim.pk in wanted and claim.claim_frequency != VOID:
            others = billed[persons[claim.patient_id]]
            found[claim.pk] = [problem for other in others for problem in _against(claim, other, rules)]
            if not found[claim.pk]:
                others.append(claim)
    return found


def _with_lines(patient_ids: set[int]) -> list[Claim]:
    rows = Claim.objects.filter(patient__in=patient_ids).exclude(state__in=("voided", "replaced"))
    return list(
        rows.select_related("period", "coverage__payer", "rendering_provider")
        .prefetch_related("lines")
        .order_by("pk")
    )


def _against(claim: Claim, other: Claim, rules: RuleSet) -> Iterator[Problem]:
    """Yield why `claim` may not be billed beside `other`; the claim that it corrects does not count."""
    if other.pk in (claim.pk, claim.corrects_id) or other.corrects_id == claim.pk:
        return
    if not _same_time(claim, other):
        return
    found = [*_excluded(claim, other, rules), *_excluded(other, claim, rules)]
    for tried in {each.said: each for each in found}.values():
        codes = ", ".join(line.procedure_code for line in other.lines.all())
        dates = f"{other.period_starts_on:%-d %b} to {other.period_ends_on:%-d %b %Y}"
        why = sentence(tried.said, tried, rules)
        said = f"Claim {other.patient_control_number} bills {codes} for {dates}: {why}"
        yield Problem("billed_beside", f"{said} Void one of the two, or leave this one.", "claim")


def _same_time(claim: Claim, other: Claim) -> bool:
    """Say whether two claims stand in the same time: the same days, or the same window of one payer."""
    if claim.period_starts_on <= other.period_ends_on and other.period_starts_on <= claim.period_ends_on:
        return True
    if claim.period_id == other.period_id or claim.payer_id != other.payer_id:
        return False
    mine, theirs = claim.period, other.period
    return mine.window_starts_on <= theirs.window_ends_on and theirs.window_starts_on <= mine.window_ends_on


def _excluded(claim: Claim, other: Claim, rules: RuleSet) -> Iterator[Tried]:
    """Yield what the matrix says where a code of `other` keeps `claim` from being billed."""
    resolved = rules.resolved(claim.coverage.payer.profile, claim.code_family, on=claim.starts_on)
    if resolved is None:
        return
    of = "own" if claim.rendering_provider_id == other.rendering_provider_id else "other"
    for line in other.lines.all():
        family = resolved.families.get(line.procedure_code, "")
        row = resolved.exclusions.get((family, of))
        if row is not None and row.effect == "blocks":
            facts = (("code", line.procedure_code), ("other", str(other.rendering_provider)))
            yield Tried(row.rule, row.says, facts)
