"""Files of claims: several for many, made again without some, named and numbered as their receiver wants."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from apps.billing.domain.file_names import check_pattern, file_name
from apps.billing.models import Claim, Printer, Receiver, Submission
from apps.billing.operations import approval, checking, review, sending
from apps.billing.tasks import check_waiting_files
from apps.patients.models import Patient, Payer
from apps.practice.access import Actor
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close

pytestmark = pytest.mark.usefixtures("in_november")

X12 = Submission.Format.X12_837P


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def approved(jane: Patient, dr_rivera: Provider, prices: None, manager: Actor) -> list[int]:
    """Claims of February to May, approved."""
    for month in (2, 3, 4, 5):
        make.logged(jane, dr_rivera, date(2026, month, 20), 30)
    close(jane.practice)
    ids = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
    assert review.approve(manager, claim_ids=ids, now=NOW, today=JUNE).claim_ids == tuple(ids)
    return ids


@pytest.fixture
def receiver(hilltop: Practice) -> Receiver:
    return make.receiver(hilltop)


def made_of(manager: Actor, receiver: Receiver, claim_ids: list[int]) -> list[Submission]:
    return sending.make_submissions(
        manager, claim_ids=claim_ids, format=X12, receiver=receiver, now=NOW, today=JUNE
    )


def test_more_claims_than_a_file_holds_become_several_files(
    approved: list[int], manager: Actor, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CLAIMS_PER_FILE", 3)
    made = made_of(manager, receiver, approved)
    assert [(each.claim_count, each.interchange_control_number) for each in made] == [(3, 1), (1, 2)]
    assert set(Claim.objects.values_list("submission", flat=True)) == {each.pk for each in made}


def test_nothing_is_downloaded_or_sent_before_the_check(
    approved: list[int], manager: Actor, receiver: Receiver
) -> None:
    [made] = made_of(manager, receiver, approved)
    with pytest.raises(Refused, match="still being checked"):
        sending.mark_sent(manager, submission_id=made.pk, now=NOW)
    check_waiting_files()
    made.refresh_from_db()
    assert (made.findings, made.check_done, made.check_total) == ([], 4, 4)
    assert sending.mark_sent(manager, submission_id=made.pk, now=NOW).state == "sent"


def test_a_check_whose_worker_died_is_taken_up_again(
    approved: list[int], manager: Actor, receiver: Receiver
) -> None:
    [made] = made_of(manager, receiver, approved)
    Submission.objects.update(check_seen_at=NOW, check_done=2)

    def look(seconds: int) -> Submission | None:
        moment = datetime.fromtimestamp(NOW.timestamp() + seconds, UTC)
        return checking.check_submission(manager, submission_id=made.pk, clock=lambda: moment)

    assert look(119) is None
    found = look(121)
    assert found is not None
    assert found.findings == []


def test_a_claim_is_taken_out_and_the_rest_goes_on(
    approved: list[int], manager: Actor, receiver: Receiver
) -> None:
    [old] = made_of(manager, receiver, approved)
    [new] = sending.make_again_without(
        manager, submission_id=old.pk, claim_ids=approved[:1], reason="Waits", now=NOW, today=JUNE
    )
    old.refresh_from_db()
    assert (old.state, new.follows, new.claim_count, new.interchange_control_number) == ("undone", old, 3, 2)
    out = Claim.objects.get(pk=approved[0])
    assert (out.state, out.submission) == ("approved", None)
    assert out.patient_control_number.encode() not in bytes(new.content)
    assert out.patient_control_number.encode() in bytes(old.content)


def test_taking_all_out_leaves_no_file(approved: list[int], manager: Actor, receiver: Receiver) -> None:
    [old] = made_of(manager, receiver, approved)
    assert not sending.make_again_without(
        manager, submission_id=old.pk, claim_ids=approved, reason="All wrong", now=NOW, today=JUNE
    )
    assert set(Claim.objects.values_list("state", flat=True)) == {"approved"}


@pytest.mark.parametrize(
    ("chosen", "reason", "code"),
    [
        pytest.param([], "Waits", "no_claims", id="no claim chosen"),
        pytest.param([999_999], "Waits", "claim_not_in_file", id="a claim that is elsewhere"),
        pytest.param(None, " ", "reason_missing", id="no reason"),
    ],
)
def test_taking_out_is_refused_and_changes_nothing(
    approved: list[int],
    manager: Actor,
    receiver: Receiver,
    chosen: list[int] | None,
    reason: str,
    code: str,
) -> None:
    [old] = made_of(manager, receiver, approved)
    with pytest.raises(Refused) as refused:
        sending.make_again_without(
            manager,
            submission_id=old.pk,
            claim_ids=approved[:1] if chosen is None else chosen,
            reason=reason,
            now=NOW,
            today=JUNE,
        )
    assert [problem.code for problem in refused.value.problems] == [code]
    assert Submission.objects.get().state == "made"


def test_findings_are_shown_with_their_claim_and_it_is_taken_out_with_one_button(
    approved: list[int], manager: Actor, receiver: Receiver, mia: User, client: Client
) -> None:
    [made] = made_of(manager, receiver, approved)
    number = Claim.objects.get(pk=approved[0]).patient_control_number
    finding = {
        "segment_number": 9,
        "location": "DMG02",
        "message": "Not a date",
        "patient_control_number": number,
    }
    Submission.objects.update(findings=[finding], checked_at=NOW)
    client.force_login(mia)
    text = client.get(reverse("billing:submission", args=[made.pk])).content.decode()
    assert reverse("billing:claim", args=[approved[0]]) in text
    assert "Not a date" in text
    client.post(
        reverse("billing:take_out", args=[made.pk]), {"claim": approved[0], "reason": "Found by the check"}
    )
    assert Claim.objects.get(pk=approved[0]).state == "approved"
    assert Submission.objects.order_by("pk").last().claim_count == 3  # type: ignore[union-attr]


def test_a_receiver_names_and_writes_files_as_it_says(
    approved: list[int], manager: Actor, hilltop: Practice
) -> None:
    receiver = make.receiver(
        hilltop,
        line_end="crlf",
        file_name_pattern="{usage}-{date}-{number}.837",
        wants_acknowledgement=True,
        application_sender="APPS",
        application_receiver="APPR",
        submitter_identifier="ETIN7",
        receiver_identifier="RCV9",
        contact_extension="12",
        next_control_number=700,
    )
    [made] = made_of(manager, receiver, approved)
    assert made.file_name == f"T-{NOW.astimezone(manager.time_zone):%Y%m%d}-000000700.837"
    content = bytes(made.content)
    assert content.startswith(b"ISA*")
    for part in (
        b"*000000700*1*T*:~\r\n",
        b"GS*HC*APPS*APPR*",
        b"*46*ETIN7~",
        b"*46*RCV9~",
        b"*TE*6145550100*EX*12~",
    ):
        assert part in content


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        pytest.param("{number}.txt", [], id="number"),
        pytest.param("claims.txt", ["file_name_number"], id="two files could share it"),
        pytest.param("{number}-{patient}", ["file_name_word"], id="an unknown word"),
        pytest.param("../{number}", ["file_name_letters"], id="another folder"),
        pytest.param("a b{number}", ["file_name_letters"], id="a blank"),
        pytest.param(".{date}", ["file_name_number", "file_name_letters"], id="everything at once"),
    ],
)
def test_a_pattern_of_file_names_is_checked(pattern: str, codes: list[str]) -> None:
    assert [problem.code for problem in check_pattern(pattern)] == codes


def test_a_file_name_is_filled_in() -> None:
    at = datetime(2026, 11, 24, 9, 5, 7, tzinfo=UTC)
    pattern = "{sender}_{receiver}_{date}{time}_{number}{usage}"
    name = file_name(pattern, number=42, at=at, sender="A B", receiver="R/1", is_production=True)
    assert name == "A-B_R-1_20261124090507_000000042P"


def test_a_claim_of_a_payer_that_takes_paper_must_fit_the_form_before_approval(
    approved: list[int], manager: Actor, jane: Patient, medicare: Payer, hilltop: Practice
) -> None:
    medicare.on_paper, medicare.electronic_payer_id = True, ""
    medicare.save()
    jane.last_name = "Wolfeschlegelsteinhausenbergerdorff"
    jane.save()
    approval.withdraw_approval(
        manager, claim_ids=approved[:1], reason="Look at the paper", now=NOW, today=JUNE
    )
    claim = Claim.objects.get(pk=approved[0])
    assert [problem["code"] for problem in claim.problems] == ["cms1500_does_not_fit"]
    assert "Item 2 (patient name) of the CMS-1500 holds 28 characters" in claim.problems[0]["message"]
    with pytest.raises(Refused, match="takes claims on paper"):
        made_of(manager, make.receiver(hilltop), approved[1:])


def test_a_person_keeps_the_offset_of_a_printer_and_prints_with_it(
    approved: list[int], manager: Actor, mia: User, client: Client
) -> None:
    client.force_login(mia)
    given = {"name": "Front desk", "right_mm": "1.5", "down_mm": "-0.8", "is_used": "on"}
    assert client.post(reverse("billing:printer_add"), given).status_code == 302
    printer = Printer.objects.get()
    assert (printer.user, printer.right_mm, printer.down_mm) == (mia, Decimal("1.5"), Decimal("-0.8"))
    test_page = client.get(reverse("billing:calibration", args=[printer.pk]))
    assert test_page.content.startswith(b"%PDF-")
    made = sending.make_submission(
        manager, claim_ids=approved, format=Submission.Format.CMS_1500, now=NOW, today=JUNE
    )
    moved = client.get(reverse("billing:printed", args=[made.pk, "preprinted"])).content
    assert moved != bytes(made.content)
    page = client.get(reverse("billing:submission", args=[made.pk])).content.decode()
    assert "for Front desk, moved 1.5 mm to the right and 0.8 mm up" in page
    client.post(reverse("billing:printer_add"), {**given, "name": "Office", "right_mm": "0", "down_mm": "0"})
    assert list(Printer.objects.filter(is_used=True).values_list("name", flat=True)) == ["Office"]
    unmoved = client.get(reverse("billing:printed", args=[made.pk, "preprinted"])).content
    assert unmoved == bytes(made.content)
    colleague = make.member(
        make.user("max@hilltop.example", "Max Vogel"), printer.practice, Role.BILLING_MANAGER
    )
    client.force_login(colleague)
    assert client.get(reverse("billing:printer", args=[printer.pk])).status_code == 404


def test_an_offset_beyond_reason_is_refused(mia: User, client: Client) -> None:
    client.force_login(mia)
    answer = client.post(
        reverse("billing:printer_add"), {"name": "Attic", "right_mm": "25.1", "down_mm": "0"}
    )
    assert answer.status_code == 422
    assert "25.1 mm" in answer.content.decode()
