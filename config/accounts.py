"""How django-allauth fits Careminutes: people are invited, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type hints
    """Accounts of invited people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up: an account is made by accepting an invitation."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors and passkeys."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the site in the browser's passkey dialogue."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Careminutes"}
