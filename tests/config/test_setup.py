"""script/setup on machines that lack something: one line that says what to do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "dirname", "mkdir", "flock", "sha256sum", "cut", "cat", "grep", "rm", "sh")
# Answers like a Python of that version which has no venv module.
STAND_IN = """#!/bin/sh
case "$2" in
    *version_info*) exit {wrong} ;;
    *ensurepip*) exit 1 ;;
esac
echo "Python {version}"
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout on a machine with nothing but the tools of a bare system."""
    for name in ("script", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / "checkout" / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None, f"this machine has no {tool}"
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def give_python(machine: Path, version: str, *, fits: bool) -> None:
    stand_in = machine / "bin/python3"
    stand_in.write_text(STAND_IN.format(version=version, wrong=0 if fits else 1))
    stand_in.chmod(0o755)


def set_up(machine: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine / "bin"), "HOME": os.environ.get("HOME", "/")}
    command = [str(machine / "checkout/script/server"), "--port", "8000"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_machine_without_python_is_told_so(machine: Path) -> None:
    refused = set_up(machine)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Careminutes needs Python 3.11, 3.12 or 3.13; here is no Python 3.")
    assert refused.stderr.count("\n") == 1


def test_a_machine_with_an_old_python_is_told_its_version(machine: Path) -> None:
    give_python(machine, "3.9.2", fits=False)
    refused = set_up(machine)
    assert refused.returncode == 1
    assert "here is Python 3.9.2. Install it with: apt-get install" in refused.stderr


def test_a_machine_without_the_venv_module_is_told_how_to_get_it(machine: Path) -> None:
    give_python(machine, "3.11.2", fits=True)
    refused = set_up(machine)
    assert refused.returncode == 1
    assert (
        refused.stderr == "Python's venv module is missing. Install it with: apt-get install python3-venv\n"
    )


def test_every_locked_package_has_hashes_and_no_address() -> None:
    for name in ("runtime", "dev"):
        text = (ROOT / f"requirements/{name}.txt").read_text()
        assert text.count("==") > 50
        assert "://" not in text
        pinned = [line for line in text.splitlines() if "==" in line]
        assert [line for line in pinned if not line.endswith("\\")] == []


def test_the_development_lock_holds_the_same_versions_as_the_runtime_lock() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / f"requirements/{name}.txt").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line}

    assert pins("runtime") - pins("dev") == set()
