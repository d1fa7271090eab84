"""The Celery application and its schedule, as data."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from kombu.transport import TRANSPORT_ALIASES

from config.memory import leave_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES["filesystem"] = "config.file_broker:Transport"

app = Celery("careminutes")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def begin(**_: Any) -> None:
    """Look after memory as the web processes do."""
    leave_what_is_loaded()


# Beat only asks "is anything due?". What is due is read from the database, so a lost tick, a repeated one or a
# night without a worker changes nothing but the moment at which a period closes.
SCHEDULE: dict[str, dict[str, Any]] = {
    "close periods that are due": {
        "task": "billing.close_due_periods",
        # Each practice's day ends at its own local midnight, and time zones are shifted by quarters of an hour.
        # Every ten minutes brings the drafts "shortly after midnight" everywhere without knowing any zone.
        "schedule": 600.0,
        # A tick that no worker took before the next one is superfluous: without this they would pile up.
        "options": {"expires": 600},
    },
    "look again at drafts that lacked a fact": {
        "task": "billing.check_incomplete_drafts",
        # A fact put right on another page makes its draft ready within minutes; few drafts lack one.
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "look for signals where something changed": {
        "task": "billing.look_for_signals",
        # A close looks by itself; this finds periods decided again, and those whose run was cut short.
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "stop timers that nobody stopped": {
        "task": "timelog.stop_forgotten_timers",
        # What a timer may be late by when it stops at the limit; the time beyond the limit is cut off anyway.
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "check files that wait": {
        "task": "billing.check_waiting_files",
        # Whoever makes a file asks for its check at once; this finds those whose message or worker was lost.
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "anchor the books of the day": {
        "task": "timelog.anchor_ledgers",
        # An anchor belongs to a practice's local date; within the hour after midnight is soon enough in any zone.
        "schedule": 1800.0,
        "options": {"expires": 1800},
    },
    "go on with remittances that are not posted to their end": {
        "task": "billing.post_what_was_received",
        # A large file is posted in the background; should its message be lost, a minute later it goes on.
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "go on with audit packets": {
        "task": "reports.go_on_with_packets",
        # Whoever asks for packets asks a worker at once; this finds runs whose message or worker was lost.
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "go on with imports": {
        "task": "patients.go_on_with_imports",
        # Whoever imports asks a worker at once; this finds files whose message or worker was lost.
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "go on with exports": {
        "task": "practice.go_on_with_exports",
        # Whoever asks for an export asks a worker at once; this finds those whose message or worker was lost.
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "go on with self-audits": {
        "task": "reports.go_on_with_self_audits",
        # Whoever asks for one asks a worker at once; this finds those whose message or worker was lost.
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "look into the inbox folders": {
        "task": "billing.look_into_inbox",
        # Clearinghouse programs drop files there at any time; nothing happens while no folder is set.
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "compare all sums of money": {
        "task": "billing.audit_money",
        "schedule": 86_400.0,
        "options": {"expires": 86_400},
    },
    "send the links of saved views": {
        "task": "practice.send_due_views",
        # A link is due from the beginning of a local day; within the hour is soon enough, and it is sent once.
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "tell people what waits for them": {
        "task": "billing.tell_people",
        # Each practice has its hour; a quarter of an hour is how late a digest may be. What was told is not told again.
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "forget sessions that are over": {
        "task": "practice.forget_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "look over what the tables hold": {
        "task": "practice.look_over_tables",
        # Without it SQLite guesses: in a log of two million entries a page then takes a second instead of a tenth.
        # It takes half a second itself then, and tables grow slowly.
        "schedule": 21_600.0,
        "options": {"expires": 21_600},
    },
    "forget old answers of the API": {
        "task": "practice.forget_old_answers",
        # They are kept a week; an hour more or less is nobody's concern.
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
app.conf.beat_schedule = SCHEDULE
