"""`manage.py sample_practice`: fill the database with an invented practice."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from apps.practice.models import Practice, User
from apps.sample.operations import SMALL, make_sample_practice
from apps.sample.staff import SIGN_INS, TIME_ZONE
from apps.sample.story import tell


class Command(BaseCommand):
    help = "Make a sample practice of invented people. The same patients, seed and date give the same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patients", type=int, default=60, help="how many patients (60)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another practice (1)")
        parser.add_argument("--today", type=date.fromisoformat, help="the day it ends on, YYYY-MM-DD (today)")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is a practice or a user already"
        )

    def handle(self, **options: Any) -> None:
        if Practice.objects.exists() or User.objects.exists():
            if options["if_empty"]:
                return
            if User.objects.filter(email=SIGN_INS[0][1]).exists():
                raise CommandError(
                    "There is a sample practice in this database already. Use another database, or remove var/."
                )
        if options["patients"] < 1:
            raise CommandError(f"--patients is {options['patients']}. Give 1 or more.")
        now = timezone.now()
        today = options["today"] or now.astimezone(ZoneInfo(TIME_ZONE)).date()
        with tqdm(
            total=options["patients"], unit=" patients", disable=True if options["verbosity"] < 1 else None
        ) as bar:
            practice = make_sample_practice(
                patients=options["patients"],
                seed=options["seed"],
                today=today,
                progress=lambda done, _all: bar.update(done - bar.n),
            )
        if options["patients"] <= SMALL:
            tell(practice, today=today, now=now)
        self.stdout.write(f"{practice.name}: {options['patients']} invented patients.")
