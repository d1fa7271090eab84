"""The names of files that go to a clearinghouse: a pattern with a few words in braces, filled in for each file."""

import re
from datetime import datetime

from apps.problems import Problem

DEFAULT_PATTERN = "837p-{receiver}-{number}.txt"
WORDS = ("number", "date", "time", "sender", "receiver", "usage")
_WORD = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[A-Za-z0-9._-]*", re.ASCII)
_STRANGE = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)


def check_pattern(pattern: str, *, field: str = "file_name_pattern") -> list[Problem]:
    """Return what keeps `pattern` from naming files: unknown words, no number, letters a disk may refuse."""
    problems = []
    unknown = sorted({word for word in _WORD.findall(pattern) if word not in WORDS})
    if unknown:
        known = ", ".join(f"{{{word}}}" for word in WORDS)
        said = f"The file name knows no {', '.join(f'{{{word}}}' for word in unknown)}. Use {known}."
        problems.append(Problem("file_name_word", said, field))
    if "number" not in _WORD.findall(pattern):
        said = f"The file name “{pattern}” has no {{number}}, so two files could share it. Put it in."
        problems.append(Problem("file_name_number", said, field))
    if not _PLAIN.fullmatch(_WORD.sub("", pattern)) or pattern.startswith((".", "-")):
        said = (
            f"The file name “{pattern}” may hold letters, digits, dots, hyphens and underscores between its words, "
            "and begins with none of . and -. Take the others out."
        )
        problems.append(Problem("file_name_letters", said, field))
    return problems


def file_name(
    pattern: str, *, number: int, at: datetime, sender: str, receiver: str, is_production: bool
) -> str:
    """Return the name of the file with interchange control number `number`, made at the local time `at`."""
    values = {
        "number": f"{number:09}",
        "date": f"{at:%Y%m%d}",
        "time": f"{at:%H%M%S}",
        "sender": _STRANGE.sub("-", sender),
        "receiver": _STRANGE.sub("-", receiver),
        "usage": "P" if is_production else "T",
    }
    return _WORD.sub(lambda word: values[word[1]], pattern)
