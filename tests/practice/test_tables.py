"""The step that makes every table of an app."""

from collections import Counter
from typing import Any

import pytest
from django.db import models
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState
from django.db.models.signals import class_prepared
from django.db.utils import ConnectionHandler

from apps.practice.tables import MakeTables

pytestmark = [pytest.mark.once, pytest.mark.django_db]
BOTH = {"practice_plan", "practice_page"}


def _pointing(name: str, at: str) -> CreateModel:
    other = models.ForeignKey(f"practice.{at}", on_delete=models.PROTECT, related_name="+")
    return CreateModel(name, [("id", models.BigAutoField(primary_key=True)), ("other", other)])


def test_tables_that_point_at_each_other_are_made_at_once_and_taken_away() -> None:
    database = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})[
        "default"
    ]
    step = MakeTables(_pointing("Plan", "Page"), _pointing("Page", "Plan"))
    before, after = ProjectState(), ProjectState()
    step.state_forwards("practice", after)
    with database.schema_editor() as editor:
        step.database_forwards("practice", editor, before, after)
    assert set(database.introspection.table_names()) == BOTH
    with database.schema_editor() as editor:
        step.database_backwards("practice", editor, after, before)
    assert database.introspection.table_names() == []
    database.close()


def test_no_model_is_rendered_twice_for_them() -> None:
    rendered: Counter[str] = Counter()

    def count(sender: Any, **_: Any) -> None:
        rendered[sender.__name__] += 1

    state = ProjectState()
    assert list(state.apps.get_models()) == []
    class_prepared.connect(count)
    try:
        MakeTables(_pointing("Plan", "Page"), _pointing("Page", "Plan")).state_forwards("practice", state)
        assert {model.__name__ for model in state.apps.get_models()} == {"Plan", "Page"}
    finally:
        class_prepared.disconnect(count)
    assert rendered == {"Plan": 1, "Page": 1}
