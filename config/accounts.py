"""How django-allauth fits Careminutes: people are invited, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from apps.practice.models import User
from apps.practice.operations_access import password_changed
from apps.practice.presence import SESSION_SEEN_AT, SESSION_SIGN_IN, note_sign_in, sign_in_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    """Accounts of invited people."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "This e-mail address and this password do not belong together. Check both.",
        "unknown_email": "Nobody here signs in with this e-mail address.",
        "duplicate_email": "You sign in with this e-mail address already.",
        "email_taken": "This e-mail address is in use already. Choose another one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up: an account is made by accepting an invitation."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in, and note where."""
        super().login(request, user)
        note_sign_in(request, user)

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password; it ends every other sign-in and every token."""
        super().set_password(user, password)
        session = context.request.session
        password_changed(user, present=sign_in_of(context.request), now=timezone.now())
        if SESSION_SIGN_IN in session:
            session[SESSION_SEEN_AT] = 0  # the session gets another key now; note it with the next request


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors and passkeys."""

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Offer a name for a passkey or security key; its owner writes a better one."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Key {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site in the browser's passkey dialogue."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Careminutes"}
