"""Move claims through review, by the table of moves only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from apps.practice.access import Actor
from apps.problems import Problem


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A claim that a move was refused for, with every reason."""

    claim_id: int
    patient_control_number: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The claims that were moved and those that were left as they were."""

    claim_ids: tuple[int, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the claims left out, in their order."""
        return tuple(problem for claim in self.left_out for problem in claim.problems)


def approve(actor: Actor, *, claim_ids: Collection[int], now: datetime, today: date) -> Moved:
    """Approve the drafts that nothing stands against, and freeze each as the document that will go out.

    Left out: whatever is no draft, has a problem, or bills time that the actor logged (unless the practice allows it).
    """
    raise NotImplementedError


def hold(actor: Actor, *, claim_ids: Collection[int], reason: str, now: datetime) -> Moved:
    """Put drafts aside until somebody releases them; needs a reason."""
    raise NotImplementedError


def release(actor: Actor, *, claim_ids: Collection[int], now: datetime, reason: str = "") -> Moved:
    """Make held claims drafts again."""
    raise NotImplementedError


def return_(actor: Actor, *, claim_ids: Collection[int], reason: str, now: datetime) -> Moved:
    """Give drafts back to those who documented them; needs a reason."""
    raise NotImplementedError


def resume(actor: Actor, *, claim_ids: Collection[int], now: datetime, reason: str = "") -> Moved:
    """Take returned claims up again as drafts."""
    raise NotImplementedError


def withdraw_approval(
    actor: Actor, *, claim_ids: Collection[int], reason: str, now: datetime, today: date
) -> Moved:
    """Make approved claims that are in no batch drafts again; needs a reason."""
    raise NotImplementedError


def void(actor: Actor, *, claim_ids: Collection[int], reason: str, now: datetime) -> Moved:
    """Give up claims that were never sent; needs a reason."""
    raise NotImplementedError


def check_again(actor: Actor, *, claim_ids: Collection[int] | None = None, today: date) -> int:
    """Price and check drafts anew from today's rows (all drafts of the practice for None); return how many changed."""
    raise NotImplementedError


def set_prior_authorization(actor: Actor, *, claim_id: int, number: str, now: datetime, today: date) -> None:
    """Write the payer's authorization number on a draft, or take it off with an empty `number`."""
    raise NotImplementedError
