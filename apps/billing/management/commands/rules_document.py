"""Write docs/rules.md from the rows of the rules."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from apps.rules.cases import read_folder
from apps.rules.document import document
from apps.rules.ruleset import RuleSet


class Command(BaseCommand):
    """`manage.py rules_document [--check]`: write the document, or say whether it is fresh."""

    help = "Write docs/rules.md from the rows of the rules and the cases that exercise them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Writing, or only comparing."""
        parser.add_argument("--check", action="store_true", help="exit 1 when docs/rules.md is not fresh")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        root = Path(settings.BASE_DIR)
        path = root / "docs" / "rules.md"
        text = document(RuleSet.shipped(), read_folder(root / "tests" / "billing" / "cases"))
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"Wrote {path}.")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            self.stderr.write(f"{path} is not fresh. Run manage.py rules_document.")
            raise SystemExit(1)
