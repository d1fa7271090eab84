"""Ask the rules about a file of cases; needs no database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apps.rules.cases import run


class Command(BaseCommand):
    """`manage.py decide CASES.yaml [--json|--check]`: see `apps.rules.cases.run` for the exit codes."""

    help = "Say what the rules answer to each case of a YAML file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how the answer is given."""
        parser.add_argument("cases", type=Path, help="YAML file with a list of cases")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--json", action="store_true", help="one JSON object a line")
        how.add_argument(
            "--check", action="store_true", help="compare with each case's expect; exit 1 on a difference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the answers and leave with the exit code."""
        how = "json" if options["json"] else "check" if options["check"] else "text"
        code = run(options["cases"], how=how, write=lambda text: self.stdout.write(text))
        if code:
            raise SystemExit(code)
