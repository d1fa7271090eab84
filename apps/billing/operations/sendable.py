"""Which approved claims may go out, by which receiver."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.claim_json import from_json
from apps.billing.domain.lifecycle import ClaimState, Move
from apps.billing.domain.scrub import scrub, scrub_for_paper, scrub_on_any_way
from apps.billing.models import Claim, Receiver, Submission
from apps.billing.operations.moves import Check, LeftOut, moving, sorted_out
from apps.billing.selectors.queue import ClaimFilter, filtered_claims
from apps.practice.access import Actor, rows_of
from apps.problems import Problem

CMS_1500, X12_837P = Submission.Format.CMS_1500, Submission.Format.X12_837P


def sendable_claims(
    actor: Actor,
    *,
    format: Submission.Format,
    receiver: Receiver | None,
    today: date,
    wanted: ClaimFilter | None = None,
) -> tuple[list[Claim], list[LeftOut]]:
    """Return the approved claims that may go out on this way, and the others with their reasons.

    Of those that `wanted` shows, or of the whole practice. A file takes only the payers behind its receiver; claims of
    payers that take paper are neither.
    """
    shown = filtered_claims(actor, wanted) if wanted else rows_of(actor, Claim)
    approved = shown.filter(state=ClaimState.APPROVED)
    if format == X12_837P:
        approved = approved.filter(payer__on_paper=False)
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
    on_paper = (
        set(receiver.practice.payers.filter(on_paper=True).values_list("pk", flat=True))
        if receiver
        else set()
    )

    def check(claim: Claim) -> list[Problem]:
        if problems := list(in_table(claim)):
            return problems
        document = from_json(claim.document)
        found = _against_document(document, format, today)
        if claim.payer_id in on_paper:
            said = f"{document.payer.name} takes claims on paper. Print it, or change the payer."
            found.append(Problem("payer_on_paper", said, "receiver"))
        if receiver and forwarded and claim.payer_id not in forwarded:
            said = f"{receiver.name} does not forward to {document.payer.name}. Choose another receiver."
            found.append(Problem("payer_not_at_receiver", said, "receiver"))
        return found

    return check


def _against_document(document: ClaimDocument, format: Submission.Format, today: date) -> list[Problem]:
    if format == X12_837P:
        return scrub(document, today=today)
    on_paper = scrub_for_paper(document, today=today) if format == CMS_1500 else []
    return scrub_on_any_way(document, today=today) + on_paper
