"""The CPU seconds that an answer takes, on this side and on the database's: a busy machine does not change them."""

import os
from collections.abc import Callable
from pathlib import Path
from time import process_time

from django.db import connection

TICK = 1 / os.sysconf("SC_CLK_TCK")


def cpu_clock() -> Callable[[], float]:
    """Return a clock of CPU seconds: of this process and, on PostgreSQL, of its server process and their helpers.

    The server has to run on this machine. Helpers of a parallel plan are counted when they have ended.
    """
    if connection.vendor == "sqlite":
        return process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (mine,) = cursor.fetchone()
    parent = int(_fields(mine)[1])
    return lambda: process_time() + _seconds_of(mine) + _seconds_of_the_ended(parent)


def _seconds_of(process: int) -> float:
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def _seconds_of_the_ended(parent: int) -> float:
    """Return the CPU seconds of the children that a process has had."""
    return sum(map(int, _fields(parent)[13:15])) * TICK


def _fields(process: int) -> list[str]:
    """Return what the system says of a process after its name, beginning with its state."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
