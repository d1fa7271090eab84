"""Stretches of a sentence that can mean patients, and which of them stand beside each other."""

from dataclasses import dataclass, replace
from functools import lru_cache

from apps.timelog.domain.quick_log.people import Person, squash

# What people are called; any beginning of a name of three letters is understood too ("Stan", "Cath").
SHORT_NAMES = {
    "robert": "bob bobby", "william": "bill billy", "thomas": "tom tommy", "james": "jim jimmy", "john": "jack johnny",
    "michael": "mike", "richard": "dick rick", "edward": "ted ned", "charles": "chuck charlie", "henry": "hank harry",
    "joseph": "joe", "francis": "frank", "lawrence": "larry", "gerald": "jerry", "eugene": "gene", "anthony": "tony",
    "david": "dave", "steven": "steve", "stephen": "steve", "walter": "walt", "harold": "hal", "theodore": "ted",
    "elizabeth": "liz beth betty betsy", "margaret": "peggy maggie meg peg", "katherine": "kate kathy kay", "jose": "pepe",
    "catherine": "kate kathy", "kathleen": "kathy kate", "dorothy": "dot dottie dotty", "patricia": "trish", "susan": "sue",
    "barbara": "babs", "mildred": "millie", "virginia": "ginny", "florence": "flo", "beatrice": "bea", "mary": "molly polly",
    "gertrude": "trudy", "helen": "nell", "eleanor": "nell ellie", "frances": "fran", "deborah": "debbie", "lillian": "lil",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """Patients that a stretch of the sentence can mean; `strength` is how much it looks like a name there."""

    start: int
    end: int
    people: tuple[Person, ...]
    strength: int
    is_exact: bool = True


# Hundreds of patients share a last name, and dozens of them a first name.
@lru_cache(maxsize=4096)
def forms_of(first_name: str, given_names: str) -> frozenset[str]:
    """Return what a patient is called by: first names, initials, all given names, the short names of the first."""
    first, parts = squash(first_name), [part for name in given_names.split() if (part := squash(name))]
    initials = "".join(part[0] for part in parts)
    short = SHORT_NAMES.get(first, "").split()
    return frozenset((first, squash(first_name.split(" ")[0]), initials, squash(given_names), *short))


def fits(person: Person, given: str) -> bool:
    """Say whether a given name, or its first letter, is the patient's."""
    return given in forms_of(person.first_name, person.name.partition(", ")[2]) or (
        len(given) not in (0, 2) and squash(person.first_name).startswith(given)
    )


def grown(hits: list[Hit]) -> list[Hit]:
    """Let a longer name of the same people count as much as a part of it: "van der Berg" as "Berg"."""
    return [
        replace(
            hit,
            strength=max(
                other.strength
                for other in hits
                if hit.start <= other.start and other.end <= hit.end and other.people == hit.people
            ),
        )
        for hit in hits
    ]


def separate(hits: list[Hit]) -> list[Hit]:
    """Return hits that do not overlap, the strongest and longest first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (-hit.strength, hit.start - hit.end)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return kept
