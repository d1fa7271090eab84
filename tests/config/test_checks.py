"""Production refuses to start with a dangerous value and says what to change."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from config.environment import kept_secret
from tests.config.deployment import GOOD, run, start

SECRET = GOOD["CAREMINUTES_SECRET_KEY"]
WEAK = [
    pytest.param("CAREMINUTES_SECRET_KEY", None, "E001", "CAREMINUTES_SECRET_KEY", id="no secret"),
    pytest.param("CAREMINUTES_SECRET_KEY", "x" * 80, "E001", "1 different", id="a secret of one letter"),
    pytest.param("CAREMINUTES_SECRET_KEY", SECRET[:49], "E001", "49 characters", id="49 long"),
    pytest.param(
        "CAREMINUTES_SECRET_KEY",
        f"change-{SECRET}",
        "E001",
        "weak",
        id="placeholder",
    ),
    pytest.param("CAREMINUTES_OLD_SECRET_KEYS", "old", "E001", "old one", id="a weak old secret"),
    pytest.param("CAREMINUTES_DEBUG", "true", "E002", "CAREMINUTES_DEBUG", id="debug"),
    pytest.param("CAREMINUTES_ALLOWED_HOSTS", None, "E003", "CAREMINUTES_ALLOWED_HOSTS", id="no host"),
    pytest.param("CAREMINUTES_ALLOWED_HOSTS", "*", "E003", "open to any name", id="any host"),
    pytest.param("CAREMINUTES_SECURE_COOKIES", "false", "E004", "plain HTTP", id="plain cookies"),
    pytest.param("CAREMINUTES_HTTPS_REDIRECT", "false", "E005", "CAREMINUTES_TRUST_PROXY", id="no redirect"),
    pytest.param("DATABASE_URL", None, "E006", "DATABASE_URL=postgres://", id="sqlite"),
    pytest.param("CELERY_BROKER_URL", None, "E007", "CELERY_BROKER_URL=redis://", id="file broker"),
    pytest.param(
        "CAREMINUTES_CACHE_URL", None, "E008", "CAREMINUTES_CACHE_URL=rediscache://", id="own cache"
    ),
]


def with_value(name: str, value: str | None) -> dict[str, str]:
    changed = {**GOOD, name: value}
    return {key: kept for key, kept in changed.items() if kept is not None}


def test_a_complete_environment_starts() -> None:
    assert start(GOOD) == ""


def test_a_secret_of_fifty_characters_is_long_enough() -> None:
    assert start(with_value("CAREMINUTES_SECRET_KEY", SECRET[:50])) == ""


@pytest.mark.parametrize(("name", "value", "code", "remedy"), WEAK)
def test_production_refuses_to_start_with(name: str, value: str | None, code: str, remedy: str) -> None:
    said = start(with_value(name, value))
    assert f"careminutes.{code}" in said
    assert remedy in said


def test_all_mistakes_are_named_at_once() -> None:
    said = start({"CAREMINUTES_MODE": "production", "CAREMINUTES_DEBUG": "true"})
    assert [code for code in ("E001", "E002", "E003", "E006", "E007", "E008") if code not in said] == []


def test_an_unknown_mode_is_refused_with_the_known_ones() -> None:
    said = start({"CAREMINUTES_MODE": "prod"})
    assert "'prod'" in said
    assert "local, production, test" in said


def test_the_same_mistakes_show_in_check_deploy() -> None:
    done = run(["manage.py", "check", "--deploy"], {"CAREMINUTES_MODE": "local"})
    assert done.returncode == 1
    assert "careminutes.E004" in done.stderr
    assert "HINT: Set DATABASE_URL=postgres://" in done.stderr


def test_mail_that_reaches_nobody_is_a_warning_only() -> None:
    silent = with_value("CAREMINUTES_EMAIL_URL", None)
    assert start(silent) == ""
    assert "careminutes.W009" in run(["manage.py", "check", "--deploy"], silent).stderr


def test_processes_that_start_at_once_keep_one_secret(tmp_path: Path) -> None:
    barrier = Barrier(4)

    def secret(path: Path) -> str:
        barrier.wait(timeout=60)
        return kept_secret(path)

    with ThreadPoolExecutor(4) as pool:
        for path in (tmp_path / str(number) for number in range(50)):
            (kept,) = set(pool.map(secret, [path] * 4))
            assert len(kept) > 60


def test_nothing_set_is_the_local_product() -> None:
    done = run(
        ["-c", "from django.conf import settings as s; print(s.IS_LOCAL, s.DEBUG, len(s.SECRET_KEY) > 60)"],
        {},
    )
    assert done.stdout == "True False True\n"
