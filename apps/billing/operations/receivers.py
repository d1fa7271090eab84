"""Where 837P files go."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from apps.billing.domain.file_names import check_pattern
from apps.billing.models import Receiver
from apps.billing.operations.control_numbers import MOST, first_unused
from apps.patients.models import Payer
from apps.practice import audit
from apps.practice.access import Actor, rows_of
from apps.practice.domain.identifiers import check_phone
from apps.practice.records import blanks, keep, lock_practice, strangers
from apps.problems import Problem, refuse_any

# ISA05 and ISA07: the qualifiers that name what kind of id follows.
QUALIFIERS = ("01", "14", "20", "27", "28", "29", "30", "33", "ZZ")
BASIC_SET = frozenset(" ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"&'()+,-./;?=")


@transaction.atomic
def save_receiver(receiver: Receiver, *, payers: Iterable[Payer], actor: Actor, today: date) -> Receiver:
    """Keep a receiver with the payers whose claims go there (none: all); refuse what `problems_with_receiver` finds."""
    lock_practice(actor)
    receiver.practice = actor.practice
    refuse_any(strangers(receiver, actor=actor) + problems_with_receiver(receiver, today=today))
    keep(receiver, actor=actor, noun="receiver")
    wanted = {payer.pk for payer in rows_of(actor, Payer).filter(pk__in=[payer.pk for payer in payers])}
    before = set(receiver.payers.values_list("pk", flat=True))
    if wanted != before:
        receiver.payers.set(wanted)
        audit.record(
            actor,
            "receiver.changed",
            receiver,
            old={"payers": sorted(before)},
            new={"payers": sorted(wanted)},
        )
    return receiver


def problems_with_receiver(receiver: Receiver, *, today: date) -> list[Problem]:
    """Return everything wrong with a receiver as given (837P envelope: ISA05 to ISA08, GS02, GS03, PER)."""
    found = blanks(
        receiver,
        {
            "name": "The receiver's name is missing. Fill it in.",
            "receiver_id": "The receiver's id is missing. It is on the enrollment form.",
            "sender_id": "The sender's id is missing. It is on the enrollment form.",
            "contact_name": "The contact's name is missing. Fill it in.",
            "contact_phone": "The contact's phone is missing. Fill in ten digits.",
        },
    )
    for name in ("receiver_qualifier", "sender_qualifier"):
        found += _check_qualifier(getattr(receiver, name), field=name)
    for name in ("receiver_id", "sender_id"):
        found += _check_id(getattr(receiver, name), field=name)
    for name in ("application_sender", "application_receiver", "submitter_identifier", "receiver_identifier"):
        found += _check_id(getattr(receiver, name), field=name)
    if receiver.contact_phone:
        found += check_phone(receiver.contact_phone, field="contact_phone")
    found += _check_extension(receiver.contact_extension)
    found += check_pattern(receiver.file_name_pattern)
    found += _check_next_number(receiver)
    twin = Receiver.objects.filter(practice=receiver.practice_id, name=receiver.name).exclude(pk=receiver.pk)
    if receiver.name and twin.exists():
        found.append(
            Problem(
                "receiver_twice", f"There is a receiver “{receiver.name}” already. Change that one.", "name"
            )
        )
    return found


def _check_qualifier(value: str, *, field: str) -> list[Problem]:
    if value in QUALIFIERS:
        return []
    return [Problem(field, f"“{value}” is no qualifier. Choose one of {', '.join(QUALIFIERS)}.", field)]


def _check_extension(value: str) -> list[Problem]:
    if not value or (value.isascii() and value.isdigit()):
        return []
    return [
        Problem("extension", f"The extension {value} is not digits only. Correct it.", "contact_extension")
    ]


def _check_next_number(receiver: Receiver) -> list[Problem]:
    """Control numbers only rise: one that went out under the receiver's id is never given again.

    1 means "from the first that is free".
    """
    number, first = receiver.next_control_number, first_unused(receiver)
    if number == 1 or first <= number <= MOST:
        return []
    used = f"lower ones were used for {receiver.receiver_id}"
    said = f"The next control number {number} must be {first} to {MOST}: {used}."
    return [Problem("control_number_used", f"{said} Enter {first} or more.", "next_control_number")]


def _check_id(value: str, *, field: str) -> list[Problem]:
    strange = "".join(
        sorted(each for each in set(value) if not each.isascii() or each.upper() not in BASIC_SET)
    )
    if len(value) == 1 or strange:
        said = f"“{value}” cannot stand in a file. Use 2 to 15 letters and digits" + (
            f", without {strange}." if strange else "."
        )
        return [Problem(field, said, field)]
    return []
