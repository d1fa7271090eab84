"""Who asks through the API, whether they may, and how often: named in the settings, so it imports no views."""

from collections.abc import Mapping
from io import BytesIO
from json import dumps
from typing import IO, Any, ClassVar

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    MethodNotAllowed,
    ParseError,
    PermissionDenied,
)
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

from apps.practice.access import (
    LOOKING,
    Actor,
    actor_for,
    actor_of,
    lacks_second_factor,
    needs_second_factor,
)
from apps.practice.domain.roles import Action
from apps.practice.models import ApiToken, User
from apps.practice.operations_tokens import use_token

NO_TOKEN = "This token is not known, revoked or over. Make a new one on the page “Personal tokens”."  # noqa: S105

NO_SECOND_FACTOR = (
    "Your practice asks for a second factor in this role. Set one up on the page “Sign-in security”."
)


class PersonalToken(BaseAuthentication):
    """`Authorization: Bearer cm_…`: a person's token, good for one practice."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the token and whose it is; None without such a header."""
        kind, _, secret = get_authorization_header(request).decode("latin-1").strip().partition(" ")
        if kind.lower() != "bearer":
            return None
        token = use_token(secret.strip(), now=timezone.now())
        if token is None:
            raise AuthenticationFailed(NO_TOKEN, code="token_unknown")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Tell a program that nobody knows how to sign in."""
        return 'Bearer realm="Careminutes"'


# The largest file that is taken, an 835 of 64 MB, in base64, and what stands around it.
LARGEST_BODY = 88 * 1024 * 1024


class TooLarge(APIException):
    """A body that no endpoint takes."""

    status_code = 413
    default_code = "body_too_large"
    default_detail = f"The body has more than {LARGEST_BODY // 1024 // 1024} MB. Split what you send."


class PlainJson(JSONParser):
    """JSON no larger and no deeper than a program needs, of text that can be written down.

    It is UTF-8 whatever a header says (RFC 8259, section 8.1).
    """

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the values of the body; refuse what has no end, and halves of characters, which nothing can keep."""
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge
        try:
            found = super().parse(BytesIO(body), media_type, {**(parser_context or {}), "encoding": "utf-8"})
            if b"\\u" in body:
                dumps(found, ensure_ascii=False).encode()
        except RecursionError:
            raise ParseError("The JSON is nested too deeply. Send the values as the schema shows them.")
        except UnicodeEncodeError:
            raise ParseError(
                "The JSON holds half of a character (\\ud800 to \\udfff alone). Send whole ones."
            )
        return found


class Gate(BasePermission):
    """Let members through who may do one of the view's `actions` for the method; any member where it names none."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Put the actor on the view, or say no."""
        actor = actor_asking(request)
        if actor is None:
            return False
        view.actor = actor
        actions: Mapping[str, tuple[Action, ...]] | None = getattr(view, "actions", None)
        method = "GET" if request.method == "HEAD" else str(request.method)
        if actions is None:
            return not actor.only_looks or method in LOOKING
        if method not in actions:
            raise MethodNotAllowed(method)
        if actor.only_looks and (method not in LOOKING or not actor.holds(*actions[method])):
            return False
        return any(actor.may(action) for action in actions[method])


def actor_asking(request: Request) -> Actor | None:
    """Return who asks: by token in the token's practice, by session in the one chosen."""
    if isinstance(request.auth, ApiToken):
        actor = actor_for(request.auth.user, practice_id=request.auth.practice_id)
        if actor is not None and lacks_second_factor(actor):
            raise PermissionDenied(NO_SECOND_FACTOR, code="second_factor_missing")
        return actor
    # The session belongs to the request that Django made.
    asked = request._request  # noqa: SLF001
    if not isinstance(request.user, User):
        return None
    if needs_second_factor(asked):
        raise PermissionDenied(NO_SECOND_FACTOR, code="second_factor_missing")
    return actor_of(asked)


class Rate(UserRateThrottle):
    """A limit over all processes; each keeps up to a thirtieth of it to itself before it tells the others.

    Telling costs as much as the rest of a small write: so some processes together let somebody go over the limit by as
    many thirtieths at most.
    """

    duration: int
    num_requests: int
    _untold: ClassVar[dict[tuple[str, str], list[float]]] = {}

    def allow_request(self, request: Request, view: Any) -> bool:
        """Say whether the person may ask now, and count it."""
        self.key = str(self.get_cache_key(request, view))
        self.now = self.timer()
        told = self.cache.get(self.key, [])
        mine = self._untold.setdefault((self.key, str(self.rate)), [])
        self.history = [at for at in sorted([*told, *mine], reverse=True) if at > self.now - self.duration]
        if len(self.history) >= self.num_requests:
            return False
        mine.append(self.now)
        self.history.insert(0, self.now)
        if len(mine) >= max(1, self.num_requests // 30):
            self._untold.pop((self.key, str(self.rate)), None)
            self.cache.set(self.key, self.history, self.duration)
        return True


class ReadRate(Rate):
    """How often one person may ask."""

    scope = "read"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count only what reads."""
        return request.method not in ("GET", "HEAD") or super().allow_request(request, view)


class WriteRate(Rate):
    """How often one person may write."""

    scope = "write"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count only what writes."""
        return request.method in ("GET", "HEAD") or super().allow_request(request, view)
