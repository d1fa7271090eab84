"""Close what is due: decide every period and draft the claims."""

from datetime import date, datetime

from apps.billing.models import CloseRun
from apps.practice.access import Actor


def close_due_periods(actor: Actor, *, today: date, now: datetime, trigger: CloseRun.Trigger) -> CloseRun:
    """Close every service period of the practice that is due on `today`, and draft the claims.

    Repeating it changes nothing; several may run at once and share the work. A period that cannot be closed keeps
    its error (`last_error`) and holds back no other. The run says what was done.
    """
    raise NotImplementedError
