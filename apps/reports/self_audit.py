"""A self-audit: the checklist of the packets over many claims, the two tests of the Inspector General, on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from apps.billing.domain.signals import OIG, KindRow, kinds
from apps.billing.models import SelfAudit, SelfAuditLack, ServicePeriod, Signal
from apps.billing.operations.self_audits import Looked, claims_of
from apps.practice.access import Actor, rows_of, schedule_of
from apps.practice.domain.dates import in_words, local_day
from apps.reports.checklist import checklist
from apps.reports.packets import claims_for_packets, materials
from apps.reports.paper import Paper

# What the paper lists of each thing that is missing; all of them are on the page.
LISTED = 50


@dataclass(frozen=True, slots=True)
class Tested:
    """One pattern over the periods of a self-audit: how often it stands, and how often nobody has looked at it yet."""

    row: KindRow
    periods: int
    waiting: int
    is_oig: bool


def look_at(row: SelfAudit, *, at_most: int) -> dict[int, list[Looked]]:
    """Look at the next claims of a self-audit: what is asked for with each, and whether it is there."""
    actor = schedule_of(row.practice)
    ids = list(claims_of(row).values_list("pk", flat=True)[:at_most])
    claims = list(claims_for_packets(actor, ids).order_by("pk"))
    return {
        material.claim.pk: [
            Looked(each.name, "" if each.proof else each.lack) for each in checklist(material)
        ]
        for material in materials(actor, claims)
    }


def tested(actor: Actor, row: SelfAudit) -> list[Tested]:
    """Return every pattern over the periods of a self-audit, the two of the Inspector General first: one query."""
    counts = {
        each["kind"]: each
        for each in signals_in(actor, row)
        .order_by()
        .values("kind")
        .annotate(periods=Count("pk"), waiting=Count("pk", filter=Q(reviewed_at__isnull=True)))
    }
    none = {"periods": 0, "waiting": 0}
    found = [
        Tested(said, counts.get(kind, none)["periods"], counts.get(kind, none)["waiting"], kind in OIG)
        for kind, said in kinds().items()
    ]
    return sorted(found, key=lambda each: not each.is_oig)


def signals_in(actor: Actor, row: SelfAudit) -> QuerySet[Signal]:
    """Return the signals that stand in the periods that a self-audit is about."""
    return rows_of(actor, Signal).filter(
        stands=True, period__window_ends_on__range=(row.starts_on, row.ends_on)
    )


def not_looked_through(actor: Actor, row: SelfAudit) -> int:
    """Return how many closed periods wait to be looked through: until then nobody can say what is not seen in them."""
    return (
        rows_of(actor, ServicePeriod)
        .filter(
            window_ends_on__range=(row.starts_on, row.ends_on),
            state=ServicePeriod.State.CLOSED,
            looked_at__isnull=True,
        )
        .count()
    )


def waiting_in_words(left: int) -> str:
    """Say that some periods wait to be looked through; "" for none."""
    if not left:
        return ""
    wait = "waits" if left == 1 else "wait"
    return f"{_periods(left)} of these dates {wait} to be looked through; more may be seen then."


def lacks_of(actor: Actor, row: SelfAudit, *, name: str = "") -> QuerySet[SelfAuditLack]:
    """Return what claims lack, of one thing or all, in the order of the claims."""
    rows = rows_of(actor, SelfAuditLack).filter(audit=row)
    if name:
        rows = rows.filter(name=name)
    return rows.select_related("claim__patient", "claim__period", "claim__payer").order_by("claim_id", "pk")


def self_audit_pdf(actor: Actor, row: SelfAudit) -> bytes:
    """Return the report on paper: the tests, what is asked for and how often it is there, the claims that lack it."""
    span = f"{in_words(row.starts_on)} to {in_words(row.ends_on)}"
    asked_on = local_day(row.asked_at, row.practice.time_zone)
    paper = Paper(name=f"Self-audit · {span}", title="Self-audit")
    paper.title("Self-audit", f"{row.practice.name} · periods that ended {span}")
    paper.text(
        f"Approved claims looked at on {in_words(asked_on)}: {row.done:,}. Claims with which everything is"
        f" there that a contractor asks for: {row.complete:,}."
    )
    patterns, left = tested(actor, row), not_looked_through(actor, row)
    if left:
        paper.text(waiting_in_words(left))
    paper.heading("The two tests of the Inspector General")
    paper.checklist(_tests((each for each in patterns if each.is_oig), left))
    paper.heading("Other patterns that reviewers ask about")
    paper.checklist(_tests((each for each in patterns if not each.is_oig), left))
    paper.heading("Documentation")
    widths = (300, 68, 68, 68)
    paper.table(("Asked for", "There", "Missing", "Share"), widths, (_line(each) for each in row.found))
    for each in row.found:
        if each["missing"]:
            _missing(paper, actor, row, each)
    paper.text(
        "Sources: OIG A-07-17-05101 (2019) and its report of 2021 for the two tests; Medicare Benefit Policy Manual"
        " chapter 15 section 30.G and Claims Processing Manual chapter 12 section 180 for the documentation. A pattern"
        " is no finding of fault: each has its explanations, and its rows can be looked at.",
        muted=True,
    )
    return paper.finished()


def _tests(found: Iterator[Tested], left: int) -> Iterator[tuple[str, str, str, str]]:
    for each in found:
        lack = f"in {_periods(each.periods)}, {each.waiting:,} to look at"
        if left and not each.waiting:
            lack = f"{_periods(left)} to look through"
        looked = f"in {_periods(each.periods)}, each looked at" if each.periods else "not seen"
        yield each.row.label, "" if each.waiting or left else looked, lack, ""


def _periods(count: int) -> str:
    return "1 period" if count == 1 else f"{count:,} periods"


def _line(each: dict[str, Any]) -> tuple[str, str, str, str]:
    return each["name"], f"{each['there']:,}", f"{each['missing']:,}", share(each)


def share(each: dict[str, Any]) -> str:
    """Return how often a thing is there, in percent of the claims it is asked for with; 100 only when always."""
    tenths = 1000 * each["there"] // (each["there"] + each["missing"])
    return f"{tenths // 10}.{tenths % 10}%"


def _missing(paper: Paper, actor: Actor, row: SelfAudit, each: dict[str, Any]) -> None:
    paper.heading(f"{each['name']}: missing with {each['missing']:,}")
    rows = lacks_of(actor, row, name=each["name"])[:LISTED]
    lines = (
        (
            lack.claim.patient_control_number,
            lack.claim.patient.display_name,
            f"{in_words(lack.claim.period_starts_on)} to {in_words(lack.claim.period_ends_on)}",
            lack.lack,
        )
        for lack in rows
    )
    paper.table(("Claim", "Patient", "Period", "Said"), (104, 130, 150, 120), lines)
    if each["missing"] > LISTED:
        paper.text(
            f"And {each['missing'] - LISTED:,} more; all of them are on the page of this self-audit.",
            muted=True,
        )
