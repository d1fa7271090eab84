"""The form of a practice's own payer profile: every column of a profile as a control, by programme where it differs."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import CheckboxSelectMultiple

from apps.billing.domain.conditions import CONDITIONS
from apps.billing.forms_rules import DATES, SOURCE, ModifiersField, OwnRuleForm, choice, text
from apps.billing.operations.own_rules import next_key
from apps.patients.models import OwnRule
from apps.practice.form_fields import Group
from apps.rules.columns import VERDICT_TABLES
from apps.rules.ruleset import RuleSet

BASES = (("rolling_30", "30-day windows from the enrollment"), ("calendar_month", "Calendar months"))
TABLES = {
    "medicare_oversight": "Medicare oversight",
    "cpt_oversight": "CPT oversight",
    "care_management": "Care management",
}
DATES_OF_SERVICE = (
    ("threshold_date", "The day the minutes reached the threshold"),
    ("month_end", "The last day of the period"),
    ("first_last_documented", "First through last documented day"),
    ("window_span", "The whole window"),
)
TWO_SETTINGS = (("larger", "Bill the larger side"), ("hold", "Hold both for a person"))
TALK = (("", "As the table says"), ("yes", "Counts"), ("no", "Does not count"))
STOPS = (
    ("", "Yes, claims are made"),
    ("capitated", "No: capitated, an encounter record and a shadow value"),
    ("payer_bundles", "No: covered, never paid separately"),
)
FILING = (
    ("MB", "MB Medicare Part B"), ("16", "16 Medicare Advantage HMO"), ("CI", "CI Commercial"),
    ("BL", "BL Blue Cross Blue Shield"), ("HM", "HM HMO"), ("MC", "MC Medicaid"), ("12", "12 PPO"), ("13", "13 POS"),
    ("14", "14 EPO"), ("15", "15 Indemnity"), ("CH", "CH Champus"), ("FI", "FI Federal employees"),
    ("VA", "VA Veterans affairs"), ("WC", "WC Workers’ compensation"), ("ZZ", "ZZ Mutually defined"),
    ("11", "11 Other non-federal"), ("17", "17 Dental maintenance"), ("AM", "AM Automobile medical"),
    ("DS", "DS Disability"), ("LM", "LM Liability medical"), ("MA", "MA Medicare Part A"),
    ("OF", "OF Other federal"), ("TV", "TV Title V"),
)  # fmt: skip
BY_PROGRAM = (
    "period_basis",
    "code_set",
    "counts_by",
    "date_of_service",
    "submit_after_period_end",
    "prerequisites",
)
SWITCHES = {
    "member_may_be_billed": "The member may be billed",
    "warns_without_agency_contact": "Warn of a period without contact with the agency",
    "span_across_months": "Dates of service may span two months",
    "care_plan_oversight_number": "Item 23 / REF*1J carries the agency’s NPI",
    "claim_alone": "Oversight stands alone on its claim",
    "accepts_replacement": "Takes replacements and voids (frequency 7 and 8)",
}
NUMBERS = {
    "timely_filing_months": ("Timely filing, months", "After the From date; months and days are added."),
    "timely_filing_days": ("Timely filing, days", ""),
    "late_entry_days": ("Late entries, days", "How long after a period a late entry may reopen it."),
}


class ProfileForm(OwnRuleForm):
    """One version of an own payer profile."""

    table = OwnRule.Table.PROFILE

    def add_columns(self, rule_set: RuleSet) -> None:
        """Add every column, by programme where it differs by programme."""
        self.programs = [(row["id"], row["label"]) for row in rule_set.rows("program")]
        self.counterparts = [(row["id"], row["label"]) for row in rule_set.rows("counterpart")]
        self.fields["label"] = text("Name", max_length=80)
        for program, _ in self.programs:
            self.fields |= dict(_of_program(program, rule_set))
        for counterpart, label in self.counterparts:
            self.fields[f"counts__{counterpart}"] = choice(label, TALK, required=False)
        self.fields["stop"] = choice("Are claims made?", STOPS, required=False)
        self.fields |= {
            name: forms.BooleanField(label=label, required=False) for name, label in SWITCHES.items()
        }
        self.fields["two_settings"] = choice("When two settings reach a code", TWO_SETTINGS)
        self.fields["place_of_service"] = text("Place of service", hint="Two digits, as 11.", max_length=2)
        self.fields["modifiers"] = ModifiersField(
            label="Modifiers", required=False, help_text="As G0182: GV; 99375: 25."
        )
        self.fields["claim_filing_indicator"] = choice("Claim filing indicator", FILING)
        self.fields["fee_basis"] = choice("Expected amounts from", list(_fee_bases(rule_set)))
        self.fields |= {name: _count(label, hint) for name, (label, hint) in NUMBERS.items()}

    def groups(self) -> Iterator[Group]:
        """Return the sections; those of the programmes are as many as there are programmes."""
        yield self._group("Profile", "", "label", *DATES)
        for program, label in self.programs:
            yield self._group(
                label,
                "",
                (f"period_basis__{program}", f"code_set__{program}"),
                (f"counts_by__{program}", f"date_of_service__{program}"),
                f"submit_after_period_end__{program}",
                f"prerequisites__{program}",
            )
        names = [f"counts__{counterpart}" for counterpart, _ in self.counterparts]
        pairs = [tuple(names[at : at + 2]) for at in range(0, len(names), 2)]
        yield self._group(
            "Whose talk counts", "Where this payer differs from the table of what counts.", *pairs
        )
        yield self._group(
            "Claims",
            "",
            "stop",
            ("place_of_service", "claim_filing_indicator"),
            ("modifiers", "two_settings"),
            *SWITCHES,
        )
        yield self._group("Money and limits", "", "fee_basis", tuple(NUMBERS))
        yield self._group("Source", "", *SOURCE)

    def _group(self, title: str, hint: str, *rows: str | tuple[str, ...]) -> Group:
        listed = [(row,) if isinstance(row, str) else row for row in rows]
        return Group(title, hint, [[self._shown(name) for name in row] for row in listed])

    def typed(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Spread the columns that differ by programme or counterpart over their fields."""
        shown = {name: value for name, value in row.items() if name not in (*BY_PROGRAM, "counts")}
        for column in BY_PROGRAM:
            shown |= {f"{column}__{program}": value for program, value in row.get(column, {}).items()}
        shown |= {f"counts__{who}": "yes" if it else "no" for who, it in row.get("counts", {}).items()}
        return shown

    def content(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Gather the fields into the columns of a profile."""
        row: dict[str, Any] = {"label": cleaned["label"].strip(), "modifiers": cleaned["modifiers"]}
        for column in BY_PROGRAM:
            found = {program: cleaned[f"{column}__{program}"] for program, _ in self.programs}
            row[column] = {program: value for program, value in found.items() if value not in ("", None)}
        told = {who: cleaned[f"counts__{who}"] for who, _ in self.counterparts}
        row["counts"] = {who: said == "yes" for who, said in told.items() if said}
        plain = (
            *SWITCHES,
            *NUMBERS,
            "stop",
            "two_settings",
            "place_of_service",
            "claim_filing_indicator",
            "fee_basis",
        )
        return row | {name: cleaned[name] for name in plain}

    def key(self, cleaned: Mapping[str, Any]) -> str:
        """Return the profile's id: of its earlier versions, or made from its name."""
        return self.instance.key or next_key(self.actor.practice, cleaned["label"])


def _of_program(program: str, rule_set: RuleSet) -> Iterator[tuple[str, forms.Field]]:
    yield f"period_basis__{program}", choice("Time is added up by", BASES)
    yield f"code_set__{program}", choice("Codes it pays", list(_code_sets(program, rule_set)), required=False)
    yield f"counts_by__{program}", choice("What counts", [(name, TABLES[name]) for name in VERDICT_TABLES])
    yield f"date_of_service__{program}", choice("Date of service", DATES_OF_SERVICE)
    yield (
        f"submit_after_period_end__{program}",
        forms.BooleanField(label="Send only after the period has ended", required=False),
    )
    asked = [(row["id"], CONDITIONS[row["id"]]) for row in rule_set.rows("prerequisite")]
    yield (
        f"prerequisites__{program}",
        forms.MultipleChoiceField(
            label="Asks for", choices=asked, required=False, widget=CheckboxSelectMultiple
        ),
    )


def _code_sets(program: str, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    """Give the sets of codes that a programme's pathways lead to, each with its codes and minutes."""
    pathways = {row["name"] for row in rule_set.rows("pathway") if row["program"] == program}
    sets: dict[str, list[str]] = {}
    for row in rule_set.rows("tier"):
        if row["pathway"] in pathways:
            sets.setdefault(row["code_set"], []).append(f"{row['code']} from {row['minutes']}")
    yield "", "None of them"
    for name, codes in sets.items():
        yield name, f"{_words(name)}: {', '.join(codes)} min"


def _fee_bases(rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    yield from {row["name"]: (row["name"], _words(row["name"])) for row in rule_set.rows("schedule")}.values()
    yield "contracted", "Contracted amounts only"


def _words(name: str) -> str:
    said = name.replace("_", " ").capitalize()
    return f"CPT{said[3:]}" if said.startswith("Cpt ") else said


def _count(label: str, hint: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=3650,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": f"{label} is missing. Fill it in, 0 for none.",
            "invalid": f"{label}: write a whole number.",
            "min_value": f"{label}: %(show_value)s is below 0. Write 0 or more.",
            "max_value": f"{label}: %(show_value)s is too many. Write 3650 or less.",
        },
    )
