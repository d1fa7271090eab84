"""Recompute what billing summed from the columns of the book, and name the decisions and claims that disagree."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from apps.billing.closes import Closes, closes_of
from apps.billing.domain.changes import Said
from apps.billing.domain.closes import counted_choices
from apps.billing.domain.decision_totals import Totals, activity_times, disagreements
from apps.billing.facts import kept_apart
from apps.billing.models import Claim, Decision
from apps.practice.models import Practice
from apps.rules.answer import Decision as Answer
from apps.timelog.models import EntryVersion

PATIENTS_IN_A_CHUNK = 300
FIELDS = (
    "pk", "entry_id", "sequence", "performed_on", "seconds", "recorded_at", "is_void", "is_confirmed", "patient_id",
)  # fmt: skip


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
        versions = _versions(practice, patients)
        closes = closes_of(patients)
        rows = (
            decisions.filter(patient__in=patients)
            .select_related("period__pin")
            .prefetch_related("times")
            .order_by("pk")
        )
        for decision in rows.iterator(chunk_size=500):
            for message in _wrong(decision, versions.get(decision.patient_id, ()), closes):
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


def _versions(practice: Practice, patients: Sequence[int]) -> dict[int, list[Said]]:
    """Return what every version of the patients' books says that bears on a decision, in their order."""
    found: dict[int, list[Said]] = {}
    zone = ZoneInfo(practice.time_zone)
    rows = EntryVersion.objects.filter(patient__in=patients).order_by("patient_id", "sequence")
    for pk, entry, sequence, day, seconds, at, is_void, is_confirmed, patient in rows.values_list(
        *FIELDS
    ).iterator():
        # A length that nobody has confirmed yet counts nowhere, like a void one.
        said = Said(
            pk, entry, sequence, day, seconds, at.astimezone(zone).date(), is_void or not is_confirmed
        )
        found.setdefault(patient, []).append(said)
    return found


def _wrong(decision: Decision, versions: Sequence[Said], closes: Closes) -> Iterator[str]:
    totals = Totals(decision.minutes, decision.counted_seconds, decision.excluded_seconds)
    seconds_of = {str(each.version): each.seconds for each in versions}
    yield from disagreements(totals, json.loads(decision.result), seconds_of)
    yield from _not_repeated(decision)
    if decision.is_current:
        yield from _not_pinned(decision, versions, closes)


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


def _not_pinned(decision: Decision, versions: Sequence[Said], closes: Closes) -> Iterator[str]:
    """Compare what the decision looked at with what stood in the book when its period was closed.

    Where a period was closed again, or a change was left, the answers say what is rightly left out.
    """
    period = decision.period
    if period.pin is None:
        yield "its period is not closed"
        return
    yield from closes.problems(period, versions)
    entries = json.loads(decision.facts)["entries"]
    looked_at = {int(each["key"]) for each in entries if not kept_apart(each["key"])}
    choices = [set(each) for each in counted_choices(closes.of(period), versions, number=decision.number)]
    rightly = min(choices, key=lambda each: len(each ^ looked_at))
    for key in sorted(rightly ^ looked_at):
        where = "was left out of" if key in rightly else "was not in force for"
        yield f"version {key} {where} the close"
