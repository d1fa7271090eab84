"""Who goes on working when something recorded about a patient has changed.

Decisions live above the roster and look at its rows. An app that wants to act on a change says so once, when it is
loaded; every door that records a fact calls `follow_up` after the change is committed.
"""

from collections.abc import Callable

from django.contrib import messages

from apps.practice.access import Actor, MemberRequest

# Told who changed something and about which patient; answers with sentences for that person.
Follower = Callable[[Actor, int], list[str]]
_FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> None:
    """Let `follower` act whenever a patient's facts have changed."""
    if follower not in _FOLLOWERS:
        _FOLLOWERS.append(follower)


def follow_up(actor: Actor, patient_id: int) -> list[str]:
    """Tell every follower that facts of a patient have changed; return what they have to say about it."""
    return [sentence for follower in _FOLLOWERS for sentence in follower(actor, patient_id)]


def tell_followers(request: MemberRequest, patient_id: int) -> None:
    """Tell every follower, and show the person what they say."""
    for sentence in follow_up(request.actor, patient_id):
        messages.info(request, sentence)
