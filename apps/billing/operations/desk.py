"""Who looks after a claim, what was said about it, and the words it is found by again."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from apps.billing.domain.lifecycle import check_reason
from apps.billing.models import Claim, ClaimNote, ClaimTag
from apps.billing.operations.moves import locked_claims
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.models import User
from apps.practice.people_selectors import hands
from apps.problems import Problem, Refused, refuse_any

LONGEST_NOTE, LONGEST_TAG = 1000, 30


@transaction.atomic
def assign_claims(actor: Actor, *, claim_ids: Collection[int], person: User | None, now: datetime) -> int:
    """Let a member of the practice look after claims, or nobody; return how many changed."""
    claims = _mine(actor, claim_ids)
    refuse_any(check_person(actor, person, today=_today(actor, now)) if person else [])
    changed = [claim for claim in claims if claim.assigned_to_id != (person.pk if person else None)]
    names = dict(
        User.objects.filter(pk__in={claim.assigned_to_id for claim in changed}).values_list("pk", "full_name")
    )
    Claim.objects.filter(pk__in=[claim.pk for claim in changed]).update(assigned_to=person)
    audit.record_many(
        audit.event(
            actor,
            "claim.assigned",
            claim,
            patient_id=claim.patient_id,
            old={"assigned_to": names.get(claim.assigned_to_id or 0, "nobody")},
            new={"assigned_to": str(person) if person else "nobody"},
            at=now,
        )
        for claim in changed
    )
    return len(changed)


def check_person(actor: Actor, person: User, *, today: date) -> list[Problem]:
    """Return why somebody cannot look after claims; whoever never worked here is not named."""
    known = hands(actor, Action.SEE_CLAIMS, today=today)
    if person in known.at_hand:
        return []
    who = str(person) if person in known.everybody else "Whoever was chosen"
    said = f"{who} sees no claims of this practice today. Choose somebody who does."
    return [Problem("not_a_member", said, "person")]


def _today(actor: Actor, now: datetime) -> date:
    return now.astimezone(actor.time_zone).date()


@transaction.atomic
def note_claim(actor: Actor, *, claim_id: int, text: str, now: datetime) -> ClaimNote:
    """Write a note on a claim; it stays as it was written."""
    [note] = note_claims(actor, claim_ids=[claim_id], text=text, now=now)
    return note


@transaction.atomic
def note_claims(actor: Actor, *, claim_ids: Collection[int], text: str, now: datetime) -> list[ClaimNote]:
    """Write the same note on each of some claims."""
    claims, said = _mine(actor, claim_ids), text.strip()
    refuse_any(_check_note(said))
    notes = [
        ClaimNote(practice=actor.practice, claim=claim, text=said, author=actor.user, at=now)
        for claim in claims
    ]
    audit.record_many(
        audit.event(actor, "claim.noted", claim, patient_id=claim.patient_id, new={"text": said}, at=now)
        for claim in claims
    )
    return ClaimNote.objects.bulk_create(notes)


def _check_note(said: str) -> list[Problem]:
    if not said:
        return [Problem("text_missing", "The note says nothing. Write what is to be remembered.", "text")]
    if len(said) > LONGEST_NOTE:
        message = f"The note has {len(said):,} characters; {LONGEST_NOTE:,} can be kept. Shorten it."
        return [Problem("text_too_long", message, "text")]
    return check_reason(said)


@transaction.atomic
def tag_claims(actor: Actor, *, claim_ids: Collection[int], name: str, now: datetime) -> int:
    """Put a word on claims to find them again; return how many did not have it."""
    said = " ".join(name.split()).lower()
    refuse_any(_check_tag(said))
    claims = _mine(actor, claim_ids)
    having = set(ClaimTag.objects.filter(claim__in=claims, name=said).values_list("claim_id", flat=True))
    fresh = [claim for claim in claims if claim.pk not in having]
    ClaimTag.objects.bulk_create(ClaimTag(practice=actor.practice, claim=claim, name=said) for claim in fresh)
    _record_tags(actor, fresh, old=None, new=said, now=now)
    return len(fresh)


@transaction.atomic
def untag_claims(actor: Actor, *, claim_ids: Collection[int], name: str, now: datetime) -> int:
    """Take a word off claims; return how many had it."""
    said = " ".join(name.split()).lower()
    refuse_any(_check_tag(said))
    claims = _mine(actor, claim_ids)
    rows = ClaimTag.objects.filter(claim__in=claims, name=said)
    having = set(rows.values_list("claim_id", flat=True))
    rows.delete()
    _record_tags(actor, [claim for claim in claims if claim.pk in having], old=said, new=None, now=now)
    return len(having)


def _check_tag(said: str) -> list[Problem]:
    if not said or "\0" in said or "," in said:
        return [Problem("tag_missing", "Write a short word to find the claim by, without commas.", "tag")]
    if len(said) > LONGEST_TAG:
        message = f"“{said}” has {len(said)} characters; a tag has at most {LONGEST_TAG}."
        return [Problem("tag_too_long", message, "tag")]
    return []


def _record_tags(
    actor: Actor, claims: Collection[Claim], *, old: str | None, new: str | None, now: datetime
) -> None:
    action = "claim.tagged" if new else "claim.untagged"
    audit.record_many(
        audit.event(
            actor, action, claim, patient_id=claim.patient_id, old={"tag": old}, new={"tag": new}, at=now
        )
        for claim in claims
    )


def _mine(actor: Actor, claim_ids: Collection[int]) -> list[Claim]:
    if not actor.may(Action.REVIEW_CLAIMS):
        raise PermissionDenied
    claims = locked_claims(actor, claim_ids)
    if not claims:
        said = "No claim of this practice was chosen. Choose at least one in the list."
        raise Refused(Problem("claim_unknown", said, "claim"))
    return claims
