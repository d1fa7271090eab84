"""What keeps a claim from leaving: each check below, at and above its limit."""

# ruff: noqa: E501  (the tables read best with one case a line)

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.billing.domain.claim import (
    Address,
    ClaimDocument,
    ClaimFrequency,
    Payer,
    PersonName,
    Relationship,
)
from apps.billing.domain.scrub import CHECKS, PAPER_CHECKS, scrub, scrub_for_paper
from tests.billing.documents import (
    AGENCY_NPI,
    DOCTOR_NPI,
    EDITH,
    MEDICARE,
    OFFICE,
    PRACTICE,
    PRAIRIE_MUTUAL,
    SOLO,
    TODAY,
    dependent_claim,
    facility_claim,
    line,
    medicare_claim,
    replacement_claim,
    solo_claim,
    void_claim,
)


def found(document: ClaimDocument, today: date = TODAY) -> list[tuple[str, str]]:
    return [(problem.code, problem.field) for problem in scrub(document, today=today)]


def with_line(**changes: object) -> ClaimDocument:
    return medicare_claim(lines=(line(**changes),))


def with_payer(payer: Payer, **changes: object) -> ClaimDocument:
    return medicare_claim(payer=replace(payer, **changes))  # type: ignore[arg-type]


def with_patient(**changes: object) -> ClaimDocument:
    claim = dependent_claim()
    return replace(claim, patient=replace(claim.patient, **changes))  # type: ignore[arg-type]


def with_biller(**changes: object) -> ClaimDocument:
    return medicare_claim(billing_provider=replace(PRACTICE, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "make", [medicare_claim, dependent_claim, replacement_claim, void_claim, solo_claim, facility_claim]
)
def test_a_clean_claim_may_leave_on_paper_or_wire(make: Callable[[], ClaimDocument]) -> None:
    assert scrub(make(), today=TODAY) == []
    assert scrub_for_paper(make(), today=TODAY) == []


@pytest.mark.parametrize(
    ("document", "code", "field"),
    [
        pytest.param(medicare_claim(patient_control_number="C" * 15), "control_number_shape", "patient_control_number", id="control number of 15"),
        pytest.param(medicare_claim(patient_control_number="CM-1"), "control_number_shape", "patient_control_number", id="hyphen in control number"),
        pytest.param(medicare_claim(patient_control_number=""), "control_number_shape", "patient_control_number", id="no control number"),
        pytest.param(with_biller(name=""), "text_missing", "billing_provider.name", id="biller without a name"),
        pytest.param(with_biller(name="P" * 61), "text_too_long", "billing_provider.name", id="biller of 61 letters"),
        pytest.param(with_biller(npi="1300000010"), "npi_check_digit", "billing_provider.npi", id="biller's check digit"),
        pytest.param(with_biller(tax_id="42-765432"), "tax_id_shape", "billing_provider.tax_id", id="tax id of 8"),
        pytest.param(medicare_claim(billing_provider=replace(SOLO, tax_id="000-12-3456")), "tax_id_shape", "billing_provider.tax_id", id="impossible social security number"),
        pytest.param(with_biller(taxonomy="207Q"), "taxonomy_shape", "billing_provider.taxonomy", id="taxonomy of 4"),
        pytest.param(with_biller(phone="555-0142"), "phone_shape", "billing_provider.phone", id="phone of 7"),
        pytest.param(with_biller(address=replace(OFFICE, zip_code="52101")), "zip_code_shape", "billing_provider.address.zip_code", id="billing ZIP of 5"),
        pytest.param(with_biller(address=replace(OFFICE, street="P.O. Box 7")), "billing_address_po_box", "billing_provider.address.street", id="billing box"),
        pytest.param(with_biller(address=replace(OFFICE, street="S" * 56)), "text_too_long", "billing_provider.address.street", id="street of 56"),
        pytest.param(with_biller(address=replace(OFFICE, city="Y")), "city_too_short", "billing_provider.address.city", id="city of 1"),
        pytest.param(with_biller(address=replace(OFFICE, state="Iowa")), "state_unknown", "billing_provider.address.state", id="state in full"),
        pytest.param(medicare_claim(pay_to=Address("", "Decorah", "IA", "52101")), "text_missing", "pay_to.street", id="pay-to without street"),
        pytest.param(medicare_claim(rendering_provider=replace(medicare_claim().rendering_provider, npi="")), "npi_missing", "rendering_provider.npi", id="no rendering NPI"),
        pytest.param(facility_claim(service_facility=replace(facility_claim().service_facility, npi="1400000100")), "npi_check_digit", "service_facility.npi", id="facility's check digit"),  # type: ignore[type-var]
        pytest.param(facility_claim(service_facility=replace(facility_claim().service_facility, address=Address("9 River Rd", "Decorah", "IA", "52101"))), "zip_code_shape", "service_facility.address.zip_code", id="facility ZIP of 5"),  # type: ignore[type-var]
        pytest.param(facility_claim(service_facility=None), "service_facility_missing", "place_of_service", id="nursing facility without a name"),
        pytest.param(with_patient(name=PersonName("Mаrsh", "Edith")), "letters_lost", "patient.name.last", id="a Cyrillic letter in a name"),
        pytest.param(with_patient(name=PersonName("李", "娜")), "text_unreadable", "patient.name.last", id="name in another script"),
        pytest.param(with_patient(name=PersonName("X" * 61, "Nora")), "text_too_long", "patient.name.last", id="last name of 61"),
        pytest.param(with_patient(name=PersonName("Roe", "N" * 36)), "text_too_long", "patient.name.first", id="first name of 36"),
        pytest.param(with_patient(name=PersonName("Roe", "Nora", "M" * 26)), "text_too_long", "patient.name.middle", id="middle name of 26"),
        pytest.param(with_patient(born_on=date(2026, 10, 6)), "birth_after_service", "patient.born_on", id="born after the service"),
        pytest.param(with_patient(born_on=date(1899, 12, 31)), "birth_too_early", "patient.born_on", id="born before 1900"),
        pytest.param(with_patient(address=Address("", "Decorah", "IA", "52101")), "text_missing", "patient.address.street", id="patient without street"),
        pytest.param(with_patient(relationship=Relationship.SELF), "subscriber_differs", "subscriber.name", id="self, but another name"),
        pytest.param(medicare_claim(patient=replace(medicare_claim().patient, relationship=Relationship.SPOUSE)), "medicare_dependent", "patient.relationship", id="Medicare through a spouse"),
        pytest.param(medicare_claim(subscriber=replace(medicare_claim().subscriber, member_id="1SG4TE5MK73")), "medicare_number_shape", "subscriber.member_id", id="letter S in a Medicare number"),
        pytest.param(dependent_claim(subscriber=replace(dependent_claim().subscriber, member_id="")), "text_missing", "subscriber.member_id", id="no member id"),
        pytest.param(dependent_claim(subscriber=replace(dependent_claim().subscriber, group_number="G" * 51)), "text_too_long", "subscriber.group_number", id="group number of 51"),
        pytest.param(with_payer(MEDICARE, electronic_payer_id=""), "text_missing", "payer.electronic_payer_id", id="no payer id"),
        pytest.param(with_payer(MEDICARE, electronic_payer_id="7"), "payer_id_too_short", "payer.electronic_payer_id", id="payer id of 1"),
        pytest.param(medicare_claim(place_of_service="1"), "place_of_service_unknown", "place_of_service", id="place of one digit"),
        pytest.param(medicare_claim(place_of_service="40"), "place_of_service_unknown", "place_of_service", id="unassigned place"),
        pytest.param(medicare_claim(claim_frequency=ClaimFrequency.VOID, payer_claim_control_number="ICN1"), "frequency_not_accepted", "claim_frequency", id="void to Medicare"),
        pytest.param(dependent_claim(subscriber=replace(dependent_claim().subscriber, member_id="XYZ_12")), "identifier_changed", "subscriber.member_id", id="a sign in a member id that no file carries"),
        pytest.param(replacement_claim(payer_claim_control_number="2026|7"), "identifier_changed", "payer_claim_control_number", id="the same in the payer's number"),
        pytest.param(replacement_claim(payer_claim_control_number=""), "text_missing", "payer_claim_control_number", id="replacement of nothing"),
        pytest.param(medicare_claim(payer_claim_control_number="ICN1"), "control_number_on_original", "payer_claim_control_number", id="original naming another"),
        pytest.param(medicare_claim(care_plan_oversight_number=""), "agency_npi_missing", "care_plan_oversight_number", id="no agency"),
        pytest.param(medicare_claim(care_plan_oversight_number="1300000036"), "npi_check_digit", "care_plan_oversight_number", id="agency's check digit"),
        pytest.param(medicare_claim(care_plan_oversight_number=DOCTOR_NPI), "agency_npi_is_own", "care_plan_oversight_number", id="own number as agency"),
        pytest.param(dependent_claim(care_plan_oversight_number=AGENCY_NPI), "agency_npi_not_wanted", "care_plan_oversight_number", id="agency for a payer that does not ask"),
        pytest.param(dependent_claim(prior_authorization_number="A" * 51), "text_too_long", "prior_authorization_number", id="authorization of 51"),
        pytest.param(medicare_claim(note="n" * 81), "text_too_long", "note", id="note of 81"),
        pytest.param(medicare_claim(patient_signature_on_file=False), "patient_signature_missing", "patient_signature_on_file", id="no release"),
        pytest.param(medicare_claim(provider_signature_on_file=False), "provider_signature_missing", "provider_signature_on_file", id="no provider signature"),
        pytest.param(medicare_claim(lines=(line(), line(line_id="P81-2"))), "claim_not_alone", "lines", id="two lines to Medicare"),
        pytest.param(with_line(units=2), "more_than_one_unit", "lines.1.units", id="two units to Medicare"),
        pytest.param(dependent_claim(lines=(line(procedure_code="99375", units=2),)), "oversight_units", "lines.1.units", id="two units of oversight to anybody"),
        pytest.param(with_line(procedure_code="99375"), "code_not_of_medicare", "lines.1.procedure_code", id="CPT oversight to Medicare"),
        pytest.param(dependent_claim(lines=(line(procedure_code="99376"),)), "code_deleted", "lines.1.procedure_code", id="a code gone since 1998"),
        pytest.param(medicare_claim(diagnosis_codes=("I10", "I50.2")), "diagnosis_not_billable", "diagnosis_codes.2", id="a heading as a diagnosis"),
        pytest.param(medicare_claim(diagnosis_codes=("I10",), lines=(line(procedure_code="99490"),)), "conditions_missing", "diagnosis_codes", id="chronic care for one condition"),
        pytest.param(medicare_claim(diagnosis_codes=()), "diagnosis_missing", "diagnosis_codes", id="no diagnosis"),
        pytest.param(medicare_claim(diagnosis_codes=tuple(f"I10.{n}" for n in range(13))), "too_many_diagnoses", "diagnosis_codes", id="13 diagnoses"),
        pytest.param(medicare_claim(diagnosis_codes=("I10", "1.0")), "diagnosis_shape", "diagnosis_codes.2", id="no diagnosis code"),
        pytest.param(medicare_claim(diagnosis_codes=("I50.32", "I5032")), "diagnosis_repeated", "diagnosis_codes", id="same diagnosis twice"),
        pytest.param(medicare_claim(lines=()), "line_count", "lines", id="no line"),
        pytest.param(dependent_claim(lines=tuple(line(line_id=f"L{n}", starts_on=date(2026, 10, 9), ends_on=date(2026, 10, 9)) for n in range(51))), "line_count", "lines", id="51 lines"),
        pytest.param(with_line(line_id=""), "text_missing", "lines.1.line_id", id="line without id"),
        pytest.param(with_line(line_id="L" * 31), "text_too_long", "lines.1.line_id", id="line id of 31"),
        pytest.param(with_line(procedure_code="G018"), "procedure_code_shape", "lines.1.procedure_code", id="code of 4"),
        pytest.param(with_line(modifiers=("GV", "GV")), "modifiers_repeated", "lines.1.modifiers", id="modifier twice"),
        pytest.param(with_line(modifiers=("25", "GV", "GW", "95", "Q5")), "modifiers_repeated", "lines.1.modifiers", id="five modifiers"),
        pytest.param(with_line(modifiers=("gv",)), "modifier_shape", "lines.1.modifiers", id="small modifier"),
        pytest.param(with_line(charge=Decimal(0)), "charge_out_of_range", "lines.1.charge", id="charge of nothing"),
        pytest.param(with_line(charge=Decimal("-1")), "charge_out_of_range", "lines.1.charge", id="negative charge"),
        pytest.param(with_line(charge=Decimal("NaN")), "charge_out_of_range", "lines.1.charge", id="charge that is no number"),
        pytest.param(with_line(charge=Decimal("100000000")), "charge_out_of_range", "lines.1.charge", id="charge of nine digits"),
        pytest.param(with_line(charge=Decimal("125.505")), "charge_fraction", "lines.1.charge", id="tenth of a cent"),
        pytest.param(with_line(diagnosis_pointers=()), "pointer_count", "lines.1.diagnosis_pointers", id="no pointer"),
        pytest.param(with_line(diagnosis_pointers=(1, 1)), "pointer_count", "lines.1.diagnosis_pointers", id="pointer twice"),
        pytest.param(with_line(diagnosis_pointers=(4,)), "pointer_out_of_range", "lines.1.diagnosis_pointers", id="fourth of three"),
        pytest.param(with_line(diagnosis_pointers=(0,)), "pointer_out_of_range", "lines.1.diagnosis_pointers", id="pointer 0"),
        pytest.param(with_line(ends_on=date(2026, 10, 30)), "dates_reversed", "lines.1.starts_on", id="backwards"),
        pytest.param(with_line(starts_on=date(2026, 9, 30), ends_on=date(2026, 9, 30)), "date_outside_period", "lines.1.starts_on", id="day before the period"),
        pytest.param(medicare_claim(amount_paid=Decimal("125.51")), "amount_paid_out_of_range", "amount_paid", id="paid more than charged"),
        pytest.param(medicare_claim(amount_paid=Decimal("-0.01")), "amount_paid_out_of_range", "amount_paid", id="paid less than nothing"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_field(document: ClaimDocument, code: str, field: str) -> None:
    assert (code, field) in found(document)
    assert all(problem.message.endswith(".") for problem in scrub(document, today=TODAY))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(medicare_claim(patient_control_number="C" * 14), id="control number of 14"),
        pytest.param(with_biller(name="P" * 60), id="biller of 60 letters"),
        pytest.param(with_biller(taxonomy=""), id="no taxonomy"),
        pytest.param(with_biller(address=replace(OFFICE, street="S" * 55)), id="street of 55"),
        pytest.param(with_patient(name=PersonName("X" * 60, "N" * 35, "M" * 25, "S" * 10)), id="longest name"),
        pytest.param(with_patient(born_on=date(2026, 10, 5)), id="born on the day of service"),
        pytest.param(with_patient(born_on=date(1900, 1, 1)), id="born in 1900"),
        pytest.param(medicare_claim(note="n" * 80), id="note of 80"),
        pytest.param(medicare_claim(diagnosis_codes=(*(f"I10.{n}" for n in range(10)), "I11.0", "I12.9")), id="12 diagnoses"),
        pytest.param(with_line(line_id="L" * 30), id="line id of 30"),
        pytest.param(with_line(charge=Decimal("0.01")), id="charge of a cent"),
        pytest.param(with_line(charge=Decimal("99999999.99")), id="charge of ten digits"),
        pytest.param(with_line(modifiers=("25", "GV", "GW", "95")), id="four modifiers"),
        pytest.param(with_line(diagnosis_pointers=(3, 1, 2)), id="pointers to all"),
        pytest.param(medicare_claim(amount_paid=Decimal("125.50")), id="all paid"),
        pytest.param(medicare_claim(pay_to=Address("PO Box 7", "Decorah", "IA", "52101")), id="pay-to box"),
    ],
)  # fmt: skip
def test_what_is_just_within_the_limit_may_leave(document: ClaimDocument) -> None:
    assert found(document) == []


@pytest.mark.parametrize(
    ("today", "problems"),
    [
        pytest.param(
            date(2026, 10, 31), [("period_not_ended", "period_ends_on")], id="last day of the period"
        ),
        pytest.param(date(2026, 11, 1), [], id="day after"),
        pytest.param(date(2027, 10, 31), [], id="last day for filing"),
        pytest.param(date(2027, 11, 1), [("filed_too_late", "payer.file_by_on")], id="one day late"),
    ],
)
def test_a_claim_leaves_after_its_period_and_within_the_time_for_filing(
    today: date, problems: list[tuple[str, str]]
) -> None:
    assert found(medicare_claim(), today) == problems


def test_a_service_on_a_later_day_than_today_is_refused() -> None:
    claim = medicare_claim(payer=replace(MEDICARE, submit_after_period_end=False))
    assert found(claim, date(2026, 10, 30)) == [("date_in_future", "lines.1.starts_on")]
    assert found(claim, date(2026, 10, 31)) == []


@pytest.mark.parametrize("allowed", [False, True])
def test_a_span_across_months_needs_the_payers_consent(allowed: bool) -> None:
    claim = dependent_claim(
        payer=replace(PRAIRIE_MUTUAL, allows_span_across_months=allowed),
        period_starts_on=date(2026, 9, 15),
        period_ends_on=date(2026, 10, 14),
        lines=(line(starts_on=date(2026, 9, 30), ends_on=date(2026, 10, 1)),),
    )
    assert found(claim) == ([] if allowed else [("span_across_months", "lines.1.starts_on")])


def test_all_faults_are_listed_at_once() -> None:
    claim = medicare_claim(
        patient_control_number="",
        billing_provider=replace(PRACTICE, npi="1", phone=""),
        diagnosis_codes=(),
        care_plan_oversight_number="",
    )
    assert {code for code, _ in found(claim)} == {
        "control_number_shape",
        "npi_shape",
        "phone_shape",
        "agency_npi_missing",
        "diagnosis_missing",
        "pointer_out_of_range",
    }


def test_a_message_says_what_was_seen() -> None:
    [problem] = scrub(medicare_claim(care_plan_oversight_number="1300000036"), today=TODAY)
    assert "1300000036" in problem.message


def test_every_check_stands_once_in_the_registry() -> None:
    names = [check.__name__ for check in (*CHECKS, *PAPER_CHECKS)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        pytest.param(medicare_claim(prior_authorization_number="A1"), ["item_23_shared"], id="two numbers in item 23"),
        pytest.param(dependent_claim(subscriber=replace(dependent_claim().subscriber, address=None)), ["insured_address_missing"], id="no insured address"),
        pytest.param(medicare_claim(patient=replace(medicare_claim().patient, phone="12")), ["phone_shape"], id="patient's phone of 2"),
        pytest.param(medicare_claim(patient=replace(medicare_claim().patient, name=replace(EDITH, last="S" * 18))), [], id="name of 28 on paper"),
        pytest.param(medicare_claim(patient=replace(medicare_claim().patient, name=replace(EDITH, last="S" * 19))), ["cms1500_does_not_fit"], id="name of 29 on paper"),
        pytest.param(with_line(charge=Decimal("999999.99")), [], id="six digits of dollars"),
        pytest.param(with_line(charge=Decimal("1000000.00")), ["cms1500_does_not_fit"], id="seven digits of dollars"),
        pytest.param(medicare_claim(note="n " * 35 + "n"), [], id="note of 71"),
        pytest.param(medicare_claim(note="n " * 36), [], id="note of 71 and a blank"),
        pytest.param(medicare_claim(note="n " * 36 + "n"), ["cms1500_does_not_fit"], id="note of 73"),
    ],
)  # fmt: skip
def test_paper_has_rules_of_its_own(document: ClaimDocument, codes: list[str]) -> None:
    assert [problem.code for problem in scrub_for_paper(document, today=TODAY)] == codes


def test_what_does_not_fit_names_item_length_and_limit() -> None:
    name = replace(EDITH, last="Featherstonehaugh-Smythe")
    claim = medicare_claim(patient=replace(medicare_claim().patient, name=name))
    [problem] = scrub_for_paper(claim, today=TODAY)
    assert problem.field == "patient.name"
    assert problem.message == (
        "Item 2 (patient name) of the CMS-1500 holds 28 characters; "
        "“FEATHERSTONEHAUGH-SMYTHE, EDITH, M” has 34. Shorten it, or send the claim electronically."
    )
