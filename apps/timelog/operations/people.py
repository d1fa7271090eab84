"""Whose time it is: people log and change their own."""

from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.models import Provider
from apps.problems import Problem, Refused
from apps.timelog.models import TimeEntry


def provider_logging(actor: Actor, named: Provider | None) -> Provider:
    """Return whose time `actor` logs: their own; the practice's schedule must name a provider of the practice."""
    if actor.user is not None and named is not None and named != actor.provider:
        raise Refused(
            Problem(
                "not_your_time",
                f"You log your own time, not that of {named}. Ask {named} to log it.",
                "provider",
            )
        )
    if not actor.may(Action.LOG_TIME):
        raise Refused(
            Problem(
                "may_not_log", "Your role does not log time. Ask an administrator if it should.", "provider"
            )
        )
    provider = named or actor.provider
    if provider is None or provider.practice_id != actor.practice.pk:
        raise Refused(
            Problem(
                "provider_unknown",
                "You are not among the providers of this practice. Ask an administrator to add you, then log the time.",
                "provider",
            )
        )
    return provider


def check_corrector(entry: TimeEntry, *, actor: Actor, doing: str) -> None:
    """Refuse when `entry` is not the actor's own time and they do not correct that of others; its owner is told."""
    if not actor.may(Action.CORRECT_TIME) or actor.user is None:
        check_owner(entry, actor=actor, doing=doing)


def check_owner(entry: TimeEntry, *, actor: Actor, doing: str) -> None:
    """Refuse when `entry` is not the actor's own time."""
    if not actor.may(Action.LOG_TIME) or actor.provider is None or entry.provider_id != actor.provider.pk:
        raise Refused(
            Problem(
                "not_your_time", f"Only the person whose time it is can {doing} an entry. Ask them to do it."
            )
        )
