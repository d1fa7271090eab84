"""What a practice plans on a provider in a month."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.practice.models import Provider, User

IRIS = {"kind": "physician", "first_name": "Iris", "last_name": "Falk", "npi": "1555000151"}


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_what_is_planned_on_a_provider_is_kept(as_ada: Client, dr_rivera: Provider) -> None:
    given = {**IRIS, "npi": dr_rivera.npi, "capacity_minutes": "900"}
    assert as_ada.post(reverse("practice:provider_edit", args=[dr_rivera.pk]), given).status_code == 302
    assert Provider.objects.get(pk=dr_rivera.pk).capacity_minutes == 900


@pytest.mark.parametrize("given", ["-5", "0", "44641", "99999999999999999999"])
def test_nobody_has_no_minutes_or_more_than_a_month(as_ada: Client, given: str) -> None:
    answer = as_ada.post(reverse("practice:provider_add"), {**IRIS, "capacity_minutes": given})
    assert answer.status_code == 422
    page = answer.content.decode().replace(",", "")
    assert f"{given} min a month cannot be planned. Give 1 to 44640 minutes or leave it blank." in page


@pytest.mark.parametrize("given", ["12 hours", "720.5"])
def test_minutes_are_whole_and_in_figures(as_ada: Client, given: str) -> None:
    answer = as_ada.post(reverse("practice:provider_add"), {**IRIS, "capacity_minutes": given})
    assert answer.status_code == 422
    assert "Write whole minutes, as in 720, or leave it blank." in answer.content.decode()
