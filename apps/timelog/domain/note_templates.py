"""Templates for notes: lines to fill in, so that every note of a kind says the same things."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.problems import Problem

SHIPPED = Path(__file__).parent.parent / "data" / "note_templates.toml"
LONGEST_TITLE, LONGEST_TEXT = 60, 2_000
# What stands before the colon that begins a line.
LABEL = re.compile(r"^([^:\n]{2,60}):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Template:
    """A template; `key` stays the same whatever is changed about it, `activity` is the one it is for."""

    key: str
    activity: str
    title: str
    text: str

    @property
    def labels(self) -> frozenset[str]:
        """Return what its lines ask for."""
        return frozenset(found.strip().lower() for found in LABEL.findall(self.text))


@cache
def shipped() -> tuple[Template, ...]:
    """Return the templates that come with the product."""
    rows = tomllib.loads(SHIPPED.read_text("utf-8"))["template"]
    return tuple(Template(**row) for row in rows)


def used_in(note: str, templates: Iterable[Template]) -> Template | None:
    """Return the template a note was written with: all its labels stand in the note; the one with most labels."""
    said = {found.strip().lower() for found in LABEL.findall(note)}
    fitting = [each for each in templates if each.labels and each.labels <= said]
    return max(fitting, key=lambda each: len(each.labels), default=None)


def added(note: str, text: str) -> str:
    """Return a note with a template's text after what is written already; nothing twice in a row."""
    written = note.replace("\r\n", "\n").rstrip()
    if not written or written.endswith(text.rstrip()):
        return written or text
    return f"{written}\n{text}"


def check_template(template: Template, *, activities: Iterable[str]) -> list[Problem]:
    """Return everything wrong with a template."""
    problems = []
    if template.activity not in set(activities):
        problems.append(
            Problem("activity_missing", "Choose the activity that the template is for.", "activity")
        )
    if not template.title:
        problems.append(Problem("title_missing", "Give the template a title, such as “Lab review”.", "title"))
    if not template.text:
        problems.append(Problem("text_missing", "Write the lines to fill in, such as “Reviewed:”.", "text"))
    for name, value, most in (
        ("title", template.title, LONGEST_TITLE),
        ("text", template.text, LONGEST_TEXT),
    ):
        if len(value) > most:
            message = f"The {name} has {len(value):,} characters. Keep it to {most:,}."
            problems.append(Problem(f"{name}_too_long", message, name))
    return problems
