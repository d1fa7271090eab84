"""With whom it was: of the callings and names in a sentence the one that was spoken with, or a choice for a person."""

import re

from apps.timelog.domain.quick_log.phrases import COMMUNICATION, PLAIN_WITH, WITH, Said
from apps.timelog.domain.quick_log.text import Confidence, Read, Sheet

COMMA, PART_ENDS = re.compile(r"\s*,\s*"), re.compile(r"\s*(?:[,;]|$|of\b|re\b)")
AND = re.compile(r"\s*(?:and|&|[+]|/)\s*(?:the\s+)?")
WITH_WHOM = re.compile(rf"{WITH.pattern}|{PLAIN_WITH.pattern}")
TALKING = frozenset({COMMUNICATION, "team_conference"})
# of two in one sentence the first stands: "daughter of the patient", "hospice pharmacist", "cardiology nurse"
NARROWER = (
    "own_practice",
    "pharmacist",
    "family_or_caregiver",
    "outside_professional",
    "agency_staff",
    "patient",
)


def counterpart_of(
    said: list[Said], sheet: Sheet, activity: Read, named: str, *, named_is_sure: bool, is_talk: bool
) -> Read:
    """Return with whom it was; `named` is the counterpart that a name in the sentence tells."""
    found = [each for each in said if each.phrase.field == "counterpart"]
    is_called = said and any(each.phrase.value in ("phone", "portal") for each in said)
    is_attempt = activity.value == "administrative" or (
        activity.value in ("certification", "prescription_refill") and is_called
    )
    if activity.value is not None and activity.value not in TALKING and not is_attempt:
        is_sent = activity.value in ("prescription_refill", "certification")
        before = WITH_WHOM if (is_talk or is_sent) and activity.value != "travel" else PLAIN_WITH
        found = _spoken_with(found, before, sheet)
        named = named if named and _named_with(sheet, before) else ""
    if named and _named_with(sheet, TO):
        found = [each for each in found if not _is_self(each, sheet)]
    values = list(dict.fromkeys(each.phrase.value for each in found))
    if named and values and named not in values and _is_joined(found, sheet):
        return Read(None, Confidence.AMBIGUOUS, tuple(dict.fromkeys((named, *values))))
    is_with = bool(named) and _named_with(sheet, CALLED)
    if named and named not in values:
        sure = [
            each
            for each in found
            if each.phrase.strength > 2
            and each.phrase.value not in ("patient", "agency_staff")
            and not _works_at(each, sheet)
            and (not is_with or _is_beside_name(each, sheet) or WITH_WHOM.search(sheet.folded[: each.start]))
        ]
        if not sure:
            return Read(named, Confidence.CERTAIN if named_is_sure else Confidence.GUESSED)
        values = [each.phrase.value for each in sure]
    if not values:
        return Read()
    return _one_counterpart(found, values, sheet)


TO = re.compile(rf"{PLAIN_WITH.pattern}|\bto\s+(?:the\s+)?$")
SELF = re.compile(r"np|pa|md|do|provider|physician|doctor")


def _is_self(said: Said, sheet: Sheet) -> bool:
    """Say whether a calling is that of whoever writes: "NP call to Sunrise"."""
    is_spoken_to = WITH.search(sheet.folded[: said.start])
    is_own = said.phrase.value == "own_practice" or SELF.fullmatch(sheet.folded, said.start, said.end)
    return not is_spoken_to and bool(is_own)


AT = re.compile(r"\s*,?\s*(?:at|from|with|of|\(|@)\s*")


def _is_beside_name(said: Said, sheet: Sheet) -> bool:
    """Say whether a calling stands right behind a name or right before it: "Harbor Light pharmacist"."""
    return "named" in (
        *sheet.owner[max(0, said.start - 2) : said.start],
        *sheet.owner[said.end : said.end + 3],
    )


def _works_at(said: Said, sheet: Sheet) -> bool:
    """Say whether the name behind a physician's or practitioner's calling is that of the agency: "NP at Oakmont"."""
    match = AT.match(sheet.folded, said.end)
    is_named = match is not None and sheet.owner[match.end() : match.end() + 1] == ["named"]
    return said.phrase.value == "outside_professional" and is_named


def _is_joined(found: list[Said], sheet: Sheet) -> bool:
    """Say whether a calling stands beside a name with "and" between them: "Maple Grove team and son"."""
    named = [at for at, owner in enumerate(sheet.owner) if owner == "named"]
    first, last = named[0], named[-1] + 1
    return any(
        AND.fullmatch(sheet.folded[last : each.start])
        or AND.fullmatch(sheet.folded[each.end : first])
        # "w/ Sunrise HHA, wife, Cobb"
        or (
            each.phrase.value == "family_or_caregiver"
            and COMMA.fullmatch(sheet.folded[last : each.start])
            and PART_ENDS.match(sheet.folded, each.end)
        )
        for each in found
    )


def _spoken_with(found: list[Said], before: "re.Pattern[str]", sheet: Sheet) -> list[Said]:
    """Return those behind a word such as "with", and those joined to them: "with pt and wife"."""
    kept: list[Said] = []
    for each in found:
        is_joined = kept and AND.fullmatch(sheet.folded[kept[-1].end : each.start])
        if is_joined or before.search(sheet.folded[: each.start]):
            kept.append(each)
    return kept


CALLED = re.compile(
    rf"{PLAIN_WITH.pattern}|\b(?:called|phoned|texted|messaged|e-?mailed|faxed|(?:spoke|talked|call|message|fax)\s+(?:to|from))\s+(?:the\s+)?$"
)


def _named_with(sheet: Sheet, before: "re.Pattern[str]") -> bool:
    at = next((at for at, owner in enumerate(sheet.owner) if owner == "named"), None)
    return at is not None and before.search(sheet.folded[:at]) is not None


def _one_counterpart(found: list[Said], values: list[str], sheet: Sheet) -> Read:
    if len(values) > 1:
        after_with = [each.phrase.value for each in found if WITH.search(sheet.folded[: each.start])]
        direct = list(dict.fromkeys(after_with)) or values
        between = re.sub(r"\b[ds]/w\b|\bw/|\b[tp]/c\b", "", sheet.folded[found[0].end : found[-1].start])
        joined = re.search(r"\b(?:and|&)\b|[+&]|/", between)
        if joined:
            return Read(None, Confidence.AMBIGUOUS, tuple(values))
        values = [next(each for each in NARROWER if each in direct)]
    is_sure = any(each.phrase.value == values[0] and each.phrase.strength > 2 for each in found)
    return Read(values[0], Confidence.CERTAIN if is_sure else Confidence.GUESSED)
