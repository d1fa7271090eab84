"""Whom a sentence names: patients of the practice, by last name, full name, initials or number, with one letter wrong."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from apps.timelog.domain.quick_log.text import fold


@dataclass(frozen=True, slots=True)
class Person:
    """A patient, as far as telling one from another needs."""

    pk: int
    last_name: str
    first_name: str
    name: str
    sex: str = ""
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody with whom the practice talks: an agency, or (`is_person`) a provider of its own."""

    name: str
    is_person: bool = False


class Directory(Protocol):
    """The names of one practice; each answer costs one or two queries by an index."""

    @property
    def parties(self) -> Sequence[Party]:
        """Return agencies and the practice's own providers."""

    def named(self, last_names: Collection[str]) -> list[Person]:
        """Return patients with one of these last names, exactly as written."""

    def alike(self, words: Collection[str]) -> list[Person]:
        """Return patients whose last name is one of the words, or one letter away from one."""

    def with_part(self, words: Collection[str]) -> list[Person]:
        """Return patients one of whose last names is one of the words: "Cruz" finds "de la Cruz"."""

    def first_named(self, first_names: Collection[str]) -> list[Person]:
        """Return patients in the care of whoever asks with one of these first names."""

    def with_initials(self, initials: str) -> list[Person]:
        """Return patients in the care of whoever asks by initials, first name first."""

    def numbered(self, numbers: Collection[str]) -> list[Person]:
        """Return patients by medical record number."""


# Hundreds of patients share a name, and each is looked at several times.
@lru_cache(maxsize=4096)
def squash(text: str) -> str:
    """Return a name's letters alone: "O'Brien", "o’brien" and "OBRIEN" are one."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def spellings(word: str) -> set[str]:
    """Return how a last name typed as `word` may be written on file."""
    plain = word.replace("’", "'").strip("'.-")
    capital = plain[:1].upper() + plain[1:].lower()
    title = re.sub(r"[A-Za-zÀ-ÿ]+", lambda part: part[0][:1].upper() + part[0][1:].lower(), plain)
    found = {plain, capital, title, plain.upper()}
    for prefix in ("mc", "mac", "o'", "d'", "de", "la", "van", "st"):
        if plain.lower().startswith(prefix) and len(plain) > len(prefix) + 2:
            rest = plain[len(prefix) :]
            found.add(prefix[:1].upper() + prefix[1:] + rest[:1].upper() + rest[1:].lower())
    particles = re.sub(
        r"\b(?:De|La|Del|Della|Van|Von|Der|Den|Di|Da|Dos|El|Al|Le)\b(?=\s)",
        lambda part: part[0].lower(),
        title,
    )
    apart = re.sub(r"\bDe(la|los|las|l)\s", r"de \1 ", title)
    return found | {
        apart,
        particles,
        title.replace(" ", "-"),
        title.replace("-", " "),
        title.replace(" ", ""),
        title.replace(" ", "'"),
        title.replace(". ", " "),
        re.sub(r"^(St|Ste|Mt)\s", r"\1. ", title),
    }


ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def half_of(word: str) -> int:
    """Return how many letters of a word its first half has; a name is looked up by one half or the other."""
    return max(2, len(word) // 2)


def misspelt_early(word: str) -> set[str]:
    """Return the names, with a capital, that are one letter away from `word` in its first half."""
    plain, found = word.lower(), set()
    for at in range(half_of(word) + 1):
        before, here, after = plain[:at], plain[at : at + 1], plain[at + 1 :]
        found |= {before + after, before + after[:1] + here + after[1:]}
        found |= {before + letter + rest for letter in ALPHABET for rest in (after, here + after)}
    return {each.capitalize() for each in found if each}


def is_part_of(word: str, last_name: str) -> bool:
    """Say whether a word is a whole part of a longer last name: "Cruz" of "de la Cruz", "Jones" of "Smith-Jones"."""
    parts = [squash(part) for part in re.split(r"[\s-]+", last_name)]
    return len(word) > 3 and len(parts) > 1 and word in parts
