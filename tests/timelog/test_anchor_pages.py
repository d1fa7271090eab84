"""The daily anchors on a page and as a file."""

import pytest
from django.test import Client

from apps.patients.models import Patient
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, User
from apps.timelog.models import Anchor
from apps.timelog.operations.anchoring import anchor_ledger
from apps.timelog.tasks import anchor_ledgers
from tests.timelog.test_log_time import NOW, by_minutes, log


@pytest.fixture
def anchor(hilltop: Practice, ana: User, jane: Patient) -> Anchor:
    log(by_minutes(12), user=ana, patient=jane)
    made = anchor_ledger(schedule_of(hilltop), now=NOW)
    assert made is not None
    return made


def test_an_auditor_reads_the_anchors(client: Client, anchor: Anchor, otto: User) -> None:
    client.force_login(otto)
    page = client.get("/practice/ledger/").content.decode()
    assert anchor.hash in page
    assert "10 Mar 2026" in page


def test_the_file_holds_what_the_command_takes(client: Client, anchor: Anchor, ada: User) -> None:
    client.force_login(ada)
    said = client.get("/practice/ledger/anchors.json").json()
    assert [each["hash"] for each in said["anchors"]] == [anchor.hash]
    assert AuditEvent.objects.filter(action="anchors.exported", actor=ada).count() == 1


def test_anchors_of_another_practice_are_not_shown(client: Client, anchor: Anchor, carol: User) -> None:
    client.force_login(carol)
    assert anchor.hash not in client.get("/practice/ledger/").content.decode()
    assert client.get("/practice/ledger/anchors.json").json()["anchors"] == []


def test_the_schedule_anchors_every_practice_once_a_day(hilltop: Practice, lakeside: Practice) -> None:
    anchor_ledgers()
    anchor_ledgers()
    assert sorted(Anchor.objects.values_list("practice", flat=True)) == sorted([hilltop.pk, lakeside.pk])
