"""Charges are in force in the practices of the billing tests, and their pages may stand still in time."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from apps.practice.models import Practice
from tests.billing.closing import charges


@pytest.fixture
def prices(hilltop: Practice) -> None:
    """Charges of Hilltop for every oversight code since 2025."""
    charges(hilltop)


@pytest.fixture
def in_november() -> Iterator[None]:
    """It is ten in the morning of 30 November 2026 in New York: May may still be billed."""
    with time_machine.travel(datetime(2026, 11, 30, 15, 0, tzinfo=UTC)):
        yield
