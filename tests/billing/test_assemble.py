"""Rows become the document of a claim."""

from datetime import date

import pytest

from apps.billing.assemble import Assembled, assemble, assembled
from apps.billing.chart_rows import charts_of, service_facility_of
from apps.billing.domain.claim import Address, ClaimDocument, PersonName, Relationship, ServiceFacility
from apps.billing.models import Claim
from apps.patients.models import Agency, Coverage, Diagnosis, Patient, Payer
from apps.practice.models import Practice, Provider
from tests import builders as make
from tests.billing.closing import JUNE, close, drafted


def found(claim: Claim) -> Assembled:
    return assembled(Claim.objects.filter(pk=claim.pk), today=JUNE)[claim.pk]


def document(claim: Claim) -> ClaimDocument:
    made = found(claim).document
    assert made is not None
    return made


@pytest.fixture
def medicare_draft(jane: Patient, dr_rivera: Provider, prices: None) -> Claim:
    return drafted(jane, dr_rivera)


@pytest.fixture
def commercial_draft(mark: Patient, dr_rivera: Provider, prices: None) -> Claim:
    """16 minutes on two days of one window that lie in one month."""
    make.logged(mark, dr_rivera, date(2026, 5, 16), 10)
    make.logged(mark, dr_rivera, date(2026, 5, 28), 6)
    close(mark.practice, today=date(2026, 7, 1))
    return Claim.objects.get(patient=mark)


def test_a_medicare_claim_says_what_medicare_wants(medicare_draft: Claim) -> None:
    made = document(medicare_draft)
    payer = made.payer
    assert payer.is_medicare
    assert (payer.claim_alone, payer.submit_after_period_end, payer.accepts_frequency_7_8) == (
        True,
        True,
        False,
    )
    assert payer.file_by_on == date(2027, 5, 4)
    assert (made.place_of_service, made.accepts_assignment) == ("11", True)
    assert (made.period_starts_on, made.period_ends_on) == (date(2026, 5, 1), date(2026, 5, 31))
    assert made.lines[0].line_id == f"{medicare_draft.patient_control_number}-1"
    assert made.subscriber.member_id == make.MBI
    assert made.patient.is_subscriber


def test_a_commercial_claim_spans_first_to_last_documented_and_points_at_all_diagnoses(
    commercial_draft: Claim,
) -> None:
    (line,) = document(commercial_draft).lines
    assert (line.procedure_code, line.starts_on, line.ends_on) == (
        "99374",
        date(2026, 5, 16),
        date(2026, 5, 28),
    )
    assert line.diagnosis_pointers == (1, 2)
    assert document(commercial_draft).care_plan_oversight_number == ""


def test_a_solo_practitioner_bills_under_their_own_name(medicare_draft: Claim, hilltop: Practice) -> None:
    Practice.objects.filter(pk=hilltop.pk).update(entity="1")
    billing = document(medicare_draft).billing_provider
    assert billing.is_person
    assert billing.name == PersonName("Rivera", "Ana", credentials="MD")


def test_a_dependent_has_the_subscriber_of_the_coverage(commercial_draft: Claim) -> None:
    Coverage.objects.filter(pk=commercial_draft.coverage_id).update(
        relationship="01", subscriber_last_name="Roe", subscriber_first_name="Ellen", subscriber_street="12 Elm St",
        subscriber_city="Columbus", subscriber_state="OH", subscriber_zip_code="43215", group_number="G-7",
    )  # fmt: skip
    made = document(commercial_draft)
    assert made.patient.relationship is Relationship.SPOUSE
    assert made.subscriber.name == PersonName("Roe", "Ellen")
    assert made.subscriber.address == Address("12 Elm St", "Columbus", "OH", "43215")
    assert made.subscriber.group_number == "G-7"


def test_twelve_diagnoses_of_the_date_of_service_fit_on_a_claim(medicare_draft: Claim, jane: Patient) -> None:
    Diagnosis.objects.filter(code="E119").update(ends_on=date(2026, 5, 3))
    for number in range(13):
        make.diagnosis(jane, f"M05{number:03}", rank=5 + number)
    codes = document(medicare_draft).diagnosis_codes
    assert (len(codes), codes[0], "E119" in codes) == (12, "I5022", False)


def test_a_pay_to_address_is_on_the_claim_only_when_there_is_one(
    medicare_draft: Claim, hilltop: Practice
) -> None:
    assert document(medicare_draft).pay_to is None
    Practice.objects.filter(pk=hilltop.pk).update(
        pay_to_street="PO Box 9", pay_to_city="Columbus", pay_to_state="OH", pay_to_zip_code="432160009"
    )
    assert document(medicare_draft).pay_to == Address("PO Box 9", "Columbus", "OH", "432160009")


def test_everything_that_is_missing_is_said_at_once(
    medicare_draft: Claim, jane: Patient, hilltop: Practice
) -> None:
    Practice.objects.filter(pk=hilltop.pk).update(tax_id="", npi="")
    Coverage.objects.filter(patient=jane).update(member_id="")
    fields = {problem.field.split(".")[0] for problem in found(medicare_draft).problems}
    assert {"billing_provider", "subscriber"} <= fields


EAST = ServiceFacility("Hilltop East", Address("700 Oak Ave", "Newark", "OH", "430551234"))


def test_chronic_care_of_a_home_health_patient_names_no_agency(
    hilltop: Practice, dr_rivera: Provider, medicare: Payer, sunrise: Agency
) -> None:
    make.charge(hilltop, "99491", "90")
    rosa = make.chronic_care_patient(dr_rivera, medicare)
    make.episode(rosa, sunrise, dr_rivera)
    claim = drafted(rosa, dr_rivera, 31)
    assert (document(claim).care_plan_oversight_number, claim.problems) == ("", [])


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "codes"),
    [
        pytest.param(None, date(2026, 5, 3), ["coverage_not_in_force"], id="ended the day before"),
        pytest.param(None, date(2026, 5, 4), [], id="ended on the day"),
        pytest.param(date(2026, 5, 4), None, [], id="began on the day"),
        pytest.param(date(2026, 5, 5), None, ["coverage_not_in_force"], id="began the day after"),
    ],
)
def test_a_claim_is_of_days_that_its_coverage_holds(
    starts_on: date | None, ends_on: date | None, codes: list[str], medicare_draft: Claim
) -> None:
    Coverage.objects.update(starts_on=starts_on, ends_on=ends_on)
    assert [problem.code for problem in found(medicare_draft).problems] == codes


def test_a_claim_that_takes_one_back_may_be_of_days_without_coverage(commercial_draft: Claim) -> None:
    claim, chart = commercial_draft, charts_of({commercial_draft.patient_id})[commercial_draft.patient_id]
    claim.coverage.ends_on = date(2026, 4, 30)
    assert [
        each.code for each in assemble(claim, claim.lines.all(), chart, today=date(2026, 7, 1)).problems
    ] == ["coverage_not_in_force"]
    claim.claim_frequency, claim.payer_claim_control_number = "8", "ICN1"
    assert assemble(claim, claim.lines.all(), chart, today=date(2026, 7, 1)).problems == ()


def test_a_claim_names_the_place_where_its_provider_sees_patients(
    medicare_draft: Claim, dr_rivera: Provider
) -> None:
    assert document(medicare_draft).service_facility is None
    Provider.objects.filter(pk=dr_rivera.pk).update(
        service_location=make.service_location(dr_rivera.practice)
    )
    assert document(medicare_draft).service_facility == EAST
    assert found(medicare_draft).problems == ()


@pytest.mark.parametrize(
    ("place", "named"),
    [("11", "Hilltop East"), ("12", None), ("31", "Elm Nursing"), ("32", "Elm Nursing"), ("34", None)],
)
def test_who_owns_the_house_goes_by_the_place_of_service(
    medicare_draft: Claim, jane: Patient, dr_rivera: Provider, place: str, named: str | None
) -> None:
    dr_rivera.service_location = make.service_location(dr_rivera.practice)
    home = make.agency(
        jane.practice, kind="nursing_facility", name="Elm Nursing", npi=make.NURSING_NPI, street="1 Elm Ct",
        city="Newark", state="OH", zip_code="430559999",
    )  # fmt: skip
    make.episode(jane, home, dr_rivera, starts_on=date(2026, 3, 1), ends_on=date(2026, 5, 4))
    make.episode(jane, home, dr_rivera, starts_on=date(2026, 6, 1))
    medicare_draft.rendering_provider = dr_rivera
    chart = charts_of({jane.pk})[jane.pk]
    facility = service_facility_of(medicare_draft, chart, place_of_service=place)
    assert (facility.name if facility else None) == named
