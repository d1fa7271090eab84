"""What counts for a patient's payer, said before the time is logged: sentence and source for each kind of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.practice.models import Provider
from apps.rules.activities import Verdict, verdict
from apps.timelog.models import Activity, Channel, Counterpart
from apps.timelog.progress import Progress


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind of time and whether it counts; `state` is "counted" or "not_counted"."""

    label: str
    state: str
    sentence: str
    source: str


def verdict_for(
    progress: Progress, *, activity: str, counterpart: str, channel: str, provider: Provider, on: date
) -> Verdict | None:
    """Return the verdict on such time of `provider`; None while nobody pays or nothing is chosen."""
    if not progress.profile or activity not in Activity.values:
        return None
    counterpart = counterpart if counterpart in Counterpart.values else ""
    channel = channel if channel in Channel.values else ""
    return verdict(
        activity,
        counterpart=counterpart,
        channel=channel,
        payer=progress.profile,
        program=progress.enrollment.program,
        provider_type=provider.kind,
        is_rendering_provider=provider.pk == progress.enrollment.rendering_provider_id,
        rule_set=progress.rule_set,
        on=on,
    )


def hints(progress: Progress, *, provider: Provider, on: date) -> list[Hint]:
    """Return what counts for the patient's payer: every activity, then with whom a communication counts."""
    return [*_of_activities(progress, provider, on), *_of_counterparts(progress, provider, on)]


def _of_activities(progress: Progress, provider: Provider, on: date) -> Iterator[Hint]:
    for activity in Activity:
        found = verdict_for(progress, activity=activity, counterpart="", channel="", provider=provider, on=on)
        if found is not None and activity != Activity.COMMUNICATION:
            yield _hint(activity.label, found)


def _of_counterparts(progress: Progress, provider: Provider, on: date) -> Iterator[Hint]:
    for counterpart in Counterpart:
        found = verdict_for(
            progress,
            activity=Activity.COMMUNICATION,
            counterpart=counterpart,
            channel="phone",
            provider=provider,
            on=on,
        )
        if found is not None:
            yield _hint(f"Call: {counterpart.label.lower()}", found)


def _hint(label: str, found: Verdict) -> Hint:
    return Hint(label, "counted" if found.counts else "not_counted", found.sentence, found.source)
