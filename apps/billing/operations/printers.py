"""The printers of one person."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from apps.billing.models import Printer
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.records import blanks, keep, lock_practice, strangers
from apps.problems import Problem, Refused, refuse_any

MOST_MM = Decimal(25)


def printers_of(actor: Actor) -> QuerySet[Printer]:
    """Return the actor's own printers in this practice, by name."""
    return rows_of(actor, Printer).filter(user=actor.user)


def printer_in_use(actor: Actor) -> Printer | None:
    """Return the printer that the actor prints with, None for none."""
    return printers_of(actor).filter(is_used=True).first() if actor.user else None


@transaction.atomic
def save_printer(printer: Printer, *, actor: Actor, today: date) -> Printer:
    """Keep one of the actor's own printers; the one to print with takes the place of the last."""
    if actor.user is None:
        raise PermissionDenied
    lock_practice(actor)
    printer.practice, printer.user = actor.practice, actor.user
    refuse_any(strangers(printer, actor=actor) + problems_with_printer(printer, today=today))
    if printer.is_used:
        for other in printers_of(actor).filter(is_used=True).exclude(pk=printer.pk):
            other.is_used = False
            keep(other, actor=actor, noun="printer")
    keep(printer, actor=actor, noun="printer")
    return printer


def problems_with_printer(printer: Printer, *, today: date) -> list[Problem]:
    """Return everything wrong with a printer: its name, and offsets beyond 25 mm, which are another form."""
    found = blanks(printer, {"name": "The printer's name is missing. Fill it in."})
    for field in ("right_mm", "down_mm"):
        value: Decimal | None = getattr(printer, field)
        if value is not None and abs(value) > MOST_MM:
            said = (
                f"{value} mm is more than {MOST_MM} mm to either side. Print at full size and measure again."
            )
            found.append(Problem("offset_out_of_range", said, field))
    twins = Printer.objects.filter(practice=printer.practice_id, user=printer.user_id, name=printer.name)
    if printer.name and twins.exclude(pk=printer.pk).exists():
        said = f"You have a printer “{printer.name}” already. Change that one."
        found.append(Problem("printer_twice", said, "name"))
    return found


@transaction.atomic
def remove_printer(actor: Actor, *, printer_id: int) -> None:
    """Forget one of the actor's printers."""
    printer = printers_of(actor).select_for_update().filter(pk=printer_id).first()
    if printer is None:
        raise Refused(Problem("printer_unknown", "You have no such printer. Look at your list.", "printer"))
    old = {"name": printer.name, "right_mm": str(printer.right_mm), "down_mm": str(printer.down_mm)}
    audit.record(actor, "printer.removed", printer, old=old)
    printer.delete()
