"""Take in files with remittance advice, and write down every payment before any claim of it is looked at."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.billing.domain import remittance as values
from apps.billing.domain.answer_files import check_remittance_file
from apps.billing.domain.posting import Wait, is_reversal
from apps.billing.domain.remittance import payment_balances
from apps.billing.domain.x12_835 import Reading
from apps.billing.domain.x12_read import Finding
from apps.billing.models import Claim, ProviderAdjustment, RemittanceAdvice, RemittanceFile
from apps.patients.models import Payer
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused, refuse_any

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it was taken in; not new when the very same bytes were here already."""

    file: RemittanceFile
    is_new: bool


def permit(actor: Actor) -> None:
    """Raise PermissionDenied unless the actor may post payments."""
    if not actor.may(Action.POST_PAYMENTS):
        raise PermissionDenied


def plain_name(file_name: str) -> str:
    """Return a file's own name, without its folder and without what cannot be printed."""
    name = "".join(character for character in file_name if character.isprintable())
    return name.replace("\\", "/").rsplit("/", 1)[-1][-200:] or "without a name"


def receive_remittance(
    actor: Actor, *, content: bytes, file_name: str, source: RemittanceFile.Source, now: datetime
) -> Received:
    """Keep the bytes of a file once; refuses one that is too large or holds no 835. Nothing is posted yet."""
    permit(actor)
    refuse_any(check_remittance_file(content, plain_name(file_name)))
    digest = sha256(content).hexdigest()
    mine = RemittanceFile.objects.filter(practice=actor.practice, sha256=digest).defer("content")
    if known := mine.first():
        return Received(known, is_new=False)
    try:
        with transaction.atomic():
            file = RemittanceFile.objects.create(
                practice=actor.practice,
                file_name=plain_name(file_name),
                content=content,
                sha256=digest,
                source=source,
                received_by=actor.user,
                received_at=now,
            )
            new = {"file_name": file.file_name, "sha256": digest, "bytes": len(content)}
            audit.record(actor, "remittance.received", file, new=new, at=now)
    except IntegrityError:  # somebody chose the same file in the same moment
        return Received(mine.get(), is_new=False)
    return Received(file, is_new=True)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file says without its claims, but those that take payments back: (place, claim) by remittance."""

    summaries: tuple[values.RemittanceSummary, ...]
    findings: tuple[Finding, ...]
    taken_back: dict[int, list[tuple[int, values.ClaimPayment]]]


def outline_of(content: bytes) -> Outline:
    """Read a file through once, however large it is."""
    reading, counts = Reading(content), Counter[int]()
    taken_back: dict[int, list[tuple[int, values.ClaimPayment]]] = {}
    for number, claim in reading.claims():
        counts[number] += 1
        if is_reversal(claim.claim_status_code):
            taken_back.setdefault(number, []).append((counts[number], claim))
    return Outline(tuple(reading.summaries), tuple(reading.findings), taken_back)


@transaction.atomic
def begin(actor: Actor, *, file_id: int, outline: Outline) -> RemittanceFile:
    """Write down the payments of a file, what is odd about it, and which of them have to wait; once."""
    lock_practice(actor)
    mine = RemittanceFile.objects.filter(practice=actor.practice).defer("content")
    file = mine.select_for_update().filter(pk=file_id).first()
    if file is None:
        raise Refused(Problem("file_unknown", "There is no such file in this practice.", "file"))
    if file.state != RemittanceFile.State.RECEIVED:
        return file
    _write_advices(actor, file, outline.summaries)
    file.findings = [asdict(finding) for finding in outline.findings]
    file.claim_count = sum(advice.sums.claim_count for advice in outline.summaries)
    file.state = RemittanceFile.State.POSTING
    file.save(update_fields=["findings", "claim_count", "state"])
    return file


def _write_advices(actor: Actor, file: RemittanceFile, advices: Sequence[values.RemittanceSummary]) -> None:
    seen = _payments_seen(actor, advices)
    payers = list(Payer.objects.filter(practice=actor.practice))
    for number, advice in enumerate(advices, start=1):
        row = _advice_row(actor, file, advice, number, payers)
        row.hold_reason = _held(advice, seen)
        row.save()
        seen.add(_key(advice))
        _write_provider_adjustments(actor, row, advice)


def _key(advice: values.RemittanceSummary) -> Key:
    return advice.trace_number, advice.payment, advice.paid_on, advice.payer_name


def _payments_seen(actor: Actor, advices: Sequence[values.RemittanceSummary]) -> set[Key]:
    """Return what is here already of the same trace numbers: the same money may come in two files."""
    numbers = {advice.trace_number for advice in advices if advice.trace_number}
    rows = RemittanceAdvice.objects.filter(practice=actor.practice, trace_number__in=numbers)
    return set(rows.values_list("trace_number", "payment", "paid_on", "payer_name"))


def _held(advice: values.RemittanceSummary, seen: set[Key]) -> str:
    """Return why nothing of a payment is posted by itself: it balances, once, or it waits for a person."""
    if advice.trace_number and _key(advice) in seen:
        return Wait.PAYMENT_SEEN_BEFORE
    if advice.payment is None:
        return Wait.PAYMENT_UNREADABLE
    return "" if payment_balances(advice) else Wait.PAYMENT_DOES_NOT_BALANCE


def _advice_row(
    actor: Actor, file: RemittanceFile, advice: values.RemittanceSummary, number: int, payers: Sequence[Payer]
) -> RemittanceAdvice:
    return RemittanceAdvice(
        practice=actor.practice,
        file=file,
        number=number,
        payer=_payer_of(advice, payers),
        trace_number=advice.trace_number,
        payment=advice.payment,
        method=advice.method,
        paid_on=advice.paid_on,
        payer_name=advice.payer_name,
        payer_identifier=advice.payer_id,
        payee_name=advice.payee_name,
        payee_npi=advice.payee_npi,
        claim_count=advice.sums.claim_count,
        claims_paid=advice.sums.claims_paid,
        provider_adjusted=advice.provider_adjusted,
        further=[list(each) for each in advice.further],
        patient_responsibility=advice.sums.patient_responsibility,
        balances=payment_balances(advice),
        segment_number=advice.segment_number,
    )


def _payer_of(advice: values.RemittanceSummary, payers: Sequence[Payer]) -> Payer | None:
    """Return the practice's payer with this id, or this very name; None rather than a guess."""
    name = advice.payer_name.strip().casefold()
    by_id = [each for each in payers if advice.payer_id and each.electronic_payer_id == advice.payer_id]
    by_name = [each for each in payers if name and each.name.casefold() == name]
    found = by_id or by_name
    return found[0] if len(found) == 1 else None


def _write_provider_adjustments(
    actor: Actor, row: RemittanceAdvice, advice: values.RemittanceSummary
) -> None:
    found = _claims_named(actor, {each.reference.strip() for each in advice.provider_adjustments} - {""})
    ProviderAdjustment.objects.bulk_create(
        ProviderAdjustment(
            practice=actor.practice,
            remittance=row,
            number=number,
            claim_id=found.get(each.reference.strip()),
            provider_identifier=each.provider_id,
            fiscal_period_ends_on=each.fiscal_period_ends_on,
            reason_code=each.reason_code,
            reference=each.reference,
            amount=each.amount,
            segment_number=each.segment_number,
        )
        for number, each in enumerate(advice.provider_adjustments, start=1)
    )


def _claims_named(actor: Actor, references: set[str]) -> dict[str, int]:
    """Return the one claim that each reference names: by our number, else by the number that the payer gave it."""
    mine = Claim.objects.filter(practice=actor.practice)
    given: dict[str, list[int]] = {}
    for number, pk in mine.filter(control_number_given__in=references).values_list(
        "control_number_given", "pk"
    ):
        given.setdefault(number, []).append(pk)
    ours = mine.filter(patient_control_number__in=references).values_list("patient_control_number", "pk")
    return {number: pks[0] for number, pks in given.items() if len(pks) == 1} | dict(ours)
