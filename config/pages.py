"""Pages that belong to no app: the list of keys."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    """Show what the keyboard can do; with JavaScript the same list opens as a dialog."""
    return render(request, "keys.html")
