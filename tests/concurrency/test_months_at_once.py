"""Locking a month while time is written in it: the statement holds either all of an entry or none of it."""

import json
from datetime import date

import pytest

from apps.billing.operations.month_end import lock_month
from apps.patients.models import Patient
from apps.practice.access import schedule_of
from apps.practice.models import Practice, Provider
from apps.problems import Refused
from apps.timelog.models import EntryVersion, LockedMonth
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close
from tests.concurrency.threads import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_month_is_locked_with_or_without_an_entry_and_never_with_half_of_it(
    hilltop: Practice, jane: Patient, mark: Patient, dr_rivera: Provider, dr_okafor: Provider
) -> None:
    close(hilltop)

    def write(whose: Patient, by: Provider) -> None:
        for _ in range(10):
            try:
                make.logged(whose, by, date(2026, 5, 5), 1, reason="Forgotten.")
            except Refused as refused:
                assert refused.problems[0].code == "month_locked"  # noqa: PT017  nothing else may be refused
                return

    def lock() -> None:
        lock_month(schedule_of(hilltop), month=date(2026, 5, 1), now=NOW, today=JUNE)

    found = at_once(lambda: write(jane, dr_rivera), lambda: write(mark, dr_okafor), lock)
    assert found == [None, None, None]
    row = LockedMonth.objects.get()
    stands = EntryVersion.objects.filter(performed_on__range=(date(2026, 5, 1), date(2026, 5, 31)))
    assert json.loads(row.statement)["time"]["entries"] == stands.count()
