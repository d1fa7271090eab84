"""Everything an audit packet rests on, read for many claims at once: as many queries for one as for a hundred."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from apps.billing.closes import closes_of
from apps.billing.domain.claim import ClaimDocument
from apps.billing.evidence import outgoing, rule_set_of
from apps.billing.models import (
    Acknowledgement,
    Attestation,
    ChangeAnswer,
    Claim,
    ClaimEvent,
    ClaimPayment,
    Packet,
    PacketRun,
    ServicePayment,
)
from apps.billing.selectors.attestations import Signed, attested_periods
from apps.patients.models import (
    CareEpisode,
    CarePlan,
    Consent,
    Coverage,
    DecisionMaking,
    Diagnosis,
    Document,
    FaceToFaceVisit,
    OutsideService,
    PatientStatus,
    PlanCopy,
    Stay,
    TimedService,
)
from apps.patients.selectors_documents import PROVABLE, is_behind
from apps.patients.selectors_duplicates import records_of
from apps.practice.access import Actor, rows_of, schedule_of
from apps.practice.domain.dates import Span
from apps.reports.packet_proof import Proof, Rows, by, proofs
from apps.rules.answer import Decision as Answer
from apps.rules.explain import Said, explain
from apps.rules.facts import PeriodFacts
from apps.rules.ruleset import RuleSet

M = TypeVar("M", bound=Model)

# What is recorded of a patient, and what is read with it.
RECORDED: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Consent, ("recorded_by",)),
    (FaceToFaceVisit, ("provider", "recorded_by")),
    (CarePlan, ("made_by", "recorded_by")),
    (PlanCopy, ("plan", "given_by", "recorded_by")),
    (DecisionMaking, ("provider", "recorded_by")),
    (PatientStatus, ("recorded_by",)),
    (Stay, ("recorded_by",)),
    (TimedService, ("provider", "recorded_by")),
    (OutsideService, ("provider", "recorded_by")),
    (Diagnosis, ()),
    (Coverage, ("payer",)),
    (CareEpisode, ("agency", "plan_signer", "complexity_signer", "necessity_signer", "attending")),
)


@dataclass(frozen=True)
class Material:
    """A claim with all there is about it."""

    claim: Claim
    document: ClaimDocument | None
    proof: Proof
    recorded: dict[type[Model], list[Any]]
    documents: tuple[Document, ...]
    signatures: tuple[Signed, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    payments: tuple[ClaimPayment, ...]
    events: tuple[ClaimEvent, ...]
    answered: tuple[tuple[ChangeAnswer, date | None], ...]
    # The numbers under which the patient is or was known: facts stand with the record that is kept.
    records: tuple[int, ...]

    @cached_property
    def answer(self) -> Answer:
        return Answer.from_json(self.claim.decision.result)

    @cached_property
    def facts(self) -> PeriodFacts:
        return PeriodFacts.from_json(self.claim.decision.facts)

    @cached_property
    def rule_set(self) -> RuleSet:
        return rule_set_of(self.claim.decision.rule_set_id)

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """The decision in sentences, each with its source."""
        return tuple(explain(self.answer, self.rule_set))

    @cached_property
    def shown(self) -> frozenset[int]:
        """The entries of the claim's dates, by id: the others of the book are proven by their hashes alone."""
        period = self.claim.period
        return frozenset(
            each.entry_id
            for each in self.proof.versions
            if period.starts_on <= each.performed_on <= period.ends_on
        )

    def facts_of(self, model: type[M]) -> list[M]:
        """Return what is recorded of one kind and not struck out."""
        return [each for each in self.recorded[model] if not getattr(each, "is_struck", False)]

    def papers(self, word: str, *kinds: str) -> tuple[int, ...]:
        """Return the numbers of the documents that prove a kind of row, or those of some kinds among them."""
        return tuple(
            number
            for number, each in enumerate(self.documents, start=1)
            if each.proves == word and (not kinds or each.kind in kinds)
        )


def claims_for_packets(actor: Actor, claim_ids: Collection[int]) -> QuerySet[Claim]:
    """Return the claims of the practice with everything that each has once."""
    rows = rows_of(actor, Claim).filter(pk__in=claim_ids)
    return rows.select_related(
        "patient", "payer", "coverage", "rendering_provider", "decision", "period__pin", "approved_by",
        "period__enrollment__rendering_provider", "practice", "corrects",
    ).prefetch_related("lines")  # fmt: skip


def claims_waiting(run: PacketRun, *, at_most: int) -> list[Claim]:
    """Return the next claims of a run whose packets are still to be made."""
    waiting = Packet.objects.filter(run=run, content__isnull=True, problem="").order_by("pk")
    ids = list(waiting.values_list("claim_id", flat=True)[:at_most])
    return list(claims_for_packets(schedule_of(run.practice), ids))


def materials(actor: Actor, claims: Sequence[Claim]) -> list[Material]:
    """Return the material of each claim, in order."""
    patients = {claim.patient_id for claim in claims}
    books = proofs(actor, patients)
    known = records_of(actor, patients)
    everybody = {pk for several in known.values() for pk in several}
    recorded = {
        model: by("patient_id", _recorded(model, with_rows, everybody)) for model, with_rows in RECORDED
    }
    papers = by("patient_id", _papers(actor, everybody))
    signed = _signatures(actor, {claim.period_id for claim in claims})
    events = by("claim_id", ClaimEvent.objects.filter(claim__in=claims).select_related("actor", "submission"))
    answers, files = _acknowledgements(claims, events)
    payments = by("claim_id", _payments(claims))
    closes = closes_of(patients)
    return [
        Material(
            claim=claim,
            document=outgoing(claim, today=actor.today).document,
            proof=books[claim.patient_id],
            recorded=(
                mine := {model: _of(known[claim.patient_id], rows) for model, rows in recorded.items()}
            ),
            documents=tuple(_behind(claim, _of(known[claim.patient_id], papers), mine)),
            signatures=tuple(signed.get(claim.period_id, ())),
            acknowledgements=(*_of_files(claim, events, files), *answers.get(claim.pk, ())),
            payments=tuple(payments.get(claim.pk, ())),
            events=tuple(events.get(claim.pk, ())),
            answered=closes.answered(claim.period_id),
            records=tuple(known[claim.patient_id]),
        )
        for claim in claims
    ]


def _of(records: Iterable[int], rows: Rows) -> list[Any]:
    return [row for pk in records for row in rows.get(pk, [])]


def _recorded(model: type[Model], with_rows: tuple[str, ...], patients: Collection[int]) -> QuerySet[Any]:
    rows = model._default_manager.filter(patient__in=patients)
    return rows.select_related(*with_rows) if with_rows else rows


def _papers(actor: Actor, patients: Collection[int]) -> QuerySet[Document]:
    rows = rows_of(actor, Document).filter(patient__in=patients, removed_at__isnull=True)
    return rows.select_related("uploaded_by").order_by("uploaded_at", "pk")


def _behind(
    claim: Claim, papers: Iterable[Document], recorded: dict[type[Model], list[Any]]
) -> list[Document]:
    """Return the documents that this claim rests on: a payer gets no others."""
    span = Span(claim.period_starts_on, claim.period_ends_on)
    rows = {(word, row.pk): row for word, model in PROVABLE.items() for row in recorded[model]}
    return [each for each in papers if is_behind(rows.get((each.proves, each.proves_id or 0)), span)]


def _signatures(actor: Actor, periods: Collection[int]) -> Rows:
    standing = attested_periods(actor.practice, periods)
    rows = Attestation.objects.filter(period__in=periods).select_related("signer", "provider")
    found: Rows = defaultdict(list)
    for row in rows.order_by("period_id", "-pk"):
        is_newest = row.period_id not in found
        found[row.period_id].append(Signed(row, not (is_newest and row.period_id in standing)))
    return found


def _acknowledgements(claims: Sequence[Claim], events: Rows) -> tuple[Rows, Rows]:
    """Return the answers to the claims themselves, and those to the files that they were in."""
    files = {event.submission_id for rows in events.values() for event in rows if event.submission_id}
    rows = (
        Acknowledgement.objects.filter(
            Q(claim__in=claims) | Q(submission__in=files, claim__isnull=True, kind__in=["TA1", "999"])
        )
        .select_related("file", "submission")
        .order_by("at", "pk")
    )
    found = list(rows.defer("file__content", "submission__content"))
    return by("claim_id", (each for each in found if each.claim_id)), by(
        "submission_id", (each for each in found if not each.claim_id)
    )


def _of_files(claim: Claim, events: Rows, files: Rows) -> list[Any]:
    mine = dict.fromkeys(event.submission_id for event in events.get(claim.pk, ()) if event.submission_id)
    about = [answer for number in mine for answer in files.get(number, ())]
    # A 999 answers every claim of a file; one that speaks of other claims of it is none of ours.
    return [each for each in about if each.kind == "TA1" or _speaks_of_all(each)]


def _speaks_of_all(answer: Acknowledgement) -> bool:
    return answer.level in ("group", "set")


def _payments(claims: Sequence[Claim]) -> QuerySet[ClaimPayment]:
    services = Prefetch("services", ServicePayment.objects.prefetch_related("adjustments").order_by("number"))
    rows = ClaimPayment.objects.filter(claim__in=claims).select_related("remittance__file")
    return (
        rows.defer("remittance__file__content")
        .prefetch_related(services, "adjustments", "postings")
        .order_by("pk")
    )
