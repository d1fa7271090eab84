"""What the founding article assumes about the economics of oversight, beside what this practice's own rows say.

Source: the founding article (October 2025) and what is known about its figures. Two assumptions are never multiplied
with each other: 26% of charges and 33% collected answer different questions.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from apps.billing.models import Claim, Decision
from apps.billing.selectors.assumptions import Assumption, assumptions_of
from apps.patients.models import Coverage, Patient, Payer
from apps.practice.access import Actor, rows_of
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked, last_of_month
from apps.reports.domain.flow import CAPITATED, SENT
from apps.reports.domain.report import (
    Cell,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Table,
    Unit,
    Value,
    share,
)
from apps.reports.domain.slices import Source
from apps.reports.program_rows import dual_eligible, enrolled_on, with_chronic_conditions
from apps.reports.sums import added, by_key, groups, name_in, names_of

UNVERIFIED = "not verified"
PANELS = (("Panels of up to 50 patients", 0, 50), ("51 to 200", 51, 200), ("Over 200", 201, None))


def economics(actor: Actor, asked: Asked) -> Report:
    """Return the article's figures, each beside the practice's own; the number of queries is the same for any size."""
    said = {each.name: each for each in assumptions_of(actor.practice, on=min(asked.ends_on, asked.today))}
    claims = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    charged = by_key(groups(actor, claims, "payer", measures=("charge",)), "payer", "charge")
    received = by_key(
        groups(actor, asked.slice(Source.PAYMENTS), "payer", measures=("paid",)), "payer", "paid"
    )
    names = names_of(actor, "payer")
    return Report(
        "economics",
        "The article's economics",
        f"{asked.words}. Planning figures, each from its own source, beside what happened here. No two of them are"
        " ever multiplied with each other.",
        figures=_headlines(asked, charged, received),
        sections=(
            _yield(asked, said["percent_of_charge"], charged, received, names),
            _yield(asked, said["collection_rate"], charged, received, names),
            _capitation(actor, asked),
            _penetration(actor, asked, said),
            _adoption(actor, asked, said),
            _panels(actor, asked),
            _sources(list(said.values())),
        ),
    )


def _headlines(
    asked: Asked, charged: Mapping[Any, Decimal], received: Mapping[Any, Decimal]
) -> tuple[Figure, ...]:
    sent = sum(charged.values(), Decimal("0.00"))
    paid = sum(received.values(), Decimal("0.00"))
    claims = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    return (
        Figure("charged on sent claims", sent, Unit.MONEY, claims),
        Figure("received", paid, Unit.MONEY, asked.slice(Source.PAYMENTS)),
        Figure("received of charged", share(paid, sent), Unit.SHARE),
    )


def _yield(
    asked: Asked,
    said: Assumption,
    charged: Mapping[Any, Decimal],
    received: Mapping[Any, Decimal],
    names: Mapping[Any, str],
) -> Section:
    claims, payments = asked.slice(Source.CLAIMS).narrowed(state=SENT), asked.slice(Source.PAYMENTS)
    rows = []
    for key in sorted({*charged, *received}, key=lambda key: name_in(names, "payer", key)):
        sent, paid = charged.get(key, Decimal("0.00")), received.get(key, Decimal("0.00"))
        cells = _compared(said, sent, paid)
        slices = (claims.narrowed(payer=key), None, payments.narrowed(payer=key), None, None)
        rows.append(Row(name_in(names, "payer", key), tuple(map(Cell, cells, slices))))
    sent = sum(charged.values(), Decimal("0.00"))
    paid = sum(received.values(), Decimal("0.00"))
    total = Row(
        "Together",
        tuple(map(Cell, _compared(said, sent, paid), (claims, None, payments, None, None))),
        is_total=True,
    )
    heads = (
        Column("Charged", Unit.MONEY), Column(f"At {said.percent} %", Unit.MONEY), Column("Received", Unit.MONEY),
        Column("More or less", Unit.MONEY), Column("Own share", Unit.SHARE),
    )  # fmt: skip
    table = Table(said.label, "Payer", heads, (*rows, total))
    return Section(
        f"{said.label}: {said.percent} %",
        table=table if rows else None,
        lede=_cited(said),
        empty="" if rows else "No claim for these periods was sent yet.",
    )


def _compared(said: Assumption, sent: Decimal, paid: Decimal) -> tuple[Value, ...]:
    expected = said.of(sent)
    return sent, expected, paid, paid - expected, share(paid, sent)


def _cited(said: Assumption) -> str:
    own = " The practice's own value." if said.is_own else ""
    is_said = said.is_verified or UNVERIFIED in said.cited.section
    checked = "" if is_said else f" {UNVERIFIED.capitalize()}."
    cited = said.cited
    return f"{cited.source}, {cited.dated}: {cited.section}.{checked}{own}"


def _capitation(actor: Actor, asked: Asked) -> Section:
    """What the minutes under capitated plans would be worth, by member and month."""
    base = asked.slice(Source.PERIODS).narrowed(obstacle=CAPITATED)
    found = groups(actor, base, "payer")
    payers = list(rows_of(actor, Payer).filter(profile=CAPITATED).order_by("name"))
    members = _member_months(actor, asked, payers)
    rows = []
    for payer in payers:
        mine = [group for group in found if group.keys["payer"] == payer.pk]
        worth, months = added(mine, "expected"), members.get(payer.pk, 0)
        each = (worth / months).quantize(Decimal("0.01")) if months else None
        of_payer = base.narrowed(payer=payer.pk)
        rows.append(
            Row(
                payer.name,
                (
                    Cell(added(mine, "rows"), of_payer),
                    Cell(added(mine, "counted"), of_payer),
                    Cell(worth, of_payer),
                    Cell(months),
                    Cell(each),
                    Cell(asked.capitation),
                    Cell(share(each, asked.capitation) if each is not None and asked.capitation else None),
                ),
            )
        )
    heads = (
        Column("Periods", Unit.COUNT), Column("Counted", Unit.MINUTES), Column("Shadow value", Unit.MONEY),
        Column("Member months", Unit.COUNT), Column("Per member and month", Unit.MONEY),
        Column("Capitation", Unit.MONEY), Column("Of the capitation", Unit.SHARE),
    )  # fmt: skip
    return Section(
        "Capitated plans: shadow value",
        table=Table("Shadow value under capitated plans", "Payer", heads, tuple(rows)) if rows else None,
        lede=(
            "What the codes that the minutes reached would pay by the public fee rows, where a plan pays "
            "by the member and month instead. No claim is made."
        ),
        empty="" if rows else "No payer here is marked as capitated.",
        notes=(
            (
                "A member month is a patient covered by the plan on any day of a month. Write the "
                "capitation above, as your contract has it."
            ),
        ),
    )


def _member_months(actor: Actor, asked: Asked, payers: Sequence[Payer]) -> dict[int, int]:
    """Count the months of the dates in which each patient was covered by a payer: one query."""
    if not payers:
        return {}
    within = {
        f"m{place}": Count(
            "patient",
            filter=_covers(max(first, asked.starts_on), min(last_of_month(first), asked.ends_on)),
            distinct=True,
        )
        for place, first in enumerate(asked.months)
        if first <= asked.today
    }
    rows = (
        rows_of(actor, Coverage).filter(payer__in=payers).order_by().values_list("payer").annotate(**within)
    )
    return {payer: sum(counts) for payer, *counts in rows}


def _covers(first: date, last: date) -> Q:
    starts = Q(starts_on__isnull=True) | Q(starts_on__lte=last)
    return starts & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))


def _penetration(actor: Actor, asked: Asked, said: Mapping[str, Assumption]) -> Section:
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


def _adoption(actor: Actor, asked: Asked, said: Mapping[str, Assumption]) -> Section:
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


def _panels(actor: Actor, asked: Asked) -> Section:
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


def _sources(said: Sequence[Assumption]) -> Section:
    rows = tuple(
        Row(
            each.label,
            (
                Cell(each.share),
                Cell(each.cited.source),
                Cell(each.cited.dated),
                Cell(each.cited.section),
                Cell("the practice's own" if each.is_own else "shipped"),
                Cell("read in the source" if each.is_verified else UNVERIFIED),
            ),
        )
        for each in said
    )
    heads = (
        Column("Value", Unit.SHARE), Column("Source"), Column("Dated"), Column("What it says"), Column("Whose"),
        Column("Checked"),
    )  # fmt: skip
    return Section(
        "Every assumption and its source",
        table=Table("Assumptions with their sources", "Assumption", heads, rows),
        lede="A practice puts its own dated value in place of any of them, on the page of the rules.",
    )
