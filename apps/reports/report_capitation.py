"""What the minutes under capitated plans would be worth, beside what the plans pay by the member and month."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse

from apps.billing.selectors.assumptions import (
    capitated_profiles,
    capitation_of,
)
from apps.patients.models import Coverage, Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.reports.domain.asked import Asked, last_of_month
from apps.reports.domain.flow import CAPITATED
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
from apps.reports.domain.written import written
from apps.reports.sums import Group, added, groups


def capitation(actor: Actor, asked: Asked) -> Section:
    """What the minutes under capitated plans would be worth, by member and month, beside what the plans pay."""
    base = asked.slice(Source.PERIODS).narrowed(obstacle=CAPITATED)
    profiles = capitated_profiles(rules_in_force(actor.practice))
    payers = list(rows_of(actor, Payer).filter(profile__in=profiles).order_by("name", "pk"))
    found = groups(actor, base, "payer", measures=("rows", "counted", "expected")) if payers else []
    members = _member_months(actor, asked, payers)
    rows = [_capitated_row(actor, asked, payer, found, base, members.get(payer.pk, {})) for payer in payers]
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
            "A member month is a patient covered by the plan on any day of a month.",
            "The capitation is that of the practice's own rules on the day each month ends.",
            *_capitations_cited(actor, asked, {payer.profile: payer.name for payer in payers}),
        ),
    )


def _capitated_row(
    actor: Actor, asked: Asked, payer: Payer, found: Sequence[Group], base: Slice, members: Mapping[date, int]
) -> Row:
    mine = [group for group in found if group.keys["payer"] == payer.pk]
    worth, months = added(mine, "expected"), sum(members.values())
    paid = _paid_by_capitation(actor, payer, members)
    of_payer = base.narrowed(payer=payer.pk)
    until = max(members, default=asked.ends_on)
    covered = Slice(Source.PATIENTS).narrowed(covered=f"{payer.pk}~{stretch(asked.starts_on, until)}")
    return Row(
        payer.name,
        (
            Cell(added(mine, "rows"), of_payer),
            Cell(added(mine, "counted"), of_payer),
            Cell(worth, of_payer),
            Cell(months, covered, is_derived=True),
            Cell((worth / months).quantize(Decimal("0.01")) if months else None, of_payer, is_derived=True),
            Cell(
                (paid / months).quantize(Decimal("0.01")) if paid is not None and months else None,
                url=reverse("billing:rule", args=[f"capitation.{payer.profile}"]),
            ),
            Cell(share(worth, paid) if paid else None, of_payer, is_derived=True),
        ),
    )


def _paid_by_capitation(actor: Actor, payer: Payer, members: Mapping[date, int]) -> Decimal | None:
    """Return what the plan pays for its member months; None where a month has no capitation written down."""
    paid = Decimal("0.00")
    for day, count in members.items():
        found = capitation_of(actor.practice, profile=payer.profile, on=day) if count else None
        if count and found is None:
            return None
        paid += found.amount * count if found else 0
    return paid


def _capitations_cited(actor: Actor, asked: Asked, payers: Mapping[str, str]) -> list[str]:
    on = min(asked.ends_on, asked.today)
    said = []
    for profile, name in sorted(payers.items(), key=lambda each: each[1]):
        found = capitation_of(actor.practice, profile=profile, on=on)
        said.append(
            f"{name}: {written(found.amount, Unit.MONEY)} a member and month from"
            f" {found.cited.valid_from:%-d %b %Y}. {found.cited.citation}."
            if found
            else f"{name}: no capitation is written down. Add it on the page of the rules, with its contract."
        )
    return said


def _member_months(actor: Actor, asked: Asked, payers: Sequence[Payer]) -> dict[int, dict[date, int]]:
    """Count the patients whom each payer covered in each month of the dates, by the month's last day: one query."""
    ends = [
        (max(first, asked.starts_on), min(last_of_month(first), asked.ends_on))
        for first in asked.months
        if first <= asked.today
    ]
    if not payers or not ends:
        return {}
    within = {
        f"m{place}": Count("patient", filter=_covers(*span), distinct=True) for place, span in enumerate(ends)
    }
    rows = (
        rows_of(actor, Coverage).filter(payer__in=payers).order_by().values_list("payer").annotate(**within)
    )
    return {
        payer: {span[1]: count for span, count in zip(ends, counts, strict=True)} for payer, *counts in rows
    }


def _covers(first: date, last: date) -> Q:
    starts = Q(starts_on__isnull=True) | Q(starts_on__lte=last)
    return starts & (Q(ends_on__isnull=True) | Q(ends_on__gte=first))
