"""Recompute what billing summed from the columns of the book, and name the decisions and claims that disagree."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.db.models import F, Q

from apps.billing.domain.decision_totals import Totals, activity_times, disagreements
from apps.billing.facts import kept_apart
from apps.billing.models import Claim, Decision
from apps.practice.models import Practice
from apps.rules.answer import Decision as Answer
from apps.timelog.models import EntryVersion

PATIENTS_IN_A_CHUNK = 300
FIELDS = (
    "patient_id", "pk", "entry_id", "number", "sequence", "performed_on", "seconds", "is_void", "is_confirmed",
)  # fmt: skip


class _Version(NamedTuple):
    """The columns of a version that decide whether, and with how many seconds, it was counted."""

    patient_id: int
    id: int
    entry_id: int
    number: int
    sequence: int
    performed_on: date
    seconds: int
    is_void: bool
    is_confirmed: bool


def decision_breaks(practice: Practice) -> Iterator[tuple[Decision, str]]:
    """Yield each decision of `practice` whose totals the book does not bear out, with what is wrong."""
    after = 0
    decisions = Decision.objects.filter(practice=practice)
    while patients := list(
        decisions.filter(patient__gt=after)
        .order_by("patient_id")
        .values_list("patient_id", flat=True)
        .distinct()[:PATIENTS_IN_A_CHUNK]
    ):
        versions = _versions(patients)
        rows = (
            decisions.filter(patient__in=patients)
            .select_related("period__pin")
            .prefetch_related("times")
            .order_by("pk")
        )
        for decision in rows.iterator(chunk_size=500):
            for message in _wrong(decision, versions.get(decision.patient_id, ())):
                yield decision, message
        after = patients[-1]


def claim_breaks(practice: Practice) -> Iterator[tuple[Claim, str]]:
    """Yield each claim of `practice` that repeats its decision wrongly, or is not the document that was approved."""
    repeated = Q(window_ends_on=F("decision__window_ends_on"), setting=F("decision__setting"))
    repeated &= Q(episode=F("decision__episode")) | Q(episode=None, decision__episode=None)
    for claim in Claim.objects.filter(practice=practice).exclude(repeated).order_by("pk"):
        yield claim, "what it repeats of its decision is not what the decision says"
    approved = Claim.objects.filter(practice=practice).exclude(document="").order_by("pk")
    for claim in approved.only("document", "document_hash", "patient_control_number").iterator():
        if sha256(claim.document.encode()).hexdigest() != claim.document_hash:
            yield claim, "its document is not the one that was approved"


def _versions(patients: Sequence[int]) -> dict[int, list[_Version]]:
    found: dict[int, list[_Version]] = {}
    rows = EntryVersion.objects.filter(patient__in=patients).order_by("patient_id", "sequence")
    for row in rows.values_list(*FIELDS).iterator():
        version = _Version(*row)
        found.setdefault(version.patient_id, []).append(version)
    return found


def _wrong(decision: Decision, versions: Sequence[_Version]) -> Iterator[str]:
    totals = Totals(decision.minutes, decision.counted_seconds, decision.excluded_seconds)
    seconds_of = {str(version.id): version.seconds for version in versions}
    yield from disagreements(totals, json.loads(decision.result), seconds_of)
    yield from _not_repeated(decision)
    if decision.is_current:
        yield from _not_pinned(decision, versions)


def _not_repeated(decision: Decision) -> Iterator[str]:
    """Compare what reports group by, and how the time divides, with what the decision itself says."""
    answer, period = Answer.from_json(decision.result), decision.period
    kept = {
        "window_ends_on": (decision.window_ends_on, period.window_ends_on),
        "program": (decision.program, answer.program),
        "rendering_provider": (str(decision.rendering_provider_id), answer.rendering_provider),
        "setting": (decision.setting, answer.setting),
        "episode": (str(decision.episode_id or ""), answer.episode_key),
        "short_by_seconds": (decision.short_by_seconds, answer.short_by_seconds),
    }
    for name, (repeated, said) in kept.items():
        if repeated != said:
            yield f"{name} {repeated} is kept beside it, where it says {said}"
    leads = decision.obstacle in answer.reasons if answer.reasons else not decision.obstacle
    if not leads:
        yield f"obstacle {decision.obstacle} is kept beside it, which is none of its reasons"
    entries = json.loads(decision.facts)["entries"]
    activity_of = {each["key"]: each["activity"] for each in entries if not kept_apart(each["key"])}
    times = {(time.activity, time.reason): time.seconds for time in decision.times.all()}
    if times != activity_times(answer, activity_of):
        yield "the seconds by activity and reason are not those of its entries"


def _not_pinned(decision: Decision, versions: Iterable[_Version]) -> Iterator[str]:
    """Compare what the decision looked at with what stood in the book when its period was closed."""
    period, looked_at = decision.period, {each["key"] for each in json.loads(decision.facts)["entries"]}
    if period.pin is None:
        yield "its period is not closed"
        return
    standing: dict[int, _Version] = {}
    for version in versions:
        if version.sequence <= period.pin.length:
            standing[version.entry_id] = version
    pinned = {
        str(version.id)
        for version in standing.values()
        if period.starts_on <= version.performed_on <= period.ends_on
        and version.is_confirmed
        and not version.is_void
    }
    for key in sorted(pinned ^ looked_at):
        where = "was left out of" if key in pinned else "was not in force for"
        yield f"version {key} {where} the close"
