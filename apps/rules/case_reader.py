"""Reading plain YAML data by key and kind, collecting problems instead of stopping at the first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from apps.problems import Problem


class CaseReader:
    """The written case, and what is wrong with it so far."""

    def __init__(self, case: Any) -> None:
        self.case: Mapping[str, Any] = case if isinstance(case, Mapping) else {}
        self.is_mapping = isinstance(case, Mapping)
        self.name = str(self.case.get("id", "without id"))
        self.problems: list[Problem] = []

    def named(self) -> list[Problem]:
        """The problems, each naming the case."""
        return [replace(each, message=f"Case {self.name}: {each.message}") for each in self.problems]

    def says(self, code: str, message: str, key: str) -> None:
        problem = Problem(code, message, key)
        if problem not in self.problems:  # a key of the whole case is read for each of its episodes
            self.problems.append(problem)

    def wants(self, key: str, value: Any, wanted: str) -> None:
        self.says("wrong_value", f"{key} is {_shown(value)}. It must be {wanted}.", key)

    def items(self, key: str, known: set[str]) -> list[tuple[Mapping[str, Any], str]]:
        written = self.case.get(key)
        if not isinstance(written, list):
            if written is not None:
                self.wants(key, written, "a list")
            return []
        rows = []
        for index, row in enumerate(written):
            where = f"{key}[{index}]"
            if not isinstance(row, Mapping):
                self.wants(where, row, "a mapping")
                continue
            for name in row:
                if name not in known:
                    said = f"{where}.{name} is no key here. Remove it or correct its spelling."
                    self.says("unknown_key", said, f"{where}.{name}")
            rows.append((row, where))
        return rows

    def needed(self, row: Mapping[str, Any], key: str, where: str) -> str:
        """The text of a key that every such row has."""
        if row.get(key) is None:
            self.says("missing_key", f"{where}.{key} is missing. Add it.", f"{where}.{key}")
        return self.text(row, key, where)

    def text(self, row: Mapping[str, Any], key: str, where: str = "") -> str:
        value = row.get(key)
        if value is None:
            return ""
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value)
        self.wants(f"{where}.{key}" if where else key, value, "text")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.case.get(key)
        if value is None:
            return ()
        if isinstance(value, list):
            return tuple(str(each) for each in value)
        self.wants(key, value, "a list")
        return ()

    def flag(self, key: str) -> bool:
        value = self.case.get(key, False)
        if isinstance(value, bool) or value is None:
            return bool(value)
        self.wants(key, value, "true or false")
        return False

    def day(self, row: Mapping[str, Any], key: str, where: str = "") -> date | None:
        value = row.get(key)
        found = as_date(value)
        if value is not None and found is None:
            self.wants(f"{where}.{key}" if where else key, value, "a date like 2026-05-01")
        return found

    def days(self, key: str) -> tuple[date, ...] | None:
        """Not asked when the key is absent, none when it is null."""
        if key not in self.case:
            return None
        found = self.day(self.case, key)
        return () if found is None else (found,)


def as_date(value: Any) -> date | None:
    """A date as YAML or text gives it; `None` for anything else."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _shown(value: Any) -> str:
    """A value as somebody writes it in a case."""
    if isinstance(value, list):
        return f"[{', '.join(_shown(each) for each in value)}]"
    return value.isoformat() if isinstance(value, date) else repr(value)
