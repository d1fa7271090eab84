"""The quick log reads what people type, field by field, quickly, and never raises or loses a word."""

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from functools import cache
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.timelog.domain.quick_log.people import Party, Person, is_part_of, squash
from apps.timelog.domain.quick_log.reading import FIELDS, QuickLog, read
from apps.timelog.domain.quick_log.spelling import is_one_letter_off
from apps.timelog.domain.quick_log.text import fold
from apps.timelog.management.commands.parse_quick_log import as_json
from tests.timelog.quick_log import hilltop, lakeside, maple_grove, sentences
from tests.timelog.quick_log.maple_grove import documented_example
from tests.timelog.quick_log.sentence import Sentence
from tests.timelog.quick_log.talks import ABOUT, ABOUT_BEHIND_RE, ANYWHERE, BEHIND_RE

MOMENT = datetime.fromisoformat(hilltop.NOW)


def person(pk: int, name: str, sex: str) -> Person:
    last, _, given_names = name.partition(", ")
    return Person(pk, last, given_names.split(" ")[0], name, sex)


class Roster:
    """A directory held in memory, answering as the database does."""

    def __init__(self, names: dict[str, str], agencies: Collection[str], colleagues: Collection[str]) -> None:
        self.people = tuple(person(pk, name, sex) for pk, (name, sex) in enumerate(names.items(), 1))
        self.parties = (*map(Party, agencies), *(Party(name, is_person=True) for name in colleagues))

    def named(self, last_names: Collection[str]) -> list[Person]:
        return [each for each in self.people if each.last_name in last_names]

    def alike(self, words: Collection[str]) -> list[Person]:
        return [
            each for each in self.people
            if any(
                squash(each.last_name) == squash(word)
                or is_one_letter_off(squash(each.last_name), squash(word))
                for word in words
            )
        ]  # fmt: skip

    def with_part(self, words: Collection[str]) -> list[Person]:
        return [
            each for each in self.people if any(is_part_of(squash(word), each.last_name) for word in words)
        ]

    def first_named(self, first_names: Collection[str]) -> list[Person]:
        return [each for each in self.people if each.first_name in first_names]

    def with_initials(self, initials: str) -> list[Person]:
        return [
            each
            for each in self.people
            if (each.first_name[0] + each.last_name[0]).upper() == initials.upper()
        ]

    def numbered(self, numbers: Collection[str]) -> list[Person]:
        return [each for each in self.people if f"H-{each.pk + 3}" in numbers]


HILLTOP = Roster(
    {name: hilltop.SEX.get(name, "") for name in hilltop.PATIENTS}, hilltop.AGENCIES, hilltop.COLLEAGUES
)
BY_THE_LAKE = Roster(
    {name: lakeside.SEX.get(key, "") for key, name in lakeside.PEOPLE.items()},
    lakeside.AGENCIES,
    lakeside.COLLEAGUES,
)
IN_THE_GROVE = Roster(
    {name: maple_grove.SEX.get(key, "") for key, name in maple_grove.PEOPLE.items()},
    maple_grove.AGENCIES,
    maple_grove.COLLEAGUES,
)
PLACES = {
    hilltop.PLACE: (HILLTOP, MOMENT, ZoneInfo("America/New_York")),
    lakeside.PLACE: (BY_THE_LAKE, datetime.fromisoformat(lakeside.NOW), ZoneInfo(lakeside.ZONE)),
    maple_grove.PLACE: (IN_THE_GROVE, datetime.fromisoformat(maple_grove.NOW), ZoneInfo(maple_grove.ZONE)),
}


@cache
def parsed(text: str, place: str = hilltop.PLACE) -> QuickLog:
    directory, now, zone = PLACES[place]
    return read(text, directory=directory, now=now, zone=zone)


SENTENCES = sentences()
AT_ONCE = 60


def misread(sentence: Sentence) -> dict[str, tuple[Any, Any]]:
    """Return the fields that were read otherwise than meant, each with what was read and what was meant."""
    said = parsed(sentence.text, sentence.place)
    read_as, means = as_json(said), {**sentence.means, "problems": sorted(sentence.problems)}
    read_as["problems"] = sorted(problem.code for problem in said.problems)
    return {name: (read_as[name], meant) for name, meant in means.items() if read_as[name] != meant}


# Many in one test: a thousand tests would cost more time than reading does.
@pytest.mark.parametrize("first", range(0, len(SENTENCES), AT_ONCE))
def test_sentences_mean_what_they_say(first: int) -> None:
    some = SENTENCES[first : first + AT_ONCE]

    assert {each.text: fields for each in some if (fields := misread(each))} == {}


def test_at_least_ninety_five_in_a_hundred_are_right_in_every_field() -> None:
    wrong = Counter(name for each in SENTENCES for name in misread(each))

    assert len(SENTENCES) > 4_850
    assert all(count <= 0.05 * len(SENTENCES) for count in wrong.values())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("100,12m", {6_007, 720}),
        ("1,20 min", {72, 1_200}),
        ("12,30m", {738, 1_800}),
        ("1,200m", {72, 12_000, 72_000}),
        ("1,500h", {5_400}),
        ("7,5 min", {450}),
        ("1,25h", {4_500}),
        ("5,00m", {300}),
        ("10.25m", {615}),
    ],
)
def test_a_comma_that_can_mean_several_lengths_is_asked_about(typed: str, meant: set[int]) -> None:
    said = parsed(f"{typed} call w/ Sunrise HHA re wound care, Schmitt")

    assert {said.seconds.value, *said.seconds.choices} - {None} == meant
    assert [each.code for each in said.problems] == ["minutes_ambiguous"] * (len(meant) > 1)


TALKS = (
    *((frame, ABOUT + ABOUT_BEHIND_RE) for frame in BEHIND_RE),
    *((frame, ABOUT) for frame in ANYWHERE),
)


@pytest.mark.parametrize(("frame", "subjects"), TALKS)
def test_what_a_talk_was_about_is_the_note_and_changes_no_field(
    frame: str, subjects: tuple[str, ...]
) -> None:
    example = as_json(parsed(frame.format("wound care"), maple_grove.PLACE))
    assert example["note"] == "wound care"

    answers = {each: as_json(parsed(frame.format(each), maple_grove.PLACE)) for each in subjects}

    assert {each: answer for each, answer in answers.items() if answer != {**example, "note": each}} == {}


WORDS_AS_NAMES = (
    "White Black Long Short Hall Hill West Rice Day Case Park Cross Sharp Stone Fields Banks Small Hand Foot Head Good"
    " Power Walker Foley Bath Wing Rush Low Rash Burns Light Ward Wheeler Payne Drain Sample Kelly Rosen Reed Field"
)


def test_patients_called_as_words_are_called_change_no_other_sentence() -> None:
    names = {name: maple_grove.SEX.get(key, "") for key, name in maple_grove.PEOPLE.items()}
    names |= {f"{word}, Pat": "" for word in WORDS_AS_NAMES.split()}
    crowd = Roster(names, maple_grove.AGENCIES, maple_grove.COLLEAGUES)
    now, zone = PLACES[maple_grove.PLACE][1:]

    read_anew = {
        each.text: read(each.text, directory=crowd, now=now, zone=zone)
        for each in documented_example.SENTENCES
    }

    differing = [
        text for text, said in read_anew.items() if as_json(said) != as_json(parsed(text, maple_grove.PLACE))
    ]
    assert differing == []


PIECES = st.sampled_from(
    "12m,1h 20m,half an hour,14:05-14:17,at 9,since 3pm,yesterday,last Friday,11/20,2/30,the 31st,call,w/,with,"
    "Sunrise HHA,nurse,PT,re,about,:,wound care,Schmitt,Nguyen,O'Brien,for pt,Mr.,J.D.,team conference,refill,“,"
    "”,½,24:00,25:61,0m,"
    "99999h,-5m,12/31/9999,1/1/0001,midnight,ß,İ,é,🙂,(,),--,MRN".split(",")
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=14).map(" ".join)))
@settings(max_examples=300, deadline=None)
def test_whatever_is_typed_is_answered(text: str) -> None:
    said = parsed(text)

    assert said.seconds.value is None or said.seconds.value > 0
    assert all(problem.message for problem in said.problems)
    assert all(as_json(said)[name] is None for name in said.ambiguous)
    assert set(said.ambiguous) <= set(FIELDS)


@given(
    st.lists(
        st.from_regex(r"[b-df-hj-np-tv-xz]{5}[qxz]{2}", fullmatch=True), min_size=1, max_size=5, unique=True
    )
)
@settings(max_examples=50, deadline=None)
def test_no_word_that_nothing_reads_is_lost(words: list[str]) -> None:
    said = parsed(f"12m call w/ Sunrise HHA, Schmitt, yesterday 14:05 re {' '.join(words)}")

    assert said.note == " ".join(words)


@given(
    st.lists(
        st.from_regex(r"[b-df-hj-np-tv-xz]{5}[qxz]{2}", fullmatch=True), min_size=1, max_size=8, unique=True
    ),
    st.randoms(),
)
@settings(max_examples=50, deadline=None)
def test_words_between_the_fields_stay_in_the_note_in_their_order(words: list[str], random: object) -> None:
    known = ["12m", "call", "with Sunrise HHA", "Schmitt", "yesterday"]
    pieces = list(words)
    for piece in known:
        pieces.insert(random.randrange(len(pieces) + 1), piece)  # type: ignore[attr-defined]
    said = parsed(" ".join(pieces))

    assert [word for word in re.findall(r"\w+", said.note) if word in words] == words


def test_folding_keeps_the_length_of_every_text() -> None:
    assert all(len(fold(chr(code))) == 1 for code in range(0x3000))


def test_a_long_line_is_read_at_once_among_hundreds_of_colleagues_and_agencies() -> None:
    letters = "bcdfghklmnprstvw"
    names = [f"{a}o{b}a{c}in".capitalize() for a in letters for b in letters for c in letters][:800]
    crowd = Roster({"Doe, Jane": "F"}, [f"{name} Home Health" for name in names[:400]], names[400:])
    line = (
        "12m call re Doe, " + "asked whether anything unusual happened with the walker and her swelling " * 13
    )

    began = process_time()
    said = read(line, directory=crowd, now=MOMENT, zone=ZoneInfo("America/New_York"))

    assert said.patient.value.name == "Doe, Jane"
    assert (
        process_time() - began < 0.5
    )  # it takes a tenth of that, and ten times that when each is searched for


def test_a_line_of_blanks_is_read_at_once() -> None:
    few = Roster({"Doe, Jane": "F"}, ["Sunrise Home Health"], [])
    line = f"12m called pharmacist {' ' * 850}z for daughter, Doe"

    began = process_time()
    said = read(line, directory=few, now=MOMENT, zone=ZoneInfo("America/New_York"))

    assert said.patient.value.name == "Doe, Jane"
    assert process_time() - began < 0.3  # it takes a quarter of that


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("schmitt", "schmit", True), ("schmitt", "schmidt", True), ("schmitt", "shcmitt", True),
        ("schmitt", "aschmitt", True),
        ("schmitt", "schmitt", False), ("doe", "dow", False), ("schmitt", "smit", False), ("ortega", "otrgea", False),
    ],
)  # fmt: skip
def test_one_letter_may_be_wrong(one: str, other: str, is_near: bool) -> None:
    assert is_one_letter_off(one, other) is is_near
    assert is_one_letter_off(other, one) is is_near


def test_names_are_compared_by_their_letters() -> None:
    assert squash("O’Brien") == squash("OBRIEN") == "obrien"
    assert squash("García-Núñez") == "garcianunez"
