"""One provider's own months, and the programmes: added up by hand from the books."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import SimpleNamespace as Line
from typing import Any

from apps.patients.models import Enrollment, Goal
from apps.reports.domain.asked import Asked, last_of_month
from tests.reports.books import (
    APPROVED,
    IN_REVIEW,
    PAID,
    TOGETHER,
    WITH_PAYER,
    Books,
    added,
    by,
    by_month,
    in_words,
    lines,
    share,
    sum_of,
)
from tests.reports.proofs_of_money import on_day
from tests.reports.proofs_of_time import Rows, with_total


def _fate(row: Line) -> str:
    """Say what a closed period has become, and why."""
    why = in_words(row.why)
    if row.outcome == "not_billable":
        return "Paid by capitation" if row.why == "capitated" else f"Lost: {_lower(why)}"
    if row.outcome == "blocked":
        return f"At risk: {_lower(why)}"
    if row.stage is None:
        return "At risk: billable, without a claim"
    for states, said in ((IN_REVIEW, "Earned: claim in review"), (PAID, "Earned: paid"),
                         ((*APPROVED, *WITH_PAYER), "Earned: approved or with the payer")):  # fmt: skip
        if row.stage in states:
            return said
    return f"{'At risk' if row.stage == 'rejected' else 'Lost'}: {row.stage}"


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def fates(books: Books, asked: Asked) -> Rows:
    found: dict[str, list[Line]] = {}
    for row in books.of(books.periods, asked):
        found.setdefault(_fate(row), []).append(row)
    return {
        label: [len(mine), sum_of(mine, "counted"), sum_of(mine, "expected") or None]
        for label, mine in found.items()
    }


def activities(books: Books, asked: Asked) -> Rows:
    heaps = by(books.of(books.entries, asked), "activity")
    found = {
        books.names["activity"][key]: [len(mine), sum_of(mine, "seconds")] for key, mine in heaps.items()
    }
    return found | {TOGETHER: added(found.values())} if found else {}


def in_time_and_late(books: Books, asked: Asked) -> Rows:
    rows = books.of(books.entries, asked)
    late = [row for row in rows if row.is_late]
    in_time = [row for row in rows if not row.is_late]
    return {
        "In time": [len(in_time), sum_of(in_time, "seconds")],
        "Late: after their period had closed": [len(late), sum_of(late, "seconds")],
    }


def month_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    sums = {"earned": Decimal("0.00"), "at risk": Decimal("0.00"), "lost": Decimal("0.00")}
    lost = 0
    for row in books.of(books.periods, asked):
        fate = _fate(row).partition(":")[0].lower()
        if fate in sums:
            sums[fate] += row.expected
        lost += row.counted if fate == "lost" else 0
    return {"logged": sum_of(books.of(books.entries, asked), "seconds"), **sums, "minutes lost": lost}


def own_months(books: Books, asked: Asked) -> Rows:
    entries = by_month([row for row in books.of(books.entries, asked) if row.patient is not None], asked)
    periods = by_month(books.of(books.periods, asked), asked)
    payments = by_month(books.of(books.payments, asked), asked)
    found = {}
    for month in asked.months:
        billable = [row for row in periods[month] if row.outcome == "billable"]
        found[f"{month:%b %Y}"] = [
            sum_of(entries[month], "seconds"),
            sum_of(periods[month], "counted"),
            sum_of(billable, "counted", lambda row: row.stage in PAID),
            sum_of(entries[month], "seconds", lambda row: bool(row.is_late)),
            sum_of(billable, "expected"),
            sum_of(payments[month], "paid"),
        ]
    return {
        label: [*row, _an_hour(row[4], row[0]), _an_hour(row[5], row[0])]
        for label, row in with_total(found).items()
    }


def _an_hour(dollars: Decimal, seconds: int) -> Decimal | None:
    return (dollars * 3600 / seconds).quantize(Decimal("0.01")) if seconds else None


def year_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    labels = ("logged", "", "", "", "expected", "received", "expected an hour", "received an hour")
    together = own_months(books, asked).get(TOGETHER, [])
    return {label: value for label, value in zip(labels, together, strict=False) if label}


def goals(books: Books, asked: Asked) -> Rows:
    rows = books.of(books.goals, asked)
    found: Rows = {}
    for state, mine in by(rows, "state").items():
        past = sum(row.target_on is not None and row.target_on < asked.today for row in mine)
        open_ = state in ("stated", "revised")
        found[str(Goal.State(state).label)] = [
            len(mine),
            sum(row.is_followed for row in mine),
            past if open_ else None,
        ]
    late = sum(mine[2] or 0 for mine in found.values())
    return found | {TOGETHER: [len(rows), sum(row.is_followed for row in rows), late]} if found else {}


def programme_time(books: Books, asked: Asked) -> Rows:
    heaps = by([row for row in books.of(books.entries, asked) if row.patient is None], "activity")
    found = {
        books.names["activity"][key]: [len(mine), sum_of(mine, "seconds")] for key, mine in heaps.items()
    }
    return found | {TOGETHER: added(found.values())} if found else {}


def workload(books: Books, asked: Asked) -> Rows:
    logged, enrolled = by(books.of(books.entries, asked), "provider"), by(books.enrolled, "provider")
    found = {}
    for provider in {*logged, *enrolled}:
        mine = logged.get(provider, [])
        patients = len({row.patient for row in enrolled.get(provider, [])})
        theirs = sum_of(mine, "seconds", lambda row: row.patient is not None)
        months = _since_the_first(
            [row for row in mine if row.patient is not None], min(asked.today, asked.ends_on)
        )
        found[books.names["provider"][provider]] = [
            patients,
            theirs,
            theirs // patients // months if patients else None,
            sum_of(mine, "seconds", lambda row: row.patient is None),
            sum_of(mine, "seconds", lambda row: bool(row.is_late)),
        ]
    together = added(found.values()) if found else []
    return found | {TOGETHER: [_people(books), together[1], None, *together[3:]]} if found else {}


def capacity(books: Books, asked: Asked) -> Rows:
    """What each who works here gives patients in a whole month, the most, what is planned, and what that leaves."""
    months = [
        month for month in asked.months
        if asked.starts_on <= month and last_of_month(month) <= min(asked.ends_on, asked.today - timedelta(days=1))
    ]  # fmt: skip
    here = lines(
        f"SELECT id, capacity_minutes FROM practice_provider WHERE practice_id=%s AND {on_day(asked.today)}",
        books.actor.practice.pk,
    )
    found: Rows = {}
    used_of_planned = 0
    for provider in here if months else ():
        mine = [
            row for row in books.of(books.entries, asked, provider=provider.id)
            if row.patient is not None and row.day.replace(day=1) in months
        ]  # fmt: skip
        patients = len({row.patient for row in books.enrolled if row.provider == provider.id})
        if not (mine or patients or provider.capacity_minutes):
            continue
        heaps = by_month(mine, asked)
        over = _since_the_first(mine, last_of_month(months[-1]))
        each_month = sum_of(mine, "seconds") // over // 60 * 60
        planned = provider.capacity_minutes and provider.capacity_minutes * 60
        room = room_for = None
        if planned:
            used_of_planned += each_month
            room = planned - each_month
            if mine and patients:
                of_each = Fraction(sum_of(mine, "seconds"), over * patients)
                room_for = floor((planned - of_each * patients) / of_each)
        found[books.names["provider"][provider.id]] = [
            each_month,
            max(sum_of(heaps[month], "seconds") for month in months) or None,
            planned,
            share(each_month, planned) if planned else None,
            room,
            room_for,
        ]
    if not found:
        return {}
    together = [[row[place] for row in found.values() if row[place] is not None] for place in range(6)]
    sums = [sum(column) if column else None for column in together]
    used = share(used_of_planned, sums[2]) if sums[2] else None
    return found | {TOGETHER: [sums[0], None, sums[2], used, sums[4], sums[5]]}


def _since_the_first(rows: list[Line], last: date) -> int:
    """Count the months from that of the first of some entries through that of the last day."""
    first = min((row.day for row in rows), default=last)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _people(books: Books) -> int:
    return len({row.patient for row in books.enrolled})


def could_be(books: Books, asked: Asked) -> Rows:
    """Who lives and is in no programme: under an agency or in a facility; eligible, or with two chronic conditions."""
    own, today = books.actor.practice.pk, on_day(books.actor.today)

    def patients(text: str) -> set[int]:
        return {row.patient for row in lines(f"SELECT patient_id AS patient FROM {text}", own)}

    dead = {
        row.id
        for row in lines(
            "SELECT id FROM patients_patient WHERE practice_id=%s AND (died_on IS NOT NULL OR merged_into_id IS NOT"
            " NULL)",
            own,
        )
    }
    taken = dead | {row.patient for row in books.enrolled}
    under_care = patients(f"patients_careepisode WHERE practice_id=%s AND {today}")
    chronic = patients(
        "patients_diagnosis WHERE practice_id=%s AND is_chronic AND ends_on IS NULL GROUP BY 1 HAVING count(*)>=2"
    ) | patients(
        "patients_patientstatus WHERE practice_id=%s AND kind='chronic_care_eligible' AND struck_at IS NULL AND"
        f" {today}"
    )
    could = {"cpo": len(under_care - taken), "ccm": len(chronic - taken)}
    in_it = by(books.enrolled, "program")
    return {
        str(each.label): [len({row.patient for row in in_it.get(each.value, [])}), could.get(each.value)]
        for each in Enrollment.Program
    }


def programme_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    stated = books.of(books.goals, asked)
    overhead = [row for row in books.of(books.entries, asked) if row.patient is None]
    return {
        "patients enrolled": _people(books),
        "goals set": len(stated),
        "of them followed": share(sum(row.is_followed for row in stated), len(stated)),
        "programme time": sum_of(overhead, "seconds"),
    }
