"""How much of what could be billed is: patients, practitioners, panels, beside the benchmarks of the country."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from apps.billing.models import Decision
from apps.billing.selectors.assumptions import (
    Assumption,
)
from apps.patients.models import Patient
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.reports.conditions import sent_claims
from apps.reports.domain.asked import Asked
from apps.reports.domain.report import (
    Cell,
    Column,
    Row,
    Section,
    Table,
    Unit,
    share,
)
from apps.reports.domain.slices import Slice, Source, stretch
from apps.reports.program_rows import dual_eligible, eligible_for_care
from apps.reports.sliced import rows_behind

PANELS = (("Panels of up to 50 patients", 0, 50), ("51 to 200", 51, 200), ("Over 200", 201, None))


def penetration(actor: Actor, asked: Asked, said: Mapping[str, Assumption]) -> Section:
    """How many of those who could have care management or oversight were billed for it."""
    eligible = rows_of(actor, Patient).filter(eligible_for_care(actor))
    between = stretch(asked.starts_on, asked.ends_on)
    billed = sent_claims(actor, between).values("patient")
    sums = eligible.aggregate(everybody=Count("pk"), billed=Count("pk", filter=Q(pk__in=billed)))
    could = Slice(Source.PATIENTS).narrowed(eligible="1")
    were = could.narrowed(billed=between)
    rows = [
        Row(
            "This practice",
            (
                Cell(sums["everybody"], could),
                Cell(sums["billed"], were),
                Cell(share(sums["billed"], sums["everybody"]), were, is_derived=True),
            ),
        ),
        *(
            Row(f"Benchmark: {_short(said[name])}", (Cell(None), Cell(None), Cell(said[name].share)))
            for name in (
                "care_management_share", "care_management_share_2015", "care_management_share_ten_conditions",
            )
            if name in said
        ),
    ]  # fmt: skip
    heads = (
        Column("Could be", Unit.COUNT, is_dated=False), Column("Billed", Unit.COUNT),
        Column("Share", Unit.SHARE, is_dated=False),
    )  # fmt: skip
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


def adoption(actor: Actor, asked: Asked, said: Mapping[str, Assumption], billing: Collection[int]) -> Section:
    """How many of the practitioners who may bill do; `billing` are those with a claim sent for these dates."""
    between = stretch(asked.starts_on, asked.ends_on)
    everybody = Slice(Source.PROVIDERS).narrowed(active=between)
    active = rows_behind(actor, everybody)
    kinds = active.order_by().values("kind")
    sums = list(kinds.annotate(everybody=Count("pk"), billing=Count("pk", filter=Q(pk__in=billing))))
    physician = [row for row in sums if row["kind"] == Provider.Kind.PHYSICIAN]
    others = [
        row for row in sums if row["kind"] not in (Provider.Kind.PHYSICIAN, Provider.Kind.CLINICAL_STAFF)
    ]
    rows = [
        *_adopting("Physicians", physician, said, "physicians_billing", everybody, between),
        *_adopting(
            "NPs, PAs and nurse specialists", others, said, "nurse_practitioners_billing", everybody, between
        ),
    ]
    heads = (Column("Active", Unit.COUNT), Column("Billing", Unit.COUNT), Column("Share", Unit.SHARE))
    return Section(
        "Adoption",
        table=Table("Practitioners who bill", "Who", heads, tuple(rows)),
        lede="Practitioners with a claim sent for these dates, of those active in them.",
        notes=("The benchmarks are ranges over all practices of the country, most of which bill nothing.",),
    )


def _adopting(
    label: str,
    found: Sequence[Mapping[str, Any]],
    said: Mapping[str, Assumption],
    name: str,
    everybody: Slice,
    between: str,
) -> list[Row]:
    active, billing = (sum(row[key] for row in found) for key in ("everybody", "billing"))
    of_kind = everybody.narrowed(kind=[row["kind"] for row in found]) if found else None
    who = of_kind.narrowed(billing=between) if of_kind else None
    cells = (
        Cell(active, of_kind), Cell(billing, who), Cell(share(billing, active), who, is_derived=True),
    )  # fmt: skip
    rows = [Row(label, cells)]
    ends = [each for end in ("low", "high") if (each := said.get(f"{name}_{end}"))]
    rows += [Row(f"Benchmark: {_short(each)}", (Cell(None), Cell(None), Cell(each.share))) for each in ends]
    return rows


def panels(actor: Actor, asked: Asked) -> Section:
    """Whether larger and dual-eligible panels bill more, as the article says, among this practice's own: one sum."""
    base = asked.slice(Source.PERIODS)
    closed = rows_of(actor, Decision).filter(
        is_current=True, window_ends_on__gte=asked.starts_on, window_ends_on__lte=asked.ends_on
    )
    dual, billable = Q(patient__in=dual_eligible(actor)), Q(outcome="billable")
    of_panel = list(
        closed.order_by()
        .values("rendering_provider")
        .annotate(
            patients=Count("patient", distinct=True),
            periods=Count("pk"),
            billable=Count("pk", filter=billable),
            dual_periods=Count("pk", filter=dual),
            dual_billable=Count("pk", filter=dual & billable),
        )
    )
    rows = []
    for label, least, most in PANELS:
        mine = [
            row for row in of_panel if row["patients"] >= least and (most is None or row["patients"] <= most)
        ]
        who = [row["rendering_provider"] for row in mine]
        rows.append(_share_row(label, who, mine, base.narrowed(provider=who)))
    both = {
        "periods": sum(row["dual_periods"] for row in of_panel),
        "billable": sum(row["dual_billable"] for row in of_panel),
    }
    rest = {
        "periods": sum(row["periods"] for row in of_panel) - both["periods"],
        "billable": sum(row["billable"] for row in of_panel) - both["billable"],
    }
    rows.append(_share_row("Patients with Medicare and Medicaid", None, [both], base.narrowed(dual="1")))
    rows.append(_share_row("All other patients", None, [rest], base.narrowed(dual="0")))
    heads = (
        Column("Providers", Unit.COUNT), Column("Closed periods", Unit.COUNT), Column("Billable", Unit.COUNT),
        Column("Share", Unit.SHARE),
    )  # fmt: skip
    return Section(
        "Larger and dual-eligible panels",
        table=Table("Billable periods by panel", "Panel", heads, tuple(rows)),
        lede=(
            "It is published that practices with larger and more dual-eligible panels bill more. Its "
            "source gives the direction, not a number."
        ),
        notes=("A panel is the patients with a closed period in these dates, by rendering provider.",),
    )


def _share_row(label: str, who: Sequence[int] | None, found: Sequence[Mapping[str, Any]], rows: Slice) -> Row:
    periods, billable = (sum(row[key] for row in found) for key in ("periods", "billable"))
    base = rows if found else None
    were = rows.narrowed(outcome="billable") if found else None
    panel = Slice(Source.PROVIDERS).narrowed(provider=who) if who else None
    cells = (
        Cell(None if who is None else len(who), panel), Cell(periods, base), Cell(billable, were),
        Cell(share(billable, periods), were, is_derived=True),
    )  # fmt: skip
    return Row(label, cells)
