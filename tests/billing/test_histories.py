"""Whatever happens to a month, in whatever order: nothing closed changes silently, nothing is billed unsupported."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from apps.billing.changes import deltas_of
from apps.billing.domain.lifecycle import BILLED_STATES, ClaimState, Move, check_move
from apps.billing.models import Claim, Correction, Decision
from apps.billing.operations import review
from apps.billing.operations.moves import move_claims
from apps.patients.models import Patient
from apps.practice.models import Provider, User
from apps.problems import Refused
from apps.timelog.models import EntryVersion, TimeEntry
from tests import builders as make
from tests.billing.closing import JUNE, NOW, close
from tests.billing.test_after_the_close import again, amended, late, may_of, voided

STEPS = ("late", "amend", "void", "again", "approve", "batch", "send", "accept", "pay", "deny")
BILLABLE_MINUTES = {"G0181": 30, "99374": 15, "99375": 30}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("whose", ["jane", "mark"])
def test_any_history_bills_no_more_than_the_book_supports(
    request: pytest.FixtureRequest, dr_rivera: Provider, prices: None, mia: User, whose: str, seed: int
) -> None:
    patient: Patient = request.getfixturevalue(whose)
    if whose == "mark":
        patient.enrollments.update(starts_on=date(2026, 5, 2))
    chance = random.Random(seed)
    entry = make.logged(patient, dr_rivera, date(2026, 5, 4), chance.choice([14, 20, 29, 31, 45]))
    close(patient.practice)
    entries, at = [entry], datetime(2026, 6, 8, 15, tzinfo=UTC)
    for _ in range(14):
        at += timedelta(hours=chance.choice([1, 9, 30]))
        frozen = list(Decision.objects.order_by("pk").values("pk", "facts", "result"))
        sent = list(Claim.objects.exclude(document="").order_by("pk").values("pk", "document"))
        step = chance.choice(STEPS)
        taken = act(step, chance, patient, dr_rivera, mia, entries, at)
        kept = list(Decision.objects.order_by("pk").values("pk", "facts", "result"))
        assert kept[: len(frozen)] == frozen, "a decision was rewritten"
        if not taken:
            assert kept == frozen, f"{step} decided by itself"
        if step != "again":
            documents = dict(Claim.objects.values_list("pk", "document"))
            assert all(documents[row["pk"]] == row["document"] for row in sent), f"{step} changed a claim"
        holds(patient)


def act(
    step: str,
    chance: random.Random,
    patient: Patient,
    by: Provider,
    person: User,
    entries: list[TimeEntry],
    at: datetime,
) -> bool:
    """Take one step if it is possible; say whether a person decided the period anew."""
    now = {"now": at, "today": at.date()}
    try:
        if step == "late":
            entries.append(late(patient, by, chance.choice([1, 4, 16]), at=at))
        elif step == "amend":
            amended(entries[0], by, minutes=chance.choice([10, 16, 28, 33]), at=at)
        elif step == "void":
            voided(chance.choice(entries), by, at=at)
        elif step == "again":
            delta = deltas_of(patient.practice, [may_of(patient)]).get(may_of(patient).pk)
            again(person, patient, based_on=delta.length if delta else 0, **now)
            return True
        elif step == "approve":
            ids = list(Claim.objects.filter(state="draft").values_list("pk", flat=True))
            review.approve(make.actor(person), claim_ids=ids, now=NOW, today=JUNE)
        else:
            moves(Move(step), person)
    except Refused:
        return False
    return False


def moves(move: Move, person: User) -> None:
    able = [
        claim.pk for claim in Claim.objects.all() if not check_move(ClaimState(claim.state), move, reason="x")
    ]
    move_claims(make.actor(person), move, claim_ids=able, now=NOW, reason="As the payer said")


def holds(patient: Patient) -> None:
    """One standing claim; what bills more than the decision in force has a case; the decision is the book's."""
    standing = Claim.objects.filter(patient=patient, period=may_of(patient), stands=True)
    live = [claim for claim in standing if claim.state in BILLED_STATES]
    assert len(live) <= 1
    decision = Decision.objects.get(period=may_of(patient), is_current=True)
    counted = EntryVersion.objects.filter(entry__patient=patient, number__gte=1)
    assert decision.counted_seconds <= sum(row.seconds for row in counted)
    for claim in live:
        code = claim.lines.get().procedure_code
        supported = decision.procedure_code if decision.outcome == "billable" else ""
        if code != supported:
            assert Correction.objects.filter(claim=claim).exists(), "more is billed than is supported"
        assert claim.decision.counted_seconds >= BILLABLE_MINUTES[code] * 60
