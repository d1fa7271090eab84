"""The numbers of reports worked out by hand from the rows of the tables, for holding the reports against."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from django.db import connection

from apps.practice.access import Actor
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked
from apps.reports.domain.report import Report, Row, Table

SENT = "('sent','accepted','rejected','denied','refunded','paid','partly_paid')"
BILLING_KINDS = {"physician": "Physicians"}
OTHERS = "NPs, PAs and nurse specialists"


def sql(text: str, *given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return list(cursor.fetchall())


def day(value: Any) -> date:
    """A date of a row, as either database gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def local_day(value: Any, actor: Actor) -> date:
    at = datetime.fromisoformat(f"{value}+00:00") if isinstance(value, str) else value
    return at.astimezone(actor.time_zone).date()


def table_of(report: Report, caption: str) -> dict[str, list[Any]]:
    """The values of a table by the label of their row."""
    table = next(each.table for each in report.sections if each.table and each.table.caption == caption)
    assert isinstance(table, Table)
    return {row.label: _values(row) for row in table.rows}


def _values(row: Row) -> list[Any]:
    return [cell.value for cell in row.cells]


def _least(days: list[int], part: str) -> int | None:
    """The smallest number of days that at least this part of them do not exceed."""
    return sorted(days)[ceil(Decimal(part) * len(days)) - 1] if days else None


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else None


def speed_by_hand(actor: Actor, asked: Asked) -> dict[str, list[Any]]:
    """Days from period end to sending and from there to payment, by month and together."""
    between = "d.practice_id=%s AND p.window_ends_on BETWEEN %s AND %s"
    given = (actor.practice.pk, asked.starts_on, asked.ends_on)
    behind = (
        "billing_claim c JOIN billing_decision d ON d.id=c.decision_id JOIN billing_serviceperiod p ON p.id=d.period_id"
        " JOIN billing_submission s ON s.id=c.submission_id"
    )
    sent = sql(
        f"SELECT p.window_ends_on, s.sent_at FROM {behind} WHERE c.stands AND c.state IN {SENT}"
        f" AND s.sent_at IS NOT NULL AND {between}", *given,
    )  # fmt: skip
    paid = sql(
        f"SELECT p.window_ends_on, s.sent_at, r.paid_on FROM {behind} JOIN billing_posting o ON o.claim_id=c.id"
        " JOIN billing_claimpayment y ON y.id=o.claim_payment_id JOIN billing_remittanceadvice r"
        f" ON r.id=y.remittance_id WHERE o.paid>0 AND {between} AND NOT EXISTS (SELECT 1 FROM billing_posting u WHERE"
        " u.claim_payment_id=o.claim_payment_id AND u.number=o.number+1)", *given,
    )  # fmt: skip
    to_send, to_pay = defaultdict(list), defaultdict(list)
    for ended, at in sent:
        for key in (f"{day(ended):%b %Y}", "Together"):
            to_send[key].append((local_day(at, actor) - day(ended)).days)
    for ended, at, on in paid:
        for key in (f"{day(ended):%b %Y}", "Together"):
            to_pay[key].append((day(on) - local_day(at, actor)).days)
    assert sent and paid
    return {
        key: [
            len(to_send[key]), _least(to_send[key], "0.5"), _least(to_send[key], "0.9"),
            len(to_pay[key]), _least(to_pay[key], "0.5"), _least(to_pay[key], "0.9"),
        ]
        for key in {*to_send, *to_pay}
    }  # fmt: skip


def denials_by_hand(actor: Actor, asked: Asked) -> dict[tuple[str, str], dict[str, tuple[int, Decimal]]]:
    """How often and how much, by reason and payer."""
    rows = sql(
        "SELECT t.adjustment_group, t.reason_code, y.name, count(*), sum(t.amount) FROM billing_claimtask t"
        " JOIN billing_claim c ON c.id=t.claim_id JOIN patients_payer y ON y.id=c.payer_id"
        " JOIN billing_serviceperiod p ON p.id=c.period_id WHERE t.kind='denial' AND t.practice_id=%s"
        " AND p.window_ends_on BETWEEN %s AND %s GROUP BY 1,2,3", actor.practice.pk, asked.starts_on, asked.ends_on,
    )  # fmt: skip
    found: dict[tuple[str, str], dict[str, tuple[int, Decimal]]] = defaultdict(dict)
    for group, reason, payer, count, amount in rows:
        found[group, reason][payer] = (count, Decimal(str(amount)))
    return found


def program_by_hand(actor: Actor, asked: Asked) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Goals by state, and the workload by provider."""
    own = actor.practice.pk
    goals = sql(
        "SELECT g.state, count(*), sum(CASE WHEN EXISTS (SELECT 1 FROM timelog_timeentry_goals t WHERE t.goal_id=g.id)"
        " THEN 1 ELSE 0 END) FROM patients_goal g WHERE g.practice_id=%s AND g.stated_on BETWEEN %s AND %s GROUP BY 1",
        own, asked.starts_on, asked.ends_on,
    )  # fmt: skip
    said = {state: [count, followed] for state, count, followed in goals}
    work: dict[str, list[Any]] = {}
    months = len([month for month in asked.months if month <= asked.today])
    people = sql(
        "SELECT e.rendering_provider_id, count(DISTINCT e.patient_id) FROM patients_enrollment e WHERE e.practice_id=%s"
        " AND e.starts_on<=%s AND (e.ends_on IS NULL OR e.ends_on>=%s) GROUP BY 1", own, actor.today, actor.today,
    )  # fmt: skip
    for provider, patients in people:
        for_patients, programme, late = (
            sql(
                "SELECT coalesce(sum(v.seconds), 0) FROM timelog_entryversion v WHERE NOT v.is_void AND v.is_confirmed"
                " AND v.practice_id=%s AND v.provider_id=%s AND v.performed_on BETWEEN %s AND %s AND v.number="
                f"(SELECT max(w.number) FROM timelog_entryversion w WHERE w.entry_id=v.entry_id) AND {which}",
                own, provider, asked.starts_on, asked.ends_on,
            )[0][0]
            for which in ("v.patient_id IS NOT NULL", "v.patient_id IS NULL", "v.is_late")
        )  # fmt: skip
        work[str(Provider.objects.get(pk=provider))] = [
            patients,
            for_patients,
            for_patients // patients // months,
            programme,
            late,
        ]
    return said, work


def panels_by_hand(actor: Actor, asked: Asked) -> dict[str, list[Any]]:
    """Closed and billable periods by the size of a provider's panel, and by whether a patient has both programmes."""
    rows = sql(
        "SELECT d.rendering_provider_id, d.patient_id, d.outcome, EXISTS (SELECT 1 FROM patients_patientstatus s WHERE"
        " s.patient_id=d.patient_id AND s.kind='dual_eligible' AND s.struck_at IS NULL AND s.starts_on<=%s AND"
        " (s.ends_on IS NULL OR s.ends_on>=%s)) FROM billing_decision d JOIN billing_serviceperiod p ON"
        " p.id=d.period_id WHERE d.is_current AND d.practice_id=%s AND p.window_ends_on BETWEEN %s AND %s",
        actor.today, actor.today, actor.practice.pk, asked.starts_on, asked.ends_on,
    )  # fmt: skip
    patients: dict[int, set[int]] = defaultdict(set)
    for provider, patient, _, _ in rows:
        patients[provider].add(patient)
    found: dict[str, list[Any]] = {}
    for label, least, most in (
        ("Panels of up to 50 patients", 0, 50),
        ("51 to 200", 51, 200),
        ("Over 200", 201, 10**9),
    ):
        who = {provider for provider, panel in patients.items() if least <= len(panel) <= most}
        found[label] = [len(who), *_billable([row for row in rows if row[0] in who])]
    found["Patients with Medicare and Medicaid"] = [None, *_billable([row for row in rows if row[3]])]
    found["All other patients"] = [None, *_billable([row for row in rows if not row[3]])]
    return found


def _billable(rows: list[tuple[Any, ...]]) -> list[Any]:
    billable = sum(row[2] == "billable" for row in rows)
    return [len(rows), billable, _share(billable, len(rows))]


def penetration_by_hand(actor: Actor, asked: Asked) -> tuple[list[Any], dict[str, list[Any]]]:
    """Patients billed of those who could be, and practitioners billing of those active."""
    own, today = actor.practice.pk, actor.today
    claimed = sql(
        "SELECT c.patient_id, c.rendering_provider_id FROM billing_claim c JOIN billing_decision d"
        f" ON d.id=c.decision_id WHERE c.stands AND c.state IN {SENT} AND c.practice_id=%s"
        " AND d.window_ends_on BETWEEN %s AND %s", own, asked.starts_on, asked.ends_on,
    )  # fmt: skip
    enrolled = sql(
        "SELECT patient_id FROM patients_enrollment WHERE practice_id=%s AND starts_on<=%s AND"
        " (ends_on IS NULL OR ends_on>=%s)", own, today, today,
    )  # fmt: skip
    chronic = sql(
        "SELECT patient_id FROM patients_diagnosis WHERE practice_id=%s AND is_chronic AND ends_on IS NULL"
        " GROUP BY 1 HAVING count(*)>=2", own,
    )  # fmt: skip
    living = {
        row[0] for row in sql("SELECT id FROM patients_patient WHERE practice_id=%s AND died_on IS NULL", own)
    }
    could = living & {row[0] for row in (*enrolled, *chronic)}
    billed = could & {row[0] for row in claimed}
    adopting: dict[str, list[Any]] = {}
    for provider, kind in sql(
        "SELECT id, kind FROM practice_provider WHERE practice_id=%s AND (starts_on IS NULL OR starts_on<=%s)"
        " AND (ends_on IS NULL OR ends_on>=%s)", own, asked.ends_on, asked.starts_on,
    ):  # fmt: skip
        if kind != "clinical_staff":
            row = adopting.setdefault(BILLING_KINDS.get(kind, OTHERS), [0, 0])
            row[0] += 1
            row[1] += provider in {each[1] for each in claimed}
    return [len(could), len(billed), _share(len(billed), len(could))], {
        label: [active, billing, _share(billing, active)] for label, (active, billing) in adopting.items()
    }


def year_by_hand(actor: Actor, asked: Asked, provider: int) -> list[Any]:
    """One provider's minutes and dollars over the dates: logged, counted, paid for, late, expected, received."""
    given = (actor.practice.pk, provider, asked.starts_on, asked.ends_on)
    logged, late = sql(
        "SELECT coalesce(sum(v.seconds), 0), coalesce(sum(CASE WHEN v.is_late THEN v.seconds ELSE 0 END), 0) FROM"
        " timelog_entryversion v WHERE NOT v.is_void AND v.is_confirmed AND v.patient_id IS NOT NULL"
        " AND v.practice_id=%s AND v.provider_id=%s AND v.performed_on BETWEEN %s AND %s AND v.number="
        "(SELECT max(w.number) FROM timelog_entryversion w WHERE w.entry_id=v.entry_id)", *given,
    )[0]  # fmt: skip
    ended = (
        "FROM billing_decision d JOIN billing_serviceperiod p ON p.id=d.period_id LEFT JOIN billing_claim c ON"
        " c.decision_id=d.id AND c.stands WHERE d.practice_id=%s AND d.rendering_provider_id=%s AND p.window_ends_on"
        " BETWEEN %s AND %s AND d.is_current"
    )
    ((counted,),) = sql(f"SELECT sum(d.counted_seconds) {ended}", *given)
    ((paid_for,),) = sql(
        f"SELECT sum(d.counted_seconds) {ended} AND d.outcome='billable' AND c.state IN ('paid','partly_paid')",
        *given,
    )
    ((expected,),) = sql(f"SELECT sum(d.expected_amount) {ended} AND d.outcome='billable'", *given)
    ((received,),) = sql(
        "SELECT sum(o.paid) FROM billing_posting o JOIN billing_claim c ON c.id=o.claim_id JOIN billing_serviceperiod p"
        " ON p.id=c.period_id WHERE c.practice_id=%s AND c.rendering_provider_id=%s AND p.window_ends_on BETWEEN %s"
        " AND %s", *given,
    )  # fmt: skip
    sums = [Decimal(str(each or 0)).quantize(Decimal("0.01")) for each in (expected, received)]
    hours = [(each * 3600 / logged).quantize(Decimal("0.01")) if logged else None for each in sums]
    return [logged, counted or 0, paid_for or 0, late, *sums, *hours]
