"""Mail of the local product ends on a page."""

from pathlib import Path

import pytest
from django.core.mail import send_mail
from django.test import Client

# Folders and files; the database is only behind the page.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sent(mail_folder: Path) -> str:
    text = "Follow http://localhost:8000/invited/abc/ <script>alert(1)</script>"
    send_mail("Careminutes: an invitation – for you", text, None, ["nora@hilltop.example"])
    return next(mail_folder.glob("*.eml")).stem


def test_a_message_appears_in_the_list(client: Client, sent: str) -> None:
    page = client.get("/mail/").content.decode()
    assert "Careminutes: an invitation – for you" in page
    assert "nora@hilltop.example" in page
    assert f"/mail/{sent}/" in page


def test_the_links_of_a_message_can_be_followed_and_nothing_else_of_it_runs(
    client: Client, sent: str
) -> None:
    page = client.get(f"/mail/{sent}/").content.decode()
    assert 'href="http://localhost:8000/invited/abc/"' in page
    assert "<script>alert" not in page


def test_the_newest_message_stands_first(client: Client, sent: str) -> None:
    send_mail("A second message", "Hello", None, ["ben@hilltop.example"])
    page = client.get("/mail/").content.decode()
    assert page.index("A second message") < page.index("an invitation")


def test_an_empty_folder_says_how_to_fill_it(client: Client, mail_folder: Path) -> None:
    assert "No message yet" in client.get("/mail/").content.decode()


@pytest.mark.parametrize("name", ["20261122T000000000000Z-" + "0" * 32, "..%2f..%2fsecret-key", "secret-key"])
def test_no_other_file_can_be_read(client: Client, sent: str, name: str) -> None:
    assert client.get(f"/mail/{name}/").status_code == 404


def test_mail_is_only_read(client: Client, sent: str) -> None:
    assert client.post("/mail/").status_code == 405
    assert client.post(f"/mail/{sent}/").status_code == 405
