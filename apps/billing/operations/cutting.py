"""Cut enrollments into service periods; closed periods stand."""

from datetime import date

from apps.practice.access import Actor


def cut_periods(actor: Actor, *, today: date) -> int:
    """Cut the open service periods of every enrollment that needs it; return how many enrollments were cut.

    An enrollment needs it after a change (`periods_are_cut` is False) or when its last period ended before `today`
    and it goes on.
    """
    raise NotImplementedError
