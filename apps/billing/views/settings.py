"""What billing needs to know of the practice: its charges, and where files go."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from apps.billing.forms import ChargeForm, ReceiverForm
from apps.billing.models import Charge, Receiver
from apps.billing.operations.charges import save_charge
from apps.billing.operations.receivers import save_receiver
from apps.practice.access import Actor, MemberRequest, may, one_of, rows_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import form_page, next_of, typed


@require_GET
@may(Action.SEE_PRACTICE)
def charges(request: MemberRequest) -> HttpResponse:
    """List what the practice charges, by code and date."""
    back = next_of(request)
    ctx = {
        "charges": rows_of(request.actor, Charge),
        "may_change": request.actor.may(Action.CHANGE_CHARGES),
        # whoever came from a claim goes back to it
        "carry": f"?{urlencode({'next': back})}" if back else "",
    }
    return render(request, "billing/charges.html", ctx)


@require_http_methods(["GET", "POST"])
@may(Action.CHANGE_CHARGES)
def charge(request: MemberRequest, charge_id: int | None = None) -> HttpResponse:
    """Add a charge, or change one."""
    asked = request.GET.get("procedure_code", "")[:5]
    row = (
        one_of(request.actor, Charge, charge_id)
        if charge_id
        else Charge(practice=request.actor.practice, procedure_code=asked)
    )
    first_of_year = {"starts_on": request.actor.today.replace(month=1, day=1)}
    initial = {} if charge_id else first_of_year
    form = ChargeForm(typed(request), instance=row, actor=request.actor, initial=initial)
    return form_page(
        request, form, save=save_charge, template="billing/charge.html", then=reverse("billing:charges")
    )


@require_GET
@may(Action.SEE_PRACTICE)
def receivers(request: MemberRequest) -> HttpResponse:
    """List where files go."""
    rows = rows_of(request.actor, Receiver).prefetch_related("payers")
    ctx = {"receivers": rows, "may_change": request.actor.may(Action.SUBMIT_CLAIMS)}
    return render(request, "billing/receivers.html", ctx)


@require_http_methods(["GET", "POST"])
@may(Action.SUBMIT_CLAIMS)
def receiver(request: MemberRequest, receiver_id: int | None = None) -> HttpResponse:
    """Add a receiver, or change one."""
    row = (
        one_of(request.actor, Receiver, receiver_id)
        if receiver_id
        else Receiver(practice=request.actor.practice)
    )
    initial = {} if receiver_id else _contact(request.actor)
    form = ReceiverForm(typed(request), instance=row, actor=request.actor, initial=initial)

    def save(instance: Receiver, **who: object) -> Receiver:
        return save_receiver(instance, payers=form.cleaned_data["payers"], **who)  # type: ignore[arg-type]

    return form_page(
        request, form, save=save, template="billing/receiver.html", then=reverse("billing:receivers")
    )


def _contact(actor: Actor) -> dict[str, str]:
    """Return whom a new receiver may ask: the practice's contact, or whoever adds it, under the practice's number."""
    practice = actor.practice
    return {
        "contact_name": practice.billing_contact or str(actor.user or ""),
        "contact_phone": practice.phone,
    }
