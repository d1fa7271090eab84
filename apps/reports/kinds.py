"""The reports there are: who may see each, what can be asked of it, and who makes it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.models import Provider
from apps.reports.domain.asked import Asked, last_of_month, month_of, months_ago
from apps.reports.domain.beside import beside
from apps.reports.domain.report import Report
from apps.reports.report_aging import aging
from apps.reports.report_assumptions import economics
from apps.reports.report_breakdown import breakdown
from apps.reports.report_denials import denials
from apps.reports.report_forecast import open_month
from apps.reports.report_leakage import leakage
from apps.reports.report_mine import month
from apps.reports.report_months import months
from apps.reports.report_program import program
from apps.reports.report_speed import speed
from apps.reports.report_year import year

Make = Callable[[Actor, Asked, Provider | None], Report]
NARROW = ("provider", "payer", "setting", "agency", "code", "program")
DATES = ("since", "until", "compare")
UNEVEN = "These dates are not over yet; those before are whole."


@dataclass(frozen=True, slots=True)
class Kind:
    """One report; `title` is that of its page, `months` how many its usual dates hold, this one the last."""

    name: str
    tab: str
    title: str
    actions: tuple[Action, ...]
    make: Make
    offers: tuple[str, ...]
    months: int = 12

    def dates(self, today: date) -> tuple[date, date]:
        """Return the dates it shows when none are asked for."""
        this = month_of(today)
        return months_ago(this, self.months - 1), last_of_month(this)

    def report(self, actor: Actor, asked: Asked, provider: Provider | None) -> Report:
        """Return the report, beside the period before where that was asked."""
        found = self.make(actor, asked, provider)
        if "since" in self.offers:
            found = replace(found, dates=asked.words)
        if not asked.compares:
            return found
        before = asked.before()
        found = beside(found, self.make(actor, before, provider), words=before.words)
        is_uneven = found.before and asked.is_open and asked.today < asked.ends_on
        return replace(found, lede=f"{found.lede} {UNEVEN}") if is_uneven else found


def _of_practice(make: Callable[[Actor, Asked], Report]) -> Make:
    return lambda actor, asked, _: make(actor, asked)


def _of_provider(make: Make) -> Make:
    """Make a report of the provider chosen by those who see claims, else of one's own."""

    def made(actor: Actor, asked: Asked, provider: Provider | None) -> Report:
        chosen = provider if actor.may(Action.SEE_CLAIMS) else None
        return make(actor, asked, chosen or actor.provider)

    return made


MONEY, ANYBODY = (Action.SEE_CLAIMS,), (Action.SEE_REPORTS,)

KINDS: tuple[Kind, ...] = (
    Kind("months", "Logged to paid", "Logged to paid", MONEY, _of_practice(months), (*DATES, *NARROW)),
    Kind(
        "leakage",
        "Where minutes go",
        "Where the minutes go",
        MONEY,
        _of_practice(leakage),
        (*DATES, *NARROW),
        3,
    ),
    Kind("breakdown", "By whom", "By whom", MONEY, _of_practice(breakdown), (*DATES, "by", *NARROW), 3),
    Kind("forecast", "Open month", "The open month", MONEY, _of_practice(open_month), ("provider",), 1),
    Kind("speed", "Speed", "From period end to payment", MONEY, _of_practice(speed), (*DATES, *NARROW)),
    Kind("aging", "Waiting", "What waits with payers", MONEY, _of_practice(aging), NARROW),
    Kind(
        "denials",
        "Denials",
        "What payers refused",
        MONEY,
        _of_practice(denials),
        (*DATES, "provider", "payer"),
    ),
    Kind("economics", "Economics", "Economics", MONEY, _of_practice(economics), DATES),
    Kind("mine", "My month", "My month", ANYBODY, _of_provider(month), (*DATES, "provider"), 1),
    Kind("year", "My year", "My year", ANYBODY, _of_provider(year), (*DATES, "provider")),
    Kind("program", "Programmes", "The programmes", ANYBODY, _of_practice(program), DATES),
)
KIND_OF = {kind.name: kind for kind in KINDS}
