"""What every answer says to the browser."""

import pytest
from django.test import Client


@pytest.fixture
def policy(client: Client) -> dict[str, str]:
    text = client.get("/healthz").headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in text.split(";"))


def test_scripts_and_styles_come_from_here_and_from_files_only(policy: dict[str, str]) -> None:
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"


def test_nothing_unsafe_is_allowed(policy: dict[str, str]) -> None:
    assert [name for name, sources in policy.items() if "unsafe" in sources or "*" in sources] == []


def test_no_page_is_framed_and_forms_stay_here(policy: dict[str, str]) -> None:
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"


def test_browsers_neither_guess_types_nor_tell_where_they_came_from(client: Client) -> None:
    headers = client.get("/healthz").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
