"""Hilltop and Lakeside, furnished, and programs that ask with somebody's token."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoDbBlocker

from apps.practice.domain.roles import Role
from tests import builders as make
from tests.api.world import NOW, Place, furnished
from tests.standing import standing


@pytest.fixture
def now() -> Iterator[None]:
    """It is 2 June 2026, eleven in the morning in New York."""
    with time_machine.travel(NOW, tick=False):
        yield


@contextmanager
def _standing(name: str, npi: str, blocker: DjangoDbBlocker) -> Iterator[Place]:
    with standing(blocker):
        with time_machine.travel(NOW, tick=False):
            place = furnished(name, npi)
        yield place


@pytest.fixture(scope="module")
def hilltop_stands(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with _standing("Hilltop Senior Care", make.PRACTICE_NPI, django_db_blocker) as place:
        yield place


@pytest.fixture(scope="module")
def lakeside_stands(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with _standing("Lakeside Geriatrics", make.LAKESIDE_NPI, django_db_blocker) as place:
        yield place


@pytest.fixture
def hill(hilltop_stands: Place, db: None, now: None) -> Place:
    return deepcopy(hilltop_stands)


@pytest.fixture
def lake(lakeside_stands: Place, db: None, now: None) -> Place:
    return deepcopy(lakeside_stands)


class Program:
    """Another program with a person's token."""

    def __init__(self, secret: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/{path}", query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(
            f"/api/{path}", body if body is not None else {}, content_type="application/json", headers=headers
        )


As = Callable[[Role], Program]


@pytest.fixture
def as_(hill: Place) -> As:
    """The program of somebody at Hilltop."""
    return lambda role: Program(hill.people[role].secret)


def codes(answer: Any) -> list[str]:
    """The codes of the problems in an answer."""
    return [problem["code"] for problem in answer.json()["problems"]]
