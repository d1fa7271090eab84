"""Each obstacle of a claim leads to a page on which it is put right."""

import pytest
from django.urls import reverse

from apps.billing.models import Claim
from apps.billing.shown import obstacle
from apps.problems import Problem

PLACES = {
    "lines.charge.0": "billing:charges",
    "total_charge": "billing:charges",
    "billing_provider.npi": "practice:details",
    "service_facility.npi": "practice:service_locations",
    "rendering_provider.npi": "practice:providers",
    "payer.electronic_payer_id": "patients:payers",
    "care_plan_oversight_number": "patients:agencies",
}


@pytest.mark.parametrize("field", PLACES)
def test_an_obstacle_leads_to_where_it_is_put_right_and_back(field: str) -> None:
    found = obstacle(Problem("missing", "Something is missing.", field), Claim(pk=7, patient_id=3))
    assert found.url == f"{reverse(PLACES[field])}?next=%2Fclaims%2F7%2F"


def test_what_is_about_the_patient_leads_to_the_record() -> None:
    found = obstacle(
        Problem("missing", "Something is missing.", "subscriber.member_id"), Claim(pk=7, patient_id=3)
    )
    assert found.url.startswith(reverse("patients:record", args=[3]))
