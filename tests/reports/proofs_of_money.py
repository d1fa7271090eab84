"""What waits with payers, how fast money came, what was refused, what it is beside the article: added up by hand."""

import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from math import ceil
from types import SimpleNamespace as Line
from typing import Any

from apps.billing.domain.words import Table as Codes
from apps.billing.domain.words import words_for
from apps.reports.domain.asked import Asked
from tests.reports.books import (
    SENT,
    TOGETHER,
    WITH_PAYER,
    Books,
    added,
    by,
    by_month,
    lines,
    money,
    share,
    sum_of,
)
from tests.reports.proofs_of_time import Rows

BECAME = {"partly_paid": "paid in part", "paid": "paid since"}
AGES = ((0, 30), (31, 60), (61, 90), (91, 120), (121, 10**6))


def _waiting(books: Books, asked: Asked) -> list[Line]:
    return [row for row in books.of(books.claims, asked, any_day=True) if row.state in WITH_PAYER]


def _aged(books: Books, asked: Asked, add: Callable[[list[Line]], Any]) -> Rows:
    found = {}
    for payer, mine in by(_waiting(books, asked), "payer").items():
        days = [((asked.today - row.sent_on).days, row) for row in mine]
        ages = [add([row for age, row in days if first <= age <= last]) for first, last in AGES]
        found[books.names["payer"][payer]] = [*ages, add(mine)]
    return found | {TOGETHER: added(found.values())} if found else {}


def dollars_waiting(books: Books, asked: Asked) -> Rows:
    return _aged(books, asked, lambda rows: sum_of(rows, "charge"))


def claims_waiting(books: Books, asked: Asked) -> Rows:
    return _aged(books, asked, len)


def waiting_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    rows = _waiting(books, asked)
    oldest = sum_of(rows, "charge", lambda row: (asked.today - row.sent_on).days > 120)
    return {"claims waiting": len(rows), "charged on them": sum_of(rows, "charge"), "over 120 days": oldest}


def _least(days: list[int], part: str) -> int | None:
    """Return the smallest number of days that at least this part of them do not exceed."""
    return sorted(days)[ceil(Decimal(part) * len(days)) - 1] if days else None


def days_by_month(books: Books, asked: Asked) -> Rows:
    sent = [row for row in books.of(books.claims, asked) if row.state in SENT and row.sent_on]
    paid = [
        row for row in books.of(books.payments, asked) if row.paid > 0 and not row.is_undone and row.sent_on
    ]
    found = {
        f"{month:%b %Y}": (mine, by_month(paid, asked)[month])
        for month, mine in by_month(sent, asked).items()
    }
    said = {label: each for label, each in found.items() if any(each)} | {TOGETHER: (sent, paid)}
    return {label: _days(*each) for label, each in said.items()} if sent or paid else {}


def _days(sent: list[Line], paid: list[Line]) -> list[Any]:
    found: list[Any] = []
    for days in (
        [(row.sent_on - row.day).days for row in sent],
        [(row.paid_on - row.sent_on).days for row in paid],
    ):
        found += [len(days), _least(days, "0.5"), _least(days, "0.9")]
    return [*found, _least([(row.paid_on - row.day).days for row in paid], "0.5")]


def days_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    row = days_by_month(books, asked).get(TOGETHER, [None] * 7)
    return {
        "half are sent within": row[1],
        "half are paid within, from then on": row[4],
        "half are paid within, in all": row[6],
    }


def _reason(row: Line) -> str:
    return (
        f"{row.of_group}-{row.reason}: {words_for(Codes.REASONS, row.reason)}"
        if row.reason
        else "No reason given"
    )


def _refused(heaps: dict[str, list[Line]], together: list[Line]) -> Rows:
    heaps = heaps | {TOGETHER: together} if together else {}
    return {
        label: [
            len(mine),
            sum_of(mine, "amount"),
            *(sum(row.state == state for row in mine) for state in BECAME),
        ]
        for label, mine in heaps.items()
    }


def refused_by_reason(books: Books, asked: Asked) -> Rows:
    rows = books.of(books.denials, asked)
    return _refused({_reason(mine[0]): mine for mine in by(rows, "reason").values()}, rows)


def refused_by_payer(books: Books, asked: Asked) -> Rows:
    rows = books.of(books.denials, asked)
    return _refused({books.names["payer"][payer]: mine for payer, mine in by(rows, "payer").items()}, rows)


def reason_by_payer(books: Books, asked: Asked) -> Rows:
    """How often which payer gave which reason: at most five payers here, in the order of their names."""
    rows = books.of(books.denials, asked)
    payers = sorted({row.payer for row in rows}, key=lambda payer: books.names["payer"][payer])
    heaps = {_reason(mine[0]): mine for mine in by(rows, "reason").values()} | (
        {TOGETHER: rows} if rows else {}
    )
    return {
        label: [*(sum(row.payer == payer for row in mine) or None for payer in payers), len(mine)]
        for label, mine in heaps.items()
    }


def refused_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    rows = books.of(books.denials, asked)
    found = {f"of them {word}": sum(row.state == state for row in rows) for state, word in BECAME.items()}
    return {"denials": len(rows), "refused": sum_of(rows, "amount")} | found


def _yields(books: Books, asked: Asked) -> dict[str, tuple[Decimal, Decimal]]:
    """What was charged and received, by payer and together."""
    charged = by([row for row in books.of(books.claims, asked) if row.state in SENT], "payer")
    received = by(books.of(books.payments, asked), "payer")
    found = {
        books.names["payer"][payer]: (
            sum_of(charged.get(payer, []), "charge"),
            sum_of(received.get(payer, []), "paid"),
        )
        for payer in {*charged, *received}
    }
    return found | {TOGETHER: (sum((each[0] for each in found.values()), Decimal(0)),
                               sum((each[1] for each in found.values()), Decimal(0)))}  # fmt: skip


def _private(books: Books, sums: dict[str, tuple[Decimal, Decimal]]) -> tuple[Decimal, Decimal]:
    who = lines(
        "SELECT name FROM patients_payer WHERE practice_id=%s AND profile LIKE %s",
        books.actor.practice.pk,
        "commercial%",
    )
    mine = [sums[row.name] for row in who if row.name in sums]
    return sum((each[0] for each in mine), Decimal(0)), sum((each[1] for each in mine), Decimal(0))


def at_share(part: str, *, of_private: bool = False) -> Callable[[Books, Asked], Rows]:
    """Return the sums beside what one assumption of the article makes of them; `of_private`: insurers apart too."""

    def rows(books: Books, asked: Asked) -> Rows:
        sums = _yields(books, asked)
        if of_private and len(sums) > 1:
            sums["Private insurers"] = _private(books, sums)
        found = {
            label: [charged, money(charged * Decimal(part)), received, received - money(charged * Decimal(part)),
                    share(received, charged)]
            for label, (charged, received) in sums.items()
        }  # fmt: skip
        return found if len(found) > 1 else {}

    return rows


def economics_headlines(books: Books, asked: Asked) -> dict[str, Any]:
    charged, received = _yields(books, asked)[TOGETHER]
    return {
        "charged on sent claims": charged,
        "received": received,
        "received of charged": share(received, charged),
    }


def shadow_value(books: Books, asked: Asked) -> Rows:
    """What capitated plans would have paid, by the member and month, beside the contract where one is written down."""
    own = books.actor.practice.pk
    contract = lines(
        "SELECT content FROM patients_ownrule WHERE practice_id=%s AND key='capitated' AND state='applied'",
        own,
    )
    agreed = Decimal(json.loads(contract[0].content)["amount"]) if contract else None
    covered = lines(
        "SELECT c.patient_id AS patient, c.payer_id AS payer, c.starts_on, c.ends_on FROM patients_coverage c JOIN"
        " patients_payer p ON p.id=c.payer_id WHERE p.profile='capitated' AND c.practice_id=%s", own,
    )  # fmt: skip
    found = {}
    for payer in lines(
        "SELECT id, name FROM patients_payer WHERE practice_id=%s AND profile='capitated'", own
    ):
        mine = [row for row in books.of(books.periods, asked, payer=payer.id) if row.why == "capitated"]
        members = len({
            (row.patient, month) for row in covered if row.payer == payer.id for month in asked.months
            if str(row.starts_on or "") <= f"{month:%Y-%m}-31" and str(row.ends_on or "9999") >= str(month)
        })  # fmt: skip
        worth = sum_of(mine, "expected")
        rate = money(worth / members) if members else None
        of_it = share(worth, agreed * members) if agreed and members else None
        found[payer.name] = [
            len(mine),
            sum_of(mine, "counted"),
            worth,
            members,
            rate,
            agreed if members else None,
            of_it,
        ]
    return found


def on_day(day: date) -> str:
    return f"(starts_on IS NULL OR starts_on<='{day}') AND (ends_on IS NULL OR ends_on>='{day}')"


def _claimed(books: Books, asked: Asked) -> list[Line]:
    return [row for row in books.of(books.claims, asked) if row.state in SENT]


def patients_billed(books: Books, asked: Asked) -> Rows:
    own = books.actor.practice.pk
    chronic = lines(
        "SELECT patient_id AS patient FROM patients_diagnosis WHERE practice_id=%s AND is_chronic AND ends_on IS NULL"
        " GROUP BY 1 HAVING count(*)>=2", own,
    )  # fmt: skip
    living = {
        row.id
        for row in lines("SELECT id FROM patients_patient WHERE practice_id=%s AND died_on IS NULL", own)
    }
    could = living & {row.patient for row in (*books.enrolled, *chronic)}
    billed = could & {row.patient for row in _claimed(books, asked)}
    return {"This practice": [len(could), len(billed), share(len(billed), len(could))]}


def practitioners_billing(books: Books, asked: Asked) -> Rows:
    claimed = {row.provider for row in _claimed(books, asked)}
    found: Rows = {"Physicians": [0, 0], "NPs, PAs and nurse specialists": [0, 0]}
    for row in lines(
        "SELECT id, kind FROM practice_provider WHERE practice_id=%s AND (starts_on IS NULL OR starts_on<=%s)"
        " AND (ends_on IS NULL OR ends_on>=%s)", books.actor.practice.pk, asked.ends_on, asked.starts_on,
    ):  # fmt: skip
        if row.kind != "clinical_staff":
            mine = found["Physicians" if row.kind == "physician" else "NPs, PAs and nurse specialists"]
            mine[0] += 1
            mine[1] += row.id in claimed
    return {label: [*row, share(row[1], row[0])] for label, row in found.items()}


def panels(books: Books, asked: Asked) -> Rows:
    """Closed and billable periods by the size of a provider's panel, and by whether a patient has both programmes."""
    dual = {
        row.patient
        for row in lines(
            "SELECT patient_id AS patient FROM patients_patientstatus WHERE practice_id=%s AND kind='dual_eligible' AND"
            f" struck_at IS NULL AND {on_day(books.actor.today)}", books.actor.practice.pk,
        )
    }  # fmt: skip
    rows = books.of(books.periods, asked)
    sizes = {provider: len({row.patient for row in mine}) for provider, mine in by(rows, "provider").items()}
    found: Rows = {}
    for label, least, most in (
        ("Panels of up to 50 patients", 0, 50),
        ("51 to 200", 51, 200),
        ("Over 200", 201, 10**9),
    ):
        who = {provider for provider, size in sizes.items() if least <= size <= most}
        found[label] = [len(who), *_billable(row for row in rows if row.provider in who)]
    found["Patients with Medicare and Medicaid"] = [
        None,
        *_billable(row for row in rows if row.patient in dual),
    ]
    found["All other patients"] = [None, *_billable(row for row in rows if row.patient not in dual)]
    return found


def _billable(rows: Iterable[Line]) -> list[Any]:
    said = [row.outcome == "billable" for row in rows]
    return [len(said), sum(said), share(sum(said), len(said))]
