"""What the founding article assumes about the economics of oversight, beside what this practice's own rows say.

Source: the founding article (October 2025) and what is known about its figures. Two assumptions are never multiplied
with each other: 26% of charges and 33% collected answer different questions.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse

from apps.billing.selectors.assumptions import (
    Assumption,
    assumptions_of,
    private_profiles,
)
from apps.patients.models import Payer
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.reports.domain.asked import Asked
from apps.reports.domain.flow import SENT
from apps.reports.domain.report import (
    Cell,
    Column,
    Figure,
    Report,
    Row,
    Section,
    Table,
    Unit,
    share,
)
from apps.reports.domain.slices import NONE, Slice, Source
from apps.reports.named import names_of
from apps.reports.report_capitation import capitation
from apps.reports.report_panels import adoption, panels, penetration
from apps.reports.sums import by_key, groups, name_in

PRIVATE = "Private insurers"
UNVERIFIED = "not verified"
OF_WHOM = {
    "percent_of_charge": " The source says it of private insurers: they stand together below, beside all others."
}


def economics(actor: Actor, asked: Asked) -> Report:
    """Return the article's figures, each beside the practice's own; the number of queries is the same for any size."""
    said = {each.name: each for each in assumptions_of(actor.practice, on=min(asked.ends_on, asked.today))}
    claims = asked.slice(Source.CLAIMS).narrowed(state=SENT)
    sent = groups(actor, claims, "payer", "provider", measures=("charge",))
    charged, billing = by_key(sent, "payer", "charge"), {group.keys["provider"] for group in sent}
    received = by_key(
        groups(actor, asked.slice(Source.PAYMENTS), "payer", measures=("paid",)), "payer", "paid"
    )
    names = names_of(actor, "payer", asked.known)
    return Report(
        "economics",
        "Economics",
        f"{asked.words}. Published figures, each with its source, beside what happened here. No two of them are"
        " ever multiplied with each other.",
        figures=_headlines(asked, charged, received),
        sections=(
            _yield(asked, said["percent_of_charge"], charged, received, names, of_whom=_private(actor)),
            _yield(asked, said["collection_rate"], charged, received, names),
            capitation(actor, asked),
            penetration(actor, asked, said),
            adoption(actor, asked, said, billing),
            panels(actor, asked),
            _sources(list(said.values())),
        ),
    )


def _headlines(
    asked: Asked, charged: Mapping[Any, Decimal], received: Mapping[Any, Decimal]
) -> tuple[Figure, ...]:
    sent = sum(charged.values(), Decimal("0.00"))
    paid = sum(received.values(), Decimal("0.00"))
    claims, payments = asked.slice(Source.CLAIMS).narrowed(state=SENT), asked.slice(Source.PAYMENTS)
    return (
        Figure("charged on sent claims", sent, Unit.MONEY, claims),
        Figure("received", paid, Unit.MONEY, payments),
        Figure("received of charged", share(paid, sent), Unit.SHARE, payments, is_derived=True),
    )


def _yield(
    asked: Asked,
    said: Assumption,
    charged: Mapping[Any, Decimal],
    received: Mapping[Any, Decimal],
    names: Mapping[Any, str],
    of_whom: Collection[int] | None = None,
) -> Section:
    """Hold what was received against one assumption, by payer; `of_whom`: the private insurers, where it is of them."""
    claims, payments = asked.slice(Source.CLAIMS).narrowed(state=SENT), asked.slice(Source.PAYMENTS)
    rows = []
    for key in sorted({*charged, *received}, key=lambda key: name_in(names, "payer", key)):
        sent, paid = charged.get(key, Decimal("0.00")), received.get(key, Decimal("0.00"))
        cells = _compared(said, sent, paid, claims.narrowed(payer=key), payments.narrowed(payer=key))
        rows.append(Row(name_in(names, "payer", key), cells))
    sums = [("Together", sorted({*charged, *received}), claims, payments)]
    if of_whom is not None:
        who = sorted({*charged, *received} & {*of_whom})
        sums.insert(
            0, (PRIVATE, who, claims.narrowed(payer=who or NONE), payments.narrowed(payer=who or NONE))
        )
    totals = [
        Row(label, _compared(said, _sum(charged, keys), _sum(received, keys), *where), is_total=True)
        for label, keys, *where in sums
    ]
    heads = (
        Column("Charged", Unit.MONEY), Column(f"At {said.percent}%", Unit.MONEY), Column("Received", Unit.MONEY),
        Column(f"Above {said.percent}%", Unit.MONEY), Column("Received of charged", Unit.SHARE),
    )  # fmt: skip
    table = Table(said.label, "Payer", heads, (*rows, *totals))
    return Section(
        f"{said.label}: {said.percent}%",
        table=table if rows else None,
        lede=_cited(said) + OF_WHOM.get(said.name, ""),
        empty="" if rows else "No claim for these periods was sent yet.",
    )


def _private(actor: Actor) -> set[int]:
    """Return the numbers of the practice's private insurers: one query."""
    profiles = private_profiles(rules_in_force(actor.practice))
    return set(rows_of(actor, Payer).filter(profile__in=profiles).values_list("pk", flat=True))


def _sum(amounts: Mapping[Any, Decimal], keys: Collection[Any]) -> Decimal:
    return sum((amounts.get(key, Decimal(0)) for key in keys), Decimal("0.00"))


def _compared(
    said: Assumption, sent: Decimal, paid: Decimal, claims: Slice, payments: Slice
) -> tuple[Cell, ...]:
    expected = said.of(sent)
    return (
        Cell(sent, claims),
        Cell(expected, claims, is_derived=True),
        Cell(paid, payments),
        Cell(paid - expected, payments if paid else claims, is_derived=True),
        Cell(share(paid, sent), payments, is_derived=True),
    )


def _cited(said: Assumption) -> str:
    own = " The practice's own value." if said.is_own else ""
    is_said = said.is_verified or UNVERIFIED in said.cited.section
    checked = "" if is_said else f" {UNVERIFIED.capitalize()}."
    cited = said.cited
    return f"{cited.source}, {_day(cited.dated)}: {cited.section}.{checked}{own}"


def _day(dated: str) -> str:
    """Return the date of a source as people write it: a day, a month, a year, or the words that stand for one."""
    for form, words in (("%Y-%m-%d", "%-d %b %Y"), ("%Y-%m", "%b %Y")):
        with suppress(ValueError):
            return datetime.strptime(dated, form).strftime(words)  # noqa: DTZ007 - a date without a time
    return dated


def _standing(said: Assumption) -> str:
    whose = "the practice's own" if said.is_own else "shipped"
    return f"{whose}, {'read in the source' if said.is_verified else UNVERIFIED}"


def _sources(said: Sequence[Assumption]) -> Section:
    rows = tuple(
        Row(
            each.label,
            url=reverse("billing:rule", args=[each.cited.rule]),
            cells=(
                Cell(each.share),
                Cell(each.cited.source),
                Cell(_day(each.cited.dated)),
                Cell(each.cited.section),
                Cell(_standing(each)),
            ),
        )
        for each in said
    )
    heads = (
        Column("Value", Unit.SHARE), Column("Source"), Column("Dated"), Column("What it says"), Column("Whose"),
    )  # fmt: skip
    return Section(
        "Every assumption and its source",
        table=Table("Assumptions with their sources", "Assumption", heads, rows),
        lede="A practice puts its own dated value in place of any of them, on the page of the rules.",
    )
