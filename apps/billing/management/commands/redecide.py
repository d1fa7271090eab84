"""Decide kept facts again and print what differs: the proof that decisions can be said again years later."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.billing.kept_rules import one_kept
from apps.billing.models import Decision, RuleSetVersion
from apps.billing.replays import Replay, replays
from apps.patients.rule_sets import rules_in_force
from apps.practice.models import Practice
from apps.problems import Refused
from apps.rules.ruleset import RuleSet


class Command(BaseCommand):
    """`manage.py redecide (--all | --practice ID | --period ID) [--under current|shipped|VERSION] [--json]`."""

    help = (
        "Decide closed periods again from the facts and rules kept with them and print what differs, which should be"
        " nothing; with --under, what today's rules would say instead. Changes nothing. Exit 1 when a replay differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which periods, by which rules, and how the answer is given."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true", help="every decision of every practice")
        which.add_argument("--practice", type=int, metavar="ID", help="every decision of this practice")
        which.add_argument("--period", type=int, metavar="ID", help="the decisions of this service period")
        parser.add_argument(
            "--under",
            metavar="RULES",
            help="not the rules kept with them but the practice's of today (current), those this version ships"
            " (shipped), or a kept rule set by its hash or a beginning of it",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line, the summary last")

    def handle(self, **options: Any) -> None:
        """Print each difference and the count; leave with 1 when a replay under its own rules differs."""
        decisions = _decisions(options)
        under = _rules(options["under"])
        if under is not None:
            decisions = decisions.filter(is_current=True)
        looked_at = different = 0
        for replay in replays(decisions, under=under):
            looked_at += 1
            found = replay.differences() if under is not None else _of_bytes(replay)
            if found:
                different += 1
                self.stdout.write(_line(replay, found, as_json=options["json"]))
        self.stdout.write(_summary(looked_at, different, options))
        if different and under is None:
            raise SystemExit(1)


def _decisions(options: dict[str, Any]) -> Any:
    found = Decision.objects.all()
    for name, field in (("practice", "practice_id"), ("period", "period_id")):
        if options[name] is not None:
            found = found.filter(**{field: options[name]})
            if not found.exists():
                raise CommandError(f"There is no decision of {name} {options[name]}. Look at the id again.")
    return found


def _rules(under: str | None) -> Callable[[Decision], RuleSet] | None:
    if under is None:
        return None
    if under == "current":
        practices = {row.pk: row for row in Practice.objects.all()}
        return lambda row: rules_in_force(practices[row.practice_id])
    if under == "shipped":
        return lambda _: RuleSet.shipped()
    try:
        kept = one_kept(RuleSetVersion.objects.all(), under)
    except Refused as refused:
        raise CommandError(" ".join(problem.message for problem in refused.problems)) from refused
    return lambda _: kept


def _of_bytes(replay: Replay) -> dict[str, Any]:
    if replay.is_same:
        return {}
    return replay.differences() or {"bytes": (replay.old, replay.new)}


def _line(replay: Replay, found: dict[str, Any], *, as_json: bool) -> str:
    where = {"period": replay.period_id, "number": replay.number, "stretch": replay.stretch}
    if as_json:
        told = {name: {"old": old, "new": new} for name, (old, new) in found.items()}
        return json.dumps({**where, "differences": told}, sort_keys=True)
    told_in_words = "; ".join(f"{name} {old!r} -> {new!r}" for name, (old, new) in found.items())
    return f"Period {replay.period_id}, decision {replay.number}.{replay.stretch}: {told_in_words}"


def _summary(looked_at: int, different: int, options: dict[str, Any]) -> str:
    if options["json"]:
        return json.dumps({"decisions": looked_at, "different": different}, sort_keys=True)
    by = {"current": "today's rules", "shipped": "the shipped rules", None: "the rules kept with them"}
    rules = by.get(options["under"]) or f"the kept rules {options['under'][:12]}"
    return f"{looked_at} decisions decided again by {rules}: {different} differ."
