"""How rules and their answers are shown: own rules in the words of their form, answers with every because."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from apps.billing.evidence import VERDICTS
from apps.billing.forms_profiles import ProfileForm
from apps.billing.forms_rules import OwnRuleForm
from apps.billing.replays import lines_in_words
from apps.patients.models import OwnRule
from apps.rules.answer import Decision as Answer
from apps.rules.explain import explain
from apps.rules.ruleset import RuleSet
from apps.rules.schema import Row


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer in words; `because` are the items of the component of that name."""

    answer: Answer
    codes: str
    verdict: str
    because: tuple[dict[str, Any], ...]


def shown_answers(
    answers: Sequence[Answer], rule_set: RuleSet, names: Mapping[str, str], *, today: date
) -> list[ShownAnswer]:
    """Return the answers in words, each with its sources; `names` names the providers by id."""
    return [_shown(answer, rule_set, names, today) for answer in answers]


def _shown(answer: Answer, rule_set: RuleSet, names: Mapping[str, str], today: date) -> ShownAnswer:
    said = explain(answer, rule_set, names=names, today=today)
    return ShownAnswer(
        answer=answer,
        codes=lines_in_words(answer),
        verdict=next(each.text for each in said if each.kind == "verdict"),
        because=tuple(
            {
                "sentence": each.text,
                "source": each.source,
                "verdict": VERDICTS.get(each.kind, ""),
                "url": reverse("billing:rule", args=[each.rule]) if each.rule else "",
            }
            for each in said
            if each.kind != "verdict" and each.text
        ),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One column of a row beside another's."""

    label: str
    old: str
    new: str


def name_of(rule: OwnRule, profiles: Mapping[str, str]) -> str:
    """Return what an own rule is called on pages; `profiles` names the profiles by id."""
    row = rule.content
    payer = profiles.get(row.get("payer", ""), row.get("payer", ""))
    if rule.table == OwnRule.Table.CONTRACTED:
        return f"{row['code']}, {payer}"
    return f"{payer}, a member and month" if rule.table == OwnRule.Table.CAPITATION else str(row["label"])


def compared(form: OwnRuleForm, old: Row | None) -> list[Compared]:
    """Return the columns in which a row differs from the one before it, in the words of the form that fills it."""
    before, after = form.typed(old) if old else {}, form.typed(form.instance.content)
    said = (
        Compared(_label(form, name), *(_said(name, field, row.get(name)) for row in (before, after)))
        for name, field in form.fields.items()
        if name in after or name in before
    )
    return [each for each in said if each.old != each.new]


def columns_in_words(form: OwnRuleForm) -> list[tuple[str, str]]:
    """Return what a row says, column by column in the words of the form that fills it."""
    row = form.typed(form.instance.content)
    fields = ((name, field) for name, field in form.fields.items() if name in row)
    return [(_label(form, name), _said(name, field, row[name])) for name, field in fields]


def _label(form: OwnRuleForm, name: str) -> str:
    """The label of a field, behind the programme or question that its section is headed with."""
    column, _, part = name.partition("__")
    programs = dict(form.programs) if isinstance(form, ProfileForm) else {}
    heading = "Whose talk counts" if column == "counts" else programs.get(part, "")
    label = str(form.fields[name].label)
    return f"{heading}: {label}" if heading else label


def _said(name: str, field: forms.Field, value: Any) -> str:
    """A value as the form offers it."""
    if isinstance(field, forms.BooleanField):
        return "" if value is None else ("yes" if value else "no")
    offered: Any = field.choices if isinstance(field, forms.ChoiceField) else ()
    choices = dict(offered)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(choices.get(each, each)) for each in value)
    if value is None:
        return ""
    if name == "amount":
        return f"${Decimal(value):,.2f}"
    is_choice = isinstance(value, str) and value in choices
    return str(choices[value] if is_choice else field.prepare_value(value))
