"""Runs the whole product on one machine: `script/server` ends here.

Web process, Celery worker and beat are children of this process. They stop with it, however it ends; when one of
them dies, the others are stopped and the exit code is 1.
"""

import argparse
import fcntl
import os
import socket
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import IO

from config.environment import practice_kind, var_folder
from config.stack import Child, Stack

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line of `script/server`."""
    parser = argparse.ArgumentParser(prog="script/server", description="Run Careminutes on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port of the address (default: 8000)")
    parser.add_argument(
        "--empty", action="store_true", help="start with a practice of your own instead of a sample"
    )
    parsed = parser.parse_args(arguments)
    if not 0 < parsed.port < 65536:
        parser.error(f"--port is {parsed.port}. Choose a number from 1 to 65535.")
    return parsed


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)  # noqa: T201 - the terminal is its only reader


def refuse_busy_port(port: int) -> None:
    """End with one line when something listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            sys.exit(f"Port {port} is reserved for root. Choose another: script/server --port 8000")
        except OSError:
            sys.exit(f"Port {port} is in use. Choose another: script/server --port {port + 1}")


def take_folder(folder: Path) -> IO[str]:
    """Hold `folder` for this process, or end with one line when another server has it."""
    lock = (folder / "server.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        sys.exit(
            f"Process {lock.read().strip()} already serves the data in {folder}. Stop it first (Ctrl-C)."
        )
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def choose_kind(folder: Path, *, empty: bool) -> str:
    """Remember at the first start whether this is a sample or an empty practice; later starts keep it."""
    marker = folder / "kind"
    kept = practice_kind(folder)
    if kept == "sample" and empty:
        sys.exit(
            f"{folder} holds the sample practice. For an empty one choose another folder:"
            " CAREMINUTES_VAR=my-practice script/server --empty"
        )
    if kept is None:
        kept = "empty" if empty else "sample"
        marker.write_text(f"{kept}\n")
    return kept


def prepare(folder: Path, kind: str) -> None:
    """Bring database, static files and sample practice up to date; a second start finds nothing to do."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
    _collect_static(folder)
    if kind == "sample":
        call_command("sample_practice", "--if-empty")
    connection.close()


def _collect_static(folder: Path) -> None:
    """Copy and compress the static files when one of them or the packages changed."""
    from django.conf import settings
    from django.core.management import call_command

    files = [
        path
        for place in settings.STATICFILES_DIRS
        for path in sorted(Path(place).rglob("*"))
        if path.is_file()
    ]
    states = [f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in files]
    packages = (ROOT / "requirements/runtime.txt").read_text()
    wanted = sha256("\n".join([*states, packages]).encode()).hexdigest()
    stamp = folder / "static-collected"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("Collecting the static files")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(wanted)


def children(port: int, folder: Path) -> list[Child]:
    """Give the commands of the three processes."""
    celery = [sys.executable, "-m", "celery", "-A", "config"]
    return [
        # Threads, because browsers open connections ahead of need and one of them would hold a whole process.
        Child(
            "web",
            [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind={HOST}:{port}", "--workers=2", "--threads=4",
             "--worker-class=gthread", "--graceful-timeout=5", "--no-control-socket",
             # It also ends a worker that takes so long to start, for ever and again.
             "--timeout=300"],
        ),
        Child(
            "worker",
            [*celery, "worker", "--pool=prefork", "--concurrency=2", "--loglevel=INFO",
             "--without-gossip", "--without-mingle", "--without-heartbeat"],
            # The file broker reads a message by way of the temporary folder; a rename within one disk is atomic.
            {"TMPDIR": str(folder / "tmp")},
        ),
        Child("beat", [*celery, "beat", "--pidfile=", "--loglevel=INFO"]),
    ]  # fmt: skip


def greeting(port: int, kind: str, logs: Path) -> str:
    """Say where the product is and how to sign in."""
    address = f"http://localhost:{port}"
    if kind == "sample":
        how = "It holds a sample practice: choose on the first page as whom to sign in."
    else:
        how = f"It is empty: make the first administrator at {address}/setup/"
    mail = f"Mail it would send is at {address}/mail/, its logs are in {logs}."
    return f"\nCareminutes runs at {address}\n{how}\n{mail}\nCtrl-C stops it.\n"


def ask_what_is_due() -> None:
    """Send the first tick at once: a new beat would wait ten minutes, and nights were missed while nothing ran."""
    from config.celery import SCHEDULE, app

    for entry in SCHEDULE.values():
        app.send_task(entry["task"], **entry["options"])


def main(arguments: Sequence[str]) -> int:
    """Set up, run until told to stop, and give the exit code."""
    asked = read_arguments(arguments)
    folder = var_folder(ROOT)
    refuse_busy_port(asked.port)
    lock = take_folder(folder)
    kind = choose_kind(folder, empty=asked.empty)
    stack = Stack(folder / "log", cwd=ROOT)
    try:
        with stack.stopping_on_signals():
            prepare(folder, kind)
            (folder / "tmp").mkdir(exist_ok=True)
            for child in children(asked.port, folder):
                stack.start(child)
            if stack.listens(HOST, asked.port):
                ask_what_is_due()
                say(greeting(asked.port, kind, stack.logs))
            return stack.watch(say)
    finally:
        lock.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
