"""A person's printers, and the page that tells how far each is off."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.billing.forms import PrinterForm
from apps.billing.models import Printer
from apps.billing.operations.printers import printers_of, remove_printer, save_printer
from apps.billing.pdf import calibration_pdf
from apps.billing.shown_files import offset_of
from apps.practice.access import MemberRequest, may, one_of
from apps.practice.domain.roles import Action
from apps.practice.form_pages import form_page, typed


@require_GET
@may(Action.SUBMIT_CLAIMS)
def printers(request: MemberRequest) -> HttpResponse:
    """List one's own printers."""
    return render(request, "billing/printers.html", {"printers": printers_of(request.actor)})


@require_http_methods(["GET", "POST"])
@may(Action.SUBMIT_CLAIMS)
def printer(request: MemberRequest, printer_id: int | None = None) -> HttpResponse:
    """Add a printer, or change how far one moves the data."""
    actor = request.actor
    row = (
        one_of(actor, printers_of(actor), printer_id)
        if printer_id
        else Printer(practice=actor.practice, user=actor.user)
    )
    form = PrinterForm(typed(request), instance=row, actor=actor)
    return form_page(
        request, form, save=save_printer, template="billing/printer.html", then=reverse("billing:printers")
    )


@require_GET
@may(Action.SUBMIT_CLAIMS)
def calibration(request: MemberRequest, printer_id: int) -> HttpResponse:
    """Give the test page of one printer, moved as its setting says."""
    row = one_of(request.actor, printers_of(request.actor), printer_id)
    response = HttpResponse(calibration_pdf(offset_of(row)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="printer-test-{row.pk}.pdf"'
    return response


@require_POST
@may(Action.SUBMIT_CLAIMS)
def remove(request: MemberRequest, printer_id: int) -> HttpResponse:
    """Forget a printer."""
    row = one_of(request.actor, printers_of(request.actor), printer_id)
    remove_printer(request.actor, printer_id=row.pk)
    messages.success(request, f"{row.name} is forgotten.")
    return redirect("billing:printers")
