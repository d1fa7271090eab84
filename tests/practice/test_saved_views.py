"""Saved views: kept under a name, opened by an address, shared, changed and removed by their owner alone."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.practice.models import AuditEvent, SavedView, User
from apps.practice.operations_saved_views import remove_view, save_view
from apps.problems import Refused
from tests import builders as make

REVIEW = "/review/"


def test_a_view_is_kept_shown_on_its_list_and_opened_by_its_address(client: Client, mia: User) -> None:
    client.force_login(mia)
    page = client.get(REVIEW, {"stage": "held", "month": "", "page": "2"})
    kept = page.context["saved"]
    assert (kept["query"], kept["can_save"], kept["items"]) == ("stage=held", True, [])
    sent = {"list": REVIEW, "query": kept["query"], "name": " Held ", "is_shared": "on"}
    assert client.post(reverse("views:add"), sent)["Location"] == "/review/?stage=held"
    view = SavedView.objects.get()
    assert client.get(reverse("views:open", args=[view.pk]))["Location"] == "/review/?stage=held"
    [item] = client.get(REVIEW, {"stage": "held"}).context["saved"]["items"]
    assert (item["label"], item["is_current"], item["owner"]) == ("Held", True, "")
    assert "Review" in client.get(reverse("views:list")).content.decode()
    assert client.post(reverse("views:add"), sent).status_code == 422


def test_a_view_that_everybody_sees_does_not_look_like_a_chosen_row(client: Client, mia: User) -> None:
    save_view(make.actor(mia), name="Held", page=REVIEW, query="stage=held", is_shared=True)
    client.force_login(mia)
    assert '<div class="list-frame has-choices">' in client.get(reverse("views:list")).content.decode()


def test_only_shared_views_are_seen_by_others_and_only_where_their_list_is_open(
    client: Client, mia: User, ada: User, ana: User, carol: User
) -> None:
    actor = make.actor(mia)
    own = save_view(actor, name="Own", page="/claims/", query="stage=denied")
    shared = save_view(actor, name="Shared", page="/claims/", query="stage=paid", is_shared=True)
    answers = {}
    for person in (ada, ana, carol):
        client.force_login(person)
        answers[person] = [
            client.get(reverse("views:open", args=[view.pk])).status_code for view in (own, shared)
        ]
        for name in ("views:change", "views:remove"):
            assert client.post(reverse(name, args=[shared.pk]), {"name": "X"}).status_code == 404
    # ana's role opens no list of claims
    assert answers == {ada: [404, 302], ana: [404, 404], carol: [404, 404]}


def test_every_change_of_a_view_is_recorded_with_old_and_new(client: Client, mia: User) -> None:
    view = save_view(make.actor(mia), name="Old", page=REVIEW, query="stage=held&page=3")
    client.force_login(mia)
    client.post(reverse("views:change", args=[view.pk]), {"name": "New", "is_shared": "on"})
    client.post(reverse("views:remove", args=[view.pk]))
    events = AuditEvent.objects.filter(action__startswith="saved_view.").order_by("pk")
    all_of_it = {"name": "Old", "page": REVIEW, "query": "stage=held", "is_shared": False}
    assert [(event.action, event.old, event.new) for event in events] == [
        ("saved_view.added", None, all_of_it),
        ("saved_view.renamed", {"name": "Old"}, {"name": "New"}),
        ("saved_view.shared", {"is_shared": False}, {"is_shared": True}),
        ("saved_view.removed", {**all_of_it, "name": "New", "is_shared": True}, None),
    ]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "page", "query", "code"),
    [
        (" ", REVIEW, "", "view_name_missing"),
        ("x" * 61, REVIEW, "", "view_name_too_long"),
        ("Theirs", "//elsewhere.example/", "", "view_page_unknown"),
        ("Not mine", "/practice/audit/", "", "view_page_unknown"),
        ("Long", REVIEW, "q=" + "x" * 1000, "view_query_too_long"),
    ],
)
def test_what_cannot_be_kept_is_refused(mia: User, name: str, page: str, query: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        save_view(make.actor(mia), name=name, page=page, query=query)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_view_of_another_person_cannot_be_removed(mia: User, ada: User) -> None:
    view = save_view(make.actor(mia), name="Mine", page=REVIEW, query="")
    with pytest.raises(Refused):
        remove_view(make.actor(ada), view_id=view.pk)
