"""Rehearse a claim from the practice's own rows: decided, assembled, written and checked; nothing is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from apps.billing.assumed import assumed_entry
from apps.billing.chart_rows import charts_of
from apps.billing.domain.claim import ClaimDocument
from apps.billing.domain.x12_837p import ControlNumbers, write_837p
from apps.billing.evidence import names_in, payer_of
from apps.billing.facts import facts_of, practice_facts
from apps.billing.models import Receiver, ServicePeriod
from apps.billing.operations.cutting import cut_patient
from apps.billing.operations.decisions import Decided, decided, with_rows
from apps.billing.operations.drafting import Desk, check_draft, claim_of, is_billable, lines_of
from apps.billing.operations.writing import receiver_of_files
from apps.billing.preflight import findings_of
from apps.billing.prices import prices_of
from apps.patients.models import Enrollment, Patient
from apps.patients.rule_sets import rules_in_force
from apps.practice.access import Actor, rows_of
from apps.practice.audit import record
from apps.problems import Problem, Refused
from apps.rules.explain import reasons_in_words
from apps.rules.ruleset import RuleSet
from apps.timelog.progress import Progress, progress_of

NUMBER = "REHEARSAL00001"
LATEST = 20


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of it: for whom, what stands in the way in which step, and the file when nothing does.

    `step` is the one that did not pass: choose, decide, assemble, write, check; empty when all did. `reasons` are the
    rules' own, for the forms that put them right.
    """

    patient: Patient | None
    step: str = ""
    problems: tuple[Problem, ...] = ()
    reasons: tuple[str, ...] = ()
    episode_key: str = ""
    code: str = ""
    content: bytes = b""

    @property
    def passed(self) -> bool:
        """Say whether a valid file came out."""
        return not self.step


def rehearse_claim(actor: Actor, *, today: date, now: datetime) -> Rehearsal:
    """Rehearse a claim for the newest patient who can have one: enough minutes are assumed, all else is as recorded.

    Nothing of it stays: no period, decision or claim, and no number of the receiver is used. Only that somebody
    rehearsed with a patient's rows is in the audit trail.
    """
    progress = next(_candidates(actor, today), None)
    if progress is None:
        said = (
            "No patient has a running enrollment with a coverage whose rules know a code. Complete one first."
        )
        return Rehearsal(None, "choose", (Problem("no_candidate", said),))
    patient = progress.enrollment.patient
    record(actor, "claim.rehearsed", patient, patient_id=patient.pk, at=now)
    receiver = rows_of(actor, Receiver).order_by("pk").first()
    found, document = _decided_and_assembled(actor, progress, today=today, now=now)
    if document is None:
        return found
    if receiver is None:
        said = "There is no receiver. Add the clearinghouse or payer that takes your files."
        return _stopped(found, "write", [Problem("no_receiver", said)])
    return _written(found, document, receiver, actor=actor, now=now)


def _candidates(actor: Actor, today: date) -> Iterator[Progress]:
    """Give the latest enrolled patients whose payer's rules know a code for them."""
    live = rows_of(actor, Enrollment).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    ids = list(live.order_by("-pk").values_list("patient_id", flat=True)[:LATEST])
    patients = rows_of(actor, Patient).filter(pk__in=ids, died_on__isnull=True)
    found = progress_of(actor, list(patients), today=today)
    for pk in dict.fromkeys(ids):
        if pk in found and found[pk].payer is not None and found[pk].steps:
            yield found[pk]


def _decided_and_assembled(
    actor: Actor, progress: Progress, *, today: date, now: datetime
) -> tuple[Rehearsal, ClaimDocument | None]:
    with transaction.atomic():
        try:
            return _in_a_transaction(actor, progress, today=today, now=now)
        except Refused as refused:
            return Rehearsal(progress.enrollment.patient, "decide", refused.problems), None
        finally:
            transaction.set_rollback(True)


def _in_a_transaction(
    actor: Actor, progress: Progress, *, today: date, now: datetime
) -> tuple[Rehearsal, ClaimDocument | None]:
    patient = progress.enrollment.patient
    Enrollment.objects.filter(pk=progress.enrollment.pk).update(periods_are_cut=False)
    cut_patient(actor, patient_id=patient.pk, today=today)
    mine = rows_of(actor, ServicePeriod).filter(
        enrollment=progress.enrollment, state=ServicePeriod.State.OPEN, ends_on__gte=today
    )
    period = with_rows(mine).order_by("starts_on").first()
    if period is None:
        said = "No period of the enrollment runs or is to come. Look at its dates and at the coverage's."
        return Rehearsal(patient, "decide", (Problem("no_open_period", said),)), None
    rule_set = rules_in_force(actor.practice)
    each = _decision(actor, period, progress, rule_set, today=today, now=now)
    if not is_billable(each):
        names = {**names_in(actor.practice.pk), **payer_of(period)}
        why = tuple(Problem(*said) for said in reasons_in_words(each.answer, rule_set, names=names))
        return Rehearsal(patient, "decide", why, tuple(each.answer.reasons), each.answer.episode_key), None
    desk = Desk(actor, prices_of(actor.practice), now, period.window_ends_on + timedelta(days=1))
    claim = claim_of(desk, each, NUMBER)
    lines = lines_of(desk, claim, each.answer)
    assembled = check_draft(desk, claim, lines, charts_of({patient.pk})[patient.pk])
    found = Rehearsal(patient, code=", ".join(line.procedure_code for line in lines))
    if assembled.problems:
        return _stopped(found, "assemble", assembled.problems), None
    return found, assembled.document


def _decision(
    actor: Actor, period: ServicePeriod, progress: Progress, rule_set: RuleSet, *, today: date, now: datetime
) -> Decided:
    entry = assumed_entry(period, rule_set, minutes=progress.steps[0].minutes, today=today)
    facts = facts_of([period], practice=practice_facts(actor.practice), entries={period.pk: [entry]})
    answers = decided(period, facts[period.pk], rule_set, now=now)
    return next((each for each in answers if is_billable(each)), answers[0])


def _written(
    found: Rehearsal, document: ClaimDocument, receiver: Receiver, *, actor: Actor, now: datetime
) -> Rehearsal:
    """Write the file and let it be looked at as every file is before it leaves."""
    number = receiver.next_control_number
    numbers = ControlNumbers(interchange=number, group=number, transaction_set=number, batch=f"{number:09}")
    try:
        content = write_837p(
            [document],
            receiver=receiver_of_files(receiver),
            control_numbers=numbers,
            written_at=now.astimezone(actor.time_zone),
        )
    except ValueError as refused:
        return _stopped(found, "write", [Problem("not_writable", str(refused))])
    faults = [Problem("x12", f"{each.location}: {each.message}") for each in findings_of(content)]
    if faults:
        return _stopped(found, "check", faults)
    return Rehearsal(found.patient, code=found.code, content=content)


def _stopped(found: Rehearsal, step: str, problems: "list[Problem] | tuple[Problem, ...]") -> Rehearsal:
    return Rehearsal(found.patient, step, tuple(problems), code=found.code)
