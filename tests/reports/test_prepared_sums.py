"""Sums of one shape, asked for other dates, providers and practices than those that were asked first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import BadRequest

from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.reports.domain.slices import Slice, Source
from apps.reports.sliced import rows_behind
from apps.reports.sums import groups
from tests import builders as make

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))


@pytest.fixture
def logged(
    jane: Patient,
    mark: Patient,
    lena: Patient,
    dr_rivera: Provider,
    dr_okafor: Provider,
    dr_whitfield: Provider,
) -> None:
    for day, minutes in ((date(2026, 3, 1), 1), (date(2026, 3, 31), 2), (date(2026, 4, 30), 4)):
        make.logged(jane, dr_rivera, day, minutes)
        make.logged(mark, dr_okafor, day, 10 * minutes)
        make.logged(lena, dr_whitfield, day, 100 * minutes)


def entries(dates: tuple[date, date], **more: object) -> Slice:
    return Slice(Source.ENTRIES).narrowed(since=dates[0], until=dates[1], **more)


def minutes(user: User, wanted: Slice, by: str = "activity") -> int:
    actor = make.actor(user)
    found = sum(int(group["seconds"]) for group in groups(actor, wanted, by)) // 60
    assert found == sum(row.seconds for row in rows_behind(actor, wanted)) // 60
    return found


def test_each_practice_provider_and_stretch_of_dates_has_its_own_sums(
    logged: None, ana: User, mia: User, carol: User, dr_rivera: Provider, dr_okafor: Provider
) -> None:
    assert [minutes(mia, entries(dates)) for dates in (MARCH, APRIL)] == [33, 44]
    assert [minutes(carol, entries(dates)) for dates in (MARCH, APRIL)] == [300, 400]
    for provider, times in ((dr_rivera, 1), (dr_okafor, 10)):
        assert minutes(mia, entries(MARCH, provider=provider.pk)) == 3 * times
        assert minutes(mia, entries((MARCH[0], APRIL[1]), provider=provider.pk)) == 7 * times
        assert minutes(mia, entries((MARCH[0], MARCH[0]), provider=provider.pk)) == times
        assert minutes(carol, entries(MARCH, provider=provider.pk)) == 0
    assert minutes(mia, entries(MARCH, provider=(dr_rivera.pk, dr_okafor.pk))) == 33


def test_a_stretch_of_many_years_is_added_up_as_one_of_days_is(
    logged: None, mia: User, dr_rivera: Provider
) -> None:
    for days in (365, 366, 367, 3000):
        dates = (APRIL[1] - timedelta(days=days), APRIL[1])
        assert minutes(mia, entries(dates, provider=dr_rivera.pk), "day") == 7


def test_a_condition_that_looks_at_who_asks_is_no_part_of_what_others_ask(
    logged: None, mia: User, carol: User
) -> None:
    wanted = Slice(Source.PERIODS).narrowed(dual="0", since=MARCH[0], until=APRIL[1])
    assert [groups(make.actor(user), wanted, "outcome") for user in (mia, carol)] == [[], []]
    with pytest.raises(BadRequest):
        groups(make.actor(mia), entries(MARCH, fate="lost"), "activity")
    with pytest.raises(BadRequest):
        groups(make.actor(mia), entries(MARCH, provider="nobody"), "activity")
