"""How recorded facts are shown: one line each, grouped, with who wrote it down and what was struck out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.patients.fact_kinds import BY_WORD, FactKind
from apps.patients.models import Document, Patient, RecordedFact
from apps.patients.selectors_documents import Key, documents_by_row
from apps.patients.selectors_facts import recorded_facts
from apps.practice.domain.dates import Span, in_words

Papers = dict[Key, list[Document]]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact in words, with the documents that prove it. `state` is current, future, ended or struck."""

    fact: RecordedFact
    lead: str
    detail: str
    state: str
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class FactList:
    """The facts of one kind."""

    kind: FactKind
    lines: list[FactLine]


@dataclass(frozen=True, slots=True)
class FactGroup:
    """Kinds of facts that belong together."""

    title: str
    lists: list[FactList]


GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Consent and plan", ("consent", "plan", "copy", "decision-making")),
    ("Visits and other time", ("visit", "timed-service")),
    ("Stays and status", ("stay", "status")),
    ("Billed elsewhere", ("outside-service",)),
)


def fact_groups(patient: Patient, *, today: date) -> list[FactGroup]:
    """Return everything recorded of a patient, group by group, with one query a kind and one for the documents."""
    papers = documents_by_row(Document.objects.filter(patient=patient, removed_at__isnull=True))
    return [
        FactGroup(title, [_list(patient, BY_WORD[word], papers, today) for word in words])
        for title, words in GROUPS
    ]


def _list(patient: Patient, kind: FactKind, papers: Papers, today: date) -> FactList:
    rows = recorded_facts(patient, kind.model)
    return FactList(kind, [_line(kind, row, papers.get((kind.word, row.pk), []), today) for row in rows])


def _line(kind: FactKind, row: Any, papers: list[Document], today: date) -> FactLine:
    lead, detail = IN_WORDS[kind.word](row)
    state = "struck" if row.is_struck else _state(*_dates(kind, row), today)
    return FactLine(row, lead, detail, state, tuple(papers))


def _state(first: date, last: date | None, today: date) -> str:
    if Span(first, last).holds(today):
        return "current"
    return "future" if first > today else "ended"


def _dates(kind: FactKind, row: Any) -> tuple[date, date | None]:
    """Return from when to when a fact holds; what happened on a day holds from then on."""
    if kind.word == "consent":
        return row.given_on, row.revoked_on
    if kind.word == "plan":
        return row.made_on, row.ends_on
    if kind.word in ("stay", "status", "outside-service"):
        return row.starts_on, row.ends_on
    return getattr(row, "occurred_on", None) or row.given_on, None


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _span(row: Any) -> str:
    return f"{in_words(row.starts_on)} to {in_words(row.ends_on) if row.ends_on else 'today'}"


def _time(row: Any) -> str:
    if not row.minutes:
        return ""
    return f"{row.minutes} min{f' from {row.begins_at:%H:%M}' if row.begins_at else ''} kept apart"


def _consent(row: Any) -> tuple[str, str]:
    revoked = f"revoked {in_words(row.revoked_on)}" if row.revoked_on else ""
    return in_words(row.given_on), _joined("signed paper" if row.is_written else "by word of mouth", revoked)


def _plan(row: Any) -> tuple[str, str]:
    revised = f"revised {in_words(row.revised_on)}" if row.revised_on else ""
    ended = f"in force until {in_words(row.ends_on)}" if row.ends_on else ""
    return in_words(row.made_on), _joined(f"made by {row.made_by}", revised, ended)


def _copy(row: Any) -> tuple[str, str]:
    to = f"{row.get_way_display().lower()} to {row.get_given_to_display().lower()}"
    return in_words(row.given_on), _joined(to, f"by {row.given_by}", f"plan of {in_words(row.plan.made_on)}")


def _decision_making(row: Any) -> tuple[str, str]:
    return in_words(row.occurred_on), _joined(row.get_level_display().lower(), str(row.provider))


def _visit(row: Any) -> tuple[str, str]:
    began = "began care management" if row.is_initiating_visit else ""
    who = f"with {row.provider}" if row.provider else ""
    return in_words(row.occurred_on), _joined(row.get_kind_display(), who, began, _time(row))


def _timed_service(row: Any) -> tuple[str, str]:
    return in_words(row.occurred_on), _joined(row.get_kind_display(), row.code, str(row.provider), _time(row))


def _spanned(row: Any) -> tuple[str, str]:
    return row.get_kind_display(), _span(row)


def _outside_service(row: Any) -> tuple[str, str]:
    return row.code, _joined(_span(row), f"billed by {row.provider or row.biller}")


IN_WORDS: dict[str, Callable[[Any], tuple[str, str]]] = {
    "consent": _consent,
    "plan": _plan,
    "copy": _copy,
    "decision-making": _decision_making,
    "visit": _visit,
    "timed-service": _timed_service,
    "stay": _spanned,
    "status": _spanned,
    "outside-service": _outside_service,
}
