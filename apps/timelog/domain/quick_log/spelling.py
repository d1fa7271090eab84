"""The words that make an entry, read although one letter is wrong: "yesturday", "pharmicist", "confrence"."""

import re
from functools import lru_cache

from apps.timelog.domain.quick_log.stop_words import STOP_WORDS

# The word, and a shorter one of the same meaning that stands for it where a letter was left out.
SHORTER = {
    "yesterday": "yest", "minutes": "min", "minute": "min", "reviewed": "rev'd", "review": "rev'd", "reviewing": "rev'd",
    "pharmacist": "pharm", "pharmacy": "pharm", "daughter": "dtr", "conference": "conf", "meeting": "mtg", "hospice": "hospc",
    "voicemail": "vm", "message": "msg", "telephone": "tel", "family": "fam", "patient": "pt", "discussed": "spoke",
    "husband": "wife", "documentation": "documented", "documented": "charted", "certification": "cert",
    "recertification": "recert", "prescription": "rx", "refill": "renew", "evaluation": "eval", "cardiologist": "cards",
    "cardiology": "cards", "coordination": "coord.", "interdisciplinary": "idt", "monday": "mon", "tuesday": "tue",
    "wednesday": "wed", "thursday": "thu", "friday": "fri", "saturday": "sat", "sunday": "sun", "therapist": "rt",
    "caregiver": "poa", "talked": "spoke", "agency": "hha", "facility": "snf", "records": "labs", "summary": "summ",
    "called": "tc", "messaged": "msg'd",
}  # fmt: skip
# Longer slips of the tongue and the thumb.
USUAL = {
    "dauther": "dtr",
    "doughter": "dtr",
    "revue": "rev'd",
    "dauter": "dtr",
    "farmacy": "pharm",
    "farmacist": "pharm",
    "mtng": "mtg",
    "hospis": "hospc",
    "nures": "rn",
    "nurs": "rn",
}
# Words of their own that one letter tells from the above.
OTHERS = frozenset(
    "caller culled mailed massage melting seating laughter evacuation valuation reviews reviewer patients minuter refills families meetings messages messaged conferenced documents"
    " records record documents husbands walked tasked talkers facilities agencies faculty famine monthly recorded".split()
)
KNOWN = STOP_WORDS | OTHERS | frozenset(SHORTER)
WORD = re.compile(r"(?<![\w/.'-])[a-z]{4,}(?![\w/'-])")


def respelt(folded: str, text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the folded text with such words put right, as long as it was, and the stretches filled with spaces."""
    filled: list[tuple[int, int]] = []
    for match in list(WORD.finditer(folded)):
        word, (start, end) = match.group(), match.span()
        # a capital inside a line begins a name
        if word in KNOWN or (text[start].isupper() and start > 0 and not text[start:end].isupper()):
            continue
        right = _right(word)
        if right:
            folded = folded[:start] + right.ljust(len(word)) + folded[end:]
            filled += [(start + len(right), end)] if len(right) < len(word) else []
    return folded, filled


def is_one_letter_off(one: str, other: str) -> bool:
    """Say whether one letter was left out, added, changed, or two neighbours changed places; short names never."""
    # Where one letter is wrong the others stand still, so the first or the last is the same: most names end here.
    if one == other or (one[:1] != other[:1] and one[-1:] != other[-1:]):
        return False
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


@lru_cache(maxsize=4096)
def _right(word: str) -> str:
    """Return what `word` was to be, or a shorter word of its meaning; "" when that is nothing or more than one thing."""
    if word in USUAL:
        return USUAL[word]
    meant = [each for each in SHORTER if len(word) > 4 and is_one_letter_off(word, each)]
    if len({SHORTER[each] for each in meant}) != 1:
        return ""
    return next((each for each in meant if len(each) <= len(word)), SHORTER[meant[0]])
