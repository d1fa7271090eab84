"""In whose name a command acts, and which files it takes."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.management.base import CommandError

from apps.practice.access import Actor, schedule_of
from apps.practice.models import Practice


def acting(practice_id: int | None) -> Actor:
    """Return the schedule of the practice named, or of the only one."""
    practices = Practice.objects.order_by("pk")
    found = list(practices.filter(pk=practice_id) if practice_id is not None else practices[:2])
    if len(found) == 1:
        return schedule_of(found[0])
    known = ", ".join(f"{each.pk} {each.name}" for each in practices[:20]) or "none"
    if practice_id is not None:
        raise CommandError(f"There is no practice {practice_id}. Practices: {known}.")
    if not found:
        raise CommandError("There is no practice yet. Start the product and create one first.")
    raise CommandError(f"There are several practices. Choose one with --practice: {known}.")


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files named, and those inside the folders named, by name; hidden ones are left out."""
    for path in paths:
        if path.is_dir():
            inside = (each for each in path.iterdir() if each.is_file() and not each.name.startswith("."))
            yield from sorted(inside)
        else:
            yield path
