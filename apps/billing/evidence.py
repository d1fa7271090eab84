"""Why a claim is what it is: the decision in words, the entries behind it, the claim as it goes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from apps.billing.assemble import assembled
from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.claim_json import from_json
from apps.billing.facts import kept_apart
from apps.billing.models import Claim, Decision, RuleSetVersion, ServicePeriod
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.problems import Problem
from apps.rules.answer import Decision as Answer
from apps.rules.answer import Tried
from apps.rules.explain import Said, explain, shown
from apps.rules.ruleset import RuleSet
from apps.timelog.domain.threshold_bar import Step, ThresholdBar, threshold_bar
from apps.timelog.models import EntryVersion

# What the facts call a biller of another practice.
OUTSIDE = "outside"
# What a sentence of a decision says of it, by its kind: the mark before it on every page.
VERDICTS = {"time": "no", "reason": "no", "warning": "open", "change": "open", "alternative": ""}


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry version as the decision saw it: seconds that count, seconds that do not, and why not in a sentence."""

    version: EntryVersion
    counted_seconds: int
    left_out_seconds: int
    because: str


@dataclass(frozen=True, slots=True)
class TriedRule:
    """A rule that was tried: its sentence and source, what it said, the facts it used in words."""

    rule: str
    sentence: str
    said: str
    source: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A decision with everything behind it, in the words of the rules that decided."""

    decision: Decision
    answer: Answer
    said: tuple[Said, ...]
    tried: tuple[TriedRule, ...]
    entries: tuple[Judged, ...]
    bar: ThresholdBar

    @property
    def verdict(self) -> str:
        """The decision in one sentence."""
        return next((each.text for each in self.said if each.kind == "verdict"), "")

    @property
    def left_out_seconds(self) -> int:
        return sum(entry.left_out_seconds for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A claim as it goes out, or would today; no document while a charge is missing."""

    document: ClaimDocument | None
    problems: tuple[Problem, ...]
    is_frozen: bool


def evidence_of(decision: Decision) -> Evidence:
    """Return the evidence of a decision: a few queries, and the rule set once a process."""
    rule_set = rule_set_of(decision.rule_set_id)
    answer = Answer.from_json(decision.result)
    entries = tuple(_judged(answer, rule_set))
    names = {**names_in(decision.practice_id), **payer_of(decision.period)}
    return Evidence(
        decision=decision,
        answer=answer,
        said=tuple(explain(answer, rule_set, names=names)),
        tried=tuple(_tried(tried, answer, rule_set, names) for tried in answer.trace),
        entries=entries,
        bar=_bar(answer, entries, rule_set),
    )


def names_in(practice_id: int) -> dict[str, str]:
    """Return the names of a practice's providers by the ids that the facts of its decisions give them: one query."""
    providers = Provider.objects.filter(practice=practice_id)
    return {OUTSIDE: "somebody of another practice", **{str(each.pk): str(each) for each in providers}}


def payer_of(period: ServicePeriod) -> dict[str, str]:
    """Return the name of the payer of a period by its profile."""
    coverage = period.coverage
    return {coverage.payer.profile: coverage.payer.name} if coverage else {}


def _tried(tried: Tried, answer: Answer, rule_set: RuleSet, names: Mapping[str, str]) -> TriedRule:
    cited = rule_set.cited(tried.rule, on=answer.starts_on)
    facts = tuple(
        (_words(name), shown(name, value, names)) for name, value in tried.facts if value not in ("", None)
    )
    return TriedRule(tried.rule, cited.sentence, _words(tried.said), cited.citation, facts)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _bar(answer: Answer, entries: Iterable[Judged], rule_set: RuleSet) -> ThresholdBar:
    """Return the bar of a decided stretch as it stands now that its last day is over."""
    resolved = rule_set.resolved(answer.payer, answer.program, on=answer.starts_on) if answer.payer else None
    pathways = resolved.pathways if resolved else ()
    pathway = next(
        (path for path in pathways if path.name == answer.pathway), pathways[0] if pathways else None
    )
    tiers = pathway.tiers.get(answer.setting, pathway.tiers.get("", ())) if pathway else ()
    return threshold_bar(
        counted_seconds=answer.seconds,
        not_counted_seconds=sum(entry.left_out_seconds for entry in entries),
        steps=[Step(tier.minutes, tier.code) for tier in tiers],
        starts_on=answer.starts_on,
        ends_on=answer.ends_on,
        today=answer.ends_on + timedelta(days=1),
    )


@lru_cache(maxsize=16)
def rule_set_of(content_hash: str) -> RuleSet:
    """Return the very rule set that decided, rebuilt from what was kept; content under a hash never changes."""
    return RuleSet.from_json(RuleSetVersion.objects.get(pk=content_hash).content)


def _judged(answer: Answer, rule_set: RuleSet) -> list[Judged]:
    counted = {each.key: each.seconds for each in answer.counted}
    left_out = {each.key: each for each in answer.left_out}
    keys = [int(key) for key in {*counted, *left_out} if key and not kept_apart(key)]
    versions = EntryVersion.objects.filter(pk__in=keys).select_related("provider", "recorded_by")
    table = _verdict_table(answer, rule_set)
    rows = []
    for version in versions.order_by("performed_on", "started_at", "pk"):
        out = left_out.get(str(version.pk))
        why = rule_set.reason(out.reason, verdict_table=table).sentence if out else ""
        rows.append(Judged(version, counted.get(str(version.pk), 0), out.seconds if out else 0, why))
    return rows


def _verdict_table(answer: Answer, rule_set: RuleSet) -> str:
    found = rule_set.resolved(answer.payer, answer.program, on=answer.starts_on) if answer.payer else None
    return found.verdict_table if found else ""


def outgoing(claim: Claim, *, today: date) -> Outgoing:
    """Return the frozen document of an approved claim, or what a draft would say today with all its problems."""
    if claim.document:
        return Outgoing(from_json(claim.document), (), is_frozen=True)
    found = assembled(Claim.objects.filter(pk=claim.pk), today=today)[claim.pk]
    return Outgoing(found.document, found.problems, is_frozen=False)


@dataclass(frozen=True, slots=True)
class NotBilled:
    """A closed stretch without a claim: what the rules said, what would change it, what is lawful instead."""

    decision: Decision
    reasons: tuple[str, ...]
    remedies: tuple[str, ...]
    instead: tuple[str, ...]


def not_billed(actor: Actor, decisions: Iterable[Decision]) -> list[NotBilled]:
    """Return decisions without a claim in words; they were read with the payer of their period."""
    names = names_in(actor.practice.pk)
    return [_not_billed(decision, {**names, **payer_of(decision.period)}) for decision in decisions]


def _not_billed(decision: Decision, names: Mapping[str, str]) -> NotBilled:
    rule_set = rule_set_of(decision.rule_set_id)
    codes = tuple(decision.reasons)
    said = explain(Answer.from_json(decision.result), rule_set, names=names)
    reasons = tuple(each.text for each in said if each.kind == "reason") or codes
    remedies = tuple(each.text for each in said if each.kind == "change" and each.text)
    return NotBilled(
        decision, reasons, remedies, tuple(each.text for each in said if each.kind == "alternative")
    )
