"""Who saw, changed and took out what of which patient: the trail for a patient's request and a breach question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from apps.billing.models import (
    Acknowledgement,
    Claim,
    ClaimEvent,
    ClaimPayment,
    ClaimTask,
    Correction,
    Decision,
    ServicePeriod,
    Signal,
)
from apps.patients.models import Patient
from apps.patients.selectors_duplicates import records_of
from apps.practice.access import Actor, rows_of
from apps.practice.models import AuditEvent, User
from apps.practice.told import many, told
from apps.timelog.models import Notice, TimeEntry

ROWS = 50
LONGEST_FILE = 20_000


class Kind(StrEnum):
    """What was done with what is known of a patient."""

    SAW = "saw"
    TOOK_OUT = "took out"
    CHANGED = "changed"


# How the last word of an action tells its kind; every other one is a change.
VERBS = {
    Kind.SAW: ("viewed", "listed"),
    Kind.TOOK_OUT: (
        "printed",
        "exported",
        "downloaded",
        "fetched",
        "export.written",
        ".letter",
        ".kept_offline",
    ),
}


# What shows a list although it is about a row of its own: an import, the week of a provider.
LISTS = (
    "roster_import.viewed", "roster_import.errors_fetched", "entries.listed", "audit.viewed", "access_report.viewed",
    "access_report.exported",
)  # fmt: skip
# What took out everybody's rows at once.
EVERYBODY = ("export.fetched", "export.written", "audit.exported")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, by whom, from when to when (local dates, both inclusive), what; None and empty mean all."""

    starts_on: date
    ends_on: date
    patient: Patient | None = None
    person: User | None = None
    kind: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One event as it is shown, printed and written to a file."""

    at: datetime
    who: str
    kind: Kind
    what: str
    patient: str
    patient_id: int | None
    values: str

    @property
    def many(self) -> str:
        """What a long list of numbers is, by its count; nothing for any other value."""
        label, _, listed = self.values.partition(": ")
        return many(label, listed)


@dataclass(frozen=True, slots=True)
class Report:
    """Some lines, the newest first; `older` is the mark for the next page, None at the end.

    `unnamed` counts what showed or took out lists on these dates without saying whom: the patient may have been in one.
    """

    lines: list[Line]
    older: int | None = None
    unnamed: int = 0


class _Lists(NamedTuple):
    """The events that showed or took out a patient as one of many, and how many name nobody."""

    found: Sequence[int] = ()
    unnamed: int = 0


def access_report(actor: Actor, asked: Asked) -> Report:
    """Return a page of what fits: a fixed number of rows, however long the trail."""
    lists = _in_lists(actor, asked)
    rows = _rows(actor, asked, lists)
    mark = rows_of(actor, AuditEvent).filter(pk=asked.before).first() if asked.before else None
    if mark is not None:
        rows = rows.filter(Q(at__lt=mark.at) | Q(at=mark.at, pk__lt=mark.pk))
    found = list(rows[: ROWS + 1])
    shown = found[:ROWS]
    return Report(_lines(actor, asked, shown), shown[-1].pk if len(found) > ROWS else None, lists.unnamed)


def whole_report(actor: Actor, asked: Asked) -> Report | None:
    """Return every line that fits, the newest first; None when there are more than a file may hold."""
    lists = _in_lists(actor, asked)
    found = list(_rows(actor, asked, lists)[: LONGEST_FILE + 1])
    return Report(_lines(actor, asked, found), unnamed=lists.unnamed) if len(found) <= LONGEST_FILE else None


def kind_of(action: str) -> Kind:
    """Return what an action did."""
    return next((kind for kind, verbs in VERBS.items() if action.endswith(verbs)), Kind.CHANGED)


def _rows(actor: Actor, asked: Asked, lists: _Lists) -> QuerySet[AuditEvent]:
    rows = _between(actor, asked)
    if asked.person:
        rows = rows.filter(actor=asked.person)
    if asked.patient:
        ids = records_of(actor, [asked.patient.pk])[asked.patient.pk]
        about = Q(patient_id__in=ids) | Q(subject_type="patients.patient", subject_id__in=ids)
        everybody = Q(patient_id=None, action__in=EVERYBODY)
        rows = rows.filter(about | everybody | _in_files(ids) | Q(pk__in=lists.found))
    if asked.kind == Kind.CHANGED:
        rows = rows.exclude(_ends_with([*VERBS[Kind.SAW], *VERBS[Kind.TOOK_OUT]]))
    elif asked.kind:
        rows = rows.filter(_ends_with(VERBS[Kind(asked.kind)]))
    return rows.select_related("actor").order_by("-at", "-pk")


def _between(actor: Actor, asked: Asked) -> QuerySet[AuditEvent]:
    zone = actor.time_zone
    begins = datetime.combine(asked.starts_on, time(), tzinfo=zone)
    ends = datetime.combine(asked.ends_on + timedelta(days=1), time(), tzinfo=zone)
    return rows_of(actor, AuditEvent).filter(at__gte=begins, at__lt=ends)


def _ends_with(verbs: Iterable[str]) -> Q:
    found = Q()
    for verb in verbs:
        found |= Q(action__endswith=verb)
    return found


def _in_lists(actor: Actor, asked: Asked) -> _Lists:
    """Return the events that showed or took out the patient as one of many: they keep the numbers of their rows."""
    if asked.patient is None or asked.kind == Kind.CHANGED:
        return _Lists()
    known = _numbers(actor, records_of(actor, [asked.patient.pk])[asked.patient.pk])
    rows = _between(actor, asked).filter(patient_id=None)
    if asked.person:
        rows = rows.filter(actor=asked.person)
    verbs = [*VERBS[Kind.SAW], *VERBS[Kind.TOOK_OUT]] if not asked.kind else VERBS[Kind(asked.kind)]
    listed = rows.filter(_ends_with(verbs)).order_by().values_list("pk", "action", "subject_id", "new")
    found, unnamed = [], 0
    for pk, action, subject, new in listed.iterator(chunk_size=5000):
        if _holds(action, new or {}, known):
            found.append(pk)
        unnamed += _names_nobody(action, subject, new or {}, known)
    return _Lists(found, unnamed)


def _in_files(ids: Sequence[int]) -> Q:
    """Match what was done with files that claims of the patient were in: claims, payments, acknowledgements."""
    files = ClaimEvent.objects.filter(claim__patient__in=ids, submission__isnull=False).values("submission")
    paid = ClaimPayment.objects.filter(claim__patient__in=ids).values("remittance__file")
    answered = Acknowledgement.objects.filter(claim__patient__in=ids).values("file")
    return (
        Q(subject_type="billing.submission", subject_id__in=files)
        | Q(subject_type="billing.remittancefile", subject_id__in=paid)
        | Q(subject_type="billing.acknowledgementfile", subject_id__in=answered)
    )


def _holds(action: str, new: Any, known: Mapping[str, frozenset[int]]) -> bool:
    noun = action.partition(".")[0]
    named, rows = new.get("patients"), new.get("rows")
    if isinstance(named, list) and not known["patients"].isdisjoint(named):
        return True
    return isinstance(rows, list) and noun in known and not known[noun].isdisjoint(rows)


def _names_nobody(action: str, subject: int | None, new: Any, known: Mapping[str, frozenset[int]]) -> bool:
    """Say whether an event showed a list and does not say whom: so it was before lists kept their numbers."""
    noun = action.partition(".")[0]
    is_list = action in LISTS or (noun in known and subject is None)
    return is_list and not any(isinstance(new.get(each), list) for each in ("patients", "rows"))


def _numbers(actor: Actor, ids: Sequence[int]) -> dict[str, frozenset[int]]:
    """Return the numbers by which lists of each kind know the patient."""
    tables = {
        "claims": Claim, "periods": ServicePeriod, "decisions": Decision, "entries": TimeEntry,
        "corrections": Correction, "signals": Signal,
    }  # fmt: skip
    found = {
        noun: frozenset(rows_of(actor, table).filter(patient__in=ids).values_list("pk", flat=True))
        for noun, table in tables.items()
    }
    payments = rows_of(actor, ClaimPayment).filter(claim__patient__in=ids).values_list("pk", flat=True)
    tasks = rows_of(actor, ClaimTask).filter(claim__patient__in=ids).values_list("pk", flat=True)
    answers = rows_of(actor, Acknowledgement).filter(claim__patient__in=ids).values_list("pk", flat=True)
    notices = rows_of(actor, Notice).filter(version__patient__in=ids).values_list("pk", flat=True)
    return {
        **found,
        "patients": frozenset(ids),
        "submission": found["claims"],
        "self_audit": found["claims"],
        "encounters": found["decisions"],
        "day": found["entries"],
        "acknowledgements": frozenset(answers),
        "notices": frozenset(notices),
        "attestations": found["periods"],
        "claim_payments": frozenset(payments),
        "remittance": frozenset(payments),
        "claim_tasks": frozenset(tasks),
    }


def _lines(actor: Actor, asked: Asked, events: Sequence[AuditEvent]) -> list[Line]:
    whom = [_whom(event) for event in events]
    alone = {ids[0] for ids in whom if len(ids) == 1}
    names = {row.pk: row.display_name for row in rows_of(actor, Patient).filter(pk__in=alone)}
    return [
        Line(
            at=event.at,
            who=said.who,
            kind=kind_of(event.action),
            what=said.text,
            patient=names.get(ids[0], "") if len(ids) == 1 else f"{len(ids):,} patients" if ids else "",
            patient_id=ids[0] if len(ids) == 1 else None,
            # The number of an only patient stands as a name beside it; those of a longer list are what tells them.
            values="; ".join(
                _change(each.label, each.old, _list_of(event, each.label, asked) or each.new)
                for each in said.changes
                if each.label != "patients" or len(ids) > 1
            ),
        )
        for event, said, ids in zip(events, told(events), whom, strict=True)
    ]


def _whom(event: AuditEvent) -> list[int]:
    """Return the patients that an event is about: one, or those of a list that was shown."""
    if event.patient_id:
        return [event.patient_id]
    named = event.new.get("patients") if isinstance(event.new, dict) else None
    return named if isinstance(named, list) else []


def _change(label: str, old: object, new: object) -> str:
    return f"{label}: {old} to {new or 'nothing'}" if old else f"{label}: {new}"


def _list_of(event: AuditEvent, label: str, asked: Asked) -> str:
    """Say of how many the list was in which the patient asked about stood: the others are not theirs to read."""
    listed = event.new.get(label) if asked.patient and isinstance(event.new, dict) else None
    is_list = label in ("patients", "rows") and isinstance(listed, list) and len(listed) > 1
    return f"one list of {len(listed):,}" if is_list and listed else ""
