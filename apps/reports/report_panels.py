"""How much of what could be billed is: patients, practitioners, panels, beside the benchmarks of the country."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from apps.billing.models import Claim, Decision
from apps.billing.selectors.assumptions import (
    Assumption,
)
from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import SENT
from apps.reports.domain.report import (
    Cell,
    Column,
    Row,
    Section,
    Table,
    Unit,
    share,
)
from apps.reports.program_rows import dual_eligible, enrolled_on, with_chronic_conditions

PANELS = (("Panels of up to 50 patients", 0, 50), ("51 to 200", 51, 200), ("Over 200", 201, None))


def penetration(actor: Actor, asked: Asked, said: Mapping[str, Assumption]) -> Section:
    """How many of those who could have care management or oversight were billed for it."""
    billed = _billed_patients(actor, asked)
    eligible = Q(pk__in=with_chronic_conditions(actor)) | Q(pk__in=enrolled_on(actor))
    living = rows_of(actor, Patient).filter(eligible, died_on__isnull=True)
    sums = living.aggregate(everybody=Count("pk"), billed=Count("pk", filter=Q(pk__in=billed)))
    rows = [
        Row(
            "This practice",
            (Cell(sums["everybody"]), Cell(sums["billed"]), Cell(share(sums["billed"], sums["everybody"]))),
        ),
        *(
            Row(f"Benchmark: {_short(said[name])}", (Cell(None), Cell(None), Cell(said[name].share)))
            for name in (
                "care_management_share", "care_management_share_2015", "care_management_share_ten_conditions",
            )
            if name in said
        ),
    ]  # fmt: skip
    heads = (Column("Could be", Unit.COUNT), Column("Billed", Unit.COUNT), Column("Share", Unit.SHARE))
    return Section(
        "Penetration",
        table=Table("Patients billed of those who could be", "Who", heads, tuple(rows)),
        lede=(
            "Patients with a claim sent for oversight or care management in these dates, of those alive "
            "today with two chronic conditions or in a programme."
        ),
        notes=(
            "Eligible is counted by what is on record here; Medicare counts by its own claims. Compare with care.",
        ),
    )


def _short(said: Assumption) -> str:
    return f"{said.label[0].lower()}{said.label[1:]}"


def _billed_patients(actor: Actor, asked: Asked) -> Any:
    return _sent(actor, asked).values("patient")


def _sent(actor: Actor, asked: Asked) -> Any:
    return rows_of(actor, Claim).filter(
        stands=True,
        state__in=SENT,
        decision__window_ends_on__gte=asked.starts_on,
        decision__window_ends_on__lte=asked.ends_on,
    )


def adoption(actor: Actor, asked: Asked, said: Mapping[str, Assumption]) -> Section:
    """How many of the practitioners who may bill do."""
    active = rows_of(actor, Provider).filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=asked.ends_on),
        Q(ends_on__isnull=True) | Q(ends_on__gte=asked.starts_on),
    )
    billing = _sent(actor, asked).values("rendering_provider")
    kinds = active.order_by().values("kind")
    sums = list(kinds.annotate(everybody=Count("pk"), billing=Count("pk", filter=Q(pk__in=billing))))
    physician = [row for row in sums if row["kind"] == Provider.Kind.PHYSICIAN]
    others = [
        row for row in sums if row["kind"] not in (Provider.Kind.PHYSICIAN, Provider.Kind.CLINICAL_STAFF)
    ]
    rows = [
        *_adopting("Physicians", physician, said, "physicians_billing"),
        *_adopting("NPs, PAs and nurse specialists", others, said, "nurse_practitioners_billing"),
    ]
    heads = (Column("Active", Unit.COUNT), Column("Billing", Unit.COUNT), Column("Share", Unit.SHARE))
    return Section(
        "Adoption",
        table=Table("Practitioners who bill", "Who", heads, tuple(rows)),
        lede="Practitioners with a claim sent for these dates, of those active in them.",
        notes=("The benchmarks are ranges over all practices of the country, most of which bill nothing.",),
    )


def _adopting(
    label: str, found: Sequence[Mapping[str, Any]], said: Mapping[str, Assumption], name: str
) -> list[Row]:
    active, billing = (sum(row[key] for row in found) for key in ("everybody", "billing"))
    rows = [Row(label, (Cell(active), Cell(billing), Cell(share(billing, active))))]
    ends = [each for end in ("low", "high") if (each := said.get(f"{name}_{end}"))]
    rows += [Row(f"Benchmark: {_short(each)}", (Cell(None), Cell(None), Cell(each.share))) for each in ends]
    return rows


def panels(actor: Actor, asked: Asked) -> Section:
    """Whether larger and dual-eligible panels bill more, as the article says: among this practice's own."""
    closed = rows_of(actor, Decision).filter(
        is_current=True, window_ends_on__gte=asked.starts_on, window_ends_on__lte=asked.ends_on
    )
    of_panel = list(
        closed.order_by()
        .values("rendering_provider")
        .annotate(
            patients=Count("patient", distinct=True),
            periods=Count("pk"),
            billable=Count("pk", filter=Q(outcome="billable")),
        )
    )
    rows = []
    for label, least, most in PANELS:
        mine = [
            row for row in of_panel if row["patients"] >= least and (most is None or row["patients"] <= most)
        ]
        rows.append(_share_row(label, len(mine), mine))
    dual = Q(patient__in=dual_eligible(actor))
    sums = closed.aggregate(
        dual_periods=Count("pk", filter=dual),
        dual_billable=Count("pk", filter=dual & Q(outcome="billable")),
        periods=Count("pk"),
        billable=Count("pk", filter=Q(outcome="billable")),
    )
    both = {"periods": sums["dual_periods"], "billable": sums["dual_billable"]}
    rest = {"periods": sums["periods"] - both["periods"], "billable": sums["billable"] - both["billable"]}
    rows.append(_share_row("Patients with Medicare and Medicaid", None, [both]))
    rows.append(_share_row("All other patients", None, [rest]))
    heads = (
        Column("Providers", Unit.COUNT), Column("Closed periods", Unit.COUNT), Column("Billable", Unit.COUNT),
        Column("Share", Unit.SHARE),
    )  # fmt: skip
    return Section(
        "Larger and dual-eligible panels",
        table=Table("Billable periods by panel", "Panel", heads, tuple(rows)),
        lede=(
            "The article says that practices with larger and more dual-eligible panels bill more. Its "
            "source gives the direction, not a number."
        ),
        notes=("A panel is the patients with a closed period in these dates, by rendering provider.",),
    )


def _share_row(label: str, providers: int | None, found: Sequence[Mapping[str, Any]]) -> Row:
    periods, billable = (sum(row[key] for row in found) for key in ("periods", "billable"))
    return Row(label, (Cell(providers), Cell(periods), Cell(billable), Cell(share(billable, periods))))
