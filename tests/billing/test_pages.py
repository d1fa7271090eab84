"""The pages of billing: each works, refuses the wrong role, hides what is another's, and knows its methods."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from apps.billing.models import Charge, Claim, CloseRun, Receiver, Submission
from apps.billing.operations.cutting import cut_patient
from apps.billing.tasks import check_file
from apps.patients.models import CareEpisode, Patient, Payer
from apps.practice.access import schedule_of
from apps.practice.models import AuditEvent, Practice, Provider, User
from tests import builders as make
from tests.billing.closing import JUNE, close, closed_may, drafted

pytestmark = pytest.mark.usefixtures("in_november")

LISTS = ["review", "claims", "submissions", "runs", "not_billed", "charges", "receivers"]


@pytest.fixture
def draft(jane: Patient, dr_rivera: Provider, prices: None) -> Claim:
    return drafted(jane, dr_rivera, 42)


@pytest.fixture
def as_mia(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


@pytest.fixture
def clearinghouse(hilltop: Practice) -> Receiver:
    return make.receiver(hilltop)


def path(name: str, *args: Any) -> str:
    return reverse(f"billing:{name}", args=args)


def move(client: Client, name: str, *claims: Claim, **more: str) -> Any:
    return client.post(path("move", name), {"claim": [claim.pk for claim in claims], **more})


def test_the_queue_lists_what_is_ready(as_mia: Client, draft: Claim) -> None:
    answer = as_mia.get(path("review"))
    assert answer.status_code == 200
    assert "Doe, Jane" in answer.content.decode()
    assert "$125.50" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("q=doe", True),
        ("q=jane+doe", True),
        ("q=smith", False),
        (f"q={make.MBI}", True),
        ("month=2026-05", True),
        ("month=2026-04", False),
        ("stage=held", False),
        ("stage=nonsense", True),
        ("month=never", True),
    ],
)
def test_filters_narrow_the_queue(as_mia: Client, draft: Claim, query: str, is_listed: bool) -> None:
    answer = as_mia.get(f"{path('review')}?{query}")
    assert answer.status_code == 200
    assert (path("claim", draft.pk) in answer.content.decode()) is is_listed


def test_a_claim_shows_why_and_what_goes_out(as_mia: Client, draft: Claim) -> None:
    text = as_mia.get(path("claim", draft.pk)).content.decode()
    assert "May be billed: 42 min counted" in text
    assert make.HOME_HEALTH_NPI in text
    assert "REF*1J" in text
    assert "Source:" in text


def test_a_period_leads_its_row_open_or_decided(as_mia: Client, draft: Claim) -> None:
    cut_patient(schedule_of(draft.practice), patient_id=draft.patient_id, today=JUNE)
    rows = as_mia.get(path("patient", draft.patient_id)).text.split("<tbody>")[1].split("</tbody>")[0]
    assert rows.count("<tr>") == 2
    assert rows.count('<th scope="row" class="lead') == 2


def test_looking_at_a_claim_is_recorded(as_mia: Client, draft: Claim, mia: User) -> None:
    as_mia.get(path("claim", draft.pk))
    event = AuditEvent.objects.filter(action="claim.viewed").get()
    assert (event.actor, event.subject_id, event.patient_id) == (mia, draft.pk, draft.patient_id)


def test_approving_from_the_queue_goes_back_to_it(as_mia: Client, draft: Claim) -> None:
    answer = move(as_mia, "approve", draft, next="/review/?stage=ready")
    assert (answer.status_code, answer["Location"]) == (302, "/review/?stage=ready")
    draft.refresh_from_db()
    assert draft.state == "approved"


def test_never_sent_anywhere_else_afterwards(as_mia: Client, draft: Claim) -> None:
    answer = move(as_mia, "approve", draft, next="https://elsewhere.example/")
    assert answer["Location"] == path("review")


def test_holding_without_a_reason_says_so_and_keeps_the_draft(as_mia: Client, draft: Claim) -> None:
    answer = move(as_mia, "hold", draft)
    assert answer.status_code == 422
    assert "needs a reason" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_was_left_out_is_listed_with_its_reason(
    as_mia: Client, draft: Claim, mark: Patient, dr_rivera: Provider
) -> None:
    Charge.objects.filter(procedure_code="99375").delete()
    other = make_other(mark, dr_rivera)
    answer = move(as_mia, "approve", draft, other, next=path("review"))
    assert answer.status_code == 422
    assert "no charge for 99375" in answer.content.decode()
    assert {claim.state for claim in Claim.objects.filter(pk__in=[draft.pk])} == {"approved"}
    assert Claim.objects.get(pk=other.pk).state == "draft"


def make_other(whose: Patient, by: Provider) -> Claim:
    make.logged(whose, by, date(2026, 1, 20), 31)
    close(whose.practice)
    return Claim.objects.get(patient=whose, period_starts_on=date(2026, 1, 15))


def test_a_problem_leads_to_where_it_is_put_right(as_mia: Client, draft: Claim) -> None:
    Charge.objects.all().delete()
    as_mia.post(path("check"))
    text = as_mia.get(path("claim", draft.pk)).content.decode()
    assert "no charge for G0181" in text
    assert path("charges") in text
    assert path("claim", draft.pk) not in as_mia.get(path("review")).content.decode()
    assert path("claim", draft.pk) in as_mia.get(f"{path('review')}?stage=incomplete").content.decode()


def test_a_blocked_period_becomes_a_draft_once_the_fact_is_there(
    as_mia: Client, jane: Patient, dr_rivera: Provider, prices: None
) -> None:
    CareEpisode.objects.filter(patient=jane).update(complexity_statement="")
    closed_may(jane, dr_rivera, 33)
    assert not Claim.objects.exists()
    text = as_mia.get(path("not_billed")).content.decode()
    assert "Doe, Jane" in text
    assert "complex" in text
    assert "They become claims once the named facts are put right." in text
    assert (
        "They become claims" not in as_mia.get(f"{path('not_billed')}?outcome=not_billable").content.decode()
    )
    period = jane.service_periods.get(window_starts_on=date(2026, 5, 1))
    own_page = as_mia.get(path("period", period.pk)).content.decode()
    assert '<summary class="is-no">' in text
    assert '<summary class="is-no">' in own_page
    CareEpisode.objects.filter(patient=jane).update(complexity_statement="Heart failure and wound care.")
    as_mia.post(path("decide", period.pk))
    assert Claim.objects.get(patient=jane).state == "draft"


def test_an_approved_claim_goes_out_as_837p(as_mia: Client, draft: Claim, clearinghouse: Receiver) -> None:
    move(as_mia, "approve", draft)
    answer = as_mia.post(path("make"), {"claim": [draft.pk], "format": "837p", "receiver": clearinghouse.pk})
    submission = Submission.objects.get()
    assert answer["Location"] == path("submission", submission.pk)
    assert "Waiting for the check" in as_mia.get(answer["Location"]).content.decode()
    assert as_mia.get(path("download", submission.pk)).status_code == 422
    check_file(submission.pk)
    assert as_mia.get(path("submission_progress", submission.pk))["HX-Refresh"] == "true"
    text = as_mia.get(answer["Location"]).content.decode()
    assert "The check found no fault" in text
    file = as_mia.get(path("download", submission.pk))
    assert file["Content-Disposition"] == f'attachment; filename="{submission.file_name}"'
    assert f"REF*1J*{make.HOME_HEALTH_NPI}~".encode() in file.content
    as_mia.post(path("sent", submission.pk))
    draft.refresh_from_db()
    assert draft.state == "sent"


def test_all_approved_claims_go_into_one_file(as_mia: Client, draft: Claim, clearinghouse: Receiver) -> None:
    move(as_mia, "approve", draft)
    as_mia.post(path("make"), {"all": "1", "format": "837p", "receiver": clearinghouse.pk})
    assert Submission.objects.get().claim_count == 1


def test_an_837p_without_a_receiver_is_refused(as_mia: Client, draft: Claim) -> None:
    move(as_mia, "approve", draft)
    answer = as_mia.post(path("make"), {"claim": [draft.pk], "format": "837p"})
    assert answer.status_code == 422
    assert "needs a receiver" in answer.content.decode()
    assert not Submission.objects.exists()


def test_paper_comes_over_the_form_and_as_data_only(as_mia: Client, draft: Claim) -> None:
    move(as_mia, "approve", draft)
    as_mia.post(path("make"), {"claim": [draft.pk], "format": "cms1500"})
    submission = Submission.objects.get()
    for name, more in (("download", ()), ("printed", ("preprinted",)), ("printed", ("drawn_form",))):
        answer = as_mia.get(path(name, submission.pk, *more))
        assert answer["Content-Type"] == "application/pdf"
        assert ContentFile(answer.content).read(5) == b"%PDF-"


def test_undoing_a_file_needs_a_reason(as_mia: Client, draft: Claim, clearinghouse: Receiver) -> None:
    move(as_mia, "approve", draft)
    as_mia.post(path("make"), {"claim": [draft.pk], "format": "837p", "receiver": clearinghouse.pk})
    submission = Submission.objects.get()
    assert as_mia.post(path("undo", submission.pk)).status_code == 422
    as_mia.post(path("undo", submission.pk), {"reason": "Wrong receiver"})
    draft.refresh_from_db()
    assert (draft.state, draft.submission) == ("approved", None)


@pytest.mark.parametrize("kind", ["drawn_form", "preprinted"])
def test_a_draft_can_be_seen_on_paper(as_mia: Client, draft: Claim, kind: str) -> None:
    answer = as_mia.get(path("paper", draft.pk, kind))
    assert answer.content.startswith(b"%PDF-")


def test_a_claim_without_a_charge_says_why_it_cannot_be_printed(as_mia: Client, draft: Claim) -> None:
    Charge.objects.all().delete()
    as_mia.post(path("check"))
    answer = as_mia.get(path("paper", draft.pk, "drawn_form"))
    assert answer.status_code == 422
    assert "no charge for G0181" in answer.content.decode()


def test_closing_by_hand_shows_its_run(
    as_mia: Client, jane: Patient, dr_rivera: Provider, mia: User, prices: None
) -> None:
    answer = as_mia.post(path("close"))
    run = CloseRun.objects.get()
    assert (answer["Location"], run.started_by, run.trigger) == (path("run", run.pk), mia, "person")
    assert "Doe, Jane" in as_mia.get(answer["Location"]).content.decode()


def test_a_patients_periods_lead_to_their_claims(as_mia: Client, draft: Claim) -> None:
    text = as_mia.get(path("patient", draft.patient_id)).content.decode()
    assert path("claim", draft.pk) in text


def test_a_charge_is_added_and_recorded(as_mia: Client, hilltop: Practice) -> None:
    answer = as_mia.post(
        path("charge_add"), {"procedure_code": "99375", "amount": "148.00", "starts_on": "2026-01-01"}
    )
    assert answer["Location"] == path("charges")
    assert AuditEvent.objects.filter(action="charge.added").count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        pytest.param({"procedure_code": "9937"}, "no procedure code", id="four digits"),
        pytest.param({"amount": "0"}, "above zero", id="nothing"),
        pytest.param({"amount": "-5.00"}, "above zero", id="below nothing"),
        pytest.param({"starts_on": ""}, "starts on is missing", id="no first day"),
        pytest.param({"ends_on": "2025-12-31"}, "before", id="ends before it starts"),
    ],
)
def test_a_wrong_charge_is_named_and_nothing_lost(as_mia: Client, values: dict[str, str], said: str) -> None:
    given = {"procedure_code": "99375", "amount": "148.00", "starts_on": "2026-01-01", **values}
    answer = as_mia.post(path("charge_add"), given)
    assert answer.status_code == 422
    assert said in answer.content.decode().lower().replace("&#x27;", "'")
    assert not Charge.objects.exists()


def test_two_charges_for_one_day_are_refused(as_mia: Client, prices: None) -> None:
    answer = as_mia.post(
        path("charge_add"), {"procedure_code": "G0181", "amount": "150.00", "starts_on": "2026-01-01"}
    )
    assert answer.status_code == 422
    assert "until further notice" in answer.content.decode()


def test_a_receiver_is_added_for_one_payer(as_mia: Client, medicare: Payer) -> None:
    given = {
        "name": "Ohio Clearinghouse", "receiver_qualifier": "ZZ", "receiver_id": "OHCLEAR", "sender_qualifier": "ZZ",
        "sender_id": "HILLTOP1", "contact_name": "Mia", "contact_phone": "614-555-0100", "payers": [medicare.pk],
        "line_end": "crlf", "file_name_pattern": "{date}-{number}.837", "next_control_number": "7",
    }  # fmt: skip
    assert as_mia.post(path("receiver_add"), given).status_code == 302
    receiver = Receiver.objects.get()
    assert (receiver.contact_phone, list(receiver.payers.all())) == ("6145550100", [medicare])


@pytest.mark.parametrize("given", ["STRAßE", "A*B", "A", "OHıO", "A~B"])
def test_an_id_that_cannot_stand_in_a_file_is_refused(as_mia: Client, given: str) -> None:
    answer = as_mia.post(path("receiver_add"), {"name": "X", "receiver_id": given})
    assert answer.status_code == 422
    assert "cannot stand in a file" in answer.content.decode()


def test_a_wrong_qualifier_is_refused(as_mia: Client) -> None:
    answer = as_mia.post(path("receiver_add"), {"name": "X", "receiver_qualifier": "99"})
    assert answer.status_code == 422
    assert not Receiver.objects.exists()


@pytest.mark.parametrize("name", LISTS)
def test_empty_lists_say_what_belongs_there(as_mia: Client, name: str) -> None:
    answer = as_mia.get(path(name))
    assert answer.status_code == 200
    assert 'class="empty' in answer.content.decode()


@pytest.mark.parametrize("name", ["review", "claims", "submissions", "runs", "not_billed"])
def test_physicians_do_not_see_money(client: Client, ana: User, name: str) -> None:
    client.force_login(ana)
    assert client.get(path(name)).status_code == 403


@pytest.mark.parametrize("name", ["approve", "hold", "return", "void"])
def test_auditors_look_and_move_nothing(client: Client, otto: User, draft: Claim, name: str) -> None:
    client.force_login(otto)
    assert client.get(path("claim", draft.pk)).status_code == 200
    assert move(client, name, draft, reason="No").status_code == 403


@pytest.mark.parametrize("name", ["claim", "patient"])
def test_another_practice_finds_nothing(client: Client, carol: User, draft: Claim, name: str) -> None:
    client.force_login(carol)
    assert client.get(path(name, draft.pk if name == "claim" else draft.patient_id)).status_code == 404


def test_another_practice_approves_nothing(client: Client, carol: User, draft: Claim) -> None:
    client.force_login(carol)
    assert move(client, "approve", draft).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("name", ["check", "make", "close"])
def test_changing_needs_a_post(as_mia: Client, name: str) -> None:
    assert as_mia.get(path(name)).status_code == 405


@pytest.mark.parametrize("month", ["0000-01", "x2026-05", "2026-05z", "2026-05%0A", "2026-13", "२०२६-05"])
@pytest.mark.parametrize("name", ["review", "claims"])
def test_what_is_no_month_narrows_nothing_and_is_named(as_mia: Client, name: str, month: str) -> None:
    answer = as_mia.get(f"{path(name)}?month={month}")
    assert answer.status_code == 200
    assert "Write the month as in 2026-05." in answer.content.decode()


@pytest.mark.parametrize("claim", ["9" * 30, "9" * 5000, "-1", "²", "x"])
def test_what_cannot_be_a_claim_is_not_chosen(as_mia: Client, db: None, claim: str) -> None:
    assert as_mia.post(path("move", "approve"), {"claim": claim}).status_code == 302
    answer = as_mia.post(path("make"), {"claim": claim, "format": "cms1500"})
    assert answer.status_code == 422
    assert "There is no claim to put in a file" in answer.content.decode()


def test_a_reason_that_cannot_be_stored_is_refused(as_mia: Client, draft: Claim) -> None:
    answer = move(as_mia, "hold", draft, reason="waiting\0")
    assert answer.status_code == 422
    assert "cannot be stored" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_lists_of_claims_and_decisions_are_recorded(as_mia: Client, draft: Claim) -> None:
    as_mia.get(path("review"))
    as_mia.get(path("not_billed"))
    move(as_mia, "approve", draft)
    as_mia.get(path("claims"))
    file = as_mia.post(path("make"), {"claim": draft.pk, "format": "cms1500"})
    as_mia.get(file.headers["Location"])
    as_mia.get(path("run", CloseRun.objects.get().pk))
    listed = AuditEvent.objects.filter(actor__email="mia@hilltop.example")
    rows = {"rows": [draft.pk]}
    assert list(listed.filter(action="claims.listed").values_list("new", flat=True)) == [rows, rows]
    assert listed.get(action="submission.viewed").new == rows
    periods = listed.get(action="periods.listed").new
    assert periods is not None
    assert draft.period_id in periods["rows"]
    assert listed.get(action="decisions.listed").new == {"rows": []}


def test_an_electronic_file_is_not_printed(as_mia: Client, draft: Claim, clearinghouse: Receiver) -> None:
    move(as_mia, "approve", draft)
    file = as_mia.post(path("make"), {"claim": draft.pk, "format": "837p", "receiver": clearinghouse.pk})
    answer = as_mia.get(f"{file.headers['Location']}preprinted.pdf")
    assert answer.status_code == 422
    assert "goes out electronically" in answer.content.decode()


def test_a_charge_added_for_a_claim_leads_back_to_it(as_mia: Client, draft: Claim) -> None:
    back = path("claim", draft.pk)
    text = as_mia.get(f"{path('charges')}?next={back}").content.decode()
    address = f"{path('charge_add')}?next=%2Fclaims%2F{draft.pk}%2F"
    assert address in text
    given = {"procedure_code": "99491", "amount": "90.00", "starts_on": "2026-01-01", "next": back}
    assert as_mia.post(address, given)["Location"] == back


def test_periods_that_could_not_be_closed_are_listed_and_the_look_recorded(
    as_mia: Client, draft: Claim
) -> None:
    period = draft.period
    type(period).objects.filter(patient=draft.patient, state="open").update(
        last_error="ValueError. The log says more."
    )
    failed = set(type(period).objects.exclude(last_error="").values_list("pk", flat=True))
    assert failed
    assert "could not be closed" in as_mia.get(path("runs")).content.decode().lower()
    seen = AuditEvent.objects.get(action="periods.listed").new
    assert seen is not None
    assert set(seen["rows"]) == failed
