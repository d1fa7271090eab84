"""Which sum by hand proves which numbers: a report, a table or the headlines, and who adds them up.

A table or headline that is not here, and a row or column that its sum does not have, fails the test that compares them.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from apps.reports.domain.asked import Asked
from apps.reports.domain.report import Report, Table, Unit
from tests.reports import proofs_of_money as money
from tests.reports import proofs_of_people as people
from tests.reports import proofs_of_time as time
from tests.reports.books import Books

HEADLINES = ""
Proof = Callable[[Books, Asked], Mapping[str, Any]]
BY = ("provider", "payer", "care setting", "agency", "code", "programme", "activity")
# Shares of the benchmarks as their sources have them, by how their label begins; see docs/rules.md.
PUBLISHED = {
    "Telephone management paid": "0.26",
    "Collection rate": "0.33",
    "Patients billed for care management": "0.034",
    "The same four years earlier": "0.011",
    "The same among those with ten": "0.07",
    "Physicians who bill care management, lower": "0.02",
    "Physicians who bill care management, upper": "0.07",
    "Nurse practitioners and PAs who bill care management, lower": "0.003",
    "Nurse practitioners and PAs who bill care management, upper": "0.013",
}

PROOFS: dict[tuple[str, str], Proof] = {
    ("months", HEADLINES): time.months_headlines,
    ("months", "Minutes and money by month"): time.months,
    ("leakage", HEADLINES): time.flow_headlines,
    ("leakage", "Minutes from the log to the payment"): time.flow,
    ("breakdown", HEADLINES): time.divided_headlines,
    **{("breakdown", f"Minutes of closed periods by {name}"): time.divided for name in BY},
    ("forecast", HEADLINES): time.forecast_headlines,
    ("forecast", "Minutes logged"): time.minutes_told,
    ("forecast", "Amount expected from billable periods that end in the month"): time.dollars_told,
    ("speed", HEADLINES): money.days_headlines,
    ("speed", "Days by month"): money.days_by_month,
    ("aging", HEADLINES): money.waiting_headlines,
    ("aging", "Dollars waiting"): money.dollars_waiting,
    ("aging", "Claims waiting"): money.claims_waiting,
    ("denials", HEADLINES): money.refused_headlines,
    ("denials", "By reason"): money.refused_by_reason,
    ("denials", "By payer"): money.refused_by_payer,
    ("denials", "Denials by reason and payer"): money.reason_by_payer,
    ("economics", HEADLINES): money.economics_headlines,
    ("economics", "Telephone management paid, as a share of charges"): money.at_share(
        "0.26", of_private=True
    ),
    ("economics", "Collection rate in insured populations"): money.at_share("0.33"),
    ("economics", "Shadow value under capitated plans"): money.shadow_value,
    ("economics", "Patients billed of those who could be"): money.patients_billed,
    ("economics", "Practitioners who bill"): money.practitioners_billing,
    ("economics", "Billable periods by panel"): money.panels,
    ("economics", "Assumptions with their sources"): lambda *_: {},
    ("mine", HEADLINES): people.month_headlines,
    ("mine", "Minutes by activity"): people.activities,
    ("mine", "What became of the periods that ended"): people.fates,
    ("mine", "Entries in time and late"): people.in_time_and_late,
    ("year", HEADLINES): people.year_headlines,
    ("year", "Months of one provider"): people.own_months,
    ("program", HEADLINES): people.programme_headlines,
    ("program", "Goals stated on these dates, as they stand"): people.goals,
    ("program", "Programme time by activity"): people.programme_time,
    ("program", "Workload by provider"): people.workload,
    ("program", "Room by provider"): people.capacity,
    ("program", "Patients enrolled, and who could be"): people.could_be,
}


def unproven(report: Report, books: Books, asked: Asked) -> list[str]:
    """Name every number of a report that no sum by hand has, or has otherwise."""
    found = list(
        _differences(
            report.name, HEADLINES, {each.label: each.value for each in report.figures}, books, asked
        )
    )
    for section in report.sections:
        if section.table:
            shown = _shown(section.table)
            assert len(shown) == len(section.table.rows), f"{section.table.caption}: two rows have one name"
            found += _differences(report.name, section.table.caption, shown, books, asked)
    return found + list(_unshown(report, books, asked))


def _unshown(report: Report, books: Books, asked: Asked) -> Iterator[str]:
    """Name the tables that a report leaves out although there is something to say in them."""
    shown = {section.table.caption for section in report.sections if section.table}
    for (name, caption), proof in PROOFS.items():
        is_other = name == "breakdown" and shown  # which is divided by one thing only
        if name != report.name or not caption or caption in shown or is_other:
            continue
        if any(value for row in proof(books, asked).values() for value in row):
            yield f"{name}, {caption}: not shown, though there is something"


def _shown(table: Table) -> dict[str, list[Any]]:
    kept = [place for place, column in enumerate(table.columns) if column.unit is not Unit.TEXT]
    return {row.label: [row.cells[place].value for place in kept] for row in table.rows}


def _differences(name: str, caption: str, shown: Mapping[str, Any], books: Books, asked: Asked) -> list[str]:
    where = f"{name}, {caption or 'headlines'}"
    proof = PROOFS.get((name, caption))
    if proof is None:
        return [f"{where}: no sum by hand"]
    said = {
        **proof(books, asked),
        **{label: row for label in shown if (row := _published(label, shown[label]))},
    }
    return [
        f"{where}, {label}: shows {shown.get(label, 'no such row')}, by hand {said.get(label, 'no such row')}"
        for label in {**shown, **said}
        if label not in shown or label not in said or shown[label] != said[label]
    ]


def _published(label: str, row: Any) -> list[Any] | None:
    """Return the row of a benchmark, which is published and nobody's sum."""
    is_listed = isinstance(row, list) and len(row) == 1
    if not (is_listed or label.startswith("Benchmark: ")):
        return None
    plain = label.removeprefix("Benchmark: ").lower()
    ((share,),) = [[value] for begins, value in PUBLISHED.items() if plain.startswith(begins.lower())]
    return [*([None] * (len(row) - 1)), Decimal(share)]
