"""The product as the server runs it, with one more address: the least that a signed-in write can cost here."""

from config.wsgi import application  # noqa: F401, I001  what gunicorn looks for; it sets Django up for the rest

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from apps.practice.models import AuditEvent
from config import urls


@login_required
@require_POST
def floor(request: HttpRequest, rows: int) -> HttpResponse:
    """Insert as many rows in one transaction, and answer nothing."""
    with transaction.atomic():
        for _ in range(rows):
            AuditEvent(practice_id=1, actor_id=request.user.pk, action="floor", at=timezone.now()).save(
                force_insert=True
            )
    return HttpResponse(status=204)


urls.urlpatterns.insert(0, path("floor/<int:rows>/", floor))
