"""How changes after a close and corrections are shown."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from apps.billing.causes import rows_behind
from apps.billing.changes import changed_periods, deltas_of, with_needed
from apps.billing.delta import Delta, Stood
from apps.billing.domain.lifecycle import ClaimState
from apps.billing.evidence import VERDICTS, evidence_of
from apps.billing.forms_corrections import days_left
from apps.billing.models import ChangeAnswer, Claim, ClaimTask, Correction, ServicePeriod
from apps.billing.operations.another_payer import covered_today, may_end
from apps.billing.operations.correcting import paths_of
from apps.billing.remedies import fixes_of
from apps.billing.selectors.corrections import (
    answers_of,
    open_corrections,
    refunds_owed,
)
from apps.practice.access import Actor
from apps.practice.domain.roles import Action

KINDS = {"added": "Added", "changed": "Corrected", "removed": "Taken away"}
OUTCOMES = {"billable": "Billable", "blocked": "Blocked", "not_billable": "Not billable"}


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """Return the counters of what waits after a close: changed periods and open corrections."""
    return [
        {
            "count": changed_periods(actor).count(),
            "label": "changed after the close",
            "icon": "history",
            "url": reverse("billing:changed"),
            "is_current": False,
        },
        {
            "count": open_corrections(actor).count(),
            "label": "being corrected",
            "icon": "refresh-cw",
            "url": reverse("billing:corrections"),
            "is_current": False,
        },
    ]


def next_refund(actor: Actor) -> dict[str, Any] | None:
    """Return the refund that is due first, with its clock and how many more are owed; None when nothing is."""
    owed = refunds_owed(actor)
    case = owed.first()
    if case is None:
        return None
    return {**case_row(case, today=actor.today), "more": owed.count() - 1}


def changed_rows(actor: Actor, periods: list[ServicePeriod]) -> list[dict[str, Any]]:
    """Return the lines of the list of changed periods; one without a delta has nothing left of its change."""
    deltas = deltas_of(actor.practice, periods)
    return [{"period": period, "delta": deltas.get(period.pk)} for period in periods]


def delta_of(actor: Actor, period: ServicePeriod) -> Delta | None:
    """Return what changed in a period since its close, None when nothing did; no query unless something may have."""
    if period.pin is None or period.pin.late_length is None:
        return None
    return deltas_of(actor.practice, [period]).get(period.pk)


def period_page(actor: Actor, period: ServicePeriod) -> dict[str, Any]:
    """Return everything that the page of one service period shows."""
    delta = delta_of(actor, period)
    decisions = list(period.decisions.order_by("-number", "stretch"))
    return {
        "period": period,
        "delta": delta,
        "compared": list(compared(delta)) if delta else [],
        "entries": list(changed_entries(delta)) if delta else [],
        "is_marked": period.pin is not None and period.pin.late_length is not None,
        "may_answer": actor.may(Action.REVIEW_CLAIMS),
        "current": [_decided(actor, row) for row in decisions if row.is_current],
        "earlier": [row for row in decisions if not row.is_current],
        "claims": list(
            period.claims.select_related("payer", "corrects").prefetch_related("lines").order_by("pk")
        ),
        "answers": [_answered(each) for each in answers_of(period)],
    }


def _decided(actor: Actor, row: Any) -> dict[str, Any]:
    evidence = evidence_of(row)
    said = [
        {"sentence": each.text, "source": each.source, "verdict": VERDICTS.get(each.kind, "")}
        for each in evidence.said
        if each.kind != "verdict" and each.text
    ]
    back = reverse("billing:period", args=[row.period_id])
    fixes = fixes_of(evidence.answer, actor=actor, patient_id=row.patient_id, back=back)
    return {"row": row, "evidence": evidence, "because": said, "fixes": fixes}


def compared(delta: Delta) -> Iterator[dict[str, str]]:
    """Yield what was closed beside what the book supports now."""
    before, after = delta.before, delta.after
    yield {"label": "Outcome", "old": OUTCOMES[before.outcome], "new": OUTCOMES[after.outcome]}
    yield {"label": "Codes", "old": before.code or "none", "new": after.code or "none"}
    yield {"label": "Counted", "old": _time(before.seconds), "new": _time(after.seconds)}
    yield {"label": "Expected payment", "old": _money(before), "new": _money(after)}


def _time(seconds: int) -> str:
    return f"{seconds // 60} min {seconds % 60} s"


def _money(stood: Stood) -> str:
    return "not known" if stood.expected_amount is None else f"${stood.expected_amount:,.2f}"


def changed_entries(delta: Delta) -> Iterator[dict[str, Any]]:
    """Yield each changed entry with what it said, what it says, and who wrote that when and why."""
    for change in delta.changes:
        version = delta.entries[change.written.version]
        yield {
            "kind": KINDS[change.kind],
            "version": version,
            "before": _time(change.seconds_before) if change.before else "–",
            "after": _time(change.seconds_after) if change.after else "–",
            "is_in_time": change.is_in_time,
        }


def _answered(answer: ChangeAnswer) -> dict[str, Any]:
    before, after = answer.change["before"], answer.change["after"]
    codes = [", ".join(each["codes"]) or "nothing" for each in (before, after)]
    text = answer.get_kind_display()
    if answer.kind == ChangeAnswer.Kind.CLOSED_AGAIN:
        text = f"{text}: {codes[0]} before, {codes[1]} since"
        text += f"; book of {answer.old_pin.length} versions, now {answer.length}"
    return {
        "icon": "refresh-cw" if answer.new_pin_id else "check",
        "text": text,
        "who": str(answer.answered_by) if answer.answered_by else "the practice's schedule",
        "at": answer.answered_at,
        "note": answer.reason,
    }


def case_row(case: Correction, *, today: date) -> dict[str, Any]:
    """Return a correction with its clock in words."""
    left = days_left(case, today=today)
    return {"case": case, "left": left, "clock": _clock(left), "is_late": left is not None and left < 0}


def _clock(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return f"{-left} day{'s' if left != -1 else ''} overdue"
    return "due today" if left == 0 else f"{left} day{'s' if left != 1 else ''} left"


def of_claim(actor: Actor, claim: Claim, cases: Sequence[Correction]) -> dict[str, Any]:
    """Return what the page of a claim shows of changes and of its `cases`: the chain, and what can be done."""
    period = with_needed(ServicePeriod.objects.filter(pk=claim.period_id)).get()
    may = actor.may(Action.REVIEW_CLAIMS)
    is_open = any(case.state == Correction.State.OPEN and case.claim_id == claim.pk for case in cases)
    return {
        "delta": delta_of(actor, period),
        "cases": [case_row(case, today=actor.today) for case in cases],
        "corrects": claim.corrects,
        "corrected_by": list(claim.corrections.order_by("pk")),
        "paths": paths_of(claim) if may and not is_open else (),
        "another": another_payer(claim, cases) if may and not is_open else None,
    }


def another_payer(claim: Claim, cases: Sequence[Correction]) -> dict[str, Any] | None:
    """Return who could be billed instead, or what has to be done first; None where no other payer is in question."""
    refunds = [case for case in cases if case.path == Correction.Path.REFUND and case.settled_amount]
    if claim.state not in (ClaimState.DENIED, ClaimState.REFUNDED) and not refunds:
        return None
    if not may_end(claim):
        return None
    covered = covered_today(claim)
    if covered.payer is None and claim.state == ClaimState.DENIED and not _is_anothers(claim):
        return None
    if covered.payer is None and claim.state == ClaimState.REFUNDED:
        return None
    record = f"{reverse('patients:record', args=[claim.patient_id])}#coverages"
    return {
        "payer": covered.payer,
        "days": covered.days,
        "problems": [problem.message for problem in covered.problems],
        "record_url": "" if covered.payer else record,
    }


def _is_anothers(claim: Claim) -> bool:
    """Say whether the payer denied a claim because it is another payer's."""
    tasks = ClaimTask.objects.filter(claim=claim, kind=ClaimTask.Kind.DENIAL)
    return any(row.cause == "other_payer" for task in tasks for row in rows_behind(task))


def case_happened(case: Correction) -> Iterator[dict[str, Any]]:
    """Yield the beginning and the end of a correction as a claim's history shows them."""
    owed = f", ${case.amount} owed back" if case.amount else ""
    by = f" by {case.due_on:%-d %b %Y}" if case.due_on else ""
    yield _act(
        "refresh-cw",
        f"{case.get_path_display()} begun{owed}{by}",
        case.opened_by,
        case.opened_at,
        case.reason,
    )
    if case.ended_at is not None:
        paid = (
            f", ${case.settled_amount} on {case.settled_on:%-d %b %Y}, {case.settled_reference}"
            if case.settled_amount
            else ""
        )
        text = f"{case.get_path_display()} {case.get_state_display().lower()}{paid}"
        yield _act("check", text, case.ended_by, case.ended_at, case.ended_reason)


def _act(icon: str, text: str, who: Any, at: Any, note: str) -> dict[str, Any]:
    return {
        "icon": icon,
        "text": text,
        "who": str(who) if who else "the practice's schedule",
        "at": at,
        "note": note,
    }
