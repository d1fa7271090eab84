"""Starts Django as a deployment would, in a process of its own: settings are read once a process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A complete environment of production; the values belong to nobody.
GOOD = {
    "CAREMINUTES_MODE": "production",
    "CAREMINUTES_SECRET_KEY": "8Jq2-vTz5LrXw0mNc7bYh3KfPd9sGa1eUoIi6RtEnWlQxZyBCDFHMSVk4",
    "CAREMINUTES_ALLOWED_HOSTS": "minutes.example.org",
    "DATABASE_URL": "postgres://careminutes:p@127.0.0.1:1/careminutes",
    "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
    "CAREMINUTES_CACHE_URL": "rediscache://127.0.0.1:1/1",
    "CAREMINUTES_EMAIL_URL": "smtp+tls://u:p@mail.example.org:587",
}
OURS = ("CAREMINUTES_", "CELERY_", "DATABASE_", "DJANGO_")


def run(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `command` with the variables given and none that the test run set."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    kept = {"CAREMINUTES_VAR": os.environ["CAREMINUTES_VAR"], "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**clean, **kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def start(environment: Mapping[str, str]) -> str:
    """Read the settings in that environment and give what it complained about: nothing when it starts."""
    done = run(["-c", "from django.conf import settings; settings.DEBUG"], environment)
    return done.stderr[done.stderr.rfind("ImproperlyConfigured") :] if done.returncode else ""
