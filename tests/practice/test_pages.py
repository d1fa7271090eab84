"""The pages of the practice: each works, refuses the wrong role, hides what is another's, and knows its methods."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from apps.practice.domain.roles import Role
from apps.practice.models import (
    ApiToken,
    AuditEvent,
    Collaboration,
    Invitation,
    Practice,
    Provider,
    ServiceLocation,
    User,
)
from tests import builders as make

PAGES = [
    "overview",
    "details",
    "providers",
    "provider_add",
    "service_locations",
    "service_location_add",
    "switch",
    "people",
    "invitation_add",
    "tokens",
    "audit",
]
NOT_FOR_PHYSICIANS = [name for name in PAGES if name not in ("switch", "tokens")]
DETAILS = {
    "name": "Hilltop Senior Care",
    "entity": "2",
    "npi": make.PRACTICE_NPI,
    "taxonomy_code": "207QG0300X",
    "tax_id_kind": "EI",
    "tax_id": "31-1234567",
    "street": "100 Main St",
    "city": "Columbus",
    "state": "oh",
    "zip_code": "43215-1234",
    "phone": "(614) 555-0100",
    "billing_contact": "Mia Castillo",
    "time_zone": "America/New_York",
    "idle_minutes": "2",
    "call_idle_minutes": "30",
    "timer_limit_minutes": "240",
    "longest_day_minutes": "720",
    "digest_hour": "7",
}
NEW_PROVIDER = {"kind": "physician", "first_name": "Iris", "last_name": "Falk", "npi": "1555000151"}


@pytest.fixture
def as_ada(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def path(name: str, *args: Any) -> str:
    return reverse(f"practice:{name}", args=args)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_an_administrator(as_ada: Client, name: str) -> None:
    assert as_ada.get(path(name)).status_code == 200


@pytest.mark.parametrize("name", NOT_FOR_PHYSICIANS)
def test_a_physician_is_refused(client: Client, ana: User, name: str) -> None:
    client.force_login(ana)
    assert client.get(path(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_nobody_is_sent_to_sign_in(client: Client, db: None, name: str) -> None:
    answer = client.get(path(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_knows_its_methods(as_ada: Client, name: str) -> None:
    assert as_ada.delete(path(name)).status_code == 405


def test_rows_of_another_practice_do_not_exist(
    as_ada: Client, lakeside: Practice, dr_whitfield: Provider, carol: User
) -> None:
    invitation = Invitation.objects.create(
        practice=lakeside,
        email="x@lakeside.example",
        roles=["auditor"],
        token_hash="x",
        expires_at="2030-01-01T00:00Z",
    )
    collaboration = Collaboration.objects.create(
        practice=lakeside,
        provider=make.provider(lakeside, kind="nurse_practitioner", npi="", first_name="Nils"),
        physician=dr_whitfield,
        starts_on="2026-01-01",
    )
    token = ApiToken.objects.create(practice=lakeside, user=carol, name="x", token_hash="y", hint="zzzz")
    for url in (
        path("provider_edit", dr_whitfield.pk),
        path("collaboration_add", dr_whitfield.pk),
        path("collaboration_edit", collaboration.pk),
        path("person", carol.pk),
    ):
        assert as_ada.get(url).status_code == 404, url
    for url in (
        path("invitation_resend", invitation.pk),
        path("invitation_revoke", invitation.pk),
        path("token_revoke", token.pk),
    ):
        assert as_ada.post(url).status_code == 404, url
        assert as_ada.get(url).status_code == 405, url


def test_details_are_tidied_and_recorded(as_ada: Client, hilltop: Practice) -> None:
    answer = as_ada.post(path("details"), {**DETAILS, "phone": "1 614 555 0199"})
    assert answer.status_code == 302
    hilltop.refresh_from_db()
    assert (hilltop.phone, hilltop.zip_code, hilltop.state, hilltop.tax_id) == (
        "6145550199",
        "432151234",
        "OH",
        "311234567",
    )
    event = AuditEvent.objects.get(action="practice.changed")
    assert (event.old, event.new) == ({"phone": "6145550100"}, {"phone": "6145550199"})


def test_a_social_security_number_stays_out_of_the_trail(as_ada: Client) -> None:
    as_ada.post(path("details"), {**DETAILS, "tax_id_kind": "SY", "tax_id": "219-09-9999"})
    assert Practice.objects.get(npi=make.PRACTICE_NPI).tax_id == "219099999"
    number = re.compile(r"219\D?09")  # three digits alone may be anybody's: an id's, a token's
    assert not number.search(str(list(AuditEvent.objects.values("old", "new"))))
    assert not number.search(as_ada.get(path("overview")).content.decode())


def test_all_problems_come_at_once_and_what_was_typed_stays(as_ada: Client) -> None:
    wrong = {**DETAILS, "npi": "1555000103", "zip_code": "4321", "street": "PO Box 7", "tax_id": "00-1234567"}
    answer = as_ada.post(path("details"), wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "1555000103 fails its check digit" in page
    assert "The ZIP code 4321 must be five or nine digits" in page
    assert "PO Box 7 is a post office box" in page
    assert "The employer number 001234567 is not nine digits" in page
    assert 'value="PO Box 7"' in page
    assert 'value="4321"' in page


def test_a_form_goes_back_to_a_page_of_ours(as_ada: Client) -> None:
    answer = as_ada.post(path("details"), {**DETAILS, "next": "/patients/"})
    assert answer["Location"] == "/patients/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_a_form_goes_nowhere_else(as_ada: Client, elsewhere: str) -> None:
    answer = as_ada.post(path("details"), {**DETAILS, "next": elsewhere})
    assert answer["Location"] == path("overview")


def test_a_provider_is_added_by_a_billing_manager_too(client: Client, mia: User) -> None:
    client.force_login(mia)
    assert client.post(path("provider_add"), {**NEW_PROVIDER, "npi": make.RIVERA_NPI}).status_code == 302
    assert Provider.objects.get(last_name="Falk").npi == make.RIVERA_NPI


def test_two_providers_cannot_share_an_npi(as_ada: Client, dr_rivera: Provider) -> None:
    answer = as_ada.post(path("provider_add"), {**NEW_PROVIDER, "npi": dr_rivera.npi})
    assert answer.status_code == 422
    assert f"The NPI {dr_rivera.npi} is already that of Ana Rivera MD" in answer.content.decode()


def test_an_account_of_another_practice_cannot_be_linked(as_ada: Client, carol: User) -> None:
    answer = as_ada.post(path("provider_add"), {**NEW_PROVIDER, "npi": make.RIVERA_NPI, "user": carol.pk})
    assert answer.status_code == 422
    assert "not one of this practice" in answer.content.decode()


def test_an_invitation_is_mailed_and_listed(as_ada: Client) -> None:
    answer = as_ada.post(
        path("invitation_add"), {"email": "Ida@new.example", "roles": ["physician"]}, follow=True
    )
    assert "ida@new.example" in answer.content.decode()
    [letter] = mail.outbox
    assert letter.to == ["ida@new.example"]
    assert "/invitations/" in letter.body


def test_an_invitation_with_everything_wrong_says_so_at_once(as_ada: Client) -> None:
    answer = as_ada.post(path("invitation_add"), {"email": "ida", "roles": ["auditor"]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "ida is not an e-mail address" in page
    assert "Give the last day" in page


def test_a_token_is_shown_once(as_ada: Client) -> None:
    shown = as_ada.post(path("tokens"), {"name": "Scheduler"}).content.decode()
    token = ApiToken.objects.get()
    assert "cm_" in shown
    assert "cm_" not in as_ada.get(path("tokens")).content.decode()
    as_ada.post(path("token_revoke", token.pk))
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_roles_are_changed_on_the_page_of_the_person(as_ada: Client, ben: User) -> None:
    answer = as_ada.post(path("person", ben.pk), {"roles": ["physician", "billing_manager"]})
    assert answer.status_code == 302
    assert sorted(ben.memberships.values_list("role", flat=True)) == ["billing_manager", "physician"]


def test_the_trail_is_filtered_and_looking_at_it_is_recorded(as_ada: Client, ada: User) -> None:
    as_ada.post(path("details"), {**DETAILS, "phone": "614 555 0199"})
    page = as_ada.get(path("audit"), {"noun": "practice"}).content.decode()
    assert "Changed practice" in page
    assert "614" in page
    assert AuditEvent.objects.filter(action="audit.viewed", actor=ada).exists()
    assert as_ada.get(path("audit"), {"patient": "x"}).status_code == 422


def test_a_person_of_two_practices_switches(
    client: Client, carol: User, lakeside: Practice, hilltop: Practice
) -> None:
    make.member(carol, hilltop, Role.AUDITOR)
    client.force_login(carol)
    client.post(path("switch"), {"practice": lakeside.pk})
    assert "Lakeside Geriatrics" in client.get(path("overview")).content.decode()
    client.post(path("switch"), {"practice": hilltop.pk})
    assert "Hilltop Senior Care" in client.get(path("overview")).content.decode()


def test_nobody_switches_to_a_practice_that_is_not_theirs(as_ada: Client, lakeside: Practice) -> None:
    assert as_ada.post(path("switch"), {"practice": lakeside.pk}).status_code == 404


def test_an_empty_list_offers_its_first_step_once(as_ada: Client) -> None:
    for name, step in (
        ("practice:service_locations", "Add a location"),
        ("practice:providers", "Add a provider"),
        ("patients:payers", "Add a payer"),
        ("patients:agencies", "Add an agency"),
        ("billing:charges", "Add the first charge"),
    ):
        page = as_ada.get(reverse(name)).content.decode()
        assert re.findall(r"</svg>(Add [^<]+)</a>", page) == [step], name


def test_a_path_back_to_the_review_is_a_link_only_for_those_who_review(
    client: Client, ada: User, mia: User
) -> None:
    for person, links in ((ada, 0), (mia, 1)):
        client.force_login(person)
        for name in ("months", "signals", "not_billed", "changed"):
            page = client.get(reverse(f"billing:{name}")).content.decode()
            crumbs = page.split('class="crumbs"')[1].split("</ol>")[0]
            assert "Review" in crumbs
            assert crumbs.count("href") == links, (name, person.email)


NEW_LOCATION = {
    "name": "Hilltop East", "street": "700 Oak Ave", "city": "Newark", "state": "oh", "zip_code": "43055-1234",
}  # fmt: skip


def test_a_place_is_added_chosen_for_a_provider_and_shown(as_ada: Client, dr_rivera: Provider) -> None:
    assert as_ada.post(path("service_location_add"), NEW_LOCATION).status_code == 302
    place = ServiceLocation.objects.get()
    assert (place.practice, place.state, place.zip_code) == (dr_rivera.practice, "OH", "430551234")
    given = {**NEW_PROVIDER, "npi": dr_rivera.npi, "service_location": str(place.pk)}
    assert as_ada.post(path("provider_edit", dr_rivera.pk), given).status_code == 302
    assert Provider.objects.get(pk=dr_rivera.pk).service_location == place
    assert "700 Oak Ave, Newark" in as_ada.get(path("service_locations")).content.decode()
    assert AuditEvent.objects.filter(action="service_location.added").count() == 1


def test_a_place_with_everything_wrong_says_so_at_once(as_ada: Client) -> None:
    as_ada.post(path("service_location_add"), NEW_LOCATION)
    wrong = {"name": "Hilltop East", "street": "PO Box 9", "city": "", "state": "OH", "zip_code": "43055"}
    answer = as_ada.post(path("service_location_add"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("post office box", "City is missing", "nine digits", "called Hilltop East already"):
        assert said in page
    assert ServiceLocation.objects.count() == 1
