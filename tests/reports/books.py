"""The books of a practice as plain rows, read by SQL alone: what the figures of reports are added up from by hand.

Nothing here or in the sums over it knows how reports are made. A row is a bare namespace; days are local dates, amounts
decimals. `day` of a period, claim, payment or denial is the day on which its period's window ended.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace as Line
from typing import Any, TypeAlias

from django.db import connection

from apps.patients.models import Enrollment, Setting
from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked
from apps.timelog.models import Activity

Lines: TypeAlias = list[Line]
WITH_PAYER = ("sent", "accepted")
PAID = ("paid", "partly_paid")
REFUSED = ("rejected", "denied", "refunded")
SENT = (*WITH_PAYER, *REFUSED, *PAID)
IN_REVIEW = ("draft", "held", "returned")
APPROVED = ("approved", "batched")
TOGETHER = "Together"

_DECIDED = (
    "p.window_ends_on AS day, d.patient_id AS patient, d.setting, e.agency_id AS agency, d.procedure_code AS code,"
    " d.program"
)
_BEHIND = (
    " JOIN billing_serviceperiod p ON p.id=d.period_id LEFT JOIN patients_careepisode e ON e.id=d.episode_id"
)


def lines(text: str, *given: Any) -> Lines:
    """Return what a statement finds, a line for each row."""
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        names = [each[0] for each in cursor.description]
        return [Line(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def money(value: Any) -> Decimal:
    """Return an amount to the cent, halves up."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def share(part: Any, whole: Any) -> Decimal | None:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else None


def month_of(day: date) -> date:
    return day.replace(day=1)


def in_words(code: str) -> str:
    return code.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Books:
    """Everything that was logged, decided, claimed, paid and denied, whatever its dates."""

    actor: Actor
    entries: Lines
    periods: Lines
    claims: Lines
    payments: Lines
    denials: Lines
    goals: Lines
    enrolled: Lines
    names: dict[str, dict[Any, str]]

    def of(self, rows: Lines, asked: Asked, *, any_day: bool = False, **more: Any) -> Lines:
        """Keep the rows on the dates that agree with what the report is narrowed to."""
        wanted = dict(asked.narrowed) | {name: str(value) for name, value in more.items()}
        return [
            row
            for row in rows
            if (any_day or asked.starts_on <= row.day <= asked.ends_on)
            and all(str(getattr(row, name)) == value for name, value in wanted.items())
        ]

    @property
    def times(self) -> Lines:
        """Each stretch of time that a decision looked at, as it says itself, with the reason where it left it out."""
        return [
            Line(
                **vars(period)
                | {"seconds": seconds, "activity": period.activities[key], "reason": "".join(reason)}
            )
            for period in self.periods
            for key, seconds, *reason in (*period.said["counted"], *period.said["left_out"])
        ]


def books_of(actor: Actor) -> Books:
    """Read the books of the actor's practice."""
    own = actor.practice.pk
    entries = lines(
        "SELECT v.performed_on AS day, v.provider_id AS provider, v.patient_id AS patient, v.seconds, v.activity,"
        " v.is_late, v.entry_id AS entry FROM timelog_entryversion v WHERE v.practice_id=%s AND NOT v.is_void AND"
        " v.is_confirmed AND v.number=(SELECT max(w.number) FROM timelog_entryversion w WHERE w.entry_id=v.entry_id)",
        own,
    )
    periods = lines(
        f"SELECT {_DECIDED}, d.rendering_provider_id AS provider, d.payer_id AS payer, d.outcome, d.reasons,"
        " d.counted_seconds AS counted, d.excluded_seconds AS left_out, d.expected_amount AS expected, d.facts,"
        " d.result, (SELECT c.state FROM billing_claim c WHERE c.decision_id=d.id AND c.stands AND c.state NOT IN"
        f" ('voided','replaced')) AS stage FROM billing_decision d{_BEHIND} WHERE d.is_current AND d.practice_id=%s"
        " ORDER BY d.id",
        own,
    )
    claimed = f"FROM billing_claim c JOIN billing_decision d ON d.id=c.decision_id{_BEHIND}"
    whose = "c.rendering_provider_id AS provider, c.payer_id AS payer, c.state, s.sent_at, c.stands"
    sent = " LEFT JOIN billing_submission s ON s.id=c.submission_id"
    claims = lines(
        f"SELECT {_DECIDED}, {whose}, c.total_charge AS charge {claimed}{sent} WHERE c.stands AND c.practice_id=%s",
        own,
    )
    payments = lines(
        f"SELECT {_DECIDED}, {whose}, o.paid, r.paid_on, EXISTS (SELECT 1 FROM billing_posting u WHERE"
        " u.claim_payment_id=o.claim_payment_id AND u.number=o.number+1) AS is_undone"
        f" {claimed}{sent} JOIN billing_posting o ON o.claim_id=c.id JOIN billing_claimpayment y ON"
        " y.id=o.claim_payment_id JOIN billing_remittanceadvice r ON r.id=y.remittance_id WHERE c.practice_id=%s",
        own,
    )
    denials = lines(
        f"SELECT {_DECIDED}, {whose}, t.adjustment_group AS of_group, t.reason_code AS reason, t.amount {claimed}{sent}"
        " JOIN billing_claimtask t ON t.claim_id=c.id WHERE t.kind='denial' AND t.practice_id=%s", own,
    )  # fmt: skip
    goals = lines(
        "SELECT g.stated_on AS day, g.state, g.target_on, EXISTS (SELECT 1 FROM timelog_timeentry_goals t WHERE"
        " t.goal_id=g.id) AS is_followed FROM patients_goal g WHERE g.practice_id=%s", own,
    )  # fmt: skip
    enrolled = lines(
        "SELECT patient_id AS patient, rendering_provider_id AS provider, program FROM patients_enrollment WHERE"
        " practice_id=%s AND starts_on<=%s AND (ends_on IS NULL OR ends_on>=%s)", own, actor.today, actor.today,
    )  # fmt: skip
    for rows in (entries, periods, claims, payments, denials, goals):
        _read(rows, actor)
    return Books(actor, entries, periods, claims, payments, denials, goals, enrolled, _names(own))


def _read(rows: Lines, actor: Actor) -> None:
    """Make dates, amounts and texts of what either database gives."""
    for row in rows:
        for name in ("day", "paid_on", "target_on"):
            value = getattr(row, name, None)
            if isinstance(value, str):
                setattr(row, name, date.fromisoformat(value))
        for name in ("expected", "charge", "paid", "amount"):
            if hasattr(row, name):
                setattr(row, name, money(getattr(row, name)))
        if hasattr(row, "sent_at"):
            row.sent_on = local_day(row.sent_at, actor)
        if hasattr(row, "facts"):
            row.said = json.loads(row.result)
            row.why = (row.said["reasons"] or [""])[0] if row.outcome != "billable" else ""
            row.activities = {entry["key"]: entry["activity"] for entry in json.loads(row.facts)["entries"]}


def local_day(value: Any, actor: Actor) -> date | None:
    if value is None:
        return None
    at = datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
    return at.astimezone(actor.time_zone).date()


def _names(own: int) -> dict[str, dict[Any, str]]:
    def named(table: str) -> dict[Any, str]:
        return {row.id: row.name for row in lines(f"SELECT id, name FROM {table} WHERE practice_id=%s", own)}

    return {
        "provider": {row.pk: str(row) for row in Provider.objects.filter(practice=own)},
        "payer": {None: "No coverage", **named("patients_payer")},
        "agency": {None: "No agency", **named("patients_agency")},
        "setting": {"": "No setting", "none": "No setting", **dict(Setting.choices)},
        "activity": dict(Activity.choices),
        "program": dict(Enrollment.Program.choices),
        "code": {"": "No code reached"},
    }


def sum_of(rows: Iterable[Line], name: str, keep: Callable[[Line], bool] = lambda _: True) -> Any:
    """Add up one value of the rows that are kept."""
    start: Any = Decimal("0.00") if name in ("expected", "charge", "paid", "amount") else 0
    return sum((getattr(row, name) for row in rows if keep(row)), start)


def by(rows: Iterable[Line], name: str) -> dict[Any, Lines]:
    """Sort the rows into heaps by one of their values."""
    heaps: dict[Any, Lines] = {}
    for row in rows:
        heaps.setdefault(getattr(row, name), []).append(row)
    return heaps


def by_month(rows: Iterable[Line], asked: Asked) -> dict[date, Lines]:
    """Sort the rows into the months of the dates, oldest first."""
    return {month: [row for row in rows if month_of(row.day) == month] for month in asked.months}


def added(tables: Iterable[Sequence[Any]]) -> list[Any]:
    """Add up the columns of some rows; None where no row has a value."""
    found = []
    for column in zip(*tables, strict=True):
        said = [value for value in column if value is not None]
        found.append(sum(said[1:], said[0]) if said else None)
    return found
