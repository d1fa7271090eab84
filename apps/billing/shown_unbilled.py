"""The list of closed periods without a claim: rows on the left, on the right why, and what puts it right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse

from apps.billing.domain.filing import days_left, urgency_of
from apps.billing.evidence import VERDICTS, evidence_of, not_billed
from apps.billing.forms_unbilled import UnbilledForm
from apps.billing.inline_records import records_of
from apps.billing.models import Claim, Decision
from apps.billing.remedies import fixes_of
from apps.billing.selectors.unbilled import (
    BLOCKED,
    GIVEN_UP,
    KINDS,
    NOT_BILLABLE,
    Line,
    UnbilledFilter,
    decisions_for,
    obstacles_in,
    unbilled,
    unbilled_counts,
)
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, MemberRequest
from apps.practice.domain.roles import Action
from apps.practice.domain.sheets import Column, Kind, Row, Sheet
from apps.practice.shown_saved_views import saved_views

ROWS = 50
LOOKS_BACK = timedelta(days=400)
LABELS = {BLOCKED: "blocked", NOT_BILLABLE: "not billable", GIVEN_UP: "given up"}
ICONS = {BLOCKED: "triangle-alert", NOT_BILLABLE: "circle-slash", GIVEN_UP: "x"}
CHIPS = {"q": "“{}”", "reason": "{}", "payer": "{}", "provider": "{}", "month": "period ends in {}"}
EXPORT_CHUNK = 500
COLUMNS = (
    *(Column("Patient"), Column("Window from", Kind.DATE), Column("Window through", Kind.DATE)),
    *(Column("Payer"), Column("Provider"), Column("Outcome"), Column("Reason"), Column("What to do")),
    *(
        Column("Counted minutes", Kind.NUMBER, is_summed=True),
        Column("Code"),
        Column("Last day to file", Kind.DATE),
    ),
    Column("Expected", Kind.MONEY, is_summed=True),
)


@dataclass(frozen=True, slots=True)
class Unbilled:
    """A row of the list: the decision in words, what it is worth, how long there is."""

    decision: Decision
    reason: str
    value: Decimal | None
    file_by_on: date | None
    days: int | None
    urgency: str
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    form: UnbilledForm
    wanted: UnbilledFilter


def asked(request: MemberRequest) -> Asked:
    """Return the filters of the address; without a word on it, what is blocked."""
    actor = request.actor
    kind = request.GET.get("outcome", "")
    kind = kind if kind in KINDS else BLOCKED
    since = actor.today - LOOKS_BACK
    reasons = [] if kind == GIVEN_UP else obstacles_in(actor, kind, since)
    form = UnbilledForm(
        request.GET, actor=actor, reasons=[(each, _sentence(actor, each)) for each in reasons]
    )
    return Asked(form, form.wanted(kind=kind, since=since))


def _sentence(actor: Actor, reason: str) -> str:
    """Return a reason as a filter names it: the sentence of its row, without what it fills in."""
    return reason.replace("_", " ").capitalize()


def list_page(request: MemberRequest, said: Asked) -> dict[str, Any]:
    """Return what the list shows, with its counters, filters, views and sums."""
    actor, wanted = request.actor, said.wanted
    lines = unbilled(actor, wanted)
    page = Paginator(lines, ROWS).get_page(request.GET.get("page"))
    counts = unbilled_counts(actor, wanted.since)
    return {
        "form": said.form,
        "page": page,
        "rows": list(_rows(actor, list(page))),
        "kind": wanted.kind,
        "total": lines.total,
        "counters": [
            {
                "count": counts[kind],
                "label": LABELS[kind],
                "icon": ICONS[kind],
                "url": f"{request.path}?{_query(request, outcome=kind, reason='')}",
                "is_current": kind == wanted.kind,
            }
            for kind in KINDS
        ],
        "chips": _chips(request, said.form),
        "query": _query(request),
        "saved": saved_views(request),
        "opens": opens(place(request)),
    }


def opens(address: str) -> str:
    """Return an address to which what is opened is added."""
    return f"{address}{'&' if '?' in address else '?'}"


def _chips(request: HttpRequest, form: UnbilledForm) -> list[dict[str, str]]:
    said = {"reason": dict(form.fields["reason"].choices)}  # type: ignore[attr-defined]
    return [
        {
            "label": text.format(said.get(name, {}).get(form.cleaned_data[name], form.cleaned_data[name])),
            "url": f"{request.path}?{_query(request, **{name: ''})}",
        }
        for name, text in CHIPS.items()
        if form.cleaned_data.get(name)
    ]


def place(request: HttpRequest, decision_id: int | None = None) -> str:
    """Return the address of the list with the filters of this one, and a decision opened in it."""
    page = {"page": request.GET["page"]} if "page" in request.GET else {}
    query = _query(request, **page, decision=str(decision_id or ""))
    return f"{reverse('billing:not_billed')}?{query}" if query else reverse("billing:not_billed")


def _query(request: HttpRequest, **changes: str) -> str:
    given = {name: value for name, value in request.GET.items() if name not in ("page", "decision")}
    return urlencode({name: value for name, value in {**given, **changes}.items() if value})


def _rows(actor: Actor, lines: list[Line]) -> Iterator[Unbilled]:
    pairs = list(decisions_for(actor, lines))
    said = not_billed(actor, [decision for _, decision in pairs])
    for (line, decision), words in zip(pairs, said, strict=True):
        days = days_left(line.file_by_on, today=actor.today) if line.file_by_on else None
        yield Unbilled(
            decision=decision,
            reason=next(iter(words.reasons), "") or LABELS[GIVEN_UP],
            value=line.value,
            file_by_on=line.file_by_on,
            days=days,
            urgency=str(urgency_of(days)) if days is not None else "",
            instead=words.instead,
        )


def pane(request: MemberRequest, decision: Decision) -> dict[str, Any]:
    """Return what the right pane shows: value, deadline, why there is no claim, the forms that change it."""
    actor = request.actor
    evidence = evidence_of(decision)
    [words] = not_billed(actor, [decision])
    records = records_of(actor, decision)
    recorded = {record.reason for record in records}
    profile = decision.payer.profile if decision.payer else ""
    rules = rules_in_force(actor.practice)
    deadline = rules.filing_deadline(profile, from_date=decision.period.starts_on) if profile else None
    return {
        "decision": decision,
        "evidence": evidence,
        "because": [
            {"sentence": each.text, "source": each.source, "verdict": VERDICTS.get(each.kind, "")}
            for each in evidence.said
            if each.kind != "verdict" and each.text
        ],
        "words": words,
        "records": records,
        "fixes": fixes_of(
            evidence.answer,
            actor=actor,
            patient_id=decision.patient_id,
            back=place(request, decision.pk),
            without=recorded,
        ),
        "file_by_on": deadline,
        "days": days_left(deadline, today=actor.today) if deadline else None,
        "given_up": list(Claim.objects.filter(decision=decision, state="voided").order_by("pk")),
        "may_decide": actor.may(Action.CLOSE_PERIODS),
        "here": place(request, decision.pk),
        "back": place(request),
    }


def unbilled_sheet(actor: Actor, wanted: UnbilledFilter) -> Sheet:
    """Return exactly what the list shows, on all its pages, with the sums of minutes and money."""
    return Sheet("Not billed", COLUMNS, _cells(actor, wanted))


def _cells(actor: Actor, wanted: UnbilledFilter) -> Iterator[Row]:
    lines = unbilled(actor, wanted)[:]
    for start in range(0, len(lines), EXPORT_CHUNK):
        pairs = list(decisions_for(actor, lines[start : start + EXPORT_CHUNK]))
        said = not_billed(actor, [decision for _, decision in pairs])
        for (line, decision), words in zip(pairs, said, strict=True):
            period, payer = decision.period, decision.payer
            yield (
                *(decision.patient.display_name, period.window_starts_on, period.window_ends_on),
                *(payer.name if payer else "", str(decision.rendering_provider), LABELS[wanted.kind]),
                *(" ".join(words.reasons), " ".join(words.remedies), decision.minutes),
                *(decision.procedure_code, line.file_by_on, line.value),
            )
