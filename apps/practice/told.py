"""What was done in a practice, in words: an event of the trail with who did it, when, and which values it changed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from apps.practice.domain.dates import in_words
from apps.practice.models import AuditEvent
from apps.practice.page_words import page_words

# under this name an event keeps which file of many rows it comes from
CAUSE = "import"
# a value of the rules or of a choice, such as not_billable
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
HASH = re.compile(r"[0-9a-f]{64}")
WHEN = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")
NUMBERS = re.compile(r"\d+(, \d+){8,}")
# What is kept as what somebody does, such as a claim's moves, or reads oddly; a trail says what was done.
DONE = {
    "verdict_viewed": "saw what counts for", "asked": "asked for", "written": "wrote",
    "packet_exported": "exported the packet of",
    "accept": "accepted", "approve": "approved", "batch": "batched",
    "bill_another_payer": "ended for another payer:", "deny": "denied", "hold": "held", "pay": "paid",
    "pay_partly": "partly paid", "refund": "refunded", "reject": "rejected", "release": "released",
    "reopen": "reopened", "replace": "replaced", "resume": "took up again", "return": "returned",
    "reverse": "reversed", "send": "sent", "stand_again": "let stand again", "unbatch": "took out of its file",
    "undo_posting": "undid posting of", "unsend": "took back as not sent", "void": "voided",
    "withdraw_approval": "withdrew approval of",
}  # fmt: skip


class Changed(NamedTuple):
    """A value before and after."""

    label: str
    old: Any
    new: Any

    @property
    def many(self) -> str:
        """What a long list of numbers is, by its count: "51 rows"; nothing for any other value."""
        return many(self.label, self.new)

    @property
    def shown(self) -> Any:
        """The new value as a page shows it: of a hash its beginning, of nothing that it is blank."""
        is_hash = isinstance(self.new, str) and HASH.fullmatch(self.new)
        return f"{self.new[:12]}…" if is_hash else "blank" if self.new is None else self.new


@dataclass(frozen=True)
class Told:
    """An event in words: what was done, by whom, when, and which values it changed."""

    text: str
    who: str
    at: datetime
    patient_id: int | None
    changes: list[Changed]


def many(label: str, listed: Any) -> str:
    """Say how many numbers a long list has: "51 rows"; nothing for a short one and for any other value."""
    return f"{listed.count(',') + 1} {label}" if isinstance(listed, str) and NUMBERS.fullmatch(listed) else ""


def told(events: Iterable[AuditEvent]) -> list[Told]:
    """Return events in words, in the same order."""
    return [_told(event) for event in events]


def _told(event: AuditEvent) -> Told:
    noun, _, verb = event.action.partition(".")
    words = f"{DONE.get(verb, verb)} {noun}".replace("_", " ").strip()
    old, new = event.old or {}, dict(event.new or {})
    words += _cause(new.pop(CAUSE, None))
    if event.action == "page.viewed" and (page := page_words(new.get("page", ""))):
        del new["page"]
        words += f": {page}"
    changes = [
        Changed(_label(key), _valued(key, old.get(key)), _valued(key, new.get(key)))
        for key in {**old, **new}
        if old.get(key) != new.get(key) and not (_is_no(old.get(key)) and _is_no(new.get(key)))
    ]
    changes = [change for change in changes if {change.old, change.new} - {None, ""}]
    who = str(event.actor) if event.actor else "The schedule"
    return Told(words[:1].upper() + words[1:], who, event.at, event.patient_id, changes)


def _cause(source: Any) -> str:
    """Say which file of many rows an event comes from."""
    if not isinstance(source, dict):
        return ""
    by = "by undoing the import of" if source.get("is_undone") else "by import of"
    return f" {by} {source.get('file')}"


def _is_no(value: Any) -> bool:
    return value is None or value is False


def _label(key: str) -> str:
    return "length" if key == "seconds" else key.removeprefix("is_").replace("_", " ")


def _valued(key: str, value: Any) -> Any:
    return _length(value) if key == "seconds" and isinstance(value, int) else _shown(value)


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return " ".join([f"{minutes:,} min"] * bool(minutes or not rest) + [f"{rest} s"] * bool(rest))


def _at(written: str) -> str:
    """Return a day or an instant of the trail as every page writes it; what only looks like one stays as it is."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return written
    if "T" not in written:
        return in_words(at.date())
    at = timezone.localtime(at)
    return f"{in_words(at.date())}, {at:%H:%M}"


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(_shown(each)) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_shown(each)}" for key, each in value.items())
    if isinstance(value, str) and WHEN.fullmatch(value):
        return _at(value)
    is_code = isinstance(value, str) and CODE.fullmatch(value)
    return value.replace("_", " ") if is_code else value
