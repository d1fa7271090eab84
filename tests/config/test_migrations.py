"""The migrations that stand for many old steps make what those steps made, and the checks have nothing to say."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState

from apps.billing.models import DecidedTime
from apps.patients.models import Patient
from apps.practice.models import Provider
from tests import builders as make
from tests.billing.closing import close

ROOT = Path(__file__).parents[2]
MAY_4 = date(2026, 5, 4)


def _state(*, squashed: bool) -> dict[str, list[str]]:
    """Every model that the migrations come to, each in words that do not depend on the order of its parts."""
    loader = MigrationLoader(None, replace_migrations=squashed)
    nodes = [node for node in loader.graph.leaf_nodes() if squashed or not node[1].endswith("_squashed")]
    state = loader.project_state(nodes)
    return {f"{app}.{name}": sorted(_words(model)) for (app, name), model in state.models.items()}


def _words(model: ModelState) -> Iterator[str]:
    for name, field in model.fields.items():
        yield f"{name} {field.deconstruct()[1:]}"
    for name, value in model.options.items():
        if name in ("constraints", "indexes"):
            yield from (repr(each.deconstruct()) for each in value)
        else:
            yield f"{name} {value}"
    yield f"bases {model.bases}"


@pytest.mark.once
def test_the_squashed_migrations_come_to_the_models_of_their_steps(settings: LazySettings) -> None:
    settings.MIGRATION_MODULES = {}  # a run on SQLite takes its tables from the models and looks at no migration
    squashed, steps = _state(squashed=True), _state(squashed=False)
    assert len(steps) > 50
    assert {name: words for name, words in squashed.items() if words != steps.get(name)} == {}
    assert steps.keys() == squashed.keys()


@pytest.mark.postgres  # where the tables of a run are made by the migrations
@pytest.mark.django_db
def test_a_database_that_took_every_step_has_nothing_left_to_take() -> None:
    assert _left(_steps()) == []


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize(
    "last",
    [
        pytest.param(("practice", "0016_exports"), id="practice alone"),
        pytest.param(("timelog", "0005_closed_spans_know_of_late_changes"), id="nothing of billing"),
        pytest.param(("billing", "0001_initial"), id="billing begun"),
        pytest.param(("billing", "0017_decisions_say_what_reports_group_by"), id="before a fill of rows"),
        pytest.param(("billing", "0038_lists_stand_in_one_order"), id="all of billing"),
    ],
)
def test_a_database_half_way_takes_each_step_that_is_left_once(last: tuple[str, str]) -> None:
    steps = _steps()
    taken = steps[: steps.index(last) + 1]
    left = _left(taken)
    assert len(left) == len(set(left))
    assert set(left) == set(steps) - set(taken)


def _steps() -> list[tuple[str, str]]:
    """Every step in order, none of them squashed."""
    graph = MigrationLoader(None, replace_migrations=False).graph
    last = [node for node in graph.leaf_nodes() if not node[1].endswith("_squashed")]
    return list(dict.fromkeys(step for node in last for step in graph.forwards_plan(node)))


def _left(taken: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What `migrate` would take in a database that has taken so much; a squashed one counts as its steps."""
    recorder = MigrationRecorder(connection)
    recorder.flush()
    for app, name in taken:
        recorder.record_applied(app, name)
    MigrationExecutor(connection).check_replacements()  # as every `migrate` does at its end
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [step for each, _ in plan for step in each.replaces or [(each.app_label, each.name)]]


@pytest.mark.deep
@pytest.mark.timeout(600)  # every old step takes half a minute on a quiet machine
@pytest.mark.django_db(transaction=True)
def test_every_way_through_the_migrations_makes_the_same_database(tmp_path: Path) -> None:
    made = [_begin(how, tmp_path / how) for how in ("squashed", "steps", "half")]
    squashed, steps, half = [each.communicate()[0].splitlines() for each in made]
    assert [each.returncode for each in made] == [0, 0, 0]
    assert len(steps) > 1_000
    assert sorted(set(squashed) ^ set(steps)) == []
    assert sorted(set(half) ^ set(steps)) == []


def _begin(how: str, folder: Path) -> "subprocess.Popen[str]":
    """Make a database of its own on the kind of server that the run uses."""
    folder.mkdir()
    env = {**os.environ, "CAREMINUTES_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "made_by_{how}"')
        env["DATABASE_URL"] = f"{env['DATABASE_URL'].rpartition('/')[0]}/made_by_{how}"
    command = [sys.executable, "-m", "tests.config.schema", how]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db
def test_the_checks_have_nothing_to_say_and_decided_time_is_kept_once(
    jane: Patient, dr_okafor: Provider
) -> None:
    call_command("check", databases=["default"], fail_level="WARNING")
    make.logged(jane, dr_okafor, MAY_4, 30)
    close(jane.practice)
    row: Any = DecidedTime.objects.first()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
