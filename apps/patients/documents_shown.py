"""Documents as a list shows them: each with what it proves in words."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from apps.patients.fact_kinds import BY_WORD
from apps.patients.facts_shown import IN_WORDS
from apps.patients.models import Document
from apps.patients.selectors_documents import EPISODE, Key, rows_proven
from apps.practice.access import Actor
from apps.practice.domain.dates import Span
from apps.practice.domain.roles import Action


class Listed(NamedTuple):
    """A document, what it proves in words, and whether the reader may open it."""

    document: Document
    proves: str
    may_fetch: bool


def listed_documents(
    documents: Sequence[Document], *, actor: Actor, rows: Mapping[Key, Any] | None = None
) -> list[Listed]:
    """Return documents as a list shows them; `rows` are those that they prove, None: one query for each kind."""
    rows = rows_proven(documents) if rows is None else rows
    sees_removed = actor.may(Action.SEE_AUDIT)
    return [
        Listed(each, proven_in_words(each, rows.get((each.proves, each.proves_id or 0))),
               not each.is_removed or sees_removed)
        for each in documents
    ]  # fmt: skip


def proven_in_words(document: Document, row: Any) -> str:
    """Return what a document proves as a sentence part; empty when it is nothing on the list."""
    if row is None:
        return ""
    if document.proves == EPISODE:
        return f"{row.get_setting_display()}, {Span(row.starts_on, row.ends_on)}"
    lead, detail = IN_WORDS[document.proves](row)
    said = f"{BY_WORD[document.proves].name.capitalize()} {lead}" if lead[:1].isdigit() else lead
    return f"{said}, {detail}" if detail else said
