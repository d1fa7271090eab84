"""Writes tests/billing/cases/*.yaml, the tables of cases whose expectations are worked out here.

The expectations come from the rules document (thresholds, activity table, exclusion matrix), written down
once more below. Nothing is imported from the engine and nothing is taken from its output.
Run: python -m tests.rules.write_cases
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

Case = dict[str, Any]
FOLDER = Path(__file__).parents[1] / "billing" / "cases"
NPI = "1234567893"
WINDOW = [date(2026, 1, 15), date(2026, 2, 13)]
MONTH = [date(2026, 5, 1), date(2026, 5, 31)]

CPT = {
    "home_health": ("99374", "99375"),
    "hospice": ("99377", "99378"),
    "nursing_facility": ("99379", "99380"),
}
MEDICARE = {"home_health": "G0181", "hospice": "G0182"}
CPT_PAYERS = {"commercial_30_day": WINDOW, "commercial_calendar_month": MONTH}
UNPAID = {"capitated": "capitated", "bundled": "payer_bundles"}


def case(name: str, title: str, source: str, expect: dict[str, Any], **facts: Any) -> Case:
    """A case with the usual facts, changed by `facts`; a key set to `...` is left out."""
    period = facts.pop("period", MONTH)
    setting = facts.pop("setting", "home_health")
    episode = {"setting": setting} | ({} if setting == "none" else {"agency_npi": NPI})
    usual: Case = {
        "id": name,
        "title": title,
        "source": source,
        "program": "cpo",
        "coverages": [{"payer": facts.pop("payer", "medicare_ffs")}],
        "episodes": [episode],
        "period": period,
        "rendering_provider": "kim",
        "providers": {"kim": "physician"},
        "plan_signed_by": "kim",
        "face_to_face_on": period[0] - timedelta(days=20),
        "diagnoses": ["I50.22", "E11.9"],
    }
    usual |= facts
    usual["expect"] = {"decisions": [expect]}
    return {key: value for key, value in usual.items() if value is not ...}


def spent(seconds: int, on: date, **more: Any) -> Case:
    """One entry; by kim and of an activity that counts unless said otherwise."""
    return {"date": on, "seconds": seconds, "by": "kim", "activity": "progress_tracking"} | more


def thresholds() -> Iterator[Case]:
    """One second below, at and above each minimum of each payer and setting."""
    source = "Decision table: hard minimums of 15 and 30 whole minutes (AAFP 1998-10; MAC pages)"
    for payer in ("medicare_ffs", "medicare_advantage"):
        for setting, code in MEDICARE.items():
            yield from _around(payer, setting, MONTH, [(30, code)], source)
    for payer, period in CPT_PAYERS.items():
        for setting, codes in CPT.items():
            yield from _around(payer, setting, period, [(15, codes[0]), (30, codes[1])], source)
    for setting, codes in CPT.items():
        yield from _around("medicaid_mco_long_tier", setting, WINDOW, [(30, codes[1])], source)
    for payer, reason in UNPAID.items():
        for setting, codes in CPT.items():
            yield from _around(payer, setting, WINDOW, [(15, codes[0]), (30, codes[1])], source, stop=reason)


def _around(
    payer: str, setting: str, period: list[date], tiers: list[tuple[int, str]], source: str, *, stop: str = ""
) -> Iterator[Case]:
    below = ""
    for minutes, code in tiers:
        for step in (-1, 0, 1):
            reached = below if step < 0 else code
            expect: dict[str, Any] = {"minutes": minutes - 1 if step < 0 else minutes}
            if stop:
                expect |= {"lines": [], "outcome": "not_billable", "would_have_been": reached or None}
                expect["reasons"] = [stop] if reached else [stop, "below_threshold"]
            elif reached:
                line = {"code": reached, "units": 1, "modifiers": ["GV"] if reached == "G0182" else []}
                expect |= {"lines": [line], "outcome": "billable", "reasons": []}
            else:
                expect |= {"lines": [], "outcome": "not_billable", "reasons": ["below_threshold"]}
            yield case(
                f"{payer}-{setting}-{minutes}-minutes{step:+d}s",
                f"{payer}, {setting}: {minutes} minutes {step:+d} second",
                source,
                expect,
                payer=payer,
                setting=setting,
                period=period,
                entries=[
                    spent(600, period[0]),
                    spent(
                        minutes * 60 - 600 + step,
                        period[1],
                        activity="communication",
                        counterpart="agency_staff",
                    ),
                ],
            )
        below = code


def care_management() -> Iterator[Case]:
    """Every step of the chronic and principal care codes, one second around each."""
    source = (
        "Decision table: base code by its minimum, add-ons by full further blocks only (CMS CCM FAQ 2022)"
    )
    staff = [(20, [("99490", 1)]), (40, [("99490", 1), ("99439", 1)]), (60, [("99490", 1), ("99439", 2)])]
    staff.append((80, staff[-1][1]))
    personal = [(30, [("99491", 1)]), (60, [("99491", 1), ("99437", 1)]), (90, [("99491", 1), ("99437", 2)])]
    complex_care = [
        (60, [("99487", 1)]),
        (90, [("99487", 1), ("99489", 1)]),
        (120, [("99487", 1), ("99489", 2)]),
    ]
    principal = [(30, [("99424", 1)]), (60, [("99424", 1), ("99425", 1)]), (90, [("99424", 1), ("99425", 2)])]
    by_staff = [(30, [("99426", 1)]), (60, [("99426", 1), ("99427", 1)]), (90, [("99426", 1), ("99427", 2)])]
    yield from _steps("ccm", "staff", staff, "ana", source)
    as_staff = [("99490", 1)]  # personal minutes serve as staff minutes below the personal minimum
    yield from _steps("ccm", "personal", personal, "kim", source, below=as_staff)
    yield from _steps("ccm", "complex", complex_care, "ana", source, below=staff[1][1], mdm="moderate")
    yield from _steps("pcm", "personal", principal, "kim", source)
    yield from _steps("pcm", "staff", by_staff, "ana", source)


def _steps(
    program: str, pathway: str, steps: list[Any], by: str, source: str, *, below: Any = None, mdm: Any = ...
) -> Iterator[Case]:
    for minutes, lines in steps:
        for step in (-1, 0, 1):
            got = lines if step >= 0 else below
            expect: dict[str, Any] = {"lines": [{"code": code, "units": units} for code, units in got or []]}
            expect["minutes"] = minutes - (step < 0)
            expect |= (
                {"pathway": pathway, "outcome": "billable", "reasons": []}
                if got
                else {"reasons": ["below_threshold"]}
            )
            if got is below and minutes == steps[0][0] and got:
                expect["pathway"] = "staff"
            yield case(
                f"{program}-{pathway}-{minutes}-minutes{step:+d}s",
                f"{program}, {pathway}: {minutes} minutes {step:+d} second",
                source,
                expect,
                program=program,
                setting="none",
                consent_on=date(2026, 3, 2),
                providers={"kim": "physician", "ana": "clinical_staff"},
                medical_decision_making=mdm,
                entries=[spent(minutes * 60 + step, date(2026, 5, 6), by=by)],
            )
        below = lines


COUNTS = {"initial_evaluation", "long_term_strategy", "progress_tracking", "communication"}
COUNTS |= {"quality_improvement", "team_conference", "documentation"}
NEVER = {"program_monitoring", "direct_care", "discharge_day", "post_operative", "certification"}
NEVER |= {"prescription_refill", "travel", "administrative", "claim_preparation", "visit_result_review"}
TALK = {
    "outside_professional": "MCN",
    "agency_staff": "MCN",
    "pharmacist": "MCN",
    "own_practice": "N",
    "family_or_caregiver": "CN",
    "patient": "N",
}
CHANNELS = ("phone", "in_person", "portal", "record_review", "conference")
PEOPLE = {"kim": "MCN", "ana": "N", "lee": ""}
PERSON_REASON = {"ana": "clinical_staff", "lee": "other_provider"}
COLUMN = {"M": "medicare_ffs", "C": "commercial_calendar_month", "N": "medicare_ffs"}


def activities() -> Iterator[Case]:
    """Every activity, counterpart, channel and person under each of the three verdict tables."""
    source = "Activity table, column {} (Palmetto, CGS, CMS CCM FAQ)"
    for column in "MCN":
        cited = source.format(column)
        for activity in sorted(COUNTS | NEVER):
            yield _cell(column, activity, activity in COUNTS, activity, cited, activity=activity)
        for counterpart, columns in TALK.items():
            more = {"activity": "communication", "counterpart": counterpart, "channel": "phone"}
            yield _cell(column, f"talk-{counterpart}", column in columns, counterpart, cited, **more)
        for channel in CHANNELS:
            more = {"activity": "communication", "counterpart": "agency_staff", "channel": channel}
            yield _cell(column, f"channel-{channel}", True, "", cited, **more)
        more = {"activity": "communication", "counterpart": "patient", "channel": "in_person"}
        yield _cell(column, "patient-in-person", False, "patient_present", cited, **more)
        for by, columns in PEOPLE.items():
            yield _cell(column, f"by-{by}", column in columns, PERSON_REASON.get(by, ""), cited, by=by)


def _cell(column: str, name: str, counts: bool, reason: str, source: str, **entry: Any) -> Case:
    """Ten minutes that count surely, eleven in question."""
    expect: dict[str, Any] = {"minutes": 21 if counts else 10, "excluded": {} if counts else {reason: 660}}
    return case(
        f"cell-{column}-{name}",
        f"column {column}: {name} {'counts' if counts else 'does not count'}",
        source,
        expect,
        payer=COLUMN[column],
        program="ccm" if column == "N" else "cpo",
        consent_on=date(2026, 3, 2) if column == "N" else ...,
        providers={"kim": "physician", "ana": "clinical_staff", "lee": "physician"},
        entries=[spent(600, date(2026, 5, 4)), spent(660, date(2026, 5, 8), **entry)],
    )


CODES = {
    "cpo": "G0181",
    "ccm": "99490",
    "ccm_planning": "G0506",
    "pcm": "99426",
    "apcm": "G0557",
    "esrd": "90960",
    "tcm": "99495",
    "rpm": "99457",
    "bhi": "99484",
    "certification": "G0180",
}
ESRD, ALREADY, APCM = (
    "esrd_capitation_same_month",
    "already_billed_this_period",
    "apcm_includes_care_management",
)
MATRIX = {
    ("cpo", "cpo"): ALREADY,
    ("cpo", "ccm"): "ccm_and_cpo_exclusive",
    ("cpo", "pcm"): "pcm_and_cpo_exclusive",
    ("cpo", "esrd"): ESRD,
    ("ccm", "cpo"): "ccm_and_cpo_exclusive",
    ("ccm", "ccm"): ALREADY,
    ("ccm", "pcm"): "ccm_and_pcm_exclusive",
    ("ccm", "apcm"): APCM,
    ("ccm", "esrd"): ESRD,
    ("pcm", "cpo"): "pcm_and_cpo_exclusive",
    ("pcm", "ccm"): "ccm_and_pcm_exclusive",
    ("pcm", "pcm"): ALREADY,
    ("pcm", "apcm"): APCM,
    ("pcm", "esrd"): ESRD,
}
OF_OTHERS = {("cpo", "cpo"): "one_biller_per_period", ("ccm", "ccm"): "one_biller_per_period"}
WARNED = {
    ("cpo", "apcm", "kim"): "apcm_with_cpo_unverified",
    ("cpo", "certification", "kim"): "certification_same_month",
    ("ccm", "apcm", "lee"): "overlapping_care_management",
    ("pcm", "pcm", "lee"): "overlapping_care_management",
}
OWN_CODE = {"cpo": "G0181", "ccm": "99491", "pcm": "99424"}


def exclusions() -> Iterator[Case]:
    """Every program with every family of codes, the provider's own and another practitioner's."""
    source = (
        "Exclusions by code (CMS CCM FAQ, AAFP on APCM, AAPC on PCM) and the overpayment patterns of the OIG"
    )
    for program, own_code in OWN_CODE.items():
        for family, code in CODES.items():
            for by in ("kim", "lee"):
                reasons = MATRIX if by == "kim" else OF_OTHERS
                yield _pair(program, own_code, family, code, by, reasons.get((program, family), ""), source)
    for program in ("cpo", "ccm"):
        yield _before_2020(program)


def _pair(program: str, own_code: str, family: str, code: str, by: str, reason: str, source: str) -> Case:
    expect: dict[str, Any] = {"minutes": 40, "reasons": [reason] if reason else []}
    expect["outcome"] = "blocked" if reason else "billable"
    expect["lines"] = [] if reason else [{"code": own_code, "units": 1}]
    warning = WARNED.get((program, family, by))
    if warning:
        expect["warnings"] = [warning]
    return case(
        f"{program}-beside-{family}-of-{by}",
        f"{program} beside {code} of {'the same' if by == 'kim' else 'another'} practitioner",
        source,
        expect,
        program=program,
        consent_on=date(2026, 3, 2) if program != "cpo" else ...,
        other_services=[{"code": code, "by": by}],
        entries=[
            spent(1200, date(2026, 5, 4)),
            spent(1200, date(2026, 5, 6), activity="communication", counterpart="agency_staff"),
        ],
    )


def _before_2020(program: str) -> Case:
    return case(
        f"{program}-beside-tcm-before-2020",
        "transitional care excluded the others until the end of 2019",
        "Transitional care allowed beside the others since 2020 (physician fee schedule 2020)",
        {"minutes": 40, "lines": [], "outcome": "blocked", "reasons": ["tcm_same_period"]},
        program=program,
        period=[date(2019, 5, 1), date(2019, 5, 31)],
        consent_on=date(2019, 3, 2) if program == "ccm" else ...,
        other_services=["99495"],
        entries=[spent(2400, date(2019, 5, 4))],
    )


PREREQUISITES = {
    "complexity_documented": ("cpo", "no_complexity_statement"),
    "medical_necessity_documented": ("cpo", "no_medical_necessity_statement"),
    "agency_benefit_active": ("cpo", "no_agency_benefit"),
    "attending_of_record": ("hospice", "not_attending_of_record"),
    "comprehensive_plan": ("ccm", "no_comprehensive_plan"),
    "plan_copy_given": ("ccm", "no_plan_copy"),
    "initiating_visit": ("ccm", "no_initiating_visit"),
    "staff_supervised": ("staff", "no_general_supervision"),
    "serious_condition": ("pcm", "condition_not_expected_to_last"),
}
LINES = {"cpo": "G0181", "hospice": "G0182", "ccm": "99491", "staff": "99490", "pcm": "99424"}


def recorded_facts() -> Iterator[Case]:
    """Each recorded fact: there, and not there."""
    source = "Prerequisites by code (CGS, Palmetto, VITAS, CMS CCM FAQ, Noridian, AAPC)"
    for fact, (kind, reason) in PREREQUISITES.items():
        for there in (True, False):
            code = LINES[kind]
            expect: dict[str, Any] = {"minutes": 35, "outcome": "billable" if there else "blocked"}
            expect |= {
                "lines": [{"code": code, "units": 1}] if there else [],
                "reasons": [] if there else [reason],
            }
            yield case(
                f"{fact}-{'recorded' if there else 'missing'}",
                f"{fact} is {'recorded' if there else 'not recorded'}",
                source,
                expect,
                program={"hospice": "cpo", "staff": "ccm"}.get(kind, kind),
                setting="hospice" if kind == "hospice" else "home_health",
                consent_on=date(2026, 3, 2) if kind in ("ccm", "staff", "pcm") else ...,
                providers={"kim": "physician", "ana": "clinical_staff"},
                recorded={fact: there},
                entries=[spent(2100, date(2026, 5, 4), by="ana" if kind == "staff" else "kim")],
            )
    for there in (True, False):
        yield _overlap(is_there=there)


def _overlap(*, is_there: bool) -> Case:
    """Two payers on the same days: which one is primary is for a person to say, never for the engine."""
    expect: dict[str, Any] = {"minutes": 35, "outcome": "blocked" if is_there else "billable"}
    expect |= {
        "lines": [] if is_there else [{"code": "G0181", "units": 1}],
        "reasons": ["coverages_overlap"] if is_there else [],
    }
    named = ["Medicare Part B from 1 Jan 2026", "Buckeye Mutual from 1 May 2026"]
    return case(
        f"coverages-{'overlap' if is_there else 'do-not-overlap'}",
        f"{'two coverages hold' if is_there else 'one coverage holds'} the days of the period",
        "One primary payer on each day (rules document, 3: coverage changes inside a period)",
        expect,
        overlapping_coverages=named if is_there else ...,
        entries=[spent(2100, date(2026, 5, 4))],
    )


FILES = {
    "thresholds": thresholds,
    "care_management": care_management,
    "activities": activities,
    "exclusions": exclusions,
    "recorded_facts": recorded_facts,
}


class _Plain(yaml.SafeDumper):
    """No anchors: a case is read on its own."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def main() -> None:
    """Write each file anew."""
    for name, cases in FILES.items():
        text = yaml.dump(
            list(cases()),
            Dumper=_Plain,
            sort_keys=False,
            allow_unicode=True,
            width=110,
            default_flow_style=None,
        )
        head = "# Written by tests/rules/write_cases.py from its own tables; change those and run it again.\n"
        (FOLDER / f"{name}.yaml").write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
