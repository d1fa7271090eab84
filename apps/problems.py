"""What can be wrong with what somebody asked for, as values."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stands in the way: a stable code, a sentence with the value seen and the remedy.

    `field` names the form field, column or fact that the sentence is about; empty when it is about the whole.
    """

    code: str
    message: str
    field: str = ""


class Refused(Exception):
    """An operation was refused; `problems` holds every reason, never none."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        if not self.problems:
            raise ValueError("Refused needs at least one problem.")
        super().__init__(" ".join(problem.message for problem in self.problems))


def refuse_any(problems: Iterable[Problem]) -> None:
    """Raise Refused with all `problems`; do nothing when there are none."""
    found = tuple(problems)
    if found:
        raise Refused(found)
