"""The kinds of files that can be brought in: the columns of each, how its rows are planned, written and taken back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from apps.patients.domain.keyed_tables import COVERAGES, EPISODES, FACTS
from apps.patients.domain.list_tables import AGENCIES, PAYERS, PROVIDERS
from apps.patients.domain.roster import RosterFile
from apps.patients.domain.roster_rows import PATIENTS, TableKind
from apps.patients.imports.keyed_planning import KeyedPlanner
from apps.patients.imports.list_planning import AgencyPlanner, PayerPlanner, ProviderPlanner
from apps.patients.imports.planning import Planner, RowPlan
from apps.patients.imports.writing import write_plans, written
from apps.patients.models import RosterImportRow
from apps.practice.access import Actor
from apps.problems import Problem


class Plans(Protocol):
    """Plans the rows of one file, some hundred at a time; `added` are the patients that it brought."""

    added: set[int]

    def chunks(self) -> Iterator[list[RowPlan]]:
        """Yield the plans of every row in order."""


Write = Callable[..., set[int]]
Undo = Callable[[Actor, Sequence[RosterImportRow], str, datetime], list[Problem]]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of file. `undo`, where the house's own way of taking rows back does not fit, takes those of some lines."""

    table: TableKind
    name: str
    noun: str
    lead: str
    planner: Callable[..., Plans]
    write: Write = write_plans
    written: Callable[[RowPlan], list[list[Any]]] = written
    undo: Undo | None = None
    is_of_patients: bool = True

    @property
    def word(self) -> str:
        return self.table.word

    def many(self, count: int) -> str:
        """Return the noun for a number of them."""
        if count == 1:
            return self.noun
        return f"{self.noun[:-1]}ies" if self.noun.endswith("y") else f"{self.noun}s"


_KINDS: dict[str, ImportKind] = {}


def register(kind: ImportKind) -> None:
    """Let files of a kind be brought in; apps above this one do so once, when they are loaded."""
    _KINDS[kind.word] = kind


def kinds() -> list[ImportKind]:
    """Return every kind, in the order in which a practice needs them."""
    return list(_KINDS.values())


def kind_of(word: str) -> ImportKind:
    """Return the kind called `word`; what nobody registered is a bug."""
    return _KINDS[word]


def known_kind(word: str) -> ImportKind | None:
    """Return the kind called `word`, None when there is none."""
    return _KINDS.get(word)


def plans_of(
    kind: ImportKind, actor: Actor, file: RosterFile, *, today: date, is_locked: bool = False
) -> Plans:
    """Return the plans of the rows of a file."""
    return kind.planner(actor, file, today=today, is_locked=is_locked)


for _kind in (
    ImportKind(PATIENTS, "Patients", "patient", "One row a patient, with coverage, episode, programme, conditions.",
               Planner),
    ImportKind(COVERAGES, "Coverage", "coverage", "One row a coverage of a patient who is on the roster.",
               KeyedPlanner),
    ImportKind(EPISODES, "Episodes of care", "episode", "One row a stretch under an agency, with who signed its plan.",
               KeyedPlanner),
    ImportKind(FACTS, "Recorded facts", "fact",
               "One row a fact: stays, visits, consents, plans and copies, Medicaid, statements.", KeyedPlanner),
    ImportKind(PROVIDERS, "Providers", "provider", "One row a practitioner or member of the staff.", ProviderPlanner,
               is_of_patients=False),
    ImportKind(AGENCIES, "Agencies", "agency", "One row a home health agency, hospice or nursing facility.",
               AgencyPlanner, is_of_patients=False),
    ImportKind(PAYERS, "Payers", "payer", "One row a payer with the rules it follows.", PayerPlanner,
               is_of_patients=False),
):  # fmt: skip
    register(_kind)
