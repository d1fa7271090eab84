"""The servers and processes that the other tests rely on."""

import os

import pytest
from django.db import connection

from tests.processes import Workers, wait_until


def test_a_worker_on_the_file_broker_takes_a_task(worker: Workers) -> None:
    taken = worker()
    taken.send("celery.ping_nobody_knows")
    wait_until(lambda: "Received unregistered task" in taken.log, what="the worker's word on the task")


@pytest.mark.django_db
def test_writes_of_sqlite_begin_immediate_with_foreign_keys_on() -> None:
    if connection.vendor != "sqlite":
        assert os.environ["DATABASE_URL"].startswith("postgres://")
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
