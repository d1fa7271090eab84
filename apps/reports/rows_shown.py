"""The rows behind a figure, as a list: what each says, where its history is, and what all of them add up to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.urls import reverse

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.reports.domain.report import Cell, Column, Row, Unit
from apps.reports.domain.slices import Slice, Source
from apps.reports.domain.written import written
from apps.reports.sliced import rows_behind
from apps.reports.sums import MEASURES, in_words
from apps.timelog.models import Activity

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """How the rows of one source are shown: `noun` is that of the audit trail, `joins` what is read along."""

    title: str
    noun: str
    order: tuple[str, ...]
    joins: tuple[str, ...]
    columns: tuple[Column, ...]
    row: Callable[[Any, Actor], Row]
    subject: Callable[[Any], int]
    sums: tuple[tuple[str, str, Unit], ...]
    label: str = "Patient"


def _patient(patient: Any) -> str:
    return patient.display_name if patient else "Programme time"


def _entry(row: Any, actor: Actor) -> Row:
    cells = (
        row.performed_on,
        str(row.provider),
        row.get_activity_display(),
        "yes" if row.is_late else "",
        row.seconds,
    )
    return Row(
        _patient(row.patient), tuple(map(Cell, cells)), url=reverse("timelog:entry", args=[row.entry_id])
    )


def _period_url(decision: Any, actor: Actor) -> str:
    if actor.may(Action.SEE_CLAIMS):
        return reverse("billing:period", args=[decision.period_id])
    return reverse("patients:detail", args=[decision.patient_id])


def _why(decision: Any) -> str:
    return in_words(decision.obstacle) if decision.obstacle else ""


def _period(row: Any, actor: Actor) -> Row:
    cells = (
        row.window_ends_on, str(row.rendering_provider), row.payer.name if row.payer else None,
        row.procedure_code or None, in_words(row.outcome), _why(row), row.counted_seconds,
        row.excluded_seconds, row.expected_amount,
    )  # fmt: skip
    return Row(_patient(row.patient), tuple(map(Cell, cells)), url=_period_url(row, actor))


def _time(row: Any, actor: Actor) -> Row:
    decision = row.decision
    cells = (
        decision.window_ends_on, str(decision.rendering_provider), str(Activity(row.activity).label),
        in_words(row.reason) if row.reason else "counted", in_words(decision.outcome), _why(decision), row.seconds,
    )  # fmt: skip
    return Row(_patient(decision.patient), tuple(map(Cell, cells)), url=_period_url(decision, actor))


def _claim_url(claim_id: int, patient_id: int, actor: Actor) -> str:
    if actor.may(Action.SEE_CLAIMS):
        return reverse("billing:claim", args=[claim_id])
    return reverse("patients:detail", args=[patient_id])


def _claim(row: Any, actor: Actor) -> Row:
    cells = (
        row.window_ends_on, str(row.rendering_provider), row.payer.name, row.patient_control_number,
        in_words(row.state), row.total_charge,
    )  # fmt: skip
    return Row(_patient(row.patient), tuple(map(Cell, cells)), url=_claim_url(row.pk, row.patient_id, actor))


def _payment(row: Any, actor: Actor) -> Row:
    claim, remittance = row.claim, row.claim_payment.remittance
    cells = (
        claim.window_ends_on, claim.payer.name, claim.patient_control_number, remittance.paid_on,
        remittance.trace_number, row.paid,
    )  # fmt: skip
    url = (
        reverse("billing:payment", args=[row.claim_payment_id])
        if actor.may(Action.SEE_CLAIMS)
        else reverse("patients:detail", args=[claim.patient_id])
    )
    return Row(_patient(claim.patient), tuple(map(Cell, cells)), url=url)


def _denial(row: Any, actor: Actor) -> Row:
    claim = row.claim
    reason = f"{row.adjustment_group}-{row.reason_code}" if row.reason_code else None
    cells = (
        claim.window_ends_on, claim.payer.name, claim.patient_control_number, reason,
        in_words(claim.state), row.amount,
    )  # fmt: skip
    url = reverse("billing:task", args=[row.pk]) if actor.may(Action.SEE_CLAIMS) else ""
    return Row(_patient(claim.patient), tuple(map(Cell, cells)), url=url)


def _person(row: Any, actor: Actor) -> Row:
    return Row(row.display_name, (Cell(row.born_on),), url=reverse("patients:detail", args=[row.pk]))


def _goal(row: Any, actor: Actor) -> Row:
    cells = (row.statement, row.get_state_display(), row.stated_on, row.target_on)
    return Row(
        _patient(row.patient), tuple(map(Cell, cells)), url=reverse("timelog:plan", args=[row.patient_id])
    )


def _provider(row: Any, actor: Actor) -> Row:
    planned = None if row.capacity_minutes is None else row.capacity_minutes * 60
    cells = (row.get_kind_display(), row.starts_on, row.ends_on, planned)
    return Row(
        str(row),
        tuple(map(Cell, cells)),
        url=reverse("reports:rows", args=["entries"]) + f"?provider={row.pk}",
    )


_ENDED, _PROVIDER, _PAYER = Column("Period ended"), Column("Provider"), Column("Payer")
_MINUTES = Column("Minutes", Unit.MINUTES)

LISTED: Mapping[Source, Listed] = {
    Source.ENTRIES: Listed(
        "Time entries", "entries", ("-performed_on", "-pk"), ("patient", "provider"),
        (Column("Performed"), _PROVIDER, Column("Activity"), Column("Late"), _MINUTES),
        _entry, lambda row: row.entry_id, (("seconds", "together", Unit.MINUTES),),
    ),
    Source.PERIODS: Listed(
        "Closed periods", "decisions", ("-window_ends_on", "-pk"), ("patient", "rendering_provider", "payer"),
        (
            _ENDED, _PROVIDER, _PAYER, Column("Code"), Column("Outcome"), Column("Why"),
            Column("Counted", Unit.MINUTES), Column("Left out", Unit.MINUTES), Column("Expected", Unit.MONEY),
        ),
        _period, lambda row: row.pk,
        (
            ("counted", "counted", Unit.MINUTES), ("left_out", "left out", Unit.MINUTES),
            ("expected", "expected", Unit.MONEY),
        ),
    ),
    Source.TIMES: Listed(
        "Time in closed periods", "decisions", ("-decision__window_ends_on", "-pk"),
        ("decision__patient", "decision__rendering_provider"),
        (_ENDED, _PROVIDER, Column("Activity"), Column("Time"), Column("Outcome"), Column("Why"), _MINUTES),
        _time, lambda row: row.decision_id, (("seconds", "together", Unit.MINUTES),),
    ),
    Source.CLAIMS: Listed(
        "Claims", "claims", ("-window_ends_on", "-pk"),
        ("patient", "rendering_provider", "payer"),
        (_ENDED, _PROVIDER, _PAYER, Column("Claim"), Column("State"), Column("Charge", Unit.MONEY)),
        _claim, lambda row: row.pk, (("charge", "charged", Unit.MONEY),),
    ),
    Source.PAYMENTS: Listed(
        "Payments posted", "claim_payments", ("-claim__window_ends_on", "-pk"),
        ("claim__patient", "claim__payer", "claim_payment__remittance"),
        (_ENDED, _PAYER, Column("Claim"), Column("Paid"), Column("Trace"), Column("Amount", Unit.MONEY)),
        _payment, lambda row: row.claim_payment_id, (("paid", "received", Unit.MONEY),),
    ),
    Source.DENIALS: Listed(
        "Denials", "claim_tasks", ("-opened_at", "-pk"), ("claim__patient", "claim__payer"),
        (_ENDED, _PAYER, Column("Claim"), Column("Reason"), Column("Claim is"), Column("Refused", Unit.MONEY)),
        _denial, lambda row: row.pk, (("amount", "refused", Unit.MONEY),),
    ),
    Source.PATIENTS: Listed(
        "Patients", "patients", ("last_name", "first_name", "pk"), (), (Column("Born"),), _person,
        lambda row: row.pk, (),
    ),
    Source.GOALS: Listed(
        "Goals", "patients", ("-stated_on", "-pk"), ("patient",),
        (Column("Goal"), Column("State"), Column("Stated"), Column("Target")), _goal, lambda row: row.patient_id, (),
    ),
    Source.PROVIDERS: Listed(
        "Providers", "providers", ("last_name", "first_name", "pk"), (),
        (Column("Kind"), Column("From"), Column("Through"), Column("Planned a month", Unit.MINUTES)),
        _provider, lambda row: row.pk, (), "Provider",
    ),
}  # fmt: skip


def sums_of(actor: Actor, wanted: Slice) -> dict[str, Any]:
    """Return how many rows a slice has and what they add up to: one query."""

    known = MEASURES.get(wanted.source, {})
    names = [name for name, _, _ in LISTED[wanted.source].sums]
    return rows_behind(actor, wanted).aggregate(
        count=Count("pk"), **{f"sum_{name}": known[name] for name in names}
    )


def listed(actor: Actor, wanted: Slice) -> QuerySet[Any, int]:
    """Return the numbers of the rows of a slice in the order of their list: an index has them without the rows."""
    return rows_behind(actor, wanted).order_by(*LISTED[wanted.source].order).values_list("pk", flat=True)


def rows_numbered(actor: Actor, source: Source, numbers: Sequence[int]) -> list[Any]:
    """Return the rows with these numbers, in their order, with what their list shows of them: one query."""
    kind = LISTED[source]
    rows = rows_behind(actor, Slice(source)).filter(pk__in=numbers)
    found = {row.pk: row for row in (rows.select_related(*kind.joins) if kind.joins else rows)}
    return [found[number] for number in numbers if number in found]  # one may be gone meanwhile


def rows_shown(actor: Actor, kind: Listed, rows: Iterable[Model]) -> list[dict[str, Any]]:
    """Return each row as the page writes it."""
    found = []
    for each in rows:
        row = kind.row(each, actor)
        cells = [
            {
                "head": column.head,
                "value": written(cell.value, column.unit),
                "is_number": column.unit is not Unit.TEXT,
                "is_date": isinstance(cell.value, date),
            }
            for cell, column in zip(row.cells, kind.columns, strict=True)
        ]
        found.append({"label": row.label, "url": row.url, "cells": cells})
    return found
