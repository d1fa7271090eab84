"""The broker of plain files, each of which appears whole.

Kombu opens a message, or the table of an exchange, under its own name and fills it afterwards. Whoever looks in between
finds an empty file: a worker takes that for a fault and ends, and everything that was started with it.
"""

import os
from contextlib import suppress
from fcntl import LOCK_EX, flock
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.exceptions import ChannelError
from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Kombu's channel, with files that are written aside and then given their names."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]
        name = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        try:
            _appear(Path(self.data_folder_out) / name, dumps(payload))
        except OSError as error:
            raise ChannelError(f"Cannot add file {name!r} to {self.data_folder_out!r}") from error

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str | None, queue: str) -> None:
        """Let kombu add its line, under its lock, to a table that is there."""
        table = self._exchange_file(exchange)  # type: ignore[attr-defined]
        try:
            with (self.control_folder / "tables.lock").open("a") as one_at_a_time:
                flock(one_at_a_time, LOCK_EX)
                if not table.exists():
                    _appear(table, "[]")
        except OSError as error:
            raise ChannelError(f"Cannot make {table}") from error
        super()._queue_bind(exchange, routing_key, pattern, queue)


class Transport(filesystem.Transport):
    """Kombu's transport with these channels."""

    Channel = Channel


def _appear(path: Path, text: str) -> None:
    """Write the file under a name that nobody looks for, then give it its own at once."""
    aside = path.with_name(f"{path.name}.{uuid4()}.new")
    try:
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)  # noqa: PTH105  the pair of `write_text`
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()
