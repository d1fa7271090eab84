"""What was done: books of time entries, their versions, and running timers."""

from apps.timelog.models.anchors import Anchor, AnchoredHead
from apps.timelog.models.books import Book, ClosedSpan
from apps.timelog.models.conferences import Conference, ConferencePart
from apps.timelog.models.entries import EntryVersion, TimeEntry
from apps.timelog.models.favourites import Favourite
from apps.timelog.models.months import LockedMonth
from apps.timelog.models.note_templates import NoteTemplate
from apps.timelog.models.notices import Notice
from apps.timelog.models.timers import Timer
from apps.timelog.models.words import Activity, Capture, Channel, Counterpart, Doubt

__all__ = [
    "Activity",
    "Anchor",
    "AnchoredHead",
    "Book",
    "Capture",
    "Channel",
    "ClosedSpan",
    "Conference",
    "ConferencePart",
    "Counterpart",
    "Doubt",
    "EntryVersion",
    "Favourite",
    "LockedMonth",
    "NoteTemplate",
    "Notice",
    "TimeEntry",
    "Timer",
]
