"""Several at once: run functions in threads of their own, each with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection

Result = TypeVar("Result")


def in_own_connection(function: Callable[[], Result]) -> Result:
    """Call `function` in this thread and close the connection that it opened."""
    try:
        return function()
    finally:
        connection.close()


def at_once(*functions: Callable[[], Any]) -> list[Any]:
    """Start all functions at the same moment; return what each returned or raised, in their order."""
    barrier = Barrier(len(functions))

    def run(function: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        barrier.wait(timeout=120)
        try:
            return function()
        except Exception as error:  # noqa: BLE001  the test looks at it
            return error

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(lambda function: in_own_connection(lambda: run(function)), functions))
