"""Mistakes of a deployment, each with an id and what to change.

The same list serves `manage.py check --deploy` and the hard refusal at the start in production.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured

LEAST_SECRET_LENGTH = 50
LEAST_SECRET_CHARACTERS = 20
PLACEHOLDERS = ("django-insecure-", "change", "secret", "example", "password")


@dataclass(frozen=True)
class Mistake:
    """One dangerous value: what is wrong and what to change."""

    id: str
    message: str
    hint: str
    refuses_start: bool = True


def mistakes(values: Mapping[str, Any]) -> list[Mistake]:
    """Give every mistake in `values`, the settings of a deployment by name."""
    return [*_secret(values), *_debug(values), *_hosts(values), *_transport(values), *_backing(values)]


def _secret(values: Mapping[str, Any]) -> list[Mistake]:
    found = []
    for secret in (values["SECRET_KEY"], *values["SECRET_KEY_FALLBACKS"]):
        long_enough = len(secret) >= LEAST_SECRET_LENGTH and len(set(secret)) >= LEAST_SECRET_CHARACTERS
        if not long_enough or secret.lower().startswith(PLACEHOLDERS):
            seen = f"has {len(secret)} characters, {len(set(secret))} different" if secret else "is not set"
            found.append(
                Mistake(
                    "careminutes.E001",
                    f"The secret key is weak: CAREMINUTES_SECRET_KEY (or an old one) {seen}.",
                    'Set it to the output of: python3 -c "import secrets; print(secrets.token_urlsafe(64))"',
                )
            )
    return found


def _debug(values: Mapping[str, Any]) -> list[Mistake]:
    if not values["DEBUG"]:
        return []
    return [
        Mistake(
            "careminutes.E002",
            "DEBUG is on, so error pages would show patients' data.",
            "Remove CAREMINUTES_DEBUG from the environment.",
        )
    ]


def _hosts(values: Mapping[str, Any]) -> list[Mistake]:
    hosts = values["ALLOWED_HOSTS"]
    if hosts and "*" not in hosts:
        return []
    return [
        Mistake(
            "careminutes.E003",
            f"The host names are {'open to any name' if hosts else 'not set'}.",
            "Set CAREMINUTES_ALLOWED_HOSTS to the names people type, such as minutes.example.org.",
        )
    ]


def _transport(values: Mapping[str, Any]) -> list[Mistake]:
    found = []
    if not (values["SESSION_COOKIE_SECURE"] and values["CSRF_COOKIE_SECURE"]):
        found.append(
            Mistake(
                "careminutes.E004",
                "Cookies would travel over plain HTTP.",
                "Remove CAREMINUTES_SECURE_COOKIES from the environment and serve the site over HTTPS.",
            )
        )
    if not (values["SECURE_SSL_REDIRECT"] or values["SECURE_PROXY_SSL_HEADER"]):
        found.append(
            Mistake(
                "careminutes.E005",
                "Plain HTTP is neither redirected nor told apart from HTTPS.",
                "Remove CAREMINUTES_HTTPS_REDIRECT, or set CAREMINUTES_TRUST_PROXY=true behind a proxy that sets"
                " X-Forwarded-Proto.",
            )
        )
    return found


def _backing(values: Mapping[str, Any]) -> list[Mistake]:
    found = []
    if values["DATABASES"]["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Mistake(
                "careminutes.E006",
                "The database is a SQLite file.",
                "Set DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/NAME.",
            )
        )
    if values["CELERY_BROKER_URL"].startswith("filesystem:"):
        found.append(
            Mistake(
                "careminutes.E007",
                "The broker is a folder, which forgets what a killed worker held.",
                "Set CELERY_BROKER_URL=redis://HOST:6379/0.",
            )
        )
    if values["CACHES"]["default"]["BACKEND"].endswith((".LocMemCache", ".FileBasedCache")):
        found.append(
            Mistake(
                "careminutes.E008",
                "The cache is not shared, so the limits on wrong passwords hold for one machine or process only.",
                "Set CAREMINUTES_CACHE_URL=rediscache://HOST:6379/1.",
            )
        )
    if not values["EMAIL_BACKEND"].endswith(".smtp.EmailBackend"):
        found.append(
            Mistake(
                "careminutes.W009",
                "Mail is not sent: invitations and password resets reach nobody.",
                "Set CAREMINUTES_EMAIL_URL=smtp+tls://USER:PASSWORD@HOST:587.",
                refuses_start=False,
            )
        )
    return found


def refuse_mistakes(values: Mapping[str, Any]) -> None:
    """Stop the start, naming every dangerous value and its remedy."""
    fatal = [mistake for mistake in mistakes(values) if mistake.refuses_start]
    if fatal:
        lines = "\n".join(f"  {mistake.id}: {mistake.message} {mistake.hint}" for mistake in fatal)
        raise ImproperlyConfigured(f"Careminutes does not start in production like this:\n{lines}")


@register(Tags.security, deploy=True)
def check_deployment(app_configs: Sequence[AppConfig] | None, **options: Any) -> list[CheckMessage]:
    """Show the same mistakes in `manage.py check --deploy`."""
    names = (name for name in dir(settings) if name.isupper())
    return [
        (Error if mistake.refuses_start else CheckWarning)(mistake.message, hint=mistake.hint, id=mistake.id)
        for mistake in mistakes({name: getattr(settings, name) for name in names})
    ]
