"""Folders where other programs drop what payers sent: INBOX/<number of the practice>/, emptied as it is taken in."""

import logging
from datetime import datetime
from pathlib import Path

from apps.billing.domain.answer_files import LARGEST_BYTES, begins_835, too_large
from apps.billing.models import RemittanceFile
from apps.billing.operations.acknowledgements import import_acknowledgements
from apps.billing.operations.posting import post_remittance
from apps.billing.operations.remittances import receive_remittance
from apps.practice.access import Actor, schedule_of
from apps.practice.models import Practice
from apps.problems import Refused

log = logging.getLogger(__name__)


def look_into(inbox: str, *, now: datetime) -> int:
    """Take in every file of every practice's folder; return how many. A file already here is only moved away."""
    if not inbox:
        return 0
    return sum(
        _look(schedule_of(practice), Path(inbox) / str(practice.pk), now)
        for practice in Practice.objects.all()
    )


def _look(actor: Actor, folder: Path, now: datetime) -> int:
    files = sorted(each for each in folder.iterdir() if each.is_file()) if folder.is_dir() else []
    taken = 0
    for file in files:
        if file.name.startswith("."):  # still being written
            continue
        try:
            take_in(actor, _read(file), file.name, now=now)
        except Refused as refused:
            log.warning(
                "A file in the inbox of practice %s was refused: %s",
                actor.practice.pk,
                refused.problems[0].code,
            )
            _move(file, "refused")
        except Exception:
            log.exception("A file in the inbox of practice %s failed; it stays there.", actor.practice.pk)
        else:
            _move(file, "done")
            taken += 1
    return taken


def _read(file: Path) -> bytes:
    """Read a file; one that is too large is refused before it fills the memory."""
    size = file.stat().st_size
    if size > LARGEST_BYTES:
        raise Refused(too_large(size, file.name))
    return file.read_bytes()


def take_in(actor: Actor, content: bytes, name: str, *, now: datetime) -> None:
    """Post a remittance, or import acknowledgements: whatever the file is."""
    if begins_835(content):
        source = RemittanceFile.Source.INBOX
        received = receive_remittance(actor, content=content, file_name=name, source=source, now=now)
        post_remittance(actor, file_id=received.file.pk, now=now, today=actor.today)
    else:
        import_acknowledgements(actor, content=content, file_name=name, now=now, today=actor.today)


def _move(file: Path, where: str) -> None:
    folder = file.parent / where
    folder.mkdir(exist_ok=True)
    target, number = folder / file.name, 1
    while target.exists():
        target, number = folder / f"{number}-{file.name}", number + 1
    file.rename(target)
