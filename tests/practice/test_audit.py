"""Who read and who changed what is kept."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from apps.billing.domain.lifecycle import Move
from apps.patients.models import Patient
from apps.practice import audit
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, User
from apps.practice.told import DONE, told
from tests import builders as make


def test_an_event_keeps_actor_subject_and_values(mia: User, jane: Patient) -> None:
    audit.record(
        make.actor(mia),
        "patient.changed",
        jane,
        patient_id=jane.pk,
        old={"city": "Columbus"},
        new={"city": "Dublin"},
    )
    event = AuditEvent.objects.get()
    assert (event.actor, event.action, event.subject_type, event.subject_id) == (
        mia,
        "patient.changed",
        "patients.patient",
        jane.pk,
    )
    assert (event.patient_id, event.old, event.new) == (jane.pk, {"city": "Columbus"}, {"city": "Dublin"})


def test_scheduled_work_has_no_person_behind_it(hilltop: Practice) -> None:
    audit.record_many(audit.event(schedule_of(hilltop), "period.closed") for _ in range(3))
    assert list(AuditEvent.objects.values_list("actor", flat=True)) == [None, None, None]


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement", ["UPDATE practice_auditevent SET action = 'x'", "DELETE FROM practice_auditevent"]
)
def test_the_database_refuses_to_change_an_event(hilltop: Practice, statement: str) -> None:
    audit.record(schedule_of(hilltop), "period.closed")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEvent.objects.get().action == "period.closed"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("patient=99999999999999999999999", 422),
        ("before=99999999999999999999999", 200),
        ("starts_on=0001-01-01&ends_on=9999-12-31", 200),
        ("starts_on=9999-12-31", 200),
    ],
    ids=["no patient has it", "no event has it", "all of the calendar", "the last day there is"],
)
def test_a_filter_beyond_every_number_and_date_is_no_mistake_of_ours(
    client: Client, ada: User, query: str, status: int
) -> None:
    client.force_login(ada)
    assert client.get(f"/practice/audit/?{query}").status_code == status


def test_nested_values_are_told_in_words(hilltop: Practice, ada: User) -> None:
    audit.record(
        make.actor(ada), "conference.logged", new={"parts": [{"entry_count": 2}], "by": {"role": "md"}}
    )
    (said,) = told(AuditEvent.objects.filter(action="conference.logged"))
    assert {(change.label, change.new) for change in said.changes} == {
        ("parts", "entry count 2"),
        ("by", "role md"),
    }


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("billing:rule", "Viewed page: rule"),
        ("admin:patients_payer_changelist", "Viewed page: data page of payers"),
        ("billing:a_page_of_last_year", "Viewed page"),
    ],
)
def test_a_page_that_an_auditor_opened_is_named_in_words(hilltop: Practice, page: str, words: str) -> None:
    event = audit.event(schedule_of(hilltop), "page.viewed", new={"page": page, "pk": "3"})
    [line] = told([event])
    assert line.text == words
    assert [each.label for each in line.changes] == ["pk"] if ":" in words else ["page", "pk"]


def test_a_long_list_of_rows_is_folded_to_its_count_and_a_hash_to_its_beginning(
    client: Client, ada: User
) -> None:
    actor = make.actor(ada)
    audit.record(actor, "claims.listed", new={"rows": list(range(101, 112))})
    audit.record(actor, "claims.listed", new={"rows": [7, 8]})
    audit.record(actor, "claim.approve", new={"document_hash": "ab" * 32})
    client.force_login(ada)
    page = client.get("/practice/audit/").content.decode()
    report = client.get("/reports/access/").content.decode()
    assert "11 rows</summary>" in page
    assert "11 rows</summary>" in report
    assert "7, 8" in page
    assert "2 rows" not in page
    assert "abababababab…" in page
    assert "ab" * 32 not in page


@pytest.mark.once
def test_every_move_of_a_claim_is_told_as_done() -> None:
    assert {move.value for move in Move} <= set(DONE)


def test_what_is_done_to_a_patient_is_of_that_patient(mia: User, jane: Patient) -> None:
    audit.record(make.actor(mia), "patient.changed", jane, new={"city": "Dublin"})
    assert AuditEvent.objects.get().patient_id == jane.pk


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("claim.packet_exported", "Exported the packet of claim"),
        ("export.written", "Wrote export"),
        ("packets.asked", "Asked for packets"),
    ],
)
def test_an_act_is_told_in_words_that_people_say(hilltop: Practice, action: str, words: str) -> None:
    audit.record(schedule_of(hilltop), action)
    assert [event.text for event in told(AuditEvent.objects.all())] == [words]


def test_what_was_logged_is_told_as_people_read_it_and_only_what_changed(hilltop: Practice) -> None:
    logged = {
        "performed_on": "2026-11-30", "started_at": "2026-11-30T11:57:50Z", "seconds": 2147, "is_late": False,
        "is_call": False, "is_confirmed": True,
    }  # fmt: skip
    by = schedule_of(hilltop)
    first, second = told(
        [
            audit.event(by, "time.logged", new=logged),
            audit.event(
                by,
                "time.amended",
                old=logged,
                new={**logged, "seconds": 840, "is_confirmed": False, "is_call": None},
            ),
        ]
    )
    at = timezone.localtime(datetime(2026, 11, 30, 11, 57, tzinfo=UTC))
    assert [tuple(each) for each in first.changes] == [
        ("performed on", None, "30 Nov 2026"),
        ("started at", None, f"30 Nov 2026, {at:%H:%M}"),
        ("length", None, "35 min 47 s"),
        ("confirmed", None, "yes"),
    ]
    (odd,) = told(
        [audit.event(by, "patient.changed", old={"note": "2026-99-99"}, new={"note": "2026-02-03"})]
    )
    assert [tuple(each) for each in odd.changes] == [("note", "2026-99-99", "3 Feb 2026")]
    assert [tuple(each) for each in second.changes] == [
        ("length", "35 min 47 s", "14 min"),
        ("confirmed", "yes", "no"),
    ]
