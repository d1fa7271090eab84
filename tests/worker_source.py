"""A process that has loaded the product and makes workers of itself: a fork instead of reading everything once more.

Run as a program it takes a line of JSON for each worker on its standard input, and answers with two lines: the worker's
process id, and once that process is gone how it ended. One worker at a time.
"""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from tests.services import dies_with_parent

ROOT = Path(__file__).resolve().parent.parent


class Forked:
    """A worker that a source made; to whoever started it what a `subprocess.Popen` is."""

    def __init__(self, source: "Source") -> None:
        self._source = source
        self.pid = int(source.said())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self.returncode is None and self._source.has_said():
            self.returncode = int(self._source.said())
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended."""
        if self.returncode is None and not self._source.has_said(timeout):
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        ended = self.poll()
        assert ended is not None
        return ended

    def terminate(self) -> None:
        """Ask it to end."""
        os.kill(self.pid, signal.SIGTERM)


class Source:
    """The process that workers are made of, with what all of them have in their environment."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.worker_source"], cwd=ROOT, env=dict(environment),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0,
                start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
            )  # fmt: skip

    def start(self, arguments: list[str], *, environment: Mapping[str, str], log: Path) -> Forked:
        """Make a worker that gets the arguments of `celery` and writes into `log`."""
        assert self._process.stdin is not None
        asked = {"arguments": arguments, "environment": dict(environment), "log": str(log)}
        log.touch()
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        return Forked(self)

    def said(self) -> str:
        line = self._answers.readline().decode()
        assert line, "The source of workers ended."
        return line

    def has_said(self, timeout: float | None = 0) -> bool:
        return bool(select.select([self._answers], [], [], timeout)[0])

    @property
    def _answers(self) -> IO[bytes]:
        assert self._process.stdout is not None
        return self._process.stdout

    def end(self) -> None:
        with self._process as process:
            process.kill()


def _load() -> None:
    """Load what the start of a worker loads."""
    import celery.bin.worker  # noqa: F401
    import django
    from django.db import connections

    from config.celery import app

    django.setup()
    app.loader.import_default_modules()
    connections.close_all()  # nothing that is open may be shared by two processes


def _be(asked: dict[str, Any]) -> None:
    """Become the worker."""
    from celery.__main__ import main

    dies_with_parent(signal.SIGKILL)()
    os.setsid()
    os.environ |= asked["environment"]
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(ours, theirs)
    sys.argv = ["celery", *asked["arguments"]]
    main()


def _serve() -> None:
    _load()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _be(json.loads(line))
            return
        _say(pid)
        _, status = os.waitpid(pid, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
