"""The access report added up by hand: the whole trail, event by event, held against what is on record of a patient."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace as Line
from typing import Any

from django.test import Client
from django.utils import timezone

from apps.patients.models import Patient
from apps.practice.access import Actor
from apps.reports import access_report as access
from tests.reports.books import lines, local_day

_OF_CLAIM = "JOIN billing_claim c ON c.id={}.claim_id WHERE c.patient_id=%s"
# by what a list is called: the numbers of the rows in it that are the patient's
IN_LISTS = {
    "patients": "SELECT id FROM patients_patient WHERE id=%s",
    "claims": "SELECT id FROM billing_claim WHERE patient_id=%s",
    "periods": "SELECT id FROM billing_serviceperiod WHERE patient_id=%s",
    "decisions": "SELECT id FROM billing_decision WHERE patient_id=%s",
    "entries": "SELECT id FROM timelog_timeentry WHERE patient_id=%s",
    "claim_payments": f"SELECT y.id FROM billing_claimpayment y {_OF_CLAIM.format('y')}",
    "claim_tasks": f"SELECT t.id FROM billing_claimtask t {_OF_CLAIM.format('t')}",
}
# by what an event is about: the files that the patient's claims were in
IN_FILES = {
    "billing.submission": f"SELECT e.submission_id AS id FROM billing_claimevent e {_OF_CLAIM.format('e')}",
    "billing.remittancefile": "SELECT r.file_id AS id FROM billing_remittanceadvice r JOIN billing_claimpayment y ON"
    f" y.remittance_id=r.id {_OF_CLAIM.format('y')}",
}
SEEN, TAKEN = (
    ("viewed", "listed"),
    ("printed", "exported", "downloaded", "fetched", "written", "offline", "letter"),
)


def accesses(actor: Actor, first: date, last: date) -> tuple[dict[int, Counter[tuple[str, int | None]]], int]:
    """Count by patient how often somebody (by number) saw, changed or took out; and all events of these days."""
    own = actor.practice.pk
    trail = [
        row
        for row in lines(
            "SELECT at, action, actor_id, patient_id, subject_type, subject_id, new FROM practice_auditevent WHERE"
            " practice_id=%s", own,
        )
        if first <= (local_day(row.at, actor) or date.min) <= last
    ]  # fmt: skip
    found = {}
    for patient in lines("SELECT id FROM patients_patient WHERE practice_id=%s", own):
        listed = {name: {row.id for row in lines(text, patient.id)} for name, text in IN_LISTS.items()}
        files = {name: {row.id for row in lines(text, patient.id)} for name, text in IN_FILES.items()}
        found[patient.id] = Counter(
            (kind(row), row.actor_id) for row in trail if _is_about(row, patient.id, listed, files)
        )
    return found, len(trail)


def kind(row: Line) -> str:
    word = row.action.replace("_", ".").split(".")[-1]
    return "saw" if word in SEEN else "took out" if word in TAKEN else "changed"


def _is_about(row: Line, patient: int, listed: dict[str, set[int]], files: dict[str, set[int]]) -> bool:
    if row.patient_id is not None:
        return bool(row.patient_id == patient)
    if row.subject_type == "patients.patient" and row.subject_id == patient:
        return True
    if row.subject_id in files.get(row.subject_type, ()):
        return True
    said: Any = json.loads(row.new) if isinstance(row.new, str) else row.new
    if kind(row) == "changed" or not isinstance(said, dict):
        return False
    rows = listed.get(row.action.split(".")[0], set())
    return patient in (said.get("patients") or ()) or not rows.isdisjoint(said.get("rows") or ())


LOOKED_AT = (
    "/patients/", "/claims/", "/review/claims.csv?stage=paid", "/reports/rows/entries/", "/reports/rows/periods/",
    "/reports/rows/payments/", "/reports/rows/denials/", "/reports/rows/patients/?eligible=1",
)  # fmt: skip


def accesses_agree(actor: Actor, client: Client, *, since: date) -> None:
    """Look at lists and take one out, then hold the access report of each patient against the trail."""
    assert actor.user is not None
    client.force_login(actor.user)
    for path in LOOKED_AT:
        assert client.get(path).status_code == 200, path
    asked = access.Asked(since, timezone.localdate() + timedelta(days=1))
    by_hand, events = accesses(actor, asked.starts_on, asked.ends_on)
    kinds: set[str] = set()
    for pk, counted in by_hand.items():
        patient = Patient.objects.get(pk=pk)
        for done in access.Kind:
            of_kind = {who: count for (what, who), count in counted.items() if what == done}
            report = access.whole_report(actor, replace(asked, patient=patient, kind=done))
            assert report is not None
            assert len(report.lines) == sum(of_kind.values()), (patient, done)
            own = replace(asked, patient=patient, kind=done, person=actor.user)
            assert len((access.whole_report(actor, own) or report).lines) == of_kind.get(actor.user.pk, 0)
            kinds |= {done} if of_kind else set()
    everything = access.whole_report(actor, asked)
    assert everything is not None
    assert (len(everything.lines), kinds) == (events, set(access.Kind))
