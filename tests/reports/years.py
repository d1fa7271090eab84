"""Months of a practice, lived through its own operations: logged, corrected, closed, sent, paid, denied."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from apps.billing.models import Claim, ClaimTask, CloseRun, RemittanceFile, Submission
from apps.billing.operations.approval import approve
from apps.billing.operations.checking import check_submission
from apps.billing.operations.closing import close_due_periods
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.billing.operations.sending import make_submission, mark_sent
from apps.patients.models import Goal, Patient
from apps.practice.access import Actor, schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, Provider, User
from apps.reports.domain.asked import months_ago, next_month
from apps.timelog.domain.entries import Draft
from apps.timelog.models import TimeEntry
from apps.timelog.operations import amend_entry, void_entry
from apps.timelog.operations.entries import draft_of, log_time
from tests import builders as make
from tests.billing.closing import CHARGES
from tests.billing.payers_answers import Answer, an_835

FIRST = date(2025, 1, 1)
ACTS = (
    ("communication", "agency_staff", "phone"),
    ("communication", "family_or_caregiver", "phone"),
    ("progress_tracking", "", "record_review"),
    ("long_term_strategy", "", "record_review"),
    ("communication", "own_practice", "in_person"),
)


def lived(practice: Practice, *, months: int, seed: int = 7) -> Actor:
    """Let months pass in a practice from January 2025 on; return its billing manager."""
    rng = random.Random(seed)
    people = _people(practice)
    biller = make.member(make.user("years@hilltop.example", "Yara Ott"), practice, Role.BILLING_MANAGER)
    actor = make.actor(biller, practice)
    make.member(make.user("admin@hilltop.example", "Ada Ott"), practice, Role.ADMINISTRATOR)
    make.receiver(practice)
    for code, amount in CHARGES.items():
        make.charge(practice, code, amount)
    month = FIRST
    for place in range(months):
        _work(practice, people, month, rng)
        month = next_month(month)
        _month_end(actor, month, place, rng)
        _afterwards(people, month, place)
    _work(practice, people, month, rng)  # the month that is still open
    _others(practice, people)
    _ends(practice)
    return actor


def _people(practice: Practice) -> list[tuple[Patient, Provider]]:
    one = make.provider(practice, first_name="Ida", last_name="Moss", npi="1555000193", user=None)
    two = make.provider(
        practice, first_name="Kai", last_name="Lund", npi="1555000185", kind="nurse_practitioner"
    )
    # one has more planned than given, the other gives more than planned; a nurse does neither yet
    for whose, minutes in (
        (one, 300),
        (two, 20),
        (make.provider(practice, last_name="Sol", kind="clinical_staff", npi=""), 600),
    ):
        Provider.objects.filter(pk=whose.pk).update(capacity_minutes=minutes)
    payers = [
        make.payer(practice, name="Medicare of the years"),
        make.commercial_payer(practice, name="Buckeye of the years"),
        make.payer(practice, name="Circle of the years", profile="capitated"),
    ]
    home = make.agency(practice, name="Sunrise of the years")
    hospice = make.agency(practice, name="Harbor of the years", kind="hospice", npi=make.HOSPICE_NPI)
    found = []
    for number in range(6):
        by = (one, two)[number % 2]
        patient = make.patient(
            practice, last_name=f"Years{number}", first_name="Ann", medical_record_number=f"Y{number}"
        )
        make.coverage(patient, payers[number % 3], starts_on=date(2024, 1, 1))
        make.episode(
            patient,
            (home, hospice)[number == 4],
            by,
            starts_on=date(2024, 12, 1),
            plan_signed_on=date(2024, 12, 2),
            ends_on=date(2025, 2, 14) if number == 5 else None,
        )
        for back in range(9) if number != 3 else ():
            make.face_to_face(patient, date(2024, 12, 16) + timedelta(days=90 * back), by)
        make.diagnosis(patient, "I5022")
        make.diagnosis(patient, "E119", rank=2)
        make.enrollment(patient, by, starts_on=FIRST)
        Goal.objects.create(
            practice=practice,
            patient=patient,
            statement="Walk to the gate",
            stated_on=date(2025, 1, 3 + number),
        )
        found.append((patient, by))
    return found


def _work(
    practice: Practice, people: list[tuple[Patient, Provider]], month: date, rng: random.Random
) -> None:
    for patient, by in people:
        for _ in range(rng.choice((1, 2, 3, 4))):
            activity, counterpart, channel = rng.choice(ACTS)
            entry = make.logged(
                patient, by, month + timedelta(days=rng.randrange(28)), seconds=rng.randint(300, 1100),
                activity=activity, counterpart=counterpart, channel=channel, note="As it was.",
            )  # fmt: skip
            if rng.random() < 0.15:
                _put_right(entry, by, rng, now=_at(month + timedelta(days=29)))


def _afterwards(people: list[tuple[Patient, Provider]], month: date, place: int) -> None:
    """Write down late what was forgotten, and the programme's own hours."""
    patient, by = people[place % len(people)]
    make.logged(patient, by, months_ago(month, 1), 7, reason="Found in the call list")
    for whose in (people[0], people[3]) if place == 0 else ():  # enough for Medicare, and one without a visit
        make.logged(*whose, month + timedelta(days=9), 41)
    monitoring = Draft(
        performed_on=month,
        seconds=1500 + 61 * place,
        activity=("program_monitoring", "quality_improvement")[place % 2],
        counterpart="",
        channel="",
        note="Went through the panel.",
    )
    log_time(monitoring, actor=schedule_of(by.practice), patient=None, provider=by, now=_at(month))


# What the first claims become, so that each state is there: the payers' answers bring about a few of them alone.
FIRST_STATES = ("sent", "paid", "rejected", "accepted", "denied", "paid", "partly_paid", "refunded")


def _ends(practice: Practice) -> None:
    """Put the first claims into every state there is, and the newest drafts aside."""
    first = Claim.objects.filter(practice=practice).exclude(submission=None).order_by("pk")
    for claim, state in zip(first, FIRST_STATES, strict=False):
        Claim.objects.filter(pk=claim.pk).update(state=state)
    drafts = Claim.objects.filter(practice=practice, state="draft").order_by(
        "-rendering_provider__last_name", "-pk"
    )
    for claim, state in zip(drafts, ("voided", "held"), strict=False):
        Claim.objects.filter(pk=claim.pk).update(state=state)
    _paid_after_all(first[5])


def _paid_after_all(claim: Claim) -> None:
    """Let a paid claim have been denied before."""
    task = ClaimTask.objects.filter(practice=claim.practice, kind=ClaimTask.Kind.DENIAL).earliest("pk")
    task.pk, task.claim, task.reason_code = None, claim, "29"
    task.save()


def _others(practice: Practice, people: list[tuple[Patient, Provider]]) -> None:
    """Add who could be enrolled and who no longer could, who has both programmes, and goals of every kind."""
    agency = people[0][0].episodes.get().agency
    for number, (fact, died_on) in enumerate(
        (("agency", None), ("agency", FIRST), ("chronic", None), ("said", None))
    ):
        patient = make.patient(
            practice,
            last_name=f"Other{number}",
            first_name="Lee",
            medical_record_number=f"O{number}",
            died_on=died_on,
        )
        if fact == "agency":
            make.episode(patient, agency, people[0][1], starts_on=FIRST)
        elif fact == "chronic":
            make.diagnosis(patient, "I5022")
            make.diagnosis(patient, "E119", rank=2)
        else:
            make.status(patient, "chronic_care_eligible", FIRST)
            make.enrollment(patient, people[0][1], starts_on=FIRST, ends_on=FIRST + timedelta(days=9))
            make.logged(
                patient, people[0][1], FIRST + timedelta(days=20), 12
            )  # and nobody had enrolled her again
    make.status(people[0][0], "dual_eligible", FIRST)
    first, second = people[0][0], people[1][0]
    for whose, state, target in ((first, "met", None), (second, "stated", FIRST), (second, "revised", FIRST)):
        goal = Goal.objects.create(
            practice=practice, patient=whose, statement="Walk to the shop", stated_on=date(2025, 2, 3), state=state,
            target_on=target,
        )  # fmt: skip
        if state != "revised":
            TimeEntry.objects.filter(patient=whose).earliest("pk").goals.add(goal)


def _put_right(entry: TimeEntry, by: Provider, rng: random.Random, *, now: datetime) -> None:
    """Void an entry, or make it longer, as the administrator."""
    admin = make.actor(User.objects.get(email="admin@hilltop.example"), by.practice)
    entry.refresh_from_db()
    version = entry.current_version
    assert version is not None
    if rng.random() < 0.5:
        void_entry(entry, actor=admin, reason="Logged twice", now=now, based_on=version.number)
        return
    longer = replace(draft_of(version, reason="The call list has it longer"), seconds=version.seconds + 61)
    amend_entry(entry, actor=admin, draft=longer, now=now, based_on=version.number)


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 15, tzinfo=UTC)


def _month_end(actor: Actor, today: date, place: int, rng: random.Random) -> None:
    now = _at(today)
    close_due_periods(schedule_of(actor.practice), today=today, now=now, trigger=CloseRun.Trigger.SCHEDULE)
    drafts = list(Claim.objects.filter(practice=actor.practice, state="draft", problems=[]).order_by("pk"))
    if not drafts or place % 2:
        return
    approve(actor, claim_ids=[claim.pk for claim in drafts], now=now, today=today)
    approved = Claim.objects.filter(practice=actor.practice, state="approved").values_list("pk", flat=True)
    receiver = actor.practice.receivers.get()
    made = make_submission(
        actor,
        claim_ids=list(approved),
        format=Submission.Format.X12_837P,
        receiver=receiver,
        now=now,
        today=today,
    )
    check_submission(actor, submission_id=made.pk, clock=lambda: now)
    mark_sent(actor, submission_id=made.pk, now=now)
    paid_on = today + timedelta(days=rng.randint(9, 30))
    answers = [said for claim in made.claims.order_by("pk") if (said := _answer(claim, rng))]
    if answers:
        _post(actor, answers, paid_on, place)


def _answer(claim: Claim, rng: random.Random) -> Answer | None:
    """Pay most, deny some, leave some to wait."""
    assert claim.total_charge is not None
    luck, charge = rng.random(), claim.total_charge
    plain = Answer(
        claim.patient_control_number, charge=str(charge), member_id=claim.coverage.member_id,
        name=f"{claim.patient.last_name.upper()}*ANN", day=f"{claim.starts_on:%Y%m%d}",
    )  # fmt: skip
    if luck < 0.2:
        return None
    if luck < 0.4:
        reason = rng.choice((("CO", "16"), ("CO", "29")))
        return Answer(
            plain.number, charge=plain.charge, paid="0", reasons=((*reason, plain.charge),), status="4", owed="",
            member_id=plain.member_id, name=plain.name, day=plain.day,
        )  # fmt: skip
    paid = (charge * Decimal("0.8")).quantize(Decimal("0.01"))
    rest = str(charge - paid)
    return Answer(
        plain.number, charge=plain.charge, paid=str(paid), reasons=(("PR", "2", rest),), owed=rest,
        member_id=plain.member_id, name=plain.name, day=plain.day,
    )  # fmt: skip


def _post(actor: Actor, answers: list[Answer], paid_on: date, place: int) -> None:
    content = an_835(*answers, trace=f"YEARS{place}", paid_on=f"{paid_on:%Y%m%d}")
    content = content.replace(b"000000911", f"{place + 1:09}".encode())
    now = _at(paid_on)
    source = RemittanceFile.Source.UPLOAD
    file = receive_remittance(
        actor, content=content, file_name=f"era{place}.835", source=source, now=now
    ).file
    post_remittance(actor, file_id=file.pk, now=now, today=paid_on)
