"""Pages about who gets in: the grid of roles, looking as another role, sign-ins, second factors, keeping people out."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from apps.practice.access import (
    SESSION_LOOKS_AS,
    MemberRequest,
    may,
    needs_second_factor,
    one_of,
    rows_of,
)
from apps.practice.domain.roles import Action, Role, roles_to_look_as
from apps.practice.models import SignIn
from apps.practice.operations_access import deactivate, end_sign_ins, note_looking, reactivate
from apps.practice.people_selectors import own_sign_ins, permission_grid
from apps.practice.presence import sign_in_of
from apps.practice.views_people import person_or_404, roles_held, show_person
from apps.problems import Refused


@require_GET
@may(Action.SEE_PRACTICE)
def roles(request: MemberRequest) -> HttpResponse:
    """Show who may do what, role by role, as the product itself asks."""
    context = {
        "rows": permission_grid(),
        "roles": list(Role),
        "looks": roles_to_look_as(request.actor.own_roles or request.actor.roles),
        "second_factor_roles": request.actor.practice.second_factor_roles,
    }
    return render(request, "practice/roles.html", context)


@require_POST
@may(Action.CHANGE_PEOPLE)
def look_as(request: MemberRequest, role: str) -> HttpResponse:
    """Look at the product as another role from now on, changing nothing."""
    if role not in roles_to_look_as(request.actor.roles):
        raise Http404
    note_looking(Role(role), actor=request.actor, now=timezone.now())
    request.session[SESSION_LOOKS_AS] = role
    return redirect("/")


@require_POST
@may(*Action, while_looking=True)
def look_as_oneself(request: MemberRequest) -> HttpResponse:
    """Come back to one's own roles."""
    if request.actor.only_looks:
        note_looking(None, actor=request.actor, now=timezone.now())
        del request.session[SESSION_LOOKS_AS]
    return redirect("practice:roles")


@require_GET
@may(*Action)
def sign_ins(request: MemberRequest) -> HttpResponse:
    """Show where the person is signed in."""
    found = own_sign_ins(request.actor, present=sign_in_of(request), now=timezone.now())
    return render(request, "practice/sign_ins.html", {"sign_ins": found, "others": len(found) > 1})


@require_POST
@may(*Action)
def sign_in_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign one of the person's own browsers out; this one too."""
    row = SignIn.objects.filter(user=request.actor.user, pk=pk).first()
    if row is None:
        raise Http404
    end_sign_ins([row], actor=request.actor)
    if row.pk == sign_in_of(request):
        logout(request)
        return redirect("account_login")
    messages.success(request, "Signed out there.")
    return redirect("practice:sign_ins")


@require_POST
@may(*Action)
def sign_ins_end_others(request: MemberRequest) -> HttpResponse:
    """Sign every other browser of the person out."""
    others = SignIn.objects.filter(user=request.actor.user).exclude(pk=sign_in_of(request) or 0)
    ended = end_sign_ins(others, actor=request.actor)
    messages.success(request, f"Signed out everywhere else: {ended}.")
    return redirect("practice:sign_ins")


@require_POST
@may(Action.CHANGE_PEOPLE)
def member_sign_in_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign a browser of somebody who works here out."""
    row = one_of(request.actor, SignIn, pk)
    end_sign_ins([row], actor=request.actor)
    messages.success(request, f"{row.user} is signed out there.")
    return redirect("practice:person", row.user_id)


@require_POST
@may(Action.CHANGE_PEOPLE)
def member_sign_ins_end(request: MemberRequest, pk: int) -> HttpResponse:
    """Sign somebody who works here out everywhere."""
    member = person_or_404(request, pk)
    ended = end_sign_ins(rows_of(request.actor, SignIn).filter(user=member.user), actor=request.actor)
    messages.success(request, f"{member.user} is signed out: {ended}.")
    return redirect("practice:person", pk)


@require_POST
@may(Action.CHANGE_PEOPLE)
def person_deactivate(request: MemberRequest, pk: int) -> HttpResponse:
    """Keep somebody out, with a reason."""
    member = person_or_404(request, pk)
    try:
        deactivate(
            member.user, reason=request.POST.get("reason", ""), actor=request.actor, now=timezone.now()
        )
    except Refused as refused:
        return show_person(request, member, roles_held(member), refused.problems)
    messages.success(request, f"{member.user} is deactivated: signed out everywhere, tokens revoked.")
    return redirect("practice:person", pk)


@require_POST
@may(Action.CHANGE_PEOPLE)
def person_reactivate(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody back in."""
    member = person_or_404(request, pk)
    try:
        reactivate(member.user, actor=request.actor, now=timezone.now())
    except Refused as refused:
        return show_person(request, member, roles_held(member), refused.problems)
    messages.success(request, f"{member.user} may come in again.")
    return redirect("practice:person", pk)


@require_GET
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say that the practice asks for a second factor, and lead to where one is set up."""
    if not needs_second_factor(request):
        return redirect("/")
    return render(request, "practice/second_factor.html")
