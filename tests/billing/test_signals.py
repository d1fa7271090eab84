"""Signals: one below, at and above each limit; kept with the rows behind, filtered by, looked at with a reason."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from apps.billing.domain import signal_entries as seen_in
from apps.billing.domain.signal_claims import Billed, overlapping_care, same_service
from apps.billing.domain.signal_entries import EntryRow, Stretch
from apps.billing.domain.signals import SignalKind, kinds, limit, limits
from apps.billing.models import Claim, ServicePeriod, Signal
from apps.billing.operations.review import void
from apps.billing.operations.signals import look_for_signals, review_signals
from apps.billing.selectors.queue import ClaimFilter, filtered_claims
from apps.billing.selectors.signals import ANY, NONE, how_often, rows_behind
from apps.patients.models import OutsideService, Patient, Payer
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import NOW, close, drafted

MAY = date(2026, 5, 4)
NOTE = "Called the agency about the wound and agreed on a new dressing."


def entry(number: int = 1, **said: Any) -> EntryRow:
    """An entry of patient 1 by provider 1, ten minutes on 4 May, typed that evening."""
    own = {
        "id": number, "patient_id": 1, "provider_id": 1, "saved_by": 1, "performed_on": MAY, "seconds": 600,
        "saved_at": datetime(2026, 5, 4, 18, number % 60, tzinfo=UTC), "is_typed": True, "words": b"",
    }  # fmt: skip
    return EntryRow(**{**own, **said})


def billed(number: int, **said: Any) -> Billed:
    """A claim of May for oversight under Medicare."""
    own = {
        "what": "claim", "id": number, "code": "G0181", "family": "cpo", "program": "cpo", "provider_id": 1,
        "payer_id": 1, "period_id": number, "starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31),
        "window_starts_on": date(2026, 5, 1), "window_ends_on": date(2026, 5, 31),
    }  # fmt: skip
    return Billed(**{**own, **said})


@pytest.mark.once
def test_every_kind_and_limit_has_words_and_a_source() -> None:
    assert set(kinds()) == set(SignalKind)
    assert all(row.explained and row.source and row.seen for row in kinds().values())
    assert not [row.source for row in kinds().values() if "_" in row.source], (
        "an internal name where words belong"
    )
    assert all(each["source"] and each["label"] for each in limits())


@pytest.mark.once
@pytest.mark.parametrize(
    ("lengths", "seen"), [([600] * 3, False), ([600] * 4, True), ([600, 600, 600, 601], False)]
)
def test_four_entries_of_one_length_are_pointed_out(lengths: list[int], seen: bool) -> None:
    rows = [entry(number, seconds=seconds) for number, seconds in enumerate(lengths, start=1)]
    found = seen_in.identical_durations(rows)
    assert (found is not None) is seen
    if found:
        assert found.sentence == "4 entries of one person, all of 10 min."
        assert [each.id for each in found.behind] == [1, 2, 3, 4]


def _typed(
    count: int, *, days: int = 3, gap: int = 2, on: date = date(2026, 5, 31), **said: Any
) -> list[EntryRow]:
    start = datetime(on.year, on.month, on.day, 20, tzinfo=UTC)
    return [
        entry(
            number,
            performed_on=on - timedelta(days=1 + number % days),
            saved_at=start + timedelta(minutes=gap * number),
            **said,
        )
        for number in range(1, count + 1)
    ]


@pytest.mark.once
@pytest.mark.parametrize(
    ("rows", "seen"),
    [
        pytest.param(_typed(7), False, id="seven"),
        pytest.param(_typed(8), True, id="eight"),
        pytest.param(_typed(8, days=2), False, id="of two days"),
        pytest.param(_typed(8, gap=10), True, id="ten minutes between"),
        pytest.param(_typed(8, gap=11), False, id="eleven minutes between"),
        pytest.param(_typed(8, on=date(2026, 5, 28)), False, id="before the month's end"),
        pytest.param(_typed(8, on=date(2026, 5, 29)), True, id="third last day"),
        pytest.param(_typed(8, on=date(2026, 6, 3)), True, id="third day of the next"),
        pytest.param(_typed(8, on=date(2026, 6, 4)), False, id="fourth day of the next"),
        pytest.param(_typed(8, is_typed=False), False, id="by a timer"),
        pytest.param(_typed(8, saved_by=None), False, id="by nobody"),
    ],
)
def test_many_entries_of_several_days_in_one_sitting_at_month_end(rows: list[EntryRow], seen: bool) -> None:
    found = seen_in.one_sitting(rows[:2], seen_in.sittings(rows))
    assert (found is not None) is seen
    if found:
        assert found.figures["count"] == 8
        assert found.figures["own"] == 2
        assert len(found.behind) == 8


@pytest.mark.once
def test_the_same_words_are_pointed_out_from_three_patients_on() -> None:
    rows = [entry(number, patient_id=number, words=b"x") for number in (1, 2, 3)]
    assert seen_in.same_words(rows[:2]) == {}
    found = seen_in.cloned_text(rows[:1], seen_in.same_words(rows))
    assert found is not None
    assert found.figures == {"own": 1, "patients": 3}
    assert seen_in.cloned_text([entry(9)], seen_in.same_words([entry(9), *rows])) is None


@pytest.mark.once
def test_a_day_above_twelve_hours_is_pointed_out_and_one_of_twelve_is_not() -> None:
    twelve = [entry(1, seconds=6 * 3600), entry(2, seconds=6 * 3600, patient_id=2)]
    assert seen_in.long_days(twelve) == {}
    found = seen_in.long_day(twelve[:1], seen_in.long_days([*twelve, entry(3, seconds=1)]))
    assert found is not None
    assert found.figures == {"duration": "12 h", "day": "4 May 2026", "limit": limit("day_hours")}
    assert [each.id for each in found.behind] == [1, 2, 3]


@pytest.mark.once
def test_time_on_the_day_of_death_and_on_the_days_of_a_stay() -> None:
    rows = [entry(1, performed_on=MAY - timedelta(days=1)), entry(2)]
    died = seen_in.after_death(rows, MAY)
    assert died is not None
    assert [each.id for each in died.behind] == [2]
    assert seen_in.after_death(rows, MAY + timedelta(days=1)) is None
    assert seen_in.after_death(rows, None) is None
    stayed = seen_in.in_hospital(rows, [Stretch(7, MAY, MAY), Stretch(8, MAY + timedelta(days=1), None)])
    assert stayed is not None
    assert list(stayed.behind) == [("stay", 7), ("entry", 2)]
    assert seen_in.in_hospital(rows, [Stretch(8, MAY + timedelta(days=1), None)]) is None


JUNE = {"starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 30)}
JUNE_WINDOW = {"window_starts_on": date(2026, 6, 1), "window_ends_on": date(2026, 6, 30)}


@pytest.mark.once
@pytest.mark.parametrize(
    ("other", "twice"),
    [
        pytest.param(billed(1), False, id="itself"),
        pytest.param(billed(2), True, id="the same days"),
        pytest.param(billed(2, corrects=1), False, id="its correction"),
        pytest.param(billed(2, **JUNE, **JUNE_WINDOW), False, id="the next month"),
        pytest.param(billed(2, **JUNE), True, id="the same window of one payer"),
        pytest.param(billed(2, **JUNE, payer_id=2), False, id="the same window of another payer"),
        pytest.param(billed(2, **JUNE, period_id=1), False, id="another part of the period"),
        pytest.param(billed(2, family="ccm"), False, id="another kind of service"),
        pytest.param(billed(1, what="outside", payer_id=None, period_id=None), True, id="billed elsewhere"),
    ],
)
def test_one_service_twice_in_a_period(other: Billed, twice: bool) -> None:
    found = same_service(billed(1), [other])
    assert (found is not None) is twice


@pytest.mark.once
def test_care_management_beside_what_excludes_it() -> None:
    other = billed(2, family="ccm", code="99490")
    found = overlapping_care(billed(1), [other], excludes=lambda mine, beside: beside.family == "ccm")
    assert found is not None
    assert found.sentence == "G0181 stands beside 99490 for days that overlap."
    assert overlapping_care(billed(1), [other], excludes=lambda mine, beside: False) is None


@pytest.fixture
def three(
    dr_rivera: Provider,
    medicare: Payer,
    jane: Patient,
    mark: Patient,
    prices: None,
    ana: User,
    hilltop: Practice,
) -> list[Patient]:
    """Jane, Mark and Ruth: each with the same note on 4 May; Jane's total is just at the threshold."""
    sunrise = jane.episodes.get().agency
    assert sunrise is not None
    ruth = make.homebound_patient(dr_rivera, medicare, sunrise, last_name="Vane", first_name="Ruth")
    for whose, minutes in ((jane, 30), (mark, 35), (ruth, 45)):
        make.logged(whose, dr_rivera, MAY, minutes, note=NOTE)
    close(hilltop)
    return [jane, mark, ruth]


def _kinds(whose: Patient) -> set[str]:
    return set(Signal.objects.filter(patient=whose, stands=True).values_list("kind", flat=True))


def test_a_close_looks_for_signals_and_lists_filter_by_them(
    three: list[Patient], mia: User, otto: User, hilltop: Practice, client: Client
) -> None:
    jane, _mark, ruth = three
    assert _kinds(jane) == {"at_threshold", "cloned_text"}
    assert _kinds(ruth) == {"cloned_text"}
    assert not ServicePeriod.objects.filter(state="closed", looked_at__isnull=True).exists()
    manager = make.actor(mia)
    flagged = [row.patient_id for row in filtered_claims(manager, ClaimFilter(flag="at_threshold"))]
    assert flagged == [jane.pk]
    assert not filtered_claims(manager, ClaimFilter(flag=NONE, month="2026-05")).exists()
    row = Signal.objects.get(patient=jane, kind="cloned_text")
    assert len(rows_behind(manager, row).entries) == 3
    (often,) = [each for each in how_often(manager, since=MAY) if each.row.kind == "cloned_text"]
    assert (often.periods, often.waiting) == (3, 3)

    client.force_login(mia)
    shown = client.get("/review/", {"flag": "at_threshold"}).content.decode()
    assert "Doe, Jane" in shown
    assert "Vane, Ruth" not in shown
    claim = Claim.objects.get(patient=jane)
    assert "30 min counted, and G0181 begins at 30." in client.get(f"/claims/{claim.pk}/").content.decode()
    page = client.get(f"/review/signals/{row.pk}/").content.decode()
    assert NOTE in page
    assert "Vane, Ruth" in page
    assert client.get("/review/signals/?kind=nonsense").status_code == 200
    assert client.post("/review/signals/reviewed/", {"signal": row.pk, "one": 1}).status_code == 422

    said = {"signal": row.pk, "note": "A template for dressings."}
    assert client.post("/review/signals/reviewed/", said).status_code == 302
    row.refresh_from_db()
    assert (row.review_note, row.reviewed_by) == ("A template for dressings.", mia)
    event = AuditEvent.objects.get(action="signal.reviewed")
    assert event.new is not None
    assert event.new["review_note"] == "A template for dressings."
    assert "A template for dressings." in client.get("/review/signals/?state=reviewed").content.decode()
    left = filtered_claims(manager, ClaimFilter(flag=ANY, month="2026-05")).count()
    assert left == 3  # Jane's other signal waits still
    with pytest.raises(PermissionDenied):
        review_signals(make.actor(otto), signal_ids=[row.pk], note="x", now=NOW)
    with pytest.raises(Refused):
        review_signals(manager, signal_ids=[row.pk, 10**9], note="x", now=NOW)


def test_looking_again_keeps_what_was_said_until_something_else_is_seen(
    three: list[Patient], mia: User, hilltop: Practice, dr_rivera: Provider, ben: User, dr_okafor: Provider
) -> None:
    jane = three[0]
    row = Signal.objects.get(patient=jane, kind="cloned_text")
    review_signals(make.actor(mia), signal_ids=[row.pk], note="A template.", now=NOW)
    everything = ServicePeriod.objects.filter(state="closed")
    everything.update(looked_at=None)
    look_for_signals(schedule_of(hilltop), now=NOW)
    row.refresh_from_db()
    assert row.review_note == "A template."

    make.logged(three[1], dr_rivera, MAY, 3, note=NOTE, reason="Found in my notes.")
    everything.update(looked_at=None)
    look_for_signals(schedule_of(hilltop), now=NOW)
    row.refresh_from_db()
    assert (row.reviewed_at, row.stands, len(row.behind)) == (None, True, 4)


def test_a_service_billed_elsewhere_is_seen_and_gone_with_the_voided_claim(
    jane: Patient, dr_rivera: Provider, mia: User, hilltop: Practice, prices: None
) -> None:
    claim = drafted(jane, dr_rivera, minutes=40)
    assert _kinds(jane) == set()
    OutsideService.objects.create(
        practice=hilltop, patient=jane, code="G0181", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31)
    )
    OutsideService.objects.create(
        practice=hilltop, patient=jane, code="99490", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31)
    )
    ServicePeriod.objects.filter(pk=claim.period_id).update(looked_at=None)
    look_for_signals(schedule_of(hilltop), now=NOW)
    assert _kinds(jane) >= {"same_service"}
    void(make.actor(mia), claim_ids=[claim.pk], reason="Billed elsewhere.", now=NOW)
    look_for_signals(schedule_of(hilltop), now=NOW)
    assert _kinds(jane) == set()
    assert Signal.objects.filter(patient=jane, stands=False).exists()


def test_a_month_of_periods_costs_as_many_queries_as_one(
    three: list[Patient], hilltop: Practice, django_assert_max_num_queries: Any
) -> None:
    ServicePeriod.objects.filter(state="closed").update(looked_at=None)
    months = {
        each.strftime("%Y-%m")
        for each in ServicePeriod.objects.filter(state="closed").values_list("ends_on", flat=True)
    }
    with django_assert_max_num_queries(2 + 15 * len(months)):
        look_for_signals(schedule_of(hilltop), now=NOW)
