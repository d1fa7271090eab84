"""Looking up many names in the index, each by itself, whatever the database guesses of how often names occur.

PostgreSQL adds up for every name of a list how many rows it may have, the names included that nobody has. From a few
on it would rather read the whole practice, which is never quicker here: most of what people type is nobody's name.
"""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL

from apps.patients.models import Patient

Sql = tuple[str, Any]


class AmongNames(Func):
    """Say whether the name in a column is one of many."""

    output_field = BooleanField()

    def __init__(self, column: str, names: Collection[str]) -> None:
        super().__init__(F(column))
        self.names = sorted(names)

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Sql:
        """Unfold a list written as JSON: a statement with a thousand places takes longer to make than to run."""
        column, values = compiler.compile(self.source_expressions[0])
        listed = "SELECT value FROM json_each(%s)"
        return f"{column} IN ({listed})", [*values, json.dumps(self.names)]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Sql:
        """Hide from the planner what the list holds."""
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(ARRAY(SELECT unnest(%s::text[])))", [*values, self.names]


class BeginsOrEndsWith(AmongNames):
    """Say whether the first or the last of several names in a column is one of many, in any case.

    They come from words of a line, in which nothing stands that LIKE would take for any letter.
    """

    def __init__(self, column: str, names: Collection[str]) -> None:
        super().__init__(column, names)
        self.names = [
            each for name in self.names for each in (f"{name} %", f"{name}-%", f"% {name}", f"%-{name}")
        ]

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Sql:
        """Compare with each pattern; SQLite's LIKE takes no account of case."""
        column, values = compiler.compile(self.source_expressions[0])
        each = " OR ".join([f"{column} LIKE %s"] * len(self.names))
        return f"({each})", [*values * len(self.names), *self.names]

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Sql:
        """Put a name into capitals once for all patterns: that takes most of the time."""
        column, values = compiler.compile(self.source_expressions[0])
        patterns = "ARRAY(SELECT UPPER(pattern) FROM unnest(%s::text[]) AS pattern)"
        return f"UPPER({column}) LIKE ANY({patterns})", [*values, self.names]


class Called(AmongNames):
    """Say whether a patient of `among` has one of these last names, and is one of the first `most` in their order."""

    def __init__(self, last_names: Collection[str], *, among: QuerySet[Patient], most: int) -> None:
        super().__init__("last_name", last_names)
        same = among.filter(last_name=RawSQL("asked.name", ())).order_by("first_name", "pk")
        of_one_name = Subquery(same.values("first_name", "pk")[:most])
        self.set_source_expressions([F("last_name"), F("pk"), of_one_name, Value(most)])

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> Sql:
        """Ask for one name after the other, and not for the next once there are enough."""
        (pk, _), (same, values), (most, count) = (
            compiler.compile(each) for each in self.source_expressions[1:]
        )
        asked = "(SELECT DISTINCT name FROM unnest(%s::text[]) AS name) AS asked"
        found = f"{asked} CROSS JOIN LATERAL {same} AS found"
        first = f"ORDER BY asked.name, found.first_name, found.pk LIMIT {most}"
        return (
            f"{pk} = ANY(ARRAY(SELECT found.pk FROM {found} {first}))",  # noqa: S608  values go beside it
            [self.names, *values, *count],
        )
