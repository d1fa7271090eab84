"""The forms of a practice's own rules: every column of a row as a control, one draft a form."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from apps.billing.operations.own_rules import problems_with_own_rule
from apps.patients.models import OwnRule
from apps.patients.rule_sets import rules_in_force, shipped_rules
from apps.practice.form_fields import DayField, RosterForm, Section, plain_field
from apps.problems import Problem
from apps.rules.money import OWN_BENCHMARK
from apps.rules.ruleset import RuleSet

CONFIDENCES = (
    ("H/R", "High, read in the source"),
    ("M/R", "Medium, read in the source"),
    ("L/R", "Low, read in the source"),
    ("H/K", "High, known but not read"),
    ("M/K", "Medium, known but not read"),
    ("L/K", "Low, known but not read"),
)
OWN_SOURCE = "practice_contract"
SOURCE = ("source", "section", "confidence")
DATES = (("starts_on", "ends_on"),)


def choice(
    label: str, choices: Any, *, required: bool = True, hint: str = "", **more: Any
) -> forms.ChoiceField:
    """Return a list to choose from; what is no choice is said with what was seen."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        help_text=hint,
        error_messages={
            "required": f"{label} is missing. Choose one.",
            "invalid_choice": f"{label}: %(value)s is none of the choices. Choose one from the list.",
        },
        **more,
    )


def text(label: str, *, hint: str = "", required: bool = True, **more: Any) -> forms.CharField:
    """Return a line of text."""
    missing = {"required": f"{label} is missing. Fill it in."}
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=more.pop("max_length", 200),
        error_messages=missing, **more,
    )  # fmt: skip


def number(label: str, *, hint: str = "", **more: Any) -> forms.DecimalField:
    """Return a decimal number as it is typed."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": f"{label} is missing. Fill it in.",
            "invalid": f"{label} is no number. Write it as {more.pop('example', '1.00')}.",
        },
        **more,
    )


def plain(amount: Decimal | str) -> str:
    """Return a decimal as a row keeps it, never as 1E+2."""
    return f"{Decimal(amount):f}"


class OwnRuleForm(RosterForm):
    """A draft of an own row: its columns, its dates and its source."""

    check = staticmethod(problems_with_own_rule)
    table: ClassVar[str]
    marks_optional = False

    class Meta:
        model = OwnRule
        fields: tuple[str, ...] = ("starts_on", "ends_on")
        formfield_callback = plain_field
        labels = {"starts_on": "First day", "ends_on": "Last day"}
        help_texts = {
            "starts_on": "Periods that begin on this day or later go by it.",
            "ends_on": "Blank until further notice. A later version ends this one by itself.",
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.table = self.table
        self.rule_set = rules_in_force(self.actor.practice)
        row = self.instance.content
        self.add_columns(self.rule_set)
        self.fields["source"] = choice("Source", _sources(self.rule_set))
        self.fields["section"] = text(
            "Where in it", hint="As “Contract of 1 Jan 2026, fee exhibit”. A row without a source is refused."
        )
        self.fields["confidence"] = choice("How sure", CONFIDENCES)
        self.initial = {**self.initial, "source": OWN_SOURCE, "confidence": "H/R", **self.typed(row)}

    def add_columns(self, rule_set: RuleSet) -> None:
        """Add the fields of the table's own columns."""
        raise NotImplementedError

    def typed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row's columns as the fields show them."""
        return dict(row)

    def content(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns as the row keeps them."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        # what could not be read is checked as it was, so that everything wrong stands on the page at once
        told = {**self.typed(self.instance.content), **self.cleaned_data}
        words = ("source", "section", "confidence")
        if all(name in told for name in self.fields if name not in ("starts_on", "ends_on")):
            said = {name: str(told[name]).strip() for name in words}
            self.instance.content = {**self.content(told), **said}
            self.instance.key = self.key(told)
            super()._post_clean()
        else:
            super(RosterForm, self)._post_clean()  # type: ignore[misc]

    def key(self, cleaned: Mapping[str, Any]) -> str:
        """Return the id of the rule; versions of one rule share it."""
        return str(self.instance.key)

    def refuse(self, problems: Any) -> None:
        """Put a problem of a column beside the first of its fields."""
        super().refuse([Problem(each.code, each.message, self._field(each.field)) for each in problems])

    def _field(self, column: str) -> str:
        of_column = (name for name in self.fields if name == column or name.startswith(f"{column}__"))
        return next(of_column, column)


class ContractedForm(OwnRuleForm):
    """What a payer has agreed to pay for one unit of a code."""

    table = OwnRule.Table.CONTRACTED
    sections = (
        Section("Amount", "It comes before any fee schedule.", ("payer", ("code", "amount"), *DATES)),
        Section("Source", "", SOURCE),
    )

    def add_columns(self, rule_set: RuleSet) -> None:
        """Offer the profiles, shipped and own, and the codes that the rules know."""
        self.fields["payer"] = choice(
            "Payer profile",
            [("", "Choose one"), *profiles_of(rule_set)],
            hint="Every payer with this profile. Copy the profile for a payer that pays otherwise.",
        )
        self.fields["code"] = choice(
            "Code", [("", "Choose one"), *((code, code) for code in _codes(rule_set))]
        )
        self.fields["amount"] = number("Amount of one unit", hint="In dollars, as 118.00.", example="118.00")

    def content(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return payer, code and amount."""
        return {"payer": cleaned["payer"], "code": cleaned["code"], "amount": plain(cleaned["amount"])}

    def key(self, cleaned: Mapping[str, Any]) -> str:
        """Return one id for a payer and a code, so that its versions cannot overlap."""
        return f"{cleaned['payer']}.{cleaned['code']}"[:60]


class LocalityForm(OwnRuleForm):
    """The geographic factor of the practice's locality."""

    table = OwnRule.Table.LOCALITY
    sections = (
        Section(
            "Locality",
            "One factor on the national amounts; without one they stand as they are.",
            ("label", "factor", *DATES),
        ),
        Section("Source", "", SOURCE),
    )

    def add_columns(self, rule_set: RuleSet) -> None:
        """Ask for the name and the factor."""
        self.fields["label"] = text("Locality", hint="As your contractor names it.")
        self.fields["factor"] = number(
            "Geographic adjustment factor", hint="As 1.023, from the yearly GPCI file.", example="1.023"
        )

    def content(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return name and factor."""
        return {"label": cleaned["label"], "factor": plain(cleaned["factor"])}

    def key(self, cleaned: Mapping[str, Any]) -> str:
        """Return the one id: a practice has one locality at a time."""
        return "own"


class BenchmarkForm(OwnRuleForm):
    """An assumption for planning, in place of a shipped one; two are never multiplied."""

    table = OwnRule.Table.BENCHMARK
    sections = (
        Section("Assumption", "", ("stands_for", "label", ("percent", "verified"), *DATES)),
        Section("Source", "", SOURCE),
    )

    def add_columns(self, rule_set: RuleSet) -> None:
        """Offer the shipped assumptions to speak in place of."""
        shipped = (row for row in rule_set.rows("benchmark") if not row["id"].startswith(OWN_BENCHMARK))
        offered = list({row["id"]: (row["id"], row["label"]) for row in shipped}.values())
        self.fields["stands_for"] = choice("In place of", [("", "Choose one"), *offered])
        self.fields["label"] = text("Name")
        self.fields["percent"] = number(
            "Percent", hint="As 26. Assumptions are never multiplied together.", example="26"
        )
        self.fields["verified"] = forms.BooleanField(label="Checked against our own payments", required=False)

    def typed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return the share as a percentage."""
        shown = dict(row)
        if "value" in row:
            shown["percent"] = plain((Decimal(row["value"]) * 100).normalize())
            shown["stands_for"] = self.instance.key.removeprefix(OWN_BENCHMARK)
        return shown

    def content(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return name, share and whether it was checked."""
        value = plain((Decimal(cleaned["percent"]) / 100).normalize())
        return {"label": cleaned["label"], "value": value, "verified": cleaned["verified"]}

    def key(self, cleaned: Mapping[str, Any]) -> str:
        """Return the shipped assumption's id, marked as own."""
        return OWN_BENCHMARK + str(cleaned["stands_for"])


_MODIFIERS = re.compile(r"\s*([0-9A-Z]{5})\s*:\s*([0-9A-Z]{2}(?:[\s,]+[0-9A-Z]{2})*)\s*")


class ModifiersField(forms.CharField):
    """Modifiers by code, typed as “G0182: GV”, several parted by semicolons."""

    def prepare_value(self, value: Any) -> Any:
        """Return the modifiers as they are typed."""
        if isinstance(value, Mapping):
            return "; ".join(f"{code}: {' '.join(items)}" for code, items in value.items())
        return value

    def clean(self, value: Any) -> Any:
        """Return lists by code, or say which part cannot be read."""
        typed = str(super().clean(value)).upper()
        found: dict[str, list[str]] = {}
        for part in filter(str.strip, typed.split(";")):
            match = _MODIFIERS.fullmatch(part)
            if match is None:
                raise ValidationError(
                    f"“{part.strip()}” cannot be read. Write a code and its modifiers as G0182: GV."
                )
            found[match[1]] = re.split(r"[\s,]+", match[2])
        return found


def _sources(rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    rows = sorted(rule_set.rows("source"), key=lambda row: row["id"] != OWN_SOURCE)
    return ((row["id"], f"{row['document']} ({row['dated']})") for row in rows)


def profiles_of(rule_set: RuleSet) -> list[tuple[str, str]]:
    """Return every profile, shipped and own, with its name."""
    return list({row["id"]: (row["id"], row["label"]) for row in rule_set.rows("profile")}.values())


def _codes(rule_set: RuleSet) -> list[str]:
    return sorted({row["code"] for table in ("tier", "addon", "fee") for row in rule_set.rows(table)})


def is_shipped(form: OwnRuleForm, key: str) -> bool:
    """Say whether a profile of that id ships with the product."""
    return key in shipped_rules(form.actor.practice.shipped_rules).ids("profile")


class EndForm(forms.Form):
    """The last day of a version in force."""

    ends_on = DayField(label="Last day", error_messages={"required": "The last day is missing. Fill it in."})
