"""`script/bench NAME [--json] [--database sqlite|postgres] [--keep DIR]`: runs `bench/NAME.py`.

A benchmark is a module with `run(options) -> Iterable[Figure]`, and `add_arguments(parser)` when it takes sizes. It
is imported when Django stands on an empty database of its own.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.harness import as_json, as_table, private_database

ENGINES = ("sqlite", "postgres")
# benchmarks that leave what they built as it was
REUSES = frozenset({"pages", "reports"})


def names() -> list[str]:
    """Give the names of all benchmarks."""
    files = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return sorted(name for name in files if not name.startswith("_") and name != "harness")


def main(arguments: Sequence[str]) -> int:
    """Run one benchmark and print its figures."""
    parser = argparse.ArgumentParser(prog="script/bench", description="Measure Careminutes beside its floor.")
    parser.add_argument("name", choices=names(), metavar="NAME", help=f"one of: {', '.join(names())}")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument(
        "--database", choices=ENGINES, default="sqlite", help="the database (default: sqlite)"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep what was built in DIR, and use it again the next time"
    )
    known, _ = parser.parse_known_args(arguments)
    if known.keep and known.name not in REUSES:
        parser.error(f"{known.name} changes what it measures and builds it anew each time: no --keep.")
    with private_database(known.database, keep=known.keep):
        benchmark = importlib.import_module(f"bench.{known.name}")
        if hasattr(benchmark, "add_arguments"):
            benchmark.add_arguments(parser)
        options = parser.parse_args(arguments)
        figures = []
        for figure in benchmark.run(options):
            print(f"  {figure.name}: {figure.value:,.4g} {figure.unit}", file=sys.stderr, flush=True)
            figures.append(figure)
    print((as_json if known.json else as_table)(known.name, known.database, figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
