"""The name of somebody who is no patient of the practice."""

import re
from collections.abc import Iterator, Sequence

from apps.timelog.domain.quick_log.counterparts import COUNTERPART_WORDS
from apps.timelog.domain.quick_log.notes import TIES
from apps.timelog.domain.quick_log.stop_words import STOP_WORDS
from apps.timelog.domain.quick_log.text import Mention, Sheet
from apps.timelog.domain.quick_log.zones import Zones

Span = tuple[int, int]
OWNED = re.compile(r"['’]s?$")
# "for Whitaker", "Mrs. Hawkins"; a word behind it may belong to something else ("Mrs. Hawkins, Tue")
NAMED = re.compile(
    r"(?:\b(?:[Ff]or|[Pp]t\.?|[Pp]atient|(?P<lead>[Rr]e:?)|[Mm]rs?\.?|[Mm]s\.?|[Mm]iss)\s+(?:[Mm](?:rs?|s|iss)\.?\s+)?)(?P<name>(?P<first>[A-Z][\w'’-]+)(?:,?\s+[A-Z][\w'’-]+)?)"
)
# First in the line: "Whitaker recert 6m", or "Joan Whitaker: recert", or "Whitaker's daughter called"
OPENING = re.compile(
    r"\s*(?P<name>(?:[ODL]['’])?[A-Z][a-z]+(?:-?[A-Z][a-z]+)*(?:,?\s[A-Z][a-z]+)?)(?P<owns>['’]s)?(?![\w'’])"
)
# "Kim RN at Sunrise called" names no patient
CALLING = re.compile(r",?\s+\(?(?:rn|lpn|lvn|np|pa|md|do|msw|lcsw|pt|ot|slp|cna)\b")
_FAMILY = "|".join(
    pattern
    for value, _, patterns in COUNTERPART_WORDS
    if value == "family_or_caregiver"
    for pattern in patterns
)
# Whose family somebody spoke with: "w/ Patterson's daughter", "w/ Ann Patterson's POA", "daughter of Patterson"
OF_FAMILY = re.compile(
    rf"(?<![\w'’-])(?P<name>(?:[A-Z][\w-]+\s)?(?:[ODLodl]['’])?[A-Za-z][\w-]{{2,}})(?:['’]s|(?<=s)['’])(?=\s+(?i:{_FAMILY})(?![\w/-]|\s+(?:liaison|services?|support|practice|physician)))"
    rf"|(?<![\w'’-])(?i:{_FAMILY})\s+of\s+(?P<whose>[A-Z][\w'’-]+(?:,?\s[A-Z][\w'’-]+)?)(?![\w'’])"
)
# "Alzheimer's caregiver", "client's daughter": an illness called after somebody, and a word for anybody.
NOBODY = re.compile(
    r"(?:alzheimer|parkinson|crohn|hodgkin|huntington|graves|raynaud|meniere|client|resident|member|boss|neighbou?r|friend|colleague|(?:gentle|wo)?man|lady|deceased)s?$"
)
PARTED = re.compile(r"\s*(?:[,;:|/]|-{1,2}\s|[–—]|$)")
# What a line can open with that is nobody's name: what was done, what is ailing, what was given, which one of several.
NO_NAME = re.compile(
    r"\w+(?:tion|sion|ing|ed|ness|ment|ity|itis|sis|[ae]mia|uria|algia|pathy|ectomy|plasty|therapy|ology|gram|pril|olol|statin|sartan"
    r"|cillin|mycin|azole|pam|dine|pine|zine|formin|ide|late|ly|ual)s?$|(?:rash|ulcers?|sores?|hiccups|chills|cramps|sugars?|dizzy|itch|sick|tired)$"
    r"|(?:another|second|third|great|nice|hello|hi|weekend|weekday|holiday|peer|routine|regular|repeat|extra|final|lengthy|late|early)$"
)
# "Eliquis refill": what was refilled.
REFILLED = re.compile(r"\s+(?:refill|renew|rx\b|script|prescription)")


def unknown_name(sheet: Sheet, zones: Zones, words: Sequence[Span], under: Sequence[Span]) -> Mention | None:
    """Return where a name stands that is no patient's: behind "for" or a title, alone in its part, or first in the line.

    `words` are those that can be a name by themselves, `under` the stretches that other fields would like to have.
    """
    span = next(_names(sheet, zones, words, under), None)
    return Mention(*span, OWNED.sub("", sheet.text[slice(*span)])) if span else None


def _names(sheet: Sheet, zones: Zones, words: Sequence[Span], under: Sequence[Span]) -> Iterator[Span]:
    for match in NAMED.finditer(sheet.text):
        # "re DNR" names what it was about
        is_short_form = match["first"].isupper() and match["lead"] and not sheet.text.isupper()
        if match["first"].lower() not in STOP_WORDS and not is_short_form:
            spans = (match.span("name"), match.span("first"))
            yield from (each for each in spans if _is_free(each, sheet, under))
    opening = _opening(sheet, under) if words else None
    for span in _alone(sheet, zones, words, under):
        # "Whitaker, Joan, recert" is one name
        yield opening if opening and span[0] < opening[1] else span
    if opening:
        yield opening
    yield from _whose_family(sheet, zones, under)


def _whose_family(sheet: Sheet, zones: Zones, under: Sequence[Span]) -> Iterator[Span]:
    """Yield whose family somebody spoke with: "w/ Patterson's daughter"."""
    for match in OF_FAMILY.finditer(sheet.text):
        span = match.span("whose" if match["whose"] else "name")
        words = re.split(r",?\s", sheet.folded[slice(*span)])
        is_name = not any(word in STOP_WORDS or NOBODY.match(word) for word in words)
        if is_name and not zones.in_clause(span[0]) and _is_free(span, sheet, under):
            yield span[0], span[1] if match["whose"] else match.end()


def _is_free(span: Span, sheet: Sheet, under: Sequence[Span]) -> bool:
    return sheet.is_free(*span) and not any(start < span[1] and span[0] < end for start, end in under)


def _alone(sheet: Sheet, zones: Zones, words: Sequence[Span], under: Sequence[Span]) -> Iterator[Span]:
    """Yield one or two words with capitals that are all of a later part of the line."""
    for start, end in zones.segments:
        spans = [span for span in words if start <= span[0] < end]
        is_whole = start > 0 and 0 < len(spans) <= 2 and all(_is_free(span, sheet, under) for span in spans)
        if is_whole and all(_is_named(sheet.text[slice(*span)]) for span in spans):
            yield spans[0][0], spans[-1][1]


def _is_named(word: str) -> bool:
    return word[0].isupper() and OWNED.sub("", word).lower() not in STOP_WORDS


def _opening(sheet: Sheet, under: Sequence[Span]) -> Span | None:
    """Return the name that opens a line, where a mark or another field follows it."""
    match = OPENING.match(sheet.text)
    if match is None or not _is_free(match.span("name"), sheet, under):
        return None
    parts = re.split(r",?\s", match["name"].lower())
    if any(part in STOP_WORDS or NO_NAME.fullmatch(part) or TIES.fullmatch(part) for part in parts):
        return None
    end = match.end()
    if REFILLED.match(sheet.folded, end) and len(parts) == 1:
        return None
    following = len(sheet.text) - len(sheet.text[end:].lstrip())
    is_field = any(sheet.owner[following : following + 1]) or any(start == following for start, _ in under)
    is_parted = not match["owns"] and PARTED.match(sheet.text, end)
    if CALLING.match(sheet.folded, end) or not (is_field or is_parted):
        return None
    return match.start("name"), end
