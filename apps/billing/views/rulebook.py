"""The book of rules: every row that decides, with its words, dates and source."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apps.billing.evidence import rule_set_of
from apps.billing.forms_profiles import TABLES as VERDICT_NAMES
from apps.billing.models import Decision
from apps.billing.selectors.rulebook import CELL_TABLES, book, in_general, matrix, rule_of, verdict_rows
from apps.patients.models import OwnRule
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import MemberRequest, may, rows_of
from apps.practice.domain.roles import Action
from apps.rules.columns import VERDICT_TABLES
from apps.rules.money import OWN_BENCHMARK
from apps.rules.ruleset import RuleSet

EVERYBODY = (Action.SEE_PATIENTS, Action.SEE_PRACTICE)


class Part(NamedTuple):
    """A part of the book: its name in the address, its title, the tables whose rows it lists."""

    name: str
    title: str
    tables: tuple[str, ...]


PARTS = (
    Part("counts", "What counts", ()),
    Part("codes", "Codes", ("tier", "addon", "pathway", "family", "invalid_code")),
    Part("profiles", "Payer profiles", ("profile",)),
    Part("conditions", "Conditions", ("prerequisite", "barred")),
    Part("exclusions", "Exclusions", ("exclusion",)),
    Part("reasons", "Reasons", ("reason",)),
    Part("money", "Money", ("schedule", "locality", "contracted", "capitation", "benchmark", "fee")),
    Part(
        "words", "Words and limits", ("limit", "program", "setting", "provider_type", "agency_role", "source")
    ),
)
TITLES = {
    "tier": "Codes by minutes", "addon": "Add-ons", "pathway": "Pathways", "family": "Families of codes",
    "invalid_code": "Codes that must never be billed", "profile": "Payer profiles", "prerequisite": "Conditions",
    "barred": "Dates on which nothing counts", "exclusion": "What may not stand together", "reason": "Reasons",
    "schedule": "Fee schedules", "locality": "Localities", "contracted": "Contracted amounts",
    "capitation": "Capitations",
    "benchmark": "Benchmarks", "fee": "Fees", "limit": "Limits", "program": "Programmes", "setting": "Care settings",
    "provider_type": "Provider types", "agency_role": "Roles at an agency", "source": "Sources",
    "activity": "By activity", "counterpart": "By counterpart", "channel": "By channel", "meeting": "By meeting",
    "person": "By person",
}  # fmt: skip


@require_GET
@may(*EVERYBODY)
def rulebook(request: MemberRequest, part: str = "counts") -> HttpResponse:
    """Show one part of the book, as the practice goes by it."""
    chosen = next((each for each in PARTS if each.name == part), None)
    if chosen is None:
        raise Http404
    practice = request.actor.practice
    rules = book(practice, chosen.tables)
    ctx = {
        "part": chosen,
        "may_see_practice": request.actor.may(Action.SEE_PRACTICE),
        "tabs": [_tab(each, chosen) for each in PARTS],
        "sections": [
            (TITLES[table], [rule for rule in rules if rule.table == table]) for table in chosen.tables
        ],
        "cells": [
            (TITLES[table], verdict_rows(practice, table)) for table in CELL_TABLES if not chosen.tables
        ],
        "matrix": matrix(practice, on=request.actor.today) if part == "exclusions" else None,
        "columns": [VERDICT_NAMES[name] for name in VERDICT_TABLES],
        "version": rules_in_force(practice).content_hash[:12],
    }
    return render(request, "billing/rules/book.html", ctx)


def _tab(part: Part, chosen: Part) -> dict[str, object]:
    url = reverse("billing:rulebook_part", args=[part.name])
    return {"label": part.title, "url": url, "is_current": part is chosen}


@require_GET
@may(*EVERYBODY)
def rule(request: MemberRequest, rule: str) -> HttpResponse:
    """Show one rule by its id, as it stood in the rules that made a decision (`decision`), or as it stands."""
    rule_set = _rule_set(request)
    try:
        cited = rule_set.cited(rule)
    except LookupError as error:
        raise Http404 from error
    table, _, row_id = rule.partition(".")
    if table in CELL_TABLES:
        row_id = row_id.rpartition(".")[0]
    versions = [rule_of(rule_set, table, row) for row in rule_set.rows(table) if row["id"] == row_id]
    ctx = {
        "id": rule, "sentence": in_general(cited.sentence), "source": cited.citation, "versions": versions,
        "version": rule_set.content_hash[:12],
        "may_see_practice": request.actor.may(Action.SEE_PRACTICE), "change_url": _change_url(request, table, row_id),
    }  # fmt: skip
    return render(request, "billing/rules/rule.html", ctx)


def _change_url(request: MemberRequest, table: str, row_id: str) -> str:
    """Return where a practice puts its own value in place of an assumption; "" for other rules and other people."""
    if table != OwnRule.Table.BENCHMARK or not request.actor.may(Action.CHANGE_CHARGES):
        return ""
    name = row_id.removeprefix(OWN_BENCHMARK)
    return f"{reverse('billing:amount_add', args=[table])}?{urlencode({'of': name})}"


def _rule_set(request: MemberRequest) -> RuleSet:
    wanted = request.GET.get("decision", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        row = rows_of(request.actor, Decision).filter(pk=wanted).values_list("rule_set", flat=True).first()
        if row is None or not request.actor.may(Action.SEE_CLAIMS):
            raise Http404
        return rule_set_of(row)
    return rules_in_force(request.actor.practice)
