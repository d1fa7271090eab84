"""What a small sample practice has to put right: late time in a closed period, a replacement, money owed back."""

from datetime import date, datetime, timedelta

from apps.billing.models import Claim, Correction, Decision
from apps.billing.operations.correcting import Wanted, open_correction, paths_of
from apps.billing.selectors.corrections import paid_so_far
from apps.practice.access import Actor, actor_for, schedule_of
from apps.timelog.domain.entries import Draft
from apps.timelog.operations import log_time

Path = Correction.Path
FOUND_BEFORE = timedelta(days=12)


def put_right(biller: Actor, *, now: datetime, today: date) -> None:
    """Log time late in a closed period, begin a replacement and find an overpayment, where there is a case of it."""
    _log_late(biller, now=now)
    if claim := _paid_claim(biller, Path.REPLACEMENT):
        wanted = Wanted(Path.REPLACEMENT, "The member id was mistyped")
        open_correction(biller, claim_id=claim.pk, wanted=wanted, now=now, today=today)
    if claim := _paid_claim(biller, Path.REOPENING):
        said = "A second insurer had paid it already"
        wanted = Wanted(Path.REFUND, said, paid_so_far(claim), today - FOUND_BEFORE)
        open_correction(biller, claim_id=claim.pk, wanted=wanted, now=now, today=today)


def _log_late(biller: Actor, *, now: datetime) -> None:
    """Write down a forgotten call that brings the newest period just short of its code over the threshold."""
    short = Decision.objects.filter(
        practice=biller.practice,
        is_current=True,
        outcome="not_billable",
        reasons=["below_threshold"],
        minutes__gte=10,
        period__enrollment__program="cpo",
    )
    rows = short.select_related("patient", "period__enrollment__rendering_provider")
    found = rows.order_by("-period__window_ends_on", "-minutes", "pk").first()
    if found is None:
        return
    by = found.period.enrollment.rendering_provider
    draft = Draft(
        activity="communication",
        counterpart="agency_staff",
        channel="phone",
        performed_on=found.period.ends_on,
        seconds=max(31 - found.minutes, 2) * 60,
        note="Told the visiting nurse to hold the second dose and call back on Monday.",
        reason="Found in the phone log",
    )
    actor = actor_for(by.user, practice_id=biller.practice.pk) if by.user else None
    log_time(draft, actor=actor or schedule_of(biller.practice), patient=found.patient, provider=by, now=now)


def _paid_claim(biller: Actor, path: Correction.Path) -> Claim | None:
    """Return the first paid claim that nobody corrects yet and whose payer takes that path."""
    paid = Claim.objects.filter(practice=biller.practice, state="paid", cases__isnull=True).order_by("pk")
    rows = paid.select_related("coverage__payer", "practice")
    return next((claim for claim in rows if path in paths_of(claim)), None)
