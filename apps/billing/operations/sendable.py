"""Which approved claims may go out, by which receiver."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from apps.billing.domain.claim_json import from_json
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.domain.scrub import scrub, scrub_for_paper
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.moves import Check, LeftOut, moving, sorted_out
from apps.practice.access import Actor
from apps.problems import Problem

CMS_1500 = Submission.Format.CMS_1500


def sendable_claims(
    actor: Actor, *, format: Submission.Format, receiver: Receiver | None, today: date
) -> tuple[list[Claim], list[LeftOut]]:
    """Return the practice's approved claims that may go out on this way, and the others with their reasons."""
    approved = Claim.objects.filter(practice=actor.practice, state=ClaimState.APPROVED)
    if receiver is not None:
        approved = approved.filter(payer__in=payers_through(receiver, _receivers(actor)))
    claims = list(approved.order_by("pk"))
    return sorted_out(claims, [claim.pk for claim in claims], against_sending(format, receiver, today=today))


def _receivers(actor: Actor) -> QuerySet[Receiver]:
    return Receiver.objects.filter(practice=actor.practice).order_by("pk").prefetch_related("payers")


def payers_through(receiver: Receiver, receivers: Iterable[Receiver]) -> set[int]:
    """Return the payers whose claims go to `receiver`: those named with it, else all that no other one names.

    Of several receivers that name no payer the first takes what is left.
    """
    named = {payer.pk for payer in receiver.payers.all()}
    if named:
        return named
    others = list(receivers)
    elsewhere = {payer.pk for other in others for payer in other.payers.all()}
    takes_the_rest = next((other.pk for other in others if not other.payers.all()), None)
    if receiver.pk != takes_the_rest:
        return set()
    return set(receiver.practice.payers.exclude(pk__in=elsewhere).values_list("pk", flat=True))


def against_sending(format: Submission.Format, receiver: Receiver | None, *, today: date) -> Check:
    """Return the check of what keeps a claim out of a file that is made today: its state, its document, its way."""
    in_table = moving(Move.BATCH)
    forwarded = {payer.pk for payer in receiver.payers.all()} if receiver else set()

    def check(claim: Claim) -> list[Problem]:
        if problems := list(in_table(claim)):
            return problems
        return [*_against_document(claim, format, today), *_against_way(claim, receiver, forwarded)]

    return check


def _against_document(claim: Claim, format: Submission.Format, today: date) -> list[Problem]:
    document = from_json(claim.document)
    on_paper = scrub_for_paper(document, today=today) if format == CMS_1500 else []
    return scrub(document, today=today) + on_paper


def _against_way(claim: Claim, receiver: Receiver | None, forwarded: set[int]) -> list[Problem]:
    if receiver is None or not forwarded or claim.payer_id in forwarded:
        return []
    said = f"{receiver.name} does not forward to {from_json(claim.document).payer.name}. Choose another receiver."
    return [Problem("payer_not_at_receiver", said, "receiver")]
