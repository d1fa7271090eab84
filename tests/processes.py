"""A real Celery worker beside the tests, on the database of the test and a broker of its choice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db import connection
from kombu import Connection

from config.celery import app
from config.environment import file_broker_options
from tests.services import dies_with_parent
from tests.worker_source import Forked, Source

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = (
    "worker", "--pool=prefork", "--concurrency=2", "--loglevel=INFO", "--without-gossip", "--without-mingle",
    "--without-heartbeat",
)  # fmt: skip
# Only a failure waits so long; a busy machine may need a good part of it.
READY_SECONDS = 300


def database_url() -> str:
    """Give the address of the database that the running test uses."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    return f"postgres://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"


def wait_until(
    holds: Callable[[], bool], *, seconds: float = READY_SECONDS, what: str = "the condition"
) -> None:
    """Look again and again until `holds`, and fail after `seconds`."""
    deadline = monotonic() + seconds
    while not holds():
        if monotonic() > deadline:
            raise AssertionError(f"After {seconds:g} seconds {what} did not hold.")
        sleep(0.05)


class Worker:
    """A worker process that can be asked, stopped, killed and started again."""

    def __init__(self, folder: Path, broker: str, *, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.broker = broker
        self.environment = dict(environment or {})
        self.process: subprocess.Popen[bytes] | Forked | None = None
        self.source: Source | None = None
        self.starts = 0

    @property
    def log(self) -> str:
        """What the worker has written since its last start."""
        return self._log_path.read_text()

    @property
    def _log_path(self) -> Path:
        return self.folder / f"worker-{self.starts}.log"

    def start(self, *, application: str = "config", **environment: str) -> None:
        """Start the process and come back when it takes tasks; the arguments hold for this start only.

        `application` is the module that Celery is started with.
        """
        self.starts += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        arguments = ["-A", application, *OPTIONS]
        if self.source is not None:
            self.process = self.source.start(arguments, environment=environment, log=self._log_path)
        else:
            with self._log_path.open("wb") as output:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "celery", *arguments],
                    cwd=ROOT, env=self._values | environment, stdout=output, stderr=output,
                    stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=dies_with_parent(signal.SIGKILL),
                )  # fmt: skip
        wait_until(self._is_ready_or_gone, what="the worker's start")
        # One that is to die may have taken what was left for it, and be gone again.
        assert self._was_ready, f"The worker ended at once:\n{self.log[-3000:]}"

    def fork_from_now_on(self) -> None:
        """Read the product once for all starts to come: whoever starts often has waited for little else."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.source = Source(self._values, self.folder / "source.log")

    @property
    def _values(self) -> dict[str, str]:
        return {
            **os.environ,
            "CAREMINUTES_VAR": str(self.folder),
            "TMPDIR": str(self.folder),
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": self.broker,
            **self.environment,
        }

    def _is_ready_or_gone(self) -> bool:
        return self._was_ready or not self.is_alive

    @property
    def _was_ready(self) -> bool:
        return " ready." in self.log

    @property
    def is_alive(self) -> bool:
        """Whether the main process of the worker runs."""
        return self.process is not None and self.process.poll() is None

    def send(self, task: str, *arguments: Any, **named: Any) -> None:
        """Put a task into this worker's queue, by the task's name."""
        options = app.conf.broker_transport_options
        if self.broker.startswith("filesystem:"):
            options = file_broker_options(self.folder / "broker")
        with Connection(self.broker, transport_options=options) as queue:
            app.send_task(task, args=arguments, kwargs=named, connection=queue)

    def kill(self) -> None:
        """End the worker and its children with SIGKILL, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        """End the worker if it still runs; a warm stop takes seconds and a test that is over needs nothing of it."""
        if self.is_alive:
            self.kill()
        if self.source is not None:
            self.source.end()

    def stop(self) -> None:
        """Ask the worker to finish what it has and wait for it."""
        if self.process is None or not self.is_alive:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=READY_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


class Workers:
    """Makes workers and ends all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stack = ExitStack()

    def __call__(self, broker: str = "filesystem://localhost//", **environment: str) -> Worker:
        """Start a worker on `broker`."""
        made = self.idle(broker, **environment)
        made.start()
        return made

    def idle(self, broker: str = "filesystem://localhost//", **environment: str) -> Worker:
        """Give a worker on `broker` that is not started yet."""
        made = Worker(self.folder / "worker", broker, environment=environment)
        self.stack.callback(made.end)
        return made
