"""What `python -m apps.billing.domain.x12_... FILE...` does: print what each file says, or why it cannot be read."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path


def say_files(paths: Sequence[str], *, module: str, say: Callable[[bytes], tuple[str, bool]]) -> int:
    """Print what each file says; `say` returns its text and whether all is well with it.

    Returns 0 when all is well, 1 when anything is odd in a file, 2 when a file cannot be read or none is named.
    """
    if not paths:
        sys.stderr.write(f"Name a file: python -m {module} FILE...\n")
        return 2
    status = 0
    for path in paths:
        try:
            content = Path(path).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            sys.stderr.write(f"{path} cannot be read: {reason}.\n")
            status = 2
            continue
        text, is_well = say(content)
        sys.stdout.write(f"{path}\n{text}\n")
        status = max(status, 0 if is_well else 1)
    return status
