"""Rows become facts: what is recorded, what is not, and with how many queries."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.billing.facts import facts_of, practice_facts
from apps.billing.models import ServicePeriod
from apps.billing.operations.cutting import cut_periods
from apps.billing.operations.decisions import with_rows
from apps.patients.models import (
    Agency,
    AgencyRole,
    CareEpisode,
    Coverage,
    Diagnosis,
    FaceToFaceVisit,
    Patient,
    Stay,
)
from apps.practice.access import schedule_of
from apps.practice.models import Collaboration, Practice, Provider, User
from apps.rules import facts as rules
from apps.rules.facts_check import check_facts
from apps.rules.ruleset import RuleSet
from apps.timelog.models import EntryVersion
from apps.timelog.operations import amend_entry, void_entry
from apps.timelog.operations.entries import draft_of
from tests import builders as make

MAY = date(2026, 5, 1)


def facts_of_may(patient: Patient) -> rules.PeriodFacts:
    cut_periods(schedule_of(patient.practice), today=date(2026, 5, 31))
    periods = list(with_rows(ServicePeriod.objects.filter(patient=patient, starts_on=MAY)))
    (facts,) = facts_of(periods, practice=practice_facts(patient.practice)).values()
    return facts


def test_the_facts_of_a_month_are_what_is_recorded(
    jane: Patient, dr_rivera: Provider, nurse_lindqvist: Provider
) -> None:
    entry = make.logged(jane, dr_rivera, date(2026, 5, 4), 18)
    make.logged(jane, nurse_lindqvist, date(2026, 5, 6), 5, activity="progress_tracking", counterpart="")
    facts = facts_of_may(jane)
    rivera, nurse = str(dr_rivera.pk), str(nurse_lindqvist.pk)
    assert (facts.program, facts.starts_on, facts.ends_on) == ("cpo", MAY, date(2026, 5, 31))
    assert (facts.rendering_provider, facts.enrolled_on) == (rivera, date(2026, 1, 15))
    assert facts.providers == (rules.Provider(rivera, "physician"), rules.Provider(nurse, "clinical_staff"))
    coverage = Coverage.objects.get(patient=jane)
    assert facts.coverages == (rules.Coverage("medicare_ffs", MAY, date(2026, 5, 31), key=str(coverage.pk)),)
    assert facts.entries[0] == rules.Entry(
        on=date(2026, 5, 4), seconds=1080, by=rivera, activity="communication", counterpart="agency_staff",
        channel="phone", key=str(entry.current_version_id),
    )  # fmt: skip
    assert [each.by for each in facts.entries] == [rivera, nurse]
    assert facts.diagnoses == ("I5022", "E119")
    assert facts.face_to_face_on == (date(2025, 12, 16),)
    assert facts.time_zone == "America/New_York"


def test_the_episode_says_who_signed_and_what_is_documented(jane: Patient, dr_rivera: Provider) -> None:
    (episode,) = facts_of_may(jane).episodes
    assert episode.setting == "home_health"
    assert episode.agency_npi == make.HOME_HEALTH_NPI
    assert episode.plan_signed_by == str(dr_rivera.pk)
    assert (episode.complexity_documented, episode.agency_benefit_active, episode.attending_of_record) == (
        True,
    ) * 3


@pytest.mark.parametrize(
    ("changed", "fact", "value"),
    [
        pytest.param({"plan_signed_on": None}, "plan_signed_by", rules.NOBODY, id="an unsigned plan"),
        pytest.param({"plan_signer": None}, "plan_signed_by", rules.NOBODY, id="a plan without a signer"),
        pytest.param({"complexity_statement": " "}, "complexity_documented", False, id="an empty statement"),
        pytest.param({"agency": None}, "agency_benefit_active", False, id="no agency"),
        pytest.param({"agency": None}, "agency_npi", "", id="no agency's number"),
    ],
)
def test_what_is_missing_on_the_episode_is_a_recorded_no(
    changed: dict[str, object], fact: str, value: object, jane: Patient
) -> None:
    CareEpisode.objects.filter(patient=jane).update(**changed)
    (episode,) = facts_of_may(jane).episodes
    assert getattr(episode, fact) == value


def test_nothing_is_left_unasked(jane: Patient, mark: Patient) -> None:
    CareEpisode.objects.filter(patient=mark).update(agency=None, plan_signer=None, plan_signed_on=None)
    assert check_facts(facts_of_may(jane), RuleSet.shipped(), recorded=True) == []


def test_a_correction_counts_and_a_voided_entry_does_not(
    jane: Patient, dr_rivera: Provider, ana: User
) -> None:
    corrected = make.logged(jane, dr_rivera, date(2026, 5, 4), 18)
    voided = make.logged(jane, dr_rivera, date(2026, 5, 5), 9)
    now = datetime(2026, 5, 10, tzinfo=UTC)
    actor = make.actor(ana)
    said = draft_of(EntryVersion.objects.get(entry=corrected), reason="Read the clock wrong")
    amend_entry(corrected, actor=actor, draft=replace(said, seconds=600), now=now)
    void_entry(voided, actor=actor, reason="Wrong patient", now=now)
    assert [each.seconds for each in facts_of_may(jane).entries] == [600]


@pytest.mark.parametrize(
    ("on", "is_in"),
    [
        pytest.param(date(2026, 4, 30), False, id="the day before"),
        pytest.param(date(2026, 5, 1), True, id="the first day"),
        pytest.param(date(2026, 5, 31), True, id="the last day"),
        pytest.param(date(2026, 6, 1), False, id="the day after"),
    ],
)
def test_a_period_selects_the_entries_on_its_dates(
    on: date, is_in: bool, jane: Patient, dr_rivera: Provider
) -> None:
    make.logged(jane, dr_rivera, on, 10)
    assert bool(facts_of_may(jane).entries) == is_in


def test_people_and_stays_are_read_for_the_dates_of_the_period(
    jane: Patient, dr_rivera: Provider, dr_okafor: Provider, sunrise: Agency, hilltop: Practice
) -> None:
    AgencyRole.objects.create(
        practice=hilltop, agency=sunrise, provider=dr_rivera, role="employee", starts_on=date(2026, 5, 31)
    )
    Collaboration.objects.create(
        practice=hilltop,
        provider=dr_rivera,
        physician=dr_okafor,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 4, 30),
    )
    CareEpisode.objects.filter(patient=jane).update(plan_signer=dr_okafor)
    for starts_on, ends_on in ((date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 9), None)):
        Stay.objects.create(
            practice=hilltop, patient=jane, kind="inpatient", starts_on=starts_on, ends_on=ends_on
        )
    facts = facts_of_may(jane)
    assert facts.episodes[0].agency_role == "employee"
    assert not facts.episodes[0].collaborates_with_signer
    assert [(span.kind, span.from_on) for span in facts.barred] == [("inpatient_stay", date(2026, 5, 9))]


def test_a_visit_with_somebody_else_does_not_stand_for_the_billers_own(
    jane: Patient, dr_okafor: Provider
) -> None:
    FaceToFaceVisit.objects.all().delete()
    make.face_to_face(jane, date(2026, 3, 2), dr_okafor)
    make.face_to_face(jane, date(2026, 3, 3), None)
    make.face_to_face(jane, date(2026, 6, 1), None)
    assert facts_of_may(jane).face_to_face_on == (date(2026, 3, 3),)


def test_only_coded_chronic_conditions_of_the_period_count(jane: Patient) -> None:
    Diagnosis.objects.filter(code="E119").update(is_chronic=False)
    make.diagnosis(jane, "", description="Chosen later")
    make.diagnosis(jane, "N1830", rank=3, ends_on=date(2026, 4, 30))
    assert facts_of_may(jane).diagnoses == ("I5022",)


def test_facts_take_as_many_queries_for_many_periods_as_for_one(jane: Patient, mark: Patient) -> None:
    cut_periods(schedule_of(jane.practice), today=date(2026, 5, 31))
    practice = practice_facts(jane.practice)
    counts = []
    for patients in ([jane], [jane, mark]):
        periods = list(with_rows(ServicePeriod.objects.filter(patient__in=patients)))
        with CaptureQueriesContext(connection) as queries:
            facts_of(periods, practice=practice)
        counts.append(len(queries))
    assert counts[0] == counts[1]
