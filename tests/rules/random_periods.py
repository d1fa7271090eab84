"""Random cases, seeded: drawn so that every code and every reason comes up often."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Case = dict[str, Any]

GOOD = (
    "initial_evaluation",
    "long_term_strategy",
    "progress_tracking",
    "quality_improvement",
    "documentation",
)
BAD = ("program_monitoring", "direct_care", "discharge_day", "certification", "travel", "claim_preparation")
TALK = (
    "outside_professional",
    "agency_staff",
    "pharmacist",
    "own_practice",
    "family_or_caregiver",
    "patient",
)
PAYERS: tuple[str, ...] = ("medicare_ffs", "medicare_ffs", "medicare_advantage", "commercial_30_day")
PAYERS += (
    "commercial_calendar_month",
    "commercial_calendar_month",
    "medicaid_mco_long_tier",
    "capitated",
    "bundled",
)
ROLLING = ("commercial_30_day", "medicaid_mco_long_tier", "capitated", "bundled")
SETTINGS = ("home_health", "hospice", "nursing_facility")
TOTALS = (0, 10, 14, 15, 16, 19, 20, 22, 29, 30, 31, 35, 39, 40, 45, 59, 60, 61, 75, 89, 90, 95, 120)
NPIS = ("1234567893", "1558598797")


def draw(seed: int) -> Case:
    """The case of a seed."""
    rng = random.Random(seed)
    program = rng.choices(("cpo", "ccm", "pcm"), (54, 28, 18))[0]
    payer = rng.choice(PAYERS)
    first = date(2026, rng.choice((4, 5, 6, 7, 8)), 1)
    if program == "cpo" and payer in ROLLING:
        first += timedelta(days=rng.randrange(28))
        last = first + timedelta(days=29)
    else:
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    case: Case = {
        "id": f"random-{seed}",
        "program": program,
        "coverages": [{"payer": payer}],
        "episodes": [{"setting": rng.choice(SETTINGS), "agency_npi": rng.choice(NPIS)}],
        "period": [first, last],
        "rendering_provider": "kim",
        "providers": {"kim": "physician", "lee": "physician", "ana": "clinical_staff"},
        "plan_signed_by": "kim",
        "face_to_face_on": first - timedelta(days=rng.randrange(150)),
        "consent_on": first - timedelta(days=rng.randrange(300)),
        "diagnoses": ["I50.22", "E11.9"],
        "entries": _entries(rng, program, first, last),
    }
    if rng.random() < 0.4:
        case["medical_decision_making"] = rng.choice(("low", "moderate", "high"))
    for twist in rng.sample(TWISTS, rng.choices((0, 1, 2, 3), (12, 40, 34, 14))[0]):
        twist(case, rng)
    return case


def _entries(rng: random.Random, program: str, first: date, last: date) -> list[Case]:
    left = rng.choice(TOTALS) * 60 + rng.choice((-1, 0, 0, 0, 1))
    by = "kim" if program == "cpo" else rng.choice(("kim", "ana", "both"))
    entries: list[Case] = []
    while left > 0:
        seconds = min(left, rng.choice((300, 600, 900, 1500)))
        left -= seconds
        who = rng.choice(("kim", "ana")) if by == "both" else by
        entries.append(_entry(rng, seconds, who, first, last))
    for _ in range(rng.choice((0, 1, 1, 2))):
        kind = {"activity": rng.choice(BAD)} if rng.random() < 0.5 else _talk(rng)
        extra = _entry(rng, rng.choice((240, 900)), rng.choice(("kim", "kim", "ana", "lee")), first, last)
        entries.append(extra | kind)
    rng.shuffle(entries)
    return entries


def _talk(rng: random.Random) -> Case:
    return {
        "activity": rng.choice(("communication", "team_conference")),
        "counterpart": rng.choice(TALK),
        "channel": rng.choice(("phone", "in_person", "portal", "conference")),
    }


def _entry(rng: random.Random, seconds: int, by: str, first: date, last: date) -> Case:
    on = first + timedelta(days=rng.randrange((last - first).days + 1))
    return {"date": on, "seconds": seconds, "by": by, "activity": rng.choice(GOOD)}


def _middle(case: Case, rng: random.Random) -> date:
    first, last = case["period"]
    day: date = first + timedelta(days=rng.randrange(3, (last - first).days - 2))
    return day


def _no_setting(case: Case, rng: random.Random) -> None:
    case["episodes"] = rng.choice(([], [{"setting": "none"}]))


def _facility(case: Case, rng: random.Random) -> None:
    case["episodes"] = [{"setting": "nursing_facility", "agency_npi": NPIS[0]}]


def _setting_ends(case: Case, rng: random.Random) -> None:
    case["episodes"][0:1] = [
        {"setting": rng.choice(SETTINGS), "agency_npi": NPIS[0], "through": _middle(case, rng)}
    ]


def _setting_changes(case: Case, rng: random.Random) -> None:
    day = _middle(case, rng)
    one, other = rng.sample(SETTINGS[:2] if rng.random() < 0.7 else SETTINGS, 2)
    case["episodes"] = [
        {"setting": one, "agency_npi": NPIS[0], "through": day},
        {"setting": other, "agency_npi": NPIS[1], "from": day + timedelta(days=1)},
    ]
    for on in (day, day + timedelta(days=1)):
        minutes = rng.choice((16, 20, 31, 35))
        case["entries"].append({"date": on, "minutes": minutes, "by": "kim", "activity": rng.choice(GOOD)})


def _coverage_begins(case: Case, rng: random.Random) -> None:
    case["coverages"] = [{"payer": case["coverages"][0]["payer"], "from": _middle(case, rng)}]


def _payer_changes(case: Case, rng: random.Random) -> None:
    first, last = case["period"]
    if first.month != last.month:
        return
    day = _middle(case, rng)
    case["coverages"] = [
        {"payer": rng.choice(PAYERS), "through": day},
        {"payer": rng.choice(PAYERS), "from": day + timedelta(days=1)},
    ]


def _died(case: Case, rng: random.Random) -> None:
    case["died_on"] = _middle(case, rng)


def _enrolled(case: Case, rng: random.Random) -> None:
    case["enrolled_on"] = _middle(case, rng)


def _signer(case: Case, rng: random.Random) -> None:
    case["plan_signed_by"] = rng.choice(("lee", "lee", None))
    if rng.random() < 0.5:
        case["providers"]["kim"] = rng.choice(("nurse_practitioner", "physician_assistant", "physician"))
        case["collaborates_with_signer"] = rng.random() < 0.5


def _rival(case: Case, rng: random.Random) -> None:
    case["entries"].append({"date": _middle(case, rng), "minutes": rng.choice((14, 16, 31, 50)), "by": "lee"})
    case["entries"][-1]["activity"] = "progress_tracking"
    case["plan_signed_by"] = rng.choice(("kim", "lee", None))


def _role(case: Case, rng: random.Random) -> None:
    case["agency_role"] = rng.choice(
        ("hospice_medical_director", "employee", "volunteer", "financial_interest")
    )


def _visit(case: Case, rng: random.Random) -> None:
    first = case["period"][0]
    near = rng.choice((date(first.year, first.month, 1) - timedelta(days=183), first - timedelta(days=181)))
    case["face_to_face_on"] = rng.choice(
        (None, near, first + timedelta(days=20), first - timedelta(days=400))
    )


def _number(case: Case, rng: random.Random) -> None:
    for episode in case["episodes"]:
        episode["agency_npi"] = rng.choice(("1234567890", "", "3234567893", "123"))


def _dialysis(case: Case, rng: random.Random) -> None:
    case["esrd_capitation"] = True


def _services(case: Case, rng: random.Random) -> None:
    if case["period"][0].year == 2019:
        return
    codes = (
        "G0181",
        "99375",
        "99490",
        "99491",
        "99424",
        "99426",
        "G0557",
        "G0558",
        "90960",
        "99495",
        "99457",
        "99213",
    )
    case["other_services"] = rng.sample(codes, rng.choice((1, 1, 2)))


def _consent(case: Case, rng: random.Random) -> None:
    case["consent_on"] = rng.choice((None, _middle(case, rng), case["period"][1] + timedelta(days=5)))


def _conditions(case: Case, rng: random.Random) -> None:
    case["diagnoses"] = rng.choice(([], ["I50.22"], ["I50.22", "I50.22"]))


def _pcm_condition(case: Case, rng: random.Random) -> None:
    case["diagnoses"] = rng.choice(([], ["I50.22"]))
    case["recorded"] = {"serious_condition": False}


def _family(case: Case, rng: random.Random) -> None:
    case["entries"].append(_entry(rng, 900, "kim", *case["period"]))
    case["entries"][-1] |= {"activity": "communication", "counterpart": "family_or_caregiver"}


def _recorded(case: Case, rng: random.Random) -> None:
    names = "complexity_documented medical_necessity_documented agency_benefit_active attending_of_record "
    names += "comprehensive_plan plan_copy_given initiating_visit serious_condition staff_supervised"
    case["recorded"] = {name: rng.random() < 0.4 for name in rng.sample(names.split(), 7)}


def _barred(case: Case, rng: random.Random) -> None:
    day = _middle(case, rng)
    kind = rng.choice(("inpatient_stay", "part_a_stay", "surgical_global_period"))
    case["barred"] = [{"kind": kind, "from": day, "through": day + timedelta(days=7)}]


def _clocked(case: Case, rng: random.Random) -> None:
    """Overlapping clock times, and one over midnight."""
    day = _middle(case, rng)
    more = "kim" if case["program"] == "cpo" else rng.choice(("kim", "ana"))
    spans = [("09:00", "09:20", "kim", rng.choice(("direct_care", "progress_tracking")))]
    spans += [("09:10", "09:25", more, "communication"), ("09:05", "09:30", "kim", "documentation")]
    for start, end, by, activity in spans:
        case["entries"].append(
            {"start": f"{day}T{start}", "end": f"{day}T{end}", "by": by, "activity": activity}
        )
    late = {"start": f"{day}T23:50", "end": f"{day + timedelta(days=1)}T00:15", "by": "kim"}
    case["entries"].append(late | {"activity": "long_term_strategy"})


def _staff_bills(case: Case, rng: random.Random) -> None:
    case["rendering_provider"] = "ana"


def _long_ago(case: Case, rng: random.Random) -> None:
    """The same dates in 2019, when transitional care excluded the others and some codes did not exist."""
    if case["program"] != "cpo" or case["coverages"][0]["payer"] in ROLLING or case["period"][0].day != 1:
        return
    case["period"][1] = (case["period"][0] + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    case["other_services"] = ["99495"]
    case["period"] = [day.replace(year=2019) for day in case["period"]]
    case["face_to_face_on"] = case["period"][0] - timedelta(days=30)
    case["consent_on"] = case["period"][0] - timedelta(days=30)
    for key in ("enrolled_on", "died_on"):
        case.pop(key, None)
    case["coverages"] = [{"payer": case["coverages"][0]["payer"]}]
    case["episodes"] = [{"setting": rng.choice(SETTINGS), "agency_npi": NPIS[0]}]
    case.pop("barred", None)
    case["entries"] = _entries(rng, "cpo", *case["period"])


def _complex(case: Case, rng: random.Random) -> None:
    """An hour and more of staff time with decision-making, where the program knows it."""
    minutes = rng.choice((59, 60, 61, 89, 90, 95, 120, 125))
    case["medical_decision_making"] = rng.choice(("moderate", "high"))
    if case["program"] != "cpo":
        case["entries"] = [_entry(rng, minutes * 60, "ana", *case["period"])]


def _attending(case: Case, rng: random.Random) -> None:
    case["episodes"] = [{"setting": "hospice", "agency_npi": NPIS[1]}]
    case["recorded"] = {"attending_of_record": False, "agency_benefit_active": rng.random() < 0.5}


def _staff_work(case: Case, rng: random.Random) -> None:
    case["recorded"] = {"staff_supervised": False}
    case["consent_on"] = rng.choice((case["consent_on"], case["period"][0] + timedelta(days=9)))
    if case["program"] != "cpo":
        case["entries"] += [
            _entry(rng, rng.choice((20, 30, 40)) * 60, "ana", *case["period"]) for _ in range(2)
        ]


def _two_settings_of_medicare(case: Case, rng: random.Random) -> None:
    """Both sides long enough, with nothing else in the way but what other twists bring."""
    if case["program"] != "cpo" or case["coverages"][0]["payer"] not in PAYERS[:3]:
        return
    _setting_changes(case, rng)
    for episode, on, setting in zip(
        case["episodes"], case["period"], ("home_health", "hospice"), strict=True
    ):
        case["entries"].append({"date": on, "minutes": 31, "by": "kim", "activity": rng.choice(GOOD)})
        episode["setting"] = setting


def _overlapping(case: Case, rng: random.Random) -> None:
    case["overlapping_coverages"] = ["Medicare Part B", "Buckeye Mutual"]


def _billed_elsewhere(case: Case, rng: random.Random) -> None:
    """Some time that another code has used already."""
    for entry in case["entries"]:
        if rng.random() < 0.4:
            entry["billed_under"] = rng.choice(("99495", "99457"))


def _outside(case: Case, rng: random.Random) -> None:
    """Time on the day before the period, and days after it."""
    first, last = case["period"]
    for on in (first - timedelta(days=1), last + timedelta(days=rng.choice((1, 9)))):
        case["entries"].append({**_entry(rng, 1200, "kim", first, last), "date": on})


def _before_the_program(case: Case, rng: random.Random) -> None:
    """The same month in a year in which the program had no codes yet."""
    if case["program"] == "cpo":
        return
    year = 2014 if case["program"] == "ccm" else 2021
    first = case["period"][0].replace(year=year, day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    for key in ("enrolled_on", "died_on", "barred", "other_services"):
        case.pop(key, None)
    case["period"] = [first, last]
    case["coverages"] = [{"payer": rng.choice(PAYERS)}]
    case["episodes"] = [{"setting": rng.choice(SETTINGS), "agency_npi": NPIS[0]}]
    case["face_to_face_on"] = case["consent_on"] = first - timedelta(days=30)
    case["entries"] = _entries(rng, case["program"], first, last)


Twist = Callable[[Case, random.Random], None]
TWISTS: tuple[Twist, ...] = (
    *[_overlapping] * 2,
    *[_billed_elsewhere] * 2,
    *[_outside] * 2,
    *[_before_the_program] * 4,
    _no_setting,
    _facility,
    _setting_ends,
    _setting_changes,
    _coverage_begins,
    _payer_changes,
    _died,
    *[_enrolled] * 2,
    _signer,
    _rival,
    _rival,
    _role,
    _role,
    _pcm_condition,
    _pcm_condition,
    _family,
    _visit,
    _number,
    _dialysis,
    _services,
    _services,
    _services,
    _consent,
    _conditions,
    _conditions,
    _recorded,
    _recorded,
    _recorded,
    _barred,
    _clocked,
    _staff_bills,
    _long_ago,
    _long_ago,
    *[_long_ago] * 2,
    *[_pcm_condition] * 3,
    *[_attending] * 1,
    *[_family] * 1,
    *[_complex] * 5,
    *[_attending] * 4,
    *[_staff_work] * 3,
    *[_two_settings_of_medicare] * 3,
    *[_visit] * 4,
    *[_number] * 6,
    *[_rival] * 6,
    *[_consent] * 3,
    *[_recorded] * 5,
    *[_conditions] * 5,
    *[_setting_changes] * 3,
    *[_services] * 6,
    *[_barred] * 4,
    *[_no_setting] * 2,
    *[_setting_ends] * 2,
    *[_clocked] * 2,
)
