"""A decision in words: what counts, what may be billed or why not, what would change the answer."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from apps.rules.answer import BILLABLE, BLOCKED, Alternative, Decision, FactValue, Line, Tried
from apps.rules.ruleset import Cited, RuleSet

# The facts of a rule that name somebody by the id that the facts of the period give them.
NAMED = frozenset({"other", "signed_by", "provider", "payer"})
NO_NAMES: Mapping[str, str] = {}
_HEADS = {"billable": "May be billed", "not_billable": "Nothing to bill", "blocked": "Blocked"}


class Said(NamedTuple):
    """One sentence; `kind` is verdict, time, reason, warning, change or alternative. `source` may be empty.

    `code` is the name of a reason or warning, for programs and case files; people read the sentence.
    """

    kind: str
    text: str
    source: str
    rule: str
    code: str = ""


def explain(
    decision: Decision,
    rule_set: RuleSet,
    *,
    names: Mapping[str, str] = NO_NAMES,
    today: date | None = None,
) -> list[Said]:
    """The decision as sentences, each with the source of the rule it rests on; `names` names ids of the facts.

    `today`: the day on which an open period is looked at, to say how many are left in it.
    """
    return [
        Said("verdict", _verdict(decision), "", ""),
        *_left_out(decision, rule_set),
        *_found(decision, rule_set, names),
        *what_would_change(decision, rule_set, today=today),
        *_alternatives(decision, rule_set),
    ]


def what_would_change(decision: Decision, rule_set: RuleSet, *, today: date | None = None) -> list[Said]:
    """For every obstacle, what has to be put right, or how much time is missing and the days left for it."""
    said = []
    for tried in _of_kind(decision, rule_set, "obstacle"):
        cited = rule_set.cited(f"reason.{tried.said}")
        if tried.said == "below_threshold":
            code = dict(tried.facts)["code"]
            text = f"{length(decision.short_by_seconds)} short of {code}{_left(decision, today)}."
            said.append(
                Said("change", text, rule_set.cited(tried.rule, on=decision.starts_on).citation, tried.rule)
            )
        else:
            row = rule_set.row("reason", tried.said)
            said.append(Said("change", str(row["remedy"]) if row else "", cited.citation, tried.rule))
    return said


def _left(decision: Decision, today: date | None) -> str:
    """How many days of an open stretch are still to come after today."""
    if today is None or today > decision.ends_on:
        return ""
    days = (decision.ends_on - max(today, decision.starts_on)).days
    return ", today is the last day" if not days else f", {days} day{'s' if days > 1 else ''} left"


def length(seconds: int) -> str:
    """Seconds in words: "4 min 10 s", "30 min", "10 s"."""
    minutes, rest = divmod(seconds, 60)
    parts = ([f"{minutes} min"] if minutes else []) + ([f"{rest} s"] if rest or not minutes else [])
    return " ".join(parts)


def sentence(
    code: str,
    tried: Tried | None,
    rule_set: RuleSet,
    *,
    verdict_table: str = "",
    names: Mapping[str, str] = NO_NAMES,
) -> str:
    """The words of a reason, filled with the facts of the rule that said it."""
    words = rule_set.reason(code, verdict_table=verdict_table).sentence
    if tried is None or "{" not in words:
        return words
    return words.format_map(_Shown({name: shown(name, value, names) for name, value in tried.facts}))


def reasons_in_words(
    decision: Decision, rule_set: RuleSet, *, names: Mapping[str, str] = NO_NAMES
) -> Iterator[tuple[str, str]]:
    """Each reason of a decision, with its sentence filled with the facts of the rule that said it."""
    tried = {each.said: each for each in decision.trace}
    for reason in decision.reasons:
        yield reason, sentence(reason, tried.get(reason), rule_set, names=names)


def shown(name: str, value: FactValue, names: Mapping[str, str]) -> str:
    """The value of a fact as people read it: a person or a payer by name where it is known."""
    text = str(value)
    return (name in NAMED and names.get(text)) or text.replace("_", " ")


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "not known"


def _verdict(decision: Decision) -> str:
    head = f"{_HEADS[decision.outcome]}: {length(decision.seconds)} counted, {decision.minutes} minutes."
    if decision.outcome == BILLABLE:
        return f"{head} {_lines(decision.lines)}, {_days(decision.from_date, decision.through_date)}."
    if decision.would_have_been:
        return f"{head} The minutes reached {decision.would_have_been}."
    return (
        f"{head} Would be {_lines(decision.reached)}."
        if decision.outcome == BLOCKED and decision.reached
        else head
    )


def _days(first: date | None, last: date | None) -> str:
    """The dates of service in words."""
    if first is None or last is None:
        return "no date of service"
    if first == last:
        return f"date of service {first:%-d %b %Y}"
    return f"dates of service {first:%-d %b %Y} to {last:%-d %b %Y}"


def _lines(lines: tuple[Line, ...]) -> str:
    shown = []
    for line in lines:
        code = "-".join((line.code, *line.modifiers))
        amount = f" (${line.expected_amount})" if line.expected_amount is not None else ""
        shown.append(f"{code} x {line.units}{amount}")
    return " + ".join(shown)


def _left_out(decision: Decision, rule_set: RuleSet) -> Iterator[Said]:
    for code, seconds in decision.excluded:
        cited = why_left_out(code, decision, rule_set)
        yield Said("time", f"{length(seconds)} left out: {cited.sentence}", cited.citation, cited.rule)


def left_out_in_words(decision: Decision, rule_set: RuleSet) -> list[str]:
    """What of the time does not count, and why: one sentence a reason."""
    return [said.text for said in _left_out(decision, rule_set)]


def why_left_out(code: str, decision: Decision, rule_set: RuleSet) -> Cited:
    """The sentence and source of a reason to leave time out, in the words of the decision's payer."""
    resolved = (
        rule_set.resolved(decision.payer, decision.program, on=decision.starts_on) if decision.payer else None
    )
    return rule_set.reason(code, verdict_table=resolved.verdict_table if resolved else "")


def _found(decision: Decision, rule_set: RuleSet, names: Mapping[str, str]) -> Iterator[Said]:
    for kind, name in (("obstacle", "reason"), ("warning", "warning")):
        for tried in _of_kind(decision, rule_set, kind):
            cited = rule_set.cited(f"reason.{tried.said}")
            words = sentence(tried.said, tried, rule_set, names=names)
            yield Said(name, words, cited.citation, tried.rule, tried.said)


def _of_kind(decision: Decision, rule_set: RuleSet, kind: str) -> Iterator[Tried]:
    seen = set()
    for tried in decision.trace:
        row = rule_set.row("reason", tried.said)
        if row is not None and row["kind"] == kind and tried.said not in seen:
            seen.add(tried.said)
            yield tried


def _alternatives(decision: Decision, rule_set: RuleSet) -> Iterator[Said]:
    """Say what else the same minutes could be billed as, what it is worth beside this, and which is better."""
    here = decision.expected_amount if decision.outcome == BILLABLE else Decimal(0)
    is_best = not any(offer.is_better for offer in decision.alternatives)
    for offer in decision.alternatives:
        cited = rule_set.cited(f"program.{offer.program}", on=decision.starts_on)
        head = "Better" if offer.is_better else "Also lawful, never both"
        text = f"{head}: {cited.sentence} ({offer.pathway}), {_lines(offer.lines)}."
        yield Said("alternative", text + _compared(offer, here, is_best=is_best), cited.citation, cited.rule)


def _compared(offer: Alternative, here: Decimal | None, *, is_best: bool) -> str:
    """Return the worth of an offer beside the decision's, and which of both is the better one, where known."""
    there = offer.expected_amount
    if there is None or here is None:
        return " What it pays is not known."
    verdict = ": the better one is this decision" if is_best and there < here else ""
    return f" ${there} in all instead of ${here}{verdict}."
