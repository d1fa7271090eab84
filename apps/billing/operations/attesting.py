"""A rendering provider signs what was recorded for a closed period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from apps.billing.models import Attestation, AttestationText, ServicePeriod
from apps.billing.operations.holding import let_go
from apps.billing.selectors.attestations import closed_periods, contents_of, hash_of, statement_of
from apps.practice import audit
from apps.practice.access import Actor
from apps.practice.domain.roles import Action
from apps.practice.records import lock_practice
from apps.problems import Problem, Refused, refuse_any

LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Attested:
    """The signatures made, and the periods left out, each with why."""

    made: tuple[Attestation, ...]
    left_out: tuple[tuple[ServicePeriod, Problem], ...]


@transaction.atomic
def attest_periods(actor: Actor, *, seen: Mapping[int, str], now: datetime) -> Attested:
    """Sign the closed periods `seen`, by their id with the hash of what the signer looked at.

    Left out: periods of other rendering providers, and those of which something changed since it was looked at.
    """
    if actor.user is None or actor.provider is None:
        raise Refused(
            Problem("may_not_attest", "Only a rendering provider signs. You are none in this practice.")
        )
    if not seen:
        raise Refused(Problem("none_chosen", "No period was chosen. Look at each, tick it, then sign."))
    rows = list(closed_periods(actor).select_for_update(of=("self",)).filter(pk__in=seen))
    statement = statement_of(actor.practice)
    contents = contents_of(rows, statement=statement.text)
    left_out, made = [], []
    for row in rows:
        problem = _against(row, actor=actor, content=contents[row.pk], seen=seen[row.pk])
        if problem is not None:
            left_out.append((row, problem))
            continue
        assert row.pin is not None  # closed
        made.append(
            Attestation.objects.create(
                practice=actor.practice, patient=row.patient, period=row, provider=actor.provider, pin=row.pin,
                late_length=row.pin.late_length or 0, statement=statement.text, statement_number=statement.number,
                content=contents[row.pk], content_hash=hash_of(contents[row.pk]), signer=actor.user, signed_at=now,
            )
        )  # fmt: skip
    audit.record_many(
        audit.event(
            actor, "period.attested", each.period, patient_id=each.patient_id,
            new={"hash": each.content_hash, "statement": each.statement_number}, at=now,
        )
        for each in made
    )  # fmt: skip
    if made:
        today = now.astimezone(actor.time_zone).date()
        let_go(actor, now=now, today=today, patient_ids={each.patient_id for each in made})
    return Attested(tuple(made), tuple(left_out))


def change_statement(actor: Actor, *, text: str, now: datetime) -> AttestationText:
    """Let providers sign other words from now on; what was signed keeps its own."""
    said = text.strip()
    problems = []
    if not actor.may(Action.CHANGE_PRACTICE):
        problems.append(
            Problem("may_not_change", "Your role does not change the statement. Ask an administrator.")
        )
    if not said:
        problems.append(
            Problem("text_missing", "The statement says nothing. Write what providers sign.", "text")
        )
    if len(said) > LONGEST_TEXT:
        message = f"The statement has {len(said):,} characters. Keep it to {LONGEST_TEXT:,}."
        problems.append(Problem("text_too_long", message, "text"))
    refuse_any(problems)
    with transaction.atomic():
        lock_practice(actor)
        before = statement_of(actor.practice)
        made = AttestationText.objects.create(
            practice=actor.practice, number=before.number + 1, text=said, made_by=actor.user, made_at=now
        )
        audit.record(actor, "statement.changed", made, old={"text": before.text}, new={"text": said}, at=now)
        return made


def _against(row: ServicePeriod, *, actor: Actor, content: str, seen: str) -> Problem | None:
    if row.enrollment.rendering_provider != actor.provider:
        return Problem(
            "not_the_renderer",
            f"{row.enrollment.rendering_provider} rendered this period and has to sign it.",
        )
    if hash_of(content) != seen:
        return Problem(
            "changed_meanwhile", "Something about this period changed while you looked at it. Look again."
        )
    return None
