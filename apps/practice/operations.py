"""Change the practice itself, its providers and their collaborations."""

from datetime import date
from zoneinfo import available_timezones

from django.db import transaction

from apps.practice.access import Actor
from apps.practice.domain.dates import Span, check_no_overlap, check_order
from apps.practice.domain.identifiers import (
    check_employer_number,
    check_npi,
    check_phone,
    check_social_security_number,
    check_state,
    check_taxonomy,
    check_zip_code,
    is_po_box,
)
from apps.practice.domain.roles import Role
from apps.practice.models import Collaboration, Practice, Provider, Supervision
from apps.practice.records import blanks, keep, lock_practice, strangers
from apps.problems import Problem, refuse_any


@transaction.atomic
def save_practice(practice: Practice, *, actor: Actor, today: date) -> Practice:
    """Keep the details of the actor's practice; refuse what `problems_with_practice` finds."""
    lock_practice(actor)
    refuse_any(problems_with_practice(practice, today=today))
    keep(practice, actor=actor, noun="practice")
    return practice


def problems_with_practice(practice: Practice, *, today: date) -> list[Problem]:
    """Return everything wrong with the details given. What is blank is missing, not wrong: claims ask for it."""
    found = blanks(practice, {"name": "The practice's name is missing. Fill it in."})
    if practice.npi:
        found += check_npi(practice.npi, whose="The practice's NPI")
    if practice.tax_id:
        is_employer = practice.tax_id_kind == Practice.TaxIdKind.EIN
        found += (check_employer_number if is_employer else check_social_security_number)(practice.tax_id)
    if practice.taxonomy_code:
        found += check_taxonomy(practice.taxonomy_code, field="taxonomy_code")
    if practice.phone:
        found += check_phone(practice.phone)
    if practice.time_zone not in available_timezones():
        message = (
            f"{practice.time_zone} is not a time zone. Choose one from the list, such as America/New_York."
        )
        found.append(Problem("time_zone_unknown", message, "time_zone"))
    if not 60 <= practice.longest_day_minutes <= 1440:
        message = (
            f"{practice.longest_day_minutes:,} min cannot be the longest day. Give 60 to 1,440 minutes: above"
            " it, people are asked whether their time is right."
        )
        found.append(Problem("longest_day_out_of_range", message, "longest_day_minutes"))
    if practice.digest_hour not in range(24):
        message = "That is no hour of a day. Give a whole number from 0 (midnight) to 23."
        found.append(Problem("digest_hour_out_of_range", message, "digest_hour"))
    unknown = [name for name in practice.second_factor_roles if name not in set(Role)]
    if unknown:
        message = f"{', '.join(map(str, unknown))}: there is no such role. Choose from the list."
        found.append(Problem("role_unknown", message, "second_factor_roles"))
    return found + _problems_with_timer_limits(practice) + _problems_with_addresses(practice)


# What a practice may choose, in whole minutes.
TIMER_LIMITS = {"idle_minutes": (1, 60), "call_idle_minutes": (1, 120), "timer_limit_minutes": (15, 720)}


def _problems_with_timer_limits(practice: Practice) -> list[Problem]:
    """A timer must be able to ask before it stops by itself."""
    found = []
    for name, (least, most) in TIMER_LIMITS.items():
        value = getattr(practice, name)
        if value is None:
            found.append(Problem(f"{name}_missing", f"Give whole minutes from {least} to {most}.", name))
        elif not least <= value <= most:
            message = f"{value} min cannot be set here. Give whole minutes from {least} to {most}."
            found.append(Problem(f"{name}_out_of_range", message, name))
    if not found and not practice.idle_minutes <= practice.call_idle_minutes <= practice.timer_limit_minutes:
        message = (
            f"On a call the timer asks after {practice.call_idle_minutes} min, otherwise after"
            f" {practice.idle_minutes} min, and it stops after {practice.timer_limit_minutes} min. Give limits that"
            " rise in this order."
        )
        found.append(Problem("timer_limits_cross", message, "call_idle_minutes"))
    return found


def _problems_with_addresses(practice: Practice) -> list[Problem]:
    """A billing provider's address is a place of business with a nine-digit ZIP code; a pay-to address may be a box.

    Source: X12 005010X222A1, 2010AA N3 (no post office box) and N403 (nine digits).
    """
    found = []
    if is_po_box(practice.street):
        message = (
            f"{practice.street} is a post office box, and claims need a street address here. "
            "Give the street, and the box as the pay-to address."
        )
        found.append(Problem("street_is_po_box", message, "street"))
    found += check_state(practice.state) if practice.state else []
    found += check_zip_code(practice.zip_code, nine_digits=True) if practice.zip_code else []
    found += check_state(practice.pay_to_state, field="pay_to_state") if practice.pay_to_state else []
    found += (
        check_zip_code(practice.pay_to_zip_code, field="pay_to_zip_code") if practice.pay_to_zip_code else []
    )
    return found + _problems_with_half_an_address(practice)


def _problems_with_half_an_address(practice: Practice) -> list[Problem]:
    parts = ("pay_to_street", "pay_to_city", "pay_to_state", "pay_to_zip_code")
    missing = [name for name in parts if not getattr(practice, name)]
    if len(missing) in (0, len(parts)):
        return []
    words = " and ".join(name.removeprefix("pay_to_").replace("_", " ") for name in missing)
    message = f"The pay-to address lacks its {words}. Complete it, or leave all of it blank."
    return [Problem("pay_to_incomplete", message, missing[0])]


# Thirty-one days, all day long.
LONGEST_MONTH_MINUTES = 31 * 24 * 60


def cannot_be_planned(minutes: str) -> str:
    """Say of minutes, as they were written, that they cannot be planned for a month."""
    return f"{minutes} min a month cannot be planned. Give 1 to {LONGEST_MONTH_MINUTES:,} minutes, or leave it blank."


@transaction.atomic
def save_provider(provider: Provider, *, actor: Actor, today: date) -> Provider:
    """Keep a provider, new or changed; refuse what `problems_with_provider` finds."""
    lock_practice(actor)
    refuse_any(strangers(provider, actor=actor) + problems_with_provider(provider, today=today))
    keep(provider, actor=actor, noun="provider")
    return provider


def problems_with_provider(provider: Provider, *, today: date) -> list[Problem]:
    """Return everything wrong with a provider as given, among the others of the practice."""
    found = blanks(
        provider,
        {
            "kind": "The kind of provider is missing. Choose one.",
            "first_name": "The first name is missing. Fill it in.",
            "last_name": "The last name is missing. Fill it in.",
        },
    )
    if provider.npi:
        found += check_npi(provider.npi, whose="The provider's NPI")
    if provider.taxonomy_code:
        found += check_taxonomy(provider.taxonomy_code, field="taxonomy_code")
    found += check_order(Span(provider.starts_on, provider.ends_on), what="The work here")
    capacity = provider.capacity_minutes
    if capacity is not None and not 1 <= capacity <= LONGEST_MONTH_MINUTES:
        message = cannot_be_planned(f"{capacity:,}")
        found.append(Problem("capacity_out_of_range", message, "capacity_minutes"))
    return found + _problems_with_twins(provider) + _problems_with_account(provider)


def _problems_with_twins(provider: Provider) -> list[Problem]:
    others = Provider.objects.filter(practice=provider.practice_id).exclude(pk=provider.pk)
    found = []
    twin = others.filter(npi=provider.npi).first() if provider.npi else None
    if twin is not None:
        message = (
            f"The NPI {provider.npi} is already that of {twin}. Change that provider, or correct the number."
        )
        found.append(Problem("npi_twice", message, "npi"))
    same_user = others.filter(user=provider.user_id).first() if provider.user_id else None
    if same_user is not None:
        message = f"{provider.user} already signs in as {same_user}. Choose another account, or free it there first."
        found.append(Problem("account_twice", message, "user"))
    return found


def _problems_with_account(provider: Provider) -> list[Problem]:
    """An account can be linked only when its owner is, or was, a member here."""
    user = provider.user
    if user is None or user.memberships.filter(practice=provider.practice_id).exists():
        return []
    message = "That account is not a member of this practice. Invite the person first."
    return [Problem("account_not_member", message, "user")]


@transaction.atomic
def save_collaboration(collaboration: Collaboration, *, actor: Actor, today: date) -> Collaboration:
    """Keep a documented collaboration, new or changed; refuse what `problems_with_collaboration` finds."""
    lock_practice(actor)
    refuse_any(
        strangers(collaboration, actor=actor) + problems_with_collaboration(collaboration, today=today)
    )
    keep(collaboration, actor=actor, noun="collaboration")
    return collaboration


def problems_with_collaboration(collaboration: Collaboration, *, today: date) -> list[Problem]:
    """Return everything wrong with a collaboration: who, with whom, and when."""
    found = blanks(
        collaboration,
        {
            "physician": "The physician is missing. Choose one from the list.",
            "starts_on": "The first day is missing. It is in the agreement.",
        },
    )
    if found:
        return found
    span = Span(collaboration.starts_on, collaboration.ends_on)
    return [
        *_problems_with_pair(collaboration),
        *check_order(span, what="The collaboration"),
        *check_no_overlap(span, _collaborations_like(collaboration), what="The collaboration"),
    ]


def _problems_with_pair(collaboration: Collaboration) -> list[Problem]:
    physician, provider = collaboration.physician, collaboration.provider
    found = []
    if physician.kind != Provider.Kind.PHYSICIAN:
        message = (
            f"{physician} is not a physician. A collaboration is with a physician: choose one from the list."
        )
        found.append(Problem("collaborates_with_no_physician", message, "physician"))
    if provider.kind in (Provider.Kind.PHYSICIAN, Provider.Kind.CLINICAL_STAFF):
        message = (
            f"{provider} is {provider.get_kind_display().lower()} here. Collaborations are those of nurse "
            "practitioners, physician assistants and clinical nurse specialists."
        )
        found.append(Problem("collaborator_kind", message))
    return found


def _collaborations_like(collaboration: Collaboration) -> list[Span]:
    others = Collaboration.objects.filter(
        provider=collaboration.provider_id, physician=collaboration.physician_id
    )
    return [Span(row.starts_on, row.ends_on, "the one") for row in others.exclude(pk=collaboration.pk)]


@transaction.atomic
def save_supervision(supervision: Supervision, *, actor: Actor, today: date) -> Supervision:
    """Keep who supervises a member of the staff, new or changed; refuse what `problems_with_supervision` finds."""
    lock_practice(actor)
    refuse_any(strangers(supervision, actor=actor) + problems_with_supervision(supervision, today=today))
    keep(supervision, actor=actor, noun="supervision")
    return supervision


def problems_with_supervision(supervision: Supervision, *, today: date) -> list[Problem]:
    """Return everything wrong with a supervision: of staff, by a practitioner, once at a time for each pair."""
    found = blanks(
        supervision,
        {
            "supervisor": "The supervisor is missing. Choose a practitioner from the list.",
            "starts_on": "The first day is missing. Fill it in.",
        },
    )
    if found:
        return found
    staff, supervisor = supervision.staff, supervision.supervisor
    if staff.may_bill:
        message = (
            f"{staff} is {staff.get_kind_display().lower()} here. Supervised for billing are clinical staff."
        )
        found.append(Problem("supervised_kind", message))
    if not supervisor.may_bill:
        message = f"{supervisor} is clinical staff and cannot supervise. Choose a practitioner."
        found.append(Problem("supervisor_kind", message, "supervisor"))
    if supervision.is_incident_to and supervision.kind == Supervision.Kind.NONE:
        message = (
            "Work incident to a practitioner is supervised. Choose general or direct, or take the tick away."
        )
        found.append(Problem("incident_to_unsupervised", message, "is_incident_to"))
    span = Span(supervision.starts_on, supervision.ends_on)
    others = Supervision.objects.filter(staff=supervision.staff_id, supervisor=supervision.supervisor_id)
    spans = [Span(row.starts_on, row.ends_on, "the one") for row in others.exclude(pk=supervision.pk)]
    what = "The supervision"
    return [*found, *check_order(span, what=what), *check_no_overlap(span, spans, what=what)]
