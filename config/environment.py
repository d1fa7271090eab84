"""What the environment says about this deployment; the values that need more than a cast."""

import os
import secrets
from collections.abc import Mapping
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

MODES = ("local", "production", "test")


def var_folder(base: Path) -> Path:
    """Give the folder for everything that is written on one machine, made on first use."""
    folder = Path(os.environ.get("CAREMINUTES_VAR") or base / "var").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # patients' data is nobody else's on this machine
    return folder


def kept_secret(path: Path) -> str:
    """Give the secret of this machine: made once, readable by its owner alone."""
    if path.exists() and (kept := path.read_text().strip()):
        return kept
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        flock(
            file, LOCK_EX
        )  # of processes that start at once one makes it, and the others wait until it is written
        kept = file.read().strip()
        if not kept:
            kept = secrets.token_urlsafe(64)
            file.write(kept)
    return kept


def practice_kind(folder: Path) -> str | None:
    """Give what the local server was started with, "sample" or "empty"; None before its first start."""
    marker = folder / "kind"
    return marker.read_text().strip() if marker.exists() else None


def sqlite_options() -> dict[str, Any]:
    """Give the options under which SQLite behaves like the database of a server.

    IMMEDIATE makes the whole write transaction exclusive, which stands in for `select_for_update`. What SQLite keeps
    aside to undo one statement stays in memory: in a file it made a small write wait for the disk twice as long as it
    worked. A checkpoint comes every 16 MB of changes rather than every 4.
    """
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": "NORMAL",
        "foreign_keys": "ON",
        "mmap_size": "134217728",
        "cache_size": "-20000",
        "temp_store": "MEMORY",
        "wal_autocheckpoint": "4000",
    }
    return {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "".join(f"PRAGMA {name}={value};" for name, value in pragmas.items()),
    }


def postgres_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options of connections that keep plans, besides those of the address.

    A plan is made once for any values and kept with the connection: all that is planned so finds by its keys. Left to
    itself PostgreSQL planned the longest of these statements anew each time, which took it six times as long as
    answering it.
    """
    kept = f"{given.get('options', '')} -c plan_cache_mode=force_generic_plan"
    return {**given, "options": kept.strip()}


def file_broker_options(folder: Path) -> dict[str, Any]:
    """Give kombu's options for a broker of plain files, with its folders made."""
    queue, control = folder / "queue", folder / "control"
    for place in (queue, control):
        place.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": control,
        # A message that was read is removed at once; kept ones would fill the disk for ever.
        "store_processed": False,
        "polling_interval": 0.25,
    }
