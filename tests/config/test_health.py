"""Whether the process lives and whether it can work."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client


def test_healthz_answers_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_answers_when_the_database_does(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_refuses_when_the_database_does_not_answer(client: Client) -> None:
    def refuse(*arguments: object) -> None:
        raise DatabaseError

    with connection.execute_wrapper(refuse):
        assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
