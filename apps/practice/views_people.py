"""Pages of the people who work here: members, roles, invitations, personal tokens, the audit trail."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.practice import audit, people_selectors, selectors
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.audit_file import KINDS, audit_lines
from apps.practice.domain.roles import Action
from apps.practice.form_pages import UNPROCESSABLE, show_form, typed
from apps.practice.forms import InvitationForm, RolesForm, TokenForm
from apps.practice.forms_audit import AuditForm
from apps.practice.mail import send_invitation
from apps.practice.models import ApiToken, Invitation
from apps.practice.operations_people import Guest, invite, renew_invitation, revoke_invitation, set_roles
from apps.practice.operations_tokens import make_token, revoke_token
from apps.practice.people_selectors import Member
from apps.practice.told import told
from apps.problems import Problem, Refused

form_methods = require_http_methods(["GET", "POST"])


@require_GET
@may(Action.SEE_PRACTICE)
def people(request: MemberRequest) -> HttpResponse:
    """Show who is a member here, in which roles, and who is invited."""
    actor = request.actor
    context = {
        "members": people_selectors.members(actor, today=actor.today),
        "invitations": selectors.waiting_invitations(actor, now=timezone.now()),
        "may_change": actor.may(Action.CHANGE_PEOPLE),
    }
    return render(request, "practice/people.html", context)


@form_methods
@may(Action.CHANGE_PEOPLE)
def invitation_add(request: MemberRequest) -> HttpResponse:
    """Invite somebody by e-mail."""
    form = InvitationForm(typed(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        guest = Guest(values["email"], values["full_name"], frozenset(values["roles"]), values["ends_on"])
        try:
            invitation, secret = invite(
                guest, actor=request.actor, now=timezone.now(), today=request.actor.today
            )
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            send_invitation(request, invitation, secret)
            messages.success(request, f"Invitation sent to {invitation.email}.")
            return redirect("practice:people")
    return show_form(request, form, template="practice/invitation_add.html", back=reverse("practice:people"))


@require_POST
@may(Action.CHANGE_PEOPLE)
def invitation_resend(request: MemberRequest, pk: int) -> HttpResponse:
    """Send an invitation again, with a new link."""
    row = one_of(request.actor, Invitation, pk)
    try:
        invitation, secret = renew_invitation(row, actor=request.actor, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        send_invitation(request, invitation, secret)
        messages.success(
            request, f"Invitation sent to {invitation.email} again. The earlier link no longer works."
        )
    return redirect("practice:people")


@require_POST
@may(Action.CHANGE_PEOPLE)
def invitation_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Make the link of an invitation useless."""
    try:
        revoke_invitation(one_of(request.actor, Invitation, pk), actor=request.actor, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Invitation revoked. Its link no longer works.")
    return redirect("practice:people")


def show_person(
    request: MemberRequest, member: Member, form: RolesForm, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    """Show one person: roles, where they are signed in, and the way to keep them out."""
    context = {
        "member": member,
        "sign_ins": people_selectors.sign_ins_here(request.actor, member.user, now=timezone.now()),
        "problems": problems,
        "reason": request.POST.get("reason", ""),
        "is_oneself": member.user == request.actor.user,
    }
    answer = show_form(
        request, form, template="practice/person.html", back=reverse("practice:people"), context=context
    )
    answer.status_code = UNPROCESSABLE if problems or form.is_bound else answer.status_code
    return answer


def person_or_404(request: MemberRequest, pk: int) -> Member:
    """Return a person of the practice; 404 for a stranger."""
    member = people_selectors.member_here(request.actor, pk, today=request.actor.today)
    if member is None:
        raise Http404
    return member


def roles_held(member: Member) -> RolesForm:
    """Return the form of roles as they are held."""
    held = {"roles": [held.role.value for held in member.roles], "ends_on": member.ends_on}
    return RolesForm(initial=held)


@form_methods
@may(Action.CHANGE_PEOPLE)
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """Change which roles somebody holds here, and until when; no role at all takes away every access."""
    actor = request.actor
    member = person_or_404(request, pk)
    form = RolesForm(request.POST) if request.method == "POST" else roles_held(member)
    if form.is_bound and form.is_valid():
        roles, ends_on = frozenset(form.cleaned_data["roles"]), form.cleaned_data["ends_on"]
        try:
            set_roles(member.user, roles, ends_on=ends_on, actor=actor, today=actor.today)
        except Refused as refused:
            form.refuse(refused.problems)
        else:
            messages.success(request, "Roles saved.")
            return redirect("practice:people")
    return show_person(request, member, form)


@form_methods
@may(*Action)
def tokens(request: MemberRequest) -> HttpResponse:
    """Show the person's own tokens; make one, and show its secret this once."""
    actor, form, secret = request.actor, TokenForm(typed(request)), ""
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        try:
            _, secret = make_token(
                wanted["name"], expires_on=wanted["expires_on"], actor=actor, today=actor.today
            )
            form = TokenForm()
        except Refused as refused:
            form.refuse(refused.problems)
    context = {"form": form, "tokens": selectors.tokens(actor), "secret": secret, "today": actor.today}
    answer = render(request, "practice/tokens.html", context, status=UNPROCESSABLE if form.errors else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@may(*Action)
def token_revoke(request: MemberRequest, pk: int) -> HttpResponse:
    """Make one of the person's own tokens useless."""
    token = one_of(request.actor, ApiToken.objects.filter(user=request.actor.user), pk)
    revoke_token(token, actor=request.actor, now=timezone.now())
    messages.success(request, f"Token “{token.name}” revoked. Programs that used it are refused from now on.")
    return redirect("practice:tokens")


@require_GET
@may(Action.SEE_AUDIT)
def audit_trail(request: MemberRequest) -> HttpResponse:
    """Show who read and who changed what; looking at the trail is recorded too."""
    actor = request.actor
    form, wanted = _audit_filter(request)
    page = selectors.audit_trail(actor, wanted)
    named = sorted({event.patient_id for event in page.events if event.patient_id is not None})
    new = {} if wanted.patient else {"patients": named}
    audit.record(actor, "audit.viewed", patient_id=wanted.patient, new=new or None)
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "events": told(page.events),
        "older": page.older,
        "query": query.urlencode(),
    }
    is_wrong = bool(form.errors)
    return render(request, "practice/audit.html", context, status=UNPROCESSABLE if is_wrong else 200)


def _audit_filter(request: MemberRequest) -> tuple[AuditForm, selectors.AuditFilter]:
    form = AuditForm(request.GET, actor=request.actor)
    if not form.is_valid():
        return form, selectors.AuditFilter()
    values = dict(form.cleaned_data)
    values["person"] = values["person"].pk if values["person"] else None
    return form, selectors.AuditFilter(**values)


@require_GET
@may(Action.SEE_AUDIT)
def audit_file(request: MemberRequest, kind: str) -> HttpResponse:
    """Hand out what the filter shows, all of it, as a file that ends with its hash."""
    form, wanted = _audit_filter(request)
    if form.errors:
        return redirect(f"{reverse('practice:audit')}?{request.GET.urlencode()}")
    lines = audit_lines(request.actor, wanted, kind=kind, now=timezone.now())
    answer = StreamingHttpResponse(lines, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="audit-trail.{kind}"'
    answer["Cache-Control"] = "no-store"
    return cast("HttpResponse", answer)  # the gate says what pages answer
