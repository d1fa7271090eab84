"""The rules once more, slowly: day by day and second by second, from the rules document alone.

It reads no rows and shares no code with the engine, so that both being wrong in the same way is unlikely.
It answers cases in the form of a case file, for the dates of one clock time zone without a change of clocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

Case = Mapping[str, Any]
Piece = dict[str, Any]

MONTHLY = ("medicare_ffs", "medicare_advantage")
NO_CLAIM = {"capitated": "capitated", "bundled": "payer_bundles"}
ORDER = ("hospice", "home_health", "nursing_facility")
NEVER = (
    "visit_result_review program_monitoring direct_care discharge_day post_operative certification "
    "prescription_refill travel administrative claim_preparation"
).split()
OTHER_SERVICES = ("visit_result_review", "direct_care", "discharge_day", "post_operative", "certification")
SHORT = {"home_health": "99374", "hospice": "99377", "nursing_facility": "99379"}
LONG = {"home_health": "99375", "hospice": "99378", "nursing_facility": "99380"}
MEDICARE = {"home_health": "G0181", "hospice": "G0182"}
NOT_BILLABLE = {"below_threshold", "no_oversight_setting", "setting_not_covered", "no_coverage", "capitated"}
NOT_BILLABLE |= {"payer_bundles", "one_code_per_period", "program_not_covered"}
BEGAN = {"ccm": date(2015, 1, 1), "pcm": date(2022, 1, 1)}
STAYS = ("inpatient_stay", "part_a_stay", "surgical_global_period")
FAMILIES = {
    "cpo": "G0181 G0182 99374 99375 99377 99378 99379 99380".split(),
    "ccm": "99490 99439 99491 99437 99487 99489".split(),
    "pcm": "99424 99425 99426 99427".split(),
    "apcm": "G0556 G0557 G0558".split(),
    "esrd": [str(code) for code in range(90951, 90971)],
    "tcm": ["99495", "99496"],
}


def answers(case: Case) -> list[dict[str, Any]]:
    """What may be billed for each stretch, in date order."""
    stretches = _stretches(case)
    found = [_answer(case, stretch) for stretch in stretches]
    _one_code_each(found)
    for each in found:
        each["outcome"] = _outcome(each["reasons"])
        each["lines"] = each["reached"] if each["outcome"] == "billable" else []
    return found


def _outcome(reasons: set[str]) -> str:
    if not reasons:
        return "billable"
    return "not_billable" if reasons & NOT_BILLABLE else "blocked"


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _held(rows: Sequence[Mapping[str, Any]], day: date) -> list[Mapping[str, Any]]:
    return [row for row in rows if row.get("from", day) <= day <= row.get("through", day)]


def _stretches(case: Case) -> list[dict[str, Any]]:  # noqa: C901 - plain on purpose
    first, last = case["period"]
    begins = max(first, case.get("enrolled_on") or first)
    place: dict[date, tuple[str, str]] = {}
    for day in _days(begins, last):
        payers = _held(case["coverages"], day)
        here = [row["setting"] for row in _held(case["episodes"], day)]
        setting = next((each for each in ORDER if each in here), "none")
        place[day] = (payers[0]["payer"] if payers else "", setting)
    matters = case["program"] == "cpo"
    has_setting = any(setting != "none" for _, setting in place.values())
    found: dict[tuple[str, str], dict[str, Any]] = {}
    beside: list[Piece] = []
    spots: dict[date, tuple[str, str] | None] = {}
    for day, (payer, setting) in place.items():
        if matters and has_setting and setting == "none":
            spots[day] = None
            continue
        key = (payer, setting if matters else "")
        if key not in found:
            found[key] = {"payer": payer, "setting": setting, "days": [], "pieces": [], "beside": {}}
        found[key]["days"].append(day)
        spots[day] = key
    for piece in _pieces(case):
        day = piece["on"]
        reason = ""
        if not first <= day <= last:
            reason = "outside_period"
        elif day < begins:
            reason = "before_enrollment"
        elif case.get("died_on") and day > case["died_on"]:
            reason = "after_death"
        elif spots[day] is None:
            reason = "outside_episode"
        if reason:
            beside.append({**piece, "why": reason})
        else:
            spot = spots[day]
            assert spot is not None
            found[spot]["pieces"].append(piece)
    kept = [each for each in found.values() if each["payer"] or each["pieces"]]
    if not any(each["payer"] for each in found.values()):
        kept = list(found.values())
    for piece in beside:
        sums = kept[0].setdefault("aside", {})
        sums[piece["why"]] = sums.get(piece["why"], 0) + piece["seconds"]
    return kept


def _pieces(case: Case) -> Iterator[Piece]:
    """Entries by date; clocked ones carry the very seconds they took."""
    for entry in case["entries"]:
        if "start" not in entry:
            seconds = entry["seconds"] if "seconds" in entry else entry["minutes"] * 60
            yield {**entry, "on": entry["date"], "seconds": seconds, "clock": None}
            continue
        start, end = (datetime.fromisoformat(entry[key]) for key in ("start", "end"))
        by_day: dict[date, list[datetime]] = {}
        while start < end:
            by_day.setdefault(start.date(), []).append(start)
            start += timedelta(seconds=1)
        for on, clock in by_day.items():
            yield {**entry, "on": on, "seconds": len(clock), "clock": clock}


def _answer(case: Case, stretch: dict[str, Any]) -> dict[str, Any]:
    payer, program = stretch["payer"], case["program"]
    if not payer:
        seconds = sum(piece["seconds"] for piece in stretch["pieces"])
        return _result(stretch, 0, {"no_coverage"}, [], {"no_coverage": seconds} if seconds else {}, None)
    if case["period"][0] < BEGAN.get(program, date.min):
        seconds = sum(piece["seconds"] for piece in stretch["pieces"])
        left_out = {"program_not_covered": seconds} if seconds else {}
        return _result(stretch, 0, {"program_not_covered"}, [], left_out, None)
    consents = [case["consent_on"]] if case.get("consent_on") else []
    since = min(consents) if consents and program != "cpo" else None
    time = _count(case, stretch, since)
    reached, base = _reach(case, stretch, time)
    if base is None and since:
        again = _count(case, stretch, None)
        if _reach(case, stretch, again)[1] is not None:
            time = again
            reached, base = _reach(case, stretch, again)
    reasons = _reasons(case, stretch, time, base, reached)
    total = sum(seconds for _, _, seconds in time["counted"])
    result = _result(stretch, total, reasons, reached, time["excluded"], base)
    result["dates"] = _dates(case, payer, time, base)
    if payer in NO_CLAIM and base:
        result["would_have_been"] = base[0]
    return result


def _result(
    stretch: dict[str, Any],
    seconds: int,
    reasons: set[str],
    reached: list[Any],
    excluded: dict[str, int],
    base: Any,
) -> dict[str, Any]:
    for reason, each in stretch.get("aside", {}).items():
        excluded[reason] = excluded.get(reason, 0) + each
    return {
        "payer": stretch["payer"],
        "minutes": seconds // 60,
        "seconds": seconds,
        "reasons": reasons,
        "reached": reached,
        "excluded": excluded,
        "dates": (None, None),
        "would_have_been": None,
    }


def _table(case: Case, payer: str) -> str:
    if case["program"] != "cpo":
        return "N"
    return "M" if payer in MONTHLY else "C"


def _refused(case: Case, piece: Piece, table: str) -> str:
    """Why the time does not count, by the activity table; empty when it does."""
    if piece["by"] != case["rendering_provider"]:
        if case["providers"][piece["by"]] != "clinical_staff":
            return "other_provider"
        if table != "N":
            return "clinical_staff"
    return _refused_kind(piece, table)


def _refused_kind(piece: Piece, table: str) -> str:
    if piece["activity"] in NEVER:
        return str(piece["activity"])
    counterpart = piece.get("counterpart", "")
    if counterpart == "patient" and piece.get("channel") == "in_person":
        return "patient_present"
    if counterpart == "own_practice" and table != "N":
        return "own_practice"
    if counterpart == "family_or_caregiver" and table == "M":
        return "family_or_caregiver"
    return "patient" if counterpart == "patient" and table != "N" else ""


def _count(case: Case, stretch: dict[str, Any], since: date | None) -> dict[str, Any]:  # noqa: C901 - plain on purpose
    table = _table(case, stretch["payer"])
    excluded: dict[str, int] = {}
    good: list[Piece] = []
    busy: dict[str, set[datetime]] = {}
    rivals: dict[str, int] = {}
    for piece in sorted(stretch["pieces"], key=lambda each: (each["on"], str(each.get("start", "")))):
        reason = _refused(case, piece, table)
        for span in case.get("barred", ()):
            if span["from"] <= piece["on"] <= span.get("through", piece["on"]):
                reason = span["kind"]
        if piece.get("billed_under") and reason not in STAYS:
            reason = "billed_elsewhere"
        if not reason and since and piece["on"] < since:
            reason = "before_consent"
        if reason:
            excluded[reason] = excluded.get(reason, 0) + piece["seconds"]
            if reason == "other_provider" and not _refused_kind(piece, table):
                rivals[piece["by"]] = rivals.get(piece["by"], 0) + piece["seconds"]
            if piece["clock"] and (piece.get("billed_under") or piece["activity"] in OTHER_SERVICES):
                busy.setdefault(piece["by"], set()).update(piece["clock"])
        else:
            good.append(piece)
    counted = []
    spent: set[datetime] = set()
    for piece in sorted(good, key=lambda each: each["by"] != case["rendering_provider"]):
        seconds = piece["seconds"]
        if piece["clock"]:
            free = [each for each in piece["clock"] if each not in busy.get(piece["by"], ())]
            if len(free) < seconds:
                _add(excluded, "part_of_another_service", seconds - len(free))
            left = [each for each in free if each not in spent]
            if len(left) < len(free):
                _add(excluded, "minute_counted_once", len(free) - len(left))
            spent.update(left)
            seconds = len(left)
        if seconds:
            counted.append((piece["on"], piece["by"] == case["rendering_provider"], seconds))
    counted.sort(key=lambda each: each[0])
    return {"counted": counted, "excluded": excluded, "rivals": rivals}


def _add(sums: dict[str, int], name: str, seconds: int) -> None:
    sums[name] = sums.get(name, 0) + seconds


def _reach(case: Case, stretch: dict[str, Any], time: dict[str, Any]) -> tuple[list[Any], Any]:
    """Lines, and the base code with its minutes and the dated seconds it rests on."""
    own = [(day, seconds) for day, is_own, seconds in time["counted"] if is_own]
    staff = [(day, seconds) for day, is_own, seconds in time["counted"] if not is_own]
    if case["program"] == "cpo":
        return _reach_oversight(stretch, own)
    own_minutes = sum(seconds for _, seconds in own) // 60
    pool = staff if own_minutes >= 30 else sorted(own + staff)
    minutes = sum(seconds for _, seconds in pool) // 60
    if case["program"] == "pcm":
        if own_minutes >= 30:
            return _with_addon("99424", 30, "99425", 30, 99, own_minutes, own)
        return _with_addon("99426", 30, "99427", 30, 99, minutes, pool) if minutes >= 30 else ([], None)
    if minutes >= 60 and case.get("medical_decision_making") in ("moderate", "high"):
        return _with_addon("99487", 60, "99489", 30, 99, minutes, pool)
    if own_minutes >= 30:
        return _with_addon("99491", 30, "99437", 30, 99, own_minutes, own)
    return _with_addon("99490", 20, "99439", 20, 2, minutes, pool) if minutes >= 20 else ([], None)


def _with_addon(
    code: str, first: int, addon: str, every: int, most: int, minutes: int, pool: list[Any]
) -> tuple[list[Any], Any]:
    units = min((minutes - first) // every, most)
    lines: list[Any] = [(code, 1, ())]
    return lines + ([(addon, units, ())] if units else []), (code, first, pool)


def _reach_oversight(stretch: dict[str, Any], own: list[Any]) -> tuple[list[Any], Any]:
    payer, setting = stretch["payer"], stretch["setting"]
    minutes = sum(seconds for _, seconds in own) // 60
    if payer in MONTHLY:
        if setting not in MEDICARE or minutes < 30:
            return [], None
        code = MEDICARE[setting]
        return [(code, 1, ("GV",) if code == "G0182" else ())], (code, 30, own)
    if setting not in LONG:
        return [], None
    if minutes >= 30:
        return [(LONG[setting], 1, ())], (LONG[setting], 30, own)
    if minutes >= 15 and payer != "medicaid_mco_long_tier":
        return [(SHORT[setting], 1, ())], (SHORT[setting], 15, own)
    return [], None


def _dates(case: Case, payer: str, time: dict[str, Any], base: Any) -> tuple[Any, Any]:
    if base is None:
        return None, None
    _, minutes, pool = base
    total = 0
    reached_on = None
    for day, seconds in pool:
        total += seconds
        if total >= minutes * 60:
            reached_on = day
            break
    days = [day for day, _, _ in time["counted"]]
    by_span = case["program"] == "cpo" and payer not in MONTHLY
    if by_span and (min(days).year, min(days).month) == (max(days).year, max(days).month):
        return min(days), max(days)
    return reached_on, reached_on


def _reasons(
    case: Case, stretch: dict[str, Any], time: dict[str, Any], base: Any, reached: list[Any]
) -> set[str]:
    payer, setting, program = stretch["payer"], stretch["setting"], case["program"]
    reasons = {NO_CLAIM[payer]} if payer in NO_CLAIM else set()
    if base is None:
        if program == "cpo" and setting == "none":
            reasons.add("no_oversight_setting")
        elif program == "cpo" and setting == "nursing_facility" and payer in MONTHLY:
            reasons.add("setting_not_covered")
        else:
            reasons.add("below_threshold")
    if case["providers"][case["rendering_provider"]] == "clinical_staff":
        reasons.add("rendering_provider_may_not_bill")
    if case.get("esrd_capitation"):
        reasons.add("esrd_capitation_same_month")
    if case.get("overlapping_coverages"):
        reasons.add("coverages_overlap")
    reasons |= _beside(case)
    if program == "cpo":
        reasons |= _oversight_reasons(case, stretch, time, base)
    else:
        reasons |= _management_reasons(case, time, base)
    return reasons


def _beside(case: Case) -> set[str]:
    program = case["program"]
    found = set()
    for code in case.get("other_services", ()):
        family = next((name for name, codes in FAMILIES.items() if code in codes), "")
        pair = {program, family}
        if family == program:
            found.add("already_billed_this_period")
        elif family == "esrd":
            found.add("esrd_capitation_same_month")
        elif pair == {"cpo", "ccm"}:
            found.add("ccm_and_cpo_exclusive")
        elif pair == {"cpo", "pcm"}:
            found.add("pcm_and_cpo_exclusive")
        elif pair == {"ccm", "pcm"}:
            found.add("ccm_and_pcm_exclusive")
        elif family == "apcm" and program != "cpo":
            found.add("apcm_includes_care_management")
        elif family == "tcm" and case["period"][0] < date(2020, 1, 1):
            found.add("tcm_same_period")
    return found


def _oversight_reasons(case: Case, stretch: dict[str, Any], time: dict[str, Any], base: Any) -> set[str]:  # noqa: C901 - plain on purpose
    payer, setting, kim = stretch["payer"], stretch["setting"], case["rendering_provider"]
    found = set()
    recorded = case.get("recorded", {})
    if setting != "none" and case.get("agency_role"):
        found.add("conflicted_role")
    if setting != "none" and recorded.get("complexity_documented") is False:
        found.add("no_complexity_statement")
    if setting != "none" and recorded.get("medical_necessity_documented") is False:
        found.add("no_medical_necessity_statement")
    lowest = 30 if payer in (*MONTHLY, "medicaid_mco_long_tier") else 15
    signer = case.get("plan_signed_by")
    mine = (signer == kim, sum(seconds for _, _, seconds in time["counted"]))
    for rival, seconds in time["rivals"].items():
        if base is not None and seconds >= lowest * 60 and mine <= (signer == rival, seconds):
            found.add("one_biller_per_period")
    if payer not in MONTHLY:
        return found
    if setting in MEDICARE and recorded.get("agency_benefit_active") is False:
        found.add("no_agency_benefit")
    if setting == "hospice" and recorded.get("attending_of_record") is False:
        found.add("not_attending_of_record")
    if setting != "none" and not _signed(case, signer):
        found.add("rendering_provider_did_not_sign_plan")
    if setting in MEDICARE and not _luhn(_npi(case, stretch)):
        found.add("agency_npi_invalid")
    days = [day for day, _, _ in time["counted"]]
    if "face_to_face_on" in case and days and not _recent(case["face_to_face_on"], min(days)):
        found.add("no_recent_face_to_face")
    return found


def _signed(case: Case, signer: str | None) -> bool:
    if signer == case["rendering_provider"]:
        return True
    kind = case["providers"][case["rendering_provider"]]
    helps = kind in ("nurse_practitioner", "physician_assistant", "clinical_nurse_specialist")
    return bool(signer) and helps and bool(case.get("collaborates_with_signer"))


def _npi(case: Case, stretch: dict[str, Any]) -> str:
    return next(
        str(row.get("agency_npi", "")) for row in case["episodes"] if row["setting"] == stretch["setting"]
    )


def _luhn(npi: str) -> bool:
    if len(npi) != 10 or npi[0] not in "12":
        return False
    total = 0
    for index, digit in enumerate(reversed("80840" + npi)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0


def _recent(visit: date | None, first: date) -> bool:
    """Within six months: the same day of the month six months on, or its last day."""
    if visit is None or visit > first:
        return False
    year, month = (visit.year, visit.month + 6) if visit.month <= 6 else (visit.year + 1, visit.month - 6)
    for day in (visit.day, 30, 29, 28):
        try:
            return first <= date(year, month, min(day, visit.day))
        except ValueError:
            continue
    raise AssertionError(visit)


def _management_reasons(case: Case, time: dict[str, Any], base: Any) -> set[str]:
    found = set()
    recorded = case.get("recorded", {})
    if "consent_on" in case:
        consent = case["consent_on"]
        days = [day for day, _, _ in time["counted"]]
        if consent is None or consent > (min(days) if days else case["period"][1]):
            found.add("no_consent")
    conditions = len(set(case["diagnoses"]))
    if case["program"] == "ccm" and conditions < 2:
        found.add("needs_two_chronic_conditions")
    if case["program"] == "pcm" and conditions < 1:
        found.add("needs_one_serious_condition")
    if recorded.get("initiating_visit") is False:
        found.add("no_initiating_visit")
    if recorded.get("comprehensive_plan") is False:
        found.add("no_comprehensive_plan")
    if case["program"] == "ccm" and recorded.get("plan_copy_given") is False:
        found.add("no_plan_copy")
    if case["program"] == "pcm" and recorded.get("serious_condition") is False:
        found.add("condition_not_expected_to_last")
    by_staff = base is not None and base[0] in ("99490", "99487", "99426")
    if (
        by_staff
        and recorded.get("staff_supervised") is False
        and any(not own for _, own, _ in time["counted"])
    ):
        found.add("no_general_supervision")
    return found


def _one_code_each(found: list[dict[str, Any]]) -> None:
    """One payer, two settings that both reached a code and have nothing else in the way."""
    for payer in {each["payer"] for each in found}:
        rivals = [
            each
            for each in found
            if each["payer"] == payer and each["reached"] and not each["reasons"] - {NO_CLAIM.get(payer, "")}
        ]
        if len(rivals) < 2:
            continue
        leader = max(rivals, key=lambda each: (each["seconds"], -found.index(each)))
        for each in rivals:
            if payer in MONTHLY:
                each["reasons"].add("both_settings_reached")
            elif each is not leader:
                each["reasons"].add("one_code_per_period")
