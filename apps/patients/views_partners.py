"""Pages of those the practice works with: payers, agencies, and its providers' roles there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apps.patients import selectors
from apps.patients.forms_partners import AgencyForm, AgencyRoleForm, PayerForm
from apps.patients.models import Agency, AgencyRole, Payer
from apps.patients.operations_partners import save_agency, save_agency_role, save_payer
from apps.patients.profiles import payer_profiles
from apps.patients.suggestions import for_payer
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.practice.form_pages import form_page, typed
from apps.practice.list_pages import listed
from apps.practice.suggestions import Suggested, for_address

FOUND = 302
form_methods = require_http_methods(["GET", "POST"])


@require_GET
@may(Action.SEE_PRACTICE)
def payers(request: MemberRequest) -> HttpResponse:
    """Show who pays, and by which rules."""
    actor = request.actor
    labels = {profile.id: profile.label for profile in payer_profiles(actor.practice, on=actor.today)}
    shown = listed(request, selectors.payers(actor, today=actor.today), by=("name", "electronic_payer_id"))
    rows = [(payer, labels.get(payer.profile, "")) for payer in shown["page"]]
    context = {**shown, "payers": rows, "today": actor.today, "may_change": actor.may(Action.CHANGE_ROSTER)}
    return render(request, "patients/payers.html", context)


@form_methods
@may(Action.CHANGE_ROSTER)
def payer_add(request: MemberRequest) -> HttpResponse:
    """Add a payer."""
    return _payer(request, Payer(practice=request.actor.practice), for_payer(request.actor))


@form_methods
@may(Action.CHANGE_ROSTER)
def payer_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a payer, or stop dealing with it."""
    return _payer(request, one_of(request.actor, Payer, pk))


def _payer(request: MemberRequest, row: Payer, initial: Suggested | None = None) -> HttpResponse:
    return form_page(
        request,
        PayerForm(typed(request), actor=request.actor, instance=row, initial=initial),
        save=save_payer,
        template="patients/payer_form.html",
        then=reverse("patients:payers"),
        context={
            "name": row.name,
            "profiles": payer_profiles(request.actor.practice, on=request.actor.today),
        },
    )


@require_GET
@may(Action.SEE_PRACTICE)
def agencies(request: MemberRequest) -> HttpResponse:
    """Show the agencies whose plans of care are overseen."""
    shown = listed(request, selectors.agencies(request.actor), by=("name", "npi", "city"))
    context = {
        **shown,
        "agencies": shown["page"],
        "today": request.actor.today,
        "may_change": request.actor.may(Action.CHANGE_ROSTER),
    }
    return render(request, "patients/agencies.html", context)


@form_methods
@may(Action.CHANGE_ROSTER)
def agency_add(request: MemberRequest) -> HttpResponse:
    """Add an agency."""
    return _agency(request, Agency(practice=request.actor.practice), for_address(request.actor))


@form_methods
@may(Action.CHANGE_ROSTER)
def agency_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change an agency; show the roles of our providers there."""
    return _agency(request, one_of(request.actor, Agency, pk))


def _agency(request: MemberRequest, row: Agency, initial: Suggested | None = None) -> HttpResponse:
    answer = form_page(
        request,
        AgencyForm(typed(request), actor=request.actor, instance=row, initial=initial),
        save=save_agency,
        template="patients/agency_form.html",
        then=reverse("patients:agencies"),
        context={"name": row.name, "agency": row, "roles": selectors.agency_roles(row) if row.pk else ()},
    )
    return _followed(request, answer, row.pk)


def _followed(request: MemberRequest, answer: HttpResponse, agency_id: int | None) -> HttpResponse:
    """Let decisions about the agency's patients follow what was saved."""
    if request.method == "POST" and answer.status_code == FOUND and agency_id is not None:
        tell_followers(request, Changed(agencies=[agency_id]))
    return answer


@form_methods
@may(Action.CHANGE_ROSTER)
def agency_role_add(request: MemberRequest, agency_pk: int) -> HttpResponse:
    """Record that a provider has a role at an agency."""
    agency = one_of(request.actor, Agency, agency_pk)
    return _agency_role(request, AgencyRole(practice=request.actor.practice, agency=agency))


@form_methods
@may(Action.CHANGE_ROSTER)
def agency_role_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end a provider's role at an agency."""
    return _agency_role(request, one_of(request.actor, AgencyRole, pk))


def _agency_role(request: MemberRequest, row: AgencyRole) -> HttpResponse:
    answer = form_page(
        request,
        AgencyRoleForm(typed(request), actor=request.actor, instance=row),
        save=save_agency_role,
        template="patients/agency_role_form.html",
        then=reverse("patients:agency_edit", args=[row.agency_id]),
        context={"agency": row.agency},
    )
    return _followed(request, answer, row.agency_id)
