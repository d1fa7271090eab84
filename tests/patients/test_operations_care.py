"""Episodes, conditions, visits, consents, stays, and those the practice works with: what is refused."""

from datetime import date

import pytest

from apps.patients.models import (
    Agency,
    AgencyRole,
    CareEpisode,
    Consent,
    Diagnosis,
    FaceToFaceVisit,
    Patient,
    Payer,
    Setting,
    Stay,
)
from apps.patients.operations_care import save_diagnosis, save_episode
from apps.patients.operations_facts import save_consent, save_face_to_face, save_stay
from apps.patients.operations_partners import save_agency, save_agency_role, save_payer
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Collaboration, Practice, Provider, User
from apps.practice.operations import save_collaboration
from apps.problems import Refused
from tests import builders as make

TODAY = date(2026, 3, 2)


@pytest.fixture
def actor(ada: User) -> Actor:
    return make.actor(ada)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def test_an_episode_ends_and_the_next_begins(actor: Actor, jane: Patient, dr_rivera: Provider) -> None:
    episode = jane.episodes.get()
    episode.ends_on = date(2026, 2, 28)
    save_episode(episode, actor=actor, today=TODAY)
    following = CareEpisode(
        practice=jane.practice, patient=jane, setting=Setting.HOME_HEALTH, starts_on=date(2026, 3, 1)
    )
    assert save_episode(following, actor=actor, today=TODAY).pk
    following.starts_on = date(2026, 2, 28)
    with pytest.raises(Refused) as refused:
        save_episode(following, actor=actor, today=TODAY)
    assert codes(refused) == {"dates_overlap"}


def test_a_patient_can_be_under_two_settings_at_once(actor: Actor, jane: Patient) -> None:
    hospice = CareEpisode(
        practice=jane.practice, patient=jane, setting=Setting.HOSPICE, starts_on=date(2026, 2, 1)
    )
    assert save_episode(hospice, actor=actor, today=TODAY).pk


def test_the_agency_is_of_the_setting(actor: Actor, jane: Patient) -> None:
    episode = jane.episodes.get()
    episode.setting = Setting.HOSPICE
    with pytest.raises(Refused) as refused:
        save_episode(episode, actor=actor, today=TODAY)
    assert codes(refused) == {"agency_of_other_kind"}


def test_a_signature_has_a_signer_and_a_day_that_has_come(
    actor: Actor, jane: Patient, nurse_lindqvist: Provider
) -> None:
    episode = jane.episodes.get()
    episode.plan_signed_on = None
    with pytest.raises(Refused) as refused:
        save_episode(episode, actor=actor, today=TODAY)
    assert codes(refused) == {"plan_signed_on_missing"}
    episode.plan_signer, episode.plan_signed_on = None, date(2026, 3, 3)
    with pytest.raises(Refused) as refused:
        save_episode(episode, actor=actor, today=TODAY)
    assert codes(refused) == {"plan_signer_missing", "date_in_future"}
    episode.plan_signer, episode.plan_signed_on = nurse_lindqvist, date(2026, 3, 2)
    with pytest.raises(Refused) as refused:
        save_episode(episode, actor=actor, today=TODAY)
    assert codes(refused) == {"signer_cannot_sign"}


def test_a_condition_is_kept_without_its_point_and_once(actor: Actor, jane: Patient) -> None:
    condition = Diagnosis(practice=jane.practice, patient=jane, code="j44.9")
    save_diagnosis(condition, actor=actor, today=TODAY)
    assert condition.code == "J449"
    again = Diagnosis(practice=jane.practice, patient=jane, code="J449")
    with pytest.raises(Refused) as refused:
        save_diagnosis(again, actor=actor, today=TODAY)
    assert "J44.9 is on the problem list already" in str(refused.value)
    condition.ends_on = TODAY
    save_diagnosis(condition, actor=actor, today=TODAY)
    assert save_diagnosis(again, actor=actor, today=TODAY).pk


@pytest.mark.parametrize("code", ["I5", "99213", "I.5022", "heart"])
def test_what_is_no_icd_10_code_is_refused_with_the_value(actor: Actor, jane: Patient, code: str) -> None:
    with pytest.raises(Refused) as refused:
        save_diagnosis(Diagnosis(practice=jane.practice, patient=jane, code=code), actor=actor, today=TODAY)
    assert code in str(refused.value)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 3, 3), "date_in_future"),
        (date(1940, 2, 14), "before_birth"),
        (date(2025, 12, 16), "visit_twice"),
        (None, "occurred_on_missing"),
    ],
    ids=["tomorrow", "before birth", "recorded already", "no day"],
)
def test_a_visit_that_cannot_be_is_refused(
    actor: Actor, jane: Patient, dr_rivera: Provider, day: date | None, code: str
) -> None:
    visit = FaceToFaceVisit(practice=jane.practice, patient=jane, provider=dr_rivera)
    visit.occurred_on = day  # type: ignore[assignment]  # what a form hands over
    with pytest.raises(Refused) as refused:
        save_face_to_face(visit, actor=actor, today=TODAY)
    assert codes(refused) == {code}


def test_a_visit_of_today_is_kept_and_recorded(actor: Actor, jane: Patient, dr_rivera: Provider) -> None:
    visit = FaceToFaceVisit(practice=jane.practice, patient=jane, provider=dr_rivera, occurred_on=TODAY)
    save_face_to_face(visit, actor=actor, today=TODAY)
    event = AuditEvent.objects.get(action="face_to_face.added")
    assert event.patient_id == jane.pk
    assert event.new is not None
    assert event.new["provider"] == f"Ana Rivera MD (no. {dr_rivera.pk})"


def test_a_consent_is_given_then_revoked_then_given_again(actor: Actor, jane: Patient) -> None:
    consent = Consent(practice=jane.practice, patient=jane, given_on=date(2026, 1, 5))
    save_consent(consent, actor=actor, today=TODAY)
    again = Consent(practice=jane.practice, patient=jane, given_on=date(2026, 2, 1))
    with pytest.raises(Refused) as refused:
        save_consent(again, actor=actor, today=TODAY)
    assert codes(refused) == {"dates_overlap"}
    consent.revoked_on = date(2026, 1, 31)
    save_consent(consent, actor=actor, today=TODAY)
    assert save_consent(again, actor=actor, today=TODAY).pk


def test_a_stay_is_in_order_and_has_begun(actor: Actor, jane: Patient) -> None:
    stay = Stay(practice=jane.practice, patient=jane, kind=Stay.Kind.INPATIENT)
    stay.starts_on, stay.ends_on = date(2026, 2, 10), date(2026, 2, 9)
    with pytest.raises(Refused) as refused:
        save_stay(stay, actor=actor, today=TODAY)
    assert codes(refused) == {"dates_out_of_order"}
    stay.starts_on, stay.ends_on = date(2026, 3, 3), None
    with pytest.raises(Refused) as refused:
        save_stay(stay, actor=actor, today=TODAY)
    assert codes(refused) == {"date_in_future"}


def test_a_payer_needs_a_profile_that_the_rules_know(actor: Actor, buckeye: Payer) -> None:
    buckeye.profile, buckeye.name = "generous", ""
    with pytest.raises(Refused) as refused:
        save_payer(buckeye, actor=actor, today=TODAY)
    assert codes(refused) == {"profile_unknown", "name_missing"}
    assert "medicare_ffs" in str(refused.value)


def test_an_agency_npi_passes_its_check_digit_or_waits(actor: Actor, sunrise: Agency) -> None:
    sunrise.npi = "1555000202"
    with pytest.raises(Refused) as refused:
        save_agency(sunrise, actor=actor, today=TODAY)
    assert "The agency's NPI 1555000202 fails its check digit" in str(refused.value)
    sunrise.npi = ""
    save_agency(sunrise, actor=actor, today=TODAY)


def test_a_role_at_an_agency_is_held_once_at_a_time(
    actor: Actor, sunrise: Agency, dr_rivera: Provider
) -> None:
    def role(starts_on: date) -> AgencyRole:
        return AgencyRole(
            practice=sunrise.practice,
            agency=sunrise,
            provider=dr_rivera,
            role=AgencyRole.Role.EMPLOYEE,
            starts_on=starts_on,
        )

    save_agency_role(role(date(2026, 1, 1)), actor=actor, today=TODAY)
    with pytest.raises(Refused) as refused:
        save_agency_role(role(date(2026, 2, 1)), actor=actor, today=TODAY)
    assert codes(refused) == {"dates_overlap"}


def test_a_collaboration_is_that_of_a_practitioner_with_a_physician(
    actor: Actor, hilltop: Practice, dr_rivera: Provider, dr_okafor: Provider
) -> None:
    nils = make.provider(hilltop, kind="nurse_practitioner", first_name="Nils", npi="")
    good = Collaboration(practice=hilltop, provider=nils, physician=dr_rivera, starts_on=date(2026, 1, 1))
    assert save_collaboration(good, actor=actor, today=TODAY).pk
    wrong = Collaboration(practice=hilltop, provider=dr_okafor, physician=nils, starts_on=date(2026, 1, 1))
    with pytest.raises(Refused) as refused:
        save_collaboration(wrong, actor=actor, today=TODAY)
    assert codes(refused) == {"collaborates_with_no_physician", "collaborator_kind"}
