"""Looks at every template: formatted by djade, and nothing in it that the Content-Security-Policy forbids."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    r"<[^>%]*\sstyle\s*=": "a style attribute; give it a class",
    r"<[^>%]*\son[a-z]+\s*=\s*[\"']": "an inline handler; give it a data- attribute and a script of its own",
    r"<style\b": "an inline style sheet; move it to static/css",
    r"<script\b(?![^>]*\b(?:src\s*=|type\s*=\s*\"application/json\"))": "an inline script; move it to static/js",
    r"href\s*=\s*[\"']javascript:": "a javascript: address",
    r"(?:src|action)\s*=\s*[\"'](?:https?:)?//": "something from another host",
    r"<link\b[^>]*href\s*=\s*[\"'](?:https?:)?//": "something from another host",
    r"\|\s*safe\b": "the filter `safe`; let Django escape it",
}


def faults(path: Path) -> Iterator[str]:
    """Give one line for each thing in the template that must not be there."""
    text = path.read_text()
    for pattern, what in FORBIDDEN.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path.relative_to(ROOT)}:{line}: {what}"


def main() -> int:
    """Print every fault and give the exit code."""
    templates = sorted((ROOT / "templates").rglob("*.html"))
    found = [fault for path in templates for fault in faults(path)]
    print(*found, sep="\n", end="\n" if found else "")
    formatted = subprocess.run(["djade", "--check", "--target-version", "5.2", *templates], check=False)
    return 1 if found or formatted.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
