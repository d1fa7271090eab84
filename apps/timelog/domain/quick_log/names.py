"""Which patient a sentence names."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from apps.timelog.domain.quick_log.hits import Hit, fits, grown, separate
from apps.timelog.domain.quick_log.name_marks import (
    CREDENTIALS,
    INITIALS,
    JOINED,
    LAST_INITIAL,
    LEAD,
    NUMBER,
    NURSE,
    TITLE,
    TITLES,
    VALUE,
)
from apps.timelog.domain.quick_log.people import (
    Directory,
    Person,
    is_part_of,
    spellings,
    squash,
)
from apps.timelog.domain.quick_log.spelling import is_one_letter_off
from apps.timelog.domain.quick_log.stop_words import NO_INITIALS, STOP_WORDS
from apps.timelog.domain.quick_log.text import Confidence, Mention, Read, Sheet
from apps.timelog.domain.quick_log.unknown import unknown_name
from apps.timelog.domain.quick_log.zones import Zones

LONGEST_NAME, MOST_WORDS, MOST_ALIKE = 3, 60, 6


@dataclass(frozen=True, slots=True)
class Found:
    """The patient as read, the stretches that say so, and the name that nobody has; its value is that name."""

    patient: Read
    mentions: tuple[Mention, ...] = ()
    unknown: Mention | None = None


class Reader:
    """Reads one sentence for a patient; `under` are stretches that other fields would like to have.

    `is_of_all` says that the work can be for no single patient: then a word by itself is nobody's name.
    """

    def __init__(
        self, sheet: Sheet, zones: Zones, under: Sequence[tuple[int, int]], *, is_of_all: bool = False
    ) -> None:
        self.sheet = sheet
        self.is_of_all = is_of_all
        self.zones = zones
        self.under = under
        self.words = [match.span() for match in sheet.words() if not match.group()[0].isdigit()][:MOST_WORDS]

    def found(self, directory: Directory) -> Found:
        """Return the patient; asks the directory for more only while the name as typed says too little."""
        hits = self._numbered(directory) + self._exact(directory)
        if not any(hit.strength > 2 for hit in hits):
            hits += self._alike(directory, hits)
        if not any(hit.strength > 1 for hit in hits):
            hits += self._first_names(directory) + self._initials(directory)
        return self._best(hits)

    def _text(self, span: tuple[int, int]) -> str:
        text = self.sheet.text[span[0] : span[1]]
        return re.sub(r"['’]s$|['’]$", "", text)

    def _numbered(self, directory: Directory) -> list[Hit]:
        matches = list(self.sheet.found(NUMBER))
        people = (
            directory.numbered([self.sheet.text[slice(*match.span("number"))] for match in matches])
            if matches
            else []
        )
        return [Hit(*match.span(), tuple(people), 6) for match in matches[:1] if people]

    def _exact(self, directory: Directory) -> list[Hit]:
        runs = [run for run in self._runs() if not self._is_stop(run)]
        asked = {spelling for run in runs for spelling in spellings(self._text(run))}
        people = directory.named(asked) if asked else []
        return list(self._hits(runs, people))

    def _runs(self) -> Iterable[tuple[int, int]]:
        """Yield each word, and neighbours that could be one last name ("de la Cruz", "Smith Jones")."""
        for at, (start, end) in enumerate(self.words):
            yield start, end
            for more in range(1, LONGEST_NAME):
                following = self.words[at : at + more + 1]
                if len(following) > more and all(self._are_one(*pair) for pair in pairwise(following)):
                    yield start, following[-1][1]

    def _are_one(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Say whether two words can be one last name: only a space between them, or the stop of "St."."""
        gap = self.sheet.folded[one[1] : other[0]]
        return gap == " " or (gap == ". " and self.sheet.folded[slice(*one)] in ("st", "ste", "mt"))

    def _is_stop(self, run: tuple[int, int]) -> bool:
        word = self._text(run).lower()
        is_capital = self.sheet.text[run[0]].isupper() and run[0] > 0
        return len(word) < 2 or (word in STOP_WORDS and not is_capital)

    def _hits(self, runs: Iterable[tuple[int, int]], people: Sequence[Person]) -> Iterable[Hit]:
        by_name: dict[str, list[Person]] = {}
        for person in people:
            by_name.setdefault(squash(person.last_name), []).append(person)
        for run in runs:
            known = by_name.get(squash(self._text(run)))
            if known:
                yield self._refined(Hit(*run, tuple(known), self._strength(run)))

    def _alike(self, directory: Directory, hits: Sequence[Hit]) -> list[Hit]:
        taken = [(hit.start, hit.end) for hit in hits if hit.strength > 1]
        runs = [
            run
            for run in self.words
            if not self._is_stop(run) and run not in taken and len(self._text(run)) > 2
        ]
        runs = sorted(runs, key=lambda run: -self._strength(run))[:MOST_ALIKE]
        words = [self._text(run) for run in runs]
        if not words:
            return []
        # a word that is nearly a name counts as one only where a name can stand
        return self._near(runs, directory.alike(words)) or self._near(runs, directory.with_part(words))

    def _near(self, runs: Sequence[tuple[int, int]], people: Sequence[Person]) -> list[Hit]:
        found = []
        for run in runs if people else ():
            word = squash(self._text(run))
            same = [person for person in people if squash(person.last_name) == word]
            near = same or [person for person in people if is_one_letter_off(squash(person.last_name), word)]
            near = near or [person for person in people if is_part_of(word, person.last_name)]
            if near:
                hit = self._refined(Hit(*run, tuple(near), self._strength(run), is_exact=bool(same)))
                found.append(hit)
        has_capitals = not self.sheet.text[1:].islower()
        return [
            hit for hit in found
            # "re fall rates" is nobody called Yates
            if hit.is_exact or hit.strength > (2 if has_capitals or self.zones.in_clause(hit.start) else 1)
        ]  # fmt: skip

    def _first_names(self, directory: Directory) -> list[Hit]:
        runs = [run for run in self.words if not self._is_stop(run) and self._strength(run) > 1]
        people = (
            directory.first_named({s for run in runs for s in spellings(self._text(run))}) if runs else []
        )
        hits = []
        for run in runs:
            known = tuple(each for each in people if squash(each.first_name) == squash(self._text(run)))
            if known:
                hits.append(self._with_last_initial(Hit(*run, known, self._strength(run), is_exact=False)))
        return hits

    def _with_last_initial(self, hit: Hit) -> Hit:
        """Take the initial of a last name behind a first name: "Binh N."."""
        match = LAST_INITIAL.match(self.sheet.text, hit.end)
        if match is None or not self.sheet.is_free(*match.span()):
            return hit
        people = tuple(each for each in hit.people if each.last_name.startswith(match["letter"]))
        return replace(hit, end=match.end(), people=people) if people else hit

    def _initials(self, directory: Directory) -> list[Hit]:
        for match in INITIALS.finditer(self.sheet.text):
            letters = (match["a"] or match["c"]) + (match["b"] or match["d"])
            is_plain = match["c"] is not None
            if not self.sheet.is_free(*match.span()) or (is_plain and letters.lower() in NO_INITIALS):
                continue
            strength = self._strength(match.span())
            people = tuple(directory.with_initials(letters)) if strength > 2 or not is_plain else ()
            if people:
                return [Hit(*match.span(), people, max(strength, 3), is_exact=False)]
        return []

    def _strength(self, run: tuple[int, int]) -> int:
        """Return how much a stretch looks like a name where it stands, 1 to 5."""
        start, end = run
        before = self.sheet.folded[:start]
        text = self._text(run)
        is_capital = any(part[:1].isupper() for part in text.split())
        is_nurse = NURSE.search(before) or (
            before.endswith("(") and CREDENTIALS.match(self.sheet.folded, end)
        )
        if is_nurse or any(a < end and start < b for a, b in self.under):
            return 1
        if LEAD.search(before) and (is_capital or not self.zones.in_clause(start)):
            return 5
        if self._is_alone(run) and (is_capital or not self.zones.in_clause(start)):
            return 4
        if is_capital:
            return 3
        return 1 if self.zones.in_clause(start) and text.lower() in STOP_WORDS else 2

    def _is_alone(self, run: tuple[int, int]) -> bool:
        """Say whether nothing else but its given name is left in the run's segment."""
        start, end = self.zones.segment_of(run[0])
        others = (span for span in self.words if start <= span[0] < end and not run[0] <= span[0] < run[1])
        left = (
            span for span in others if self._text(span).lower() not in STOP_WORDS and not self._is_under(span)
        )
        return len(list(islice(left, 2))) <= 1

    def _is_under(self, span: tuple[int, int]) -> bool:
        return any(start <= span[0] < end for start, end in self.under)

    def _refined(self, hit: Hit) -> Hit:
        """Narrow a last name by the given name, initial or title beside it."""
        at = next((i for i, span in enumerate(self.words) if span[0] == hit.start), 0)
        last = next((i for i, span in enumerate(self.words) if span[1] == hit.end), at)
        before = [self.words[i] for i in range(max(0, at - 2), at)]
        after = [self.words[i] for i in range(last + 1, min(len(self.words), last + 3))]
        both = [
            (pair[0][0], pair[1][1]) for pair in (before, after) if len(pair) == 2 and self._are_one(*pair)
        ]
        for span in (*both, *reversed(before), *after):
            if not self._is_beside(hit, span):
                continue
            given = squash(self._text(span))
            people = tuple(each for each in hit.people if fits(each, given))
            is_exact = bool(people)
            people = people or tuple(
                each for each in hit.people if is_one_letter_off(squash(each.first_name), given)
            )
            if people and (len(given) > 1 or self._is_initial(span)):
                start, end = min(hit.start, span[0]), max(hit.end, span[1])
                hit = replace(
                    hit,
                    start=start,
                    end=end,
                    people=people,
                    strength=hit.strength + 3,
                    is_exact=hit.is_exact and is_exact,
                )
                break
        return self._with_title(hit)

    def _is_initial(self, span: tuple[int, int]) -> bool:
        """Say whether a single letter stands for a name: a capital, or one that ends its part ("young e, …")."""
        value = VALUE.match(self.sheet.folded, span[1])
        if value and self.sheet.is_free(*value.span()):
            return False
        is_last = self.sheet.folded[span[1] :].lstrip()[:1] in ("", ",", ";", ".")
        return self.sheet.text[span[0]].isupper() or (is_last and self.sheet.folded[span[0] - 1] == " ")

    def _is_beside(self, hit: Hit, span: tuple[int, int]) -> bool:
        gap = (
            self.sheet.folded[span[1] : hit.start]
            if span[0] < hit.start
            else self.sheet.folded[hit.end : span[0]]
        )
        return re.fullmatch(r"\s*[,(]?\s*(?:[a-z]\.?\s+)?|\.\s+", gap) is not None

    def _with_title(self, hit: Hit) -> Hit:
        match = TITLE.search(self.sheet.folded[: hit.start])
        if match is None:
            return hit
        people = tuple(each for each in hit.people if each.sex in (TITLES[match["title"]], "U", ""))
        return replace(hit, start=match.start(), people=people or hit.people, strength=max(hit.strength, 5))

    def _best(self, hits: list[Hit]) -> Found:
        hits = separate(grown(self._written_as_names(hits)))
        if not hits:
            words = () if self.is_of_all else self.words
            return Found(Read(), unknown=unknown_name(self.sheet, self.zones, words, self.under))
        best = max(hits, key=lambda hit: (hit.strength, hit.is_exact, hit.start))
        chosen = [best, *self._joined(best, hits)]
        people = tuple(dict.fromkeys(person for hit in chosen for person in hit.people))
        mentions = tuple(Mention(hit.start, hit.end, None) for hit in chosen)
        again = tuple(
            Mention(hit.start, hit.end, None)
            for hit in hits
            if hit not in chosen and set(hit.people) <= set(people) and not self.zones.in_clause(hit.start)
        )
        if len(people) > 1:
            return Found(Read(None, Confidence.AMBIGUOUS, people), mentions + again)
        is_sure = all(hit.is_exact and hit.strength > 1 for hit in chosen)
        return Found(Read(people[0], Confidence.CERTAIN if is_sure else Confidence.GUESSED), mentions + again)

    def _written_as_names(self, hits: list[Hit]) -> list[Hit]:
        """Leave out words in small letters where somebody is written with a capital: "Silva, tc HHA, rash"."""
        capital = [hit for hit in hits if not self.sheet.text[hit.start : hit.end].islower()]
        if not any(hit.strength > 2 for hit in capital):
            return hits
        meant = {person for hit in capital for person in hit.people}
        return [hit for hit in hits if hit in capital or hit.strength > 4 or meant & set(hit.people)]

    def _joined(self, best: Hit, hits: Sequence[Hit]) -> list[Hit]:
        """Return other people who are named with the best one: "Schmitt and Doe" is for a person to tell."""
        found = []
        for hit in hits:
            if hit is best or hit.strength < 2 or set(hit.people) & set(best.people):
                continue
            first, second = sorted((hit, best), key=lambda each: each.start)
            gap = self.sheet.folded[first.end : second.start]
            if JOINED.fullmatch(gap) or hit.strength >= max(4, best.strength):
                found.append(hit)
        return found
