"""Where the minutes went, and what came of them, added up by hand from the books: a table by the label of its row."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import dropwhile
from types import SimpleNamespace as Line
from typing import Any

from apps.reports.domain.asked import Asked
from tests.reports.books import (
    APPROVED,
    IN_REVIEW,
    PAID,
    REFUSED,
    SENT,
    TOGETHER,
    WITH_PAYER,
    Books,
    added,
    by,
    by_month,
    in_words,
    lines,
    money,
    month_of,
    share,
    sum_of,
)

Rows = dict[str, list[Any]]


def with_total(rows: Rows) -> Rows:
    """Leave out the months before the first that says anything, and put all of them together below."""
    found = dict(dropwhile(lambda row: not any(row[1]), rows.items()))
    return found | {TOGETHER: added(found.values())} if found else {}


def months(books: Books, asked: Asked) -> Rows:
    logs_all = set(dict(asked.narrowed)) <= {"provider"}
    entries = by_month(books.of(books.entries, asked) if logs_all else [], asked)
    periods = by_month(books.of(books.periods, asked), asked)
    claims = by_month([row for row in books.of(books.claims, asked) if row.state in SENT], asked)
    payments = by_month(books.of(books.payments, asked), asked)
    return with_total({
        f"{month:%b %Y}": [
            sum_of(entries[month], "seconds") if logs_all else None,
            sum_of(periods[month], "counted"),
            sum_of(periods[month], "counted", lambda row: row.stage in SENT),
            sum_of(periods[month], "counted", lambda row: row.stage in PAID),
            len(claims[month]),
            sum_of(claims[month], "charge"),
            sum_of(payments[month], "paid"),
        ]
        for month in asked.months
    })  # fmt: skip


def months_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    names = ("logged", "counted", "billed", "", "", "charged", "received")
    rows = months(books, asked)
    together = rows[TOGETHER] if rows else [0] * len(names)
    return {name: value for name, value in zip(names, together, strict=True) if name}


def end_of(time: Line) -> str:
    """Say where a stretch of time ended, in the words of the report."""
    if time.reason:
        return f"Does not count: {in_words(time.reason).lower()}"
    if time.outcome == "blocked":
        return "Blocked by a missing fact"
    if time.outcome == "not_billable":
        known = {"below_threshold": "Below the threshold", "capitated": "Paid by capitation, never claimed"}
        return known.get(time.why, in_words(time.why))
    for states, words in ((IN_REVIEW, "Claim in review"), (APPROVED, "Approved, not sent"), (PAID, "Paid"),
                          (WITH_PAYER, "With the payer")):  # fmt: skip
        if time.stage in states:
            return words
    return {None: "Billable, without a claim", "refunded": "Paid back"}.get(time.stage) or in_words(
        time.stage
    )


def _is_lost(time: Line) -> bool:
    if time.reason or time.outcome == "blocked":
        return False
    return time.why != "capitated" if time.outcome == "not_billable" else time.stage in REFUSED


def _is_paid(time: Line) -> bool:
    return not time.reason and time.outcome == "billable" and time.stage in PAID


def _is_capitated(time: Line) -> bool:
    return not time.reason and time.outcome == "not_billable" and time.why == "capitated"


def _is_open(time: Line) -> bool:
    return not time.reason and not any(test(time) for test in (_is_lost, _is_paid, _is_capitated))


def flow(books: Books, asked: Asked) -> Rows:
    times = books.of(books.times, asked)
    looked_at = sum_of(times, "seconds")
    log = _log(books, asked)
    whole = log["Logged"] if log else looked_at
    steps = {end: sum_of(heap, "seconds") for end, heap in by(_ended(times), "end").items()}
    found = {label: seconds for label, seconds in steps.items() if seconds} | {
        "Looked at by closed periods": looked_at,
        "Counted": sum_of(times, "seconds", lambda row: not row.reason),
        "Paid": steps.get("Paid", 0),
        **log,
    }
    if not whole and not looked_at:
        return {}
    between = whole - sum(seconds for label, seconds in log.items() if label != "Logged") - looked_at
    if between > 0:
        found["In periods of other dates, or changed since"] = between
    elif between < 0:
        found["Added: in two programmes, or worked before these dates"] = -between
    return {label: [seconds, share(seconds, whole)] for label, seconds in found.items()}


def _log(books: Books, asked: Asked) -> dict[str, int]:
    """Divide what was logged: for no one, for somebody in no programme that day, in a period that is open; the rest."""
    if asked.narrowed:
        return {}
    own = books.actor.practice.pk
    enrolled = by(lines(f"SELECT {_DATES} FROM patients_enrollment WHERE practice_id=%s", own), "patient")
    still_open, closed = (
        by(
            lines(
                f"SELECT {_DATES} FROM billing_serviceperiod WHERE practice_id=%s AND state=%s", own, state
            ),
            "patient",
        )
        for state in ("open", "closed")
    )
    found: dict[str, int] = {"Logged": 0}
    for row in books.of(books.entries, asked):
        found["Logged"] += row.seconds
        label = ""
        if row.patient is None:
            label = "Programme time, for no one patient"
        elif not _any_on([*enrolled.get(row.patient, []), *closed.get(row.patient, [])], row.day):
            label = "For patients in no programme that day"
        elif _any_on(still_open.get(row.patient, []), row.day):
            label = "In periods not closed yet"
        if label:
            found[label] = found.get(label, 0) + row.seconds
    return found


_DATES = "patient_id AS patient, starts_on, ends_on"


def _any_on(rows: Sequence[Line], day: date) -> bool:
    return any(
        _day(row.starts_on) <= day and (row.ends_on is None or day <= _day(row.ends_on)) for row in rows
    )


def _day(value: Any) -> date:
    """Return a date as it is; SQLite gives its text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def _ended(times: Sequence[Line]) -> list[Line]:
    return [Line(**vars(row) | {"end": end_of(row)}) for row in times]


def flow_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    times = books.of(books.times, asked)
    log = _log(books, asked)
    return {
        **({"logged": log["Logged"]} if log else {}),
        "looked at": sum_of(times, "seconds"),
        "do not count": sum_of(times, "seconds", lambda row: bool(row.reason)),
        "lost": sum_of(times, "seconds", _is_lost),
        "blocked or on its way": sum_of(times, "seconds", _is_open),
        "paid for": sum_of(times, "seconds", _is_paid),
    }


def divided(books: Books, asked: Asked) -> Rows:
    """Divide the minutes of closed periods, and the money of their claims, by one thing."""
    name = asked.by or "provider"
    times = by(books.of(books.times, asked), name)
    charged = (
        by([row for row in books.of(books.claims, asked) if row.state in SENT], name)
        if name != "activity"
        else {}
    )
    paid = by(books.of(books.payments, asked), name) if name != "activity" else {}
    found = {}
    for key in {*times, *charged, *paid}:
        mine = times.get(key, [])
        sums = [
            sum_of(mine, "seconds", test)
            for test in (
                lambda _: True,
                lambda row: not row.reason,
                _is_lost,
                _is_open,
                _is_capitated,
                _is_paid,
            )
        ]
        dollars = [sum_of(charged.get(key, []), "charge"), sum_of(paid.get(key, []), "paid")]
        found[books.names[name].get(key, key)] = [*sums, None, *(dollars if name != "activity" else [])]
    if found:
        found[TOGETHER] = added(found.values())
    for row in found.values():
        row[6] = share(row[5], row[0])
    return found


def divided_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    heads = ("counted", "lost", "paid for", "charged", "received")
    row = divided(books, asked).get(TOGETHER, [0] * (7 if asked.by == "activity" else 9))
    return dict(zip(heads, [row[1], row[2], row[5], *row[7:]], strict=False))


# Which months of the last eighteen a month is told from, and how many are told again although they came.
TOLD_FROM, TOLD_AGAIN = 12, 6


def _forecast(books: Books, asked: Asked, what: str) -> list[tuple[date, int, list[Any], Any]]:
    """Say of each month how much was logged by this day of it, what that was to become, and what came."""
    this = month_of(asked.today)
    all_months = [this]
    while len(all_months) < TOLD_FROM + TOLD_AGAIN + 1:
        all_months.append(month_of(all_months[-1] - timedelta(days=1)))
    all_months.reverse()
    logged = [row for row in books.of(books.entries, asked, any_day=True) if row.patient is not None]
    decided = [row for row in books.of(books.periods, asked, any_day=True) if row.outcome == "billable"]
    so_far, came = {}, {}
    for month in all_months:
        mine = [row for row in logged if month_of(row.day) == month]
        so_far[month] = sum_of(mine, "seconds", lambda row: row.day.day <= asked.today.day)
        ended = [row for row in decided if month_of(row.day) == month]
        came[month] = sum_of(mine, "seconds") if what == "minutes" else sum_of(ended, "expected")
    found = []
    for place, month in enumerate(all_months[TOLD_FROM:], start=TOLD_FROM):
        before = [each for each in all_months[:place] if so_far[each]][-TOLD_FROM:]
        ratios = sorted(Fraction(came[each]) / so_far[each] for each in before)
        spread: list[Any] = [None] * 3
        if len(ratios) >= 3 and so_far[month]:
            middle = (ratios[len(ratios) // 2] + ratios[(len(ratios) - 1) // 2]) / 2
            spread = [_cents(ratio * so_far[month]) for ratio in (ratios[0], middle, ratios[-1])]
        found.append((month, so_far[month], spread, None if month == this else came[month]))
    return found


def _cents(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _told(books: Books, asked: Asked, what: str) -> Rows:
    found = {}
    for month, so_far, spread, came in _forecast(books, asked, what):
        off = share(spread[1] - came, came) if spread[1] is not None and came else None
        said = [int(each) if each is not None and what == "minutes" else each for each in spread]
        if so_far:
            found[f"{month:%b %Y}"] = [so_far, *said, came, off]
    return found if any(row[1] is not None for row in found.values()) else {}


def minutes_told(books: Books, asked: Asked) -> Rows:
    return _told(books, asked, "minutes")


def dollars_told(books: Books, asked: Asked) -> Rows:
    return _told(books, asked, "dollars")


def forecast_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    found: dict[str, Any] = {"logged so far": _forecast(books, asked, "minutes")[-1][1]}
    for what, label in (("minutes", "minutes by the end"), ("dollars", "expected from billable periods")):
        low, middle, high = _forecast(books, asked, what)[-1][2]
        if middle is None:
            found[label] = None
        elif what == "minutes":
            found[f"{label}, {int(low) // 60:,} min to {int(high) // 60:,} min"] = int(middle)
        else:
            found[f"{label}, ${money(low):,.2f} to ${money(high):,.2f}"] = middle
    return found
