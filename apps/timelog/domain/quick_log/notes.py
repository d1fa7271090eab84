"""The note of a sentence: what nobody else took, in the order and the letters in which it was typed."""

import re

from apps.timelog.domain.quick_log.text import Sheet
from apps.timelog.domain.quick_log.zones import Zones

# Words that only tie fields together are dropped where a field was taken beside them.
TIES = re.compile(
    r"(?:with|w/|w|for|because|re:?|on|at|to|from|fr|frm|by|via|and|or|&|\+|of|in|into|the|a|an|@|-|per|pt|patient|mr|mrs|ms|miss|dr|i|was|had|did|spent|over|about|approx|then|it|took"
    r"|from|as|using|also|please|pls|quick|brief|thru|oversight|directly|oncall|reply|ccm|cpo|me|myself|have|been|were|we|himself|herself|thx|thanks|[ds]/w)\.?",
    re.IGNORECASE,
)
# Words that open a line only to say that it is an entry.
ORDERS = re.compile(
    r"(?:(?:this\s+is\s+an?|please|pls|okay|ok|so|i|to|log|logged|add|entry|time|enter|needs?|needed|forgot|want|have|had|remember|just)\b[.:]?\s*)+",
    re.IGNORECASE,
)
# What is left over of a phrase says nothing by itself; "f/u" before a call only says that there was one before.
LEFT_OVER = re.compile(
    r"(?:after|before|while|when|back|again|so|home|house|co|worked|working|back\s*(?:&|and|n)\s*forth|new|weekly|monthly"
    r"|total(?:ing|l?ed)?|asked|in\s+all|one|two|three|four|five|six|several|multiple|(?:we\s+)?had(?:\s+(?:our|an?))?|made|did|read\s+through|going|short|long|told|notified|informed|(?:please\s+)?log|read|done|completed|sign|finished|ended|started|a\s+few|a\s+couple(?:\s+of)?|altogether|now|conf|prep|(?:(?:i\s+)?just\s+)?got\s+off|f/?u|follow(?:ed|ing)?[\s-]*up|sent|md|signed|rec'?d|received|answer(?:ed)?|visit|caring|covering|(?:care|case)\s+m(?:ana)?ge?m(?:en)?t|review(?:ed)?|paperwork|her|him|them|\d{1,2}|x\s*\d|\d\s*x)\.?",
    re.IGNORECASE,
)
# "sugars, reviewed, metformin up"
ANSWERED = re.compile(r"^(?:reviewed|answered|replied|received)\s*[,;.](?!\d)")
OPENING = re.compile(r"(?:f/u|fu|follow-?up)\.?", re.IGNORECASE)
# "pt refusing PT": who does something is told of, and no label.
TOLD = re.compile(r"(?:pt|patient)", re.IGNORECASE)
DOES = re.compile(
    r"(?:\w+ing|is|was|has|had|c/o|wants?|needs?|refus\w+|reports?|states?|denie[sd]|feels?|not|still|fell|too|very)$",
    re.IGNORECASE,
)
STATE = re.compile(r"in\s+(?:tears|pain|distress|bed|hospital|denial|agreement)\b|in\s+[A-Z][a-z]")
LATE = re.compile(r"\blate\s+entry$", re.IGNORECASE)
# "says Doe's wound smells": without the name the words go on.
OWNED = re.compile(r"[\w'’-]+(?:\s[\w'’-]+){0,2}['’]s?")
QUOTED = re.compile(r'["“](?P<said>[^"“”]+)["”]')
# "Dr. Patel's recommendations": the title belongs to the name behind it.
# Words that tie only what comes behind them.
TRAILING = re.compile(
    rf"{TIES.pattern}|(?:told|after|before|following|during|while|because|long)", re.IGNORECASE
)
# "Sunrise called again, wound": said of the call.
LEADING = re.compile(rf"{TIES.pattern}|again", re.IGNORECASE)
ARTICLE = re.compile(r"the|an?|in", re.IGNORECASE)
# "We held a team conference": that it took place is said by its name.
HELD = re.compile(r"(?:(?:i|we)\s+)?held", re.IGNORECASE)
CONFERENCE = re.compile(
    r"\s*(?:[\w/'-]+\s+){0,3}(?:[\w/'-]*conferenc\w*|conf|meeting|mtg|huddle|rounds?|idt|idg|mdt)\b"
)
# ", which took 7 minutes": said of the length behind it.
LASTED = re.compile(
    r"(?:\band\s+)?(?:\b(?:all\s+(?:of\s+)?)?(?:which|that|this|it)\s+(?:took|lasted|ran)\b"
    r"|(?:[,;.]\s*(?:and\s+)?|(?<=\band\s))(?:all\s+(?:of\s+)?)?(?:which|that|this|it)\s+was\b|[,;]\s*taking\b)"
    r"(?:\s+(?:me|us|all|about|around|only|just|roughly|approximately|another|for|a\s+total\s+of)\b)*\s*"
)
ABOUT = re.compile(r"\s*(?:about|abt|because of|due to)\s*")
DOCTOR = re.compile(r"dr\.?", re.IGNORECASE)


def quoted(sheet: Sheet) -> str:
    """Take what stands in quotation marks: it is the note, word for word."""
    found = []
    for match in list(QUOTED.finditer(sheet.text)):
        if match.group() == sheet.text.strip():
            for at in (match.start(), match.end() - 1):
                sheet.owner[at] = "mark"  # the whole line was copied with its quotation marks
            continue
        sheet.owner[match.start() : match.end()] = ["quoted"] * (match.end() - match.start())
        found.append(match["said"].strip())
    return ", ".join(found)


def note_of(sheet: Sheet, zones: Zones, said: str) -> str:
    """Return the note; `said` is what stood in quotation marks."""
    sheet.take_rests()
    _take_how_long(sheet)
    note, last = "", 0
    for start, end in _runs(sheet, zones):
        between = _between(sheet, last, start)
        is_joined = bool(note) and ABOUT.fullmatch(between) is not None
        part = _trimmed(sheet, start, end, in_clause=zones.in_clause(start), is_joined=is_joined)
        if part:
            note = f"{note}{between}{part}" if note else part
            # a word that was cut behind it ("on", "for") parts it from what follows
            last = end if sheet.text[:end].rstrip().endswith(part) else start
    return ", ".join(filter(None, (note, said)))


def _take_how_long(sheet: Sheet) -> None:
    """Take the words that only say how long it was: ", which took 7 minutes"."""
    for match in LASTED.finditer(sheet.folded):
        start, end = match.span()
        if "seconds" in sheet.owner[start : end + 1] and set(sheet.owner[start:end]) <= {"", "seconds"}:
            sheet.owner[start:end] = [owner or "mark" for owner in sheet.owner[start:end]]


def _is_name(sheet: Sheet, start: int, end: int) -> bool:
    return {sheet.owner[at] for at in range(start, end) if not sheet.text[at].isspace()} == {"patient"}


def _between(sheet: Sheet, start: int, end: int) -> str:
    """Return what joins two parts of a note: what stood there, when it belongs to what was said, else a comma."""
    text = sheet.text[start:end].strip()
    if OWNED.fullmatch(text) and _is_name(sheet, start, end):
        return " "
    text = "".join(sheet.text[at] for at in range(start, end) if sheet.owner[at] != "patient").strip()
    if text == ":":
        return ": "
    return f" {text} " if ABOUT.fullmatch(text.lower()) else ", "


def _runs(sheet: Sheet, zones: Zones) -> list[tuple[int, int]]:
    """Return the stretches that nobody took; a taken field in the middle of a clause joins what is beside it."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for at, owner in enumerate([*sheet.owner, "end"]):
        if owner and start is not None:
            found.append((start, at))
            start = None
        elif not owner and start is None:
            start = at
    return found


def _trimmed(sheet: Sheet, start: int, end: int, *, in_clause: bool, is_joined: bool) -> str:
    """Cut separators and words that only tied the stretch to a field beside it.

    `is_joined` says that the note goes on with it: "who asks about | a nursing home".
    """
    text = sheet.text[start:end]
    is_cut_before = start > 0
    # "Foley 16 Fr, Castillo": a comma parts the word from what is behind it
    is_cut_after = end < len(sheet.text) and not re.search(r"[,;]\s*$", text)
    is_subject = is_joined or (in_clause and re.search(r"\bre:?\s*$", sheet.folded[:start]) is not None)
    while True:
        before = text
        text = ANSWERED.sub("", _without_loose_marks(text)) if is_cut_before else _without_loose_marks(text)
        words = text.split()
        is_verb = in_clause and words and words[0].lower() in ("add", "had", "was", "took")
        is_told = len(words) > 1 and TOLD.fullmatch(words[0]) and DOES.match(words[1])
        is_doctor = len(words) > 1 and DOCTOR.fullmatch(words[0]) and words[1][0].isalpha()
        is_article = is_subject and len(words) > 1 and ARTICLE.fullmatch(words[0])
        is_kept = is_verb or is_told or is_doctor or is_article or STATE.match(text)
        if words and (is_cut_before or len(words) == 1) and _ties(words[0], sheet, LEADING) and not is_kept:
            text = text[len(words[0]) :]
        elif (
            words
            and (is_cut_after or len(words) == 1)
            and _ties(words[-1], sheet, TRAILING)
            and not LATE.search(text)
        ):
            text = text[: -len(words[-1])]
        elif _says_nothing(text, sheet, start, end, is_subject=is_subject):
            text = ""
        elif words and start == 0 and end < len(sheet.text) and not in_clause and OPENING.fullmatch(words[0]):
            text, is_cut_before = text[len(words[0]) :], True
        if text == before:
            return text


def _says_nothing(text: str, sheet: Sheet, start: int, end: int, *, is_subject: bool) -> bool:
    is_left_over = LEFT_OVER.fullmatch(text) is not None and not is_subject
    is_order = start == 0 and ORDERS.fullmatch(text) is not None
    is_held = HELD.fullmatch(text) is not None and CONFERENCE.match(sheet.folded, end) is not None
    return is_left_over or is_order or is_held


def _ties(word: str, sheet: Sheet, ties: "re.Pattern[str]" = TIES) -> bool:
    """Say whether a word only ties fields together; PT in capitals is a therapist or a blood test."""
    return ties.fullmatch(word) is not None and (word != "PT" or sheet.text.isupper())


def _without_loose_marks(text: str) -> str:
    """Strip separators at both ends, but keep brackets and marks that belong to a word."""
    stripped = re.sub(r"^[>\s]+(?=\s|$)|(?<=\s)>+\s*$", "", text).strip(" \t\n,;:|–—―‒‑@*~•·→=!")
    stripped = re.sub(r"^['’]s(?:\s+|$)", "", stripped)
    while stripped and stripped[0] in "-/.+&)#]" and not re.match(r"[.+-]\d|#\w", stripped):
        stripped = stripped[1:].lstrip(" \t\n,;:|")
    while stripped and stripped[-1] in "-/.&([#":
        stripped = stripped[:-1].rstrip(" \t\n,;:|")
    if re.fullmatch(r"\([^()]*\)|\[[^\[\]]*\]", stripped):
        stripped = stripped[1:-1].strip()
    if stripped.count("(") > stripped.count(")"):
        stripped = stripped.replace("(", "", 1)
    if stripped.count(")") > stripped.count("("):
        stripped = stripped[::-1].replace(")", "", 1)[::-1]
    return stripped
