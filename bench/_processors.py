"""Whose processor time a measurement took: of whoever asks, of the web workers, of the database's processes (Linux).

On two processors everything shares them, so that the requests answered a second follow from the sum. These times also
stay what they are while other programs are at work.
"""

import os
from pathlib import Path
from time import process_time

ASKING, WEB, DATABASE = "asking", "web workers", "database"
_Times = dict[tuple[str, int], float]


def times(web: int) -> _Times:
    """Return the processor seconds of this process and of all below it so far; `web` is the web server's main one."""
    parents = {pid: parent for pid in _running() if (parent := _parent(pid))}
    found: _Times = {(ASKING, os.getpid()): process_time()}  # its threads that are over too
    for pid in parents:
        above = _above(pid, parents)
        if os.getpid() in above:
            found[WEB if web in (pid, *above) else DATABASE, pid] = _seconds(pid)
    return found


def spent(before: _Times, after: _Times) -> dict[str, float]:
    """Return the seconds of each between two looks; a process that is gone in between counts nowhere."""
    found = dict.fromkeys((ASKING, WEB, DATABASE), 0.0)
    for (who, pid), then in before.items():
        found[who] += max(0.0, after.get((who, pid), then) - then)
    return found


def _running() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _above(pid: int, parents: dict[int, int]) -> list[int]:
    found = []
    while pid := parents.get(pid, 0):
        found.append(pid)
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:  # gone
        return 0


def _seconds(pid: int) -> float:
    """Return what the threads of a process used, by the scheduler's own clock."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((each / "schedstat").read_text().split()[0]) for each in tasks) / 1e9
    except OSError:
        return 0.0
