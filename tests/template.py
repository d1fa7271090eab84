"""A PostgreSQL database with every table, made once for a run while its processes read the tests, and copied by each.

Run as a program it makes the database named by DATABASE_URL; what went wrong stands in the file of its argument.
"""

import gc
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path

from tests.services import Postgres, dies_with_parent

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "careminutes_template"


def outcome(folder: Path) -> Path:
    """Give the file that is there once the database is made: empty, or what went wrong."""
    return folder / "template"


def begin_template(server: Postgres, folder: Path) -> subprocess.Popen[bytes]:
    """Start making the database; whoever copies it waits for `outcome`."""
    server.create_database(TEMPLATE)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.template", outcome(folder)], cwd=ROOT, stdin=subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": server.url(TEMPLATE), "DJANGO_SETTINGS_MODULE": "config.settings"},
        preexec_fn=dies_with_parent(signal.SIGTERM),
    )  # fmt: skip


def _make(said: Path) -> None:
    import django
    from django.core.management import call_command
    from django.db import connections

    wrong = ""
    try:
        django.setup()
        gc.set_threshold(1_000_000)  # a migration makes every model anew; looks for rings took a third of it
        call_command("migrate", verbosity=0, skip_checks=True)
    except Exception:  # noqa: BLE001  whoever waits shows it
        wrong = traceback.format_exc()
    connections.close_all()  # PostgreSQL copies no database that somebody is connected to
    written = said.with_suffix(".part")
    written.write_text(wrong)
    written.rename(said)


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
