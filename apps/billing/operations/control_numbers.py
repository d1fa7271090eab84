"""Control numbers of files: one row of numbers for every id that files are sent to, each given once, for ever."""

from django.db.models import Max, QuerySet

from apps.billing.models import Receiver, Submission
from apps.problems import Problem, Refused

MOST = 999_999_999  # ISA13 and GS06 hold nine digits


def lock_numbers(receiver: Receiver) -> Receiver:
    """Lock the numbers of the receiver's id until the transaction ends, and return the receiver as it is now.

    Locks every receiver of the practice with the same id, in the order of their rows: two of them, say for test
    and for production, or one for each payer behind a clearinghouse, share its numbers.
    """
    twins = list(_twins(receiver).order_by("pk").select_for_update())
    return next(twin for twin in twins if twin.pk == receiver.pk)


def take_control_number(receiver: Receiver) -> int:
    """Return a number that no file to the id of a locked receiver has carried, and never give it again."""
    # the lock is held: whoever waited for it sees the number just taken
    highest: int = _twins(receiver).aggregate(highest=Max("next_control_number"))["highest"]
    number = max(highest, first_unused(receiver))
    if number > MOST:
        said = f"The control numbers of {receiver.name} have run out: {MOST} was the last."
        raise Refused(Problem("control_numbers_spent", f"{said} Enroll with a new receiver id.", "receiver"))
    _twins(receiver).update(next_control_number=number + 1)
    receiver.next_control_number = number + 1
    return number


def first_unused(receiver: Receiver) -> int:
    """Return the number after the highest that any file to the receiver's id carries."""
    sent = Submission.objects.filter(practice=receiver.practice_id, receiver_code=receiver.receiver_id)
    highest: int | None = sent.aggregate(highest=Max("interchange_control_number"))["highest"]
    return (highest or 0) + 1


def _twins(receiver: Receiver) -> QuerySet[Receiver]:
    return Receiver.objects.filter(practice=receiver.practice_id, receiver_id=receiver.receiver_id)
