"""Tokens and keys of the programming interface."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from apps.practice.models.people import User
from apps.practice.models.practices import Practice


class ApiToken(models.Model):
    """A personal token for the REST API, bound to one practice; only its hash is kept."""

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="api_tokens")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name


class SignIn(models.Model):
    """A browser in which somebody is signed in; `practice` is where they last worked with it (None: nowhere yet).

    The row goes with the session: when it ends, the audit trail keeps what it was.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=300, blank=True)
    ip = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-last_seen_at", "-id")

    def __str__(self) -> str:
        return f"Sign-in {self.pk}"


class IdempotencyKey(models.Model):
    """What the API answered to a write, so that a repeated request gets the same answer and does nothing."""

    # Found by its constraint, which begins with the practice.
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("practice", "user", "key"), name="idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return self.key
