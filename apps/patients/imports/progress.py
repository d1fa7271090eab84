"""How far an import in the background is, whether it is to stop, and who works on it: in the cache, where a transaction
that is still open can be seen through."""

from django.core.cache import cache

# A worker says every chunk that it is alive; a killed one is followed by another after this many seconds.
LEASE_SECONDS = 120
KEPT_SECONDS = 86_400


class Cancelled(Exception):
    """Somebody asked that the work stops: nothing of it is kept."""


def take_lease(import_id: int) -> bool:
    """Say whether nobody works on an import; from now on somebody does."""
    return cache.add(f"import-lease-{import_id}", 1, LEASE_SECONDS)


def end_lease(import_id: int) -> None:
    """Let others work on an import."""
    cache.delete_many([f"import-lease-{import_id}", f"import-cancel-{import_id}"])


def begin(import_id: int) -> None:
    """Begin to count from nothing."""
    cache.set(f"import-done-{import_id}", 0, KEPT_SECONDS)


def done_of(import_id: int) -> int:
    """Return how many rows are done."""
    return int(cache.get(f"import-done-{import_id}", 0))


def ask_to_stop(import_id: int) -> None:
    """Ask whoever works on an import to stop."""
    cache.set(f"import-cancel-{import_id}", 1, KEPT_SECONDS)


def step(import_id: int, rows: int) -> None:
    """Count rows that are done; raise `Cancelled` when the work is to stop."""
    if cache.get(f"import-cancel-{import_id}"):
        raise Cancelled
    cache.set(f"import-done-{import_id}", done_of(import_id) + rows, KEPT_SECONDS)
    cache.touch(f"import-lease-{import_id}", LEASE_SECONDS)
