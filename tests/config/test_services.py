"""The servers and processes that the other tests rely on are the real ones."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from kombu import Connection

from apps.practice.models import Practice
from apps.practice.tasks import look_over_tables
from config.celery import SCHEDULE
from config.environment import file_broker_options
from tests.processes import Workers, wait_until

TASK = "billing.close_due_periods"


def is_done(log: str, times: int) -> bool:
    return log.count(f"Task {TASK}[") >= times * 2 and log.count("succeeded") >= times


def test_a_worker_on_the_file_broker_takes_what_beat_would_send(worker: Workers) -> None:
    taken = worker()
    taken.send(TASK)
    wait_until(lambda: is_done(taken.log, 1), what="the end of the task")


def test_a_worker_on_redis_takes_what_beat_would_send(worker: Workers, redis_url: str) -> None:
    taken = worker(redis_url)
    taken.send(TASK)
    wait_until(lambda: is_done(taken.log, 1), what="the end of the task")


def test_a_worker_stops_warmly(worker: Workers, redis_url: str) -> None:
    taken = worker(redis_url)
    taken.send(TASK)
    wait_until(lambda: is_done(taken.log, 1), what="the end of the task")
    taken.stop()
    assert taken.process is not None
    assert taken.process.returncode == 0


def test_what_waits_while_no_worker_runs_is_done_by_the_next(worker: Workers) -> None:
    taken = worker()
    taken.kill()
    taken.send(TASK)
    taken.start()
    wait_until(lambda: is_done(taken.log, 1), what="the end of the task")


def test_a_message_that_was_read_leaves_nothing_behind(worker: Workers) -> None:
    taken = worker()
    for _ in range(3):
        taken.send(TASK)
    wait_until(lambda: is_done(taken.log, 3), what="the end of the three tasks")
    assert list(taken.folder.rglob("*.msg")) == []


def channel(folder: Path) -> Any:
    return Connection("filesystem://", transport_options=file_broker_options(folder)).channel()


@pytest.mark.once
def test_nobody_finds_a_message_before_it_is_whole(tmp_path: Path) -> None:
    one, other = channel(tmp_path), channel(tmp_path)

    class Looks:
        def __json__(self) -> str:
            with pytest.raises(Empty):
                other._get("celery")
            return "whole"

    one._put("celery", {"body": Looks()})
    assert other._get("celery") == {"body": "whole"}
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.once
def test_those_who_ask_for_a_queue_at_once_all_get_it(tmp_path: Path) -> None:
    names = ["celery", "web", "beat", "other"]
    barrier = Barrier(len(names))

    def bind(name: str, folder: Path) -> None:
        mine = channel(folder)
        barrier.wait(timeout=60)
        mine._queue_bind("tasks", name, "", name)

    with ThreadPoolExecutor(len(names)) as pool:
        for folder in (tmp_path / str(number) for number in range(20)):
            list(pool.map(bind, names, [folder] * len(names)))
            assert {row.queue for row in channel(folder).get_table("tasks")} == set(names)


@pytest.mark.django_db
def test_sqlite_writes_begin_immediate_with_foreign_keys_on() -> None:
    if connection.vendor == "postgresql":
        assert connection.settings_dict["HOST"] == "127.0.0.1"
        return
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.once
def test_sqlite_learns_by_and_by_what_its_tables_hold(hilltop: Practice) -> None:
    """Without it SQLite takes the practice for what chooses best, and reads every entry for a page of one's own."""
    assert SCHEDULE["look over what the tables hold"]["task"] == look_over_tables.name
    look_over_tables()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl='practice_practice'")
            assert cursor.fetchone() is not None
