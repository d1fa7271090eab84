"""Rows that take long to make, made once for a module."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let what is made here stand for a module: each test undoes what it did to it, the module's end undoes it all.

    For fixtures of scope `module`; what tests get of it are copies, since they change what they are given.
    """
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
