"""How much room there is with somebody, by hand."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.reports.report_capacity import Carried, since_the_first
from tests import builders as make

MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))
GIVEN = {MAY: 3000, JULY: 6001}  # 50 and 100 minutes, and nothing in June


@pytest.mark.parametrize(
    ("enrolled", "planned", "room", "room_for"),
    [
        pytest.param(10, 6000, 3000, 9, id="not quite ten more of 300.03 seconds"),
        pytest.param(10, 2701, -299, -1, id="one too many"),
        pytest.param(0, 6000, 3000, None, id="with no patients of their own nobody knows how many"),
        pytest.param(10, None, None, None, id="nothing planned"),
    ],
)
def test_room_is_what_is_planned_less_what_a_month_takes(
    enrolled: int, planned: int | None, room: int | None, room_for: int | None
) -> None:
    carried = Carried(GIVEN, 3, enrolled, planned)
    assert (carried.each_month, carried.busiest) == (3000, JULY)
    assert (carried.room, carried.room_for) == (room, room_for)


def test_who_gives_nothing_yet_has_all_that_is_planned_and_no_measure_of_a_patient() -> None:
    carried = Carried({}, 1, 4, 6000)
    assert (carried.busiest, carried.room, carried.room_for) == (None, 6000, None)


@pytest.mark.parametrize(("given", "count"), [([JUNE, JULY], 2), ([MAY], 3), ([], 1)])
def test_months_count_from_the_first_with_any_time(given: list[date], count: int) -> None:
    assert since_the_first(given, [MAY, JUNE, JULY]) == count


def test_room_is_what_is_planned_less_the_minutes_that_the_page_says() -> None:
    carried = Carried({JULY: 6059}, 1, 0, 36000)
    assert (carried.each_month, carried.room) == (6000, 30000)


def test_what_is_planned_is_known_before_a_month_is_over(
    dr_rivera: Provider, dr_okafor: Provider, mia: User, client: Client
) -> None:
    client.force_login(mia)
    address = "/reports/program/?dates=this-month"
    assert (
        "say how many minutes a month with each provider, under Practice"
        in client.get(address).content.decode()
    )
    Provider.objects.filter(pk=dr_rivera.pk).update(capacity_minutes=600)
    page = client.get(address).content.decode()
    assert "No whole month that is over lies in these dates." in page and "Nothing is planned" not in page
    assert "room and use" not in page, "there is no sum yet"


def test_a_sum_says_that_it_leaves_out_on_whom_nothing_is_planned(
    dr_rivera: Provider, dr_okafor: Provider, jane: Patient, mia: User, client: Client
) -> None:
    Provider.objects.filter(pk=dr_rivera.pk).update(capacity_minutes=600)
    for by in (dr_rivera, dr_okafor):
        make.logged(jane, by, date(2026, 5, 20), 30)
    client.force_login(mia)
    address, said = "/reports/program/?since=2026-05-01&until=2026-05-31", "room and use are of those alone"
    assert said in client.get(address).content.decode()
    Provider.objects.update(capacity_minutes=600)
    assert said not in client.get(address).content.decode()


def test_past_dates_without_a_whole_month_do_not_wait_for_one(mia: User, client: Client) -> None:
    client.force_login(mia)
    page = client.get("/reports/program/?since=2026-05-10&until=2026-06-20").content.decode()
    assert "No whole month that is over lies in these dates." in page


def test_who_cannot_plan_reads_who_can(dr_rivera: Provider, ana: User, client: Client) -> None:
    client.force_login(ana)
    assert (
        "an administrator can say how many minutes a month"
        in client.get("/reports/program/").content.decode()
    )


def test_figures_lead_everybody_to_rows_they_may_see(
    dr_rivera: Provider,
    dr_okafor: Provider,
    nurse_lindqvist: Provider,
    jane: Patient,
    mia: User,
    client: Client,
) -> None:
    Provider.objects.update(capacity_minutes=600)
    make.logged(jane, dr_rivera, date(2026, 5, 20), 30)
    for person, count in ((mia, 4), (dr_okafor.user, 4), (nurse_lindqvist.user, 4)):
        assert person is not None
        client.force_login(person)
        page = client.get("/reports/program/?since=2026-05-01&until=2026-05-31").content.decode()
        found = {unescape(each) for each in re.findall(r'href="(/reports/rows/[^"]+)"', page)}
        assert len([each for each in found if "/providers/" in each]) == count
        assert [each for each in found if client.get(each).status_code != 200] == []
