"""What a benchmark measures with: figures, medians, a private database, a table or JSON."""

import gc
import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from tests.services import Postgres

REPOSITORY = Path(__file__).resolve().parent.parent
# A server as one would set it up: commits reach the disk.
POSTGRES_OPTIONS = {
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}


@dataclass(frozen=True)
class Figure:
    """One measured value; `floor` is the least the same machine needs in the same run, None when there is none."""

    name: str
    value: float
    unit: str = "s"
    floor: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the floor the value is."""
        return self.value / self.floor if self.floor else None


def seconds(work: Callable[[], object]) -> float:
    """Give the seconds that one call of `work` takes."""
    started = perf_counter()
    work()
    return perf_counter() - started


def memory_now() -> float:
    """Give the megabytes that this process holds now, and begin to watch its peak anew (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return memory_peak()


def memory_peak() -> float:
    """Give the most megabytes that this process held since `memory_now`."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def median_seconds(
    work: Callable[[], object],
    *,
    runs: int = 5,
    before_each: Callable[[], object] = lambda: None,
    clock: Callable[[], float] = perf_counter,
) -> float:
    """Give the median seconds of several calls by a clock; `before_each` sets the stage and is not counted."""
    taken = []
    for _ in range(runs):
        before_each()
        started = clock()
        work()
        taken.append(clock() - started)
    return statistics.median(taken)


@contextmanager
def private_database(engine: str, *, keep: Path | None = None) -> Iterator[None]:
    """Set up Django on a migrated database of its own ("sqlite" or "postgres").

    It is empty, and removed at the end; with `keep` it stays in that folder and is there again the next time.
    """
    with _folder(engine, keep) as folder:
        folder.chmod(0o755)  # PostgreSQL runs as somebody else when this runs as root
        server = Postgres(folder / "postgres", options=POSTGRES_OPTIONS) if engine == "postgres" else None
        os.environ.update(
            {"DJANGO_SETTINGS_MODULE": "config.settings", "CAREMINUTES_VAR": str(folder / "var")}
        )
        os.environ["CAREMINUTES_MODE"] = "local"
        os.environ["DATABASE_URL"] = server.start() if server else f"sqlite:///{folder / 'bench.sqlite3'}"
        try:
            if server:
                server.create_database()
            _migrate()
            yield
        finally:
            if server:
                server.stop(keeps=keep is not None)


@contextmanager
def _folder(engine: str, keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="careminutes-bench-") as name:
            yield Path(name)
        return
    if keep.resolve().is_relative_to(REPOSITORY):
        raise SystemExit(
            f"{keep} is inside the repository. Keep the practice somewhere else, say under /var/tmp."
        )
    folder = keep.resolve() / engine
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def _migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from config.memory import leave_what_is_loaded

    call_command("migrate", interactive=False, verbosity=0)
    leave_what_is_loaded()  # as the product's processes do


def as_json(name: str, engine: str, figures: Sequence[Figure]) -> str:
    """Write the figures for a program."""
    rows = [{**asdict(figure), "ratio": figure.ratio} for figure in figures]
    return json.dumps({"benchmark": name, "database": engine, "figures": rows}, indent=2)


def as_table(name: str, engine: str, figures: Sequence[Figure]) -> str:
    """Write the figures for a person."""
    rows = [("figure", "value", "floor", "ratio", "")]
    for figure in figures:
        floor = "" if figure.floor is None else f"{figure.floor:,.4g} {figure.unit}"
        ratio = "" if figure.ratio is None else f"{figure.ratio:,.2f}x"
        rows.append((figure.name, f"{figure.value:,.4g} {figure.unit}", floor, ratio, figure.note))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:4], widths[1:4]), row[4]]).rstrip()
        for row in rows
    )
    return "\n".join([f"{name} on {engine}", *lines])
