"""A list stands in one order only: no two rows are alike in what it is sorted by, and no page repeats or loses one."""

import pytest
from django.apps import apps
from django.db.models import Model

OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.") and model._meta.ordering]


def unique_together(model: type[Model]) -> list[set[str]]:
    """The columns, together, of which no two rows have the same values."""
    columns = {field.name: field for field in model._meta.fields}
    named = [constraint.fields for constraint in model._meta.total_unique_constraints]
    alone = [(field.name,) for field in model._meta.fields if field.unique]
    found = [[columns[name] for name in names] for names in (*named, *alone)]
    return [{field.attname for field in fields} for fields in found if not any(f.null for f in fields)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_two_rows_of_a_table_are_alike_in_its_order(model: type[Model]) -> None:
    columns = {name: field.attname for field in model._meta.fields for name in (field.name, field.attname)}
    sorted_by = {columns[str(name).removeprefix("-")] for name in model._meta.ordering or ()}
    assert any(fields <= sorted_by for fields in unique_together(model)), sorted_by
