"""Maple Grove, with the names of the sample practice: a colleague who is called as a patient is; a row as by the lake."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.timelog.quick_log.sentence import VALUES, Sentence

PLACE = "Maple Grove"
NOW, ZONE = "2026-11-12T16:20:00-05:00", "America/New_York"
PEOPLE = {
    "schmitt": "Schmitt, Denise", "abern": "Abernathy, Agnes", "barlow": "Barlow, Floyd", "ccruz": "Cruz, Carmen",
    "hcruz": "Cruz, Hector", "finch": "Finch, Harold", "gall": "Gallagher, Edna", "huang": "Huang, Lillian",
    "jeff": "Jefferson, Walter", "kow": "Kowalski, Stanley", "mend": "Mendoza, Rosa", "okeefe": "O'Keefe, Norma",
    "okon": "Okonkwo, Percy", "pem": "Pemberton, Ruth", "rhodes": "Rhodes, Ralph", "silva": "Silva, Opal",
    "thorn": "Thornton, Irene", "under": "Underwood, Earl", "vander": "Vandermeer, Velma", "winslow": "Winslow, Howard",
    "yates": "Yates, Mabel", "ziel": "Zielinski, Oscar", "cobb": "Cobb, Leroy", "cho": "Cho, Alma", "navarro": "Navarro, Luz",
}  # fmt: skip
SEX = dict.fromkeys(
    ("barlow", "hcruz", "finch", "jeff", "kow", "okon", "rhodes", "under", "winslow", "ziel", "cobb"), "M"
)
SEX |= {key: "F" for key in PEOPLE if key not in SEX}
AGENCIES = (
    "Sunrise Home Health", "Riverbend Visiting Nurses", "Tri-County Home Care", "Harbor Light Hospice", "Oakmont Care Center",
)  # fmt: skip
COLLEAGUES = ("Castellano", "Okonkwo", "Tanaka", "Ashworth")
DAYS = {
    "t": "2026-11-12", "y": "2026-11-11", "tue": "2026-11-10", "mon": "2026-11-09", "sun": "2026-11-08", "sat": "2026-11-07",
    "fri": "2026-11-06", "thu": "2026-11-05", "wed": "2026-11-04",
}  # fmt: skip


def m(
    text: str, who: str | None, seconds: int | None, what: str, note: str = "", *, day: str | None = "t",
    at: tuple[str, str] | None = None, amb: Sequence[str] = (), problems: Sequence[str] = (),
) -> Sentence:  # fmt: skip
    """Return one sentence of the practice with what it means."""
    words = what.split()
    means = {
        field: next((values[word] for word in words if word in values), None)
        for field, values in VALUES.items()
    }
    date = DAYS.get(day, day) if day else None
    start, end = (_moment(date, each) for each in at) if at else (None, None)
    means |= {"patient": PEOPLE[who] if who else None, "note": note, "date": date, "start": start, "end": end}
    return Sentence(text, {**means, "seconds": seconds, "ambiguous": list(amb)}, tuple(problems), PLACE)


def _moment(date: str | None, time: str) -> str | None:
    """Return a time of a day with seconds; "2026-11-11 00:10" is one of another day, "" is none."""
    if not time:
        return None
    day, _, clock = time.rpartition(" ")
    return datetime.fromisoformat(f"{day or date}T{clock}").replace(tzinfo=ZoneInfo(ZONE)).isoformat()
