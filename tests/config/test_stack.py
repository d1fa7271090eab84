"""Processes that live and die together, with small programs in their place."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from config.stack import STOP_SECONDS
from tests.processes import wait_until

ROOT = Path(__file__).resolve().parents[2]
# Starts two children, tells their ids and watches them.
SUPERVISOR = """
import sys
from pathlib import Path
from config.stack import Child, Stack
stack = Stack(Path(sys.argv[1]), cwd=Path.cwd())
code = 0
with stack.stopping_on_signals():
    for name in ("worker", "beat"):
        stack.start(Child(name, [sys.executable, "-c", sys.argv[2]]))
    print(*(process.pid for process in stack.running.values()), flush=True)
    code = stack.watch(lambda text: print(text, flush=True))
sys.exit(code)
"""
PATIENCE = 2 * STOP_SECONDS
PATIENT = "import signal; signal.pause()"
# Says when it is asked to end, and stays.
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
print("deaf", flush=True)
while True:
    signal.pause()
"""


def supervise(folder: Path, program: str) -> tuple[subprocess.Popen[str], list[int]]:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(folder), program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    return supervisor, [int(number) for number in supervisor.stdout.readline().split()]


def last_words(supervisor: subprocess.Popen[str]) -> str:
    """Read what it says to its end; `communicate` would miss what came along with the first line."""
    assert supervisor.stdout is not None
    said = supervisor.stdout.read()
    assert supervisor.wait(timeout=PATIENCE) == 1
    return said


def is_gone(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def wait_for(word: str, folder: Path) -> None:
    """Wait until both children said the word."""
    logs = [folder / "worker.log", folder / "beat.log"]
    wait_until(lambda: all(word in log.read_text() for log in logs), what=f"the word {word} of both")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    supervisor, children = supervise(tmp_path, PATIENT)
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=PATIENCE) == 0
    assert [pid for pid in children if not is_gone(pid)] == []


def test_a_dying_child_stops_the_others_and_is_named(tmp_path: Path) -> None:
    supervisor, (worker, beat) = supervise(tmp_path, PATIENT)
    os.kill(worker, signal.SIGKILL)
    said = last_words(supervisor)
    assert "The worker process ended unexpectedly" in said
    assert is_gone(beat)


def test_the_last_words_of_a_dying_child_are_shown(tmp_path: Path) -> None:
    supervisor, _ = supervise(tmp_path, "raise SystemExit('no database here')")
    said = last_words(supervisor)
    assert "no database here" in said


def test_killing_the_supervisor_takes_the_children_along(tmp_path: Path) -> None:
    supervisor, children = supervise(tmp_path, PATIENT)
    supervisor.kill()
    supervisor.wait()
    wait_until(lambda: all(map(is_gone, children)), what="the end of the children")


def test_a_second_signal_does_not_wait_for_a_stubborn_child(tmp_path: Path) -> None:
    supervisor, children = supervise(tmp_path, STUBBORN)
    wait_for("deaf", tmp_path)
    supervisor.terminate()
    wait_for("asked", tmp_path)  # the first signal is worked on: the next one is another
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(timeout=1)
    supervisor.terminate()
    assert supervisor.wait(timeout=STOP_SECONDS * 2 / 3) == 0
    assert [pid for pid in children if not is_gone(pid)] == []
