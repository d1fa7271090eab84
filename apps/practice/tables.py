"""A migration step that makes every table of an app at once."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class MakeTables(Operation):
    """Make tables that may point at each other, whatever their order.

    One `CreateModel` after the other would render the new model and all that it points at anew, a hundred times over;
    here every model is rendered once.
    """

    category = OperationCategory.ADDITION

    def __init__(self, *tables: CreateModel) -> None:
        self.tables: Sequence[CreateModel] = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models to the state and let go of what was rendered: whoever asks next has all of it rendered."""
        vars(state).pop("apps", None)
        # what an earlier step left for later is rendered along, so nobody need do it again
        state.is_delayed = False
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the tables."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the tables."""
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what the step does."""
        return f"Make {len(self.tables)} tables"
