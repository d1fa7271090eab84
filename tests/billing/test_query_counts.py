"""Pages and acts of the desk ask the database as often for one row as for a dozen: see `query_counts.toml`."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.billing.models import Claim, ReviewAct
from apps.patients.models import CareEpisode, Payer
from apps.practice.models import Provider, User
from tests import builders as make
from tests.billing.closing import close

pytestmark = pytest.mark.usefixtures("in_november")

PINNED = tomllib.loads((Path(__file__).parents[1] / "query_counts.toml").read_text())
HALF_BLOCKED = 2


@pytest.fixture
def furnished(
    client: Client, mia: User, dr_rivera: Provider, medicare: Payer, sunrise: Any, prices: None
) -> Callable[[int], Client]:
    """Mia, with that many drafts and as many periods that are blocked."""

    def furnish(rows: int) -> Client:
        for number in range(rows * HALF_BLOCKED):
            whose = make.homebound_patient(dr_rivera, medicare, sunrise, last_name=f"Row{number}")
            make.logged(whose, dr_rivera, date(2026, 5, 1 + number), 31)
        blocked = CareEpisode.objects.order_by("pk")[:rows].values("pk")
        CareEpisode.objects.filter(pk__in=list(blocked.values_list("pk", flat=True))).update(
            complexity_statement=""
        )
        close(dr_rivera.practice)
        assert Claim.objects.count() == rows
        client.force_login(mia)
        client.get(reverse("billing:review"))  # what a process reads once
        return client

    return furnish


@pytest.mark.parametrize("rows", [1, 12])
def test_pages_and_acts_ask_as_often_whatever_their_length(
    furnished: Callable[[int], Client], rows: int
) -> None:
    client = furnished(rows)
    review, not_billed = reverse("billing:review"), reverse("billing:not_billed")
    claim = Claim.objects.order_by("period_starts_on", "pk")[0]
    every = list(Claim.objects.values_list("pk", flat=True))
    only_pane = {"HX-Request": "true", "HX-Target": "pane"}
    asked: dict[str, Callable[[], Any]] = {
        "review": lambda: client.get(review),
        "pane": lambda: client.get(review, {"claim": claim.pk}, headers=only_pane),
        "claim": lambda: client.get(reverse("billing:claim", args=[claim.pk])),
        "claims": lambda: client.get(reverse("billing:claims")),
        "not_billed": lambda: client.get(not_billed),
        "approve": lambda: client.post(reverse("billing:move", args=["approve"]), {"claim": every}),
        "undo": lambda: client.post(reverse("billing:undo_act", args=[ReviewAct.objects.get().pk])),
    }
    counts = {}
    for name, work in asked.items():
        with CaptureQueriesContext(connection) as queries:
            assert work().status_code in (200, 302), name
        counts[name] = len(queries)
    vendor = connection.vendor.replace("postgresql", "postgres")
    assert {name: count for name, count in counts.items() if count > PINNED[name][vendor]} == {}
