"""The one command, really run: an empty practice on a free port, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import psutil
import pytest

from tests.processes import wait_until
from tests.services import dies_with_parent, free_port

ROOT = Path(__file__).resolve().parents[2]
OURS = ("CAREMINUTES_", "CELERY_", "DATABASE_", "DJANGO_")
pytestmark = pytest.mark.server
PROCESSES = 7  # web and its two, worker and its two, beat
PATIENCE = 300  # seconds: reached only by what hangs, also where ten other programs want the same processor


@dataclass(frozen=True)
class Server:
    """A run of `python -m config.serve`."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int

    @property
    def said(self) -> str:
        return (self.folder / "terminal").read_text()

    def log(self, name: str) -> str:
        path = self.folder / "var/log" / f"{name}.log"
        return path.read_text() if path.exists() else ""


def environment(folder: Path) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    return {**clean, "CAREMINUTES_VAR": str(folder / "var")}


def serve(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "config.serve", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    with (folder / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--empty", "--port", str(port)],
            cwd=ROOT, env=environment(folder), stdout=terminal, stderr=terminal,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )  # fmt: skip
    started = Server(process, folder, port)
    wait_until(
        lambda: "Ctrl-C" in started.said or process.poll() is not None, seconds=PATIENCE, what="the start"
    )
    assert process.poll() is None, started.said
    yield started
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=PATIENCE)


def test_it_prints_the_address_and_how_to_make_the_first_administrator(server: Server) -> None:
    assert f"http://localhost:{server.port}\n" in server.said
    assert f"http://localhost:{server.port}/setup/" in server.said


def test_pages_are_served(server: Server) -> None:
    straight = build_opener(ProxyHandler({}))  # whatever proxy the machine has is for other hosts
    with straight.open(f"http://localhost:{server.port}/readyz") as answer:
        assert answer.status == 200


def test_worker_and_beat_work_without_an_error(server: Server) -> None:
    def is_ready() -> bool:
        assert server.process.poll() is None, server.said
        return " ready." in server.log("worker") and "beat: Starting" in server.log("beat")

    wait_until(is_ready, seconds=PATIENCE, what="the start of worker and beat")
    assert "ERROR" not in server.log("worker") + server.log("beat")


def test_what_it_keeps_secret_is_readable_by_its_owner_only(server: Server) -> None:
    assert (server.folder / "var/secret-key").stat().st_mode & 0o777 == 0o600


def test_a_second_server_on_the_same_data_is_refused_in_one_line(server: Server) -> None:
    refused = serve(server.folder, "--port", str(free_port()))
    assert refused.returncode == 1
    assert f"Process {server.process.pid} already serves" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_port_in_use_is_refused_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = serve(tmp_path, "--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is in use. Choose another: script/server --port {port + 1}\n"


def test_a_folder_with_the_sample_practice_does_not_become_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/kind").write_text("sample\n")
    refused = serve(tmp_path, "--empty", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "holds the sample practice" in refused.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_an_impossible_port_is_refused(tmp_path: Path, port: str) -> None:
    assert serve(tmp_path, "--port", port).returncode == 2


def test_stopping_leaves_no_process(server: Server) -> None:
    parent = psutil.Process(server.process.pid)
    wait_until(
        lambda: len(parent.children(recursive=True)) >= PROCESSES,
        seconds=PATIENCE,
        what="the whole family's start",
    )
    family = parent.children(recursive=True)
    server.process.terminate()
    assert server.process.wait(timeout=PATIENCE) == 0
    left = psutil.wait_procs(family, timeout=30)[1]
    # Where nobody waits for orphans, what is over stays in the table.
    assert [each for each in left if each.is_running() and each.status() != psutil.STATUS_ZOMBIE] == []
