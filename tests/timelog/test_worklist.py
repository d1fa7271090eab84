"""My patients: by what is at stake, with what legitimately remains, the same few queries however many there are."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import CareEpisode, Goal, Patient
from apps.practice.models import Practice, Provider, User
from apps.timelog import worklist as module
from apps.timelog.models import Doubt
from apps.timelog.worklist import worklist
from tests import builders as make

NOW = datetime(2026, 3, 10, 18, 0, tzinfo=UTC)
TODAY, DAY = date(2026, 3, 10), date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _on_the_tenth_of_march() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def names(ana: User, **wanted: Any) -> list[str]:
    return [work.patient.last_name for work in worklist(make.actor(ana), today=TODAY, **wanted).rows]


@pytest.fixture
def panel(dr_rivera: Provider, jane: Patient, mark: Patient) -> None:
    make.logged(jane, dr_rivera, DAY, 22)
    make.logged(mark, dr_rivera, DAY, 10)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({"sort": "minutes"}, ["Roe", "Doe"], id="fewest minutes short first"),
        pytest.param({"sort": "name"}, ["Doe", "Roe"], id="by name"),
        pytest.param({"sort": "days"}, ["Roe", "Doe"], id="fewest days left first"),
        pytest.param({"only": "reached"}, [], id="nobody has reached a step"),
        pytest.param({"only": "ahead", "sort": "name"}, ["Doe", "Roe"], id="a step ahead"),
    ],
)
def test_patients_are_sorted_and_narrowed(
    ana: User, panel: None, wanted: dict[str, Any], expected: list[str]
) -> None:
    assert names(ana, **wanted) == expected


def test_the_value_is_what_the_next_code_is_expected_to_pay(ana: User, panel: None, jane: Patient) -> None:
    found = {work.patient.pk: work.value for work in worklist(make.actor(ana), today=TODAY).rows}
    value = found[jane.pk]
    assert value is not None
    assert value > Decimal(50)


def test_patients_without_time_come_last_and_pages_follow_each_other(
    ana: User, panel: None, dr_rivera: Provider, jane: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = jane.episodes.get().agency
    assert agency is not None
    make.homebound_patient(
        dr_rivera, jane.coverages.get().payer, agency, last_name="Aaron", medical_record_number="R-9"
    )
    every = names(ana)
    assert every[-1] == "Aaron"
    monkeypatch.setattr(module, "PAGE", 2)
    first = worklist(make.actor(ana), today=TODAY)
    second = worklist(make.actor(ana), today=TODAY, after=first.after)
    assert [work.patient.last_name for work in (*first.rows, *second.rows)] == every
    assert second.after is None


def test_what_remains_is_named_and_nothing_asks_for_more_minutes(
    ana: User, panel: None, dr_rivera: Provider, jane: Patient
) -> None:
    CareEpisode.objects.filter(patient=jane).update(complexity_statement=" ", plan_signed_on=None)
    Goal.objects.create(
        practice=jane.practice, patient=jane, statement="Walk", stated_on=DAY, target_on=date(2026, 3, 9)
    )
    make.logged(jane, dr_rivera, DAY, 5, doubt=Doubt.CLOCK)
    (row,) = [each for each in worklist(make.actor(ana), today=TODAY).rows if each.patient == jane]
    assert list(row.to_do) == [
        "The plan of care is not signed.",
        "Nothing says why the care is complex and necessary.",
        "1 open goal, past its date.",
        "Time waits to be confirmed.",
    ]


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_the_same_number_of_queries_however_many_patients(
    ana: User, hilltop: Practice, dr_rivera: Provider, jane: Patient, count: int,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    agency = jane.episodes.get().agency
    assert agency is not None
    make.logged(jane, dr_rivera, DAY, 10)
    for place in range(1, count):
        whose = make.homebound_patient(
            dr_rivera, jane.coverages.get().payer, agency, last_name=f"N{place}",
            medical_record_number=f"R{place}",
        )  # fmt: skip
        make.logged(whose, dr_rivera, DAY, 10)
    client = Client()
    client.force_login(ana)
    with django_assert_num_queries(17):
        assert len(client.get(reverse("patients:mine")).context["page"].rows) == count
