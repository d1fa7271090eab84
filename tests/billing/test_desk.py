"""The desk: acts undone as one, holds that end by themselves, bulk approval, filters, search, notes, tags, exports."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from apps.billing.domain.holds import HoldReason
from apps.billing.domain.lifecycle import Move
from apps.billing.forms_desk import people_of
from apps.billing.models import Claim, ClaimTag, Decision, ReviewAct, ServicePeriod, Signal, Submission
from apps.billing.operations.acts import Wanted, act, undo
from apps.billing.operations.desk import assign_claims, note_claim, tag_claims, untag_claims
from apps.billing.operations.holding import Holding
from apps.billing.operations.sending import make_submission
from apps.billing.selectors.queue import ClaimFilter, Stage, filtered_claims, stage_totals
from apps.billing.selectors.signals import NONE
from apps.billing.selectors.unbilled import UnbilledFilter, unbilled
from apps.patients.models import CareEpisode, Coverage, Patient, Payer
from apps.practice.access import Actor
from apps.practice.models import AuditEvent, Membership, Practice, Provider, User
from apps.problems import Refused
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close

pytestmark = pytest.mark.usefixtures("in_november")

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def manager(mia: User) -> Actor:
    return make.actor(mia)


@pytest.fixture
def as_mia(client: Client, mia: User) -> Client:
    client.force_login(mia)
    return client


@pytest.fixture
def five(dr_rivera: Provider, medicare: Payer, sunrise: Any, prices: None) -> dict[str, Claim]:
    """Five drafts of May by last name; Poor's lacks the member id."""
    for name in ("Abel", "Baker", "Clark", "Dunn", "Poor"):
        whose = make.homebound_patient(
            dr_rivera, medicare, sunrise, last_name=name, medical_record_number=f"H-{name.upper()}"
        )
        make.logged(whose, dr_rivera, date(2026, 5, 4), 33)
    Coverage.objects.filter(patient__last_name="Poor").update(member_id="")
    close(dr_rivera.practice)
    ServicePeriod.objects.update(looked_at=NOW)
    Signal.objects.all().delete()
    return {claim.patient.last_name: claim for claim in Claim.objects.select_related("patient")}


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def states(*claims: Claim) -> list[str]:
    return [Claim.objects.get(pk=claim.pk).state for claim in claims]


def flagged(claim: Claim) -> None:
    Signal.objects.create(
        practice=claim.practice, patient=claim.patient, period=claim.period, kind="at_threshold",
        figures={"minutes": 30, "needed": 30, "code": "G0181"}, seen_at=NOW,
    )  # fmt: skip


def test_one_act_approves_all_without_signals_and_one_undo_takes_it_back(
    as_mia: Client, five: dict[str, Claim], manager: Actor
) -> None:
    flagged(five["Dunn"])
    page = as_mia.get(reverse("billing:review"))
    assert page.context["unflagged"] == 3
    assert "Approve 3 claims without signals" in page.content.decode()
    as_mia.post(reverse("billing:approve_all"))
    row = ReviewAct.objects.get()
    assert sorted(row.claim_ids) == sorted(five[name].pk for name in ("Abel", "Baker", "Clark"))
    assert states(*five.values()) == ["approved"] * 3 + ["draft"] * 2
    # one of them goes on its way, and stays there
    make_submission(
        manager,
        claim_ids=[five["Clark"].pk],
        format=Submission.Format.CSV,
        receiver=None,
        now=LATER,
        today=JUNE,
    )
    page = as_mia.get(reverse("billing:review"))
    assert "Approved: 3 claims." in page.content.decode()
    answer = as_mia.post(reverse("billing:undo_act", args=[row.pk]))
    assert answer.status_code == 422
    assert "moved again since" in answer.content.decode()
    assert states(*five.values()) == ["draft", "draft", "batched", "draft", "draft"]
    with pytest.raises(Refused, match="undone already"):
        undo(manager, act_id=row.pk, now=LATER, today=JUNE)


def test_undo_gives_back_what_was_said_before(five: dict[str, Claim], manager: Actor) -> None:
    ids = [five["Abel"].pk, five["Baker"].pk]

    def made(move: Move, reason: str = "", claim_ids: list[int] = ids) -> ReviewAct:
        return act(manager, Wanted(move, reason), claim_ids=claim_ids, now=NOW, today=JUNE).act

    made(Move.HOLD, "Waits for the letter", ids[:1])
    made(Move.HOLD, "Waits for Ana", ids[1:])
    released = made(Move.RELEASE)
    undo(manager, act_id=released.pk, now=LATER, today=JUNE)
    claims = [Claim.objects.get(pk=pk) for pk in ids]
    assert [(claim.state, claim.state_reason) for claim in claims] == [
        ("held", "Waits for the letter"), ("held", "Waits for Ana"),
    ]  # fmt: skip
    gone = made(Move.VOID, "Entered twice", ids[:1])
    with pytest.raises(Refused, match="cannot be undone"):
        undo(manager, act_id=gone.pk, now=LATER, today=JUNE)
    events = AuditEvent.objects.filter(action__startswith="review_act.").order_by("pk")
    assert [event.action for event in events][-2:] == ["review_act.undone", "review_act.made"]


def test_an_act_that_moves_nothing_is_not_kept(five: dict[str, Claim], manager: Actor) -> None:
    done = act(manager, Wanted(Move.APPROVE), claim_ids=[five["Poor"].pk], now=NOW, today=JUNE)
    assert [problem.field for problem in done.moved.problems] == ["subscriber.member_id"]
    assert not ReviewAct.objects.exists()


def test_a_hold_names_its_reason_and_ends_when_the_fact_arrives(
    as_mia: Client, five: dict[str, Claim], manager: Actor
) -> None:
    poor, abel = five["Poor"], five["Abel"]
    [problem] = poor.problems
    until = f"{problem['code']}/{problem['field']}"
    wanted = Wanted(Move.HOLD, "", Holding(HoldReason.FACT, until))
    done = act(manager, wanted, claim_ids=[poor.pk, abel.pk], now=NOW, today=JUNE)
    assert (done.moved.claim_ids, done.moved.left_out[0].claim_id) == ((poor.pk,), abel.pk)
    page = as_mia.get(reverse("billing:review"), {"stage": "held", "hold": "fact"})
    assert "A fact that is missing" in page.content.decode()
    # something else is put right: it stays
    sent = {"place": "patient.address", "patient-address-street": "1 Oak St", "patient-address-city": "Columbus",
            "patient-address-state": "OH", "patient-address-zip_code": "43215"}  # fmt: skip
    as_mia.post(reverse("billing:claim_fact", args=[poor.pk]), sent)
    assert states(poor) == ["held"]
    sent = {"place": "subscriber.member_id", "subscriber-member_id-member_id": "nonsense"}
    refused = as_mia.post(reverse("billing:claim_fact", args=[poor.pk]), sent)
    assert (refused.status_code, "nonsense" in refused.content.decode()) == (422, True)
    sent["subscriber-member_id-member_id"] = "1EG4TE5MK72"
    assert as_mia.post(reverse("billing:claim_fact", args=[poor.pk]), sent).status_code == 302
    poor.refresh_from_db()
    assert (poor.state, poor.hold_until, poor.hold_reason, poor.problem_count) == ("draft", "", "", 0)
    event = AuditEvent.objects.filter(action="claim.release", subject_id=poor.pk).get()
    assert event.old == {
        "state": "held", "reason": "A fact that is missing", "hold_reason": "fact", "hold_until": until,
    }  # fmt: skip
    assert "The Medicare number is missing" in (event.new or {})["reason"]


def test_filters_search_and_counters_agree(
    five: dict[str, Claim], manager: Actor, mia: User, hilltop: Practice
) -> None:
    abel, poor = five["Abel"], five["Poor"]
    act(manager, Wanted(Move.APPROVE), claim_ids=[abel.pk], now=NOW, today=JUNE)
    assign_claims(manager, claim_ids=[poor.pk], person=mia, now=NOW)
    tag_claims(manager, claim_ids=[poor.pk], name=" Month  End ", now=NOW)
    flagged(five["Dunn"])
    member = Coverage.objects.get(patient__last_name="Baker").member_id
    expected: list[tuple[dict[str, Any], list[str]]] = [
        ({"stage": Stage.APPROVED}, ["Abel"]),
        ({"stage": Stage.INCOMPLETE}, ["Poor"]),
        ({"words": "bak"}, ["Baker"]),
        ({"words": "jane clark"}, ["Clark"]),
        ({"words": member.lower()}, ["Baker"]),
        ({"words": "h-dunn"}, ["Dunn"]),
        ({"words": abel.patient_control_number}, ["Abel"]),
        ({"words": "nobody"}, []),
        ({"tag": "month end"}, ["Poor"]),
        ({"person_id": mia.pk}, ["Poor"]),
        ({"person_id": 0, "stage": Stage.READY}, ["Baker", "Clark", "Dunn"]),
        ({"flag": NONE, "stage": Stage.READY}, ["Baker", "Clark"]),
        ({"code": "G0181", "setting": "home_health", "month": "2026-05"}, sorted(five)),
        ({"code": "G0182"}, []),
        ({"setting": "hospice"}, []),
        ({"month": "2026-06"}, []),
        ({"least": Decimal("125.51")}, []),
        ({"least": Decimal("125.50"), "most": Decimal("125.50")}, sorted(five)),
        ({"ended_before": date(2026, 5, 31)}, []),
        ({"ended_before": date(2026, 6, 1)}, sorted(five)),
    ]
    for asked, names in expected:
        wanted = ClaimFilter(**asked)
        found = [claim.patient.last_name for claim in filtered_claims(manager, wanted)]
        assert sorted(found) == names, asked
        totals = stage_totals(manager, wanted)
        count = totals[wanted.stage].count if wanted.stage else sum(each.count for each in totals.values())
        assert count == len(names), asked
    assert stage_totals(manager, ClaimFilter())[Stage.READY].charge == Decimal("376.50")


def test_the_file_is_what_the_list_shows_and_its_sums_agree(as_mia: Client, five: dict[str, Claim]) -> None:
    query = {"stage": "ready", "q": "doe"}  # nobody
    empty = as_mia.get(reverse("billing:review_export", args=["csv"]), query)
    assert content(empty).count(b"\r\n") == 2
    page = as_mia.get(reverse("billing:review"), {"stage": "ready"})
    shown = [claim.patient_control_number for claim in page.context["rows"]]
    written = as_mia.get(reverse("billing:review_export", args=["csv"]), {"stage": "ready"})
    lines = list(csv.DictReader(io.StringIO(content(written).decode("utf-8-sig"))))
    assert [line["Control number"] for line in lines] == [*shown, "Total"]
    total = page.context["total"]
    assert Decimal(lines[-1]["Charge"]) == total.charge == sum(Decimal(line["Charge"]) for line in lines[:-1])
    book = as_mia.get(reverse("billing:review_export", args=["xlsx"]), {"stage": "ready"})
    *_, last = load_workbook(io.BytesIO(content(book)))["Claims"].iter_rows(values_only=True)
    assert (last[0], last[-1]) == ("Total", float(total.charge))
    assert AuditEvent.objects.filter(action="claims.exported").count() == 3


def test_what_is_said_at_the_desk_is_kept_with_old_and_new(
    as_mia: Client, five: dict[str, Claim], manager: Actor, mia: User, ada: User, carol: User
) -> None:
    abel = five["Abel"]
    as_mia.post(reverse("billing:assign"), {"claim": [abel.pk], "person": "me"})
    assign_claims(manager, claim_ids=[abel.pk], person=ada, now=NOW)
    as_mia.post(reverse("billing:tag"), {"claim": [abel.pk], "tag": "Ask Ana"})
    untag_claims(manager, claim_ids=[abel.pk], name=" Ask  ana", now=NOW)
    as_mia.post(reverse("billing:claim_note", args=[abel.pk]), {"text": "Called the agency"})
    with pytest.raises(Refused, match="Whoever was chosen sees no claims"):  # works elsewhere
        assign_claims(manager, claim_ids=[abel.pk], person=carol, now=NOW)
    Membership.objects.filter(user=ada).update(ends_on=date(2020, 1, 1))
    with pytest.raises(Refused, match="sees no claims"):
        assign_claims(manager, claim_ids=[abel.pk], person=ada, now=NOW)
    assert ada not in people_of(manager)
    as_mia.post(reverse("billing:assign"), {"claim": [abel.pk], "person": str(ada.pk)})  # left meanwhile
    assert Claim.objects.get(pk=abel.pk).assigned_to == ada
    with pytest.raises(Refused, match="Write a short word"):
        untag_claims(manager, claim_ids=[abel.pk], name="\0", now=NOW)
    with pytest.raises(Refused, match="says nothing"):
        note_claim(manager, claim_id=abel.pk, text=" ", now=NOW)
    events = AuditEvent.objects.filter(
        subject_type="billing.claim", subject_id=abel.pk, patient_id=abel.patient_id
    )
    told = [
        (each.action, each.old, each.new)
        for each in events.order_by("pk")
        if each.action not in ("claim.viewed", "claim.drafted")
    ]
    assert told == [
        ("claim.assigned", {"assigned_to": "nobody"}, {"assigned_to": "Mia Castillo"}),
        ("claim.assigned", {"assigned_to": "Mia Castillo"}, {"assigned_to": "Ada Novak"}),
        ("claim.tagged", {"tag": None}, {"tag": "ask ana"}),
        ("claim.untagged", {"tag": "ask ana"}, {"tag": None}),
        ("claim.noted", None, {"text": "Called the agency"}),
    ]
    assert not ClaimTag.objects.exists()
    page = as_mia.get(reverse("billing:claim", args=[abel.pk])).content.decode()
    assert "Ada Novak looks after it" in page
    assert "Called the agency" in page


def test_the_pane_alone_comes_for_another_row_and_after_an_act_the_next_claim_is_open(
    as_mia: Client, five: dict[str, Claim]
) -> None:
    abel, baker = five["Abel"], five["Baker"]
    address = f"{reverse('billing:review')}?q=jane&claim={abel.pk}"
    alone = as_mia.get(address, headers={"HX-Request": "true", "HX-Target": "pane"})
    assert alone["HX-Push-Url"] == address
    assert b"<h1>" not in alone.content
    page = as_mia.get(address)
    assert (page.context["shown"], page.context["is_open"]) == (abel.pk, True)
    then = f"{reverse('billing:review')}?q=jane&claim={baker.pk}"
    assert f'name="next" value="{then.replace("&", "&amp;")}"' in page.content.decode()
    sent = {"claim": [abel.pk], "desk": "1", "next": then}
    assert as_mia.post(f"{reverse('billing:move', args=['approve'])}?q=jane", sent)["Location"] == then
    assert states(abel) == ["approved"]
    # what is refused is said in the pane, the list beside it
    sent = {"claim": [baker.pk], "desk": "1", "reason": ""}
    refused = as_mia.post(f"{reverse('billing:move', args=['return'])}?q=jane", sent)
    assert refused.status_code == 422
    assert "needs a reason" in refused.content.decode()
    assert refused.context["shown"] == baker.pk


def test_each_page_of_what_is_not_billed_continues_the_one_before(
    manager: Actor, dr_rivera: Provider, medicare: Payer, sunrise: Any, prices: None
) -> None:
    """C and E are worth the most; A, B, G, D and F are of May; F's money is not known, of H the payer neither."""
    for name in "ABCDEFGH":
        whose = make.homebound_patient(dr_rivera, medicare, sunrise, last_name=name)
        make.logged(whose, dr_rivera, date(2026, 5, 4), 33)
    CareEpisode.objects.update(complexity_statement="")
    close(dr_rivera.practice)
    rows = Decision.objects.filter(is_current=True, outcome="blocked")
    assert rows.count() == 8
    rows.update(expected_amount=Decimal("109.89"))
    rows.filter(patient__last_name__in="CE").update(expected_amount=Decimal("120.10"))
    rows.filter(patient__last_name="D").update(expected_amount=Decimal("57.35"))
    rows.filter(patient__last_name__in="FH").update(expected_amount=None)
    rows.filter(patient__last_name="H").update(payer=None)
    later = rows.filter(patient__last_name__in="CE").values("period")
    ServicePeriod.objects.filter(pk__in=list(later.values_list("period", flat=True))).update(
        starts_on=date(2026, 5, 9)
    )
    names = dict(rows.values_list("pk", "patient__last_name"))
    for sort, order in (("value", "CEABGDFH"), ("deadline", "ABGDFCEH")):
        lines = unbilled(manager, UnbilledFilter("blocked", date(2026, 1, 1), sort=sort))
        every = list(lines)
        assert "".join(names[line.decision_id] for line in every) == order
        assert (len(lines), lines.total) == (8, Decimal("627.22"))
        for start in range(8):
            for size in range(1, 9 - start):
                assert lines[start : start + size] == every[start : start + size]
        assert (lines[8:], lines[-1]) == ([], every[-1])


def test_why_not_billed_is_put_right_where_it_stands(
    as_mia: Client, jane: Patient, mark: Patient, dr_rivera: Provider, prices: None
) -> None:
    CareEpisode.objects.filter(patient=jane).update(complexity_statement="")
    make.logged(jane, dr_rivera, date(2026, 5, 4), 33)
    make.logged(mark, dr_rivera, date(2026, 1, 20), 4)
    close(jane.practice)
    address = reverse("billing:not_billed")
    page = as_mia.get(address)
    [row] = page.context["rows"]
    assert (row.value, row.file_by_on, row.decision.patient) == (Decimal("109.89"), date(2027, 5, 1), jane)
    assert "Save and decide again" in page.content.decode()
    blank = {"reason": "no_complexity_statement", "no-complexity-statement-complexity_statement": ""}
    record = reverse("billing:not_billed_record", args=[row.decision.pk])
    sent = {**blank, "no-complexity-statement-complexity_statement": "Heart failure and three agencies."}
    as_mia.post(record, sent)
    assert Claim.objects.get(patient=jane).state == "draft"
    assert not as_mia.get(address).context["rows"]
    others = as_mia.get(address, {"outcome": "not_billable", "sort": "deadline"}).context["rows"]
    assert mark in [each.decision.patient for each in others]
    kept = as_mia.get(reverse("billing:not_billed_export", args=["csv"]), {"outcome": "not_billable"})
    text = content(kept).decode("utf-8-sig")
    assert text.count("\r\n") == len(others) + 2
    # a draft that was given up is in the list as well
    claim = Claim.objects.get(patient=jane)
    as_mia.post(reverse("billing:move", args=["void"]), {"claim": [claim.pk], "reason": "Entered twice"})
    given_up = as_mia.get(address, {"outcome": "given_up"})
    assert [each.decision for each in given_up.context["rows"]] == [
        Decision.objects.get(pk=claim.decision_id)
    ]
    assert "Entered twice" in given_up.content.decode()
