"""What others recorded on top of rows that an import brought: such rows cannot be taken back."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import CASCADE, Model

from apps.patients.models import Document
from apps.patients.selectors_documents import WORDS

BATCH = 500

# A table and its field that points at another one.
Field = tuple[type[Model], str]
# What an import added, by table: the numbers of the rows.
Brought = Mapping[type[Model], set[int]]


def lock(brought: Brought) -> None:
    """Lock what an import wrote: whoever wants to change it, or to record something on top, waits for the end."""
    for model, numbers in brought.items():
        for some in in_batches(numbers):
            rows = model._default_manager.filter(pk__in=some).order_by("pk")
            list(rows.select_for_update().values_list("pk", flat=True))


def on_top(brought: Brought) -> dict[type[Model], dict[int, str]]:
    """Return what others, which the import did not bring, recorded on top of what it added: one thing for a row.

    An import numbers its rows in one go, so each table is asked once for what points between the first and the last.
    """
    found: dict[type[Model], dict[int, str]] = {}
    for model, added in brought.items():
        found[model] = {}
        for other, name in _pointing(model)[0]:
            between = other._default_manager.filter(
                **{f"{name}__gte": min(added), f"{name}__lte": max(added)}
            )
            own = brought.get(other, set())
            for target, pk in between.order_by().values_list(name, "pk").iterator():
                if target in added and pk not in own:
                    found[model].setdefault(target, _a(other))
        found[model].update(dict.fromkeys(_with_papers(model, added), "a document"))
    return found


def _with_papers(model: type[Model], added: set[int]) -> Iterator[int]:
    if model in WORDS:
        papers = Document.objects.filter(
            proves=WORDS[model], proves_id__range=(min(added), max(added)), removed_at__isnull=True
        )
        yield from (pk for pk in papers.values_list("proves_id", flat=True) if pk in added)


def remove(model: type[Model], numbers: Collection[int]) -> None:
    """Remove rows on top of which nothing was recorded, and what goes with them unseen, such as a person's star.

    What points at them was looked at once for the whole import; the database looks again at the commit.
    """
    for other, name in _pointing(model)[1]:
        _remove(other._default_manager.filter(**{f"{name}__in": numbers}))
    _remove(model._default_manager.filter(pk__in=numbers))


def _remove(rows: Any) -> None:
    rows._raw_delete(rows.db)  # noqa: SLF001  one statement; `delete` asks every table again, for each chunk


@cache
def _pointing(model: type[Model]) -> tuple[list[Field], list[Field]]:
    """Return which tables point at a model with what field: those that stand against, and those that go with it."""
    against: list[Field] = []
    going: list[Field] = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (
            relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        ):
            continue
        found: Any = relation
        is_list = bool(found.related_model._meta.auto_created)
        goes = found.on_delete is CASCADE and found.hidden and not is_list
        (going if goes else against).append((found.related_model, found.field.name))
    return against, going


def _a(model: type[Model]) -> str:
    words = str(model._meta.verbose_name)
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def in_batches(numbers: Collection[int]) -> Iterator[list[int]]:
    """Yield numbers in order, some hundred at a time."""
    ordered = sorted(numbers)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
