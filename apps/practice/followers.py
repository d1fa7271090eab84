"""Who goes on working when something recorded has changed.

Decisions live above the practice and its roster and look at their rows. An app that wants to act on a change says so
once, when it is loaded; every door that records a fact calls `follow_up` after the change is committed.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib import messages

from apps.practice.access import Actor, MemberRequest


@dataclass(frozen=True, slots=True)
class Changed:
    """What was put right, by id: patients themselves, or providers and agencies whose patients it concerns."""

    patients: Collection[int] = ()
    providers: Collection[int] = ()
    agencies: Collection[int] = ()


# Told who changed something and what; answers with sentences for that person.
Follower = Callable[[Actor, Changed], list[str]]
_FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let `follower` act whenever recorded facts have changed."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def follow_up(actor: Actor, changed: Changed) -> list[str]:
    """Tell every follower what has changed; return what they have to say about it."""
    return [sentence for follower in _FOLLOWERS for sentence in follower(actor, changed)]


def tell_followers(request: MemberRequest, changed: Changed) -> None:
    """Tell every follower, and show the person what they say."""
    for sentence in follow_up(request.actor, changed):
        messages.info(request, sentence)
