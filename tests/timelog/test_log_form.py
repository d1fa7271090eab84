"""What makes the log form quick: stars and recents, the last entry again, templates for notes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.patients.models import Patient
from apps.practice.models import AuditEvent, Practice, Provider, User
from apps.problems import Refused
from apps.timelog.domain.note_templates import Template, added, shipped, used_in
from apps.timelog.models import Activity, EntryVersion, Favourite, NoteTemplate
from apps.timelog.operations.favourites import MOST_FAVOURITES, add_favourite
from apps.timelog.operations.note_templates import save_template
from apps.timelog.patient_selectors import AtHand, patients_at_hand, starred
from apps.timelog.template_selectors import kept_templates, templates_of
from tests import builders as make
from tests.timelog.test_pages import signed_in

NOW = datetime(2026, 6, 10, 18, 0, tzinfo=UTC)
TODAY = date(2026, 6, 10)
OWN = Template("", "communication", "Wound nurse", "Wound: \nDecision:")


@pytest.fixture(autouse=True)
def _on_the_tenth() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(ana: User, dr_rivera: Provider, jane: Patient) -> Client:
    return signed_in(ana)


def log_page(patient: Patient) -> str:
    return reverse("timelog:log", args=(patient.pk,))


def at_hand(user: User) -> list[AtHand]:
    actor = make.actor(user)
    return patients_at_hand(actor, stars=starred(actor), today=TODAY)


def called(patient: Patient, provider: Provider, note: str = "", day: int = 8) -> None:
    make.logged(
        patient, provider, date(2026, 6, day), 12, activity="communication", counterpart="agency_staff",
        channel="phone", note=note,
    )  # fmt: skip


def test_a_star_is_ones_own_and_goes_again(client: Client, ana: User, nora: User, jane: Patient) -> None:
    address = reverse("timelog:favourite", args=(jane.pk,))
    for _ in range(2):
        client.post(address)

    assert Favourite.objects.count() == 1
    assert [each.patient for each in at_hand(ana)] == [jane]
    assert at_hand(nora) == []
    client.post(address, {"off": "1"})
    assert not Favourite.objects.exists()
    kept = AuditEvent.objects.filter(action__startswith="favourite.").values_list("action", flat=True)
    assert sorted(kept) == ["favourite.added", "favourite.removed"]


def test_favourites_stand_before_recents_and_nobody_twice(
    ana: User, dr_rivera: Provider, jane: Patient, mark: Patient
) -> None:
    called(jane, dr_rivera)
    called(mark, dr_rivera, day=9)
    add_favourite(jane, actor=make.actor(ana), now=NOW)

    found = at_hand(ana)
    assert [(each.patient, each.is_favourite) for each in found] == [(jane, True), (mark, False)]


def test_stars_have_a_limit_that_is_said(ana: User, hilltop: Practice, jane: Patient) -> None:
    for number in range(MOST_FAVOURITES):
        add_favourite(make.patient(hilltop, last_name=f"Star{number}"), actor=make.actor(ana), now=NOW)
    with pytest.raises(Refused, match="50 favourites"):
        add_favourite(jane, actor=make.actor(ana), now=NOW)


@pytest.mark.parametrize("page", ["/today/", "/quick-log/"])
def test_favourites_stand_on_today_and_in_the_quick_log(
    client: Client, ana: User, jane: Patient, page: str
) -> None:
    add_favourite(jane, actor=make.actor(ana), now=NOW)

    assert log_page(jane) in client.get(page).content.decode()


def test_the_palette_offers_favourites_while_the_line_is_empty(
    client: Client, ana: User, jane: Patient
) -> None:
    add_favourite(jane, actor=make.actor(ana), now=NOW)
    reading = reverse("timelog:quick_log_reading")

    assert log_page(jane) in client.post(reading, {"sentence": ""}).content.decode()
    assert log_page(jane) not in client.post(reading, {"sentence": "12m"}).content.decode()


def test_the_last_entry_again_fills_words_and_the_lines_of_its_template(
    client: Client, dr_rivera: Provider, jane: Patient
) -> None:
    note = "With: Kelly RN\nDiscussed: wound\nDecision: daily visits\nEffect on the plan: revised"
    called(jane, dr_rivera, note=note)

    form = client.get(log_page(jane), {"same": "last"}).context["form"]
    said = [form[name].value() for name in ("activity", "counterpart", "channel")]
    assert said == ["communication", "agency_staff", "phone"]
    assert form["note"].value() == "With: \nDiscussed: \nDecision: \nEffect on the plan: "
    assert form["minutes"].value() is None


def test_the_last_entry_again_is_not_offered_before_the_first(client: Client, jane: Patient) -> None:
    assert "same=last" not in client.get(log_page(jane)).content.decode()


def test_a_template_is_added_to_what_is_typed_and_nothing_is_logged(client: Client, jane: Patient) -> None:
    typed = {"minutes": "7", "note": "She fell", "counterpart": "agency_staff", "template": "communication"}
    answer = client.post(log_page(jane), typed)
    form = answer.context["form"]

    assert answer.status_code == 200
    assert form["note"].value() == "She fell\nWith: \nDiscussed: \nDecision: \nEffect on the plan: "
    assert (form["minutes"].value(), form["counterpart"].value()) == ("7", "agency_staff")
    assert form["activity"].value() == "communication"
    assert not EntryVersion.objects.exists()


def test_enter_in_a_field_logs_and_presses_no_template(client: Client, jane: Patient) -> None:
    page = client.get(log_page(jane)).content.decode()
    form = page[page.index("data-unsaved") :]

    assert form.index("Log it") < form.index('name="template"')


@pytest.mark.parametrize(
    ("note", "becomes"),
    [("", "A: \nB: "), ("Fell.  ", "Fell.\nA: \nB: "), ("x\r\ny", "x\ny\nA: \nB: "), ("A: \nB: ", "A: \nB:")],
)
def test_what_is_typed_stays_before_the_lines(note: str, becomes: str) -> None:
    assert added(note, "A: \nB: ") == becomes


def test_a_note_names_its_template_by_the_labels_it_keeps() -> None:
    assert used_in("Reviewed: x\nDecision: y", shipped()) is None
    found = used_in(
        "Results reviewed: x\nChange since last: a\nDecision: y\nEffect on the plan: none", shipped()
    )
    assert found is not None
    assert found.key == "labs"


def test_templates_that_come_along_are_sound() -> None:
    assert len({each.key for each in shipped()}) == len(shipped())
    for each in shipped():
        assert each.activity in Activity.values
        assert each.labels


def test_a_practice_adds_changes_and_retires_its_own_with_history(ada: User, ana: User) -> None:
    actor = make.actor(ada)
    first = save_template(OWN, actor=actor, now=NOW)
    changed = Template(first.key, OWN.activity, "Wound visit", OWN.text)
    save_template(changed, actor=actor, now=NOW, based_on=1)

    assert [row.title for row in NoteTemplate.objects.order_by("number")] == ["Wound nurse", "Wound visit"]
    assert first.text == "Wound: \nDecision: "
    assert "Wound visit" in [each.title for each in templates_of(make.actor(ana))]
    save_template(changed, actor=actor, now=NOW, based_on=2, is_retired=True)
    assert "Wound visit" not in [each.title for each in templates_of(make.actor(ana))]


def test_a_template_that_comes_along_is_changed_for_this_practice_alone(
    ada: User, ana: User, client: Client
) -> None:
    page = reverse("timelog:template", args=("labs",))
    sent = {"activity": "progress_tracking", "title": "Labs", "text": "Labs:", "based_on": "0"}
    assert signed_in(ada).post(page, sent).status_code == 302
    again = signed_in(ada).post(page, sent)

    assert again.status_code == 422
    assert b"changed meanwhile" in again.content
    titles = {each.template.key: each.template.title for each in kept_templates(make.actor(ana))}
    assert titles["labs"] == "Labs"
    assert len(titles) == len(shipped())


def test_everything_wrong_with_a_template_is_said(ada: User) -> None:
    answer = signed_in(ada).post(reverse("timelog:template_add"), {"title": "x" * 61})

    assert set(answer.context["form"].errors) == {"activity", "title", "text"}


def test_a_retired_template_comes_back(ada: User) -> None:
    client = signed_in(ada)
    page = reverse("timelog:template_retire", args=("labs",))
    client.post(page, {"based_on": "0"})
    assert "labs" not in [each.key for each in templates_of(make.actor(ada))]

    client.post(page, {"based_on": "1", "back": "1"})
    assert "labs" in [each.key for each in templates_of(make.actor(ada))]
