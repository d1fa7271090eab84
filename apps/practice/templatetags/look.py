"""How values are written on a page: minutes, money, states, icons, and fields with their hints."""

from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


class Face(NamedTuple):
    """How a state looks: its word, icon and tone (quiet, good, attention or danger)."""

    word: str
    icon: str
    tone: str


# The one mapping from the value of any state, outcome or capture to its face.
# A claim that went out is quiet until there is news: colour is for what somebody must or may look at.
FACES: dict[str, Face] = {
    # decisions
    "billable": Face("Billable", "circle-check", "good"),
    "not_billable": Face("Not billable", "circle-slash", "quiet"),
    "blocked": Face("Blocked", "triangle-alert", "attention"),
    # claims
    "draft": Face("Draft", "circle-dashed", "quiet"),
    "ready": Face("Ready", "circle-check", "good"),
    "held": Face("Held", "circle-pause", "attention"),
    "returned": Face("Returned", "undo-2", "attention"),
    "approved": Face("Approved", "check", "good"),
    "batched": Face("In a batch", "layers", "quiet"),
    "sent": Face("Sent", "send", "quiet"),
    "accepted": Face("Accepted", "file-check", "quiet"),
    "rejected": Face("Rejected", "circle-x", "danger"),
    "paid": Face("Paid", "banknote", "good"),
    "partly_paid": Face("Partly paid", "contrast", "attention"),
    "denied": Face("Denied", "ban", "danger"),
    "replaced": Face("Replaced", "refresh-cw", "quiet"),
    "voided": Face("Voided", "x", "quiet"),
    "refunded": Face("Refunded", "rotate-ccw", "quiet"),
    # periods and closings
    "open": Face("Open", "circle-dashed", "quiet"),
    "due": Face("Due", "hourglass", "attention"),
    "closed": Face("Closed", "lock", "quiet"),
    "running": Face("Running", "refresh-cw", "quiet"),
    "finished": Face("Finished", "check", "good"),
    "failed": Face("Failed", "circle-alert", "danger"),
    "changed_after_close": Face("Changed after the close", "history", "attention"),
    # corrections
    "owed": Face("Owed back", "hourglass", "attention"),
    "overdue": Face("Overdue", "circle-alert", "danger"),
    "settled": Face("Settled", "check", "good"),
    "withdrawn": Face("Withdrawn", "x", "quiet"),
    # files made of claims
    "made": Face("Made", "file-text", "quiet"),
    "undone": Face("Undone", "undo-2", "quiet"),
    # money that came back, answers to files, and the work on them
    "received": Face("Received", "download", "quiet"),
    "posting": Face("Being posted", "refresh-cw", "quiet"),
    "posted": Face("Posted", "banknote", "good"),
    "waiting": Face("Waits", "hourglass", "attention"),
    "noted": Face("Noted", "info", "quiet"),
    "aside": Face("Put aside", "circle-slash", "quiet"),
    "rejection": Face("Rejected", "circle-x", "danger"),
    "denial": Face("Denied", "ban", "danger"),
    "resolved": Face("Resolved", "check", "good"),
    # time entries
    "counted": Face("Counts", "check", "good"),
    "not_counted": Face("Does not count", "minus", "quiet"),
    "undecided": Face("Needs an answer", "circle-help", "attention"),
    "unconfirmed": Face("Waits for you to confirm it", "circle-help", "attention"),
    "late": Face("Late", "clock", "attention"),
    "amended": Face("Corrected", "pencil", "quiet"),
    "timer": Face("Timer", "timer", "quiet"),
    "manual": Face("By hand", "pencil", "quiet"),
    "quick_log": Face("Quick log", "plus", "quiet"),
    "offline": Face("Offline", "upload", "quiet"),
    "imported": Face("Imported", "upload", "quiet"),
    "api": Face("Another program", "link", "quiet"),
    # readings of a quick log
    "certain": Face("Read", "check", "good"),
    "guessed": Face("Guessed: check it", "circle-help", "attention"),
    "unnamed_day": Face("Today, as none was named", "calendar-days", "quiet"),
    "ambiguous": Face("Choose one", "circle-help", "attention"),
    "struck": Face("Struck out", "ban", "quiet"),
    # goals
    "stated": Face("Stated", "target", "quiet"),
    "revised": Face("Revised", "pencil", "quiet"),
    "met": Face("Met", "circle-check", "good"),
    "dropped": Face("Dropped", "circle-slash", "quiet"),
    # rosters: files and their rows
    "matching": Face("Columns to match", "circle-help", "attention"),
    "judging": Face("Being read", "refresh-cw", "quiet"),
    "undoing": Face("Being undone", "refresh-cw", "quiet"),
    "previewed": Face("Previewed", "eye", "attention"),
    "done": Face("Done", "check", "good"),
    # months
    "locked": Face("Locked", "lock", "good"),
    "to_do": Face("To do", "circle-dashed", "attention"),
    "discarded": Face("Discarded", "x", "quiet"),
    "new": Face("New", "plus", "good"),
    "changed": Face("Changed", "pencil", "attention"),
    "same": Face("Same", "minus", "quiet"),
    "refused": Face("Refused", "circle-x", "danger"),
    # people and things
    "active": Face("Active", "check", "good"),
    "deactivated": Face("Deactivated", "ban", "quiet"),
    "invited": Face("Invited", "mail", "quiet"),
    "inactive": Face("Inactive", "circle-slash", "quiet"),
    "ended": Face("Ended", "circle-slash", "quiet"),
    "missing": Face("Missing", "triangle-alert", "attention"),
}

# The letter after "g" that goes to a place of the navigation.
LETTERS: dict[str, str] = {
    "today": "t",
    "patients": "p",
    "review": "r",
    "claims": "c",
    "money": "m",
    "runs": "l",
    "reports": "f",
    "practice": "s",
}

TONES: dict[str, str] = {"success": "good", "warning": "attention", "error": "danger"}

SPRITE = "vendor/lucide/icons.svg"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the icon `name` of the sprite; it says nothing to a screen reader, so a word stands beside it."""
    return _drawn(name)


@lru_cache(maxsize=512)
def _drawn(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static(SPRITE), name)


FLAGS = ("is_", "has_", "may_")


@register.simple_tag(takes_context=True)
def unchanging(context: template.Context, name: str, **values: Any) -> SafeString:
    """Include a fragment that looks at nothing but `values`, plain ones; it is written once for the same ones."""
    plain = tuple((key, bool(value) if key.startswith(FLAGS) else value) for key, value in values.items())
    assert context.template is not None  # it is that of the page
    return _written(context.template.engine.get_template(name), get_script_prefix(), plain)


@lru_cache(maxsize=1024)
def _written(found: template.Template, prefix: str, values: tuple[tuple[str, Any], ...]) -> SafeString:
    """Render; a file read anew is another template, and with another `prefix` its addresses are others."""
    return found.render(template.Context(dict(values)))


@register.inclusion_tag("components/state.html")
def state(value: str, word: str = "") -> dict[str, str]:
    """Show a state as icon and word; `word` replaces the usual one. A state without a face is a bug."""
    face = FACES[str(value)]
    return {"word": word or face.word, "icon_name": face.icon, "tone": face.tone}


@register.filter
def minutes(seconds: int) -> str:
    """Return whole seconds as minutes, floored once: "22 min"."""
    return f"{_grouped(seconds // 60)} min"


@register.filter
def minutes_only(seconds: int) -> str:
    """Return whole seconds as the bare number of minutes, for a column that says "min" in its head."""
    return _grouped(seconds // 60)


@register.filter
def clock(seconds: int) -> str:
    """Return whole seconds as h:mm:ss, the way the timer shows them."""
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


@register.filter
def hours(seconds: int) -> str:
    """Return whole seconds as hours and minutes: "1 h 05 min"; under an hour only minutes."""
    whole = seconds // 60
    return f"{_grouped(whole // 60)} h {whole % 60:02} min" if whole >= 60 else f"{whole} min"


@register.filter
def money(amount: Decimal | None) -> str:
    """Return dollars with cents: "$1,234.50"; a dash when there is no amount."""
    if amount is None:
        return "–"
    sign = "−" if amount < 0 else ""
    return f"{sign}${abs(amount):,.2f}"


@register.filter
def number(count: int) -> str:
    """Return a count with thousands separated: "12,345"."""
    return _grouped(count)


@register.filter
def counted(count: int, noun: str) -> str:
    """Return a count with what is counted: "1 claim", "12,345 claims", "2 agencies"."""
    several = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{_grouped(count)} {noun if count == 1 else several}"


@register.filter
def letter(place: str) -> str:
    """Return the letter that goes to a place of the navigation; empty when it has none."""
    return LETTERS.get(place, "")


@register.filter
def tone(message: Message) -> str:
    """Return the tone of the notice that shows one of Django's messages; plain information has none."""
    return TONES.get(message.level_tag, "")


@register.filter
def undo_url(message: Message) -> str:
    """Return where what a message says is taken back, "" when it cannot be."""
    return (message.extra_tags or "").partition(" ")[0]


@register.filter
def words_url(message: Message) -> str:
    """Return where it is said what the time of a message was, "" when nobody asks."""
    return (message.extra_tags or "").partition(" ")[2]


@register.simple_tag
def control(field: BoundField, hint: str = "") -> SafeString:
    """Return the widget of a field, tied to its hint and its errors for screen readers.

    A placeholder is left out: it vanishes while one types, so what it says belongs into the label or the hint.
    """
    if hint:
        field.help_text = hint
    return field.as_widget(attrs={"placeholder": False})


def _grouped(count: int) -> str:
    return f"{count:,}"
