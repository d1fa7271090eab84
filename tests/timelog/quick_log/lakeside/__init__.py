"""A practice by a lake: names that are also words, saints, hyphens, two of one name; an evening in Chicago.

A row is short: what was typed, whose patient, seconds, the values of activity, counterpart and channel by their short
names in one string, the note, and what is special: the day, start and end, what is ambiguous, the problems.
"""

from collections.abc import Sequence

from tests.timelog.quick_log.sentence import VALUES, Sentence

PLACE = "by the lake"
NOW, ZONE = "2026-11-04T17:45:00-06:00", "America/Chicago"
PEOPLE = {
    "baker": "Baker, Thomas J", "rjohnson": "Johnson, Robert", "mjohnson": "Johnson, Mary Ann", "berg": "van der Berg, Pieter",
    "ford": "Williams-Ford, Charlene", "james": "St. James, Loretta", "kowal": "Kowalczyk, Stanislaw", "patel": "Patel, Hansa",
    "young": "Young, Ella", "rose": "Rose, Harold", "brown": "Brown, Otis", "brownlee": "Brownlee, Vera",
    "hern": "Hernandez, José", "naka": "Nakamura, Yuki", "wash": "Washington, Beulah", "lee": "Lee, Sun-Hi",
    "mac": "MacDonald, Ewan", "oneill": "O'Neill, Kathleen", "cast": "Castillo, Maria Elena", "fitz": "Fitzgerald, Dorothy",
    "thom": "Thompson, Earl",
}  # fmt: skip
SEX = dict.fromkeys(("baker", "rjohnson", "hern", "rose", "thom"), "M") | dict.fromkeys(
    ("mjohnson", "fitz", "oneill", "wash"), "F"
)
AGENCIES = (
    "Bayview Home Health", "Amedisys", "VITAS Hospice", "St. Luke's Home Care", "Maple Grove Nursing & Rehab",
    "Comfort Care Hospice",
)  # fmt: skip
COLLEAGUES = ("Sharma", "Goldberg", "Reyes")
DAYS = {
    "t": "2026-11-04", "y": "2026-11-03", "mon": "2026-11-02", "sun": "2026-11-01", "sat": "2026-10-31", "fri": "2026-10-30",
    "thu": "2026-10-29", "wed": "2026-10-28",
}  # fmt: skip


def r(
    text: str, who: str | None, seconds: int | None, what: str, note: str = "", *, day: str | None = "t",
    at: tuple[str, str] | None = None, amb: Sequence[str] = (), problems: Sequence[str] = (),
) -> Sentence:  # fmt: skip
    """Return one sentence of the practice with what it means; the clocks went back on the first of November."""
    words = what.split()
    means = {
        field: next((values[word] for word in words if word in values), None)
        for field, values in VALUES.items()
    }
    date = DAYS.get(day, day) if day else None
    offset = "-06:00" if (date or "") >= "2026-11-01" else "-05:00"
    start, end = (f"{date}T{each}:00{offset}" for each in at) if at else (None, None)
    means |= {"patient": PEOPLE[who] if who else None, "note": note, "date": date, "start": start, "end": end}
    return Sentence(text, {**means, "seconds": seconds, "ambiguous": list(amb)}, tuple(problems), PLACE)
