"""Work in parts: each keeps all of what it writes or nothing, by itself or with whatever it is a part of."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.db import transaction


@dataclass
class _Whole:
    """Work that stands or falls as one, with its transaction once that has begun."""

    transaction: ExitStack = field(default_factory=ExitStack)
    has_begun: bool = False
    held: set[tuple[str, int]] = field(default_factory=set)

    def begin(self) -> None:
        """Begin the transaction, unless it runs already."""
        if not self.has_begun:
            self.transaction.enter_context(transaction.atomic())
            self.has_begun = True


_whole: ContextVar[_Whole | None] = ContextVar("whole", default=None)


@contextmanager
def whole(*, begins_late: bool = False) -> Iterator[None]:
    """A transaction whose owner undoes all of it when any part is refused or fails; parts catch nothing and go on.

    With `begins_late` it begins with the first part: what comes before only reads what need not stand still. On SQLite
    nobody else writes from there to the end. Inside another whole it is a part of that one.
    """
    around = _whole.get()
    if around is not None:
        around.begin()
        yield
        return
    here = _Whole()
    with here.transaction:
        before = _whole.set(here)
        try:
            if not begins_late:
                here.begin()
            yield
        finally:
            _whole.reset(before)


def part() -> transaction.Atomic:
    """A transaction, or a savepoint in another one; in a `whole` neither: nothing goes on after a refusal."""
    here = _whole.get()
    if here is not None:
        here.begin()
    return transaction.atomic(savepoint=here is None)


def holds_first(what: tuple[str, int]) -> bool:
    """Say whether a lock on `what` is still to be taken: a whole keeps it to its end, others take it each time."""
    here = _whole.get()
    if here is None:
        return True
    is_new = what not in here.held
    here.held.add(what)
    return is_new
