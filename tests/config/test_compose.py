"""docker-compose.yml and Dockerfile, checked without Docker: the specification's schema, variables, hardening."""

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.config.deployment import GOOD, start

ROOT = Path(__file__).resolve().parents[2]
OURS = ("migrate", "web", "worker", "beat")
SUBSTITUTED = re.compile(r"\$\{(\w+)(?::[?-][^}]*)?\}")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = (files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def settings_variables() -> set[str]:
    """The variables that the settings read."""
    text = (ROOT / "config/settings.py").read_text() + (ROOT / "config/environment.py").read_text()
    return set(re.findall(r'"((?:CAREMINUTES|CELERY|DATABASE)_[A-Z_]+)"', text)) & {
        *re.findall(r'(?:env\.\w+|environ\.get)\(\s*"(\w+)"', text)
    }


def test_the_file_holds_to_the_compose_specification(compose: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.validate(compose, schema)


def test_the_specification_would_notice_a_misspelt_key(
    compose: dict[str, Any], schema: dict[str, Any]
) -> None:
    broken = {**compose, "services": {"web": {**compose["services"]["web"], "helthcheck": {}}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


@pytest.mark.parametrize("name", OURS)
def test_every_variable_set_for_the_application_is_read_by_the_settings(
    compose: dict[str, Any], name: str
) -> None:
    unknown = set(compose["services"][name]["environment"]) - settings_variables()
    assert unknown == set()


@pytest.mark.parametrize("name", OURS)
def test_the_application_starts_in_production_with_the_variables_it_is_given(
    compose: dict[str, Any], name: str
) -> None:
    secrets = {"POSTGRES_PASSWORD": "p", "REDIS_PASSWORD": "r", **GOOD}
    environment = {
        key: SUBSTITUTED.sub(lambda found: secrets.get(found[1], "true"), str(value))
        for key, value in compose["services"][name]["environment"].items()
    }
    assert start(environment) == ""


def test_every_service_says_how_to_see_that_it_works(compose: dict[str, Any]) -> None:
    lasting = {name: service for name, service in compose["services"].items() if name != "migrate"}
    assert set(lasting) == {"web", "worker", "beat", "database", "broker"}
    assert [name for name, service in lasting.items() if "healthcheck" not in service] == []


@pytest.mark.parametrize("name", OURS)
def test_the_application_runs_without_rights(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True


def test_databases_are_of_the_promised_versions(compose: dict[str, Any]) -> None:
    assert compose["services"]["database"]["image"] == "postgres:17"
    assert compose["services"]["broker"]["image"] == "redis:7"


def test_no_secret_is_written_down(compose: dict[str, Any]) -> None:
    named = [
        (key, str(value))
        for service in compose["services"].values()
        for key, value in service.get("environment", {}).items()
        if re.search("SECRET|PASSWORD|AUTH|_URL", key)
    ]
    assert len(named) > 10
    assert [key for key, value in named if ":?" not in value] == []


def test_the_image_leaves_root_before_it_runs() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert lines.index("USER careminutes") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))


def test_operations_md_explains_every_variable() -> None:
    explained = set(
        re.findall(r"`((?:CAREMINUTES|CELERY|DATABASE)_[A-Z_]+)`", (ROOT / "docs/operations.md").read_text())
    )
    assert explained == settings_variables()
