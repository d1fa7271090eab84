"""Every act in the Django admin stands in the audit trail, with old and new values.

The acts are found, not listed: every form that a table lets an administrator or biller save, and every action it
offers. Forms are filled in from what they show; `SAYS` has what the others need.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.billing.domain.lifecycle import Move
from apps.billing.models import Claim, Receiver, ReviewAct, Signal, Submission
from apps.billing.operations.acts import Wanted, act
from apps.billing.operations.month_end import lock_month
from apps.patients.models import Coverage
from apps.practice.admin_site import GatedAdmin
from apps.practice.domain.roles import Role
from apps.practice.models import Collaboration, Practice
from apps.timelog.models import LockedMonth
from tests import builders as make
from tests.api.conftest import hill, hilltop_stands, now
from tests.api.world import NOW, TODAY, Place
from tests.trail import fault_in_trail, filled, rows, tables, watched

pytestmark = pytest.mark.once

__all__ = ["hill", "hilltop_stands", "now"]

KEEPERS = (Role.ADMINISTRATOR, Role.BILLING_MANAGER)
EARLIER = {"starts_on": "2020-01-01", "ends_on": "2020-12-31"}
# What a form needs that it does not show, by its table and what is done.
SAYS: dict[str, dict[str, Any]] = {
    "coverage add": {"member_id": make.MBI, **EARLIER},
    "consent add": {"given_on": "2020-01-01", "revoked_on": "2020-02-01"},
    "careplan add": {"made_on": "2020-01-01", "ends_on": "2020-12-31"},
    "patientstatus add": EARLIER,
    "outsideservice add": {"code": "99490", "biller": "Another practice", **EARLIER},
    "supervision change": {"ends_on": "2026-12-31"},
    "enrollment change": {"ends_on": "2026-12-31"},
    "agencyrole change": {"ends_on": "2026-12-31"},
    "coverage change": {"member_id": make.MBI, "group_number": "77"},
    "enrollment add": EARLIER,
    "careepisode add": EARLIER,
    "collaboration add": EARLIER,
    "collaboration change": {"ends_on": "2026-12-31"},
    "supervision add": EARLIER,
    "servicelocation add": {"state": "OH", "zip_code": "432151234"},
    "charge add": {"procedure_code": "99490"},
    "receiver add": {
        "receiver_qualifier": "ZZ",
        "sender_qualifier": "ZZ",
        "contact_phone": "6145550100",
        "receiver_id": "OTHER",
        "sender_id": "HILL",
    },
    "lockedmonth add": {"starts_on": "2026-04-15"},
    "charge change": {"amount": "131.00"},
}
# Which claims or files an action takes, where it is not the draft or the file that is ready.
STATES = {
    "withdraw_approval": "approved_claim",
    "put_in_files": "approved_claim",
    "put_on_paper": "approved_claim",
}


def gated() -> list[GatedAdmin]:
    return list(admin.site._registry.values())  # type: ignore[arg-type]


def named(table: GatedAdmin, kind: str, *args: int) -> str:
    return reverse(f"admin:{table.opts.app_label}_{table.opts.model_name}_{kind}", args=args)


def forms_to_send(place: Place) -> Iterator[tuple[GatedAdmin, str, Role]]:
    """Every table with a form to save, and who saves it here."""
    for table in gated():
        for role in KEEPERS:
            may = make.actor(place.people[role].user).may
            if table.change is not None and may(table.change):
                yield table, "change", role
            if (adds := table.change or table.add) is not None and may(adds):
                if table.model is not Practice:
                    yield table, "add", role
                break


def values_for(table: GatedAdmin, kind: str, form: Any, place: Place) -> dict[str, Any]:
    sent = filled(form)
    if kind == "add" and "patient" in form.fields:
        sent["patient"] = place.ids["patient"]
    if table.model is Collaboration:
        sent["provider"] = Collaboration.objects.get(pk=place.ids["collaboration"]).provider_id
    sent |= SAYS.get(f"{table.opts.model_name} {kind}", {})
    return {name: value for name, value in sent.items() if value is not None}


def test_every_form_of_the_admin_says_old_and_new(hill: Place) -> None:
    wrong, done, everything = [], 0, rows(tables())
    for table, kind, role in forms_to_send(hill):
        browser, place = Client(), transaction.savepoint()
        browser.force_login(hill.people[role].user)
        row = table.model._default_manager.filter(**own(table, hill)).order_by("pk").first()
        if table.model is Coverage:  # let an earlier one fit before it
            Coverage.objects.filter(patient=hill.ids["patient"]).update(starts_on="2026-01-01")
        path = named(table, "change", row.pk) if kind == "change" else named(table, "add")
        shown = browser.get(path)
        sent = values_for(table, kind, shown.context["adminform"].form, hill)
        known = None if table.model is Coverage else everything
        seen = watched(partial(browser.post, path, sent), before=known)
        done += 1
        if seen.answer.status_code != 302:
            errors = seen.answer.context["adminform"].form.errors.as_json()
            wrong.append(f"{table.opts.model_name} {kind}: {seen.answer.status_code} {errors}")
        elif fault := fault_in_trail(seen):
            wrong.append(f"{table.opts.model_name} {kind}: {fault}")
        transaction.savepoint_rollback(place)
    assert not wrong, "\n".join(wrong)
    assert done > 30
    assert everything == rows(tables())


def own(table: GatedAdmin, place: Place) -> dict[str, Any]:
    return {"pk": place.practice.pk} if table.model is Practice else {"practice": place.practice}


def chosen(action: str, table: GatedAdmin, place: Place) -> int:
    """The row that an action is tried with, brought into the state it answers to."""
    ids, biller = place.ids, make.actor(place.people[Role.BILLING_MANAGER].user)
    if table.model is ReviewAct:
        done = act(biller, Wanted(Move.APPROVE), claim_ids=[ids["claim"]], now=NOW, today=TODAY)
        return done.act.pk
    if table.model is Submission:
        return ids["sent_submission"] if action == "mark_not_sent" else ids["submission"]
    if table.model is LockedMonth:
        return lock_month(biller, month=date(2026, 4, 1), now=NOW, today=TODAY).pk
    if table.model is Signal:
        return ids["signal"]
    undone = {"release": Move.HOLD, "resume": Move.RETURN}.get(action)
    if undone is not None:
        act(biller, Wanted(undone, "Waits"), claim_ids=[ids["claim"]], now=NOW, today=TODAY)
    return ids[STATES.get(action, "claim")]


def test_every_action_of_the_admin_says_old_and_new(hill: Place, rf: Any) -> None:
    browser, wrong, done = Client(), [], []
    user = hill.people[Role.BILLING_MANAGER].user
    browser.force_login(user)
    request = rf.get("/admin/")
    request.user, request.session = user, browser.session
    for table in gated():
        for name in table.get_actions(request):
            place = transaction.savepoint()
            if name in ("untag", "assign_to_nobody"):
                before = {"untag": "tag", "assign_to_nobody": "assign_to_me"}[name]
                sent_action(browser, table, before, hill.ids["claim"])
            pk = chosen(name, table, hill)
            seen = watched(partial(sent_action, browser, table, name, pk))
            done.append(name)
            if seen.answer.status_code != 302 or not seen.change:
                told = [str(each) for each in seen.answer.wsgi_request._messages]
                wrong.append(f"{table.opts.model_name} {name}: {seen.answer.status_code} {told}")
            elif fault := fault_in_trail(seen):
                wrong.append(f"{table.opts.model_name} {name}: {fault}")
            transaction.savepoint_rollback(place)
    assert not wrong, "\n".join(wrong)
    assert {"approve", "hold", "return", "put_in_files", "mark_sent", "undo_acts", "note", "tag"} <= set(done)


def sent_action(
    browser: Client, table: GatedAdmin, name: str, pk: int | str | list[int], *, all_rows: bool = False
) -> Any:
    sent = {
        "action": name, "_selected_action": pk, "select_across": str(int(all_rows)), "index": "0", "reason": "Called",
    }  # fmt: skip
    return browser.post(named(table, "changelist"), sent)


def test_what_an_action_refuses_is_said_and_nothing_done(
    hill: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    browser.force_login(hill.people[Role.BILLING_MANAGER].user)
    table = next(each for each in gated() if each.model is Claim)
    answer = sent_action(browser, table, "put_in_files", hill.ids["claim"])
    assert answer.status_code == 302
    assert 'class="error"' in browser.get(answer["Location"]).content.decode()
    assert Claim.objects.get(pk=hill.ids["claim"]).state == "draft"

    monkeypatch.setattr("apps.practice.admin_site.MOST_AT_ONCE", 2)
    answer = sent_action(browser, table, "void", hill.ids["claim"], all_rows=True)
    said = browser.get(answer["Location"]).content.decode()
    assert "rows were chosen; an action here takes 2 at once." in said
    assert Claim.objects.get(pk=hill.ids["claim"]).state == "draft"
    monkeypatch.undo()

    months = next(each for each in gated() if each.model is LockedMonth)
    unlocked = chosen("unlock", months, hill)
    assert sent_action(browser, months, "unlock", unlocked).status_code == 302
    locked = chosen("unlock", months, hill)
    for rows_of_april in (unlocked, [locked, unlocked]):
        answer = sent_action(browser, months, "unlock", rows_of_april)
        assert "April 2026 was unlocked before." in browser.get(answer["Location"]).content.decode()
        assert LockedMonth.objects.get(pk=locked).unlocked_at is None

    for odd in ("x", "²", "9" * 19):
        assert sent_action(browser, table, "approve", odd).status_code == 400

    # One whose payer no receiver takes stops the files of the others before any is made.
    ways, going = (
        Receiver.objects.filter(practice=hill.practice),
        Claim.objects.get(pk=hill.ids["approved_claim"]),
    )
    other = make.payer(hill.practice, name="Elsewhere")
    for way in ways:
        way.payers.set([going.payer])
    Claim.objects.filter(pk=hill.ids["batched_claim"]).update(payer=other)
    files = Submission.objects.count()
    answer = sent_action(browser, table, "put_in_files", [going.pk, hill.ids["batched_claim"]])
    assert "No receiver takes the payers of 1 of them" in browser.get(answer["Location"]).content.decode()
    assert Submission.objects.count() == files


def test_an_action_on_several_rows_is_done_with_all_of_them_or_none(hill: Place) -> None:
    browser, user = Client(), hill.people[Role.BILLING_MANAGER].user
    browser.force_login(user)
    biller = make.actor(user)
    claims, files, acts = (
        next(each for each in gated() if each.model is model) for model in (Claim, Submission, ReviewAct)
    )

    def refused(table: GatedAdmin, name: str, *rows: int) -> str:
        answer = sent_action(browser, table, name, list(rows))
        said = browser.get(answer["Location"]).content.decode()
        assert "Nothing was done, with the other rows neither." in said
        assert 'class="success"' not in said
        return said

    made, sent = (Submission.objects.get(pk=hill.ids[each]) for each in ("submission", "sent_submission"))
    said = refused(files, "mark_sent", made.pk, sent.pk)
    assert f"{sent.file_name}: A file can be marked sent while it is made" in said
    made.refresh_from_db()
    assert (made.state, made.sent_at) == ("made", None)

    done = [
        act(biller, Wanted(move, "Waits"), claim_ids=[hill.ids["claim"]], now=NOW, today=TODAY).act
        for move in (Move.RETURN, Move.RESUME)
    ]
    assert (
        "taken back: 1." in browser.get(sent_action(browser, acts, "undo_acts", done[1].pk)["Location"]).text
    )
    assert "was undone already" in refused(acts, "undo_acts", *(each.pk for each in done))
    assert ReviewAct.objects.get(pk=done[0].pk).undone_at is None

    # Two receivers: the claim that may not go to the second takes the file for the first along.
    first, second = (Claim.objects.get(pk=hill.ids[each]) for each in ("approved_claim", "claim"))
    other = make.payer(hill.practice, name="Elsewhere")
    Claim.objects.filter(pk=second.pk).update(payer=other)
    ways = Receiver.objects.filter(practice=hill.practice)
    ways[0].payers.set([first.payer])
    there = make.receiver(hill.practice, name="The other house")
    there.payers.set([other])
    count, numbers = Submission.objects.count(), list(ways.values_list("next_control_number", flat=True))
    assert "The files for The other house: " in refused(claims, "put_in_files", first.pk, second.pk)
    assert Submission.objects.count() == count
    assert list(ways.values_list("next_control_number", flat=True)) == numbers
    assert Claim.objects.get(pk=first.pk).state == "approved"
