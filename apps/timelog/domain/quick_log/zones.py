"""Where a sentence speaks of the work and where of its subject: segments between commas, and clauses after "re"."""

import re
from dataclasses import dataclass

from apps.timelog.domain.quick_log.numbers import NUMBER
from apps.timelog.domain.quick_log.text import Mention, Sheet

BREAK = re.compile(
    r"\s*(?:[,|](?!\d)|;|\n|\s-{1,2}\s|\s//\s)\s*|(?<![ .][a-z])(?<!\bdr)(?<!\bmrs)(?<!\bmr)(?<!\bms)(?<!\bst)(?<!\bph)(?<!\btel)(?<!\bmin)(?<!\bapprox)(?<!\bvs)\.\s+(?=\S)"
)
_LENGTH = rf"(?:{NUMBER}[\s-]*(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b|\d{{1,2}}:\d\d|\d{{1,2}}\s*[ap]\.?m\b|noon|midnight|half\b|(?:a\s+)?quarter|(?:a\s+)?couple|(?:a\s+)?few|\d{{1,3}}\s*(?:-|to)\s*\d{{1,3}}\s*m)"
MARK = re.compile(
    rf"(?<![\w/])(?:re\s*:|re(?=\s)|regarding:?|reg\.?:?(?=\s)|(?:about|abt)(?!\s+{_LENGTH}):?|concerning:?|r/t|because\s+of|due\s+to"
    r"|to\s+(?:discuss|review|go\s+over|talk\s+about|ask\s+about|address)|going\s+over(?=\s+(?:what|how|why|whether)\b)|discuss(?:ed|ing)(?=\s+(?!with\b|w/)):?|topics?:|subject:|notes?\s*[:=]|reason:)\s*"
)
# What a field is called where somebody writes a form as a line: "patient: Schmitt; time: 5 min".
LABEL = re.compile(
    r"(?:^|(?<=[,;|])|(?<=[,;|.]\s)|(?<=\s)(?=\w+=))(?:activity|act|what|time|duration|dur|how\s+long|length|minutes|mins|date|when|day|patient|pt|who|how|channel|via|with|w|counterpart)\s*(?::\s*|=\s*)"
)
CAPITAL_LABEL = re.compile(
    r"(?<!\S)(?:ACTIVITY|WHAT|TIME|DURATION|LENGTH|MINUTES|DATE|WHEN|DAY|PATIENT|WHO|HOW|CHANNEL|VIA|WITH|COUNTERPART):\s*"
)
# What every entry is says nothing of one.
OVERSIGHT = re.compile(r"\bcare\s+plan\s+oversight\b(?!\s+(?:doc|note|bill|claim|time\s+doc))")
COLON = re.compile(r"(?<=[a-z)])\s*:\s+|(?<=\d)\s*:\s+(?!\d)")
# "spoke with Okafor on Doe's plan": after a word for talking this "on" is "about".
ON_WHOSE = re.compile(r"\bon\s+(?=(?:[\w-]+\s+)?[\w-]+(?:'[\w-]+)?'s\s+[a-z])")
SPOKEN = re.compile(
    r"\b(?:call(?:ed)?|with|w/|spoke|talk(?:ed)?|updated|discuss|[ds]/w|t/?c|phone|text|message)\b|w/"
)
# What comes before a colon is the head of an entry only when it says how long or how.
HEAD = re.compile(
    rf"\d|\b(?:call|phone|fax|e-?mail|message|conference|visit|review|updated?|plan|note|chart|refill|travel|admin)|(?<![a-z]){_LENGTH}"
)
TOLD = re.compile(
    r"\b(?:call|phone|fax|e-?mail|mess|msg|conf|visit|review|updat|plan|note|chart|refill|travel|admin|with|w/|spoke|talk|t/?c\b|tel\b|te?xt|met\b|confer|discuss|coord|chat)"
)
# A way of talking with a colon behind it says whom next, not about what: "phone: HHA, Doe".
WAY = re.compile(
    r"\b(?:on[\s-]call|call|phone|tele?|[tp]/?c|fax|conf|portal|e-?mail|msg|message|text|chat|zoom|video|in\s+person|coordination|coord|discussion)$"
)
FIELD_SEGMENT = re.compile(r"\s*(?:with|w/|via|by|for|from|to)\b|\s*w/")


@dataclass(frozen=True, slots=True)
class Zones:
    """Segments and subject clauses of a sentence, as [start, end), and whether "discussed" opened one of these."""

    segments: tuple[tuple[int, int], ...]
    clauses: tuple[tuple[int, int], ...]
    is_discussed: bool = False

    def in_clause(self, at: int) -> bool:
        """Say whether the character at `at` belongs to what the work was about."""
        return any(start <= at < end for start, end in self.clauses)

    def segment_of(self, at: int) -> tuple[int, int]:
        """Return the segment that holds `at`."""
        return next(((start, end) for start, end in self.segments if start <= at < end), (at, at))


def zones_of(sheet: Sheet) -> Zones:
    """Return the segments of a sentence and the clauses after words such as "re"; the marks themselves are taken."""
    segments = _segments(sheet)
    clauses, is_discussed = [], False
    capitals = CAPITAL_LABEL.finditer(sheet.text)
    for match in (*sheet.found(LABEL), *capitals, *sheet.found(OVERSIGHT)):
        sheet.take(Mention(*match.span(), None), "mark")
    for match in (
        *MARK.finditer(sheet.folded),
        *ON_WHOSE.finditer(sheet.folded),
        *COLON.finditer(sheet.folded),
    ):
        is_whose = match.re is ON_WHOSE
        if is_whose and not SPOKEN.search(sheet.folded[: match.start()]):
            continue
        is_colon = sheet.folded[match.start() : match.end()].strip() == ":"
        if is_colon and not TOLD.search(sheet.folded[: match.start()]):
            continue
        end = next((end for start, end in segments if start <= match.start() < end), len(sheet.text))
        if not sheet.is_free(*match.span()):
            continue
        sheet.owner[match.start() : match.end()] = ["mark"] * (match.end() - match.start())
        is_discussed = is_discussed or match.group().startswith("discuss")
        if is_colon and WAY.search(sheet.folded[: match.start()]):
            continue
        # "re Schmitt 12 min call about falls": what opens the sentence names its patient, not yet its subject
        is_first = not any(sheet.folded[at].isalnum() and not sheet.owner[at] for at in range(match.start()))
        if not is_first or not HEAD.search(sheet.folded[match.end() : end]):
            clauses.append((match.end(), end))
    return Zones(segments, tuple(sorted(clauses)), is_discussed)


def _segments(sheet: Sheet) -> tuple[tuple[int, int], ...]:
    found, start = [], 0
    for match in BREAK.finditer(sheet.folded):
        found.append((start, match.start()))
        start = match.end()
    return (*found, (start, len(sheet.text)))
