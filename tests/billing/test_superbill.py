"""Superbills: sums of rows, totals of files and totals on screen are one number; FHIR has what R4 asks for."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.fhir_claim import claim_bundle
from apps.billing.domain.money import sum_of
from apps.billing.domain.superbill import COLUMNS, superbill_csv, superbill_rows
from apps.billing.models import Claim, Submission
from apps.billing.operations import review
from apps.billing.superbills import superbill_xlsx
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, NOW, drafted
from tests.billing.documents import dependent_claim, facility_claim, line, medicare_claim, replacement_claim
from tests.billing.varied import varied_claims

pytestmark = pytest.mark.usefixtures("in_november")

MADE_AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def claims() -> Sequence[ClaimDocument]:
    several = replace(
        medicare_claim(),
        patient_control_number="SEVERAL",
        lines=tuple(line(line_id=f"S-{place}", charge=Decimal("0.10")) for place in range(1, 8)),
        amount_paid=Decimal("0.30"),
    )
    return [*varied_claims(300, seed=5), several, dependent_claim(), facility_claim(), replacement_claim()]


def rows_of_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def total_of(claims: Sequence[ClaimDocument]) -> Decimal:
    return sum_of(claim.total_charge for claim in claims)


def test_every_column_has_a_cell(claims: Sequence[ClaimDocument]) -> None:
    assert {len(row) for row in superbill_rows(claims)} == {len(COLUMNS)}


@pytest.mark.parametrize("column", ["Charge", "Claim charge"])
def test_the_rows_of_a_csv_add_up_to_the_claims(claims: Sequence[ClaimDocument], column: str) -> None:
    rows = rows_of_csv(superbill_csv(claims))
    assert len(rows) == sum(len(claim.lines) for claim in claims)
    assert sum(Decimal(row[column] or "0") for row in rows) == total_of(claims)


def test_what_the_patient_paid_stands_once_a_claim(claims: Sequence[ClaimDocument]) -> None:
    rows = rows_of_csv(superbill_csv(claims))
    paid = sum(Decimal(row["Patient paid"] or "0") for row in rows)
    assert paid == sum_of(claim.amount_paid for claim in claims)


def test_no_text_becomes_a_formula() -> None:
    wicked = replace(medicare_claim(), note='=HYPERLINK("http://example.org")')
    [row] = rows_of_csv(superbill_csv([wicked]))
    assert row["Note"].startswith("'=")
    sheet = load_workbook(io.BytesIO(superbill_xlsx([wicked], made_at=MADE_AT)))["Services"]
    assert sheet.cell(2, COLUMNS.index("Note") + 1).data_type == "s"


def test_a_workbook_adds_up_and_says_its_totals(claims: Sequence[ClaimDocument]) -> None:
    book = load_workbook(io.BytesIO(superbill_xlsx(claims, made_at=MADE_AT)))
    headings, *rows = book["Services"].iter_rows(values_only=True)
    assert headings == COLUMNS
    cents = sum(round(Decimal(str(row[COLUMNS.index("Charge")])) * 100) for row in rows)
    totals: dict[Any, Any] = {row[0]: row[1] for row in book["Totals"].iter_rows(values_only=True)}
    assert cents == total_of(claims) * 100
    assert round(Decimal(str(totals["Charge"])) * 100) == cents
    assert (totals["Claims"], totals["Services"]) == (len(claims), len(rows))
    assert isinstance(rows[0][COLUMNS.index("From")], date)


# What R4 asks of each resource (hl7.org/fhir/R4): elements that must be there, and all that may be.
REQUIRED = {
    "Claim": {"status", "type", "use", "patient", "created", "provider", "priority", "insurance"},
    "Coverage": {"status", "beneficiary", "payor"},
    "Patient": set(),
    "RelatedPerson": {"patient"},
    "Organization": set(),
    "Practitioner": set(),
    "Location": set(),
}
KNOWN = {
    "Claim": {
        "identifier", "billablePeriod", "insurer", "related", "payee", "referral", "facility", "careTeam",
        "supportingInfo", "diagnosis", "item", "total",
    },
    "Coverage": {"subscriber", "subscriberId", "relationship", "class"},
    "Patient": {"name", "telecom", "gender", "birthDate", "address"},
    "RelatedPerson": {"name", "telecom", "gender", "birthDate", "address"},
    "Organization": {"identifier", "name", "telecom", "address"},
    "Practitioner": {"identifier", "name", "telecom", "address"},
    "Location": {"identifier", "name", "address"},
}  # fmt: skip
PARTS = {  # of Claim: required, and known besides
    "insurance": ({"sequence", "focal", "coverage"}, {"preAuthRef"}),
    "item": (
        {"sequence", "productOrService"},
        {
            "careTeamSequence", "diagnosisSequence", "modifier", "servicedDate", "servicedPeriod",
            "locationCodeableConcept", "quantity", "net",
        },
    ),
    "diagnosis": ({"sequence", "diagnosisCodeableConcept"}, set()),
    "careTeam": ({"sequence", "provider"}, {"role", "qualification"}),
    "supportingInfo": ({"sequence", "category"}, {"code", "valueReference", "valueQuantity", "valueString"}),
    "related": (set(), {"claim", "relationship"}),
}  # fmt: skip


def everything(value: Any) -> Iterator[Any]:
    yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything(each)


@pytest.fixture(scope="module")
def bundle(claims: Sequence[ClaimDocument]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(claim_bundle(claims, made_at=MADE_AT), parse_float=Decimal)
    return found


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind]


def test_every_resource_has_what_r4_requires_and_nothing_r4_does_not_know(bundle: dict[str, Any]) -> None:
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    for entry in bundle["entry"]:
        resource = entry["resource"]
        kind = resource["resourceType"]
        names = resource.keys() - {"resourceType"}
        assert names >= REQUIRED[kind], kind
        assert names <= REQUIRED[kind] | KNOWN[kind], kind
    for claim in resources(bundle, "Claim"):
        for part, (required, known) in PARTS.items():
            for each in claim.get(part, []):
                assert required <= each.keys() <= required | known, part


def test_nothing_is_empty_and_every_reference_stays_in_the_bundle(bundle: dict[str, Any]) -> None:
    names = [each["fullUrl"] for each in bundle["entry"]]
    assert len(names) == len(set(names))
    for value in everything(bundle):
        assert value not in ("", None, [], {})
        if isinstance(value, dict) and "reference" in value:
            assert value["reference"] in names


def test_sequences_that_are_pointed_at_are_there(bundle: dict[str, Any]) -> None:
    for claim in resources(bundle, "Claim"):
        diagnoses = [each["sequence"] for each in claim["diagnosis"]]
        assert diagnoses == list(range(1, len(diagnoses) + 1))
        for item in claim["item"]:
            assert set(item["diagnosisSequence"]) <= set(diagnoses)
            assert ("servicedDate" in item) != ("servicedPeriod" in item)


def test_the_claims_of_a_bundle_add_up(claims: Sequence[ClaimDocument], bundle: dict[str, Any]) -> None:
    found = resources(bundle, "Claim")
    assert len(found) == len(claims)
    for claim in found:
        assert claim["total"]["value"] == sum(item["net"]["value"] for item in claim["item"])
        assert claim["total"]["currency"] == "USD"
    assert sum(claim["total"]["value"] for claim in found) == total_of(claims)


def test_amounts_are_written_with_their_cents(bundle: dict[str, Any]) -> None:
    assert b'"total":{"value":125.50,"currency":"USD"}' in claim_bundle(
        [replace(medicare_claim(), lines=(line(charge=Decimal("125.5")),))], made_at=MADE_AT
    )


def test_the_same_claims_give_the_same_bundle(claims: Sequence[ClaimDocument]) -> None:
    assert claim_bundle(claims, made_at=MADE_AT) == claim_bundle(claims, made_at=MADE_AT)


@pytest.fixture
def approved(jane: Patient, dr_rivera: Provider, prices: None, mia: User) -> Claim:
    claim = drafted(jane, dr_rivera)
    assert review.approve(make.actor(mia), claim_ids=[claim.pk], now=NOW, today=JUNE).claim_ids
    return claim


@pytest.mark.parametrize("format", ["csv", "xlsx", "fhir"])
def test_an_exported_claim_is_marked_and_does_not_go_out_again(
    approved: Claim, mia: User, client: Client, format: str
) -> None:
    client.force_login(mia)
    asked = {"claim": [approved.pk], "format": format}
    page = client.post(reverse("billing:make"), asked, follow=True)
    made = Submission.objects.get()
    assert (made.format, made.made_by, made.total_charge) == (format, mia, approved.total_charge)
    assert "$125.50" in page.content.decode()
    file = client.get(reverse("billing:download", args=[made.pk]))
    assert file.content == bytes(made.content)
    client.post(reverse("billing:sent", args=[made.pk]))
    again = client.post(reverse("billing:make"), asked)
    assert again.status_code == 422
    assert Submission.objects.count() == 1
    assert Claim.objects.get().state == "sent"
