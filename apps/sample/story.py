"""Let the months of a small sample practice pass: close, review, approve, send, as its people would have."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.billing.domain.holds import HoldReason
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.models import Claim, ClaimEvent, CloseRun, Receiver, Submission
from apps.billing.operations.acts import Wanted, act
from apps.billing.operations.approval import approve
from apps.billing.operations.checking import check_submission
from apps.billing.operations.closing import close_due_periods
from apps.billing.operations.holding import Holding
from apps.billing.operations.sending import make_submission, mark_sent
from apps.billing.operations.telling import tell_people
from apps.patients.models import Enrollment
from apps.practice.access import Actor, schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import Practice
from apps.sample.afterwards import put_right
from apps.sample.agreements import AGREED, agree, ask_of_earlier_rules
from apps.sample.answers import answer
from apps.sample.desk import member, set_out
from apps.sample.month_end import finish_months
from apps.sample.papers import attach_papers
from apps.sample.programme import run_programme
from apps.sample.workbench import furnish_desk
from apps.timelog.operations.anchoring import anchor_ledger

LEFT_FOR_REVIEW = timedelta(days=24)


def tell(practice: Practice, *, today: date, now: datetime) -> None:
    """Close every week up to `today`; approve and send what became due long enough ago, leave the rest to review."""
    schedule, biller = schedule_of(practice), member(practice, Role.BILLING_MANAGER)
    has_agreed = False
    for day in _days(practice, today):
        if not has_agreed and day > today - AGREED:
            agree(biller, now=_at(practice, day, time(0, 5)), today=day)
            practice.refresh_from_db()  # its rules are others now
            has_agreed = True
        close_due_periods(
            schedule, today=day, now=_at(practice, day, time(0, 10)), trigger=CloseRun.Trigger.SCHEDULE
        )
        if day <= today - LEFT_FOR_REVIEW:
            _send_ready(biller, day)
    answer(biller, now=now)
    put_right(biller, now=now, today=today)
    attach_papers(biller, now=now)
    _set_some_aside(biller, today, now=min(now, _at(practice, today, time(8, 15))))
    set_out(practice, now=now)
    furnish_desk(biller, member(practice, Role.ADMINISTRATOR), now=now)
    run_programme(practice, now=now, today=today)
    ask_of_earlier_rules(member(practice, Role.BILLING_MANAGER), now=now)
    finish_months(biller, since=practice_start(practice), now=now, today=today)
    _tell_people(schedule, now=now, today=today)
    anchor_ledger(schedule, now=now)


def _tell_people(schedule: Actor, *, now: datetime, today: date) -> None:
    """Look for what people are to be told: when a claim was last rejected, and today."""
    rejections = ClaimEvent.objects.filter(practice=schedule.practice, to_state=ClaimState.REJECTED)
    rejected = rejections.order_by("at").last()
    if rejected is not None and (told_at := rejected.at + timedelta(hours=20)) < now - timedelta(days=1):
        tell_people(schedule, on=told_at.astimezone(schedule.time_zone).date(), now=told_at)
    tell_people(schedule, on=today, now=now)


def _days(practice: Practice, today: date) -> list[date]:
    first = min(practice_start(practice), today)
    days = [first + timedelta(days=7 * week) for week in range((today - first).days // 7 + 1)]
    return days if days[-1] == today else [*days, today]


def practice_start(practice: Practice) -> date:
    """Return the first day on which anything can be due."""
    first = Enrollment.objects.filter(practice=practice).order_by("starts_on").first()
    return first.starts_on if first else date.max


def _at(practice: Practice, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(practice.time_zone)).astimezone(UTC)


def _send_ready(biller: Actor, day: date) -> None:
    now = _at(biller.practice, day, time(10, 30))
    drafts = Claim.objects.filter(practice=biller.practice, state=ClaimState.DRAFT, problem_count=0)
    approve(biller, claim_ids=list(drafts.values_list("pk", flat=True)), now=now, today=day)
    receiver = Receiver.objects.get(practice=biller.practice)
    for format in (Submission.Format.X12_837P, Submission.Format.CMS_1500):
        on_paper = format == Submission.Format.CMS_1500
        approved = Claim.objects.filter(
            practice=biller.practice, state=ClaimState.APPROVED, payer__on_paper=on_paper
        )
        if not approved.exists():
            continue
        submission = make_submission(
            biller,
            claim_ids=list(approved.values_list("pk", flat=True)),
            format=format,
            receiver=None if on_paper else receiver,
            now=now,
            today=day,
        )
        if not on_paper:
            check_submission(biller, submission_id=submission.pk, clock=lambda: now)
        mark_sent(biller, submission_id=submission.pk, now=now + timedelta(minutes=12))


def _set_some_aside(biller: Actor, today: date, *, now: datetime) -> None:
    drafts = list(
        Claim.objects.filter(practice=biller.practice, state=ClaimState.DRAFT, problem_count=0).order_by(
            "pk"
        )[:6]
    )
    if len(drafts) == 6:
        approve(biller, claim_ids=[drafts[0].pk, drafts[1].pk, drafts[4].pk], now=now, today=today)
        waiting = "Waiting for the signed plan of care from the agency"
        held = Wanted(Move.HOLD, waiting, Holding(HoldReason.AGENCY))
        act(biller, held, claim_ids=[drafts[2].pk], now=now, today=today)
        make_submission(
            biller, claim_ids=[drafts[1].pk], format=Submission.Format.XLSX, now=now, today=today
        )  # for an office that bills elsewhere
        returned = Wanted(Move.RETURN, "Please say in the note what the call decided")
        act(biller, returned, claim_ids=[drafts[3].pk], now=now, today=today)
