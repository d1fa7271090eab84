"""Filters of the Django admin in the words of what they look for."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin


def by_whether(title: str, *, empty: str, filled: str) -> type[admin.EmptyFieldListFilter]:
    """Return a filter by whether a field is empty or filled, in words of what that means."""

    class Whether(admin.EmptyFieldListFilter):
        """Says the words where Django says “Empty” and “Not empty”, and leaves the counts behind them."""

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.title = title

        def choices(self, changelist: Any) -> Iterator[Any]:
            for each in super().choices(changelist):
                said = str(each["display"]).replace("Not empty", filled).replace("Empty", empty)
                yield {**each, "display": said}

    return Whether
