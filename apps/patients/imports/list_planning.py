"""Works out what rows of payers, agencies or providers would do."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Model

from apps.patients.domain.checks import text
from apps.patients.domain.list_tables import ListRow
from apps.patients.domain.roster import RosterFile, problem_in_words
from apps.patients.imports.draft import Changes
from apps.patients.imports.planning import CHUNK, RowPlan, State, refused_plan
from apps.patients.models import Agency, Payer
from apps.patients.operations_partners import problems_with_agency, problems_with_payer
from apps.patients.profiles import payer_profiles
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.practice.operations import problems_with_provider
from apps.problems import Problem

Key = tuple[str, ...]


class ListPlanner:
    """Plans rows of one model: found by any of their keys, changed, or new."""

    model: type[Any]
    noun: str
    part: str
    check: Callable[..., list[Problem]]

    def __init__(self, actor: Actor, file: RosterFile, *, today: date, is_locked: bool = False) -> None:
        self.actor = actor
        self.file = file
        self.today = today
        self.added: set[int] = set()
        self._by_key: dict[Key, Any] = {}
        self._seen: dict[Key, int] = {}
        for row in rows_of(actor, self.model):
            self._know(row)

    def chunks(self) -> Iterator[list[RowPlan]]:
        """Yield the plans of every row, some hundred at a time."""
        rows: Iterator[Any] = iter(self.file.rows)
        while chunk := list(islice(rows, CHUNK)):
            yield [self._plan(row) for row in chunk]

    def keys(self, values: Mapping[str, Any]) -> list[Key]:
        """Return by what a row is found, the surest first."""
        raise NotImplementedError

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a row as the table keeps them."""
        return dict(values)

    def _know(self, row: Any) -> None:
        values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
        for key in self.keys(values):
            self._by_key.setdefault(key, row)

    def _plan(self, row: ListRow) -> RowPlan:
        problems = [*row.problems, *self._twins(row)]
        if problems:
            return refused_plan(self.file, row, problems)
        given = self.given(row.values)
        stored = next((found for key in self.keys(given) if (found := self._by_key.get(key))), None)
        changes = Changes(row=row)
        subject: Model = stored or self.model(practice=self.actor.practice, **given)
        before = dict(stored.__dict__) if stored is not None else {}
        if stored is not None:
            changes.change(stored, given, noun=self.noun)
        else:
            changes.add(subject, noun=self.noun, part=self.part, summary=str(subject))
        found = type(self).check(subject, today=self.today) if changes.writes else []
        if found:
            if stored is not None:
                stored.__dict__.update(before)
            at = [Problem(each.code, each.message, f"row.{each.field}") for each in found]
            return refused_plan(self.file, row, at)
        if stored is None:
            self._know(subject)
        state = State.NEW if stored is None else State.CHANGED if changes.writes else State.SAME
        asked = [problem_in_words(each, self.file.names) for each in changes.to_complete]
        return RowPlan(row.line, row.label, state, changes.changes, [], asked, changes.writes)

    def _twins(self, row: ListRow) -> list[Problem]:
        for key in self.keys(self.given(row.values)):
            line = self._seen.setdefault(key, row.line)
            if line != row.line:
                message = f"Row {line} has the same {key[0]}. Keep one row, with everything in it."
                return [Problem("row_twice", message, f"row.{key[0]}")]
        return []


class PayerPlanner(ListPlanner):
    """Plans payers, found by name; a profile is known by its id or its label."""

    model, noun, part = Payer, "payer", "Payer"
    check = staticmethod(problems_with_payer)

    def __init__(self, actor: Actor, file: RosterFile, *, today: date, is_locked: bool = False) -> None:
        profiles = payer_profiles(actor.practice, on=today)
        self._profiles = {each.label.casefold().replace(" ", "_"): each.id for each in profiles}
        super().__init__(actor, file, today=today, is_locked=is_locked)

    def keys(self, values: Mapping[str, Any]) -> list[Key]:
        """Return the name."""
        return [("name", text(values, "name").casefold())]

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values with the profile's id."""
        said = text(values, "profile")
        return {**values, "profile": self._profiles.get(said, said)} if said else dict(values)


class AgencyPlanner(ListPlanner):
    """Plans agencies, found by NPI or name within their setting."""

    model, noun, part = Agency, "agency", "Agency"
    check = staticmethod(problems_with_agency)

    def keys(self, values: Mapping[str, Any]) -> list[Key]:
        """Return the NPI and the name, each with the setting."""
        kind, npi = text(values, "kind"), text(values, "npi")
        by_npi = [("npi", kind, npi)] if npi else []
        return [*by_npi, ("name", kind, text(values, "name").casefold())]


class ProviderPlanner(ListPlanner):
    """Plans providers, found by NPI or by name."""

    model, noun, part = Provider, "provider", "Provider"
    check = staticmethod(problems_with_provider)

    def keys(self, values: Mapping[str, Any]) -> list[Key]:
        """Return the NPI; the name only for those without one."""
        npi = text(values, "npi")
        if npi:
            return [("npi", npi)]
        return [("last_name", text(values, "last_name").casefold(), text(values, "first_name").casefold())]
