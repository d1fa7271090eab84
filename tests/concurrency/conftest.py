"""Charges are in force in the practices of these tests too."""

import pytest

from apps.practice.models import Practice
from tests.billing.closing import charges


@pytest.fixture
def prices(hilltop: Practice) -> None:
    """Charges of Hilltop for every oversight code since 2025."""
    charges(hilltop)
