"""The pages of the roster imports: they work, for those who may, in their own practice, by the right method."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.patients.import_forms import MatchForm
from apps.patients.imports.rosters import preview_roster
from apps.patients.models import Patient, Payer, RosterImport
from apps.practice.models import AuditEvent, Practice, Provider, User
from tests import builders as make

# Forms and steps; what they write, the tests of the operations write on every database.
pytestmark = pytest.mark.once

ROSTER = (Path(__file__).parent / "fixtures/roster.csv").read_bytes()
HEAD = "last_name,first_name,born_on"
GOOD = f"{HEAD}\nDoe,Jane,1940-02-15\n"
MIXED = f"{HEAD}\nDoe,Jane,1940-02-15\nRoe,Mark,soon\n"


@pytest.fixture
def desk(client: Client, ada: User, dr_rivera: Provider, medicare: Payer, buckeye: Payer) -> Client:
    client.force_login(ada)
    return client


def looked_at(content: str, ada: User, hilltop: Practice) -> RosterImport:
    return preview_roster(
        content.encode(),
        actor=make.actor(ada, hilltop),
        file_name="roster.csv",
        now=datetime(2026, 11, 22, 15, tzinfo=UTC),
        today=date(2026, 11, 22),
    )


def choose(client: Client, content: bytes, name: str = "roster.csv") -> str:
    """Choose a file on the page, match its columns as guessed, follow it to its preview, and return that page."""
    response = client.post(reverse("imports:new"), {"file": SimpleUploadedFile(name, content)}, follow=True)
    if "form" in response.context and isinstance(response.context["form"], MatchForm):
        form = response.context["form"]
        chosen = {key: field.initial for key, field in form.fields.items()}
        response = client.post(response.redirect_chain[-1][0], chosen, follow=True)
    return response.content.decode()


def test_a_file_is_chosen_looked_at_and_imported(desk: Client) -> None:
    page = choose(desk, ROSTER)
    assert "O&#x27;Keefe, Rose" in page
    assert "Import 2 patients" in page
    assert "Shoe size" in page
    assert Patient.objects.count() == 0
    roster = RosterImport.objects.get()
    done = desk.post(reverse("imports:commit", args=[roster.pk]), follow=True)
    assert "2 patients imported from roster.csv." in done.content.decode()
    assert Patient.objects.count() == 2


def test_the_same_file_again_offers_nothing_to_import(desk: Client) -> None:
    choose(desk, ROSTER)
    desk.post(reverse("imports:commit", args=[RosterImport.objects.get().pk]))
    page = choose(desk, ROSTER)
    assert "There is nothing to import." in page
    assert "/commit/" in page
    assert "Import 2 patients" not in page


def test_refused_rows_show_column_value_and_remedy_and_the_good_ones_can_be_chosen(desk: Client) -> None:
    page = choose(desk, MIXED.encode())
    assert "<b>born_on</b> · soon is not a date. Write 2026-01-05" in page
    assert "Choose the corrected file" in page
    roster = RosterImport.objects.get()
    without_choice = desk.post(reverse("imports:commit", args=[roster.pk]))
    assert without_choice.status_code == 422
    assert "1 row is refused" in without_choice.content.decode()
    desk.post(reverse("imports:commit", args=[roster.pk]), {"accept": "good_rows"})
    assert Patient.objects.get().last_name == "Doe"
    refused = desk.get(reverse("imports:errors", args=[roster.pk])).content.decode("utf-8-sig")
    corrected = choose(desk, refused.replace("soon", "1939-04-05", 1).encode())
    assert "Match the columns" not in corrected
    assert "Import 1 patient" in corrected


def test_a_preview_that_is_out_of_date_is_renewed_and_shown(desk: Client, jane: Patient) -> None:
    choose(desk, f"{HEAD},street\nDoe,Jane,1940-02-15,99 New Rd\n".encode())
    Patient.objects.filter(pk=jane.pk).update(street="7 Fresh St")
    response = desk.post(reverse("imports:commit", args=[RosterImport.objects.get().pk]))
    assert response.status_code == 422
    assert "The roster changed since this preview" in response.content.decode()
    assert "7 Fresh St" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "The file is empty"),
        ("a.xlsx", b"PK\x03\x04", "Excel workbook"),
        ("a.json", b'{"resourceType": "Bundle", "entry": [', "line 1, column 38"),
        ("a.json", b'{"resourceType": "Observation"}', "The resourceType is Observation"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_form(
    desk: Client, name: str, content: bytes, told: str
) -> None:
    response = desk.post(reverse("imports:new"), {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert RosterImport.objects.count() == 0


def test_choosing_no_file_says_so(desk: Client) -> None:
    response = desk.post(reverse("imports:new"))
    assert response.status_code == 422
    assert "No file was chosen." in response.content.decode()


def test_counters_filter_the_rows(desk: Client, ada: User, hilltop: Practice) -> None:
    roster = looked_at(MIXED, ada, hilltop)
    page = desk.get(reverse("imports:preview", args=[roster.pk]), {"show": "refused"}).content.decode()
    assert "Roe, Mark" in page
    assert "Doe, Jane" not in page
    empty = desk.get(reverse("imports:preview", args=[roster.pk]), {"show": "changed"}).content.decode()
    assert "No such row" in empty


def test_looking_at_rows_is_recorded_with_the_patients_on_them(
    desk: Client, ada: User, hilltop: Practice, jane: Patient
) -> None:
    contradicts = looked_at(f"{HEAD},died_on\nDoe,Jane,1940-02-15,2026-01-10\n", ada, hilltop)
    for page in ("preview", "errors"):
        desk.get(reverse(f"imports:{page}", args=[contradicts.pk]))
    events = AuditEvent.objects.filter(subject_type="patients.rosterimport", subject_id=contradicts.pk)
    assert {event.action: (event.new or {}).get("patients") for event in events} == {
        "roster_import.received": None,
        "roster_import.previewed": None,
        "roster_import.viewed": [jane.pk],
        "roster_import.errors_fetched": [jane.pk],
    }

    same = looked_at(f"{HEAD}\nDoe,Jane,1940-02-15\n", ada, hilltop)
    said = []
    for patient_id in (jane.pk, None):  # None: judged before rows kept whom they are about
        same.rows.update(patient_id=patient_id)
        desk.get(reverse("imports:preview", args=[same.pk]))
        said.append(AuditEvent.objects.filter(action="roster_import.viewed").latest("pk").new)
    assert said == [{"patients": [jane.pk]}, {}]


def test_a_file_can_be_put_away(desk: Client, ada: User, hilltop: Practice) -> None:
    roster = looked_at(GOOD, ada, hilltop)
    page = desk.post(reverse("imports:discard", args=[roster.pk]), follow=True).content.decode()
    assert "Nothing of it was imported." in page
    assert desk.post(reverse("imports:discard", args=[roster.pk])).status_code == 422


def test_the_template_names_every_column(desk: Client) -> None:
    response = desk.get(reverse("imports:template", args=["patients"]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode().startswith("last_name,first_name,")


PAGES = {
    "list": "get",
    "new": "get",
    "template": "get",
    "preview": "get",
    "commit": "post",
    "discard": "post",
}


def address(page: str, roster: RosterImport) -> str:
    args: list[object] = [roster.pk] if page in ("preview", "commit", "discard") else []
    return reverse(f"imports:{page}", args=["patients"] if page == "template" else args)


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_reaches_the_page(desk: Client, ada: User, hilltop: Practice, page: str) -> None:
    roster = looked_at(GOOD, ada, hilltop)
    response = desk.generic(PAGES[page].upper(), address(page, roster))
    assert response.status_code == (302 if PAGES[page] == "post" else 200)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("person", ["ana", "nora", "mia", "otto"])
def test_other_roles_are_turned_away(
    client: Client, ada: User, hilltop: Practice, request: pytest.FixtureRequest, person: str, page: str
) -> None:
    roster = looked_at(GOOD, ada, hilltop)
    client.force_login(request.getfixturevalue(person))
    assert client.generic(PAGES[page].upper(), address(page, roster)).status_code == 403
    assert Patient.objects.count() == 0


@pytest.mark.parametrize("page", ["preview", "commit", "discard"])
def test_another_practices_import_is_not_found(
    client: Client, ada: User, hilltop: Practice, carol: User, page: str
) -> None:
    roster = looked_at(GOOD, ada, hilltop)
    client.force_login(carol)
    assert client.generic(PAGES[page].upper(), address(page, roster)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_sent_to_sign_in(client: Client, ada: User, hilltop: Practice, page: str) -> None:
    roster = looked_at(GOOD, ada, hilltop)
    response = client.generic(PAGES[page].upper(), address(page, roster))
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_the_wrong_method_is_refused(desk: Client, ada: User, hilltop: Practice, page: str) -> None:
    roster = looked_at(GOOD, ada, hilltop)
    wrong = "DELETE" if page == "new" else "GET" if PAGES[page] == "post" else "POST"
    assert desk.generic(wrong, address(page, roster)).status_code == 405
