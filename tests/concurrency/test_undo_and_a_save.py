"""What an import changed stays as it was looked at until it is taken back: a save meanwhile waits, and is not lost."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from apps.patients.imports import undoing
from apps.patients.imports.on_top import on_top
from apps.patients.models import Patient
from apps.practice.models import Practice, User
from tests import builders as make
from tests.concurrency.threads import in_own_connection
from tests.patients.test_import_steps import NOW, brought
from tests.processes import READY_SECONDS

pytestmark = pytest.mark.django_db(transaction=True)


def test_nobody_changes_what_an_undo_has_looked_at(
    jane: Patient, ada: User, hilltop: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = make.actor(ada, hilltop)
    roster = brought("last_name,first_name,born_on,street\nDoe,Jane,1940-02-15,9 New Rd\n", boss)
    assert Patient.objects.get(pk=jane.pk).street == "9 New Rd"
    met: list[Any] = []

    def save_another_street() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
            Patient.objects.filter(pk=jane.pk).update(street="1 Other Rd")

    def looked_at(brought: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            met.append(pool.submit(in_own_connection, save_another_street).exception(timeout=READY_SECONDS))
        return on_top(brought)

    monkeypatch.setattr(undoing, "on_top", looked_at)
    undoing.undo_roster(roster, actor=boss, now=NOW)
    assert isinstance(met[0], OperationalError)
    assert Patient.objects.get(pk=jane.pk).street == jane.street
