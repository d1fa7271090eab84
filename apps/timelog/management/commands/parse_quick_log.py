"""Read sentences of the quick log from standard input and print what they say, one JSON object a line."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import datetime
from io import TextIOWrapper
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.practice.access import Actor, actor_for
from apps.practice.domain.roles import Action
from apps.practice.models import User
from apps.timelog.domain.quick_log.reading import QuickLog
from apps.timelog.domain.quick_log.text import Read
from apps.timelog.models import Activity, Channel, Counterpart
from apps.timelog.quick_log_selectors import quick_log_of

EXPLAINED = f"""Each sentence is one line; each answer is one JSON object on a line, in the same order, with these keys:

  patient      the name as the roster shows it ("Doe, Jane"), or null
  seconds      whole seconds, or null
  start, end   ISO 8601 local time with offset ("2026-11-23T14:05:00-05:00"), or null without clock times
  date         ISO 8601 date of the start; today when the sentence names none
  activity     {", ".join(Activity.values)}; or null
  counterpart  {", ".join(Counterpart.values)}; or null
  channel      {", ".join(Channel.values)}; or null
  note         what follows "re", "about" or a colon, else what no other field took; "" when nothing is left
  ambiguous    the keys that a person has to tell; each of them is null
  problems     sentences that say what stands in the way and what to do

An empty line is answered too. Nothing is written, neither to a book nor to the audit trail."""


class Command(BaseCommand):
    """Reads as the quick log of one user does, and writes nothing."""

    help = "Read sentences of the quick log from standard input; print what they say. Writes nothing."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Keep the lines of the explanation."""
        return super().create_parser(
            prog_name, subcommand, epilog=EXPLAINED, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name who reads, and when."""
        parser.add_argument(
            "--user", required=True, metavar="EMAIL", help="whose practice and patients are meant"
        )
        parser.add_argument(
            "--practice", type=int, metavar="ID", help="which, for somebody of several practices"
        )
        parser.add_argument(
            "--now",
            required=True,
            metavar="ISO",
            help="the moment of reading; without an offset on the practice's clocks",
        )
        parser.add_argument(
            "--json", action="store_true", required=True, help="print JSON, the only format there is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one object for each line."""
        actor = _actor(options["user"], options["practice"])
        now = _now(options["now"], actor)
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")
        for line in sys.stdin:
            said = quick_log_of(actor, line.rstrip("\r\n"), now=now)
            self.stdout.write(json.dumps(as_json(said), ensure_ascii=False))


def as_json(said: QuickLog) -> dict[str, Any]:
    """Return what was read as the command prints it."""
    return {
        "patient": said.patient.value.name if said.patient.value else None,
        "seconds": said.seconds.value,
        "start": _iso(said.start),
        "end": _iso(said.end),
        "date": _iso(said.date),
        "activity": said.activity.value,
        "counterpart": said.counterpart.value,
        "channel": said.channel.value,
        "note": said.note,
        "ambiguous": list(said.ambiguous),
        "problems": [problem.message for problem in said.problems],
    }


def _iso(read: Read) -> str | None:
    return read.value.isoformat() if read.value is not None else None


def _actor(email: str, practice_id: int | None) -> Actor:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    actor = actor_for(user, practice_id=practice_id) if user else None
    if actor is None:
        raise CommandError(
            f"{email} is no active member of such a practice. Give the e-mail of somebody who is."
        )
    if not actor.may(Action.LOG_TIME):
        raise CommandError(
            f"{email} does not log time here. Give the e-mail of a physician or of care staff."
        )
    return actor


def _now(text: str, actor: Actor) -> datetime:
    try:
        now = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text} is no moment. Write it as 2026-11-24T14:30 or 2026-11-24T14:30:00-05:00.")
    return now if now.tzinfo else now.replace(tzinfo=actor.time_zone)
