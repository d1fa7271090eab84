"""Sets the environment of a test run before Django reads its settings.

An early plug-in (`-p tests.environment` in pyproject.toml). Every process of a run gets a `var` folder of its own,
removed at the end. With CAREMINUTES_TEST_DATABASE=postgres a private PostgreSQL is started once for the run.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.services import Postgres
from tests.template import begin_template

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "client_for_database"}


def _own_folder() -> Path:
    if not WORKER:
        folder = Path(tempfile.mkdtemp(prefix="careminutes-tests-"))
        folder.chmod(0o755)  # PostgreSQL runs as somebody else when the tests run as root
        os.environ["CAREMINUTES_TEST_FOLDER"] = str(folder)
    return Path(os.environ["CAREMINUTES_TEST_FOLDER"]) / (WORKER or "main")


# One running product, a sample practice, or two practices with a row of every kind, serve a whole file.
KEPT_TOGETHER = (
    "tests/config/test_serve.py",
    "tests/api/",
    "tests/practice/test_export.py",
    "tests/sample/test_small_sample.py",
    "tests/test_every_",
)

FOLDER = _own_folder()
(FOLDER / "static").mkdir(parents=True, exist_ok=True)
POSTGRES: Postgres | None = None
MAKING: subprocess.Popen[bytes] | None = None

os.environ.update(
    {
        "CAREMINUTES_MODE": "test",
        "CAREMINUTES_VAR": str(FOLDER),
        "CAREMINUTES_CONNECTION_SECONDS": "0",
        "DJANGO_LIVE_TEST_SERVER_ADDRESS": "localhost",
    }
)
if not WORKER:
    os.environ.pop("CELERY_BROKER_URL", None)
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get("CAREMINUTES_TEST_DATABASE", "sqlite") == "postgres":
        POSTGRES = Postgres(FOLDER.parent / "postgres")
        os.environ["DATABASE_URL"] = POSTGRES.start()
        MAKING = begin_template(POSTGRES, FOLDER.parent)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --deep."""
    parser.addoption("--deep", action="store_true", help="also run the long seeded tests")


def pytest_configure(config: pytest.Config) -> None:
    """Make property tests repeatable: the same examples in every run, many more with --deep.

    On SQLite the tables are made from the models; the migrations run on PostgreSQL and wherever the product is started.
    """
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        config.option.nomigrations = True
    from hypothesis import HealthCheck, settings

    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    settings.register_profile(
        "plain", derandomize=True, deadline=None, max_examples=100, suppress_health_check=slow, database=None
    )
    settings.register_profile("deep", settings.get_profile("plain"), max_examples=5_000)
    settings.load_profile("deep" if config.getoption("--deep") else "plain")


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out test by test, but the files that share what takes long to make whole to one process."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path.startswith(KEPT_TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneByOne:
    """Deal the tests out over the processes."""
    return OneByOne(config, log)


def pytest_report_header() -> str:
    """Name the database of the run."""
    return f"database: {'PostgreSQL ' + POSTGRES.version if POSTGRES else 'SQLite'}"


def pytest_collection_finish() -> None:
    """Look after memory as the product does: what was collected stays, and a look at it finds nothing."""
    from config.memory import leave_what_is_loaded

    leave_what_is_loaded()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by what they use, and leave out those that cannot hold here (counted as deselected)."""
    on_postgres = os.environ.get("DATABASE_URL", "").startswith("postgres")
    left_out: list[pytest.Item] = []
    for item in items:
        _mark(item, getattr(item, "fixturenames", ()))
        needs_other_database = item.get_closest_marker("postgres") and not on_postgres
        if needs_other_database or (item.get_closest_marker("deep") and not config.getoption("--deep")):
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _mark(item: pytest.Item, fixtures: Iterable[str]) -> None:
    used = set(fixtures)
    if "concurrency" in item.path.parts:
        item.add_marker("postgres")
    if "browser_page" in used or "browser" in used:
        item.add_marker("browser")
    if "redis_url" in used:
        item.add_marker("redis")
    if used & DATABASE_FIXTURES or item.get_closest_marker("django_db"):
        item.add_marker("database")


def pytest_unconfigure() -> None:
    """Stop what was started and remove what was written."""
    if WORKER:
        return
    if MAKING:
        MAKING.kill()
        MAKING.wait()
    if POSTGRES:
        POSTGRES.stop()
    shutil.rmtree(FOLDER.parent, ignore_errors=True)
