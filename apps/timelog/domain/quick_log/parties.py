"""Which agency, or colleague of the practice, a sentence names."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from apps.timelog.domain.quick_log.counterparts import SPECIALTY
from apps.timelog.domain.quick_log.people import Party, squash
from apps.timelog.domain.quick_log.spelling import is_one_letter_off
from apps.timelog.domain.quick_log.stop_words import STOP_WORDS
from apps.timelog.domain.quick_log.text import Mention, Sheet, fold

COMMON = frozenset(
    "home health care hospice nurses nursing visiting agency center centre services service of the and at inc llc"
    " vn vna hhn don adon facility rehab rehabilitation living assisted senior community medical group house palliative skilled county"
    " hha hh staff team nurse rn lpn md np pa sw msw lcsw chaplain aide liaison coordinator manager intake supervisor therapist"
    " st saint mt mount our lady"
    " therapists therapy office lvn cna pt ot slp pta cota director physician"
    " doctor charge clinical admissions oncall field".split()
)
# Agencies are called by words that also stand in notes.
ORDINARY = frozenset(
    "comfort compassion compassionate caring hope grace heart life golden complete total first best bright blue new good family"
    " premier advanced united always angels faith peace serenity harmony journey".split()
)
TITLE = re.compile(r"(?:\bdr\.?|\bdoctor|\bdrs\.?|\b(?:np|pa|md|do|aprn|arnp|nurse))\s+")
SPOKEN_WITH = re.compile(
    r"(?:\b[ds]/w|\bwith|(?<!\w)w/|\b(?:call(?:ed)?|phoned|texted|messaged|paged|asked|updated|tc|(?:spoke|talked)\s+to|(?:call|telephone|phone|message|msg|text|e-?mail|fax|page|voicemail|chat)\s+(?:from|to)|(?<!\w)(?:tc|t/c)\s+(?:from|to)))\s*$"
)
AND = re.compile(r"\s*(?:,\s*)?(?:and|&|[+]|,)\s+(?:dr\.?\s+)?$")
OF_OURS = re.compile(r"\s+(?:np|pa|ma|rn|nurse|office|assistant|scribe|team|staff)(?!\w)")
AND_I = re.compile(
    r"\s+(?:and|&)\s+i\b|(?=\s+(?:called|phoned|texted|messaged|paged|asked|says?|said|wants?|thinks|reports|reported|advised|agreed)\b)"
)
DOCTOR = re.compile(
    r"\b(?:dr|doctor)\.?\s+(?P<name>[a-z][\w-]*(?:'(?!s\b)[\w-]+)?)(?:'s)?(?:\s+(?:office|nurse|pa|np|team))?"
    rf"(?:\s+\(?{SPECIALTY}\)?(?!\w))?"
)
# A word of the sentence with its letters: without the "'s" of an owner, and with it.
Word = tuple["re.Match[str]", str, str]


def parties_in(sheet: Sheet, parties: tuple[Party, ...]) -> list[Mention]:
    """Take the agencies and colleagues that are named; a value is what the counterpart then is."""
    found: list[Mention] = []
    words = _free(sheet)  # read once: a practice has hundreds of parties, and a sentence names one or two
    titles = {match.end(): match.start() for match in TITLE.finditer(sheet.folded)}
    for party in parties:
        mention = _colleague(sheet, words, titles, party) if party.is_person else _agency(sheet, words, party)
        if mention is not None:
            sheet.take(mention, "named")
            found.append(mention)
            words = _free(sheet)
    found += _doctors(sheet)
    found += _partners(sheet, [squash(party.name) for party in parties if party.is_person])
    return sorted(found, key=lambda mention: mention.start)


def _free(sheet: Sheet) -> list[Word]:
    """Return the words that nobody took."""
    words = ((match, match.group()) for match in sheet.words())
    return [(match, squash(said.removesuffix("'s")), squash(said)) for match, said in words]


def _is_name(sheet: Sheet, match: "re.Match[str]", words: list[str]) -> bool:
    """Say whether an ordinary word is meant as an agency's name: with a capital, or with the next word of it."""
    behind = re.match(r"\s+([a-z]+)", sheet.folded[match.end() :])
    if sheet.text[match.start()].isupper():
        return True
    # "what comfort care means" in a line that has capitals is no agency
    is_small = SPOKEN_WITH.search(sheet.folded[: match.start()]) or sheet.text[1:].islower()
    return behind is not None and behind[1] in words and bool(is_small)


def _agency(sheet: Sheet, free: Sequence[Word], party: Party) -> Mention | None:
    words = [squash(word) for word in re.split(r"[\s]+", party.name)]
    rare = [word for word in words if word and word not in COMMON]
    if not rare:
        return None
    pattern = _apart(party.name)
    apart = next(sheet.found(pattern), None) if pattern else None
    if apart is not None:
        return Mention(apart.start(), _end_of_name(sheet, apart.end(), words), "agency_staff")
    short = "".join(word[0] for word in words if word and word not in ("and", "of", "the", "at"))
    initials, joined = "".join(word[0] for word in rare), "".join(rare[:2])
    for match, word, whole in free:
        is_short = len(short) > 2 and word == short and _is_short(sheet, match)
        if is_short or (word == initials and _is_two(sheet, match)):
            return Mention(
                match.start(), _end_of_name(sheet, match.end(), words), "agency_staff", is_sure=False
            )
        is_exact = rare[0] in (word, whole) or (len(word) > 3 and word == joined)
        is_exact = is_exact and (rare[0] not in ORDINARY or _is_name(sheet, match, words))
        is_misspelt = len(word) > 5 and word not in STOP_WORDS
        if is_exact or (is_misspelt and is_one_letter_off(word, rare[0])):
            start = match.start() - len(SAINT.search(sheet.folded[: match.start()])[0])  # type: ignore[index]
            return Mention(start, _end_of_name(sheet, match.end(), words), "agency_staff", is_exact)
    return None


HYPHEN = re.compile(r"(?<!\S)([a-z]+)-([a-z]+)(?!\S)")


@lru_cache(maxsize=4096)
def _apart(name: str) -> "re.Pattern[str] | None":
    """Return what finds the words that a hyphen joins in a name where they stand apart: "tri county"."""
    joined = HYPHEN.search(fold(name))
    if joined is None or joined[1] in COMMON:
        return None
    return re.compile(rf"(?<![\w-]){joined[1]}\s{joined[2]}(?![\w-])")


CALLING = re.compile(r"\s+(?:triage|charge|on-?call|rn|nurse|lpn|np|aide|chaplain|sw|msw)\b")


def _is_two(sheet: Sheet, match: "re.Match[str]") -> bool:
    """Say whether first letters are two capitals before a calling: "HL RN" of Harbor Light."""
    written = sheet.text[slice(*match.span())]
    is_written = len(written) == 2 and written.isupper()
    return is_written and CALLING.match(sheet.folded, match.end()) is not None


def _is_short(sheet: Sheet, match: "re.Match[str]") -> bool:
    """Say whether first letters are written as such: in capitals, or no word of their own."""
    return sheet.text[slice(*match.span())].isupper() or not set(match.group()) & set("aeiouy")


SAINT = re.compile(r"(?:\b(?:st|saint|mt|mount)\.?\s+)?$")
# PT, OT and speech therapists call; their evaluations and orders do not.
PAPERS = re.compile(
    r"\s+(?:eval|orders?|notes?|visits?|freq|goals?|progress|recert|d/?c\b|disch|referral|consult)"
)


OF_NURSING = re.compile(r"of\s+nursing\b")
OWN_NURSE = re.compile(
    r"(?:wound(?:\s+care)?|charge|infusion|on-?call|night|weekend|evening|triage|field|palliative|head|floor)\s+(?:nurse|rn|np|lpn)\b"
)
MEETING = re.compile(r"\s+(?:mtg|meet|conf|call|huddle|round|discussion)")


def _end_of_name(sheet: Sheet, at: int, words: list[str]) -> int:
    """Return where the words of the agency's name, and such as HHA, end."""
    end = at
    for match in sheet.words():
        if match.start() < end:
            continue
        whose = OWN_NURSE.match(sheet.folded, match.start())
        if whose and match.start() - end == 1:
            end = whose.end()
            continue
        word = squash(match.group().removesuffix("'s"))
        if (
            match.start() - end > 1
            or (word not in words and word not in COMMON)
            or (word in ("and", "at", "of") and not OF_NURSING.match(sheet.folded, match.start()))
            or (word == "team" and MEETING.match(sheet.folded, match.end()))
            or (word in ("pt", "ot", "slp", "therapy") and PAPERS.match(sheet.folded, match.end()))
        ):
            break
        end = match.end()
    return end


def _colleague(sheet: Sheet, free: Sequence[Word], titles: Mapping[int, int], party: Party) -> Mention | None:
    """Return where a colleague is named: by a title, whose ends and starts are given, or as somebody spoken to."""
    last = squash(party.name)
    for match, word, _ in free:
        start, end = match.span()
        if start in titles and (word == last or is_one_letter_off(word, last)):
            return Mention(titles[start], end, "own_practice", word == last)
        if word != last:
            continue
        if SPOKEN_WITH.search(sheet.folded[:start]):
            of_ours = OF_OURS.match(sheet.folded, end)
            return Mention(start, of_ours.end() if of_ours else end, "own_practice", is_sure=False)
        and_i = AND_I.match(sheet.folded, end)
        if and_i:
            return Mention(start, and_i.end(), "own_practice")
    return None


def _partners(sheet: Sheet, last_names: list[str]) -> list[Mention]:
    """Take a colleague who is named with another: "with Reyes and Goldberg"."""
    found = []
    for match in list(sheet.words()):
        before = AND.search(sheet.folded[: match.start()])
        is_beside = before is not None and sheet.owner[before.start() - 1 : before.start()] == ["named"]
        if is_beside and squash(match.group()) in last_names:
            found.append(Mention(*match.span(), "own_practice"))
            sheet.take(found[-1], "named")
    return found


def _doctors(sheet: Sheet) -> list[Mention]:
    """Take every other doctor by name: somebody outside the practice."""
    found = []
    for match in list(sheet.found(DOCTOR)):
        mention = Mention(*match.span(), "outside_professional")
        sheet.take(mention, "named")
        found.append(mention)
    return found
