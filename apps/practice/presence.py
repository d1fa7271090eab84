"""Where people are signed in: noted when they sign in, and to the minute while they work."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login, logout
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.practice.models import Practice, SignIn, User
from apps.practice.prepared import Question, Slot

SESSION_SIGN_IN = "sign_in"
SESSION_SEEN_AT = "seen_at"
# A write at every request would cost more than most requests do.
NOTED_EVERY = timedelta(minutes=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Where Django keeps what a session holds.
_KEPT = "_session_cache"

_SESSION = Question(
    lambda: Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")).values_list(
        "session_data"
    )
)


def sign_in(request: HttpRequest, user: User) -> None:
    """Sign `user` in, and note where."""
    login(request, user, backend=BACKEND)
    note_sign_in(request, user)


def note_sign_in(request: HttpRequest, user: User) -> SignIn:
    """Keep that `user` has just signed in with this browser."""
    if request.session.session_key is None:
        request.session.create()
    now = timezone.now()
    row, _ = SignIn.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "practice": None, "last_seen_at": now, **_client_of(request)},
    )
    request.session[SESSION_SIGN_IN] = row.pk
    request.session[SESSION_SEEN_AT] = int(now.timestamp())
    return row


def sign_in_of(request: HttpRequest) -> int | None:
    """Return the number of the sign-in with which somebody asks; None where none was noted."""
    found = request.session.get(SESSION_SIGN_IN)
    return found if isinstance(found, int) else None


def person_of_session(request: HttpRequest) -> int | None:
    """Return the id that the request's session names, read at once; None for nobody and where Django has to look."""
    session = request.session
    if type(session) is SessionStore and session.session_key and not hasattr(session, _KEPT):
        found = _SESSION.first(key=session.session_key, now=timezone.now())
        if found is None:
            return None
        setattr(session, _KEPT, session.decode(found[0]))  # what its own first look would keep
    named = session.get(SESSION_KEY, "") if session.get(BACKEND_SESSION_KEY) == BACKEND else ""
    return int(named) if named.isdecimal() else None


def is_sealed_by(request: HttpRequest, user: User) -> bool:
    """Say whether the session was opened with the password that `user` has now."""
    return constant_time_compare(request.session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def is_still_signed_in(request: HttpRequest, practice: Practice | None) -> bool:
    """Note that the person is at work in `practice`; sign out a browser whose sign-in was ended from elsewhere."""
    seen_at, now = request.session.get(SESSION_SEEN_AT), timezone.now()
    if seen_at is None or _is_fresh(seen_at, now):
        return True
    rows = SignIn.objects.filter(pk=sign_in_of(request) or 0, user__pk=request.user.pk or 0)
    noted = {"session_key": request.session.session_key, "practice": practice, "last_seen_at": now}
    if not rows.update(**noted, **_client_of(request)):
        logout(request)
        return False
    request.session[SESSION_SEEN_AT] = int(now.timestamp())
    return True


def _is_fresh(seen_at: int, now: datetime) -> bool:
    return now.timestamp() - seen_at < NOTED_EVERY.total_seconds()


def _client_of(request: HttpRequest) -> dict[str, str | None]:
    try:
        ip = get_adapter().get_client_ip(request)
    except PermissionDenied:  # behind a socket without an address
        ip = None
    longest = SignIn._meta.get_field("device").max_length
    return {"ip": ip, "device": request.META.get("HTTP_USER_AGENT", "")[:longest]}
