"""Pages of the practice: its details, providers and collaborations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apps.practice import people_selectors, selectors
from apps.practice.access import SESSION_PRACTICE, MemberRequest, may, one_of
from apps.practice.domain.identifiers import shown_phone, shown_zip_code
from apps.practice.domain.roles import Action
from apps.practice.followers import Changed, tell_followers
from apps.practice.form_pages import form_page, typed
from apps.practice.forms import (
    CollaborationForm,
    PracticeForm,
    ProviderForm,
    ServiceLocationForm,
    SupervisionForm,
)
from apps.practice.list_pages import listed
from apps.practice.models import Collaboration, Practice, Provider, ServiceLocation, Supervision
from apps.practice.operations import save_collaboration, save_practice, save_provider, save_supervision
from apps.practice.operations_locations import save_service_location
from apps.practice.suggestions import for_provider

FOUND = 302
form_methods = require_http_methods(["GET", "POST"])


@require_GET
@may(Action.SEE_PRACTICE)
def overview(request: MemberRequest) -> HttpResponse:
    """Show who the practice is, what is missing of it, and where the rest is kept."""
    actor = request.actor
    context = {
        "practice": actor.practice,
        "zip_code": shown_zip_code(actor.practice.zip_code),
        "pay_to_zip_code": shown_zip_code(actor.practice.pay_to_zip_code),
        "phone": shown_phone(actor.practice.phone),
        "missing": selectors.missing_details(actor.practice),
        "provider_count": selectors.providers(actor).count(),
        "member_count": sum(
            member.is_active for member in people_selectors.members(actor, today=actor.today)
        ),
        "may_change_practice": actor.may(Action.CHANGE_PRACTICE),
        "may_see_audit": actor.may(Action.SEE_AUDIT),
        "may_change_charges": actor.may(Action.CHANGE_CHARGES),
        "may_change_roster": actor.may(Action.CHANGE_ROSTER),
        "may_import_roster": actor.may(Action.IMPORT_ROSTER),
    }
    return render(request, "practice/overview.html", context)


@form_methods
@may(Action.CHANGE_PRACTICE)
def details(request: MemberRequest) -> HttpResponse:
    """Change who the practice is on claims, where it is and how it works."""
    practice = Practice.objects.get(pk=request.actor.practice.pk)
    form = PracticeForm(typed(request), actor=request.actor, instance=practice)
    return form_page(
        request, form, save=save_practice, template="practice/details.html", then=reverse("practice:overview")
    )


@require_GET
@may(Action.SEE_PRACTICE)
def providers(request: MemberRequest) -> HttpResponse:
    """Show whose time is logged."""
    shown = listed(request, selectors.providers(request.actor), by=("last_name", "first_name", "npi"))
    context = {
        **shown,
        "providers": shown["page"],
        "today": request.actor.today,
        "may_change": request.actor.may(Action.CHANGE_ROSTER),
    }
    return render(request, "practice/providers.html", context)


@form_methods
@may(Action.CHANGE_ROSTER)
def provider_add(request: MemberRequest) -> HttpResponse:
    """Add a provider."""
    form = ProviderForm(
        typed(request),
        actor=request.actor,
        instance=Provider(practice=request.actor.practice),
        initial=for_provider(request.actor),
    )
    return form_page(
        request,
        form,
        save=save_provider,
        template="practice/provider.html",
        then=reverse("practice:providers"),
    )


@form_methods
@may(Action.CHANGE_ROSTER)
def provider_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a provider; show the collaborations."""
    provider = one_of(request.actor, Provider, pk)
    context = {
        "provider": provider,
        "collaborations": selectors.collaborations(provider),
        "supervisions": selectors.supervisions(provider),
    }
    form = ProviderForm(typed(request), actor=request.actor, instance=one_of(request.actor, Provider, pk))
    return form_page(
        request,
        form,
        save=save_provider,
        template="practice/provider.html",
        then=reverse("practice:providers"),
        context=context,
    )


@require_GET
@may(Action.SEE_PRACTICE)
def service_locations(request: MemberRequest) -> HttpResponse:
    """Show where patients are seen besides the billing address."""
    context = {
        "locations": selectors.service_locations(request.actor),
        "practice": request.actor.practice,
        "may_change": request.actor.may(Action.CHANGE_ROSTER),
    }
    return render(request, "practice/service_locations.html", context)


@form_methods
@may(Action.CHANGE_ROSTER)
def service_location_add(request: MemberRequest) -> HttpResponse:
    """Add a place where patients are seen."""
    return _service_location(request, ServiceLocation(practice=request.actor.practice))


@form_methods
@may(Action.CHANGE_ROSTER)
def service_location_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a place where patients are seen."""
    return _service_location(request, one_of(request.actor, ServiceLocation, pk))


def _service_location(request: MemberRequest, row: ServiceLocation) -> HttpResponse:
    return form_page(
        request,
        ServiceLocationForm(typed(request), actor=request.actor, instance=row),
        save=save_service_location,
        template="practice/service_location.html",
        then=reverse("practice:service_locations"),
    )


@form_methods
@may(Action.CHANGE_ROSTER)
def collaboration_add(request: MemberRequest, provider_pk: int) -> HttpResponse:
    """Add a documented collaboration of a provider."""
    provider = one_of(request.actor, Provider, provider_pk)
    return _collaboration(request, Collaboration(practice=request.actor.practice, provider=provider))


@form_methods
@may(Action.CHANGE_ROSTER)
def collaboration_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end a collaboration."""
    return _collaboration(request, one_of(request.actor, Collaboration, pk))


def _collaboration(request: MemberRequest, row: Collaboration) -> HttpResponse:
    answer = form_page(
        request,
        CollaborationForm(typed(request), actor=request.actor, instance=row),
        save=save_collaboration,
        template="practice/collaboration.html",
        then=reverse("practice:provider_edit", args=[row.provider_id]),
        context={"provider": row.provider},
    )
    return _followed(request, answer, {row.provider_id})


@form_methods
@may(Action.CHANGE_ROSTER)
def supervision_add(request: MemberRequest, provider_pk: int) -> HttpResponse:
    """Add who supervises a member of the staff."""
    staff = one_of(request.actor, Provider, provider_pk)
    return _supervision(request, Supervision(practice=request.actor.practice, staff=staff))


@form_methods
@may(Action.CHANGE_ROSTER)
def supervision_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change or end a supervision."""
    return _supervision(request, one_of(request.actor, Supervision, pk))


def _supervision(request: MemberRequest, row: Supervision) -> HttpResponse:
    before = row.supervisor_id
    answer = form_page(
        request,
        SupervisionForm(typed(request), actor=request.actor, instance=row),
        save=save_supervision,
        template="practice/supervision.html",
        then=reverse("practice:provider_edit", args=[row.staff_id]),
        context={"provider": row.staff},
    )
    return _followed(request, answer, {before, row.supervisor_id})


def _followed(request: MemberRequest, answer: HttpResponse, providers: set[int | None]) -> HttpResponse:
    """Let decisions follow what was saved about some providers."""
    if request.method == "POST" and answer.status_code == FOUND:
        tell_followers(request, Changed(providers=[pk for pk in providers if pk is not None]))
    return answer


@form_methods
@may(*Action)
def switch(request: MemberRequest) -> HttpResponse:
    """Choose in which practice to work, for people who belong to several."""
    assert request.actor.user is not None
    own = selectors.practices_of(request.actor.user)
    if request.method == "POST":
        chosen = next(
            (practice for practice in own if str(practice.pk) == request.POST.get("practice")), None
        )
        if chosen is None:
            return _no_such_practice(request)
        request.session[SESSION_PRACTICE] = chosen.pk
        return redirect("/")
    return render(request, "practice/switch.html", {"practices": own})


def _no_such_practice(request: HttpRequest) -> HttpResponse:
    return render(request, "404.html", status=404)
