"""Every report that is measured, who looks at it, and the sums over the tables that it cannot avoid, by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.test import Client

from apps.reports.domain.asked import last_of_month, months_ago
from bench._two_years import TwoYears

SENT = "('sent','accepted','rejected','denied','refunded','paid','partly_paid')"
PAID = "('paid','partly_paid')"
SECONDS, COUNTED = "sum(v.seconds)", "sum(d.counted_seconds)"


@dataclass(frozen=True)
class Page:
    """A report as somebody asks for it; `sums` is one statement for each table that it shows figures of."""

    name: str
    client: Client
    path: str
    sums: tuple[str, ...]


def empty_page(years: TwoYears) -> Page:
    """Give a report of one sum, over a month without rows."""
    biller, _ = years.signed_in()
    return Page("an empty page", biller, "/reports/denials/?since=2000-01-01&until=2000-01-31", ())


def pages(years: TwoYears) -> Iterator[Page]:
    """Give each report with who looks at it and its sums."""
    biller, doctor = years.signed_in()
    last = last_of_month(years.today)
    quarter, year = (Sums(years, years.months[-back], last) for back in (3, 12))
    half = Sums(years, months_ago(years.months[-12], 6), last)
    dates = f"since={year.first}&until={last}"

    def page(name: str, path: str, *sums: str) -> Page:
        return Page(name, biller, f"/reports/{path}", sums)

    yield page("months", "", year.time("performed_on"), year.months, year.received("c.window_ends_on"))
    for name, path, of in (("a quarter", "", quarter), ("a year", f"?{dates}", year)):
        parts = of.left_out, of.fates(), of.logged, of.still_open
        yield page(f"leakage, {name}", f"leakage/{path}", *parts)
    divided = f"{COUNTED}, sum(d.excluded_seconds), sum(c.total_charge)"
    payer = quarter.fates("d.payer_id", divided), quarter.received("c.payer_id")
    yield page("by payer, a quarter", "breakdown/?by=payer", *payer)
    agency = year.fates("e.agency_id", divided), year.received("e.agency_id")
    yield page("by agency, a year", f"breakdown/?by=agency&{dates}", *agency)
    yield page("forecast", "forecast/", half.time("performed_on"), half.expected)
    sent = year.claims("c.window_ends_on, c.submission_id", "count(*)")
    yield page("speed", "speed/", sent, year.received("c.window_ends_on, c.submission_id, r.paid_on"))
    yield page("aging", "aging/", year.waiting)
    yield page("denials", "denials/", year.refused)
    charged = year.claims("c.payer_id, c.rendering_provider_id", "sum(c.total_charge)")
    own = year.panels, year.eligible
    yield page("economics", "economics/", charged, year.received("c.payer_id"), *own)
    yield page("programmes", "program/", year.workload)
    month, mine = (Sums(years, first, last, provider=True) for first in (years.months[-1], year.first))
    minutes = month.time("v.activity, v.is_late", f"count(*), {SECONDS}")
    fates = month.fates(added=f"count(*), {COUNTED}, sum(d.expected_amount)")
    yield Page("my month", doctor, "/reports/mine/", (minutes, fates, month.lately, *month.progress))
    of_year = mine.time("v.performed_on, v.is_late"), mine.months, mine.received("c.window_ends_on")
    yield Page("my year", doctor, "/reports/year/", of_year)
    yield page("rows, a year's entries", f"rows/entries/?{dates}", year.time("", f"count(*), {SECONDS}"))


@dataclass(frozen=True)
class Sums:
    """Sums over a stretch of dates, both inclusive; `provider`: of the first provider alone."""

    years: TwoYears
    first: date
    last: date
    provider: bool = False

    def _where(self, table: str, day: str, who: str) -> str:
        own = f" AND {table}.{who}={self.years.providers[0].pk}" if self.provider else ""
        return (
            f"{table}.practice_id={self.years.practice.pk} AND {table}.{day} BETWEEN '{self.first}' AND"
            f" '{self.last}'{own}"
        )

    def time(self, by: str, added: str = SECONDS) -> str:
        """Add up the time that stands: confirmed, not void, and not corrected since."""
        columns, end = (f"{by}, ", f" GROUP BY {by}") if by else ("", "")
        where = self._where("v", "performed_on", "provider_id")
        return (
            f"SELECT {columns}{added} FROM timelog_entryversion v WHERE {where} AND v.is_confirmed"
            f" AND NOT v.is_void AND {self._newest}{end}"
        )

    @property
    def logged(self) -> str:
        """Add up the time that stands, that for no patient, and that for patients in no programme on the day."""
        own, ends = self.years.practice.pk, "(e.ends_on IS NULL OR e.ends_on>="
        always = (
            f"v.patient_id IN (SELECT e.patient_id FROM patients_enrollment e WHERE e.practice_id={own} AND"
            f" e.starts_on<='{self.first}' AND {ends}'{self.last}'))"
        )
        that_day = (
            "EXISTS (SELECT 1 FROM patients_enrollment e WHERE e.patient_id=v.patient_id AND"
            f" e.starts_on<=v.performed_on AND {ends}v.performed_on))"
        )
        for_nobody = f"v.patient_id IS NOT NULL AND NOT {always} AND NOT {that_day}"
        parts = ("v.patient_id IS NULL", for_nobody)
        return self.time("", ", ".join([SECONDS, *(f"{SECONDS} FILTER (WHERE {part})" for part in parts)]))

    @property
    def still_open(self) -> str:
        """Add up the time in periods that are not closed, of the month that runs."""
        month = Sums(self.years, max(self.first, self.years.months[-1]), self.last, self.provider)
        return (
            f"{month.time('')} AND EXISTS (SELECT 1 FROM billing_serviceperiod p WHERE p.patient_id=v.patient_id AND"
            f" p.practice_id={self.years.practice.pk} AND p.state='open' AND p.starts_on>='{month.first}' AND"
            " p.starts_on<=v.performed_on AND p.ends_on>=v.performed_on)"
        )

    @property
    def workload(self) -> str:
        """Add up the time of each provider by month, late or not, for patients and for none; on SQLite unsorted."""
        parts = f"{SECONDS} AS whole, sum(v.seconds) FILTER (WHERE v.patient_id IS NULL) AS apart"
        if connection.vendor != "sqlite":
            return self.time(
                "date_trunc('month', v.performed_on::timestamp), v.provider_id, v.is_late", parts
            )
        by_day = self.time("v.performed_on, v.provider_id, v.is_late", parts)
        month = "substr(performed_on,1,7), provider_id, is_late"
        return f"SELECT {month}, sum(whole), sum(apart) FROM ({by_day}) GROUP BY 1,2,3"

    @property
    def _newest(self) -> str:
        own = f"n.practice_id={self.years.practice.pk} AND n.number>1"
        if connection.vendor == "sqlite":
            return (
                "v.id NOT IN (SELECT o.id FROM timelog_entryversion n JOIN timelog_entryversion o ON"
                f" o.entry_id=n.entry_id AND o.number=n.number-1 WHERE {own})"
            )
        return (
            "NOT EXISTS (SELECT 1 FROM timelog_entryversion n WHERE n.entry_id=v.entry_id AND n.number=v.number+1"
            f" AND {own})"
        )

    @property
    def _decided(self) -> str:
        return (
            " FROM billing_decision d LEFT JOIN billing_claim c ON c.decision_id=d.id AND c.stands AND c.state NOT IN"
            f" ('voided','replaced') WHERE {self._where('d', 'window_ends_on', 'rendering_provider_id')}"
            " AND d.is_current"
        )

    @property
    def months(self) -> str:
        """Add up what was counted, billed and paid for, and what was charged, by month."""
        return (
            "SELECT d.window_ends_on, sum(d.counted_seconds), sum(d.counted_seconds) FILTER (WHERE c.state IN"
            f" {SENT}), sum(d.counted_seconds) FILTER (WHERE c.state IN {PAID}), count(c.id) FILTER (WHERE c.state IN"
            f" {SENT}), sum(c.total_charge) FILTER (WHERE c.state IN {SENT}){self._decided} GROUP BY 1"
        )

    def fates(self, by: str = "", added: str = COUNTED) -> str:
        """Add up what became of closed periods, by outcome, obstacle and state of the claim, and one thing more."""
        source = self._decided
        if by.startswith("e."):
            source = source.replace(" LEFT", " LEFT JOIN patients_careepisode e ON e.id=d.episode_id LEFT", 1)
        keys = "d.outcome, d.obstacle, c.state" + (f", {by}" if by else "")
        return f"SELECT {keys}, {added}{source} GROUP BY {keys}"

    @property
    def left_out(self) -> str:
        """Add up the time that does not count, by reason."""
        return (
            "SELECT t.reason, sum(t.seconds) FROM billing_decidedtime t JOIN billing_decision d ON d.id=t.decision_id"
            f" WHERE {self._where('d', 'window_ends_on', 'rendering_provider_id')} AND d.is_current AND"
            " t.reason<>'' GROUP BY 1"
        )

    @property
    def expected(self) -> str:
        """Add up what billable periods are expected to bring, by month."""
        return (
            "SELECT d.window_ends_on, sum(d.expected_amount) FROM billing_decision d WHERE"
            f" {self._where('d', 'window_ends_on', 'rendering_provider_id')} AND d.is_current AND"
            " d.outcome='billable' GROUP BY 1"
        )

    @property
    def _claims(self) -> str:
        return self._where("c", "window_ends_on", "rendering_provider_id")

    def claims(self, by: str, added: str) -> str:
        """Add up claims that were sent."""
        return (
            f"SELECT {by}, {added} FROM billing_claim c WHERE {self._claims} AND c.stands AND"
            f" c.state IN {SENT} GROUP BY {by}"
        )

    def received(self, by: str) -> str:
        """Add up what payers paid on claims."""
        joined = "billing_claim c JOIN billing_posting o ON o.claim_id=c.id"
        if by.startswith("e."):
            joined += " LEFT JOIN patients_careepisode e ON e.id=c.episode_id"
        if "r." in by:
            joined += (
                " JOIN billing_claimpayment m ON m.id=o.claim_payment_id JOIN billing_remittanceadvice r ON"
                " r.id=m.remittance_id"
            )
        added = "count(*)" if "r." in by else "sum(o.paid)"
        return f"SELECT {by}, {added} FROM {joined} WHERE {self._claims} GROUP BY {by}"

    @property
    def waiting(self) -> str:
        """Add up what waits with payers, whenever its period ended."""
        return (
            "SELECT payer_id, submission_id, count(*), sum(total_charge) FROM billing_claim WHERE"
            f" practice_id={self.years.practice.pk} AND stands AND state IN ('sent','accepted') GROUP BY 1,2"
        )

    @property
    def refused(self) -> str:
        """Add up what payers refused, by reason and payer."""
        return (
            "SELECT t.adjustment_group, t.reason_code, c.payer_id, c.state, count(*), sum(t.amount) FROM"
            f" billing_claimtask t JOIN billing_claim c ON c.id=t.claim_id WHERE {self._claims} AND t.kind='denial'"
            " GROUP BY 1,2,3,4"
        )

    @property
    def panels(self) -> str:
        """Count the closed periods and the patients of each provider."""
        return (
            "SELECT d.rendering_provider_id, count(DISTINCT d.patient_id), count(*), count(*) FILTER (WHERE"
            " d.outcome='billable') FROM billing_decision d WHERE"
            f" {self._where('d', 'window_ends_on', 'rendering_provider_id')} AND d.is_current GROUP BY 1"
        )

    @property
    def eligible(self) -> str:
        """Count the living patients with two chronic conditions or in a programme, and those of them with claims."""
        own, today = self.years.practice.pk, self.years.today
        billed = f"SELECT c.patient_id FROM billing_claim c WHERE {self._claims} AND c.stands AND c.state IN {SENT}"
        return (
            f"SELECT count(*), count(*) FILTER (WHERE p.id IN ({billed})) FROM patients_patient p WHERE"
            f" p.practice_id={own} AND p.died_on IS NULL AND p.merged_into_id IS NULL AND (p.id IN"
            f" (SELECT patient_id FROM patients_diagnosis WHERE practice_id={own} AND is_chronic AND ends_on IS NULL"
            " GROUP BY 1 HAVING count(*)>=2) OR p.id IN (SELECT patient_id FROM patients_enrollment WHERE"
            f" practice_id={own} AND starts_on<='{today}' AND (ends_on IS NULL OR ends_on>='{today}')))"
        )

    @property
    def lately(self) -> str:
        """Find on whom one spent most in the last 31 days: those whose progress is looked at."""
        since = self.years.today - timedelta(days=31)
        return (
            "SELECT v.patient_id, sum(v.seconds) FROM timelog_entryversion v WHERE"
            f" v.practice_id={self.years.practice.pk} AND v.provider_id={self.years.providers[0].pk} AND"
            f" v.performed_on>='{since}' AND v.patient_id IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 300"
        )

    @property
    def progress(self) -> tuple[str, ...]:
        """Read what says how far each of one's own patients has come: no sum can, the rules look at every entry.

        The time of each patient, entry by entry, and the enrollment, the coverage and the episode it is held against.
        """
        own, provider = self.years.practice.pk, self.years.providers[0].pk
        mine = f"e.practice_id={own} AND e.rendering_provider_id={provider} AND e.ends_on IS NULL"
        entries = (
            "SELECT v.patient_id, v.provider_id, v.activity, v.counterpart, v.channel, v.performed_on, v.seconds,"
            " v.is_confirmed FROM patients_enrollment e JOIN timelog_entryversion v ON v.patient_id=e.patient_id JOIN"
            f" timelog_timeentry t ON t.current_version_id=v.id WHERE {mine} AND NOT v.is_void AND v.performed_on"
            f" BETWEEN '{self.first}' AND '{self.last}'"
        )
        return entries, (
            "SELECT e.patient_id, e.program, e.starts_on, c.payer_id, c.starts_on, c.ends_on, k.setting, k.starts_on,"
            " k.ends_on, p.died_on FROM patients_enrollment e JOIN patients_patient p ON p.id=e.patient_id LEFT JOIN"
            " patients_coverage c ON c.patient_id=e.patient_id LEFT JOIN patients_careepisode k ON"
            f" k.patient_id=e.patient_id WHERE {mine}"
        )
