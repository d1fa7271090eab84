"""Change whom the practice works with: payers, agencies, and its providers' roles at agencies."""

from datetime import date

from django.db import transaction

from apps.patients.models import Agency, AgencyRole, Enrollment, Payer
from apps.patients.profiles import check_profile
from apps.practice.access import Actor
from apps.practice.domain.dates import Span, check_no_overlap, check_order
from apps.practice.domain.identifiers import check_npi, check_phone, check_state, check_zip_code
from apps.practice.records import blanks, keep, lock_practice, plain_values, strangers
from apps.problems import Problem, refuse_any


@transaction.atomic
def save_payer(payer: Payer, *, actor: Actor, today: date) -> Payer:
    """Keep a payer, new or changed; another profile lets the open periods of its members be cut anew."""
    lock_practice(actor)
    refuse_any(strangers(payer, actor=actor) + problems_with_payer(payer, today=today))
    before = Payer.objects.filter(pk=payer.pk).values_list("profile", flat=True).first()
    keep(payer, actor=actor, noun="payer")
    if before is not None and before != payer.profile:
        members = Enrollment.objects.filter(practice=actor.practice, patient__coverages__payer=payer)
        Enrollment.objects.filter(pk__in=members.values("pk")).update(periods_are_cut=False)
    return payer


def problems_with_payer(payer: Payer, *, today: date) -> list[Problem]:
    """Return everything wrong with a payer: its name, its profile, its address."""
    found = blanks(payer, {"name": "The payer's name is missing. Fill it in."})
    found += check_profile(payer.practice, payer.profile, on=today)
    if payer.state:
        found += check_state(payer.state)
    if payer.zip_code:
        found += check_zip_code(payer.zip_code)
    others = Payer.objects.filter(practice=payer.practice_id).exclude(pk=payer.pk)
    if payer.name and others.filter(name=payer.name).exists():
        message = (
            f"There is a payer called {payer.name} already. Change that one, or give this one another name."
        )
        found.append(Problem("payer_twice", message, "name"))
    return found


@transaction.atomic
def save_agency(agency: Agency, *, actor: Actor, today: date) -> Agency:
    """Keep an agency, new or changed; refuse what `problems_with_agency` finds."""
    lock_practice(actor)
    refuse_any(strangers(agency, actor=actor) + problems_with_agency(agency, today=today))
    keep(agency, actor=actor, noun="agency")
    return agency


def problems_with_agency(agency: Agency, *, today: date) -> list[Problem]:
    """Return everything wrong with an agency; its NPI may wait, claims that need it say so."""
    found = blanks(
        agency,
        {
            "kind": "The kind of agency is missing. Choose one.",
            "name": "The agency's name is missing. Fill it in.",
        },
    )
    found += check_npi(agency.npi, whose="The agency's NPI") if agency.npi else []
    found += check_state(agency.state) if agency.state else []
    found += check_zip_code(agency.zip_code) if agency.zip_code else []
    found += check_phone(agency.phone) if agency.phone else []
    others = Agency.objects.filter(practice=agency.practice_id, kind=agency.kind).exclude(pk=agency.pk)
    if agency.name and others.filter(name=agency.name).exists():
        message = (
            f"There is {agency.get_kind_display().lower()} called {agency.name} already. Change that one."
        )
        found.append(Problem("agency_twice", message, "name"))
    return found


@transaction.atomic
def save_agency_role(role: AgencyRole, *, actor: Actor, today: date) -> AgencyRole:
    """Keep a provider's role at an agency, new, changed or ended; refuse what `problems_with_agency_role` finds."""
    lock_practice(actor)
    refuse_any(strangers(role, actor=actor) + problems_with_agency_role(role, today=today))
    keep(role, actor=actor, noun="agency_role")
    return role


def problems_with_agency_role(role: AgencyRole, *, today: date) -> list[Problem]:
    """Return everything wrong with a role at an agency: who, which, and when."""
    found = blanks(
        role,
        {
            "provider": "The provider is missing. Choose one from the list.",
            "role": "The role is missing. Choose one.",
            "starts_on": "The first day is missing. Fill it in.",
        },
    )
    if plain_values(role)["starts_on"] is None:
        return found
    span = Span(role.starts_on, role.ends_on)
    found += check_order(span, what="The role")
    others = AgencyRole.objects.filter(agency=role.agency_id, provider=role.provider_id, role=role.role)
    spans = [Span(row.starts_on, row.ends_on, "the one") for row in others.exclude(pk=role.pk)]
    return found + check_no_overlap(span, spans, what="This role")
