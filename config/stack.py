"""A few processes that live and die together."""

import ctypes
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

PR_SET_PDEATHSIG = 1
# A machine that has ten times as much to do as it can needs minutes; who looks at the terminal waits for an address.
START_SECONDS = 300
# A running task may finish: a close works in chunks of well under this.
STOP_SECONDS = 30
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """One process: its name, its command and what its environment adds."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Stop(BaseException):
    """Raised in the main thread by SIGTERM and Ctrl-C."""


def _raise_stop(number: int, frame: FrameType | None) -> None:
    raise Stop


class Stack:
    """Starts children, tells when one dies and stops all of them."""

    def __init__(self, logs: Path, *, cwd: Path) -> None:
        self.logs = logs
        self.cwd = cwd
        self.parent = os.getpid()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.is_hurried = False

    @contextmanager
    def stopping_on_signals(self) -> Iterator[None]:
        """Turn SIGTERM, SIGHUP and Ctrl-C into a clean stop of all children, whatever is going on."""
        for number in STOPPING:
            signal.signal(number, _raise_stop)
        try:
            yield
        except Stop:
            pass
        finally:
            self.stop()

    def start(self, child: Child) -> None:
        """Start one child; it writes to a log of its own, the log of the last run is kept beside it."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.log_of(child.name)
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        with log.open("wb") as output:
            # A session of its own keeps Ctrl-C of the terminal away from it: this process decides how to stop.
            self.running[child.name] = subprocess.Popen(
                child.command,
                cwd=self.cwd,
                env={**os.environ, **child.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=self._follow_parent,
            )

    def _follow_parent(self) -> None:
        """Ask the kernel, in the child, for SIGTERM when this process is gone, even by `kill -9`."""
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != self.parent:
            os._exit(1)

    def log_of(self, name: str) -> Path:
        """The file to which a child writes."""
        return self.logs / f"{name}.log"

    def listens(self, host: str, port: int) -> bool:
        """Wait until something listens on the port; False when a child died first or five minutes went by."""
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline and not self._dead():
            with suppress(OSError), socket.create_connection((host, port), timeout=1):
                return True
            sleep(0.05)
        return False

    def _dead(self) -> str | None:
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def watch(self, say: Callable[[str], None]) -> int:
        """Sleep until a child dies; say which and give the exit code 1."""
        while (name := self._dead()) is None:
            # Blocks without using any processor; WNOWAIT leaves the exit status for `poll`.
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        last = self.log_of(name).read_text(errors="replace").splitlines()[-12:]
        say("\n".join([*last, "", f"The {name} process ended unexpectedly, so everything is stopped."]))
        say(f"Its log: {self.log_of(name)}")
        return 1

    def stop(self) -> None:
        """Ask every child to finish, wait, and kill what is left; one more signal ends the waiting."""
        for number in STOPPING:
            signal.signal(number, self._hurry)
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = monotonic() + STOP_SECONDS
        while monotonic() < deadline and not self.is_hurried and self._any_alive():
            sleep(0.05)
        for process in self.running.values():
            # What a killed child left behind belongs to its session.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        self.is_hurried = True

    def _any_alive(self) -> bool:
        return any(process.poll() is None for process in self.running.values())
