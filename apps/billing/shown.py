"""How claims are shown: counters, chips, the parts of a claim's page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from apps.billing.domain.lifecycle import ClaimState, Move, Rule, moves_from, rule_of
from apps.billing.evidence import VERDICTS, Evidence, TriedRule, evidence_of, outgoing
from apps.billing.forms import AuthorizationForm
from apps.billing.forms_corrections import AnotherPayerForm, CorrectForm
from apps.billing.forms_desk import ClaimFilterForm, HoldForm, people_of
from apps.billing.inline_facts import form_at, places_for
from apps.billing.models import Claim, ClaimEvent, Correction
from apps.billing.remedies import fixes_of
from apps.billing.selectors.attestations import signatures
from apps.billing.selectors.corrections import corrections_about
from apps.billing.selectors.queue import Stage
from apps.billing.selectors.signals import signals_of
from apps.billing.shown_back import came_back
from apps.billing.shown_corrections import case_happened, of_claim
from apps.billing.shown_document import document_facts
from apps.patients.documents_shown import Listed, listed_documents
from apps.patients.selectors_documents import proofs_behind
from apps.practice.access import Actor
from apps.practice.domain.dates import Span
from apps.practice.domain.roles import Action
from apps.practice.models import User
from apps.problems import Problem

STAGE_LABELS: dict[Stage, tuple[str, str]] = {
    Stage.READY: ("ready", "circle-check"),
    Stage.INCOMPLETE: ("incomplete", "triangle-alert"),
    Stage.HELD: ("held", "circle-pause"),
    Stage.RETURNED: ("returned", "undo-2"),
    Stage.APPROVED: ("approved", "check"),
    Stage.BATCHED: ("in a batch", "layers"),
    Stage.SENT: ("sent", "send"),
    Stage.ACCEPTED: ("accepted", "file-check"),
    Stage.REJECTED: ("rejected", "circle-x"),
    Stage.PAID: ("paid", "banknote"),
    Stage.PARTLY_PAID: ("partly paid", "contrast"),
    Stage.DENIED: ("denied", "ban"),
    Stage.REPLACED: ("replaced", "refresh-cw"),
    Stage.VOIDED: ("voided", "x"),
    Stage.REFUNDED: ("refunded", "rotate-ccw"),
}

# The beginning of a problem's field, and where it is put right.
REMEDIES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("lines.charge", "total_charge"), "Charges", "billing:charges"),
    (("billing_provider", "pay_to"), "Practice details", "practice:details"),
    (("service_facility",), "Service locations", "practice:service_locations"),
    (("rendering_provider",), "Providers", "practice:providers"),
    (("payer",), "Payers", "patients:payers"),
    (("care_plan_oversight_number",), "Agencies", "patients:agencies"),
    (("receiver",), "Receivers", "billing:receivers"),
)
PATIENT_REMEDY = ("Patient record", "patients:record")
REVIEW_MOVES = (
    Move.APPROVE,
    Move.RELEASE,
    Move.RESUME,
    Move.HOLD,
    Move.RETURN,
    Move.WITHDRAW_APPROVAL,
    Move.VOID,
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A problem of a claim with the place where it is put right."""

    message: str
    label: str
    url: str


def counters(
    request: HttpRequest, counts: Mapping[Stage, int], stages: Iterable[Stage], current: Stage | None
) -> list[dict[str, Any]]:
    """Return the counters of `stages`, each leading to its list with the other filters kept."""
    return [
        {
            "count": counts[stage],
            "label": STAGE_LABELS[stage][0],
            "icon": STAGE_LABELS[stage][1],
            "url": _address(request, stage=stage.value),
            "is_current": stage is current,
        }
        for stage in stages
    ]


LABELS = {
    "q": "“{}”",
    "payer": "{}",
    "provider": "{}",
    "month": "period ends in {}",
    "code": "{}",
    "setting": "{}",
    "age": "{}",
    "least": "from ${}",
    "most": "up to ${}",
    "person": "looked after by {}",
    "tag": "tagged {}",
    "hold": "held for: {}",
    "flag": "{}",
}


def chips(request: HttpRequest, form: ClaimFilterForm) -> list[dict[str, str]]:
    """Return the filters that are set, each leading to the list without it."""
    return [
        {
            "label": text.format(_said(form, name)),
            "url": _address(request, **{name: "", "claim": ""}),
        }
        for name, text in LABELS.items()
        if form.cleaned_data.get(name) not in (None, "")
    ]


def _said(form: ClaimFilterForm, name: str) -> str:
    """Return the value of a filter as a person reads it: the words of a choice."""
    value, field = form.cleaned_data[name], form.fields[name]
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        words = {str(key): str(label) for key, label in cast("Any", field.choices)}
        return words.get(str(value), str(value))
    return str(value)


def query_without_page(request: HttpRequest) -> str:
    """Return the query of the address without its page."""
    return _query(request)


def _address(request: HttpRequest, **changes: str) -> str:
    return f"{request.path}?{_query(request, **changes)}"


def _query(request: HttpRequest, **changes: str) -> str:
    given = {name: value for name, value in request.GET.items() if name not in ("page", "claim")}
    return urlencode({name: value for name, value in {**given, **changes}.items() if value})


def claim_page(actor: Actor, claim: Claim, *, people: Sequence[User] | None = None) -> dict[str, Any]:
    """Return everything that the page of one claim shows; `people` are those who can look after it, if known."""
    going_out = outgoing(claim, today=actor.today)
    evidence = evidence_of(claim.decision)
    corrections = list(corrections_about(claim))
    about = of_claim(actor, claim, corrections)
    return {
        "came_back": came_back(claim),
        "claim": claim,
        "lines": list(claim.lines.order_by("number")),
        "state": shown_state(claim, is_complete=not going_out.problems),
        "obstacles": [obstacle(problem, claim) for problem in going_out.problems],
        "evidence": evidence,
        "because": list(_because(evidence)),
        "fixes": fixes_of(
            evidence.answer,
            actor=actor,
            patient_id=claim.patient_id,
            back=reverse("billing:claim", args=[claim.pk]),
        ),
        "tried": [_rule_tried(each, claim.decision_id) for each in evidence.tried],
        "going_out": going_out,
        "facts": list(document_facts(going_out.document)) if going_out.document else [],
        "history": _history(claim, corrections),
        **about,
        "correct_form": CorrectForm(paths=about["paths"]),
        "another_form": AnotherPayerForm(auto_id="id_another_%s"),
        "repairs": _repairs(actor, claim, going_out.problems),
        "moves": _moves(actor, claim),
        "authorization": AuthorizationForm(initial={"number": claim.prior_authorization_number}),
        "may_record": actor.may(Action.RECORD_FACTS),
        "may_authorize": actor.may(Action.REVIEW_CLAIMS) and claim.state == ClaimState.DRAFT,
        "signed": signatures(actor, [claim.period_id]).get(claim.period_id),
        "signals": signals_of(actor, [claim.period_id]).get(claim.period_id, []),
        "documents": _documents(actor, claim),
        **desk_of(actor, claim, people=people),
    }


def _repairs(actor: Actor, claim: Claim, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return forms for the few fields that are missing, as far as `actor` may fill them in."""
    places = places_for(actor, [problem.field for problem in problems])
    forms_at = ((place, form_at(place, claim, actor=actor)) for place in places)
    return [{"place": place, "form": form} for place, form in forms_at if form is not None]


def desk_of(actor: Actor, claim: Claim, *, people: Sequence[User] | None = None) -> dict[str, Any]:
    """Return what people at the desk said of a claim, and with what they say more."""
    may_review = actor.may(Action.REVIEW_CLAIMS)
    return {
        "notes": list(claim.desk_notes.select_related("author").order_by("-at", "-pk")),
        "tags": list(claim.tags.all()),
        "people": people or (people_of(actor) if may_review else []),
        "hold_form": HoldForm(claim=claim) if may_review else None,
        "may_review": may_review,
    }


def _documents(actor: Actor, claim: Claim) -> list[Listed]:
    """Return the documents that a claim rests on, as its packet has them."""
    span = Span(claim.period_starts_on, claim.period_ends_on)
    documents, rows = proofs_behind(actor, patient_id=claim.patient_id, span=span)
    return listed_documents(documents, actor=actor, rows=rows)


def _history(claim: Claim, corrections: Iterable[Correction]) -> list[dict[str, Any]]:
    """Return every move and every correction of a claim, the newest first."""
    moves = [_happened(each) for each in claim.events.select_related("actor", "submission")]
    cases = [each for case in corrections for each in case_happened(case)]
    return sorted([*moves, *cases], key=lambda each: each["at"])[::-1]


def shown_state(claim: Claim, *, is_complete: bool) -> str:
    """Return the state; a draft is shown as ready or blocked, by whether anything stands against it today."""
    if claim.state != ClaimState.DRAFT:
        return claim.state
    return "ready" if is_complete else "blocked"


def obstacle(problem: Problem, claim: Claim) -> Obstacle:
    """Return the problem with the page on which it is put right."""
    for beginnings, label, name in REMEDIES:
        if problem.field.startswith(beginnings):
            return Obstacle(problem.message, label, _with_next(reverse(name), claim))
    label, name = PATIENT_REMEDY
    return Obstacle(problem.message, label, _with_next(reverse(name, args=[claim.patient_id]), claim))


def _with_next(url: str, claim: Claim) -> str:
    return f"{url}?{urlencode({'next': reverse('billing:claim', args=[claim.pk])})}"


def _moves(actor: Actor, claim: Claim) -> list[Rule]:
    if not actor.may(Action.REVIEW_CLAIMS):
        return []
    possible = {rule.move for rule in moves_from(ClaimState(claim.state))}
    is_sent = claim.state not in (ClaimState.DRAFT, ClaimState.HELD, ClaimState.RETURNED, ClaimState.APPROVED)
    return [] if is_sent else [rule_of(move) for move in REVIEW_MOVES if move in possible]


def _because(evidence: Evidence) -> Iterator[dict[str, Any]]:
    for said in evidence.said:
        if said.kind != "verdict" and said.text:
            yield {
                "sentence": said.text,
                "url": rule_url(said.rule, evidence.decision.pk) if said.rule else "",
                "source": said.source,
                "verdict": VERDICTS.get(said.kind, ""),
            }


def rule_url(rule: str, decision_id: int) -> str:
    """Return the page of a rule as it stood in the rules that made a decision."""
    return f"{reverse('billing:rule', args=[rule])}?{urlencode({'decision': decision_id})}"


def _rule_tried(tried: TriedRule, decision_id: int) -> dict[str, Any]:
    facts = [{"label": label, "value": value} for label, value in tried.facts]
    said = {"label": "Said", "value": tried.said}
    return {
        "sentence": tried.sentence,
        "url": rule_url(tried.rule, decision_id),
        "source": tried.source,
        "facts": [said, *facts],
        "verdict": "",
    }


def _happened(event: ClaimEvent) -> dict[str, Any]:
    icons = {
        "approve": "check",
        "hold": "circle-pause",
        "return": "undo-2",
        "send": "send",
        "batch": "layers",
        "accept": "file-check",
        "reject": "circle-x",
        "pay": "banknote",
        "pay_partly": "contrast",
        "deny": "ban",
        "reverse": "rotate-ccw",
        "reopen": "rotate-ccw",
        "replace": "refresh-cw",
        "void": "x",
        "stand_again": "rotate-ccw",
        "refund": "rotate-ccw",
        "bill_another_payer": "arrow-right",
    }
    word = rule_of(Move(event.move)).done if event.move in Move._value2member_map_ else "Drafted"
    named = event.submission.file_name if event.submission else event.source_document
    text = f"{word}, {named}" if named else word
    return {
        "icon": icons.get(event.move, "history"),
        "text": text,
        "who": str(event.actor) if event.actor else "the practice's schedule",
        "at": event.at,
        "note": event.reason,
    }
