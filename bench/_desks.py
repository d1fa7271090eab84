"""Two practices with their pages: one whose lists just fill a page, one of a hundred thousand patients and claims.

The large one is the sample practice of 5,000 patients, worked, closed and reviewed by the product's own operations,
and then copied inside the database. Of its last month a share waits for review; all before was sent, paid or denied.
"""

import argparse
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Mod
from django.test import Client
from django.utils import timezone

from apps.billing.models import Claim, CloseRun, Decision, Submission
from apps.billing.operations.approval import approve
from apps.billing.operations.closing import close_due_periods
from apps.patients.models import Enrollment, Patient
from apps.practice.access import actor_for, schedule_of
from apps.practice.domain.roles import Role
from apps.practice.models import Practice, User
from apps.reports.domain.asked import months_ago
from apps.sample.operations import make_sample_practice
from apps.sample.staff import SIGN_INS
from bench._copies import multiply

ORIGINALS, AT_ONCE, A_PAGE = 5000, 500, 50


@dataclass(frozen=True)
class Desk:
    """A practice with its pages and who looks at them."""

    practice: Practice
    pages: dict[str, str]
    clients: dict[str, Client]


def build(options: argparse.Namespace, *, today: date) -> None:
    """Write the large practice, which is copied while it is alone, and the small one."""
    copies = max(1, options.patients // ORIGINALS)
    _worked(options.patients // copies, "large", months=options.months, today=today, share_of_drafts=10)
    multiply(copies - 1)
    _worked(options.small, "small", months=options.months, today=today, share_of_drafts=100)


def taken_up(options: argparse.Namespace, *, today: date) -> list[Desk]:
    """Return the large and the small practice; refuses to go on with some of another size or another month."""
    practices = Practice.objects.order_by("pk")
    there = [Patient.objects.filter(practice=each).count() for each in practices]
    wanted = [options.patients, options.small]
    last_day = today.replace(day=1) - timedelta(days=1)
    if (
        there != wanted
        or not Claim.objects.filter(period_ends_on__gte=last_day - timedelta(days=29)).exists()
    ):
        raise SystemExit(f"The practices kept have {there} patients, asked for are {wanted}, and last month.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return [_desk(each, name) for each, name in zip(practices, ("large", "small"), strict=True)]


def _worked(patients: int, name: str, *, months: int, today: date, share_of_drafts: int) -> None:
    practice = make_sample_practice(patients=patients, seed=1, today=today, progress=lambda *_: None)
    people = User.objects.filter(email__in=[email for _, email, _ in SIGN_INS])
    people.update(email=Concat(Value(f"{name}-"), F("email")))
    first = months_ago(today.replace(day=1), months)
    Enrollment.objects.filter(practice=practice).update(starts_on=first)
    close_due_periods(
        schedule_of(practice), today=today, now=timezone.now(), trigger=CloseRun.Trigger.COMMAND
    )
    _review(practice, name, today=today, share_of_drafts=share_of_drafts)
    _block_a_page(practice)


def _review(practice: Practice, name: str, *, today: date, share_of_drafts: int) -> None:
    """Approve all but a share (in a hundred) of last month's claims, and let the payers answer the older ones."""
    last_month = months_ago(today.replace(day=1), 1)
    drafts = Claim.objects.filter(practice=practice, state="draft", problem_count=0).order_by("pk")
    is_left = {"period_starts_on__gte": last_month, "place__lt": share_of_drafts}
    ids = list(drafts.annotate(place=Mod("pk", 100)).exclude(**is_left).values_list("pk", flat=True))
    biller = actor_for(_person(name, Role.BILLING_MANAGER), practice_id=practice.pk)
    assert biller is not None
    for start in range(0, len(ids), AT_ONCE):
        approve(biller, claim_ids=ids[start : start + AT_ONCE], now=timezone.now(), today=today)
    _answer(practice, last_month)


def _block_a_page(practice: Practice) -> None:
    """See to it that the list of what is not billed fills a page in the small practice as well."""
    current = Decision.objects.filter(practice=practice, is_current=True).order_by("-window_ends_on", "-pk")
    missing = A_PAGE - current.filter(outcome="blocked").count()
    rows = current.filter(outcome="not_billable").values_list("pk", flat=True)[: max(0, missing)]
    Decision.objects.filter(pk__in=list(rows)).update(outcome="blocked")


def _answer(practice: Practice, last_month: date) -> None:
    """Of ten approved claims one stays, two are accepted, the others sent; older ones are paid, one in ten denied.

    A page of approved claims stays in any case, so that the same list is as long in the small practice.
    """
    approved = Claim.objects.filter(practice=practice, state="approved")
    approved = approved.exclude(pk__in=list(approved.order_by("-pk").values_list("pk", flat=True)[:A_PAGE]))
    count = approved.count()
    sent = Submission.objects.create(
        practice=practice, format="837p", state="sent", file_name="claims.837p", content=b"", sha256="x",
        claim_count=count, total_charge=0, made_at=timezone.now(), sent_at=timezone.now(),
    )  # fmt: skip
    tenth = approved.annotate(tenth=Mod("pk", 10))
    older, newer = (
        tenth.filter(period_starts_on__lt=last_month),
        tenth.filter(period_starts_on__gte=last_month),
    )
    for rows, state in (
        (older.filter(tenth=0), "denied"), (older, "paid"), (newer.filter(tenth__in=(1, 2)), "accepted"),
        (newer.exclude(tenth=0), "sent"),
    ):  # fmt: skip
        Claim.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
            state=state, submission=sent
        )


def _person(name: str, role: Role) -> User:
    email = next(email for each, email, _ in SIGN_INS if each is role)
    return User.objects.get(email=f"{name}-{email}")


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _desk(practice: Practice, name: str) -> Desk:
    patient = Patient.objects.filter(practice=practice, enrollments__isnull=False).order_by("pk")[0]
    claims = Claim.objects.filter(practice=practice, state="draft", problem_count=0).select_related("patient")
    claim = claims.order_by("pk")[0]
    paid = Claim.objects.filter(practice=practice, state="paid").order_by("pk")[0]
    return Desk(
        practice=practice,
        pages={
            "physician today": "/today/",
            "physician patients": "/patients/",
            "physician mine": "/patients/mine/",
            "physician day": "/time/day/",
            "physician week": "/time/week/",
            "physician inbox": "/inbox/",
            "physician attest": "/attest/",
            "physician all patients": "/patients/?show=all",
            "physician a search": "/patients/?q=abern",
            "physician patient": f"/patients/{patient.pk}/",
            "billing_manager review": "/review/",
            "billing_manager review search": f"/review/?q={claim.patient.last_name}",
            "billing_manager review by number": f"/review/?q={claim.patient_control_number}",
            "billing_manager review pane": f"/review/?claim={claim.pk}",
            "billing_manager not billed": "/review/not-billed/",
            "billing_manager claim": f"/claims/{claim.pk}/",
            "billing_manager paid claim": f"/claims/{paid.pk}/",
            "billing_manager claims": "/claims/",
            "billing_manager claims paid": "/claims/?stage=paid",
            "billing_manager closings": "/closings/",
            "billing_manager reports": "/reports/",
        },
        clients={role.value: _signed_in(_person(name, role)) for role, _, _ in SIGN_INS},
    )
