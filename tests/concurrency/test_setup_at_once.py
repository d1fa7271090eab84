"""Two people open the first page of an empty deployment at once, on a real PostgreSQL: one of them owns it."""

from datetime import UTC, datetime

import pytest

from apps.practice.models import Practice, User
from apps.practice.operations_setup import FirstAdministrator, set_up
from apps.problems import Refused
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)


def first(name: str) -> FirstAdministrator:
    return FirstAdministrator(
        "Hilltop Senior Care", "America/New_York", name, f"{name}@hilltop.example", "nine small otters swim"
    )


def test_a_deployment_is_set_up_once(transactional_db: None) -> None:
    names = ["ada", "eve", "mallory", "trudy"]
    made = at_once(*(lambda name=name: set_up(first(name), now=NOW) for name in names))
    assert sum(isinstance(each, User) for each in made) == 1
    assert sum(isinstance(each, Refused) for each in made) == len(names) - 1
    assert User.objects.count() == Practice.objects.count() == 1
