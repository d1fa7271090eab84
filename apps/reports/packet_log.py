"""The parts of a packet's paper about time: the log, every version, the decision."""

from collections.abc import Iterator, Sequence
from typing import Any

from apps.billing.models import ChangeAnswer
from apps.practice.access import Actor
from apps.practice.domain.dates import in_words
from apps.reports.packets import Material
from apps.reports.paper import Paper
from apps.timelog.versions import entered_after, steps_of

SURE = (
    "Behind each source stand its date and how sure it is: H, M or L (high, medium, low), and R (read in the source)"
    " or K (known in the field, not confirmed in a source)."
)


def time_log(paper: Paper, material: Material, actor: Actor) -> None:
    """Write every entry that the decision looked at: when, how long, what, by whom, how and how late entered."""
    paper.heading("Time log")
    paper.text(
        f"{_length(material.answer.seconds)} counted from {in_words(material.answer.starts_on)}"
        f" to {in_words(material.answer.ends_on)}. Times are those of {actor.practice.zone_in_words}."
    )
    paper.table(
        ("Date", "From – to", "Length", "What, with whom", "Who", "Verdict", "Entered"),
        (54, 68, 42, 168, 66, 58, 48),
        _entry_rows(material, actor),
    )


def _entry_rows(material: Material, actor: Actor) -> Iterator[Sequence[str]]:
    counted = {each.key: each.seconds for each in material.answer.counted}
    out = {each.key: each.reason for each in material.answer.left_out}
    first = _first_versions(material)
    looked_at = [each for each in material.proof.versions if str(each.pk) in {*counted, *out}]
    for each in sorted(
        looked_at, key=lambda row: (row.performed_on, row.started_at or row.recorded_at, row.pk)
    ):
        key, logged = str(each.pk), first[each.entry_id]
        days = entered_after(logged.performed_on, logged.recorded_at, time_zone=actor.time_zone)
        verdict = (
            f"{_length(counted[key])}" if counted.get(key) else f"no: {out.get(key, '').replace('_', ' ')}"
        )
        yield (
            in_words(each.performed_on),
            _clock(each, actor),
            _length(each.seconds),
            _what(each),
            str(each.provider),
            verdict,
            ("same day" if not days else f"{days} d later") + f", {each.get_capture_display().lower()}",
        )


def versions(paper: Paper, material: Material, actor: Actor) -> None:
    """Write every version of every entry on these dates, also of those that were corrected or voided."""
    by_entry: dict[int, list[Any]] = {}
    for each in material.proof.versions:
        if each.entry_id in material.shown:
            by_entry.setdefault(each.entry_id, []).append(each)
    paper.heading("Versions of the entries")
    paper.text(
        "Appended, never changed. The hash is the seal of the version in the patient's book.", muted=True
    )
    paper.table(
        ("Entry", "No.", "Recorded", "By", "Says", "Hash"),
        (40, 24, 82, 72, 192, 94),
        (row for versions in by_entry.values() for row in _version_rows(versions, actor)),
    )


def _version_rows(versions: list[Any], actor: Actor) -> Iterator[Sequence[str]]:
    for step in reversed(steps_of(versions[::-1], time_zone=actor.time_zone)):
        row = step.version
        at = row.recorded_at.astimezone(actor.time_zone)
        changes = "; ".join(
            f"{each.label}: {each.old or 'nothing'} to {each.new or 'nothing'}" for each in step.changes
        )
        why = f"Reason: {row.reason}" if row.reason else ""
        said = ". ".join(
            filter(None, (f"{step.title}{', late' if row.is_late else ''}", changes, why, row.capture_detail))
        )
        yield (
            str(row.entry_id), str(row.number), f"{in_words(at.date())}, {at:%H:%M:%S}",
            str(row.recorded_by or "not kept"), said, f"{row.hash[:16]}…",
        )  # fmt: skip


def after_close(paper: Paper, material: Material, actor: Actor) -> None:
    """Write what changed since the first close, and what a person answered; nothing where nothing did."""
    pin = material.claim.period.pin
    is_waiting = pin is not None and pin.late_length is not None
    if not material.answered and not is_waiting:
        return
    paper.heading("Changes after the close")
    if material.answered:
        heads = ("Answered", "By", "Answer", "What had changed", "Counted", "Reason")
        rows = (_answer_row(each, actor) for each, _ in material.answered)
        paper.table(heads, (70, 66, 62, 122, 76, 108), rows)
    if is_waiting:
        paper.text(
            "Something was written down or changed on these dates since the close. Nobody has answered it yet."
        )


def _answer_row(row: ChangeAnswer, actor: Actor) -> Sequence[str]:
    at = row.answered_at.astimezone(actor.time_zone)
    before, after = row.change["before"]["seconds"], row.change["after"]["seconds"]
    is_again = row.kind == ChangeAnswer.Kind.CLOSED_AGAIN
    counted = (
        f"{_length(before)} before, {_length(after)} since" if is_again else f"{_length(before)} as before"
    )
    changed = "; ".join(_changed(each) for each in row.change["entries"])
    return (
        f"{in_words(at.date())}, {at:%H:%M:%S}", str(row.answered_by or "the schedule"), row.get_kind_display(),
        changed, counted, row.reason,
    )  # fmt: skip


def _changed(each: dict[str, Any]) -> str:
    """Return one change: "entry 12 corrected, 5:00 to 7:00", "entry 14 added, 10:00, too late to add"."""
    lengths = [_length(each[name]) for name in ("seconds_before", "seconds_after")]
    times = {"added": lengths[1], "removed": lengths[0]}.get(each["kind"], " to ".join(lengths))
    kind = {"added": "added", "changed": "corrected", "removed": "taken away"}[each["kind"]]
    return f"entry {each['entry']} {kind}, {times}{'' if each['is_in_time'] else ', too late to add'}"


def decision(paper: Paper, material: Material, actor: Actor) -> None:
    """Write the decision in sentences with their sources, and every rule that was tried."""
    decision = material.claim.decision
    paper.heading("Decision")
    at = decision.decided_at.astimezone(actor.time_zone)
    paper.text(
        f"Decided {in_words(at.date())}, {at:%H:%M}, under the rules with the hash {decision.rule_set_id}.",
        muted=True,
    )
    for each in material.said:
        # What another code would have paid is advice to the practice, and no proof of this claim.
        if each.text and each.kind != "alternative":
            paper.text(f"{each.text}{f' [{each.source}]' if each.source else ''}")
    paper.table(
        ("Rule that was tried", "Said", "Facts it used", "Source"), (150, 54, 110, 190), _tried(material)
    )
    paper.text(SURE, muted=True)


def _tried(material: Material) -> Iterator[Sequence[str]]:
    for tried in material.answer.trace:
        cited = material.rule_set.cited(tried.rule, on=material.answer.starts_on)
        facts = ", ".join(f"{name}: {value}" for name, value in tried.facts if value not in ("", None))
        name = cited.sentence or tried.rule.rpartition(".")[2].replace("_", " ").capitalize()
        yield name, tried.said.replace("_", " "), facts.replace("_", " "), cited.citation


def _first_versions(material: Material) -> dict[int, Any]:
    first: dict[int, Any] = {}
    for each in material.proof.versions:
        first.setdefault(each.entry_id, each)
    return first


def _clock(row: Any, actor: Actor) -> str:
    if row.started_at is None:
        return "no clock times"
    return " – ".join(f"{at.astimezone(actor.time_zone):%H:%M:%S}" for at in (row.started_at, row.ended_at))


def _what(row: Any) -> str:
    whom = f", {row.get_counterpart_display().lower()}" if row.counterpart else ""
    how = f", {row.get_channel_display().lower()}" if row.channel else ""
    return f"{row.get_activity_display()}{whom}{how}{f': {row.note}' if row.note else ''}"


def _length(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"
