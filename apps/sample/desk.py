"""On a physician's desk in a small sample practice: plans with strategies, signatures, a correction to read."""

from dataclasses import replace
from datetime import datetime, timedelta

from apps.billing.operations.attesting import attest_periods
from apps.billing.selectors.attestations import awaiting, contents_of, hash_of, statement_of
from apps.patients.models import Goal
from apps.patients.operations_goals import drop_strategy, state_strategy
from apps.practice.access import Actor, actor_for
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, User
from apps.sample import words
from apps.sample.staff import SIGN_INS
from apps.timelog.domain.entries import Draft
from apps.timelog.models import Activity, Channel, EntryVersion, TimeEntry
from apps.timelog.operations import amend_entry, log_time
from apps.timelog.operations.entries import draft_of

PLANNED, NAMED_BY = 8, 3
LEFT_TO_SIGN = timedelta(days=40)


def set_out(practice: Practice, *, now: datetime) -> None:
    """Plan, sign what closed long enough ago, correct an entry of the physician's, and make one signature stale."""
    physician, administrator = member(practice, Role.PHYSICIAN), member(practice, Role.ADMINISTRATOR)
    _plan(physician, now=now)
    _sign(physician, now=now)
    _correct(physician, administrator, now=now)


def member(practice: Practice, wanted: Role) -> Actor:
    """Return the person of the sample practice in a role."""
    email = next(email for role, email, _name in SIGN_INS if role is wanted)
    actor = actor_for(User.objects.get(email=email), practice_id=practice.pk)
    if actor is None:
        raise LookupError(f"{email} is no member of the sample practice.")
    return actor


def _plan(physician: Actor, *, now: datetime) -> None:
    """State strategies for some goals of the physician's patients, and say which entries followed them."""
    goals = Goal.objects.filter(
        practice=physician.practice, patient__enrollments__rendering_provider=physician.provider
    )
    for number, goal in enumerate(goals.distinct().order_by("pk")[:PLANNED]):
        said = words.STRATEGIES[goal.statement]
        made = [state_strategy(goal, actor=physician, statement=each, now=now) for each in said]
        if number == 0:
            drop_strategy(made[0], actor=physician, reason="The family has no scale at home", now=now)
        entries = TimeEntry.objects.filter(patient=goal.patient, current_version__is_void=False)
        goal.time_entries.add(*entries.order_by("-current_version__performed_on", "-pk")[:NAMED_BY])


def _sign(physician: Actor, *, now: datetime) -> None:
    """Sign the older closed periods; log one more entry into the latest of them, so that its signature is stale."""
    since = physician.today - timedelta(days=400)
    rows = list(awaiting(physician, since=since).filter(window_ends_on__lte=physician.today - LEFT_TO_SIGN))
    if not rows:
        return
    contents = contents_of(rows, statement=statement_of(physician.practice).text)
    attest_periods(physician, seen={pk: hash_of(content) for pk, content in contents.items()}, now=now)
    last = rows[-1]
    late = Draft(
        activity=Activity.PROGRESS_TRACKING,
        channel=Channel.RECORD_REVIEW,
        note="Read the therapy report that came by mail; exercise plan unchanged.",
        performed_on=last.ends_on,
        seconds=4 * 60,
        reason="Found in my own notes after the month had closed",
    )
    log_time(late, actor=physician, patient=last.patient, now=now)


def _correct(physician: Actor, administrator: Actor, *, now: datetime) -> None:
    """Let the administrator correct the physician's newest untimed entry: it stands in the physician's inbox."""
    version = (
        EntryVersion.objects.filter(
            practice=physician.practice, provider=physician.provider, current_of__isnull=False
        )
        .filter(started_at__isnull=True, seconds__gte=300, is_void=False, is_late=False)
        .select_related("entry")
        .order_by("-performed_on", "-pk")
        .first()
    )
    if version is None:
        return
    said = draft_of(version, reason="The agency's call list has this call two minutes shorter")
    shorter = replace(said, seconds=version.seconds - 120)
    amend_entry(version.entry, actor=administrator, draft=shorter, now=now, based_on=version.number)
