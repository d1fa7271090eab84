"""How one wants to be told, and the alerts that one has read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from apps.practice.access import MemberRequest, may
from apps.practice.alert_selectors import choices_of, kinds_for
from apps.practice.domain.roles import Action
from apps.practice.form_pages import chosen_ids, typed
from apps.practice.forms_alerts import AlertsForm
from apps.practice.operations_alerts import choose_alerts, read_alerts


@require_http_methods(["GET", "POST"])
@may(*Action)
def alerts(request: MemberRequest) -> HttpResponse:
    """Choose, kind by kind, whether to be told in the application, by mail, both or not at all."""
    choices = choices_of(request.actor)
    initial = {
        f"{kind}_{where}": is_on
        for kind, choice in choices.items()
        for where, is_on in zip(("in_app", "by_mail"), choice, strict=True)
    }
    form = AlertsForm(typed(request), kinds=kinds_for(request.actor), initial=initial)
    if form.is_bound and form.is_valid():
        choose_alerts(form.chosen(), actor=request.actor)
        messages.success(request, "Saved.")
        return redirect("timelog:inbox")
    return render(request, "practice/alerts.html", {"form": form, "hour": request.actor.practice.digest_hour})


@require_POST
@may(*Action)
def alerts_read(request: MemberRequest) -> HttpResponse:
    """Mark one's own alerts as read."""
    read = read_alerts(request.actor, alert_ids=chosen_ids(request, "alert"), now=timezone.now())
    messages.success(request, f"Read: {read}.")
    return redirect("timelog:inbox")
