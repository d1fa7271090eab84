"""Pages that belong to no app: the list of keys, the icon that browsers ask for unasked."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_GET


@require_GET
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """Show what the keyboard can do; with JavaScript the same list opens as a dialog."""
    return render(request, "keys.html")


@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """Lead to the mark; browsers ask here for answers that are no page of ours."""
    return redirect(static("icons/mark.svg"))
