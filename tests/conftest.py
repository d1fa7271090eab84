"""What every test may ask for: named people, a browser, a broker, a worker.

- `browser_page`: a page of a real Chromium on the running product (`live_server`); links may be relative
  (`browser_page.goto("/patients/")`). Fails at the end when the page logged an error to the console or threw one.
  A state that a click brings about is waited for: `expect(...)` does, `page.evaluate` and `inner_text` do not. Before
  a key is pressed or axe looks on a page that a click led to, `still(page)` of `tests.browsing` waits for its scripts.
- `console_errors`: the errors so far, for a test that expects one (assert on it, then `.clear()`).
- `redis_url`: the address of a private, empty Redis.
- `worker`: starts a real Celery worker: `worker()` on a file broker, `worker(redis_url)` on Redis. It works on the
  database of the test, which must be `django_db(transaction=True)`. See `tests/processes.py` for what it can do.
- `wait_until(condition, seconds=..., what=...)` from `tests.processes` instead of sleeping.
- `standing(blocker)` from `tests.standing`: what takes long is made once for a module, such as the claim that was
  sent of `tests.billing.sent`.
- `mail_folder`: lets the product write its mail as files, shown at /mail/.

Tests are marked `database`, `browser` and `redis` by what they use; `postgres` and `deep` are written by hand,
and everything in `tests/concurrency/` is `postgres`.
"""

import os
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pyx12.map_if
import pyx12.params
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from tests.browsing import Door
from tests.emptying import remove_all_rows
from tests.processes import Workers, wait_until
from tests.services import Redis
from tests.template import TEMPLATE, outcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page
    from pytest_django.live_server_helper import LiveServer

ROOT = Path(__file__).resolve().parent.parent
# The people of the story live in a file of their own.
pytest_plugins = ["tests.people"] if (ROOT / "tests/people.py").exists() else []

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
# A refused form answers 422 and browsers log any such answer; the refusal itself is what tests look at. htmx logs that
# a request gave way to a later one, as it should when rows are walked through quickly; a failure it calls sendError.
EXPECTED_ON_CONSOLE = ("the server responded with a status of 422", "htmx:sendAbort", "htmx:afterRequest, ")
# They end what hangs and cost nothing where nothing does: on a busy machine everything takes ten times as long.
ACTION_MILLISECONDS, EXPECT_MILLISECONDS = 60_000, 30_000


@pytest.fixture(autouse=True)
def _forget_sign_in_limits() -> None:
    """Let no test inherit the wrong passwords of another."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _maps_are_read_once() -> Iterator[None]:
    """Let every look of pyx12 share the maps of its first: reading them takes a second, and a look changes none."""
    read = pyx12.map_if.load_map_file
    kept = lru_cache(lambda name, path: read(name, pyx12.params.params(), path))

    def from_memory(map_file: str, param: Any, map_path: str | None = None) -> Any:
        return kept(map_file, map_path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pyx12.map_if, "load_map_file", from_memory)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let the PostgreSQL database of this process be copied from the one that the run makes once."""
    if connection.vendor == "postgresql":
        made = outcome(Path(os.environ["CAREMINUTES_TEST_FOLDER"]))
        wait_until(made.exists, what="the making of the tables")
        assert not (wrong := made.read_text()), wrong
        connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


@pytest.fixture(scope="session", autouse=True)
def _only_what_was_written_is_removed() -> Iterator[None]:
    """Let a test that commits leave the database as Django would have it, in a tenth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: remove_all_rows())
        yield


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A real headless Chromium, one for each process of the run."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=EXPECT_MILLISECONDS)
    program = os.environ.get("CAREMINUTES_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.fail("No Chromium here. Install it with: apt-get install chromium (or use script/test).")
    # The synchronous driver runs an event loop in this thread, which Django would otherwise take for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        yield started
        started.close()


@pytest.fixture
def console_errors() -> list[str]:
    """The errors that the browser's console showed, in order."""
    return []


@pytest.fixture(scope="session")
def _door(live_server: "LiveServer") -> Door:
    """What stands before the product, so that no request of a test is under way in the next."""
    httpd = live_server.thread.httpd
    app = httpd.get_app()
    assert app is not None
    door = Door(app)
    httpd.set_app(door)
    return door


@pytest.fixture
def browser_page(
    browser: "Browser", live_server: "LiveServer", _door: Door, console_errors: list[str]
) -> "Iterator[Page]":
    """A fresh page of a fresh profile; no error may be left on its console."""
    # A device stands where its practice is: at night the date of another zone would be tomorrow's.
    # Nothing moves: what is on its way from one place or colour to another is in neither.
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1440, "height": 900},
        timezone_id="America/New_York",
        reduced_motion="reduce",
    )
    context.set_default_timeout(ACTION_MILLISECONDS)
    _door.open()
    page = context.new_page()

    def note(message: "ConsoleMessage") -> None:
        if message.type == "error" and not any(part in message.text for part in EXPECTED_ON_CONSOLE):
            console_errors.append(f"{page.url}: {message.text}")

    context.on("console", note)
    context.on("weberror", lambda error: console_errors.append(f"{page.url}: {error.error}"))
    yield page
    context.close()
    _door.close()
    assert console_errors == []


@pytest.fixture(scope="session")
def _redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Redis(tmp_path_factory.mktemp("redis"))
    yield server.start()
    server.stop()


@pytest.fixture
def redis_url(_redis: str) -> str:
    """The address of a private Redis, emptied for this test."""
    import redis

    redis.Redis.from_url(_redis).flushall()
    return _redis


@pytest.fixture
def worker(tmp_path: Path, transactional_db: None) -> Iterator[Workers]:
    """Starts real workers on the test's database; they end with the test."""
    made = Workers(tmp_path)
    with made.stack:
        yield made


@pytest.fixture
def mail_folder(settings: LazySettings, tmp_path: Path) -> Path:
    """Writes mail to files instead of memory, so that the page /mail/ can show it."""
    settings.EMAIL_BACKEND = "config.mail.FolderBackend"
    settings.MAIL_FOLDER = tmp_path / "mail"
    return tmp_path / "mail"
